//! What is known of each machine of an execution while its history is read.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::StateKind;

/// A machine as far as its history was read.
#[derive(Debug, Default)]
pub(super) struct FrameState {
    /// The branch it is: the index of each from the outermost inwards.
    pub(super) path: Arc<[usize]>,
    /// Of a branch: the frame of the machine that began it, and which of its branches it is.
    pub(super) parent: Option<(u32, usize)>,
    /// The event that the next one follows.
    pub(super) head: u64,
    /// The state that was entered last.
    pub(super) state: Option<State>,
    /// Of a branch that has not entered a state: the input that it was given.
    pub(super) given: Option<Value>,
    /// The branches of the state.
    pub(super) fork: Option<Fork>,
}

/// A state that was entered.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// Its kind, if its entering is in the history, and not only that something failed in it.
    pub(super) kind: Option<StateKind>,
    pub(super) name: String,
    pub(super) input: Option<Value>,
    /// Whether it was left.
    pub(super) left: bool,
}

/// Branches that were begun.
#[derive(Clone, Debug)]
pub(super) struct Fork {
    pub(super) base: u32,
    pub(super) length: u32,
    pub(super) map: bool,
    /// The event that the next branch to begin follows.
    pub(super) head: u64,
}

impl FrameState {
    pub(super) fn state_name(&self) -> String {
        self.state.as_ref().map_or_else(String::new, |state| state.name.clone())
    }

    /// The path of a branch.
    pub(super) fn branch_path(&self, index: usize) -> Arc<[usize]> {
        self.path.iter().copied().chain([index]).collect()
    }
}

/// The machines of an execution.
#[derive(Debug, Default)]
pub(super) struct Frames(HashMap<u32, FrameState>);

impl Frames {
    pub(super) fn get(&mut self, number: u32) -> &mut FrameState {
        self.0.entry(number).or_default()
    }

    /// The state of a machine has branches from now on; their numbers may have been those of others.
    pub(super) fn fork(&mut self, parent: u32, fork: Fork) {
        self.end_fork(parent);
        let numbers = fork.base..fork.base.saturating_add(fork.length);
        for frame in self.0.values_mut() {
            let over = |other: &Fork| {
                other.base < numbers.end && numbers.start < other.base.saturating_add(other.length)
            };
            if frame.fork.as_ref().is_some_and(over) {
                frame.fork = None;
            }
        }
        for number in numbers {
            self.0.remove(&number);
        }
        self.get(parent).fork = Some(fork);
    }

    /// Forgets the branches of a machine.
    pub(super) fn end_fork(&mut self, parent: u32) {
        let Some(fork) = self.get(parent).fork.take() else { return };
        for number in fork.base..fork.base.saturating_add(fork.length) {
            if self.0.contains_key(&number) {
                self.end_fork(number);
                self.0.remove(&number);
            }
        }
    }

    /// A branch begins.
    pub(super) fn begin(&mut self, number: u32, index: usize, given: Option<Value>) {
        let parent = self.0.iter().find_map(|(parent, frame)| {
            let fork = frame.fork.as_ref()?;
            let begun = number.checked_sub(fork.base).is_some_and(|at| at < fork.length);
            begun.then(|| (*parent, frame.branch_path(index), fork.head))
        });
        let Some((parent, path, head)) = parent else { return };
        let given = given.or_else(|| self.given_by(parent));
        let frame = FrameState { path, parent: Some((parent, index)), head, given, ..FrameState::default() };
        self.0.insert(number, frame);
    }

    /// The input of a parallel state is that of its branches.
    fn given_by(&self, parent: u32) -> Option<Value> {
        let parent = self.0.get(&parent)?;
        if parent.fork.as_ref()?.map { None } else { parent.state.as_ref()?.input.clone() }
    }

    /// Every machine goes on from the state that it was in, after `head`.
    pub(super) fn redrive(&mut self, head: u64) {
        for frame in self.0.values_mut() {
            frame.head = head;
            if let Some(state) = &mut frame.state {
                state.left = false;
            }
            if let Some(fork) = &mut frame.fork {
                fork.head = head;
            }
        }
    }
}
