//! A task that ends in a way its signature does not name, under an error name of its own. Read next: `execution/attempt.rs`.

use std::any::Any;
use std::fmt::Display;

/// What travels from the task to the attempt that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Crash {
    pub(crate) name: String,
    pub(crate) words: String,
}

impl Crash {
    pub(crate) fn of(panic: &(dyn Any + Send)) -> Option<&Self> {
        panic.downcast_ref()
    }
}

/// Ends the task that calls it: its state sees [`Crashed`](crate::TaskFailure::Crashed) with `name`, and `words` are for
/// people, in the log and in the history.
///
/// It is for who passes on what another service says: an implementation of a task that answers with an error which is
/// none of the task's own. It unwinds as a panic does, without the panic's words on stderr; outside of a task there is
/// nobody who would stop it.
///
/// ```
/// # use workflow_runtime::{catch, crash, prelude::*};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let refused = async { Err::<(), ()>(crash("Lambda.TooManyRequestsException", "try again")) };
/// assert_eq!(catch(refused).await, Err(Crashed("Lambda.TooManyRequestsException".to_owned())));
/// # }
/// ```
pub fn crash(name: impl Into<String>, words: impl Display) -> ! {
    std::panic::resume_unwind(Box::new(Crash { name: name.into(), words: words.to_string() }))
}
