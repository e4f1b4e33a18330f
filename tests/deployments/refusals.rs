//! What cannot be deployed is refused, all of it at once, each with its state.

use expect_test::{Expect, expect};
use serde_json::{Value, json};
use workflow_aws::Template;
use workflow_runtime::asl::StateMachine;

fn machine(states: &Value) -> StateMachine {
    let first = states.as_object().and_then(|states| states.keys().next()).expect("it has a state");
    json!({ "QueryLanguage": "JSONata", "StartAt": first, "States": states })
        .to_string()
        .parse()
        .expect("it is a definition")
}

fn refused(template: &Template, expected: &Expect) {
    expected.assert_eq(&template.render().expect_err("it is refused").to_string());
}

/// A state for each thing that an EXPRESS execution cannot do, one inside a branch.
fn impatient() -> StateMachine {
    let job = json!({
        "Type": "Task",
        "Resource": "arn:aws:states:::batch:submitJob.sync",
        "Arguments": {
            "JobName": "night",
            "JobDefinition": "arn:aws:batch:eu-west-1:123456789012:job-definition/night:1",
            "JobQueue": "arn:aws:batch:eu-west-1:123456789012:job-queue/night",
        },
        "End": true,
    });
    let rows = json!({
        "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
        "StartAt": "Row",
        "States": { "Row": { "Type": "Pass", "End": true } },
    });
    machine(&json!({
        "Both": { "Type": "Parallel", "Branches": [{ "StartAt": "Job", "States": { "Job": job } }], "Next": "Paint" },
        "Paint": {
            "Type": "Task",
            "Resource": "arn:aws:states:eu-west-1:123456789012:activity:paint",
            "Next": "Ask",
        },
        "Ask": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Arguments": { "FunctionName": "${DeskAsk}", "Payload": "{% $states.context.Task.Token %}" },
            "Next": "Rows",
        },
        "Rows": { "Type": "Map", "ItemProcessor": rows, "Next": "Rest" },
        "Rest": { "Type": "Wait", "Seconds": 301, "Next": "Try" },
        "Try": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": { "FunctionName": "${DeskTry}", "Payload": {} },
            "TimeoutSeconds": 600,
            "Retry": [{ "ErrorEquals": ["States.ALL"], "IntervalSeconds": 400 }],
            "End": true,
        },
    }))
}

#[test]
fn what_express_cannot_do_is_refused_with_its_state() {
    assert!(Template::new("Impatient", impatient()).render().is_ok(), "STANDARD can do it");
    refused(
        &Template::new("Impatient", impatient()).express(),
        &expect![[r#"
        the workflow cannot be deployed like this
          state `Job` waits for the end of a job (`.sync`), which EXPRESS cannot; deploy a STANDARD machine
          state `Paint` is done by an activity, which EXPRESS cannot; deploy a STANDARD machine
          state `Ask` waits for a task token (`.waitForTaskToken`), which EXPRESS cannot; deploy a STANDARD machine
          state `Rows` is a distributed Map, which EXPRESS cannot; deploy a STANDARD machine
          state `Rest` waits 301 seconds, and an EXPRESS execution takes at most 300; shorten it, or deploy a STANDARD machine
          state `Try` has a timeout of 600 seconds, and an EXPRESS execution takes at most 300; shorten it, or deploy a STANDARD machine
          state `Try` tries again after 400 seconds, and an EXPRESS execution takes at most 300; shorten it, or deploy a STANDARD machine"#]],
    );
    let mut long = machine(&json!({ "Rest": { "Type": "Wait", "Seconds": 300, "End": true } }));
    assert!(Template::new("Long", long.clone()).express().render().is_ok(), "five minutes are not too long");
    long.timeout_seconds = Some(301);
    refused(
        &Template::new("Long", long).express(),
        &expect![[r#"
        the workflow cannot be deployed like this
          an EXPRESS execution takes at most 300 seconds, and the workflow's timeout is 301; shorten it, or deploy a STANDARD machine"#]],
    );
}

#[test]
fn what_no_function_and_no_role_can_do_is_refused_with_its_state() {
    let slow = machine(&json!({
        "Bake": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": { "FunctionName": "${KitchenBake}", "Payload": {} },
            "TimeoutSeconds": 901,
            "Next": "Crawl",
        },
        "Crawl": {
            "Type": "Task",
            "Resource": "arn:aws:states:::databrew:startJobRun.sync",
            "Arguments": { "Name": "crawl" },
            "End": true,
        },
    }));
    let template = Template::new("Slow", slow).memory_mb(64).memory_of("KitchenBoil", 512);
    refused(
        &template.log_retention_days(8),
        &expect![[r#"
        the workflow cannot be deployed like this
          64 MB is not what a function can have: 128 to 10240
          logs cannot be kept for 8 days, but for one of [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
          state `Bake` gives its task 901 seconds, and a Lambda function has at most 900; shorten the timeout, or make the task a callback or an activity
          there is no function `KitchenBoil`; functions here: KitchenBake
          state `Crawl` waits for the end of `databrew:startJobRun`, of which is not known what rights that needs"#]],
    );
}
