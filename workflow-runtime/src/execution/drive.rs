//! The loop that takes a machine from state to state, and the execution around it.
//!
//! Without an observer a transition is the step and a number more: no allocation, no lock, no serialisation.

use std::future::{Future, poll_fn};
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{self, Poll, ready};
use std::time::Duration;

use pin_project_lite::pin_project;
use serde::Serialize;

use super::attempt::PANIC;
use super::branch::Start;
use super::ephemeral::Ephemeral;
use super::frame::{Frame, Run};
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
pub(crate) fn explained(error: Error, last_panic: Option<String>) -> Error {
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
    let step = move |state| machine.step(state, cx);
    let hold = if cx.attended { 0 } else { STATES_PER_TURN };
    let (start, turn) = (Some(start), STATES_PER_TURN);
    let mut driving = pin!(Driving { machine, cx, step, start, stepped: None, hold, turn, outside: 0 });
    loop {
        match poll_fn(|task| driving.as_mut().poll_turn(task)).await {
            Turn::Ended(result) => return result,
            Turn::Over => tokio::task::yield_now().await,
        }
    }
}

/// Why a machine stops stepping.
enum Turn<T> {
    /// It is at its end.
    Ended(Result<T, Error>),
    /// Others are to run before it goes on.
    Over,
}

pin_project! {
    /// A machine under way.
    ///
    /// It is no `async` block: what is borrowed there, or held across an await, lives in the block's memory, and between
    /// two states that await something nothing needs to.
    struct Driving<'a, M: Machine, O, F, S> {
        machine: &'a M,
        cx: &'a Ephemeral<'a, O>,
        step: F,
        // Before the first state.
        start: Option<Start<M>>,
        // The state that is being stepped.
        #[pin]
        stepped: Option<S>,
        // The first visit at which there is more to do than to step: where somebody attends, every one.
        hold: u64,
        // The visit at which the turn is over.
        turn: u64,
        // The depth of spans around the state that is being stepped.
        outside: usize,
    }
}

impl<M, O, F, S> Driving<'_, M, O, F, S>
where
    M: Machine,
    O: Observer,
    F: Fn(M::State) -> S,
    S: Future<Output = Start<M>>,
{
    /// Steps until the turn is over, or the machine at its end.
    ///
    /// The states that await nothing are taken in the inner loop; a state that may await leaves it, entered.
    fn poll_turn(mut self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<Turn<M::Output>> {
        let (machine, cx) = (self.machine, self.cx);
        let mut start = self.as_mut().project().start.take();
        loop {
            if let Some(transition) = start.take() {
                let state = match at_once(machine, transition, cx, self.hold) {
                    AtOnce::Step(state) => state,
                    AtOnce::Held(state) => match self.as_mut().held(state) {
                        ControlFlow::Continue(state) => state,
                        ControlFlow::Break(turn) => return Poll::Ready(turn),
                    },
                    AtOnce::Ended(end) => return Poll::Ready(Turn::Ended(ended(cx, end))),
                };
                let mut this = self.as_mut().project();
                this.stepped.set(Some((this.step)(state)));
            }
            let mut this = self.as_mut().project();
            let step =
                this.stepped.as_mut().as_pin_mut().expect("a machine that has ended is not polled again");
            start = Some(ready!(step.poll(task)));
            if cx.attended
                && let Err(error) = cx.stepped(*this.outside)
            {
                return Poll::Ready(Turn::Ended(Err(error)));
            }
        }
    }

    /// A state is entered of which somebody is told, or with which the turn is over. If it may be stepped now it is given
    /// back.
    #[cold]
    fn held(self: Pin<&mut Self>, state: M::State) -> ControlFlow<Turn<M::Output>, M::State> {
        let mut this = self.project();
        if this.cx.attended {
            match this.cx.entered(*this.machine, &state) {
                Ok(outside) => *this.outside = outside,
                Err(error) => return ControlFlow::Break(Turn::Ended(Err(error))),
            }
        }
        let visit = this.cx.frame.visit();
        if visit < *this.turn {
            return ControlFlow::Continue(state);
        }
        *this.turn = visit + STATES_PER_TURN;
        if !this.cx.attended {
            *this.hold = *this.turn;
        }
        this.stepped.set(Some((this.step)(state)));
        ControlFlow::Break(Turn::Over)
    }
}

/// How far a machine comes without awaiting anything.
enum AtOnce<T, S> {
    /// To a state that is to be stepped.
    Step(S),
    /// To the visit at which there is more to do.
    Held(S),
    /// To its end.
    Ended(End<T, S>),
}

/// Takes a machine through the states that await nothing. The one that it comes to is entered; those that it passes are
/// counted, because none of them asks which visit it is.
#[inline]
fn at_once<M: Machine, O: Observer>(
    machine: &M,
    start: Start<M>,
    cx: &Ephemeral<'_, O>,
    hold: u64,
) -> AtOnce<M::Output, M::State> {
    let mut state = match start.into_end() {
        End::Next(state) => state,
        end @ (End::Succeeded(..) | End::Failed(..)) => return AtOnce::Ended(end),
    };
    let frame: &Frame = &cx.frame;
    let mut visit = frame.visit();
    loop {
        visit += 1;
        if visit >= hold {
            frame.enter(visit);
            return AtOnce::Held(state);
        }
        let transition = match machine.step_at_once(state, cx) {
            Ok(transition) => transition,
            Err(state) => {
                frame.enter(visit);
                return AtOnce::Step(state);
            }
        };
        state = match transition.into_end() {
            End::Next(state) => state,
            end @ (End::Succeeded(..) | End::Failed(..)) => return AtOnce::Ended(end),
        };
    }
}

/// Tells of a machine's end.
#[cold]
fn ended<T: Serialize, S, O: Observer>(cx: &Ephemeral<'_, O>, end: End<T, S>) -> Result<T, Error> {
    match end {
        End::Next(_) => unreachable!("a machine that goes on has not ended"),
        End::Succeeded(output, via) => cx.succeeded(&output, via).map(|()| output),
        End::Failed(error, via) => {
            cx.failed(&error, via);
            Err(error)
        }
    }
}

/// The main machine of a workflow.
pub(crate) struct Main<'a, W>(pub(crate) &'a W);

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
