//! The loop that takes a machine from state to state, and the execution around it.
//!
//! Without an observer a transition stores one number and awaits the step: no allocation, no lock, no serialisation.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::attempt::PANIC;
use super::branch::Start;
use super::ephemeral::Ephemeral;
use super::frame::Run;
use super::span::Inside;
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
    run_as_main(&Main(workflow), W::start(input), W::TIMEOUT, run, observer).await
}

/// Runs a machine as the main one of an execution.
pub(super) async fn run_as_main<M: Machine, O: Observer>(
    machine: &M,
    start: M::State,
    timeout: Option<Duration>,
    run: Arc<Run>,
    observer: &O,
) -> Result<M::Output, Error> {
    let cx = Ephemeral::main(run, observer);
    let start = Transition::next(start);
    let mut ending = cx.execution_started::<M>(&start);
    let driven = cx.frame.scope(async {
        let outside = cx.frame.enter_span(Inside::Execution);
        let result = drive(machine, start, &cx).await;
        cx.frame.leave_span(outside);
        result
    });
    let result = match timeout {
        None => driven.await,
        Some(limit) => within(limit, driven).await,
    };
    let result = result.map_err(|error| explained(error, cx.frame.run().last_panic()));
    ending.execution_ended(&result);
    result
}

/// An execution that ends with a task's panic says what the panic said.
fn explained(error: Error, last_panic: Option<String>) -> Error {
    match last_panic {
        Some(message) if error.error() == PANIC && error.cause().is_none() => error.with_cause(message),
        _ => error,
    }
}

/// Drops what takes longer than the workflow's own timeout.
async fn within<T>(limit: Duration, driven: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    tokio::time::timeout(limit, driven).await.unwrap_or_else(|_| {
        let cause = format!("the execution took longer than {} seconds", limit.as_secs_f64());
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
        let state = match at_once(machine, transition, cx, &mut visit) {
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
        // What is borrowed here, or held across an await, lives in memory: so a state goes by value to whoever asks.
        let (state, outside) = if cx.attended { attended(machine, state, cx)? } else { (state, 0) };
        let state = if visit.is_multiple_of(STATES_PER_TURN) { turn(state).await } else { state };
        transition = machine.step(state, cx).await;
        if cx.attended {
            cx.stepped(outside)?;
        }
    }
}

/// Tells of a state that is entered; gives it back, with the depth of spans around it.
fn attended<M: Machine, O: Observer>(
    machine: &M,
    state: M::State,
    cx: &Ephemeral<'_, O>,
) -> Result<(M::State, usize), Error> {
    let outside = cx.entered(machine, &state)?;
    Ok((state, outside))
}

/// Lets others run before a state does.
async fn turn<S>(state: S) -> S {
    tokio::task::yield_now().await;
    state
}

/// Takes a machine through the states that await nothing: to its end, or to a state that is to be stepped.
///
/// That state is entered. It is one that may await, or the last of its turn; where somebody attends to the execution,
/// every state is. This is no part of `drive`, whose locals live in its future: in here the state lives in registers.
#[inline]
fn at_once<M: Machine, O: Observer>(
    machine: &M,
    start: Start<M>,
    cx: &Ephemeral<'_, O>,
    visit: &mut u64,
) -> End<M::Output, M::State> {
    let mut transition = start;
    let last = if cx.attended { *visit + 1 } else { (*visit + 1).next_multiple_of(STATES_PER_TURN) };
    loop {
        let state = match transition.into_end() {
            End::Next(state) => state,
            end @ (End::Succeeded(..) | End::Failed(..)) => return end,
        };
        *visit += 1;
        cx.frame.enter(*visit);
        if *visit == last {
            return End::Next(state);
        }
        transition = match machine.step_at_once(state, cx) {
            Ok(transition) => transition,
            Err(state) => return End::Next(state),
        };
    }
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

    #[inline]
    fn step_at_once<C: Context>(
        &self,
        state: W::State,
        cx: &C,
    ) -> Result<Transition<W::Output, W::State>, W::State> {
        self.0.step_at_once(state, cx)
    }
}
