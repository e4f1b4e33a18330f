//! A small workflow written out by hand, as the macro writes it: every effect once.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod spin;

use std::future::Future;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use workflow_runtime::__private::{evaluated, machine_branch, task_branch};
use workflow_runtime::data::{Data, ErrorName, Shape, TaskError};
use workflow_runtime::prelude::{Failed, TaskFailure, TaskToken, Transition, fail, seconds, succeed};
use workflow_runtime::{
    BranchFailure, Context, EvaluationError, Jitter, Machine, MachineState, Retrier, StateKind, TaskPolicy,
    Workflow,
};

/// Derives by hand what `#[derive(TaskError)]` will.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum OrderError {
    Busy,
    OutOfStock { item: String },
}

impl Data for OrderError {
    fn shape() -> Shape {
        Shape::Opaque
    }
}

impl TaskError for OrderError {
    const ERROR_NAMES: &'static [ErrorName] = &[
        ErrorName { variant: "Busy", name: "OrderError.Busy" },
        ErrorName { variant: "OutOfStock", name: "OrderError.OutOfStock" },
    ];

    fn error_name(&self) -> &'static str {
        match self {
            Self::Busy => "OrderError.Busy",
            Self::OutOfStock { .. } => "OrderError.OutOfStock",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    pub reason: String,
}

impl Data for Rejected {
    fn shape() -> Shape {
        Shape::Opaque
    }
}

impl TaskError for Rejected {
    const ERROR_NAMES: &'static [ErrorName] = &[ErrorName { variant: "Rejected", name: "Rejected" }];

    fn error_name(&self) -> &'static str {
        "Rejected"
    }
}

/// As `#[tasks]` writes it.
pub(crate) trait Shop: Send + Sync + 'static {
    fn price(&self, item: &str) -> impl Future<Output = Result<u32, OrderError>> + Send;
    fn reserve(&self, order: &Order) -> impl Future<Output = Result<(), OrderError>> + Send;
    fn ask(&self, total: u32, token: TaskToken<bool>) -> impl Future<Output = Result<(), OrderError>> + Send;
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub items: Vec<String>,
    pub limit: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum State {
    Prepare { order: Order },
    Decide { order: Order, prices: Vec<u32> },
    CoolOff { order: Order },
    Approve { order: Order, total: u32 },
    Reserve { order: Order, total: u32 },
    Ship { total: u32 },
    Rejected { reason: String },
}

impl MachineState for State {
    fn name(&self) -> &'static str {
        match self {
            Self::Prepare { .. } => "Prepare",
            Self::Decide { .. } => "Decide",
            Self::CoolOff { .. } => "CoolOff",
            Self::Approve { .. } => "Approve",
            Self::Reserve { .. } => "Reserve",
            Self::Ship { .. } => "Ship",
            Self::Rejected { .. } => "Rejected",
        }
    }

    fn kind(&self) -> StateKind {
        match self {
            Self::Prepare { .. } => StateKind::Parallel,
            Self::Decide { .. } => StateKind::Choice,
            Self::CoolOff { .. } => StateKind::Wait,
            Self::Approve { .. } | Self::Reserve { .. } | Self::Ship { .. } => StateKind::Task,
            Self::Rejected { .. } => StateKind::Fail,
        }
    }

    fn input(&self) -> serde_json::Result<Value> {
        Ok(match self {
            Self::Prepare { order } | Self::CoolOff { order } => serde_json::to_value(order)?,
            Self::Decide { order, prices } => json!({ "order": order, "prices": prices }),
            Self::Approve { order, total } | Self::Reserve { order, total } => {
                json!({ "order": order, "total": total })
            }
            Self::Ship { total } => serde_json::to_value(total)?,
            Self::Rejected { reason } => serde_json::to_value(reason)?,
        })
    }
}

type Step = Result<Transition<u32, State>, EvaluationError>;

pub(crate) struct Ordering<S> {
    pub shop: S,
    pub shipping: Shipping,
}

const BUSY: &[Retrier<TaskFailure<OrderError>>] =
    &[Retrier::on(|failure| matches!(failure, Failed(OrderError::Busy))).interval(seconds(2))];

const PREPARE_RETRY: &[Retrier<BranchFailure>] =
    &[Retrier::on(|failure: &BranchFailure| matches!(failure.typed(), Some(Failed(OrderError::Busy))))
        .max_attempts(1)
        .jitter(Jitter::None)];

impl<S: Shop> Ordering<S> {
    async fn prepare<C: Context>(&self, cx: &C, order: Order) -> Step {
        let result = cx
            .parallel(PREPARE_RETRY, || {
                Ok((
                    task_branch("Price", TaskPolicy { retry: BUSY, ..TaskPolicy::NONE }, || async {
                        Ok(self.shop.price("base").await)
                    }),
                    machine_branch(
                        PriceAllMachine { workflow: self },
                        Transition::next(PriceAllState::PriceAll { items: order.items.clone() }),
                    ),
                ))
            })
            .await;
        Ok(match result {
            Ok((base, mut prices)) => {
                prices.insert(0, base);
                Transition::next(State::Decide { order, prices })
            }
            Err(failure) => {
                if let Some(Failed(OrderError::OutOfStock { item })) = failure.typed() {
                    Transition::next(State::Rejected { reason: item })
                } else {
                    Transition::next(State::Rejected { reason: failure.name() })
                }
            }
        })
    }

    async fn decide(&self, order: Order, prices: Vec<u32>) -> Step {
        let total = prices
            .iter()
            .try_fold(0_u32, |sum, price| sum.checked_add(*price))
            .ok_or_else(|| EvaluationError::new("the sum overflows"))?;
        Ok(if total == 0 {
            Transition::next(State::CoolOff { order })
        } else if total == 1 {
            succeed(0).via("Decide succeeds")
        } else if total == 2 {
            fail(Rejected { reason: "cheap".to_owned() }).via("Decide fails")
        } else if total > order.limit {
            Transition::next(State::Approve { order, total })
        } else {
            Transition::next(State::Reserve { order, total })
        })
    }

    async fn cool_off<C: Context>(&self, cx: &C, order: Order) -> Step {
        cx.wait(seconds(60)).await;
        Ok(Transition::next(State::Prepare { order }))
    }

    async fn approve<C: Context>(&self, cx: &C, order: Order, total: u32) -> Step {
        let policy =
            TaskPolicy { timeout: Some(seconds(3600)), heartbeat: Some(seconds(60)), ..TaskPolicy::NONE };
        let result = cx.callback(policy, |token| async move { Ok(self.shop.ask(total, token).await) }).await;
        Ok(match result {
            Ok(true) => Transition::next(State::Reserve { order, total }),
            Ok(false) => Transition::next(State::Rejected { reason: "refused".to_owned() }),
            Err(failure) => fail(failure),
        })
    }

    async fn reserve<C: Context>(&self, cx: &C, order: Order, total: u32) -> Step {
        let policy = TaskPolicy { timeout: Some(seconds(30)), heartbeat: None, retry: BUSY };
        let result = cx.task(policy, || async { Ok(self.shop.reserve(&order).await) }).await;
        Ok(match result {
            Ok(()) => Transition::next(State::Ship { total }),
            Err(Failed(OrderError::OutOfStock { item })) => {
                Transition::next(State::Rejected { reason: item })
            }
            Err(failure) => fail(failure),
        })
    }

    async fn ship<C: Context>(&self, cx: &C, total: u32) -> Step {
        let result = cx.nested(None, &[], &self.shipping, || Ok(total)).await;
        Ok(match result {
            Ok(cost) => succeed(cost + total),
            Err(failure) => fail(failure),
        })
    }
}

impl<S: Shop> Workflow for Ordering<S> {
    const NAME: &'static str = "Ordering";
    const TIMEOUT: Option<Duration> = Some(seconds(86_400));
    type Input = Order;
    type Output = u32;
    type State = State;

    // Driven here, and never exported.
    fn definition() -> workflow_runtime::asl::StateMachine {
        workflow_runtime::asl::StateMachine::jsonata(Self::NAME)
    }

    fn start(order: Order) -> State {
        State::Prepare { order }
    }

    async fn step<C: Context>(&self, state: State, cx: &C) -> Transition<u32, State> {
        evaluated(match state {
            State::Prepare { order } => self.prepare(cx, order).await,
            State::Decide { order, prices } => self.decide(order, prices).await,
            State::CoolOff { order } => self.cool_off(cx, order).await,
            State::Approve { order, total } => self.approve(cx, order, total).await,
            State::Reserve { order, total } => self.reserve(cx, order, total).await,
            State::Ship { total } => self.ship(cx, total).await,
            State::Rejected { reason } => Ok(fail(Rejected { reason })),
        })
    }
}

/// The machine of the branch that begins with `price_all`.
struct PriceAllMachine<'a, S> {
    workflow: &'a Ordering<S>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum PriceAllState {
    PriceAll { items: Vec<String> },
}

impl MachineState for PriceAllState {
    fn name(&self) -> &'static str {
        "PriceAll"
    }

    fn kind(&self) -> StateKind {
        StateKind::Map
    }

    fn input(&self) -> serde_json::Result<Value> {
        let Self::PriceAll { items } = self;
        serde_json::to_value(items)
    }
}

impl<S: Shop> Machine for PriceAllMachine<'_, S> {
    type State = PriceAllState;
    type Output = Vec<u32>;

    async fn step<C: Context>(
        &self,
        PriceAllState::PriceAll { items }: PriceAllState,
        cx: &C,
    ) -> Transition<Vec<u32>, PriceAllState> {
        let shop = &self.workflow.shop;
        let result = cx
            .map(Some(2), &[], items, |_index, item| {
                Ok(task_branch("PriceOne", TaskPolicy::NONE, move || {
                    let item = item.clone();
                    async move { Ok(shop.price(&item).await) }
                }))
            })
            .await;
        match result {
            Ok(prices) => succeed(prices),
            Err(failure) => fail(failure),
        }
    }
}

/// A second workflow, to be nested.
pub(crate) struct Shipping;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum ShippingState {
    Ship { total: u32 },
}

impl MachineState for ShippingState {
    fn name(&self) -> &'static str {
        "Ship"
    }

    fn kind(&self) -> StateKind {
        StateKind::Pass
    }

    fn input(&self) -> serde_json::Result<Value> {
        let Self::Ship { total } = self;
        serde_json::to_value(total)
    }
}

impl Workflow for Shipping {
    const NAME: &'static str = "Shipping";
    type Input = u32;
    type Output = u32;
    type State = ShippingState;

    // Driven here, and never exported.
    fn definition() -> workflow_runtime::asl::StateMachine {
        workflow_runtime::asl::StateMachine::jsonata(Self::NAME)
    }

    fn start(total: u32) -> ShippingState {
        ShippingState::Ship { total }
    }

    async fn step<C: Context>(
        &self,
        ShippingState::Ship { total }: ShippingState,
        _cx: &C,
    ) -> Transition<u32, ShippingState> {
        succeed(total / 10)
    }
}
