//! A frame on its way into the store: what is known of one machine, and the next commit of it.
//!
//! A node is shared by the machine's own context and that of its parent, which takes over what is left of a branch that
//! fails or is given up. Its lock is held for a few assignments, and all that take it run in the execution's own task,
//! one after the other. Read next: `node/tree.rs` (what is done to a machine and its branches), `record/mod.rs` (what is
//! written), `context.rs` (who writes).

mod tree;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use jiff::Timestamp;
use serde_json::value::RawValue;

pub(super) use self::tree::{adopt, append, given_up, next_wake, put_to_rest, rest, take_over, untaken};
use super::numbers::Numbers;
use super::record::text::{self, Checkpoint};
use super::record::{Effect, Entry, FrameRecord, GivenUp, Nanos, from_nanos};
use super::running::Running;
use super::slot::Ack;
use super::{Inner, LogLevel};
use crate::StateKind;
use crate::store::{Answer, Commit, FrameChange, FrameId, FrameRow, HistoryId, HistoryRow, Wake};

/// A machine of a running execution: the main one or a branch.
pub(super) struct Node {
    pub(super) id: FrameId,
    /// The index of each branch from the outermost inwards.
    pub(super) path: Arc<[usize]>,
    /// Of a branch: the machine that began it.
    parent: Option<Weak<Self>>,
    book: Mutex<Book>,
}

/// What is known of it, and what its next commit will say.
pub(super) struct Book {
    /// The data of its next row of history as far as it is written: the entries so far, with a comma after each.
    row: Vec<u8>,
    /// The number of that row: rows are in the order in which they were begun.
    row_id: Option<HistoryId>,
    /// Whether the history says which state the machine is in, if it does not keep the entering of states.
    placed: bool,
    /// Where its history stands; set when a commit is made, not when it is durable.
    pub(super) head: Option<HistoryId>,
    /// The heads that the next row joins.
    pub(super) joins: Vec<HistoryId>,
    /// Whether the store has the frame.
    pub(super) exists: bool,
    /// The wake that the store has.
    pub(super) wake: Wake,
    /// While the machine waits for nothing but a time or a message: when it goes on.
    pub(super) parked: Option<Wake>,
    pub(super) visit: u64,
    pub(super) entered: Nanos,
    pub(super) name: Cow<'static, str>,
    /// As the machine's enum serialises.
    pub(super) state: Vec<u8>,
    /// The room of the state before: the next one is written there.
    spare: Vec<u8>,
    pub(super) effect: Option<Effect>,
    /// Whether the store's checkpoint is another one.
    pub(super) dirty: bool,
    /// The output of a branch that has succeeded.
    pub(super) output: Option<Box<RawValue>>,
    /// How a branch has failed that has.
    pub(super) failed: Option<Failed>,
    /// When the execution was redriven.
    pub(super) since: Option<Nanos>,
    /// Who is told when the next commit is durable.
    acks: Vec<Ack>,
    /// The branches of the state, also those that are over.
    pub(super) children: Vec<Arc<Node>>,
    /// Whether the row that joins them has taken over what they had left to say.
    joined: bool,
    /// The nested execution of the state.
    pub(super) nested: Option<Arc<Running>>,
    /// What else the next commit does, before it touches this frame.
    pub(super) carried: Commit,
}

/// A state that is entered.
pub(super) struct Entered {
    pub(super) visit: u64,
    pub(super) at: Nanos,
    pub(super) name: &'static str,
    pub(super) kind: StateKind,
    /// As the machine's enum serialises.
    pub(super) state: Vec<u8>,
}

/// How a machine has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// In a state of its own.
    InState,
    /// In a Fail state that only ASL has.
    AfterState,
}

impl Node {
    /// A main machine that nothing is stored of.
    pub(super) fn main(id: FrameId) -> Arc<Self> {
        Self::with(id, Arc::default(), None, Book::default())
    }

    /// A branch that nothing is stored of, whose history begins after `head`.
    pub(super) fn branch(self: &Arc<Self>, id: FrameId, index: usize, head: Option<HistoryId>) -> Arc<Self> {
        let book = Book { head, ..Book::default() };
        Self::with(id, self.branch_path(index), Some(Arc::downgrade(self)), book)
    }

    /// A main machine as the store has it.
    pub(super) fn stored(id: FrameId, frame: StoredFrame) -> Arc<Self> {
        Self::with(id, Arc::default(), None, Book::stored(frame))
    }

    /// A branch as the store has it.
    fn stored_branch(self: &Arc<Self>, id: FrameId, index: usize, frame: StoredFrame) -> Arc<Self> {
        Self::with(id, self.branch_path(index), Some(Arc::downgrade(self)), Book::stored(frame))
    }

    fn with(id: FrameId, path: Arc<[usize]>, parent: Option<Weak<Self>>, book: Book) -> Arc<Self> {
        Arc::new(Self { id, path, parent, book: Mutex::new(book) })
    }

    /// Whether a crash would bring this branch back with a machine above it, which the store has as due: then it need
    /// not be due itself. Nothing but unloading the execution puts a machine to rest that waits for its branches, and
    /// that settles the wakes of all.
    pub(super) fn is_brought_back(&self) -> bool {
        let mut above = self.parent.as_ref().and_then(Weak::upgrade);
        while let Some(node) = above {
            let book = node.book();
            if book.exists && book.wake == Wake::Now {
                return true;
            }
            drop(book);
            above = node.parent.as_ref().and_then(Weak::upgrade);
        }
        false
    }

    /// The path of a branch of its state.
    fn branch_path(&self, index: usize) -> Arc<[usize]> {
        self.path.iter().copied().chain([index]).collect()
    }

    /// Notes something that happened.
    pub(super) fn note(&self, engine: &Inner, entry: &Entry<'_>) {
        self.book().note(engine, self, entry);
    }

    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Book {
    fn default() -> Self {
        Self {
            row: Vec::new(),
            row_id: None,
            placed: false,
            head: None,
            joins: Vec::new(),
            exists: false,
            wake: Wake::Now,
            parked: None,
            visit: 0,
            entered: 0,
            name: Cow::Borrowed(""),
            state: Vec::new(),
            spare: Vec::new(),
            effect: None,
            dirty: true,
            output: None,
            failed: None,
            since: None,
            acks: Vec::new(),
            children: Vec::new(),
            joined: false,
            nested: None,
            carried: Commit::default(),
        }
    }
}

/// About so long are a row and a record without the state in them, and a state that is not small.
const ROW_LEN: usize = 384;
const RECORD_LEN: usize = 160;
pub(super) const STATE_LEN: usize = 384;

/// A frame that was read from the store and that nobody has taken up yet.
#[derive(Clone, Debug)]
pub(super) struct StoredFrame {
    pub(super) record: FrameRecord<'static>,
    pub(super) head: Option<HistoryId>,
    pub(super) wake: Wake,
}

impl Book {
    /// What is known of a machine as the store has it.
    fn stored(frame: StoredFrame) -> Self {
        let StoredFrame { record, head, wake } = frame;
        Self {
            head,
            exists: true,
            wake,
            visit: record.visit,
            entered: record.entered,
            name: record.name,
            state: Box::<str>::from(record.state.into_owned()).into_boxed_bytes().into_vec(),
            effect: record.effect.map(Cow::into_owned),
            output: record.output.map(Cow::into_owned),
            since: record.since,
            dirty: false,
            ..Self::default()
        }
    }

    /// Notes something that happened.
    pub(super) fn note(&mut self, engine: &Inner, node: &Node, entry: &Entry<'_>) {
        match engine.options.log_level {
            LogLevel::All => self.keep(engine, node, entry),
            LogLevel::Error if entry.is_error() => {
                if !std::mem::replace(&mut self.placed, true) {
                    let (path, name) = (Cow::Borrowed(&*node.path), self.name.clone());
                    self.keep(engine, node, &Entry::Within { path, name });
                }
                self.keep(engine, node, entry);
            }
            LogLevel::Error | LogLevel::Off => {}
        }
    }

    fn keep(&mut self, engine: &Inner, node: &Node, entry: &Entry<'_>) {
        if self.row.is_empty() {
            self.begin_row(engine, node.id.number());
        }
        text::entry(&mut self.row, entry);
        self.row.push(b',');
    }

    /// The next row as far as it is written, for the result of a task; where results are not kept some other room, for
    /// their length counts there, too.
    pub(super) fn lend_row(&mut self, engine: &Inner, node: &Node) -> Vec<u8> {
        if !engine.keeps_results() {
            return self.take_spare();
        }
        if self.row.is_empty() {
            self.begin_row(engine, node.id.number());
        }
        std::mem::take(&mut self.row)
    }

    /// Takes back what was lent.
    pub(super) fn give_back_row(&mut self, engine: &Inner, row: Vec<u8>) {
        *(if engine.keeps_results() { &mut self.row } else { &mut self.spare }) = row;
    }

    /// Notes that a state is entered.
    fn note_entered(&mut self, engine: &Inner, node: &Node, entered: &Entered) {
        let Entered { visit, at, name, kind, ref state } = *entered;
        match engine.options.log_level {
            LogLevel::All => {
                if self.row.is_empty() {
                    self.begin_row(engine, node.id.number());
                }
                text::state_entered(&mut self.row, (visit, at), name, kind, state);
                self.row.push(b',');
            }
            LogLevel::Error if kind == StateKind::Fail => {
                let state: &RawValue = serde_json::from_slice(state).expect("serde wrote it");
                let (name, state) = (Cow::Borrowed(name), Cow::Borrowed(state));
                self.note(engine, node, &Entry::StateEntered { at, visit, name, kind, state });
            }
            LogLevel::Error | LogLevel::Off => {}
        }
    }

    fn begin_row(&mut self, engine: &Inner, frame: u32) {
        self.row_id = Some(engine.ids.next_row());
        self.row.reserve(ROW_LEN + self.state.len().max(STATE_LEN));
        match frame {
            0 => self.row.extend_from_slice(br#"{"entries":["#),
            _ => self.row.extend_from_slice(format!(r#"{{"frame":{frame},"entries":["#).as_bytes()),
        }
    }

    /// The room of a state before, for the next one to be written there.
    pub(super) fn take_spare(&mut self) -> Vec<u8> {
        let mut spare = std::mem::take(&mut self.spare);
        spare.clear();
        // The first ones would grow to this step by step.
        spare.reserve(self.state.len().max(STATE_LEN));
        spare
    }

    /// Enters a state, which is noted; what the last one had begun is over.
    pub(super) fn enter(&mut self, engine: &Inner, node: &Node, numbers: &Mutex<Numbers>, entered: Entered) {
        self.note_entered(engine, node, &entered);
        self.clear(numbers);
        let Entered { visit, at, name, state, .. } = entered;
        self.visit = visit;
        self.entered = at;
        self.name = Cow::Borrowed(name);
        self.placed = false;
        self.spare = std::mem::replace(&mut self.state, state);
        self.effect = None;
        self.dirty = true;
    }

    /// Begins an effect, or notes how far it is.
    pub(super) fn set_effect(&mut self, effect: Effect) {
        self.effect = Some(effect);
        self.dirty = true;
    }

    /// Deletes the branches that the state had: they are over, and so is their use.
    pub(super) fn clear(&mut self, numbers: &Mutex<Numbers>) {
        self.nested = None;
        self.joined = false;
        if let Some(Effect::Fork { base, .. }) = self.effect {
            numbers.lock().unwrap_or_else(PoisonError::into_inner).give_back(base);
        }
        for child in std::mem::take(&mut self.children) {
            let mut book = child.book();
            book.clear(numbers);
            self.carried.frames.append(&mut book.carried.frames);
            if book.exists {
                book.exists = false;
                self.carried.frames.push(FrameChange::Delete(child.id));
            }
        }
    }

    /// Somebody to be told when the next commit is durable.
    pub(super) fn acknowledge(&mut self, ack: Ack) {
        self.acks.push(ack);
    }

    /// How many entries the next row has to say, in bytes.
    pub(super) fn pending(&self) -> usize {
        self.row.len()
    }

    /// About how many bytes its next row and checkpoint have.
    pub(super) fn weight(&self) -> usize {
        self.row.len() + RECORD_LEN + self.state.len()
    }

    fn record(&self) -> Vec<u8> {
        let checkpoint = Checkpoint {
            visit: self.visit,
            entered: self.entered,
            name: &self.name,
            // Before the first state there is none.
            state: if self.state.is_empty() { b"null" } else { &self.state },
            effect: self.effect.as_ref(),
            output: self.output.as_deref().map(RawValue::get),
            since: self.since,
        };
        let mut data = Vec::with_capacity(RECORD_LEN + self.state.len());
        checkpoint.write(&mut data);
        data
    }

    /// Puts the next row of history, if there is something to say, into a commit.
    pub(super) fn write_row(&mut self, engine: &Inner, id: FrameId, commit: &mut Commit) {
        if self.row.is_empty() {
            if self.joins.is_empty() {
                return;
            }
            // What branches have to say is reached through their parent, whether it has anything to say or not.
            self.begin_row(engine, id.number());
        }
        let mut data = std::mem::take(&mut self.row);
        if data.last() == Some(&b',') {
            data.pop();
        }
        data.extend_from_slice(b"]}");
        let row = HistoryRow {
            id: self.row_id.take().unwrap_or_else(|| engine.ids.next_row()),
            execution: id.execution(),
            prev: self.head,
            joins: std::mem::take(&mut self.joins),
            data,
        };
        self.head = Some(row.id);
        // Most commits have one of each.
        if commit.history.is_empty() {
            commit.history.reserve_exact(1);
        }
        commit.history.push(row);
    }

    /// Puts the checkpoint into a commit.
    pub(super) fn write_frame(&mut self, id: FrameId, wake: Wake, commit: &mut Commit) {
        let data = self.record();
        let changed = (wake != self.wake).then_some(wake);
        self.wake = wake;
        self.dirty = false;
        if commit.frames.is_empty() {
            commit.frames.reserve_exact(1);
        }
        commit.frames.push(if self.exists {
            FrameChange::Update { id, data, head: self.head, wake: changed }
        } else {
            FrameChange::Insert(FrameRow { id, data, head: self.head, wake: self.wake })
        });
        self.exists = true;
    }

    /// Puts what is carried into a commit, and adds who waits for it.
    pub(super) fn begin_commit(&mut self, commit: &mut Commit, acks: &mut Vec<Ack>) {
        append(commit, &mut self.carried);
        commit.answers.extend(self.acks.iter().filter_map(|ack| {
            ack.command.map(|command| Answer { command, text: super::inbox::DONE.to_owned() })
        }));
        acks.append(&mut self.acks);
    }

    /// What is said of a branch that has not succeeded when its parent ends.
    fn given_up(&self, index: u32) -> Option<GivenUp> {
        if self.output.is_some() {
            return None;
        }
        let kind = self.effect.as_ref().map(Effect::kind);
        let kind = match self.failed {
            None => kind,
            // As AWS records it: a task is aborted, too, if it has failed.
            Some(Failed::InState) => kind.filter(|kind| *kind == StateKind::Task),
            Some(Failed::AfterState) => None,
        };
        Some(GivenUp { index, failed: self.failed.is_some(), kind })
    }

    /// What the store should have for a wake if the execution were unloaded now; `None` of a frame that is over.
    fn resting(&self, deadline: Option<Timestamp>) -> Option<Wake> {
        let wake = match self.parked {
            Some(wake) => wake,
            None if self.output.is_some() => return None,
            // It waits for its branches, or for a nested execution.
            None if self.exists => match self.effect {
                Some(Effect::Nested { deadline: Some(deadline), .. }) => Wake::At(from_nanos(deadline)),
                _ => Wake::Never,
            },
            None => return None,
        };
        Some(match (wake, deadline) {
            (Wake::Now, _) => Wake::Now,
            (wake, None) => wake,
            (Wake::At(at), Some(deadline)) => Wake::At(at.min(deadline)),
            (Wake::Never, Some(deadline)) => Wake::At(deadline),
        })
    }
}
