//! One running execution, outermost or nested: from its first state, or the stored one, to its end.
//!
//! Recovery is this loop too: a machine that was stored begins in its stored state. Read next: `machine.rs` (the loop from
//! state to state), `context.rs` (what states await).

use std::any::Any;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Context;

use jiff::Timestamp;
use serde_json::value::RawValue;

use super::context::Durable;
use super::ending::Outcome;
use super::machine::{self, Beginning};
use super::node::{self, Node, StoredFrame};
use super::numbers::Numbers;
use super::record::{Entry, from_nanos};
use super::slot::{Ack, Committing, Doom, Message, Port, Slot};
use super::{Inner, errors};
use crate::clock::Clock;
use crate::error::{Kind, RUNTIME, TIMEOUT};
use crate::execution::drive::{Main, explained};
use crate::execution::frame::Run;
use crate::execution::span::Inside;
use crate::store::{Commit, ExecutionChange, ExecutionId, FrameChange, FrameId, NewExecution, Wake};
use crate::{Error, Failure, Transition, Workflow};

/// An execution that runs.
pub(super) struct Running {
    pub(super) engine: Arc<Inner>,
    pub(super) slot: Arc<Slot>,
    pub(super) id: ExecutionId,
    pub(super) run: Arc<Run>,
    pub(super) main: Arc<Node>,
    pub(super) numbers: Mutex<Numbers>,
    /// What begins the execution in the store, until its first commit, or its parent's.
    start: Mutex<Option<(NewExecution, Ack)>>,
    /// Of a nested execution: the frame of the state that waits for it, and drives it; that frame keeps hold of this.
    parent: Option<Weak<Node>>,
    /// Of a nested execution: whether a branch waits for it, and so others run beside it.
    beside_others: bool,
    /// How often it was redriven.
    pub(super) redrives: u32,
    /// How long it may take, from its start.
    timeout: Option<std::time::Duration>,
    over: AtomicBool,
    /// The hash of the definition that it began with, if that is another one than the program's.
    pub(super) older: Option<String>,
}

/// What an execution begins with.
pub(super) enum Origin {
    /// It begins now: its first commit says so.
    New { start: NewExecution, ack: Ack },
    /// It is stored.
    Stored {
        started_at: Timestamp,
        name: String,
        redrives: u32,
        frames: HashMap<u32, StoredFrame>,
        older: Option<String>,
    },
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Running {
    pub(super) fn new<W: Workflow>(
        engine: &Arc<Inner>,
        slot: &Arc<Slot>,
        id: ExecutionId,
        origin: Origin,
        parent: Option<&Durable>,
    ) -> Arc<Self> {
        let (started_at, name, redrives, mut frames, start, older) = match origin {
            Origin::New { start, ack } => {
                (start.started_at, start.name.clone(), 0, HashMap::new(), Some((start, ack)), None)
            }
            Origin::Stored { started_at, name, redrives, frames, older } => {
                (started_at, name, redrives, frames, None, older)
            }
        };
        let clock = Clock::resumed(started_at, engine.clock.now());
        let numbers = Numbers::of(frames.values().filter_map(|frame| frame.record.effect.as_deref()));
        let main = match frames.remove(&0) {
            Some(frame) => Node::stored(id.main_frame(), frame),
            None => Node::main(id.main_frame()),
        };
        node::adopt(&main, &mut frames);
        Arc::new(Self {
            engine: Arc::clone(engine),
            slot: Arc::clone(slot),
            id,
            run: Run::durable(W::NAME, &name, clock, engine.options.payload_limit),
            main,
            numbers: Mutex::new(numbers),
            start: Mutex::new(start),
            parent: parent.map(|parent| Arc::downgrade(&parent.node)),
            beside_others: parent.is_some_and(|parent| parent.running.runs_beside_others(&parent.node)),
            redrives,
            timeout: W::TIMEOUT,
            over: AtomicBool::new(false),
            older,
        })
    }

    /// What begins a nested execution, for its parent to commit; nobody is told.
    pub(super) fn take_start(&self) -> Option<NewExecution> {
        locked(&self.start).take().map(|(start, _)| start)
    }

    pub(super) fn is_over(&self) -> bool {
        self.over.load(Relaxed)
    }

    /// When the execution as a whole is out of time.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let timeout = self.timeout?;
        let since = self.main.book().since.map_or_else(|| self.run.clock().started_at(), from_nanos);
        Some(since.saturating_add(timeout).unwrap_or(Timestamp::MAX))
    }

    /// The wake of a frame with the execution's own deadline in it.
    pub(super) fn bounded(&self, frame: FrameId, wake: Wake) -> Wake {
        if frame.number() != 0 {
            return wake;
        }
        match (wake, self.deadline()) {
            (Wake::At(at), Some(deadline)) => Wake::At(at.min(deadline)),
            (Wake::Never, Some(deadline)) => Wake::At(deadline),
            (wake, _) => wake,
        }
    }

    /// Makes the next commit of a frame: its row of history and its checkpoint. Without a `wake` it is due at once, or
    /// was due before, or is brought back by one that is.
    pub(super) fn flush(&self, node: &Node, wake: Option<Wake>) -> Committing<'_> {
        if self.runs_beside_others(node) {
            let weight = node.book().weight();
            return self.gather(weight, |commit, acks| self.write(node, wake, commit, acks));
        }
        self.commit(|commit, acks| self.write(node, wake, commit, acks))
    }

    /// Whether a machine may have others of its execution at work beside it.
    fn runs_beside_others(&self, node: &Node) -> bool {
        self.beside_others || !node.path.is_empty()
    }

    /// Puts a frame's row of history and its checkpoint into a commit.
    fn write(&self, node: &Node, wake: Option<Wake>, commit: &mut Commit, acks: &mut Vec<Ack>) {
        let wake = wake.map(|wake| self.bounded(node.id, wake));
        let at_once = matches!(wake, None | Some(Wake::Now));
        let brought_back = at_once && node.is_brought_back();
        if let Some((start, ack)) = locked(&self.start).take() {
            commit.start.push(start);
            acks.push(ack);
        }
        let mut book = node.book();
        book.begin_commit(commit, acks);
        book.write_row(&self.engine, node.id, commit);
        let wake = match (wake, book.wake) {
            (None, Wake::At(at)) if at <= self.engine.clock.now() => book.wake,
            // It costs the store an index less to have it as it is.
            (None | Some(Wake::Now), Wake::Now) if brought_back && book.exists => Wake::Now,
            (None | Some(Wake::Now), _) if brought_back => Wake::Never,
            (None, _) => Wake::Now,
            (Some(wake), _) => wake,
        };
        book.write_frame(node.id, wake, commit);
    }

    /// Makes a commit of its own; the first one begins the execution.
    fn commit(&self, write: impl FnOnce(&mut Commit, &mut Vec<Ack>)) -> Committing<'_> {
        let begins = self.parent.is_none() && locked(&self.start).is_some();
        let (mut commit, mut acks) = Default::default();
        write(&mut commit, &mut acks);
        Committing::new(&self.slot, Inner::commit(&self.engine, &self.slot, commit, acks, begins))
    }

    /// Makes a commit together with what runs beside it.
    fn gather(&self, weight: usize, write: impl FnOnce(&mut Commit, &mut Vec<Ack>)) -> Committing<'_> {
        let (shared, is_full) = self.slot.together.gather(weight, write);
        if is_full && let Some(task) = self.slot.task() {
            self.send_gathered(&mut Context::from_waker(&task));
        }
        Committing::shared(&self.slot, shared)
    }

    /// Sends what the branches have gathered.
    pub(super) fn send_gathered(&self, cx: &mut Context<'_>) {
        let Self { engine, slot, .. } = self;
        slot.together.send(cx, |commit, acks| Inner::commit(engine, slot, commit, acks, false));
    }

    /// Stops a nested execution whose parent's state was given up.
    pub(super) fn abort_into(&self, commit: &mut Commit, acks: &mut Vec<Ack>) {
        if !self.is_over() {
            self.end_into(&Err(given_up()), commit, acks);
        }
    }

    /// Puts the end of the execution into a commit.
    fn end_into(&self, result: &Result<Box<RawValue>, Error>, commit: &mut Commit, acks: &mut Vec<Ack>) {
        self.over.store(true, Relaxed);
        if let Some((start, ack)) = locked(&self.start).take() {
            commit.start.push(start);
            acks.push(ack);
        }
        let outcome = Outcome::of(result);
        if result.is_err() {
            self.abort_untaken(&self.main);
        }
        end_machines(&self.engine, &self.main, &outcome, self.redrives, commit, acks);
        acks.push(Ack::of_ending(self.id, outcome));
    }

    /// Stops the nested executions that a machine and its branches wait for and that nobody has taken up, with the next
    /// commit of the machine: their parents are given up before they went on.
    pub(super) fn abort_untaken(&self, node: &Arc<Node>) {
        let mut found = Vec::new();
        node::untaken(node, &mut found);
        while let Some((waiting, id)) = found.pop() {
            let Some(loaded) = self.engine.take_loaded(&self.slot, id) else { continue };
            if loaded.outcome.is_some() {
                continue;
            }
            let (redrives, main) = (loaded.redrives, loaded.into_main(id));
            let mut below = Vec::new();
            node::untaken(&main, &mut below);
            found.extend(below.into_iter().map(|(_, id)| (Arc::clone(&waiting), id)));
            let outcome = Outcome::of(&Err(given_up()));
            let (mut commit, mut acks) = (Commit::default(), Vec::new());
            end_machines(&self.engine, &main, &outcome, redrives, &mut commit, &mut acks);
            acks.push(Ack::of_ending(id, outcome));
            let mut book = waiting.book();
            node::append(&mut book.carried, &mut commit);
            for ack in acks {
                book.acknowledge(ack);
            }
        }
    }
}

/// What a nested execution ends with whose parent's state goes no further.
fn given_up() -> Error {
    let stopped = Failure::new("", Some("the state that began it was given up".to_owned()));
    Error::from(stopped).into_aborted()
}

/// Puts the end of an execution's machines into a commit, and what the execution ended with.
fn end_machines(
    engine: &Inner,
    main: &Arc<Node>,
    outcome: &Outcome,
    redrives: u32,
    commit: &mut Commit,
    acks: &mut Vec<Ack>,
) {
    let succeeded = outcome.result.is_ok();
    if !succeeded {
        node::take_over(engine, main, true);
    }
    let mut book = main.book();
    book.note(engine, main, &outcome.entry(engine.nanos()));
    let mut told = Vec::new();
    book.begin_commit(commit, &mut told);
    acks.extend(told.into_iter().map(Ack::without_command));
    book.write_row(engine, main.id, commit);
    let (head, id) = (book.head, main.id.execution());
    if succeeded {
        if book.exists && book.children.is_empty() {
            commit.frames.push(FrameChange::Delete(main.id));
        } else if book.exists {
            commit.frames.push(FrameChange::DeleteAll(id));
        }
    } else {
        book.write_frame(main.id, Wake::Never, commit);
        drop(book);
        node::put_to_rest(main, commit);
    }
    commit.executions.push(ExecutionChange {
        id,
        status: outcome.status,
        finished_at: Some(engine.clock.now()),
        outcome: Some(outcome.bytes()),
        head,
        redrives,
    });
}

/// Makes a frame due that waits for what ends in this commit.
pub(super) fn wake_waiting(waiting: &Node, commit: &mut Commit) {
    let mut book = waiting.book();
    if book.exists && book.wake != Wake::Now {
        book.wake = Wake::Now;
        commit.frames.push(FrameChange::Wake(waiting.id, Wake::Now));
    }
}

/// Runs an execution to its end, which is durable when this is ready.
pub(super) async fn run<W: Workflow>(
    workflow: &W,
    running: &Arc<Running>,
    start: Option<W::State>,
) -> Result<Box<RawValue>, Error> {
    let cx = Durable::main(running);
    let beginning = match start {
        Some(state) => {
            cx.note(&Entry::ExecutionStarted { at: running.engine.nanos() });
            Beginning::New(Transition::next(state))
        }
        None => Beginning::Stored,
    };
    let result = {
        let machine = Main(workflow);
        let driven = pin!(cx.frame.scope(async {
            let outside = cx.frame.enter_span(Inside::Execution);
            let result = machine::run(&machine, beginning, &cx).await;
            cx.frame.leave_span(outside);
            result
        }));
        let mut stop = running.slot.subscribe(Port::Control(running.id), None);
        let deadline = running.deadline();
        tokio::select! {
            // The machines first: an answer that came before the stop is taken before it. One that has to wait for a task
            // does not hold it up.
            biased;
            result = driven => result,
            (failure, ack) = stopped(&mut stop) => {
                running.main.book().acknowledge(ack);
                Err(Error::from(failure).into_aborted())
            }
            () = until(running, deadline), if deadline.is_some() => Err(timed_out(running)),
        }
    };
    let result = result.map_err(|error| explained(error, running.run.last_panic()));
    finish(running, result).await
}

/// Waits for a letter that stops the execution.
async fn stopped(letters: &mut super::slot::Subscription<'_>) -> (Failure, Ack) {
    loop {
        let letter = letters.next().await;
        match letter.message {
            Message::Stop(failure) => return (failure, letter.ack),
            Message::Complete(_) | Message::Fail(_) | Message::Heartbeat => {
                letter.ack.answer(Err(errors::unknown_token()));
            }
        }
    }
}

async fn until(running: &Running, deadline: Option<Timestamp>) {
    if let Some(deadline) = deadline {
        tokio::time::sleep(running.engine.clock.until(deadline)).await;
    }
}

fn timed_out(running: &Running) -> Error {
    let limit = running.timeout.unwrap_or_default().as_secs_f64();
    let cause = format!("the execution took longer than {limit} seconds");
    Error::of_kind(Kind::ExecutionTimedOut, TIMEOUT, cause)
}

/// Makes the end durable, and tells whoever waits for it.
async fn finish(running: &Running, result: Result<Box<RawValue>, Error>) -> Result<Box<RawValue>, Error> {
    running.slot.orphans_made().await;
    let end = |commit: &mut Commit, acks: &mut Vec<Ack>| {
        running.end_into(&result, commit, acks);
        if let Some(parent) = running.parent.as_ref().and_then(Weak::upgrade) {
            wake_waiting(&parent, commit);
        }
    };
    if running.runs_beside_others(&running.main) {
        let weight = running.main.book().weight();
        running.gather(weight, end).await;
    } else {
        running.commit(end).await;
    }
    result
}

/// The state of a new execution: that of its own type, or read from its JSON if it was begun under another type.
pub(super) fn given_state<W: Workflow>(state: Box<dyn Any + Send>, input: &[u8]) -> Result<W::State, Error> {
    match state.downcast::<W::State>() {
        Ok(state) => Ok(*state),
        Err(_) => serde_json::from_slice(input).map_err(|reason| {
            errors::unreadable(format!("the input is not that of `{}`: {reason}", W::NAME))
        }),
    }
}

/// Cannot be read: the execution is left as it is.
pub(super) async fn block<T>(running: &Running, reason: String) -> T {
    running.slot.condemn(Doom::Blocked(reason));
    std::future::pending().await
}

/// The error of a value that cannot be written as JSON.
pub(super) fn unwritable(what: &str, state: &str, reason: &serde_json::Error) -> Error {
    let cause = format!("the {what} of state `{state}` cannot be written as JSON: {reason}");
    Error::of_kind(Kind::Failed, RUNTIME, cause)
}
