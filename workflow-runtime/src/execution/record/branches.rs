//! The events of parallel and map states, and of the branches that they run. Read next: `record.rs`, of which this is a
//! part.

use std::sync::{Arc, Mutex};

use serde::Serialize;
use serde_json::Value;

use super::super::{ephemeral::Ephemeral, frame::Frame};
use super::{Outcome, Trail, lock};
use crate::observer::EventDetails;
use crate::{Observer, StateKind};

/// A parallel or map state whose branches are running; nothing without an observer.
#[derive(Debug, Default)]
pub(in crate::execution) struct Fork(Option<Mutex<Branching>>);

#[derive(Debug)]
struct Branching {
    /// The event that the next branch to begin follows.
    head: u64,
    /// Of a map its name.
    map: Option<&'static str>,
    branches: Vec<(usize, Arc<Frame>, Trail)>,
}

impl<O: Observer> Ephemeral<'_, O> {
    pub(in crate::execution) fn parallel_started(&self) -> Fork {
        self.fork(EventDetails::ParallelStateStarted, false)
    }

    pub(in crate::execution) fn map_started(&self, length: usize) -> Fork {
        self.fork(EventDetails::MapStateStarted { length }, true)
    }

    fn fork(&self, started: EventDetails, map: bool) -> Fork {
        if !O::ENABLED {
            return Fork(None);
        }
        let head = self.tell_next(started);
        let map = map.then(|| self.state_name());
        Fork(Some(Mutex::new(Branching { head, map, branches: Vec::new() })))
    }

    /// The items of a map as the observer sees them.
    pub(in crate::execution) fn item_inputs<T: Serialize>(&self, items: &[T]) -> Vec<Value> {
        if O::ENABLED && self.observer.wants_payloads() {
            items.iter().map(|item| serde_json::to_value(item).unwrap_or_default()).collect()
        } else {
            Vec::new()
        }
    }

    /// The trail of a branch that is about to begin with the input it was given.
    pub(in crate::execution) fn branch_trail(&self, fork: &Fork, given: Option<Value>) -> Trail {
        match fork.0.as_ref().map(lock) {
            Some(branching) => Trail::following(branching.head, given),
            None => Trail::new::<O>(&self.frame.run),
        }
    }

    /// A parallel state's own input, for its branches.
    pub(in crate::execution) fn own_input(&self) -> Option<Value> {
        self.trail.at().and_then(|position| position.input.clone())
    }

    /// A branch begins.
    pub(in crate::execution) fn branch_started(&self, fork: &Fork, index: usize, branch: &Ephemeral<'_, O>) {
        let Some(mut branching) = fork.0.as_ref().map(lock) else { return };
        branching.branches.push((index, Arc::clone(&branch.frame), branch.trail.clone()));
        if let Some(name) = branching.map {
            branch.tell_next(EventDetails::MapIterationStarted { name: name.into(), index });
        }
    }

    pub(in crate::execution) fn branch_ended(
        &self,
        fork: &Fork,
        index: usize,
        branch: &Ephemeral<'_, O>,
        succeeded: bool,
    ) {
        let Some(mut branching) = fork.0.as_ref().map(lock) else { return };
        if succeeded && let Some(name) = branching.map {
            branching.head = branch.trail.head();
            branch.tell_next(EventDetails::MapIterationSucceeded { name: name.into(), index });
        }
        if let Some(mut position) = branch.trail.at() {
            position.end = if succeeded { Outcome::Succeeded } else { Outcome::Failed };
        }
        self.trail.move_to(branch.trail.head());
    }

    /// All branches have succeeded, or one has failed and the others were dropped.
    pub(in crate::execution) fn joined(&self, fork: &Fork, succeeded: bool) {
        let Some(mut branching) = fork.0.as_ref().map(lock) else { return };
        let head = self.trail.head();
        if succeeded {
            self.tell(
                head,
                match branching.map {
                    Some(_) => EventDetails::MapStateSucceeded,
                    None => EventDetails::ParallelStateSucceeded,
                },
            );
            return;
        }
        branching.branches.sort_by_key(|(index, ..)| *index);
        for (index, frame, trail) in &branching.branches {
            self.tell_of_aborted(head, branching.map, *index, frame, trail);
        }
    }

    fn tell_of_aborted(
        &self,
        head: u64,
        map: Option<&'static str>,
        index: usize,
        frame: &Frame,
        trail: &Trail,
    ) {
        let Some((state, end)) = trail.at().map(|position| (position.state, position.end)) else { return };
        if end == Outcome::Succeeded {
            return;
        }
        if let Some(name) = map {
            self.tell_of(
                frame,
                head,
                match end {
                    Outcome::Failed => EventDetails::MapIterationFailed { name: name.into(), index },
                    Outcome::Running | Outcome::Succeeded => {
                        EventDetails::MapIterationAborted { name: name.into(), index }
                    }
                },
            );
        }
        match state.map(|(kind, _)| kind) {
            Some(kind @ StateKind::Task) => {
                self.tell_of(frame, head, EventDetails::StateAborted { kind });
            }
            Some(kind @ (StateKind::Wait | StateKind::Parallel | StateKind::Map))
                if end == Outcome::Running =>
            {
                self.tell_of(frame, head, EventDetails::StateAborted { kind });
            }
            Some(_) | None => {}
        }
    }

    pub(in crate::execution) fn parallel_failed(&self) {
        if O::ENABLED {
            self.tell_next(EventDetails::ParallelStateFailed);
        }
    }

    pub(in crate::execution) fn map_failed(&self) {
        if O::ENABLED {
            self.tell_next(EventDetails::MapStateFailed);
        }
    }
}
