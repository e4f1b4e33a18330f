//! Watching an execution: every event, as it happens.
//!
//! An observer is a compile-time choice, so that one which is not there costs nothing. It watches and decides nothing.
//! Read next: `event.rs` (what it sees), `history.rs` and `print.rs` (two that are ready to use).

mod event;
mod history;
mod print;

use std::sync::Arc;

pub use event::{EventDetails, HistoryEvent};
pub use history::History;
pub use print::Print;

/// Sees every event of an execution, as it happens, in the execution's own task.
///
/// ```
/// # use std::sync::atomic::{AtomicUsize, Ordering};
/// # use workflow_runtime::observer::{HistoryEvent, Observer};
/// /// Counts the states that are entered.
/// #[derive(Default)]
/// struct Entered(AtomicUsize);
///
/// impl Observer for Entered {
///     fn observe(&self, event: &HistoryEvent) {
///         if event.details.event_type().ends_with("StateEntered") {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Observer: Send + Sync {
    /// Whether there is anything to see it at all; a driver leaves out all that an observer of `false` would see.
    const ENABLED: bool = true;

    /// Whether events carry inputs and outputs as JSON: `false` saves writing them.
    fn wants_payloads(&self) -> bool {
        true
    }

    /// Takes note of an event. Called in the order of event ids.
    fn observe(&self, event: &HistoryEvent);
}

/// Sees nothing and costs nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoObserver;

impl Observer for NoObserver {
    const ENABLED: bool = false;

    fn wants_payloads(&self) -> bool {
        false
    }

    fn observe(&self, _: &HistoryEvent) {}
}

impl<O: Observer + ?Sized> Observer for &O {
    const ENABLED: bool = true;

    fn wants_payloads(&self) -> bool {
        (**self).wants_payloads()
    }

    fn observe(&self, event: &HistoryEvent) {
        (**self).observe(event);
    }
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    const ENABLED: bool = true;

    fn wants_payloads(&self) -> bool {
        (**self).wants_payloads()
    }

    fn observe(&self, event: &HistoryEvent) {
        (**self).observe(event);
    }
}

/// Both see every event, the first one first.
impl<A: Observer, B: Observer> Observer for (A, B) {
    const ENABLED: bool = A::ENABLED || B::ENABLED;

    fn wants_payloads(&self) -> bool {
        self.0.wants_payloads() || self.1.wants_payloads()
    }

    fn observe(&self, event: &HistoryEvent) {
        self.0.observe(event);
        self.1.observe(event);
    }
}
