//! Spans for `tracing`: one for the execution, one for the state, one for the attempt.
//!
//! A future in a span of its own costs more than a whole transition. So a frame keeps the spans it is in, and its driver
//! enters them around each poll; a transition in between only exchanges one. Without a subscriber all this is one test.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tracing::Span;

/// What a span is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inside {
    Execution,
    State(&'static str),
    Attempt(u32),
}

/// The spans that a machine is in, from the outermost inwards.
#[derive(Debug, Default)]
pub(crate) struct Spans(Mutex<Vec<Span>>);

impl Spans {
    fn stack(&self) -> MutexGuard<'_, Vec<Span>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes into a span, now and at every poll until it is left; gives the number of spans before.
    #[cold]
    pub(crate) fn push(&self, inside: Inside, execution: &str) -> usize {
        let span = match inside {
            Inside::Execution => tracing::info_span!("execution", id = execution),
            Inside::State(name) => tracing::info_span!("state", name),
            Inside::Attempt(number) => tracing::info_span!("attempt", number),
        };
        enter(&span);
        let mut stack = self.stack();
        stack.push(span);
        stack.len() - 1
    }

    /// Leaves the innermost spans until `depth` are left.
    #[cold]
    pub(crate) fn leave(&self, depth: usize) {
        let mut stack = self.stack();
        while stack.len() > depth
            && let Some(span) = stack.pop()
        {
            exit(&span);
        }
    }

    /// Is in the spans until the guard is dropped: for the length of a poll.
    pub(crate) fn enter(&self) -> Entered<'_> {
        self.stack().iter().for_each(enter);
        Entered(self)
    }
}

/// The spans are entered; dropping it leaves those that are there by then.
pub(crate) struct Entered<'a>(&'a Spans);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.stack().iter().rev().for_each(exit);
    }
}

fn enter(span: &Span) {
    span.with_subscriber(|(id, dispatch)| dispatch.enter(id));
}

fn exit(span: &Span) {
    span.with_subscriber(|(id, dispatch)| dispatch.exit(id));
}
