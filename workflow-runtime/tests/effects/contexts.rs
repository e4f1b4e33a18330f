//! What a task learns of its attempt is its own, and nothing of the state before.

use std::sync::Mutex;

use workflow_runtime::TaskContext;
use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize, TaskError)]
enum Broken {
    Once,
}

/// Two tasks.
#[tasks]
trait Work {
    async fn first(&self) -> Result<u32, Broken>;
    async fn second(&self) -> Result<u32, Broken>;
}

/// Notes the attempt, whether it has a deadline, and the key's visit.
#[derive(Default)]
struct Notes(Mutex<Vec<(u32, bool, String)>>);

impl Notes {
    fn note(&self) -> usize {
        let context = TaskContext::current().expect("a task has a context");
        let key = context.idempotency_key();
        let visit = key.rsplit_once('/').expect("a path").1.to_owned();
        let mut notes = self.0.lock().expect("no panic");
        notes.push((context.attempt(), context.deadline().is_some(), visit));
        notes.len()
    }
}

impl Work for &'static Notes {
    async fn first(&self) -> Result<u32, Broken> {
        if self.note() == 1 { Err(Broken::Once) } else { Ok(1) }
    }

    async fn second(&self) -> Result<u32, Broken> {
        self.note();
        Ok(2)
    }
}

/// A task that is limited and retried, and one that is neither.
#[workflow(tasks(work(Work)))]
mod one_after_the_other {
    use super::*;

    #[start]
    #[task(timeout(seconds(5)), retry(on(Broken::Once)))]
    fn first() -> Transition<u32> {
        let one = work.first()?;
        between(one)
    }

    #[pass]
    fn between(one: u32) -> Transition<u32> {
        second(one)
    }

    #[task]
    fn second(one: u32) -> Transition<u32> {
        let two = work.second()?;
        succeed(one + two)
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_without_a_limit_has_no_deadline_of_the_state_before() {
    let notes: &'static Notes = Box::leak(Box::default());
    let workflow = one_after_the_other::Workflow { work: notes };
    assert_eq!(workflow.run(one_after_the_other::Input {}).await.expect("it succeeds"), 3);
    let notes = notes.0.lock().expect("no panic");
    let expected = [(0, true, "1"), (1, true, "1"), (0, false, "3")];
    assert_eq!(*notes, expected.map(|(attempt, limited, visit)| (attempt, limited, visit.to_owned())));
}
