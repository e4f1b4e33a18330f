//! The machines with `statig`, in its async mode: one event a transition.

use crate::Failed;

/// The only event: go on.
pub(crate) struct Go;

/// How a machine stands: what it has added up, and whether that is all.
pub(crate) struct Sum {
    left: u32,
    total: u32,
    ended: Option<Result<(), Failed>>,
}

impl Sum {
    fn of(left: u32) -> Self {
        Self { left, total: 0, ended: None }
    }

    fn result(&self) -> Option<Result<u32, Failed>> {
        self.ended.map(|ended| ended.map(|()| self.total))
    }
}

pub(crate) async fn ring(left: u32) -> Result<u32, Failed> {
    use statig::prelude::*;

    let mut machine = ring_of_three::Ring { sum: Sum::of(left) }.state_machine();
    loop {
        if let Some(result) = machine.inner().sum.result() {
            return result;
        }
        machine.handle(&Go).await;
    }
}

pub(crate) async fn tasks(left: u32) -> Result<u32, Failed> {
    use statig::prelude::*;

    let mut machine = ready_task::Tasks { sum: Sum::of(left), worked: 0 }.state_machine();
    loop {
        if let Some(result) = machine.inner().sum.result() {
            return result;
        }
        machine.handle(&Go).await;
    }
}

/// A module a machine, because the items that `statig` generates have the same names in each.
mod ring_of_three {
    use statig::prelude::*;

    use super::{Go, Sum};
    use crate::{Failed, zero};

    pub(crate) struct Ring {
        pub(crate) sum: Sum,
    }

    #[state_machine(initial = "State::add()")]
    impl Ring {
        #[state]
        async fn add(&mut self, event: &Go) -> Outcome<State> {
            let Go = event;
            let Some(total) = self.sum.total.checked_add(self.sum.left) else {
                self.sum.ended = Some(Err(Failed::Overflow));
                return Handled;
            };
            self.sum.total = total;
            Transition(State::decide())
        }

        #[state]
        async fn decide(&mut self, event: &Go) -> Outcome<State> {
            let Go = event;
            if self.sum.left == zero() {
                self.sum.ended = Some(Ok(()));
                return Handled;
            }
            Transition(State::turn())
        }

        #[state]
        async fn turn(&mut self, event: &Go) -> Outcome<State> {
            let Go = event;
            let Some(left) = self.sum.left.checked_sub(1) else {
                self.sum.ended = Some(Err(Failed::Overflow));
                return Handled;
            };
            self.sum.left = left;
            Transition(State::add())
        }
    }
}

mod ready_task {
    use statig::prelude::*;

    use super::{Go, Sum};
    use crate::{Failed, ready};

    pub(crate) struct Tasks {
        pub(crate) sum: Sum,
        pub(crate) worked: u32,
    }

    #[state_machine(initial = "State::call()")]
    impl Tasks {
        #[state]
        async fn call(&mut self, event: &Go) -> Outcome<State> {
            let Go = event;
            match ready(self.sum.left).await {
                Ok(worked) => self.worked = worked,
                Err(error) => {
                    self.sum.ended = Some(Err(error));
                    return Handled;
                }
            }
            Transition(State::decide())
        }

        #[state]
        async fn decide(&mut self, event: &Go) -> Outcome<State> {
            let Go = event;
            if self.worked == 0 {
                self.sum.ended = Some(Ok(()));
                return Handled;
            }
            let next = self.sum.left.checked_sub(1).zip(self.sum.total.checked_add(self.worked));
            let Some((left, total)) = next else {
                self.sum.ended = Some(Err(Failed::Overflow));
                return Handled;
            };
            (self.sum.left, self.sum.total) = (left, total);
            Transition(State::call())
        }
    }
}
