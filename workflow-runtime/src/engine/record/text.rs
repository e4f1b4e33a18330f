//! The records of a plain step, written by hand: the same bytes that serde writes, in a fifth of the instructions.
//!
//! What a record is stands in `frame.rs` and `row.rs`, which also read it; the tests hold this file to them.

use serde::Serialize;

use super::{Effect, Entry, Nanos, Tries};
use crate::StateKind;

/// What a checkpoint says: a [`FrameRecord`](super::FrameRecord) whose state is text.
pub(crate) struct Checkpoint<'a> {
    pub(crate) visit: u64,
    pub(crate) entered: Nanos,
    pub(crate) name: &'a str,
    /// As the machine's enum serialises.
    pub(crate) state: &'a [u8],
    pub(crate) effect: Option<&'a Effect>,
    pub(crate) output: Option<&'a str>,
    pub(crate) since: Option<Nanos>,
}

impl Checkpoint<'_> {
    /// Appends it.
    pub(crate) fn write(&self, data: &mut Vec<u8>) {
        data.extend_from_slice(br#"{"visit":"#);
        json(data, &self.visit);
        data.extend_from_slice(br#","entered":"#);
        json(data, &self.entered);
        data.extend_from_slice(br#","name":"#);
        json(data, self.name);
        data.extend_from_slice(br#","state":"#);
        data.extend_from_slice(self.state);
        match self.effect {
            None => {}
            Some(Effect::Task(Tries { counts, not_before: None })) if counts.is_empty() => {
                data.extend_from_slice(br#","effect":{"task":{}}"#);
            }
            Some(effect) => {
                data.extend_from_slice(br#","effect":"#);
                json(data, effect);
            }
        }
        if let Some(output) = self.output {
            data.extend_from_slice(br#","output":"#);
            data.extend_from_slice(output.as_bytes());
        }
        if let Some(since) = self.since {
            data.extend_from_slice(br#","since":"#);
            json(data, &since);
        }
        data.push(b'}');
    }
}

/// Appends an entry.
pub(crate) fn entry(row: &mut Vec<u8>, entry: &Entry<'_>) {
    match entry {
        Entry::TaskScheduled { at, attempt, timeout: None, heartbeat: None } => {
            row.extend_from_slice(br#"{"task_scheduled":{"at":"#);
            json(row, at);
            row.extend_from_slice(br#","attempt":"#);
            json(row, attempt);
            row.extend_from_slice(b"}}");
        }
        Entry::BranchStarted { at, index, item: None } => {
            row.extend_from_slice(br#"{"branch_started":{"at":"#);
            json(row, at);
            row.extend_from_slice(br#","index":"#);
            json(row, index);
            row.extend_from_slice(b"}}");
        }
        Entry::MachineSucceeded { at, via: None, output } => {
            row.extend_from_slice(br#"{"machine_succeeded":{"at":"#);
            json(row, at);
            row.extend_from_slice(br#","output":"#);
            row.extend_from_slice(output.get().as_bytes());
            row.extend_from_slice(b"}}");
        }
        other => json(row, other),
    }
}

/// Appends [`Entry::StateEntered`].
pub(crate) fn state_entered(
    row: &mut Vec<u8>,
    (visit, at): (u64, Nanos),
    name: &str,
    kind: StateKind,
    state: &[u8],
) {
    row.extend_from_slice(br#"{"state_entered":{"at":"#);
    json(row, &at);
    row.extend_from_slice(br#","visit":"#);
    json(row, &visit);
    row.extend_from_slice(br#","name":"#);
    json(row, name);
    row.extend_from_slice(br#","kind":""#);
    row.extend_from_slice(kind.as_str().as_bytes());
    row.extend_from_slice(br#"","state":"#);
    row.extend_from_slice(state);
    row.extend_from_slice(b"}}");
}

/// Appends [`Entry::TaskSucceeded`] and says how long the output is; appends nothing if it cannot be written.
pub(crate) fn task_succeeded<T: Serialize>(
    row: &mut Vec<u8>,
    at: Nanos,
    output: &T,
) -> Result<usize, serde_json::Error> {
    let before = row.len();
    row.extend_from_slice(br#"{"task_succeeded":{"at":"#);
    json(row, &at);
    row.extend_from_slice(br#","output":"#);
    let begin = row.len();
    if let Err(reason) = serde_json::to_writer(&mut *row, output) {
        row.truncate(before);
        return Err(reason);
    }
    let length = row.len() - begin;
    row.extend_from_slice(b"}}");
    Ok(length)
}

/// Appends something of our own as JSON.
fn json<T: Serialize + ?Sized>(data: &mut Vec<u8>, value: &T) {
    serde_json::to_writer(data, value).expect("a record has string keys, and is written to memory");
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use serde_json::value::{RawValue, to_raw_value};

    use super::super::{FrameRecord, Phase};
    use super::*;

    fn state() -> Box<RawValue> {
        to_raw_value(&serde_json::json!({ "A \"quoted\"": { "x": [1, 2.5, "é"] } })).expect("JSON")
    }

    #[test]
    fn a_checkpoint_is_what_serde_writes() {
        let (state, output) = (state(), to_raw_value(&7).expect("JSON"));
        let tries = Tries { counts: vec![1, 0], not_before: Some(9) };
        let effects = [
            None,
            Some(Effect::Task(Tries::default())),
            Some(Effect::Task(tries.clone())),
            Some(Effect::Task(Tries { counts: Vec::new(), not_before: Some(9) })),
            Some(Effect::Wait { until: 5 }),
            Some(Effect::Callback {
                tries: tries.clone(),
                nonce: "n".to_owned(),
                phase: Phase::Waiting,
                deadline: Some(3),
                beat: None,
            }),
            Some(Effect::Fork { tries, base: 1, length: 2, map: true }),
        ];
        for effect in &effects {
            for (output, since) in [(None, None), (Some(&output), Some(4))] {
                let record = FrameRecord {
                    visit: 7,
                    entered: -42,
                    name: "Open \"it\"".into(),
                    state: Cow::Borrowed(&state),
                    effect: effect.as_ref().map(Cow::Borrowed),
                    output: output.map(|output| Cow::Borrowed(&**output)),
                    since,
                };
                let checkpoint = Checkpoint {
                    visit: 7,
                    entered: -42,
                    name: "Open \"it\"",
                    state: state.get().as_bytes(),
                    effect: effect.as_ref(),
                    output: output.map(|output| output.get()),
                    since,
                };
                let mut data = Vec::new();
                checkpoint.write(&mut data);
                assert_eq!(String::from_utf8(data).ok(), serde_json::to_string(&record).ok());
            }
        }
    }

    #[test]
    fn an_entry_is_what_serde_writes() {
        let output = state();
        let entries = [
            Entry::TaskScheduled { at: -1, attempt: 3, timeout: None, heartbeat: None },
            Entry::TaskScheduled { at: 1, attempt: 3, timeout: Some(1), heartbeat: None },
            Entry::TaskScheduled { at: 1, attempt: 3, timeout: None, heartbeat: Some(2) },
            Entry::BranchStarted { at: 1, index: 3, item: None },
            Entry::BranchStarted { at: 1, index: 3, item: Some(Cow::Borrowed(&output)) },
            Entry::MachineSucceeded { at: 1, via: None, output: Cow::Borrowed(&output) },
            Entry::MachineSucceeded { at: 1, via: Some("B".into()), output: Cow::Borrowed(&output) },
            Entry::ExecutionStarted { at: 1 },
        ];
        for by_serde in &entries {
            let mut row = Vec::new();
            entry(&mut row, by_serde);
            assert_eq!(String::from_utf8(row).ok(), serde_json::to_string(by_serde).ok());
        }
    }

    #[test]
    fn states_and_results_are_what_serde_writes() {
        let state = state();
        for kind in [StateKind::Task, StateKind::Choice, StateKind::Fail] {
            let mut row = Vec::new();
            state_entered(&mut row, (3, 9), "A \"quoted\"", kind, state.get().as_bytes());
            let name = "A \"quoted\"".into();
            let by_serde = Entry::StateEntered { at: 9, visit: 3, name, kind, state: Cow::Borrowed(&state) };
            assert_eq!(String::from_utf8(row).ok(), serde_json::to_string(&by_serde).ok());
        }
        let mut row = Vec::new();
        let length = task_succeeded(&mut row, 9, &state);
        assert_eq!(length.ok(), Some(state.get().len()));
        let by_serde = Entry::TaskSucceeded { at: 9, output: Cow::Borrowed(&state) };
        assert_eq!(String::from_utf8(row).ok(), serde_json::to_string(&by_serde).ok());
    }

    #[test]
    fn of_what_cannot_be_written_nothing_is() {
        let mut row = b"before".to_vec();
        let bad = std::collections::HashMap::from([((1, 2), 3)]);
        assert!(task_succeeded(&mut row, 9, &bad).is_err());
        assert_eq!(row, b"before");
    }
}
