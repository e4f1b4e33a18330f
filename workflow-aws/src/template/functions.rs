//! The Lambda functions of a definition: one a task, with its log group and its role.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use workflow_runtime::asl::StateMachine;

use super::Template;
use super::calls::{Pattern, Service, calls, substitution};
use super::given::{arn, sub};
use super::statement::{Statement, document};
use crate::TASK_VARIABLE;
use crate::error::Findings;

/// The longest time that Lambda gives a function, in seconds (AWS Lambda quotas).
const LONGEST: i64 = 900;

/// How much longer a function may run than its state waits, in seconds: it is the state that times out, with the error
/// that the workflow catches, and not the function.
const GRACE: i64 = 5;

/// The functions that a definition invokes by substitutions, with the seconds each may take.
pub(super) fn functions_of(
    machine: &StateMachine,
    existing: &[String],
    findings: &mut Findings,
) -> IndexMap<String, i64> {
    let mut functions: IndexMap<String, i64> = IndexMap::new();
    for call in calls(machine) {
        let name = call.function_name().and_then(substitution);
        let Some(name) = name.filter(|name| !existing.iter().any(|one| one == name)) else { continue };
        if super::parameters::logical_id(name) != name {
            findings.state(
                call.place.name,
                format!("has the function `${{{name}}}`; a name is letters and digits"),
            );
        }
        // A callback's timeout is that of the answer, not of the function that hands the token over.
        let waits_for_answer =
            matches!(call.service, Service::Integration(service) if service.pattern == Pattern::Token);
        let seconds = if waits_for_answer { None } else { call.timeout_seconds() };
        if let Some(seconds) = seconds.filter(|seconds| *seconds > LONGEST) {
            let words = format!(
                "gives its task {seconds} seconds, and a Lambda function has at most {LONGEST}; shorten the timeout, \
                 or make the task a callback or an activity"
            );
            findings.state(call.place.name, words);
        }
        let seconds = seconds.map_or(LONGEST, |seconds| (seconds + GRACE).min(LONGEST));
        let longest = functions.entry(name.to_owned()).or_insert(seconds);
        *longest = (*longest).max(seconds);
    }
    functions
}

/// What all functions have in common.
pub(super) fn globals(template: &Template) -> Value {
    json!({
        "Function": {
            "Runtime": "provided.al2023",
            "Architectures": ["arm64"],
            "Handler": "bootstrap",
            "CodeUri": template.code,
            "MemorySize": template.memory_mb,
            "Tracing": if template.tracing { "Active" } else { "PassThrough" },
        }
    })
}

/// The resources of one function.
pub(super) fn resources(template: &Template, name: &str, seconds: i64) -> Map<String, Value> {
    let (logs, role) = (format!("{name}Logs"), format!("{name}Role"));
    let mut properties = json!({
        "Timeout": seconds,
        "Role": { "Fn::GetAtt": [role, "Arn"] },
        "Environment": { "Variables": { TASK_VARIABLE: name } },
        "LoggingConfig": { "LogFormat": "JSON", "LogGroup": { "Ref": logs } },
    });
    if let Some(code) = template.codes.get(name) {
        properties["CodeUri"] = code.as_str().into();
    }
    if let Some(memory_mb) = template.memories.get(name).or_else(|| template.asked_memories.get(name)) {
        properties["MemorySize"] = (*memory_mb).into();
    }
    let mut resources = Map::new();
    resources
        .insert(name.to_owned(), json!({ "Type": "AWS::Serverless::Function", "Properties": properties }));
    resources.insert(
        logs.clone(),
        json!({
            "Type": "AWS::Logs::LogGroup",
            "Properties": {
                "LogGroupName": sub(&log_group_name(name)),
                "RetentionInDays": template.log_retention_days,
            },
        }),
    );
    resources.insert(role, role_of(template, name));
    resources
}

/// The role names it, so it has the stack's name in it and not one that CloudFormation makes.
fn log_group_name(function: &str) -> String {
    format!("/aws/lambda/${{AWS::StackName}}-{function}")
}

/// A function writes its log, and its trace; whatever else its task talks to, the user adds.
fn role_of(template: &Template, name: &str) -> Value {
    let streams = arn("logs", &format!("log-group:{}:log-stream:*", log_group_name(name)));
    let mut statements = vec![Statement::new(&["logs:CreateLogStream", "logs:PutLogEvents"], streams)];
    if template.tracing {
        // X-Ray knows no resources.
        statements.push(Statement::new(&["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"));
    }
    super::machine::role("lambda.amazonaws.com", None, &document(&statements))
}
