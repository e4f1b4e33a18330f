//! The loop that takes a machine from state to state and notes each; pure states cost no commit.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::context::Durable;
use super::node::{Entered, Failed};
use super::readable::{self, Unstorable};
use super::record::{Entry, from_nanos};
use super::running::{Running, block, unwritable};
use crate::error::{DATA_LIMIT_EXCEEDED, Kind};
use crate::execution::branch::Start;
use crate::execution::record::PAYLOAD_LIMIT;
use crate::execution::span::Inside;
use crate::transition::{End, FailState};
use crate::{Error, Machine, MachineState};

/// How a machine begins.
pub(super) enum Beginning<M: Machine> {
    /// With this transition.
    New(Start<M>),
    /// In the state that its node has from the store.
    Stored,
}

/// After so many states without an effect what has piled up is committed, and others run.
const STATES_PER_COMMIT: u32 = 512;
/// So many bytes of history are committed, too.
const BYTES_PER_COMMIT: usize = 256 * 1024;

/// About so long is an output.
const OUTPUT_LEN: usize = 128;

/// Takes a machine from its beginning to its end; gives its output as JSON, too.
pub(super) async fn run_typed<M: Machine>(
    machine: &M,
    beginning: Beginning<M>,
    cx: &Durable,
) -> Result<(M::Output, Box<RawValue>), Error> {
    let (mut transition, mut stored) = match beginning {
        Beginning::New(start) => (start, None),
        Beginning::Stored => {
            let state = resumed::<M>(cx).await;
            (crate::Transition::next(state), Some(()))
        }
    };
    let mut at_once = 0;
    loop {
        let state = match transition.into_end() {
            End::Next(state) => state,
            End::Succeeded(output, via) => {
                return match cx.machine_succeeded(&output, via) {
                    Ok(raw) => Ok((output, raw)),
                    Err(error) => Err(cx.machine_failed(error, None)),
                };
            }
            End::Failed(error, via) => return Err(cx.machine_failed(error, via)),
        };
        if stored.take().is_none() {
            cx.enter(machine.state_name(&state), &state).map_err(|error| cx.machine_failed(error, None))?;
        }
        at_once += 1;
        if at_once == STATES_PER_COMMIT || cx.node.book().pending() > BYTES_PER_COMMIT {
            at_once = 0;
            cx.flush(None).await;
            tokio::task::yield_now().await;
        }
        let outside = cx.frame.enter_span(Inside::State(machine.state_name(&state)));
        transition = match machine.step_at_once(state, cx) {
            Ok(transition) => transition,
            Err(state) => {
                if !state.kind().is_at_once() {
                    at_once = 0;
                }
                machine.step(state, cx).await
            }
        };
        cx.frame.leave_span(outside);
        if let Some(error) = cx.frame.take_fatal() {
            return Err(cx.machine_failed(error, None));
        }
    }
}

/// [`run_typed`], for who wants the JSON alone.
pub(super) async fn run<M: Machine>(
    machine: &M,
    beginning: Beginning<M>,
    cx: &Durable,
) -> Result<Box<RawValue>, Error> {
    run_typed(machine, beginning, cx).await.map(|(_, raw)| raw)
}

/// The state that is stored; an execution whose state cannot be read goes no further.
async fn resumed<M: Machine>(cx: &Durable) -> M::State {
    let read = {
        let book = cx.node.book();
        cx.frame.enter_at(book.visit, from_nanos(book.entered));
        cx.read_stored::<M::State>(&book.state)
            .map_err(|reason| format!("state `{}` cannot be read: {reason}", book.name))
    };
    match read {
        Ok(state) => state,
        Err(reason) => block(&cx.running, reason).await,
    }
}

impl Durable {
    /// A state is entered: it is serialised once, for the checkpoint and the history.
    fn enter<S: MachineState>(&self, name: &'static str, state: &S) -> Result<(), Error> {
        // Not under the book's lock: how a state is written is the user's affair.
        let mut text = self.node.book().take_spare();
        readable::write(&mut text, state).map_err(|why| why.of("input", name))?;
        if self.frame.run.payload_limit && text.len() > PAYLOAD_LIMIT {
            check_input(name, state)?;
        }
        let at = self.running.engine.nanos();
        let visit = self.frame.visit() + 1;
        self.frame.enter_at(visit, from_nanos(at));
        let entered = Entered { visit, at, name, kind: state.kind(), state: text };
        let Running { engine, numbers, .. } = &*self.running;
        self.node.book().enter(engine, &self.node, numbers, entered);
        Ok(())
    }

    /// The machine ends with an output.
    fn machine_succeeded<T: Serialize + DeserializeOwned>(
        &self,
        output: &T,
        via: Option<&'static str>,
    ) -> Result<Box<RawValue>, Error> {
        let state = || via.map_or_else(|| self.node.book().name.clone(), Cow::Borrowed);
        let raw = written_output(output).map_err(|why| why.of("output", &state()))?;
        if self.frame.run.payload_limit {
            check_size("output", &state(), raw.get().len())?;
        }
        let at = self.running.engine.nanos();
        let entry = Entry::MachineSucceeded { at, via: via.map(Cow::Borrowed), output: Cow::Borrowed(&raw) };
        self.note(&entry);
        Ok(raw)
    }

    /// The machine ends with an error.
    fn machine_failed(&self, error: Error, via: Option<FailState>) -> Error {
        let entry = Entry::MachineFailed {
            at: self.running.engine.nanos(),
            error: error.error().into(),
            cause: error.cause().map(Cow::Borrowed),
            evaluation: error.kind() == Kind::Evaluation,
            via: via.map(|state| Cow::Borrowed(state.name())),
            told: matches!(via, Some(FailState::IsTold(_))),
        };
        self.note(&entry);
        self.node.book().failed = Some(if via.is_some() { Failed::AfterState } else { Failed::InState });
        error
    }
}

/// An output as JSON that can be read back.
fn written_output<T: Serialize + DeserializeOwned>(output: &T) -> Result<Box<RawValue>, Unstorable> {
    let mut text = Vec::with_capacity(OUTPUT_LEN);
    readable::write(&mut text, output)?;
    let text = String::from_utf8(text).expect("serde writes JSON as text");
    Ok(RawValue::from_string(text)?)
}

/// The stored form of a state is a little longer than its input, and so is measured first.
fn check_input<S: MachineState>(name: &str, state: &S) -> Result<(), Error> {
    let input = state.input().map_err(|reason| unwritable("input", name, &reason))?;
    check_size("input", name, input.to_string().len())
}

/// AWS's quota for the input or output of a state.
pub(super) fn check_size(what: &str, state: &str, size: usize) -> Result<(), Error> {
    if size <= PAYLOAD_LIMIT {
        return Ok(());
    }
    let cause =
        format!("the {what} of state `{state}` has {size} bytes of JSON, the limit is {PAYLOAD_LIMIT}");
    Err(Error::of_kind(Kind::Failed, DATA_LIMIT_EXCEEDED, cause))
}
