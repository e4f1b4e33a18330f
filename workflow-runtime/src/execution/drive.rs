//! The loop that takes a machine from state to state, and the execution around it.
//!
//! Without an observer a transition stores one number and awaits the step: no allocation, no lock, no serialisation.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tracing::Span;

use super::branch::Start;
use super::ephemeral::Ephemeral;
use super::frame::{CURRENT, Run};
use crate::error::{Kind, TIMEOUT};
use crate::transition::End;
use crate::{Context, Error, Machine, Observer, Transition, Workflow};

/// After so many states a machine lets others run: a loop of choices would never give its thread back.
const STATES_PER_TURN: u64 = 1024;

/// Runs an execution from its start to its end.
pub(super) async fn run_main<W: Workflow, O: Observer>(
    workflow: &W,
    input: W::Input,
    run: Arc<Run>,
    observer: &O,
) -> Result<W::Output, Error> {
    let span = run.traced.then(|| tracing::info_span!("execution", id = %run.id()));
    let cx = Ephemeral::main(run, observer);
    let machine = Main(workflow);
    let start = Transition::next(W::start(input));
    in_span(span, async {
        let mut ending = cx.execution_started::<Main<'_, W>>(&start);
        let driven = CURRENT.scope(Arc::clone(&cx.frame), drive(&machine, start, &cx));
        let result = match W::TIMEOUT {
            None => driven.await,
            Some(limit) => within(limit, driven).await,
        };
        ending.execution_ended(&result);
        result
    })
    .await
}

/// Drops what takes longer than the workflow's own timeout.
async fn within<T>(limit: Duration, driven: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    tokio::time::timeout(limit, driven).await.unwrap_or_else(|_| {
        let cause = format!("the execution took longer than {limit:?}");
        Err(Error::of_kind(Kind::ExecutionTimedOut, TIMEOUT, cause))
    })
}

/// Takes a machine from its start to its end.
pub(super) async fn drive<M: Machine, O: Observer>(
    machine: &M,
    start: Start<M>,
    cx: &Ephemeral<'_, O>,
) -> Result<M::Output, Error> {
    let mut transition = start;
    let mut visit = 0_u64;
    loop {
        let state = match transition.into_end() {
            End::Next(state) => state,
            End::Succeeded(output, via) => {
                cx.succeeded(&output, via)?;
                return Ok(output);
            }
            End::Failed(error, via) => {
                cx.failed(&error, via);
                return Err(error);
            }
        };
        visit += 1;
        cx.frame.enter(visit);
        cx.entered(machine, &state)?;
        if visit.is_multiple_of(STATES_PER_TURN) {
            tokio::task::yield_now().await;
        }
        let span = cx.frame.run().traced.then(|| state_span(machine.state_name(&state)));
        transition = in_span(span, machine.step(state, cx)).await;
        if let Some(error) = cx.fatal() {
            return Err(error);
        }
    }
}

fn state_span(name: &'static str) -> Span {
    tracing::info_span!("state", name)
}

/// Polls `future` inside `span`; without one this is the future alone.
pub(super) async fn in_span<F: Future>(span: Option<Span>, future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|cx| {
        let _entered = span.as_ref().map(Span::enter);
        future.as_mut().poll(cx)
    })
    .await
}

/// The main machine of a workflow.
struct Main<'a, W>(&'a W);

impl<W: Workflow> Machine for Main<'_, W> {
    type State = W::State;
    type Output = W::Output;

    fn step<C: Context>(
        &self,
        state: W::State,
        cx: &C,
    ) -> impl Future<Output = Transition<W::Output, W::State>> + Send {
        self.0.step(state, cx)
    }
}
