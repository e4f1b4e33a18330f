//! Tasks that wait for whoever has their token, which the service hands over in its message.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use workflow_aws::Local;
use workflow_aws::ecs::{
    self, AssignPublicIp, AwsVpcConfiguration, Ecs, Launch, NetworkConfiguration, RunTaskWithToken,
    TokenContainer, TokenOverrides, TokenVariable,
};
use workflow_aws::eventbridge::{Event, EventBridge, EventOptions, PutEvent};
use workflow_aws::invoke::{Functions, Invoke, InvokeOptions};
use workflow_aws::sns::{Publish, PublishOptions, Sns};
use workflow_aws::sqs::{SendMessage, SendOptions, Sqs};
use workflow_runtime::prelude::*;
use workflow_tests::engine::{Answer, Call, Tasks};

use crate::jobs::{configuration, told};
use crate::messages::{received, subscribed};
use crate::stage::{ANY_ROLE, Nobody, client, here, stage, step_functions, there};

/// What is asked.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Question {
    text: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TaskError)]
pub(crate) enum Refusal {
    /// Not now.
    Later {
        /// When, then.
        hours: u32,
    },
}

/// Asks on a queue, on a topic, and on the bus.
#[workflow(tasks(sqs(Sqs), sns(Sns)))]
pub(crate) mod ask {
    use super::*;

    /// On the queue.
    #[start]
    #[task(timeout(minutes(1)))]
    fn on_a_queue(question: Question) -> Transition<String> {
        match sqs.send_message_with_token::<_, u32, Refusal>(
            &SendMessage {
                queue_url: "${QueueUrl}",
                message_body: question,
                options: SendOptions::default(),
            },
            task_token(),
        ) {
            Ok(answer) => on_a_topic(question, answer),
            Err(error) => fail(error),
        }
    }

    /// On the topic.
    #[task(timeout(minutes(1)))]
    fn on_a_topic(question: Question, answer: u32) -> Transition<String> {
        match sns.publish_with_token::<_, u32, Refusal>(
            &Publish { topic_arn: "${TopicArn}", message: question, options: PublishOptions::default() },
            task_token(),
        ) {
            Ok(other) => succeed(format!("{answer} and {other}")),
            Err(Failed(Refusal::Later { hours })) => succeed(format!("{answer}, and in {hours} hours")),
            Err(error) => fail(error),
        }
    }
}

/// Asks on the bus.
#[workflow(tasks(bus(EventBridge)))]
pub(crate) mod ask_the_bus {
    use super::*;

    /// Asks.
    #[start]
    #[task(timeout(minutes(1)))]
    fn ask(question: Question) -> Transition<u32> {
        let answer = bus.put_event_with_token::<_, u32, Refusal>(
            &PutEvent {
                entries: [Event {
                    source: "shop",
                    detail_type: "Question",
                    detail: question,
                    options: EventOptions::default(),
                }],
            },
            task_token(),
        )?;
        succeed(answer)
    }
}

/// Asks a function that was written elsewhere.
#[workflow(tasks(functions(Functions)))]
pub(crate) mod ask_a_function {
    use super::*;

    /// Asks.
    #[start]
    #[task(timeout(minutes(1)))]
    fn ask(question: Question) -> Transition<String> {
        match functions.invoke_with_token::<_, u32, Refusal>(
            &Invoke { function_name: "${Desk}", payload: question, options: InvokeOptions::default() },
            task_token(),
        ) {
            Ok(answer) => succeed(format!("{} {answer}", question.text)),
            Err(Failed(Refusal::Later { hours })) => succeed(format!("in {hours} hours")),
            Err(error) => fail(error),
        }
    }
}

/// Asks a container.
#[workflow(tasks(ecs(Ecs)))]
pub(crate) mod ask_a_container {
    use super::*;

    /// Asks.
    #[start]
    #[task(timeout(minutes(1)))]
    fn ask(question: Question) -> Transition<u32> {
        let answer = ecs.run_task_with_token::<u32, Refusal>(
            &RunTaskWithToken {
                cluster: "desk",
                task_definition: "desk:1",
                launch: Launch::Fargate {
                    network_configuration: NetworkConfiguration {
                        awsvpc_configuration: AwsVpcConfiguration {
                            subnets: vec!["subnet-1".to_owned()],
                            security_groups: vec![],
                            assign_public_ip: AssignPublicIp::Disabled,
                        },
                    },
                    platform_version: None,
                },
                overrides: TokenOverrides {
                    container_overrides: [TokenContainer {
                        name: "desk",
                        environment: [TokenVariable { name: "TASK_TOKEN" }],
                        command: vec!["ask".to_owned(), question.text],
                    }],
                },
            },
            task_token(),
        )?;
        succeed(answer)
    }
}

/// Waits for a message, and gives what was asked and the token.
async fn asked(sqs: &aws_sdk_sqs::Client, url: &str) -> (Value, String) {
    loop {
        if let [body] = &received(sqs, url).await[..] {
            let mut question: Value = serde_json::from_str(body).expect("a question is JSON");
            let token = question["TaskToken"].take();
            return (question, token.as_str().expect("it has a token").to_owned());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn later() -> (&'static str, String) {
    ("Refusal.Later", json!({ "Later": { "hours": 3 } }).to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_token_answers() {
    let Some(stage) = stage("whoever_has_the_token_answers") else { return };
    let sqs = client!(aws_sdk_sqs, stage.services.url());
    let sns = client!(aws_sdk_sns, stage.services.url());
    let (url, topic) = subscribed(&sqs, &sns, "ask").await;
    let workflow = ask::Workflow {
        sqs: Local::new(sqs.clone()).name("QueueUrl", &url),
        sns: Local::new(sns).name("TopicArn", &topic),
    };
    let question = Question { text: "when?".to_owned() };
    let answered = async {
        let (first, token) = asked(&sqs, &url).await;
        token.parse::<TaskToken<u32>>().expect("a token").complete(5).expect("it waits");
        let (second, token) = asked(&sqs, &url).await;
        let token = token.parse::<TaskToken<u32>>().expect("a token");
        token.fail(Refusal::Later { hours: 3 }).expect("it waits");
        [first, second]
    };
    let (native, asked_here) = tokio::join!(here(&workflow, question.clone()), answered);
    assert_eq!(native, Ok(json!("5, and in 3 hours")));

    let sfn = step_functions(stage.engine.url());
    let answered = async {
        let (first, token) = asked(&sqs, &url).await;
        // An answer that comes while the call is still being answered is lost on LocalStack.
        tokio::time::sleep(Duration::from_millis(200)).await;
        sfn.send_task_success().task_token(token).output("5").send().await.expect("it waits");
        let (second, token) = asked(&sqs, &url).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (error, cause) = later();
        let fail = sfn.send_task_failure().task_token(token).error(error).cause(cause);
        fail.send().await.expect("it waits");
        [first, second]
    };
    let names = [("QueueUrl", url.clone()), ("TopicArn", topic.clone())];
    let run = tokio::task::spawn_blocking(move || {
        let names = names.each_ref().map(|(name, value)| (*name, value.as_str()));
        there::<ask::Workflow>(stage, ANY_ROLE, json!({ "text": "when?" }), &names, Arc::new(Nobody))
    });
    let (foreign, asked_there) = tokio::join!(run, answered);
    assert_eq!(foreign.expect("it does not panic"), native);
    assert_eq!(asked_there, asked_here);
}

#[test]
fn the_token_is_among_the_details_of_an_event() {
    let definition: Value = serde_json::to_value(ask_the_bus::definition()).expect("it is JSON");
    assert_eq!(
        definition["States"]["Ask"]["Arguments"],
        json!({
            "Entries": [{
                "Source": "shop",
                "DetailType": "Question",
                "Detail": "{% $merge([$states.input, {\"TaskToken\": $states.context.Task.Token}]) %}",
            }],
        })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_sent_with_its_token() {
    let Some(stage) = stage("an_event_is_sent_with_its_token") else { return };
    let bus = client!(aws_sdk_eventbridge, stage.services.url());
    let sqs = client!(aws_sdk_sqs, stage.services.url());
    let url = sqs.create_queue().queue_name("events").send().await.expect("a queue is made").queue_url;
    let url = url.expect("it has one");
    bus.put_rule().name("questions").event_pattern(r#"{"source":["shop"]}"#).send().await.expect("a rule");
    let target = aws_sdk_eventbridge::types::Target::builder().id("queue");
    let target = target.arn("arn:aws:sqs:us-east-1:123456789012:events").build().expect("it is whole");
    bus.put_targets().rule("questions").targets(target).send().await.expect("a target");
    let workflow = ask_the_bus::Workflow { bus: Local::new(bus) };
    let answered = async {
        let (event, token) = event_asked(&sqs, &url).await;
        token.parse::<TaskToken<u32>>().expect("a token").complete(6).expect("it waits");
        event
    };
    let question = Question { text: "when?".to_owned() };
    let (native, asked_here) = tokio::join!(here(&workflow, question), answered);
    assert_eq!(native, Ok(json!(6)));

    let sfn = step_functions(stage.engine.url());
    let answered = async {
        let (event, token) = event_asked(&sqs, &url).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        sfn.send_task_success().task_token(token).output("6").send().await.expect("it waits");
        event
    };
    let run = tokio::task::spawn_blocking(move || {
        there::<ask_the_bus::Workflow>(stage, ANY_ROLE, json!({ "text": "when?" }), &[], Arc::new(Nobody))
    });
    let (foreign, asked_there) = tokio::join!(run, answered);
    assert_eq!(foreign.expect("it does not panic"), native);
    assert_eq!(asked_there, asked_here);
}

/// The details of an event that came to the queue, and the token among them.
async fn event_asked(sqs: &aws_sdk_sqs::Client, url: &str) -> (Value, String) {
    loop {
        if let [body] = &received(sqs, url).await[..] {
            let event: Value = serde_json::from_str(body).expect("an event is JSON");
            let mut detail = event["detail"].clone();
            let token = detail["TaskToken"].take();
            return (detail, token.as_str().expect("it has a token").to_owned());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A function that hands what it is asked to whoever listens.
struct Desk(mpsc::UnboundedSender<Value>);

impl Tasks for Desk {
    fn call<'a>(&'a self, call: Call<'a>) -> Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        assert_eq!(call.name, "Desk");
        self.0.send(call.payload).expect("somebody listens");
        Box::pin(async { Answer::Gives(Value::Null) })
    }
}

/// What a function was asked, and its token.
async fn heard(asked: &mut mpsc::UnboundedReceiver<Value>) -> (Value, String) {
    let mut question = asked.recv().await.expect("it is asked");
    let token = question["TaskToken"].take();
    (question, token.as_str().expect("it has a token").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_answers_with_its_token() {
    let Some(stage) = stage("a_function_answers_with_its_token") else { return };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (sender, mut asked) = mpsc::unbounded_channel();
    let tell = sender.clone();
    let invoke = move |body: Bytes| {
        tell.send(serde_json::from_slice(&body).expect("a payload is JSON")).expect("somebody listens");
        async { "null" }
    };
    let router = Router::new().route("/2015-03-31/functions/desk/invocations", post(invoke));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let functions = Local::new(client!(aws_sdk_lambda, url)).name("Desk", "desk");
    let workflow = ask_a_function::Workflow { functions };
    let question = || Question { text: "when?".to_owned() };

    let answered = async {
        let (question, token) = heard(&mut asked).await;
        token.parse::<TaskToken<u32>>().expect("a token").complete(5).expect("it waits");
        question
    };
    let (native, asked_here) = tokio::join!(here(&workflow, question()), answered);
    assert_eq!(native, Ok(json!("when? 5")));
    assert_eq!(asked_here, json!({ "text": "when?", "TaskToken": null }));
    let answered = async {
        let (_, token) = heard(&mut asked).await;
        let token = token.parse::<TaskToken<u32>>().expect("a token");
        token.fail(Refusal::Later { hours: 3 }).expect("it waits");
    };
    let (refused, ()) = tokio::join!(here(&workflow, question()), answered);
    assert_eq!(refused, Ok(json!("in 3 hours")));

    let sfn = step_functions(stage.engine.url());
    let run = || {
        let desk: Arc<dyn Tasks> = Arc::new(Desk(sender.clone()));
        tokio::task::spawn_blocking(move || {
            there::<ask_a_function::Workflow>(stage, ANY_ROLE, json!({ "text": "when?" }), &[], desk)
        })
    };
    let answered = async {
        let (question, token) = heard(&mut asked).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        sfn.send_task_success().task_token(token).output("5").send().await.expect("it waits");
        question
    };
    let (foreign, asked_there) = tokio::join!(run(), answered);
    assert_eq!(foreign.expect("it does not panic"), native);
    assert_eq!(asked_there, asked_here);
    let answered = async {
        let (_, token) = heard(&mut asked).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        let (error, cause) = later();
        let fail = sfn.send_task_failure().task_token(token).error(error).cause(cause);
        fail.send().await.expect("it waits");
    };
    let (foreign, ()) = tokio::join!(run(), answered);
    assert_eq!(foreign.expect("it does not panic"), refused);
}

/// What the newest task of a cluster was started with, once it is there.
async fn container_asked(url: &str, known: usize) -> (Value, String) {
    let target = |operation: &str| format!("AmazonEC2ContainerServiceV20141113.{operation}");
    loop {
        let tasks = told(url, "ecs", "/", &target("ListTasks"), json!({ "cluster": "desk" })).await;
        let tasks = tasks["taskArns"].as_array().cloned().unwrap_or_default();
        if let Some(task) = tasks.get(known) {
            let look = json!({ "cluster": "desk", "tasks": [task] });
            let mut tasks = told(url, "ecs", "/", &target("DescribeTasks"), look).await;
            let mut container = tasks["tasks"][0]["overrides"]["containerOverrides"][0].take();
            let token = container["environment"][0]["value"].take();
            return (container, token.as_str().expect("it has a token").to_owned());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_answers_with_its_token() {
    let Some(stage) = stage("a_container_answers_with_its_token") else { return };
    let url = stage.services.url();
    let target = |operation: &str| format!("AmazonEC2ContainerServiceV20141113.{operation}");
    told(url, "ecs", "/", &target("CreateCluster"), json!({ "clusterName": "desk" })).await;
    let containers = json!([{ "name": "desk", "image": "desk:1", "memory": 512, "cpu": 256 }]);
    let definition = json!({ "family": "desk", "containerDefinitions": containers });
    told(url, "ecs", "/", &target("RegisterTaskDefinition"), definition).await;

    let workflow = ask_a_container::Workflow { ecs: Local::new(ecs::Client::new(&configuration(url))) };
    let answered = async {
        let (container, token) = container_asked(url, 0).await;
        token.parse::<TaskToken<u32>>().expect("a token").complete(6).expect("it waits");
        container
    };
    let question = Question { text: "when?".to_owned() };
    let (native, asked_here) = tokio::join!(here(&workflow, question), answered);
    assert_eq!(native, Ok(json!(6)));
    assert_eq!(
        asked_here,
        json!({
            "name": "desk",
            "environment": [{ "name": "TASK_TOKEN", "value": null }],
            "command": ["ask", "when?"],
        })
    );

    let sfn = step_functions(stage.engine.url());
    let answered = async {
        let (container, token) = container_asked(url, 1).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        sfn.send_task_success().task_token(token).output("6").send().await.expect("it waits");
        container
    };
    let run = tokio::task::spawn_blocking(move || {
        there::<ask_a_container::Workflow>(stage, ANY_ROLE, json!({ "text": "when?" }), &[], Arc::new(Nobody))
    });
    let (foreign, asked_there) = tokio::join!(run, answered);
    assert_eq!(foreign.expect("it does not panic"), native);
    assert_eq!(asked_there, asked_here);
}
