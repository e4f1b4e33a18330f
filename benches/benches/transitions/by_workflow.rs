//! The machines as workflows, written as the macro writes them.

use std::future::Future;
use std::hint::black_box;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workflow_runtime::__private::evaluated;
use workflow_runtime::data::{Data, ErrorName, Shape, TaskError};
use workflow_runtime::{
    Context, EvaluationError, MachineState, StateKind, TaskPolicy, Transition, Workflow, fail, succeed,
};

pub(crate) async fn ring(left: u64) -> u64 {
    RingWorkflow.run(left).await.expect("it succeeds")
}

pub(crate) async fn tasks(left: u64) -> u64 {
    TaskWorkflow { tasks: Ready }.run(left).await.expect("it succeeds")
}

struct RingWorkflow;

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Ring {
    Add { left: u64, total: u64 },
    Decide { left: u64, total: u64 },
    Turn { left: u64, total: u64 },
}

impl MachineState for Ring {
    fn name(&self) -> &'static str {
        match self {
            Self::Add { .. } => "Add",
            Self::Decide { .. } => "Decide",
            Self::Turn { .. } => "Turn",
        }
    }

    fn kind(&self) -> StateKind {
        match self {
            Self::Add { .. } | Self::Turn { .. } => StateKind::Pass,
            Self::Decide { .. } => StateKind::Choice,
        }
    }

    fn input(&self) -> serde_json::Result<Value> {
        let (Self::Add { left, total } | Self::Decide { left, total } | Self::Turn { left, total }) = self;
        Ok(json!({ "left": left, "total": total }))
    }
}

type Step<S> = Result<Transition<u64, S>, EvaluationError>;

impl RingWorkflow {
    fn add(&self, left: u64, total: u64) -> Step<Ring> {
        Ok(Transition::next(Ring::Decide { left, total: total.wrapping_add(left) }))
    }

    fn decide(&self, left: u64, total: u64) -> Step<Ring> {
        Ok(if black_box(left) == 0 { succeed(total) } else { Transition::next(Ring::Turn { left, total }) })
    }

    fn turn(&self, left: u64, total: u64) -> Step<Ring> {
        let left = left.checked_sub(1).ok_or_else(|| EvaluationError::new("the difference overflows"))?;
        Ok(Transition::next(Ring::Add { left, total }))
    }
}

impl Workflow for RingWorkflow {
    const NAME: &'static str = "Ring";
    type Input = u64;
    type Output = u64;
    type State = Ring;

    fn start(left: u64) -> Ring {
        Ring::Add { left, total: 0 }
    }

    async fn step<C: Context>(&self, state: Ring, _cx: &C) -> Transition<u64, Ring> {
        evaluated(match state {
            Ring::Add { left, total } => self.add(left, total),
            Ring::Decide { left, total } => self.decide(left, total),
            Ring::Turn { left, total } => self.turn(left, total),
        })
    }

    fn step_at_once<C: Context>(&self, state: Ring, _cx: &C) -> Result<Transition<u64, Ring>, Ring> {
        Ok(evaluated(match state {
            Ring::Add { left, total } => self.add(left, total),
            Ring::Decide { left, total } => self.decide(left, total),
            Ring::Turn { left, total } => self.turn(left, total),
        }))
    }
}

trait Work: Send + Sync + 'static {
    fn ready(&self, left: u64) -> impl Future<Output = Result<u64, Unready>> + Send;
}

struct Ready;

impl Work for Ready {
    async fn ready(&self, left: u64) -> Result<u64, Unready> {
        Ok(black_box(left))
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Unready;

impl Data for Unready {
    fn shape() -> Shape {
        Shape::Null
    }
}

impl TaskError for Unready {
    const ERROR_NAMES: &'static [ErrorName] = &[ErrorName { variant: "Unready", name: "Unready" }];

    fn error_name(&self) -> &'static str {
        "Unready"
    }
}

struct TaskWorkflow<W> {
    tasks: W,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Tasks {
    Work { left: u64, total: u64 },
}

impl MachineState for Tasks {
    fn name(&self) -> &'static str {
        "Work"
    }

    fn kind(&self) -> StateKind {
        StateKind::Task
    }

    fn input(&self) -> serde_json::Result<Value> {
        let Self::Work { left, total } = self;
        Ok(json!({ "left": left, "total": total }))
    }
}

impl<W: Work> TaskWorkflow<W> {
    async fn work<C: Context>(&self, cx: &C, left: u64, total: u64) -> Step<Tasks> {
        let result = cx.task(TaskPolicy::NONE, || async { Ok(self.tasks.ready(left).await) }).await;
        Ok(match result {
            Ok(0) => succeed(total),
            Ok(worked) => Transition::next(Tasks::Work { left: left - 1, total: total.wrapping_add(worked) }),
            Err(failure) => fail(failure),
        })
    }
}

impl<W: Work> Workflow for TaskWorkflow<W> {
    const NAME: &'static str = "Tasks";
    type Input = u64;
    type Output = u64;
    type State = Tasks;

    fn start(left: u64) -> Tasks {
        Tasks::Work { left, total: 0 }
    }

    async fn step<C: Context>(&self, state: Tasks, cx: &C) -> Transition<u64, Tasks> {
        evaluated(match state {
            Tasks::Work { left, total } => self.work(cx, left, total).await,
        })
    }
}
