//! Workflows as users write them, whose tasks do what a test says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use workflow_runtime::TaskContext;
use workflow_runtime::prelude::*;

#[derive(Debug, PartialEq, Serialize, Deserialize, TaskError)]
pub(crate) enum ErrandError {
    Closed,
    Lost { item: String },
}

/// What is run for somebody.
#[tasks]
pub(crate) trait Errands {
    /// Fetches something.
    async fn fetch(&self, item: &str) -> Result<String, ErrandError>;
    /// Asks somebody.
    async fn ask(&self, question: &str, token: TaskToken<u32>) -> Result<(), ErrandError>;
}

/// What a fetch does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Doing {
    Succeed,
    Fail,
    Panic,
    Hang,
    Take(u64),
    TakeAndFail(u64),
}

/// Does errands and keeps account of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Errand(pub(crate) Arc<Account>);

#[derive(Debug, Default)]
pub(crate) struct Account {
    /// What fetching an item does; it succeeds if nothing else is said.
    pub(crate) doing: Mutex<HashMap<String, Doing>>,
    /// The items that were fetched, with the key and the attempt.
    pub(crate) fetched: Mutex<Vec<(String, String, u32)>>,
    pub(crate) tokens: Mutex<Vec<TaskToken<u32>>>,
}

impl Account {
    pub(crate) fn set(&self, item: &str, doing: Doing) {
        self.doing.lock().expect("no panic").insert(item.to_owned(), doing);
    }

    pub(crate) fn items(&self) -> Vec<String> {
        self.fetched.lock().expect("no panic").iter().map(|(item, ..)| item.clone()).collect()
    }

    pub(crate) fn token(&self) -> TaskToken<u32> {
        self.tokens.lock().expect("no panic").last().cloned().expect("one was handed over")
    }
}

impl Errands for Errand {
    async fn fetch(&self, item: &str) -> Result<String, ErrandError> {
        let context = TaskContext::current().expect("a task has a context");
        let call = (item.to_owned(), context.idempotency_key(), context.attempt());
        self.0.fetched.lock().expect("no panic").push(call);
        let doing = self.0.doing.lock().expect("no panic").get(item).copied();
        // It takes a moment, as everything outside does: so in memory, too, all branches begin before one of them ends.
        tokio::task::yield_now().await;
        match doing.unwrap_or(Doing::Succeed) {
            Doing::Succeed => {}
            Doing::Fail => return Err(ErrandError::Lost { item: item.to_owned() }),
            Doing::Panic => panic!("the basket broke"),
            Doing::Hang => std::future::pending().await,
            Doing::Take(time) => tokio::time::sleep(seconds(time)).await,
            Doing::TakeAndFail(time) => {
                tokio::time::sleep(seconds(time)).await;
                return Err(ErrandError::Lost { item: item.to_owned() });
            }
        }
        Ok(format!("{item}!"))
    }

    async fn ask(&self, text: &str, token: TaskToken<u32>) -> Result<(), ErrandError> {
        self.0.tokens.lock().expect("no panic").push(token);
        let doing = self.0.doing.lock().expect("no panic").get(text).copied();
        match doing {
            Some(Doing::Hang) => std::future::pending().await,
            _ => Ok(()),
        }
    }
}

/// Waits for a day between two errands.
#[workflow(tasks(errands(Errands)))]
pub(crate) mod nap {
    use super::*;

    #[start]
    #[task]
    fn first(item: String) -> Transition<String> {
        let item = errands.fetch(&item)?;
        sleep(item)
    }

    #[wait]
    fn sleep(item: String) -> Transition<String> {
        wait(hours(24));
        second(item)
    }

    #[task]
    fn second(item: String) -> Transition<String> {
        let item = errands.fetch(&item)?;
        succeed(item)
    }
}

/// Waits twice at a time, for two hours and for three.
#[workflow(tasks(errands(Errands)))]
pub(crate) mod two_naps {
    use super::*;

    #[start]
    #[parallel]
    fn both(item: String) -> Transition<String> {
        let (one, two) = parallel(short(item), long(item))?;
        succeed(format!("{one} {two}"))
    }

    #[wait]
    fn short(item: String) -> Transition<String> {
        wait(hours(2));
        after_short(item)
    }

    #[task]
    fn after_short(item: String) -> Transition<String> {
        let item = errands.fetch(&item)?;
        succeed(item)
    }

    #[wait]
    fn long(item: String) -> Transition<String> {
        wait(hours(3));
        succeed(item)
    }
}

/// Asks, and waits for an answer.
#[workflow(tasks(errands(Errands)), timeout(days(2)))]
pub(crate) mod question {
    use super::*;

    #[start]
    #[task(timeout(hours(10)), heartbeat(hours(1)))]
    fn ask(text: String) -> Transition<u32> {
        match errands.ask(&text, task_token()) {
            Ok(number) => succeed(number),
            Err(Failed(ErrandError::Closed)) => succeed(0),
            Err(TimedOut) => succeed(1),
            Err(error) => fail(error),
        }
    }
}

/// Asks without a limit but its own.
#[workflow(tasks(errands(Errands)), timeout(days(2)))]
pub(crate) mod patience {
    use super::*;

    #[start]
    #[task]
    fn ask(text: String) -> Transition<u32> {
        let number = errands.ask(&text, task_token())?;
        succeed(number)
    }
}

/// Fetches side by side, then nested, then one by one.
#[workflow(tasks(errands(Errands)), workflows(inner(crate::errands::inner)))]
pub(crate) mod outer {
    use super::*;

    #[start]
    #[parallel]
    fn two(items: Vec<String>) -> Transition<String> {
        let (one, rest) = parallel(errands.fetch("parallel"), each(items))?;
        run_inner(format!("{one}+{rest}"))
    }

    #[map(max_concurrency = 2)]
    fn each(items: Vec<String>) -> Transition<usize> {
        let all = map(items, |item| one_of_them(item))?;
        succeed(all.len())
    }

    #[task]
    fn one_of_them(item: String) -> Transition<String> {
        let item = errands.fetch(&item)?;
        done(item)
    }

    #[pass]
    fn done(item: String) -> Transition<String> {
        succeed(item)
    }

    #[task]
    fn run_inner(item: String) -> Transition<String> {
        let item = inner.run(item)?;
        last(item)
    }

    #[task]
    fn last(item: String) -> Transition<String> {
        let item = errands.fetch(&item)?;
        succeed(item)
    }
}

/// Fetches in two states.
#[workflow(tasks(errands(Errands)))]
pub(crate) mod inner {
    use super::*;

    #[start]
    #[task]
    fn begin(item: String) -> Transition<String> {
        match errands.fetch(&item) {
            Ok(_) => end(),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn end() -> Transition<String> {
        let item = errands.fetch("inner")?;
        succeed(item)
    }
}

/// Fetches in a branch, which then fails by itself.
#[workflow(tasks(errands(Errands)))]
pub(crate) mod doubt {
    use super::*;

    #[start]
    #[parallel]
    fn look(item: String) -> Transition<String> {
        let (one, two) = parallel(fetched(item), errands.fetch("other"))?;
        succeed(format!("{one}{two}"))
    }

    #[task]
    fn fetched(item: String) -> Transition<String> {
        let got = errands.fetch(&item)?;
        judge(got)
    }

    #[choice]
    fn judge(got: String) -> Transition<String> {
        if got.len() > 100 { succeed(got) } else { fail(ErrandError::Closed) }
    }
}

/// Runs a nap nested, with more patience than it needs.
#[workflow(workflows(nap(crate::errands::nap)), timeout(days(9)))]
pub(crate) mod keeper {
    use super::*;

    #[start]
    #[task(timeout(days(3)))]
    fn keep(item: String) -> Transition<String> {
        let item = nap.run(item)?;
        succeed(item)
    }
}

/// Fetches many at a time.
#[workflow(tasks(errands(Errands)))]
pub(crate) mod many {
    use super::*;

    #[start]
    #[map]
    fn all(items: Vec<String>) -> Transition<usize> {
        let all = map(items, |item| errands.fetch(&item))?;
        succeed(all.len())
    }
}

/// Fetches, and then fails.
#[workflow(tasks(errands(Errands)))]
pub(crate) mod regret {
    use super::*;

    #[start]
    #[task]
    fn fetch(item: String) -> Transition<String> {
        let item = errands.fetch(&item)?;
        sorry(item)
    }

    #[fail]
    fn sorry(item: String) -> Transition<String> {
        fail(ErrandError::Lost { item })
    }
}

/// Fetches the same twice side by side, and then holds both.
#[workflow(tasks(errands(Errands)))]
pub(crate) mod armful {
    use super::*;

    #[start]
    #[parallel]
    fn both(item: String) -> Transition<usize> {
        let (one, two) = parallel(errands.fetch(&item), named("FetchAgain", errands.fetch(&item)))?;
        hold(one, two)
    }

    #[choice]
    fn hold(one: String, two: String) -> Transition<usize> {
        if one == two { succeed(one.len() + two.len()) } else { fail(ErrandError::Closed) }
    }
}

/// Gives back a text of so many bytes.
#[workflow]
pub(crate) mod echo {
    use super::*;

    #[start]
    #[pass]
    fn first(text: String) -> Transition<String> {
        second(text, 1)
    }

    #[choice]
    fn second(text: String, number: u32) -> Transition<String> {
        if number == 1 { succeed(text) } else { fail(ErrandError::Closed) }
    }
}

/// Fetches beside a nested nap, and tries both again once.
#[workflow(tasks(errands(Errands)), workflows(nap(crate::errands::nap)))]
pub(crate) mod split {
    use super::*;

    #[start]
    #[parallel(retry(on(error_name("Again")), max_attempts = 1))]
    fn both(item: String) -> Transition<String> {
        let (one, two) = parallel(errands.fetch("first"), asleep(item))?;
        succeed(format!("{one}{two}"))
    }

    #[task]
    fn asleep(item: String) -> Transition<String> {
        let item = nap.run(item)?;
        succeed(item)
    }
}

/// Counts down, and asks nothing.
#[workflow]
pub(crate) mod countdown {
    use workflow_runtime::prelude::*;

    #[start]
    #[choice]
    fn count(left: u32) -> Transition<u32> {
        if left == 0 { succeed(left) } else { count(left - 1) }
    }
}

/// Counts down, and asks at each number how often that was retried.
#[workflow]
pub(crate) mod asking_countdown {
    use workflow_runtime::prelude::*;

    #[start]
    #[choice]
    fn count(left: u32) -> Transition<u32> {
        if left == retry_count() { succeed(left) } else { count(left - 1) }
    }
}
