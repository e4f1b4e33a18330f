//! One change of a store: all of it is done, or nothing.

use jiff::Timestamp;

use super::{
    Answer, ExecutionId, ExecutionStatus, FrameId, FrameRow, HistoryId, HistoryRow, NewExecution, Wake,
};

/// What changes together. A plain step of a workflow is one row of history and one updated frame.
///
/// A store applies the fields in the order in which they stand here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Executions that begin. A name that is taken refuses the whole commit.
    pub start: Vec<NewExecution>,
    /// Rows that the history grows by, in the order of their ids.
    pub history: Vec<HistoryRow>,
    /// Frames that come, change or go.
    pub frames: Vec<FrameChange>,
    /// Executions that end, or are redriven.
    pub executions: Vec<ExecutionChange>,
    /// Commands that this change carries out; their answers are durable with it.
    pub answers: Vec<Answer>,
}

/// A change of one frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrameChange {
    /// A frame that was not there.
    Insert(FrameRow),
    /// A frame has a new checkpoint.
    Update {
        /// Which frame.
        id: FrameId,
        /// Its checkpoint.
        data: Vec<u8>,
        /// Where its history stands.
        head: Option<HistoryId>,
        /// When it is to be run; `None` leaves that as it is.
        wake: Option<Wake>,
    },
    /// A frame's time changes and nothing else.
    Wake(FrameId, Wake),
    /// A frame is over. One that is not there is no error.
    Delete(FrameId),
    /// All frames of an execution are over.
    DeleteAll(ExecutionId),
}

/// An execution ends, or is redriven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionChange {
    /// Which execution.
    pub id: ExecutionId,
    /// How it stands now.
    pub status: ExecutionStatus,
    /// When it ended; `None` if it runs again.
    pub finished_at: Option<Timestamp>,
    /// What it ended with; `None` if it runs again.
    pub outcome: Option<Vec<u8>>,
    /// Where its history ends; `None` if it runs again.
    pub head: Option<HistoryId>,
    /// How often it was redriven.
    pub redrives: u32,
}
