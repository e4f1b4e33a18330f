//! What the definitions look like, what validators say of them, and the rights that their templates give.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use workflow_aws::Template;
use workflow_runtime::Workflow;
use workflow_tests::deployments::{Judged, complaints};
use workflow_tests::oracles;

use crate::items::keep;
use crate::messages::tell;
use crate::{batches, containers, endpoints, functions, glue_runs, sdk, tokens, training};

fn pinned<W: Workflow>(expected: &expect_test::ExpectFile) {
    expected.assert_eq(&W::definition().to_json_pretty());
}

#[test]
fn the_definitions_are_these() {
    pinned::<keep::Workflow>(&expect_test::expect_file!["keep.json"]);
    pinned::<tell::Workflow>(&expect_test::expect_file!["tell.json"]);
    pinned::<tokens::ask::Workflow>(&expect_test::expect_file!["ask.json"]);
    pinned::<functions::charge::Workflow>(&expect_test::expect_file!["charge.json"]);
    pinned::<functions::delegate::Workflow>(&expect_test::expect_file!["delegate.json"]);
    pinned::<containers::render::Workflow>(&expect_test::expect_file!["render.json"]);
    pinned::<batches::count::Workflow>(&expect_test::expect_file!["count.json"]);
    pinned::<glue_runs::sum::Workflow>(&expect_test::expect_file!["sum.json"]);
    pinned::<training::train::Workflow>(&expect_test::expect_file!["train.json"]);
    pinned::<tokens::ask_a_container::Workflow>(&expect_test::expect_file!["ask_a_container.json"]);
    pinned::<endpoints::order::Workflow>(&expect_test::expect_file!["order.json"]);
}

#[test]
fn the_definitions_pass_every_validator() {
    let definitions = [
        ("keep", keep::definition()),
        ("tell", tell::definition()),
        ("ask", tokens::ask::definition()),
        ("ask the bus", tokens::ask_the_bus::definition()),
        ("charge", functions::charge::definition()),
        ("delegate", functions::delegate::definition()),
        ("ask a function", tokens::ask_a_function::definition()),
        ("ask a container", tokens::ask_a_container::definition()),
        ("render", containers::render::definition()),
        ("render nowhere", containers::render_nowhere::definition()),
        ("count", batches::count::definition()),
        ("sum", glue_runs::sum::definition()),
        ("sum as told", glue_runs::sum_as_told::definition()),
        ("train", training::train::definition()),
        ("train to the end", training::train_to_the_end::definition()),
        ("order", endpoints::order::definition()),
        ("find", sdk::find::definition()),
    ]
    .map(|(name, definition)| (name, definition.to_json_pretty()));
    let definitions = definitions.each_ref().map(|(name, text)| (*name, text.as_str()));
    let found = oracles::validate(&definitions);
    let Some(found) = oracles::or_skip("the_definitions_pass_every_validator", found) else { return };
    assert!(found.is_empty(), "{found:#?}");
}

/// Templates, with values for their parameters.
fn templates() -> Vec<(Template, Value)> {
    let here = |service: &str, resource: &str| format!("arn:aws:{service}:us-east-1:123456789012:{resource}");
    let role = |name: &str| format!("arn:aws:iam::123456789012:role/{name}");
    let queue = |name: &str| format!("https://sqs.us-east-1.amazonaws.com/123456789012/{name}");
    vec![
        (Template::of::<keep::Workflow>(), json!({ "OrdersTable": "Orders" })),
        (
            Template::of::<tell::Workflow>(),
            json!({ "QueueUrl": queue("tell"), "FifoUrl": queue("tell.fifo"), "TopicArn": here("sns", "tell") }),
        ),
        (
            Template::of::<tokens::ask::Workflow>(),
            json!({ "QueueUrl": queue("ask"), "TopicArn": here("sns", "ask") }),
        ),
        (Template::of::<tokens::ask_the_bus::Workflow>(), json!({})),
        (
            Template::of::<functions::charge::Workflow>().existing("LegacyCharge"),
            json!({ "LegacyCharge": here("lambda", "function:legacy") }),
        ),
        (
            Template::of::<functions::delegate::Workflow>(),
            json!({ "BillingArn": here("states", "stateMachine:billing"), "BrokenArn": here("states", "stateMachine:broken") }),
        ),
        (
            Template::of::<containers::render::Workflow>(),
            json!({
                "ClusterArn": here("ecs", "cluster/render"),
                "RenderTask": here("ecs", "task-definition/render:1"),
                "Subnet": "subnet-1",
                "Group": "sg-1",
                "RunTaskRoleArns": [role("render")],
                "StartTaskRoleArns": [role("render")],
            }),
        ),
        (Template::of::<tokens::ask_a_container::Workflow>(), json!({ "AskTaskRoleArns": [role("desk")] })),
        (Template::of::<batches::count::Workflow>(), json!({ "QueueArn": here("batch", "job-queue/count") })),
        (Template::of::<glue_runs::sum::Workflow>(), json!({ "SumJob": "sum" })),
        (
            Template::of::<training::train::Workflow>(),
            json!({
                "TrainingRole": role("training"),
                "StartTrainingJobArns": [here("sagemaker", "training-job/train-*")],
            }),
        ),
        (
            Template::of::<training::train_to_the_end::Workflow>(),
            json!({
                "TrainingRole": role("training"),
                "RunTrainingJobArns": [here("sagemaker", "training-job/train-*")],
            }),
        ),
        (Template::of::<sdk::find::Workflow>(), json!({ "AskTableArns": [here("dynamodb", "table/Found")] })),
        (
            Template::of::<endpoints::order::Workflow>(),
            json!({
                "ShopUrl": "https://shop.example.com",
                "ShopConnection": here("events", "connection/shop/aeabd89e-d39c-4181-9486-9fe03e6f286a"),
            }),
        ),
    ]
}

#[test]
fn the_templates_pass_every_tool() {
    let directory = tempfile::tempdir().expect("there is room");
    let mut written = Vec::new();
    for (number, (template, parameters)) in templates().into_iter().enumerate() {
        let deployment = template.render().unwrap_or_else(|error| panic!("{error}"));
        let directory = directory.path().join(number.to_string());
        deployment.write_to(&directory).expect("there is room");
        let parameters: BTreeMap<String, Value> = serde_json::from_value(parameters).expect("an object");
        written.push((deployment.definition_file, directory.join("template.yaml"), parameters));
    }
    let judged: Vec<Judged<'_>> = written
        .iter()
        .map(|(name, template, parameters)| Judged { name, template, parameters: parameters.clone() })
        .collect();
    let found = complaints(&judged);
    let Some(found) = oracles::or_skip("the_templates_pass_every_tool", found) else { return };
    let found: Vec<String> = found.iter().map(|one| format!("\n{one}")).collect();
    assert!(found.is_empty(), "{}", found.concat());
}
