//! The machines with `statig`, in its async mode: one event a transition.

use std::hint::black_box;

use statig::prelude::*;

/// The only event: go on.
pub(crate) struct Go;

pub(crate) struct RingMachine {
    left: u64,
    total: u64,
    done: bool,
}

#[state_machine(initial = "State::add()")]
impl RingMachine {
    #[state]
    async fn add(&mut self, event: &Go) -> Outcome<State> {
        let Go = event;
        self.total = self.total.wrapping_add(self.left);
        Transition(State::decide())
    }

    #[state]
    async fn decide(&mut self, event: &Go) -> Outcome<State> {
        let Go = event;
        if black_box(self.left) == 0 {
            self.done = true;
            return Handled;
        }
        Transition(State::turn())
    }

    #[state]
    async fn turn(&mut self, event: &Go) -> Outcome<State> {
        let Go = event;
        self.left -= 1;
        Transition(State::add())
    }
}

pub(crate) async fn ring(left: u64) -> u64 {
    let mut machine = RingMachine { left, total: 0, done: false }.state_machine();
    while !machine.inner().done {
        machine.handle(&Go).await;
    }
    machine.inner().total
}

/// The second machine, whose generated items would clash with those of the first.
mod tasks {
    use std::hint::black_box;

    use statig::prelude::*;

    use super::Go;

    pub(crate) struct TaskMachine {
        pub(crate) left: u64,
        pub(crate) total: u64,
        pub(crate) done: bool,
    }

    #[state_machine(initial = "State::work()")]
    impl TaskMachine {
        #[state]
        async fn work(&mut self, event: &Go) -> Outcome<State> {
            let Go = event;
            match ready(self.left).await {
                0 => {
                    self.done = true;
                    Handled
                }
                worked => {
                    self.left -= 1;
                    self.total = self.total.wrapping_add(worked);
                    Transition(State::work())
                }
            }
        }
    }

    async fn ready(left: u64) -> u64 {
        black_box(left)
    }
}

pub(crate) async fn tasks(left: u64) -> u64 {
    let mut machine = tasks::TaskMachine { left, total: 0, done: false }.state_machine();
    while !machine.inner().done {
        machine.handle(&Go).await;
    }
    machine.inner().total
}
