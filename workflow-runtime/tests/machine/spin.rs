//! A machine of three states that goes round and round: a pass, a choice, and an effect that is soon over.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workflow_runtime::prelude::{Transition, fail, seconds, succeed};
use workflow_runtime::{Context, MachineState, StateKind, TaskPolicy, Workflow};

use super::OrderError;

/// What the effect is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Work {
    ReadyTask,
    /// A task with a timeout that is pending once.
    YieldingTask,
    NoWait,
}

pub(crate) struct Spin {
    pub(crate) work: Work,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum SpinState {
    Pass { left: u64 },
    Choose { left: u64 },
    Work { left: u64 },
}

impl MachineState for SpinState {
    fn name(&self) -> &'static str {
        match self {
            Self::Pass { .. } => "Pass",
            Self::Choose { .. } => "Choose",
            Self::Work { .. } => "Work",
        }
    }

    fn kind(&self) -> StateKind {
        match self {
            Self::Pass { .. } => StateKind::Pass,
            Self::Choose { .. } => StateKind::Choice,
            Self::Work { .. } => StateKind::Task,
        }
    }

    fn input(&self) -> serde_json::Result<Value> {
        let (Self::Pass { left } | Self::Choose { left } | Self::Work { left }) = self;
        Ok(json!(left))
    }
}

impl Spin {
    async fn work(&self) -> Result<u64, OrderError> {
        if matches!(self.work, Work::YieldingTask) {
            tokio::task::yield_now().await;
        }
        Ok(1)
    }
}

impl Workflow for Spin {
    const NAME: &'static str = "Spin";
    type Input = u64;
    type Output = u64;
    type State = SpinState;

    // Driven here, and never exported.
    fn definition() -> workflow_runtime::asl::StateMachine {
        workflow_runtime::asl::StateMachine::jsonata(Self::NAME)
    }

    fn start(left: u64) -> SpinState {
        SpinState::Pass { left }
    }

    async fn step<C: Context>(&self, state: SpinState, cx: &C) -> Transition<u64, SpinState> {
        match state {
            SpinState::Pass { left } => Transition::next(SpinState::Choose { left }),
            SpinState::Choose { left: 0 } => succeed(0),
            SpinState::Choose { left } => Transition::next(SpinState::Work { left }),
            SpinState::Work { left } if matches!(self.work, Work::NoWait) => {
                cx.wait(seconds(0)).await;
                Transition::next(SpinState::Pass { left: left - 1 })
            }
            SpinState::Work { left } => {
                let policy = TaskPolicy { timeout: Some(seconds(30)), ..TaskPolicy::NONE };
                match cx.task(policy, || async { Ok(self.work().await) }).await {
                    Ok(done) => Transition::next(SpinState::Pass { left: left - done }),
                    Err(failure) => fail(failure),
                }
            }
        }
    }
}
