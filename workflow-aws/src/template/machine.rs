//! The state machine's own resources: itself, its log group, its role, its alarms.

use serde_json::{Map, Value, json};

use super::given::{arn, sub};
use super::statement::{Statement, document, merged};
use super::{LogLevel, Template};

/// The parameter for the topic that alarms go to.
pub(super) const ALARM_TOPIC: &str = "AlarmTopicArn";
/// Whether it is given.
const HAS_ALARM_TOPIC: &str = "HasAlarmTopic";

/// The state machine, whose definition stands in a file beside the template.
pub(super) fn machine(template: &Template, substitutions: &Map<String, Value>) -> Value {
    let id = template.id();
    let mut properties = json!({
        "Name": sub(&template.machine_name()),
        "Type": if template.express { "EXPRESS" } else { "STANDARD" },
        "DefinitionUri": template.definition_file(),
        "DefinitionSubstitutions": substitutions,
        "Role": { "Fn::GetAtt": [format!("{id}Role"), "Arn"] },
        "Logging": {
            "Level": template.log_level.as_str(),
            "IncludeExecutionData": template.log_payloads,
            "Destinations": [
                { "CloudWatchLogsLogGroup": { "LogGroupArn": { "Fn::GetAtt": [format!("{id}Logs"), "Arn"] } } }
            ],
        },
        "Tracing": { "Enabled": template.tracing },
    });
    let fields = properties.as_object_mut().expect("it is an object");
    if template.log_level == LogLevel::Off {
        fields.remove("Logging");
    }
    if substitutions.is_empty() {
        fields.remove("DefinitionSubstitutions");
    }
    json!({ "Type": "AWS::Serverless::StateMachine", "Properties": properties })
}

/// The log group, which there is when anything is logged.
pub(super) fn log_group(template: &Template) -> Option<Value> {
    (template.log_level != LogLevel::Off).then(|| {
        json!({
            "Type": "AWS::Logs::LogGroup",
            "Properties": {
                // Logs that services deliver go below this name, so that the account's resource policy stays short.
                "LogGroupName": sub(&format!("/aws/vendedlogs/states/{}", template.machine_name())),
                "RetentionInDays": template.log_retention_days,
            },
        })
    })
}

/// The role of the state machine: what its states do, and what it logs.
pub(super) fn machine_role(template: &Template, mut statements: Vec<Statement>) -> Value {
    if template.log_level != LogLevel::Off {
        // Developer guide, "Logging using CloudWatch Logs": these actions know no resources, or those of all services.
        statements.push(Statement::new(
            &[
                "logs:CreateLogDelivery",
                "logs:GetLogDelivery",
                "logs:UpdateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:DescribeResourcePolicies",
                "logs:DescribeLogGroups",
            ],
            "*",
        ));
    }
    if template.tracing {
        // X-Ray knows no resources for these.
        statements.push(Statement::new(
            &[
                "xray:PutTraceSegments",
                "xray:PutTelemetryRecords",
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets",
            ],
            "*",
        ));
    }
    let own = arn("states", &format!("stateMachine:{}", template.machine_name()));
    role("states.amazonaws.com", Some(own), &document(&merged(statements)))
}

/// A role that a service takes on: for this account alone, and for this source if there is one (IAM user guide, "The
/// confused deputy problem").
pub(super) fn role(service: &str, source: Option<Value>, policy: &Value) -> Value {
    let mut trust = json!({
        "Effect": "Allow",
        "Principal": { "Service": service },
        "Action": "sts:AssumeRole",
    });
    if let Some(source) = source {
        trust["Condition"] = json!({
            "StringEquals": { "aws:SourceAccount": { "Ref": "AWS::AccountId" } },
            "ArnLike": { "aws:SourceArn": source },
        });
    }
    let mut properties = json!({
        "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [trust] },
    });
    if policy["Statement"].as_array().is_some_and(|statements| !statements.is_empty()) {
        properties["Policies"] = json!([{ "PolicyName": "Work", "PolicyDocument": policy }]);
    }
    json!({ "Type": "AWS::IAM::Role", "Properties": properties })
}

/// An alarm for each way in which executions go wrong.
pub(super) fn alarms(template: &Template) -> Map<String, Value> {
    let kinds = [
        ("Failed", "ExecutionsFailed", "executions failed"),
        ("TimedOut", "ExecutionsTimedOut", "executions took too long"),
        ("Throttled", "ExecutionThrottled", "transitions had to wait for the account's quota"),
    ];
    let alarm = |metric: &str, words: &str| {
        json!({
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmDescription": format!("{}: {words}", template.name),
                "Namespace": "AWS/States",
                "MetricName": metric,
                "Dimensions": [{ "Name": "StateMachineArn", "Value": { "Ref": template.id() } }],
                "Statistic": "Sum",
                "Period": 300,
                "EvaluationPeriods": 1,
                "Threshold": 0,
                "ComparisonOperator": "GreaterThanThreshold",
                "TreatMissingData": "notBreaching",
                "AlarmActions": {
                    "Fn::If": [HAS_ALARM_TOPIC, [{ "Ref": ALARM_TOPIC }], { "Ref": "AWS::NoValue" }]
                },
            },
        })
    };
    kinds
        .into_iter()
        .map(|(id, metric, words)| (format!("{}{id}", template.id()), alarm(metric, words)))
        .collect()
}

/// The condition that the alarms ask.
pub(super) fn conditions() -> Value {
    json!({ HAS_ALARM_TOPIC: { "Fn::Not": [{ "Fn::Equals": [{ "Ref": ALARM_TOPIC }, ""] }] } })
}
