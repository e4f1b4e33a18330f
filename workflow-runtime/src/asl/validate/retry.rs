//! Rules about retriers and catchers (ASL specification, "Errors").

use super::{Findings, Place, is_unread, numbers};
use crate::asl::finding::Rule;
use crate::asl::retry::{Catcher, Retrier};

/// Every error AWS itself may report (developer guide, "Error names").
const STATES_ERRORS: [&str; 17] = [
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];

/// The longest delay AWS takes: less than 31,622,400 seconds (366 days).
const MAX_DELAY: i64 = 31_622_399;

pub(super) fn check(place: &Place<'_>, findings: &mut Findings) {
    for (i, retrier) in place.state.retry.iter().enumerate() {
        check_retrier(&place.at(&format!("Retry[{i}]")), retrier, findings);
    }
    for (i, catcher) in place.state.catch.iter().enumerate() {
        check_catcher(&place.at(&format!("Catch[{i}]")), catcher, findings);
    }
    let retriers: Vec<&[String]> = place.state.retry.iter().map(|r| r.error_equals.as_slice()).collect();
    check_catch_all_last(place, "Retry", &retriers, findings);
    let catchers: Vec<&[String]> = place.state.catch.iter().map(|c| c.error_equals.as_slice()).collect();
    check_catch_all_last(place, "Catch", &catchers, findings);
}

fn check_retrier(path: &str, retrier: &Retrier, findings: &mut Findings) {
    if !is_unread(&retrier.other, "ErrorEquals") {
        check_errors(path, &retrier.error_equals, Rule::RetryWithoutErrors, findings);
    }
    let (seconds, attempts) = (1..=numbers::MAX_SECONDS, 0..=numbers::MAX_SECONDS);
    for (field, rule, value, range) in [
        ("IntervalSeconds", Rule::RetryInterval, retrier.interval_seconds, seconds),
        ("MaxAttempts", Rule::RetryMaxAttempts, retrier.max_attempts, attempts),
        ("MaxDelaySeconds", Rule::RetryMaxDelay, retrier.max_delay_seconds, 1..=MAX_DELAY),
    ] {
        if let Some(value) = value {
            numbers::check_range(format!("{path}.{field}"), rule, value, range, findings);
        }
    }
    check_backoff_rate(path, retrier, findings);
    check_max_delay(path, retrier, findings);
}

fn check_backoff_rate(path: &str, retrier: &Retrier, findings: &mut Findings) {
    let rate = retrier.backoff_rate.as_ref().and_then(serde_json::Number::as_f64);
    if let Some(rate) = rate.filter(|rate| *rate < 1.0) {
        let words = format!("{rate} would make the delays shrink; write 1.0 or more");
        findings.add(format!("{path}.BackoffRate"), Rule::RetryBackoffRate, words);
    }
}

/// Developer guide, "Retry field": `MaxDelaySeconds` must be greater than `IntervalSeconds`.
fn check_max_delay(path: &str, retrier: &Retrier, findings: &mut Findings) {
    let interval = retrier.interval_seconds.unwrap_or(1);
    if let Some(delay) = retrier.max_delay_seconds.filter(|delay| (1..=interval).contains(delay)) {
        let words =
            format!("the longest delay, {delay} s, must be more than the first, {interval} s; raise it");
        findings.add(format!("{path}.MaxDelaySeconds"), Rule::RetryMaxDelayNotAboveInterval, words);
    }
}

fn check_catcher(path: &str, catcher: &Catcher, findings: &mut Findings) {
    if !is_unread(&catcher.other, "ErrorEquals") {
        check_errors(path, &catcher.error_equals, Rule::CatchWithoutErrors, findings);
    }
    if catcher.next.is_empty() && !is_unread(&catcher.other, "Next") {
        let words = "the catcher leads nowhere; write `Next`";
        findings.add(format!("{path}.Next"), Rule::MissingCatchNext, words);
    }
}

fn check_errors(path: &str, errors: &[String], empty: Rule, findings: &mut Findings) {
    let path = format!("{path}.ErrorEquals");
    if errors.is_empty() {
        findings.add(path, empty, "no error is named; write error names, or `[\"States.ALL\"]`");
        return;
    }
    if errors.len() > 1 && errors.iter().any(|error| error == "States.ALL") {
        let words = "`States.ALL` means every error and must stand alone; remove the others, or give them an entry \
                     of their own before this one";
        findings.add(path.clone(), Rule::CatchAllNotAlone, words);
    }
    for (i, error) in errors.iter().enumerate() {
        check_states_error(&format!("{path}[{i}]"), error, findings);
    }
}

/// ASL specification: a state machine must not use names that begin with `States.` other than those defined.
fn check_states_error(path: &str, error: &str, findings: &mut Findings) {
    let known = STATES_ERRORS.contains(&error) || error.starts_with("States.Http.StatusCode.");
    if error.starts_with("States.") && !known && !super::is_substituted(error) {
        let nearest = super::fields::nearest(error, STATES_ERRORS.iter().copied());
        let help = nearest.map_or_else(
            || "write one that AWS lists, or a name of your own without `States.`".to_owned(),
            |nearest| format!("did you mean `{nearest}`?"),
        );
        findings.add(path, Rule::UnknownStatesError, format!("AWS reports no error `{error}`; {help}"));
    }
}

fn check_catch_all_last(place: &Place<'_>, field: &str, lists: &[&[String]], findings: &mut Findings) {
    let Some((_, earlier)) = lists.split_last() else { return };
    for (i, list) in earlier.iter().enumerate() {
        if list.iter().any(|error| error == "States.ALL") {
            let path = place.at(&format!("{field}[{i}]"));
            let words =
                "`States.ALL` matches every error, so that the entries after it never do; move it to the end";
            findings.add(path, Rule::CatchAllNotLast, words);
        }
    }
}
