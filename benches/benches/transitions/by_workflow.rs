//! The machines as workflows.

use workflow_runtime::asl::StateMachine;
use workflow_runtime::prelude::*;
use workflow_runtime::{Context, Workflow};

use crate::{Ready, Work, passed};

pub(crate) async fn ring<const OPAQUE: bool>(left: u64) -> u64 {
    let input = ring_of_three::Input { left, total: 0 };
    if OPAQUE {
        Opaque(ring_of_three::Workflow).run(input).await.expect("it succeeds")
    } else {
        ring_of_three::Workflow.run(input).await.expect("it succeeds")
    }
}

pub(crate) async fn tasks(left: u64) -> u64 {
    let workflow = Opaque(ready_task::Workflow { work: Ready });
    workflow.run(ready_task::Input { left, total: 0 }).await.expect("it succeeds")
}

/// A workflow of which the compiler does not know in which state it is.
struct Opaque<W>(W);

impl<W: Workflow> Workflow for Opaque<W> {
    const NAME: &'static str = W::NAME;
    type Input = W::Input;
    type Output = W::Output;
    type State = W::State;

    fn definition() -> StateMachine {
        W::definition()
    }

    fn start(input: W::Input) -> W::State {
        W::start(input)
    }

    fn step<C: Context>(
        &self,
        state: W::State,
        cx: &C,
    ) -> impl Future<Output = Transition<W::Output, W::State>> + Send {
        self.0.step(state, cx)
    }

    /// Every state comes by here first: the driver steps only what this gives back.
    #[inline]
    fn step_at_once<C: Context>(
        &self,
        state: W::State,
        cx: &C,
    ) -> Result<Transition<W::Output, W::State>, W::State> {
        self.0.step_at_once(passed::<true, _>(state), cx)
    }
}

/// Adds up the numbers from its input down to zero.
#[workflow]
mod ring_of_three {
    use super::*;
    use crate::zero;

    #[start]
    #[pass]
    fn add(left: u64, total: u64) -> Transition<u64> {
        decide(left, total + left)
    }

    #[choice]
    fn decide(left: u64, total: u64) -> Transition<u64> {
        if left == zero() { succeed(total) } else { turn(left, total) }
    }

    #[pass]
    fn turn(left: u64, total: u64) -> Transition<u64> {
        add(left - 1, total)
    }
}

/// Adds up what its task gives until that is nothing.
#[workflow(tasks(work(Work)))]
mod ready_task {
    use super::*;

    #[start]
    #[task]
    fn call(left: u64, total: u64) -> Transition<u64> {
        let worked = work.ready(left)?;
        decide(left, worked, total)
    }

    #[choice]
    fn decide(left: u64, worked: u64, total: u64) -> Transition<u64> {
        if worked == 0 { succeed(total) } else { call(left - 1, total + worked) }
    }
}
