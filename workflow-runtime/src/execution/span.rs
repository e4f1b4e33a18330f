//! Spans for `tracing`: one for the execution, one for the state, one for the attempt.
//!
//! A future in a span of its own costs more than a whole transition. So a frame keeps the spans it is in, and its driver
//! enters them around each poll; a transition in between only exchanges one. Without a subscriber all this is one test.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tracing::Span;

/// The spans that a machine is in, from the outermost inwards.
#[derive(Debug, Default)]
pub(super) struct Spans(Mutex<Vec<Span>>);

impl Spans {
    fn stack(&self) -> MutexGuard<'_, Vec<Span>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are.
    pub(super) fn depth(&self) -> usize {
        self.stack().len()
    }

    /// Goes into `span`, now and at every poll until it is left.
    pub(super) fn push(&self, span: Span) {
        enter(&span);
        self.stack().push(span);
    }

    /// Leaves the innermost spans until `depth` are left.
    pub(super) fn leave(&self, depth: usize) {
        let mut stack = self.stack();
        while stack.len() > depth
            && let Some(span) = stack.pop()
        {
            exit(&span);
        }
    }

    /// Is in the spans until the guard is dropped: for the length of a poll.
    pub(super) fn enter(&self) -> Entered<'_> {
        self.stack().iter().for_each(enter);
        Entered(self)
    }
}

/// The spans are entered; dropping it leaves those that are there by then.
pub(super) struct Entered<'a>(&'a Spans);

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
