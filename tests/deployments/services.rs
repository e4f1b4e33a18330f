//! A definition that calls every service that the template knows the rights of, in every way that its rights differ by.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use workflow_aws::Template;
use workflow_runtime::asl::{
    ExecutionType, ItemReader, MapState, ProcessorConfig, ProcessorMode, ReaderConfig, ResultWriter, State,
    StateMachine, TaskState,
};

/// The template, and values for its parameters.
pub(crate) fn every_one() -> (Template, BTreeMap<String, Value>) {
    let mut states: Vec<(&str, State)> = requests();
    states.extend(jobs());
    states.extend(sdk_calls());
    states.push(("OtherAccount", State::task(other_account()).arguments(json!({ "QueueUrl": "x" }))));
    states.push(("EveryObject", every_object()));
    let mut machine = StateMachine::jsonata(states[0].0);
    let names: Vec<&str> = states.iter().map(|(name, _)| *name).skip(1).collect();
    for (index, (name, state)) in states.into_iter().enumerate() {
        let state = match names.get(index) {
            Some(next) => state.next(*next),
            None => state.end(),
        };
        machine = machine.state(name, state);
    }
    let template = Template::new("Services", machine).existing("Legacy");
    (template, parameters())
}

fn integration(name: &str, arguments: Value) -> State {
    State::task(format!("arn:aws:states:::{name}").as_str()).arguments(arguments)
}

fn requests() -> Vec<(&'static str, State)> {
    let token = "{% $states.context.Task.Token %}";
    vec![
        ("Invoke", integration("lambda:invoke", json!({ "FunctionName": "${ShopCharge}", "Payload": {} }))),
        ("InvokeLegacy", integration("lambda:invoke", json!({ "FunctionName": "${Legacy}", "Payload": {} }))),
        ("InvokeNamed", integration("lambda:invoke", json!({ "FunctionName": "billing", "Payload": {} }))),
        ("InvokeComputed", integration("lambda:invoke", json!({ "FunctionName": "{% $states.input.f %}" }))),
        ("Send", integration("sqs:sendMessage", json!({ "QueueUrl": "${QueueUrl}", "MessageBody": "m" }))),
        (
            "SendWithToken",
            integration(
                "sqs:sendMessage.waitForTaskToken",
                json!({
                    "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
                    "MessageBody": { "token": token },
                }),
            ),
        ),
        ("SendComputed", integration("sqs:sendMessage", json!({ "QueueUrl": "{% $states.input.q %}" }))),
        ("Publish", integration("sns:publish", json!({ "TopicArn": "${TopicArn}", "Message": "m" }))),
        ("GetItem", integration("dynamodb:getItem", json!({ "TableName": "Orders", "Key": {} }))),
        ("PutItem", integration("dynamodb:putItem", json!({ "TableName": "${TableName}", "Item": {} }))),
        ("UpdateItem", integration("dynamodb:updateItem", json!({ "TableName": "Orders", "Key": {} }))),
        ("DeleteItem", integration("dynamodb:deleteItem", json!({ "TableName": "Orders", "Key": {} }))),
        (
            "PutEvents",
            integration(
                "events:putEvents",
                json!({ "Entries": [{ "EventBusName": "shop" }, { "Detail": {} }] }),
            ),
        ),
        ("Start", integration("states:startExecution", json!({ "StateMachineArn": "${OrdersArn}" }))),
        (
            "CallHttp",
            integration(
                "http:invoke",
                json!({
                    "ApiEndpoint": "https://api.example.com/orders",
                    "Method": "POST",
                    "Authentication": { "ConnectionArn": "${ConnectionArn}" },
                }),
            ),
        ),
        ("AskModel", integration("bedrock:invokeModel", json!({ "ModelId": "amazon.titan-text-lite-v1" }))),
        ("Paint", State::task("arn:aws:states:eu-west-1:123456789012:activity:paint")),
    ]
}

fn jobs() -> Vec<(&'static str, State)> {
    vec![
        (
            "StartAndWait",
            integration("states:startExecution.sync:2", json!({ "StateMachineArn": "${OrdersArn}" })),
        ),
        (
            "RunTask",
            integration(
                "ecs:runTask.sync",
                json!({ "TaskDefinition": "report:3", "Cluster": "${ClusterArn}" }),
            ),
        ),
        ("RunTaskAnywhere", integration("ecs:runTask", json!({ "TaskDefinition": "report" }))),
        (
            "SubmitJob",
            integration(
                "batch:submitJob.sync",
                json!({ "JobName": "night", "JobDefinition": "report", "JobQueue": "${JobQueueArn}" }),
            ),
        ),
        (
            "Train",
            integration(
                "sagemaker:createTrainingJob.sync",
                json!({ "TrainingJobName": "{% $states.input.job %}", "RoleArn": "${TrainingRoleArn}", "Tags": [] }),
            ),
        ),
        ("RunGlue", integration("glue:startJobRun.sync", json!({ "JobName": "clean" }))),
    ]
}

fn sdk_calls() -> Vec<(&'static str, State)> {
    vec![
        ("Head", integration("aws-sdk:s3:headObject", json!({ "Bucket": "files", "Key": "month.csv" }))),
        ("List", integration("aws-sdk:s3:listObjectsV2", json!({ "Bucket": "${Bucket}" }))),
        (
            "Query",
            integration("aws-sdk:dynamodb:query", json!({ "TableName": "Orders", "IndexName": "ByDay" })),
        ),
        (
            "Describe",
            integration("aws-sdk:sfn:describeStateMachine", json!({ "StateMachineArn": "${OrdersArn}" })),
        ),
        ("ReadLog", integration("aws-sdk:cloudwatchlogs:getLogEvents", json!({ "LogGroupName": "g" }))),
    ]
}

fn other_account() -> TaskState {
    TaskState {
        resource: "arn:aws:states:::sqs:sendMessage".to_owned(),
        credentials: Some(json!({ "RoleArn": "arn:aws:iam::210987654321:role/sender" })),
        ..TaskState::default()
    }
}

/// A distributed map over files, which writes what comes of them.
fn every_object() -> State {
    let config = ProcessorConfig {
        mode: Some(ProcessorMode::Distributed),
        execution_type: Some(ExecutionType::Express),
        ..ProcessorConfig::default()
    };
    State::map(MapState {
        item_reader: Some(ItemReader {
            resource: "arn:aws:states:::s3:getObject".to_owned(),
            arguments: Some(json!({ "Bucket": "files", "Key": "month.csv" })),
            reader_config: Some(ReaderConfig {
                input_type: Some("CSV".to_owned()),
                csv_header_location: Some("FIRST_ROW".to_owned()),
                ..ReaderConfig::default()
            }),
            ..ItemReader::default()
        }),
        item_processor: Some(
            StateMachine::branch("Item").processor(config).state("Item", State::pass().end()),
        ),
        result_writer: Some(ResultWriter {
            resource: "arn:aws:states:::s3:putObject".to_owned(),
            arguments: Some(json!({ "Bucket": "files", "Prefix": "results/" })),
            ..ResultWriter::default()
        }),
        ..MapState::default()
    })
}

fn parameters() -> BTreeMap<String, Value> {
    let here = |service: &str, resource: &str| format!("arn:aws:{service}:eu-west-1:123456789012:{resource}");
    let values = json!({
        "Legacy": here("lambda", "function:legacy"),
        "InvokeComputedFunctionArns": [here("lambda", "function:a"), here("lambda", "function:b")],
        "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
        "SendComputedQueueArns": [here("sqs", "a")],
        "TopicArn": here("sns", "orders"),
        "TableName": "Customers",
        "OrdersArn": here("states", "stateMachine:Orders"),
        "ConnectionArn": here("events", "connection/shop/0a1b"),
        "ClusterArn": here("ecs", "cluster/night"),
        "RunTaskTaskRoleArns": ["arn:aws:iam::123456789012:role/report"],
        "RunTaskAnywhereTaskRoleArns": ["arn:aws:iam::123456789012:role/report"],
        "JobQueueArn": here("batch", "job-queue/night"),
        "TrainTrainingJobArns": [here("sagemaker", "training-job/churn-*")],
        "TrainingRoleArn": "arn:aws:iam::123456789012:role/training",
        "Bucket": "files",
        "ReadLogResources": [here("logs", "log-group:g:log-stream:s")],
    });
    serde_json::from_value(values).expect("an object")
}
