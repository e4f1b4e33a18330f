//! Task traits of another module, without tasks, with generic and borrowed arguments; implementations behind pointers.

use workflow_runtime::prelude::*;

/// Where the traits are.
pub mod traits {
    use workflow_runtime::prelude::*;

    /// It is not there.
    #[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
    pub enum Missing {
        /// Really not.
        #[error("nothing there")]
        Nothing,
    }

    /// Has no tasks.
    #[tasks]
    pub trait Idle {}

    /// Takes all sorts of arguments.
    #[tasks]
    pub trait Store {
        /// Borrows, with and without a name for the lifetime.
        async fn find<'a>(&self, key: &'a str, among: &[String]) -> Result<Option<u32>, Missing>;
        /// Takes anything.
        async fn keep<T: Serialize + Send + Sync>(&self, key: String, value: &T) -> Result<(), Missing>;
        /// Takes nothing, and has an implementation.
        async fn count(&self) -> Result<u32, Missing> {
            Ok(3)
        }
    }

    /// Has tasks for any kind of item.
    #[tasks]
    pub trait Queue<T: Clone + Serialize + serde::de::DeserializeOwned + Send + Sync + 'static> {
        /// Puts an item in.
        async fn push(&self, item: &T, times: u32) -> Result<u32, Missing>;
        /// Takes one out.
        #[task(retry(on(Missing::Nothing), max_attempts = 2))]
        async fn pop(&self) -> Result<T, Missing>;
        /// Hands one over.
        async fn choose(&self, item: T, token: TaskToken<T>) -> Result<(), Missing>;
    }
}

/// Looks a key up, with handles from elsewhere.
#[workflow(tasks(store(super::traits::Store), idle(crate::hygiene::elsewhere::traits::Idle)))]
pub mod lookup {
    use super::traits::Missing;
    use workflow_runtime::prelude::*;

    #[start]
    #[task]
    fn find(key: String, among: Vec<String>) -> Transition<u32> {
        match store.find(&key, &among) {
            Ok(found) => decide(key, found),
            Err(Failed(Missing::Nothing) | TimedOut | Crashed(_)) => succeed(0),
        }
    }

    #[choice]
    fn decide(key: String, found: Option<u32>) -> Transition<u32> {
        match found {
            Some(number) => keep(key, number),
            None => count(),
        }
    }

    #[task]
    fn keep(key: String, number: u32) -> Transition<u32> {
        let () = store.keep(key, &number)?;
        succeed(number)
    }

    #[task]
    fn count() -> Transition<u32> {
        let count = store.count()?;
        succeed(count)
    }
}

/// Takes a number through a queue of numbers.
#[workflow(tasks(queue(super::traits::Queue<u32>)))]
pub mod queued {
    use workflow_runtime::prelude::*;

    #[start]
    #[task]
    fn push(number: u32) -> Transition<u32> {
        let length = queue.push(&number, 2)?;
        pop(length)
    }

    #[task]
    fn pop(length: u32) -> Transition<u32> {
        let number = queue.pop()?;
        choose(number + length)
    }

    #[task(timeout = hours(1))]
    fn choose(number: u32) -> Transition<u32> {
        let chosen: u32 = queue.choose(number, task_token())?;
        succeed(chosen)
    }
}

/// Does nothing: no tasks, no parameters, no options.
#[workflow]
pub mod nothing {
    use workflow_runtime::prelude::*;

    #[start]
    #[pass]
    fn done() -> Transition<()> {
        succeed(())
    }
}
