//! The machines as workflows.

use workflow_runtime::prelude::*;

use crate::Failed;

pub(crate) async fn ring(left: u64) -> u64 {
    ring_of_three::Workflow.run(ring_of_three::Input { left, total: 0 }).await.expect("it succeeds")
}

pub(crate) async fn tasks(left: u64) -> u64 {
    let workflow = ready_task::Workflow { work: Ready };
    workflow.run(ready_task::Input { left, total: 0 }).await.expect("it succeeds")
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

/// The work of the second machine.
#[tasks]
pub(crate) trait Work {
    async fn ready(&self, left: u64) -> Result<u64, Failed>;
}

struct Ready;

impl Work for Ready {
    async fn ready(&self, left: u64) -> Result<u64, Failed> {
        crate::ready(left).await
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
