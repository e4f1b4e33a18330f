//! A loaded execution: its letters, and whether it may be unloaded.
//!
//! # Why no wake-up is lost
//!
//! An execution is loaded if the engine's map has a slot for it, and a slot goes through three phases, under one lock:
//! *loading* (frames are read, letters are kept), *open* (its task runs, every effect that awaits a letter has an entry),
//! *closed* (nothing is taken any more; whoever finds it takes it out of the map and begins anew).
//!
//! - A **letter** is put into its effect's entry and wakes the task, in one critical section. The task closes the slot
//!   under the same lock, and only if no entry holds a letter. So a letter is either taken by the task that is there, or
//!   its sender sees a closed slot and has the execution loaded again.
//! - An effect that waits is **parked** only after its commit was acknowledged, and the slot is closed only while all
//!   that runs is parked and the store has the wake of each. So what is loaded next finds all of it.
//! - A slot is closed by its own task, which polls nothing afterwards. So there are never two tasks of one execution.
//! - A **timer** of an unloaded execution is in the scheduler's heap or, beyond its horizon, in the store alone. It is
//!   put into the heap after the slot has left the map; a timer that fires while a slot is in the map is dropped, because
//!   that execution has its own timers, and puts its own entry when it is unloaded.
//! - After a crash: at every moment the store has a frame that is due, in each execution that could go on without a
//!   letter. A parent's frame is put to rest only when the execution is unloaded with all its branches at rest, and
//!   whatever ends a branch wakes the parent's frame in the same commit.

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_util::future::BoxFuture;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::ending::Outcome;
use super::errors;
use super::load::LoadedExecution;
use super::together::{Made, Shared, Together};
use super::token::Claim;
use crate::store::{CommandId, ExecutionId};
use crate::{Error, Failure};

/// An execution that is loaded, with the executions nested in it.
pub(super) struct Slot {
    pub(super) root: ExecutionId,
    office: Mutex<Office>,
    /// How many letters it was sent; grows under the office's lock, before the letter's waker is woken.
    delivered: AtomicUsize,
    /// How many of its machines are neither parked nor waiting for their branches.
    busy: AtomicUsize,
    /// Why its task ends before its time.
    doom: OnceLock<Doom>,
    /// Commits that were under way when their frame was given up: they are finished before its parent's.
    orphans: Mutex<Vec<BoxFuture<'static, ()>>>,
    /// What its branches commit together.
    pub(super) together: Together,
    /// The executions nested in it, as they were read, until their states take them up.
    pub(super) nested: Mutex<HashMap<ExecutionId, LoadedExecution>>,
}

/// Why the task of an execution ends although the execution does not.
#[derive(Clone, Debug)]
pub(super) enum Doom {
    /// It was never begun: another one has its name, or there was no room.
    NeverBegan,
    /// It cannot go on, and is left as it is.
    Blocked(String),
}

struct Office {
    phase: Phase,
    boxes: HashMap<Port, LetterBox>,
    /// Letters that came while the execution was loaded.
    early: Vec<(Port, Letter)>,
    /// The execution's task.
    task: Option<Waker>,
    abort: Option<AbortHandle>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Loading,
    Open,
    Closed,
}

/// Where a letter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Port {
    /// To the callback of a frame.
    Token(i64),
    /// To an execution as a whole.
    Control(ExecutionId),
}

struct LetterBox {
    /// Of a callback: its token.
    claim: Option<Claim>,
    letters: VecDeque<Letter>,
    waker: Option<Waker>,
}

/// What an execution is told from outside.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) claim: Option<Claim>,
    pub(super) message: Message,
    pub(super) ack: Ack,
}

/// What it says.
#[derive(Clone, Debug)]
pub(super) enum Message {
    /// The task of a token succeeded with this JSON.
    Complete(String),
    /// The task of a token failed.
    Fail(Failure),
    /// The task of a token is still being worked on.
    Heartbeat,
    /// The execution is to stop.
    Stop(Failure),
}

/// Who is told what came of a letter; dropped without an answer, the sender tries again.
#[derive(Debug)]
pub(super) struct Ack {
    pub(super) sender: Option<oneshot::Sender<Result<(), Error>>>,
    /// The command of another process that it came with.
    pub(super) command: Option<CommandId>,
    /// The execution that is over with it, and how.
    pub(super) ended: Option<(ExecutionId, Outcome)>,
}

impl Ack {
    pub(super) fn new(command: Option<CommandId>) -> (Self, oneshot::Receiver<Result<(), Error>>) {
        let (sender, receiver) = oneshot::channel();
        (Self { sender: Some(sender), command, ended: None }, receiver)
    }

    /// Nobody asked, and an execution is over.
    pub(super) fn of_ending(id: ExecutionId, outcome: Outcome) -> Self {
        Self { sender: None, command: None, ended: Some((id, outcome)) }
    }

    /// Nobody asked.
    pub(super) fn nobody() -> Self {
        Self { sender: None, command: None, ended: None }
    }

    pub(super) fn answer(mut self, answer: Result<(), Error>) {
        if let Some(sender) = self.sender.take() {
            // Whoever asked may have gone.
            let _ = sender.send(answer);
        }
    }

    /// The same, when the command's answer is on its way in a commit.
    pub(super) fn without_command(mut self) -> Self {
        self.command = None;
        self
    }
}

/// What became of a letter.
pub(super) enum Posted {
    /// It is on its way: its ack will say the rest.
    Taken,
    /// The slot is closed, and the letter was not taken.
    Closed,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Slot {
    pub(super) fn new(root: ExecutionId) -> Self {
        let office = Office {
            phase: Phase::Loading,
            boxes: HashMap::new(),
            early: Vec::new(),
            task: None,
            abort: None,
        };
        Self {
            root,
            office: Mutex::new(office),
            delivered: AtomicUsize::new(0),
            busy: AtomicUsize::new(0),
            doom: OnceLock::new(),
            orphans: Mutex::default(),
            together: Together::default(),
            nested: Mutex::default(),
        }
    }

    fn office(&self) -> MutexGuard<'_, Office> {
        locked(&self.office)
    }

    /// One more machine is at work.
    pub(super) fn enter_work(&self) {
        self.busy.fetch_add(1, Relaxed);
    }

    /// One machine less is at work.
    pub(super) fn leave_work(&self) {
        self.busy.fetch_sub(1, Relaxed);
    }

    /// Whether nothing is at work. Asked by the execution's own task, between polls.
    pub(super) fn is_idle(&self) -> bool {
        self.busy.load(Relaxed) == 0
    }

    /// Ends the execution's task at the end of this poll.
    pub(super) fn condemn(&self, doom: Doom) {
        let _ = self.doom.set(doom);
        self.wake();
    }

    pub(super) fn doom(&self) -> Option<&Doom> {
        self.doom.get()
    }

    /// Has the execution's task look around.
    pub(super) fn wake(&self) {
        if let Some(task) = self.task() {
            task.wake();
        }
    }

    /// What wakes the execution's task.
    pub(super) fn task(&self) -> Option<Waker> {
        self.office().task.clone()
    }

    pub(super) fn set_task(&self, waker: Waker) {
        self.office().task = Some(waker);
    }

    pub(super) fn set_abort(&self, abort: AbortHandle) {
        self.office().abort = Some(abort);
    }

    /// As [`set_abort`](Self::set_abort), for a task that makes way for another.
    pub(super) fn set_abort_if_none(&self, abort: AbortHandle) {
        self.office().abort.get_or_insert(abort);
    }

    /// Ends the execution's task where it stands.
    pub(super) fn abort(&self) {
        if let Some(abort) = &self.office().abort {
            abort.abort();
        }
    }

    /// Puts a letter where it belongs, or answers it if nobody waits for it.
    pub(super) fn post(&self, port: Port, letter: Letter) -> Posted {
        let mut office = self.office();
        match office.phase {
            Phase::Closed => return Posted::Closed,
            Phase::Loading => {
                office.early.push((port, letter));
                return Posted::Taken;
            }
            Phase::Open => {}
        }
        self.delivered.fetch_add(1, Release);
        let refused = office.deliver(port, letter);
        drop(office);
        if let Some((letter, reason)) = refused {
            letter.ack.answer(Err(reason));
        }
        Posted::Taken
    }

    /// The first poll is over: every effect that awaits letters has its box.
    pub(super) fn open(&self) {
        let mut office = self.office();
        if office.phase != Phase::Loading {
            return;
        }
        office.phase = Phase::Open;
        let early = std::mem::take(&mut office.early);
        self.delivered.fetch_add(early.len(), Release);
        let refused: Vec<_> =
            early.into_iter().filter_map(|(port, letter)| office.deliver(port, letter)).collect();
        drop(office);
        for (letter, reason) in refused {
            letter.ack.answer(Err(reason));
        }
    }

    /// Closes the slot if no letter is waiting.
    pub(super) fn close_if_silent(&self) -> bool {
        let mut office = self.office();
        let silent =
            office.early.is_empty() && office.boxes.values().all(|letters| letters.letters.is_empty());
        if silent {
            office.phase = Phase::Closed;
        }
        silent
    }

    /// Closes the slot; every letter that is still there is answered by `reason`, or tried again without one.
    pub(super) fn close(&self, reason: Option<&dyn Fn(&Port) -> Error>) {
        let mut office = self.office();
        office.phase = Phase::Closed;
        let mut letters = std::mem::take(&mut office.early);
        for (port, letter_box) in office.boxes.drain() {
            letters.extend(letter_box.letters.into_iter().map(|letter| (port, letter)));
        }
        drop(office);
        if let Some(reason) = reason {
            for (port, letter) in letters {
                letter.ack.answer(Err(reason(&port)));
            }
        }
    }

    /// Waits for letters at a port, until the value is dropped.
    pub(super) fn subscribe(&self, port: Port, claim: Option<Claim>) -> Subscription<'_> {
        let letters = LetterBox { claim, letters: VecDeque::new(), waker: None };
        self.office().boxes.insert(port, letters);
        Subscription { slot: self, port, waker: None, seen: 0 }
    }

    pub(super) fn adopt(&self, commit: BoxFuture<'static, ()>) {
        locked(&self.orphans).push(commit);
    }

    /// Nobody waits any more for commits of frames that were given up.
    pub(super) fn abandon_orphans(&self) {
        let orphans = std::mem::take(&mut *locked(&self.orphans));
        drop(orphans);
        self.together.abandon();
    }

    /// Waits until the commits of frames that were given up are made, with all that were made together.
    pub(super) async fn orphans_made(&self) {
        for shared in self.together.all() {
            Made(shared).await;
        }
        loop {
            let orphan = locked(&self.orphans).pop();
            match orphan {
                Some(commit) => Committing::new(self, commit).await,
                None => return,
            }
        }
    }
}

impl Office {
    fn deliver(&mut self, port: Port, letter: Letter) -> Option<(Letter, Error)> {
        let Some(letters) = self.boxes.get_mut(&port) else {
            let reason = match port {
                Port::Token(_) => errors::closed_token(),
                Port::Control(_) => errors::over(),
            };
            return Some((letter, reason));
        };
        if let (Some(expected), Some(claim)) = (&letters.claim, &letter.claim)
            && expected != claim
        {
            let reason =
                if claim.is_older_than(expected) { errors::closed_token() } else { errors::unknown_token() };
            return Some((letter, reason));
        }
        letters.letters.push_back(letter);
        if let Some(waker) = letters.waker.take() {
            waker.wake();
        }
        None
    }
}

/// Letters of one port. Dropping it closes the port.
pub(super) struct Subscription<'a> {
    slot: &'a Slot,
    port: Port,
    /// The waker that is in the box, unless a letter came.
    waker: Option<Waker>,
    /// How many letters the slot had taken when the box was looked into.
    seen: usize,
}

impl Subscription<'_> {
    /// The next letter.
    pub(super) async fn next(&mut self) -> Letter {
        std::future::poll_fn(|cx| self.poll_next(cx)).await
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Letter> {
        // The execution's task is polled for many reasons, and a letter is the least of them. One that comes after this
        // finds the waker in its box.
        let known = self.waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker()));
        if known && self.slot.delivered.load(Acquire) == self.seen {
            return Poll::Pending;
        }
        let mut office = self.slot.office();
        self.seen = self.slot.delivered.load(Acquire);
        let Some(letters) = office.boxes.get_mut(&self.port) else { return Poll::Pending };
        match letters.letters.pop_front() {
            Some(letter) => {
                self.waker = None;
                Poll::Ready(letter)
            }
            None => {
                letters.waker = Some(cx.waker().clone());
                self.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    /// A letter that is there already.
    pub(super) fn take(&mut self) -> Option<Letter> {
        self.slot.office().boxes.get_mut(&self.port)?.letters.pop_front()
    }
}

impl Drop for Subscription<'_> {
    fn drop(&mut self) {
        let letters = self.slot.office().boxes.remove(&self.port);
        // Their acks go with them: the senders try again, and are told that the token is closed.
        drop(letters);
    }
}

/// A commit that is under way. Dropped, it is not given up: the execution goes on with it.
pub(super) struct Committing<'a> {
    slot: &'a Slot,
    commit: Option<UnderWay>,
}

enum UnderWay {
    /// Of one machine, which polls it.
    Own(BoxFuture<'static, ()>),
    /// Of several branches; the execution's task polls it.
    Shared(Arc<Shared>),
}

impl<'a> Committing<'a> {
    pub(super) fn new(slot: &'a Slot, commit: BoxFuture<'static, ()>) -> Self {
        Self { slot, commit: Some(UnderWay::Own(commit)) }
    }

    pub(super) fn shared(slot: &'a Slot, commit: Arc<Shared>) -> Self {
        Self { slot, commit: Some(UnderWay::Shared(commit)) }
    }
}

impl Future for Committing<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(commit) = &mut self.commit {
            std::task::ready!(match commit {
                UnderWay::Own(commit) => commit.as_mut().poll(cx),
                UnderWay::Shared(commit) => commit.poll_made(cx),
            });
            self.commit = None;
        }
        Poll::Ready(())
    }
}

impl Drop for Committing<'_> {
    fn drop(&mut self) {
        if let Some(UnderWay::Own(commit)) = self.commit.take() {
            self.slot.adopt(commit);
        }
    }
}
