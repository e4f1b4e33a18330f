//! What a store keeps: executions, frames, history and commands.
//!
//! Payloads are bytes here; what is in them is the engine's affair. Read next: `commit.rs`.

use std::fmt;

use jiff::Timestamp;

/// An execution, within its store. Given by the engine, never twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExecutionId(i64);

/// A frame: the main machine of an execution (number 0) or one of its branches.
///
/// It is a number in which the frames of an execution stand side by side, so that they are read by one range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameId(i64);

/// A row of the history, within its store. Given by the engine, never twice, growing within an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HistoryId(pub i64);

/// A command, in the order in which commands were left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub i64);

/// How many bits of a [`FrameId`] number the frames of one execution.
pub(super) const FRAME_BITS: u32 = 24;

impl ExecutionId {
    /// The smallest there can be.
    pub const FIRST: Self = Self(1);

    /// The largest there can be.
    pub const MAX: Self = Self(i64::MAX >> FRAME_BITS);

    /// The id with this number, from 1; `None` for one that is out of range.
    #[must_use]
    pub fn new(number: i64) -> Option<Self> {
        (1..=Self::MAX.0).contains(&number).then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }

    /// The frame with this number; `None` if it is larger than [`FrameId::MAX_NUMBER`].
    #[must_use]
    pub fn frame(self, number: u32) -> Option<FrameId> {
        (number <= FrameId::MAX_NUMBER).then(|| FrameId((self.0 << FRAME_BITS) | i64::from(number)))
    }

    /// The frame of the main machine.
    #[must_use]
    pub fn main_frame(self) -> FrameId {
        FrameId(self.0 << FRAME_BITS)
    }
}

impl FrameId {
    /// The largest number that a frame has within its execution, as [`ExecutionId::frame`] takes it.
    pub const MAX_NUMBER: u32 = (1 << FRAME_BITS) - 1;

    /// The id with this number, as [`get`](Self::get) gives it; `None` for one that no execution has.
    #[must_use]
    pub fn new(number: i64) -> Option<Self> {
        ExecutionId::new(number >> FRAME_BITS).map(|_| Self(number))
    }

    /// The number, growing with the execution and then with the frame.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }

    /// The execution it belongs to.
    #[must_use]
    pub fn execution(self) -> ExecutionId {
        ExecutionId(self.0 >> FRAME_BITS)
    }

    /// Its number within the execution; the main machine's is 0.
    #[must_use]
    pub fn number(self) -> u32 {
        u32::try_from(self.0 & ((1 << FRAME_BITS) - 1)).unwrap_or(u32::MAX)
    }
}

impl fmt::Display for ExecutionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The status of an execution, under AWS's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExecutionStatus {
    /// It has not ended.
    Running,
    /// It ended with an output.
    Succeeded,
    /// It ended with an error.
    Failed,
    /// It passed its own deadline.
    TimedOut,
    /// It was stopped.
    Aborted,
}

impl ExecutionStatus {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Running, Self::Succeeded, Self::Failed, Self::TimedOut, Self::Aborted];

    /// AWS's name: `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
        }
    }
}

impl fmt::Display for ExecutionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// An execution that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewExecution {
    /// Its id.
    pub id: ExecutionId,
    /// The name of its workflow.
    pub workflow: String,
    /// Its own name: unique among those of the workflow.
    pub name: String,
    /// The hash of the definition it begins with.
    pub definition: String,
    /// When it began.
    pub started_at: Timestamp,
    /// The execution that began it, if it is a nested one.
    pub parent: Option<ExecutionId>,
    /// What it began with, as the engine writes it.
    pub input: Vec<u8>,
}

/// An execution as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionRow {
    /// What it began with.
    pub start: NewExecution,
    /// How it stands.
    pub status: ExecutionStatus,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// What it ended with, as the engine writes it.
    pub outcome: Option<Vec<u8>>,
    /// Of an execution that is over, where its history ends.
    pub head: Option<HistoryId>,
    /// How often it was redriven.
    pub redrives: u32,
}

/// An execution in a list: without its payloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: ExecutionId,
    /// The name of its workflow.
    pub workflow: String,
    /// Its own name.
    pub name: String,
    /// The hash of the definition it began with.
    pub definition: String,
    /// How it stands.
    pub status: ExecutionStatus,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// The execution that began it, if it is a nested one.
    pub parent: Option<ExecutionId>,
}

/// Which executions a list shows; a field that is `None` lets all through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Those of this workflow.
    pub workflow: Option<String>,
    /// Those with this status.
    pub status: Option<ExecutionStatus>,
    /// Those whose name begins like this.
    pub name_prefix: Option<String>,
}

/// When a frame is to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// At once: it is running, or was when the process ended.
    Now,
    /// At a time; after that it counts as [`Now`](Self::Now), without being written again. A time in 1970 or before is
    /// kept as `Now`.
    At(Timestamp),
    /// When something happens that is not a time: a token is completed, a branch ends.
    Never,
}

/// A machine of an execution that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameRow {
    /// Its id.
    pub id: FrameId,
    /// Its checkpoint, as the engine writes it.
    pub data: Vec<u8>,
    /// Where its history stands.
    pub head: Option<HistoryId>,
    /// When it is to be run.
    pub wake: Wake,
}

/// An execution with its frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The execution.
    pub execution: ExecutionRow,
    /// Its frames, in the order of their ids.
    pub frames: Vec<FrameRow>,
}

/// A frame that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// When; `None` stands for [`Wake::Now`].
    pub at: Option<Timestamp>,
    /// The frame.
    pub frame: FrameId,
}

/// One row of an execution's history: what happened between two checkpoints of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// Its id.
    pub id: HistoryId,
    /// The execution it belongs to.
    pub execution: ExecutionId,
    /// The row before it in its frame; of the first row of a branch the row with which its parent began it. It and
    /// those of `joins` belong to the same execution, and are there as long as this one.
    pub prev: Option<HistoryId>,
    /// Of a row that joins branches, where their histories end.
    pub joins: Vec<HistoryId>,
    /// What happened, as the engine writes it.
    pub data: Vec<u8>,
}

/// The largest ids that a store has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Of executions.
    pub execution: Option<ExecutionId>,
    /// Of rows of the history.
    pub history: Option<HistoryId>,
}

/// A command that a process left for the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its id.
    pub id: CommandId,
    /// When it was left.
    pub left_at: Timestamp,
    /// What is to be done, as the engine writes it.
    pub text: String,
}

/// What the engine answered to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The command.
    pub command: CommandId,
    /// The answer, as the engine writes it.
    pub text: String,
}
