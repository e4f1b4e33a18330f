//! A row of the history: what happened in one frame between two of its commits, in the order in which it happened.
//!
//! AWS's events are made of it on reading (`history/reader.rs`). Rows in the order of their ids, and entries in the order within their row,
//! are the order in which things happened in an execution: what stands in one row happened without anything of another
//! frame in between. Nothing is repeated that can be worked out: that a state was left follows from the next entry, its
//! output is the next state's input, and a state's ASL input is the field of the stored state, or the object of them.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Nanos, Raw, present};
use crate::StateKind;
use crate::store::ExecutionStatus;

/// A row of the history: the data of a [`HistoryRow`](crate::store::HistoryRow).
///
/// A row's `prev` is the row before it in the same frame; of a frame's first row that of the parent's with
/// [`Forked`](Entry::Forked). The row with [`Joined`](Entry::Joined) `joins` the last row of each branch that has one.
///
/// The engine writes it piece by piece, as an execution goes on.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(Serialize))]
pub(crate) struct Row<'a> {
    /// The number of the frame; 0 is the main machine. The number of a branch that is over may be given anew.
    #[serde(default)]
    #[cfg_attr(test, serde(skip_serializing_if = "is_main"))]
    pub(crate) frame: u32,
    /// What happened.
    #[serde(borrow)]
    pub(crate) entries: Vec<Entry<'a>>,
}

#[cfg(test)]
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_main(frame: &u32) -> bool {
    *frame == 0
}

/// One thing that happened, `at` a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Entry<'a> {
    /// The execution began. Its input is that of the state that is entered next.
    ExecutionStarted { at: Nanos },
    /// The execution, which was over, goes on.
    ExecutionRedriven { at: Nanos, count: u32 },
    /// The first entry of a branch. Whether it is an iteration of a map says the parent's [`Forked`](Entry::Forked).
    BranchStarted {
        at: Nanos,
        index: u32,
        /// Of an iteration whose first state has no parameters of its own (a task alone): the item, its input. Such a
        /// branch of a parallel state has the parallel state's input, and so has the first state of every branch of one.
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        item: Option<Raw<'a>>,
    },
    /// Which machine the row is of, and which state it is in: before the first error of a state, if nothing else of it
    /// is kept.
    Within {
        /// The index of each branch from the outermost inwards.
        path: Cow<'a, [usize]>,
        name: Cow<'a, str>,
    },
    /// A state was entered, and the one before it left.
    StateEntered {
        at: Nanos,
        visit: u64,
        name: Cow<'a, str>,
        #[serde(with = "kind_name")]
        kind: StateKind,
        /// The state as the machine's enum serialises; `null` of a task alone.
        state: Raw<'a>,
    },
    /// An attempt of a task, callback or nested execution was scheduled and began.
    TaskScheduled {
        at: Nanos,
        attempt: u32,
        /// In nanoseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        timeout: Option<u64>,
        /// In nanoseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heartbeat: Option<u64>,
    },
    /// The token was handed over, or the nested execution began.
    TaskSubmitted {
        at: Nanos,
        /// The id of the nested execution.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        child: Option<i64>,
    },
    /// An attempt succeeded.
    TaskSucceeded { at: Nanos, output: Raw<'a> },
    /// An attempt failed.
    TaskFailed {
        at: Nanos,
        error: Cow<'a, str>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Cow<'a, str>>,
        how: How,
    },
    /// What a parallel, map or nested state runs could not be evaluated.
    EvaluationFailed { at: Nanos, error: Cow<'a, str>, cause: Cow<'a, str> },
    /// The branches of a parallel or map state were begun; again at each retry.
    Forked {
        at: Nanos,
        attempt: u32,
        /// The number of the first branch's frame; the others follow it in order.
        base: u32,
        length: u32,
        /// Whether it is a map.
        map: bool,
    },
    /// All branches have succeeded, or one has failed and the others were given up.
    Joined {
        at: Nanos,
        succeeded: bool,
        /// Whether it is a map.
        #[serde(default, skip_serializing_if = "is_false")]
        map: bool,
        /// After a failure: the branches that have begun and not succeeded, in order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        given_up: Vec<GivenUp>,
    },
    /// A parallel or map state has failed, and no retrier allows another attempt.
    ForkFailed {
        at: Nanos,
        /// Whether it is a map.
        #[serde(default, skip_serializing_if = "is_false")]
        map: bool,
    },
    /// The machine ended with an output.
    MachineSucceeded {
        at: Nanos,
        /// The Succeed state that only ASL has, through which it ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<Cow<'a, str>>,
        output: Raw<'a>,
    },
    /// The machine ended with an error.
    MachineFailed {
        at: Nanos,
        error: Cow<'a, str>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Cow<'a, str>>,
        /// Whether an expression of the last state could not be evaluated.
        #[serde(default, skip_serializing_if = "is_false")]
        evaluation: bool,
        /// The Fail state that only ASL has, through which it ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<Cow<'a, str>>,
        /// Whether that state is given the error's name beside the cause.
        #[serde(default, skip_serializing_if = "is_false")]
        told: bool,
    },
    /// The execution ended; with an output, that of the machine.
    ExecutionEnded {
        at: Nanos,
        #[serde(with = "status_name")]
        status: ExecutionStatus,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<Cow<'a, str>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Cow<'a, str>>,
    },
}

/// A branch that has failed, or was given up because another one had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GivenUp {
    pub(crate) index: u32,
    /// Whether it has failed itself.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) failed: bool,
    /// The kind of the state that was aborted with it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_kind_name")]
    pub(crate) kind: Option<StateKind>,
}

/// How an attempt failed: which of AWS's events says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum How {
    /// `TaskFailed`.
    Failed,
    /// `TaskTimedOut`.
    TimedOut,
    /// `EvaluationFailed`: its arguments could not be evaluated.
    NotEvaluated,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Entry<'_> {
    /// Whether it is kept at AWS's log level `ERROR`.
    pub(crate) fn is_error(&self) -> bool {
        match self {
            Self::TaskFailed { .. }
            | Self::EvaluationFailed { .. }
            | Self::ForkFailed { .. }
            | Self::MachineFailed { .. }
            | Self::Joined { succeeded: false, .. } => true,
            Self::StateEntered { kind, .. } => *kind == StateKind::Fail,
            Self::ExecutionEnded { status, .. } => *status != ExecutionStatus::Succeeded,
            Self::ExecutionStarted { .. }
            | Self::ExecutionRedriven { .. }
            | Self::Within { .. }
            | Self::BranchStarted { .. }
            | Self::TaskScheduled { .. }
            | Self::TaskSubmitted { .. }
            | Self::TaskSucceeded { .. }
            | Self::Forked { .. }
            | Self::Joined { succeeded: true, .. }
            | Self::MachineSucceeded { .. } => false,
        }
    }
}

/// A kind of state under its ASL name.
mod kind_name {
    use serde::de::Error as _;

    use super::{Cow, Deserialize, Deserializer, Serializer, StateKind};

    const ALL: [StateKind; 8] = [
        StateKind::Task,
        StateKind::Choice,
        StateKind::Parallel,
        StateKind::Map,
        StateKind::Wait,
        StateKind::Pass,
        StateKind::Succeed,
        StateKind::Fail,
    ];

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn serialize<S: Serializer>(kind: &StateKind, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StateKind, D::Error> {
        let name = Cow::<'_, str>::deserialize(deserializer)?;
        ALL.into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| D::Error::custom(format!("`{name}` is no kind of state")))
    }
}

/// The same of what may be missing.
mod optional_kind_name {
    use super::{Deserializer, Serializer, StateKind, kind_name};

    #[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn serialize<S: Serializer>(
        kind: &Option<StateKind>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match kind {
            Some(kind) => kind_name::serialize(kind, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<StateKind>, D::Error> {
        kind_name::deserialize(deserializer).map(Some)
    }
}

/// A status under AWS's name.
mod status_name {
    use serde::de::Error as _;

    use super::{Cow, Deserialize, Deserializer, ExecutionStatus, Serializer};

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn serialize<S: Serializer>(
        status: &ExecutionStatus,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(status.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<ExecutionStatus, D::Error> {
        let name = Cow::<'_, str>::deserialize(deserializer)?;
        ExecutionStatus::ALL
            .into_iter()
            .find(|status| status.as_str() == name)
            .ok_or_else(|| D::Error::custom(format!("`{name}` is no status")))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::{RawValue, to_raw_value};

    use super::*;

    fn every_entry(raw: &RawValue) -> Vec<Entry<'_>> {
        let raw = || Cow::Borrowed(raw);
        vec![
            Entry::ExecutionStarted { at: 1 },
            Entry::ExecutionRedriven { at: 1, count: 2 },
            Entry::BranchStarted { at: 1, index: 3, item: Some(raw()) },
            Entry::BranchStarted { at: 1, index: 3, item: None },
            Entry::StateEntered { at: 1, visit: 1, name: "A".into(), kind: StateKind::Map, state: raw() },
            Entry::TaskScheduled { at: 1, attempt: 1, timeout: Some(5), heartbeat: None },
            Entry::TaskSubmitted { at: 1, child: Some(4) },
            Entry::TaskSucceeded { at: 1, output: raw() },
            Entry::TaskFailed { at: 1, error: "E".into(), cause: Some("c\"".into()), how: How::NotEvaluated },
            Entry::EvaluationFailed { at: 1, error: "E".into(), cause: "c".into() },
            Entry::Forked { at: 1, attempt: 0, base: 1, length: 2, map: true },
            Entry::Within { path: vec![1, 0].into(), name: "A".into() },
            Entry::Joined { at: 1, succeeded: true, map: false, given_up: Vec::new() },
            Entry::Joined {
                at: 1,
                succeeded: false,
                map: true,
                given_up: vec![
                    GivenUp { index: 0, failed: true, kind: Some(StateKind::Task) },
                    GivenUp { index: 2, failed: false, kind: None },
                ],
            },
            Entry::ForkFailed { at: 1, map: true },
            Entry::MachineSucceeded { at: 1, via: Some("Done".into()), output: raw() },
            Entry::MachineFailed {
                at: 1,
                error: "E".into(),
                cause: None,
                evaluation: true,
                via: Some("Broken".into()),
                told: true,
            },
            Entry::ExecutionEnded {
                at: 1,
                status: ExecutionStatus::TimedOut,
                error: Some("E".into()),
                cause: None,
            },
        ]
    }

    #[test]
    fn every_entry_comes_back() {
        let raw = to_raw_value(&serde_json::json!({"A": {"x": [1, 2.5, "é"]}})).expect("JSON");
        let row = Row { frame: 3, entries: every_entry(&raw) };
        let bytes = serde_json::to_vec(&row).expect("a row is JSON");
        let back: Row<'_> = serde_json::from_slice(&bytes).expect("what was written is read");
        assert_eq!(back.frame, 3);
        assert_eq!(serde_json::to_vec(&back).expect("JSON"), bytes);
    }

    #[test]
    fn the_main_machine_needs_no_number() {
        let row = Row { frame: 0, entries: vec![Entry::ExecutionStarted { at: 1 }] };
        assert_eq!(
            serde_json::to_string(&row).expect("JSON"),
            r#"{"entries":[{"execution_started":{"at":1}}]}"#
        );
    }
}
