//! The rights that a template gives a machine, asked for: with all of them the machine runs, and with each of them taken
//! away it fails at the state that needs it.
//!
//! moto asks for the rights of calls to SQS, SNS, DynamoDB, EventBridge, ECS, Glue and SageMaker, by the role that
//! LocalStack has taken on. It has neither the functions nor the machines of these tests, so `lambda:` and `states:` are not
//! asked for here; nor is what AWS alone does: to pass a role, to learn of a job's end by a rule, to stop a job. A call of
//! Batch is for a queue and for a job definition, and moto knows one resource of a call.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use workflow_aws::Template;
use workflow_runtime::Workflow;
use workflow_tests::deployments::worked_policies;
use workflow_tests::engine::{Engine, Services};
use workflow_tests::oracles::{self, Error};

use crate::items::{self, keep};
use crate::messages::{subscribed, tell};
use crate::stage::{Ended, Nobody, Stage, client, there_seen};
use crate::{containers, glue_runs, sdk, training};

/// Statements of a role that are about what the machine calls, and not about its logs and traces.
fn needed(policies: &[(String, Value)]) -> Vec<Value> {
    let called = ["dynamodb:", "ecs:", "events:PutEvents", "glue:", "sagemaker:", "sns:", "sqs:"];
    let of_aws_alone = [
        "ecs:StopTask",
        "glue:BatchStopJobRun",
        "glue:GetJobRuns",
        "sagemaker:ListTags",
        "sagemaker:StopTrainingJob",
    ];
    let statements =
        policies.iter().flat_map(|(_, policy)| policy["Statement"].as_array().cloned().unwrap_or_default());
    let mut needed: Vec<Value> = Vec::new();
    for statement in statements {
        for action in listed(&statement["Action"]) {
            let name = action.as_str().unwrap_or_default();
            let is_called =
                called.iter().any(|prefix| name.starts_with(prefix)) && !of_aws_alone.contains(&name);
            for resource in listed(&statement["Resource"]).into_iter().filter(|_| is_called) {
                let right = json!({ "Effect": "Allow", "Action": action, "Resource": resource });
                if !needed.contains(&right) {
                    needed.push(right);
                }
            }
        }
    }
    needed
}

fn listed(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

/// A stage of its own: who asks for rights asks everybody.
fn stage() -> Result<Stage, Error> {
    let services = Services::start()?;
    let engine = Engine::beside(&services)?;
    Ok(Stage { services, engine })
}

/// Gives a role these rights and no others.
fn allow(stage: &Stage, role: &str, statements: &[&Value]) {
    // A policy has a statement; this one is of no use here.
    let other = json!({ "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*" });
    let statements: Vec<&Value> = statements.iter().copied().chain([&other]).collect();
    let policy = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    stage.services.give_rights(role, &policy).unwrap_or_else(|error| panic!("{error}"));
}

fn runs<W: Workflow>(stage: &Stage, role: &str, input: &Value, names: &[(&str, &str)]) -> (Ended, String) {
    stage.services.ask_for_rights(true).unwrap_or_else(|error| panic!("{error}"));
    let ended = there_seen::<W>(stage, role, input.clone(), names, Arc::new(Nobody));
    stage.services.ask_for_rights(false).unwrap_or_else(|error| panic!("{error}"));
    ended
}

/// Runs a machine with all of its role's rights, and without each of them in turn; says how often it failed.
fn each_right_is_needed<W: Workflow>(
    stage: &Stage,
    parameters: &Value,
    input: &Value,
    names: &[(&str, &str)],
) -> Result<usize, Error> {
    let deployment = Template::of::<W>().render().unwrap_or_else(|error| panic!("{error}"));
    let directory = tempfile::tempdir().expect("there is room");
    deployment.write_to(directory.path()).expect("there is room");
    let parameters: BTreeMap<String, Value> = serde_json::from_value(parameters.clone()).expect("an object");
    let policies = worked_policies(&directory.path().join("template.yaml"), &parameters, "us-east-1")?;
    let needed = needed(&policies);
    let definition = serde_json::to_value(W::definition()).expect("it is JSON");
    let role = "arn:aws:iam::123456789012:role/machine";
    allow(stage, role, &needed.iter().collect::<Vec<_>>());
    let whole = runs::<W>(stage, role, input, names);
    assert!(whole.0.is_ok(), "with all rights: {whole:?}");
    for taken in &needed {
        let left: Vec<&Value> = needed.iter().filter(|one| *one != taken).collect();
        allow(stage, role, &left);
        let (ended, last) = runs::<W>(stage, role, input, names);
        assert!(ended.is_err(), "nothing needs {taken}");
        let action = taken["Action"].as_str().unwrap_or_default().to_lowercase();
        let resource = definition["States"][&last]["Resource"].as_str().unwrap_or_default().to_lowercase();
        // A state that waits for a job also asks for the job.
        let (service, _) = action.split_once(':').expect("it has a service");
        let fits = match resource.strip_suffix(".sync") {
            Some(resource) => resource.contains(&format!(":{service}:")),
            // Of an SDK integration the ARN has its service behind `aws-sdk`.
            None => resource.ends_with(&action),
        };
        assert!(fits, "without {taken} it fails in {last}");
    }
    Ok(needed.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_needs_each_of_its_rights() {
    let test = "a_machine_needs_each_of_its_rights";
    let made = std::thread::spawn(stage).join().expect("it does not panic");
    let Some(stage) = oracles::or_skip(test, made) else { return };
    let url = stage.services.url().to_owned();
    items::table(&client!(aws_sdk_dynamodb, &url), "Orders").await;
    let sqs = client!(aws_sdk_sqs, &url);
    let (queue, topic) = subscribed(&sqs, &client!(aws_sdk_sns, &url), "tell").await;
    let fifo = sqs.create_queue().queue_name("tell.fifo");
    let fifo = fifo.attributes(aws_sdk_sqs::types::QueueAttributeName::FifoQueue, "true").send().await;
    let fifo = fifo.expect("a queue is made").queue_url.expect("it has one");

    let order = serde_json::to_value(items::order()).expect("an order is JSON");
    let needed = each_right_is_needed::<keep::Workflow>(
        &stage,
        &json!({ "OrdersTable": "Orders" }),
        &order,
        &[("OrdersTable", "Orders")],
    );
    let Some(needed) = oracles::or_skip(test, needed) else { return };
    assert_eq!(needed, 4, "to put, to update, to get and to delete");

    let aws = |name: &str| format!("https://sqs.us-east-1.amazonaws.com/123456789012/{name}");
    let needed = each_right_is_needed::<tell::Workflow>(
        &stage,
        &json!({ "QueueUrl": aws("tell"), "FifoUrl": aws("tell.fifo"), "TopicArn": topic }),
        &json!({ "id": 1, "text": "hello" }),
        &[("QueueUrl", &queue), ("FifoUrl", &fifo), ("TopicArn", &topic)],
    );
    let Some(needed) = oracles::or_skip(test, needed) else { return };
    assert_eq!(needed, 5, "two queues, two topics and the bus");
}

/// Machines that run jobs, and one that makes a call of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_machine_with_jobs_needs_each_of_its_rights() {
    let test = "a_machine_with_jobs_needs_each_of_its_rights";
    let made = std::thread::spawn(stage).join().expect("it does not panic");
    let Some(stage) = oracles::or_skip(test, made) else { return };
    let url = stage.services.url().to_owned();
    containers::cluster(&url).await;
    glue_runs::job_of_glue(&url).await;
    items::table(&client!(aws_sdk_dynamodb, &url), "Found").await;
    let here = |service: &str, resource: &str| format!("arn:aws:{service}:us-east-1:123456789012:{resource}");
    let (cluster, task) = (here("ecs", "cluster/render"), here("ecs", "task-definition/render:1"));
    let role = here("iam", ":role/any").replace(":us-east-1", ":");
    let day = json!({ "day": "monday" });

    let needed = each_right_is_needed::<containers::render::Workflow>(
        &stage,
        &json!({
            "ClusterArn": cluster,
            "RenderTask": task,
            "Subnet": "subnet-1",
            "Group": "sg-1",
            "RunTaskRoleArns": [role],
            "StartTaskRoleArns": [role],
        }),
        &day,
        &[("ClusterArn", &cluster), ("RenderTask", &task), ("Subnet", "subnet-1"), ("Group", "sg-1")],
    );
    let Some(needed) = oracles::or_skip(test, needed) else { return };
    assert_eq!(needed, 2, "to run and to describe");

    let needed = each_right_is_needed::<glue_runs::sum::Workflow>(
        &stage,
        &json!({ "SumJob": "sum" }),
        &day,
        &[("SumJob", "sum")],
    );
    let Some(needed) = oracles::or_skip(test, needed) else { return };
    assert_eq!(needed, 3, "to start one and to look at it, and to start another");

    let needed = each_right_is_needed::<training::train::Workflow>(
        &stage,
        &json!({ "TrainingRole": role, "StartTrainingJobArns": [here("sagemaker", "training-job/train-*")] }),
        &day,
        &[("TrainingRole", &role)],
    );
    let Some(needed) = oracles::or_skip(test, needed) else { return };
    assert_eq!(needed, 1, "to create a job");

    let needed = each_right_is_needed::<sdk::find::Workflow>(
        &stage,
        &json!({ "AskTableArns": [here("dynamodb", "table/Found")] }),
        &json!("Found"),
        &[],
    );
    let Some(needed) = oracles::or_skip(test, needed) else { return };
    assert_eq!(needed, 1, "to look at a table");
}
