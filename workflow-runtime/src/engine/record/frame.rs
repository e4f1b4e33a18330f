//! The checkpoint of a frame: which state a machine is in, and what survives of the effect that the state began.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Nanos, Raw, present};
use crate::StateKind;

/// The checkpoint of a frame: the data of a [`FrameRow`](crate::store::FrameRow).
///
/// ```json
/// {"visit":3,"entered":1700000000000000000,"name":"OpenAccount","state":{"OpenAccount":{"application":{}}},
///  "effect":{"task":{}}}
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FrameRecord<'a> {
    /// How many states the machine entered; the number of the one it is in.
    pub(crate) visit: u64,
    /// When it entered that state.
    pub(crate) entered: Nanos,
    /// The ASL name of the state.
    pub(crate) name: Cow<'a, str>,
    /// The state as the machine's enum serialises; `null` for the one state of a branch that is a task.
    pub(crate) state: Raw<'a>,
    /// What is known of the state's effect; nothing if it has not begun, or is a plain task in its first attempt that
    /// has nothing to remember.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) effect: Option<Cow<'a, Effect>>,
    /// Of a branch that has succeeded its output: it is never run again.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub(crate) output: Option<Raw<'a>>,
    /// Of the main machine of an execution that was redriven: when. Its time begins anew then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<Nanos>,
}

/// What survives of an effect that has begun. That it is there says that its beginning is in the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Effect {
    /// A task.
    Task(Tries),
    /// A wait.
    Wait {
        /// Until when.
        until: Nanos,
    },
    /// A task that hands a token over.
    Callback {
        /// Its attempts.
        #[serde(flatten)]
        tries: Tries,
        /// What the tokens of this visit share, so that nobody can guess one.
        nonce: String,
        /// How far the running attempt is.
        phase: Phase,
        /// When the running attempt is out of time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Nanos>,
        /// When the last heartbeat came, or the attempt began.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beat: Option<Nanos>,
    },
    /// A parallel or map state.
    Fork {
        /// Its attempts.
        #[serde(flatten)]
        tries: Tries,
        /// The number of the frame of the first branch; the others follow it in order.
        base: u32,
        /// How many branches there are.
        length: u32,
        /// Whether it is a map.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        map: bool,
    },
    /// A nested execution.
    Nested {
        /// Its attempts.
        #[serde(flatten)]
        tries: Tries,
        /// The id of the execution.
        child: i64,
        /// When the state gives up waiting for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Nanos>,
        /// Whether it was redriven with the state, which has not scheduled it again yet.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        redriven: bool,
    },
}

/// The attempts of an effect so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tries {
    /// How often each retrier has retried; empty before the first retry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) counts: Vec<u32>,
    /// If the last attempt failed: when the next one begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) not_before: Option<Nanos>,
}

/// How far an attempt is that hands a token over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    /// The token is being handed over: after a crash that is done again.
    HandingOver,
    /// Somebody has the token, and is waited for.
    Waiting,
}

impl Effect {
    /// The kind of state that has such an effect.
    pub(crate) fn kind(&self) -> StateKind {
        match self {
            Self::Task(_) | Self::Callback { .. } | Self::Nested { .. } => StateKind::Task,
            Self::Wait { .. } => StateKind::Wait,
            Self::Fork { map: true, .. } => StateKind::Map,
            Self::Fork { map: false, .. } => StateKind::Parallel,
        }
    }

    /// Its attempts; a wait has none.
    pub(crate) fn tries(&self) -> Option<&Tries> {
        match self {
            Self::Task(tries)
            | Self::Callback { tries, .. }
            | Self::Fork { tries, .. }
            | Self::Nested { tries, .. } => Some(tries),
            Self::Wait { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::to_raw_value;

    use super::*;

    fn round_trip(effect: Option<&Effect>) -> String {
        let state = to_raw_value(&serde_json::json!({"Open": {"amount": 1}})).expect("JSON");
        let record = FrameRecord {
            visit: 7,
            entered: 42,
            name: "Open".into(),
            state: Cow::Borrowed(&state),
            effect: effect.map(Cow::Borrowed),
            output: None,
            since: None,
        };
        let bytes = serde_json::to_vec(&record).expect("a record is JSON");
        let back: FrameRecord<'_> = serde_json::from_slice(&bytes).expect("what was written is read");
        assert_eq!(back.effect.as_deref(), effect);
        assert_eq!(back.state.get(), state.get());
        assert_eq!((back.visit, back.entered, &*back.name), (7, 42, "Open"));
        String::from_utf8(bytes).expect("JSON is UTF-8")
    }

    #[test]
    fn a_branch_that_gave_nothing_has_succeeded() {
        let nothing = to_raw_value(&()).expect("JSON");
        let text = |output: &str| format!(r#"{{"visit":1,"entered":0,"name":"Tell","state":null{output}}}"#);
        let read = |text: &str| serde_json::from_str::<FrameRecord<'_>>(text).expect("a record").output;
        assert_eq!(read(&text("")).map(|raw| raw.to_string()), None);
        let over = read(&text(r#","output":null"#));
        assert_eq!(over.map(|raw| raw.to_string()), Some(nothing.to_string()));
    }

    #[test]
    fn every_effect_comes_back() {
        let tries = Tries { counts: vec![1, 0], not_before: Some(9) };
        assert_eq!(
            round_trip(Some(&Effect::Task(Tries::default()))),
            r#"{"visit":7,"entered":42,"name":"Open","state":{"Open":{"amount":1}},"effect":{"task":{}}}"#
        );
        round_trip(None);
        round_trip(Some(&Effect::Task(tries.clone())));
        round_trip(Some(&Effect::Wait { until: 5 }));
        round_trip(Some(&Effect::Callback {
            tries: tries.clone(),
            nonce: "n".to_owned(),
            phase: Phase::Waiting,
            deadline: Some(3),
            beat: None,
        }));
        round_trip(Some(&Effect::Fork { tries: tries.clone(), base: 1, length: 2, map: true }));
        let plain = round_trip(Some(&Effect::Nested {
            tries: tries.clone(),
            child: 12,
            deadline: None,
            redriven: false,
        }));
        assert!(!plain.contains("redriven"), "{plain}");
        round_trip(Some(&Effect::Nested { tries, child: 12, deadline: Some(3), redriven: true }));
    }
}
