//! The machines with `statig`, in its async mode: one event a transition.

use std::hint::black_box;

use crate::Failed;

/// The only event: go on.
pub(crate) struct Go;

/// How a machine stands: what it has added up, and whether that is all.
pub(crate) struct Sum {
    left: u64,
    total: u64,
    ended: Option<Result<(), Failed>>,
}

impl Sum {
    fn of(left: u64) -> Self {
        Self { left, total: 0, ended: None }
    }

    fn result(&self) -> Option<Result<u64, Failed>> {
        self.ended.map(|ended| ended.map(|()| self.total))
    }
}

pub(crate) async fn ring(left: u64) -> Result<u64, Failed> {
    use statig::prelude::*;

    let mut machine = ring_of_three::Ring { sum: Sum::of(left) }.state_machine();
    loop {
        if let Some(result) = machine.inner().sum.result() {
            return result;
        }
        black_box(&mut machine).handle(&Go).await;
    }
}

pub(crate) async fn tasks(left: u64) -> Result<u64, Failed> {
    use statig::prelude::*;

    let mut machine = ready_task::Tasks { sum: Sum::of(left), worked: 0 }.state_machine();
    loop {
        if let Some(result) = machine.inner().sum.result() {
            return result;
        }
        black_box(&mut machine).handle(&Go).await;
    }
}

/// A module a machine, because the items that `statig` generates have the same names in each.
mod ring_of_three {
    use statig::prelude::*;

    use super::{Go, Sum};
    use crate::{Failed, exact, zero};

    pub(crate) struct Ring {
        pub(crate) sum: Sum,
    }

    #[state_machine(initial = "State::add()")]
    impl Ring {
        #[state]
        async fn add(&mut self, event: &Go) -> Outcome<State> {
            let Go = event;
            let Ok(total) = exact(self.sum.total.checked_add(self.sum.left)) else {
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
            let Ok(left) = exact(self.sum.left.checked_sub(1)) else {
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
    use crate::{Failed, Ready, Work, exact};

    pub(crate) struct Tasks {
        pub(crate) sum: Sum,
        pub(crate) worked: u64,
    }

    #[state_machine(initial = "State::call()")]
    impl Tasks {
        #[state]
        async fn call(&mut self, event: &Go) -> Outcome<State> {
            let Go = event;
            match Ready.ready(self.sum.left).await {
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
            let left = exact(self.sum.left.checked_sub(1));
            let (Ok(left), Ok(total)) = (left, exact(self.sum.total.checked_add(self.worked))) else {
                self.sum.ended = Some(Err(Failed::Overflow));
                return Handled;
            };
            (self.sum.left, self.sum.total) = (left, total);
            Transition(State::call())
        }
    }
}
