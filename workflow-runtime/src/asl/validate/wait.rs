//! Rules about Wait and Fail states.

use jiff::Timestamp;

use super::{Findings, Place, is_substituted, is_unread, numbers};
use crate::asl::finding::Rule;
use crate::asl::state::{FailState, StateKind, WaitState};

pub(super) fn check(place: &Place<'_>, findings: &mut Findings) {
    match &place.state.kind {
        StateKind::Wait(wait) => check_wait(place, wait, findings),
        StateKind::Fail(fail) => check_fail(place, fail, findings),
        StateKind::Task(_)
        | StateKind::Parallel { .. }
        | StateKind::Map(_)
        | StateKind::Choice { .. }
        | StateKind::Pass { .. }
        | StateKind::Succeed => {}
    }
}

fn check_wait(place: &Place<'_>, wait: &WaitState, findings: &mut Findings) {
    let fields = [
        ("Seconds", wait.seconds.is_some()),
        ("SecondsPath", wait.seconds_path.is_some()),
        ("Timestamp", wait.timestamp.is_some()),
        ("TimestampPath", wait.timestamp_path.is_some()),
    ];
    let given: Vec<&str> = fields.iter().filter(|(_, present)| *present).map(|(field, _)| *field).collect();
    let unread = fields.iter().any(|(field, _)| is_unread(&place.state.other, field));
    match given.as_slice() {
        [] if !unread => {
            let words = "the state does not say how long to wait; write `Seconds` or `Timestamp`";
            findings.add(place.path.clone(), Rule::MissingWait, words);
        }
        [first, second, ..] => {
            let words = format!("how long to wait is said twice, by `{first}` and `{second}`; keep one");
            findings.add(place.at(second), Rule::TwoWaits, words);
        }
        _ => {}
    }
    let seconds = (Rule::WaitSeconds, 0..=numbers::MAX_SECONDS);
    numbers::check_computed(place, "Seconds", wait.seconds.as_ref(), seconds, findings);
    if let Some(timestamp) = &wait.timestamp {
        check_timestamp(place, timestamp, findings);
    }
}

fn check_timestamp(place: &Place<'_>, timestamp: &str, findings: &mut Findings) {
    let computed = place.is_jsonata() && timestamp.trim_start().starts_with("{%");
    if !computed && !is_substituted(timestamp) && !is_timestamp(timestamp) {
        let words = format!("`{timestamp}` is no moment; write it as `2030-01-31T12:00:00Z`");
        findings.add(place.at("Timestamp"), Rule::WaitTimestamp, words);
    }
}

/// Whether this is RFC 3339 as ASL wants it: a capital `T` between date and time, and a capital `Z` or an offset.
pub(super) fn is_timestamp(text: &str) -> bool {
    text.as_bytes().get(10) == Some(&b'T') && !text.contains('z') && text.parse::<Timestamp>().is_ok()
}

fn check_fail(place: &Place<'_>, fail: &FailState, findings: &mut Findings) {
    let pairs = [
        ("Error", fail.error.is_some() && fail.error_path.is_some()),
        ("Cause", fail.cause.is_some() && fail.cause_path.is_some()),
    ];
    for (field, _) in pairs.into_iter().filter(|(_, both)| *both) {
        super::task::value_and_path(place, field, findings);
    }
}
