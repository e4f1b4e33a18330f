//! Rules about Task and Parallel states.

use serde_json::Value;

use super::{Findings, Place, is_substituted, is_unread, numbers};
use crate::asl::finding::Rule;
use crate::asl::state::{StateKind, TaskState};
use crate::asl::value::Computed;

pub(super) fn check(place: &Place<'_>, findings: &mut Findings) {
    match &place.state.kind {
        StateKind::Task(task) => check_task(place, task, findings),
        StateKind::Parallel { branches } => {
            if branches.is_empty() && !is_unread(&place.state.other, "Branches") {
                let words = "a Parallel state needs branches; add at least one to `Branches`";
                findings.add(place.at("Branches"), Rule::NoBranches, words);
            }
        }
        StateKind::Map(_)
        | StateKind::Choice { .. }
        | StateKind::Wait(_)
        | StateKind::Pass { .. }
        | StateKind::Succeed
        | StateKind::Fail(_) => {}
    }
}

fn check_task(place: &Place<'_>, task: &TaskState, findings: &mut Findings) {
    check_resource(place, task, findings);
    check_pattern(place, task, findings);
    check_token(place, task, findings);
    check_times(place, task, findings);
    check_credentials(place, task, findings);
}

fn check_resource(place: &Place<'_>, task: &TaskState, findings: &mut Findings) {
    let (path, resource) = (place.at("Resource"), &task.resource);
    if resource.is_empty() {
        if !is_unread(&place.state.other, "Resource") {
            let words = "a Task state needs a `Resource`: the ARN of what does the work";
            findings.add(path, Rule::MissingResource, words);
        }
    } else if !is_substituted(resource) && !is_arn(resource) {
        let words = format!("`{resource}` is no ARN; write `arn:aws:states:::lambda:invoke` or the like");
        findings.add(path, Rule::InvalidResource, words);
    }
}

/// Whether this is `arn:partition:service:region:account:resource`.
fn is_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    matches!(parts.as_slice(), ["arn", partition, service, _, _, resource]
        if !partition.is_empty() && !service.is_empty() && !resource.is_empty())
        && !text.chars().any(char::is_whitespace)
}

/// The integration that an `arn:…:states:…:service:action.pattern` resource names: its last part.
fn integration(resource: &str) -> Option<&str> {
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "states", _, _, integration] if !integration.starts_with("activity:") => Some(integration),
        _ => None,
    }
}

fn check_pattern(place: &Place<'_>, task: &TaskState, findings: &mut Findings) {
    let Some((_, pattern)) = integration(&task.resource).and_then(|name| name.split_once('.')) else {
        return;
    };
    if !matches!(pattern, "sync" | "sync:2" | "waitForTaskToken") && !is_substituted(pattern) {
        let words = format!(
            "there is no integration pattern `.{pattern}`; write `.sync`, `.sync:2`, `.waitForTaskToken` or nothing"
        );
        findings.add(place.at("Resource"), Rule::UnknownIntegrationPattern, words);
    }
}

/// Developer guide, "Wait for a callback with task token": the token reaches the service in the state's arguments.
fn check_token(place: &Place<'_>, task: &TaskState, findings: &mut Findings) {
    if !task.resource.ends_with(".waitForTaskToken") {
        return;
    }
    let (field, given) = if place.is_jsonata() {
        ("Arguments", &place.state.arguments)
    } else {
        ("Parameters", &place.state.parameters)
    };
    if !given.as_ref().is_some_and(mentions_context) {
        let token = if place.is_jsonata() { "{% $states.context.Task.Token %}" } else { "$$.Task.Token" };
        let words = format!("nobody is given the task token, so that the task never ends; pass `{token}`");
        findings.add(place.at(field), Rule::TaskTokenNotPassed, words);
    }
}

/// Whether a template may read the task token: it reads the context object.
fn mentions_context(template: &Value) -> bool {
    match template {
        Value::String(text) => text.contains("$$") || text.contains(".context"),
        Value::Array(items) => items.iter().any(mentions_context),
        Value::Object(fields) => fields.values().any(mentions_context),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn check_times(place: &Place<'_>, task: &TaskState, findings: &mut Findings) {
    let (timeout, heartbeat) = (task.timeout_seconds.as_ref(), task.heartbeat_seconds.as_ref());
    let seconds = 1..=numbers::MAX_SECONDS;
    let rule = (Rule::TaskTimeout, seconds.clone());
    numbers::check_computed(place, "TimeoutSeconds", timeout, rule, findings);
    numbers::check_computed(place, "HeartbeatSeconds", heartbeat, (Rule::TaskHeartbeat, seconds), findings);
    let pairs = [
        ("TimeoutSeconds", timeout.is_some() && task.timeout_seconds_path.is_some()),
        ("HeartbeatSeconds", heartbeat.is_some() && task.heartbeat_seconds_path.is_some()),
    ];
    for (field, _) in pairs.into_iter().filter(|(_, both)| *both) {
        value_and_path(place, field, findings);
    }
    let literal = |value: Option<&Computed<i64>>| value.and_then(Computed::literal).copied();
    if let (Some(timeout), Some(heartbeat)) = (literal(timeout), literal(heartbeat))
        && heartbeat >= timeout
    {
        let words =
            format!("a heartbeat of {heartbeat} s never expires before the timeout of {timeout} s; lower it");
        findings.add(place.at("HeartbeatSeconds"), Rule::HeartbeatNotBelowTimeout, words);
    }
}

/// Reports a field that is given both as a value and as a path.
pub(super) fn value_and_path(place: &Place<'_>, field: &str, findings: &mut Findings) {
    let words = format!("`{field}` and `{field}Path` say the same thing; keep one");
    findings.add(place.at(&format!("{field}Path")), Rule::ValueAndPath, words);
}

fn check_credentials(place: &Place<'_>, task: &TaskState, findings: &mut Findings) {
    let has_role = |credentials: &Value| match credentials {
        Value::Object(fields) => fields.contains_key("RoleArn") || fields.contains_key("RoleArn.$"),
        Value::String(text) => place.is_jsonata() && text.starts_with("{%"),
        _ => false,
    };
    if task.credentials.as_ref().is_some_and(|credentials| !has_role(credentials)) {
        let words = "`Credentials` must name the role: `{\"RoleArn\": …}`";
        findings.add(place.at("Credentials"), Rule::InvalidCredentials, words);
    }
}
