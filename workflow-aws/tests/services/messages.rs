//! Messages to queues and topics, and events: the same text arrives, wherever the workflow runs.

use std::sync::Arc;

use serde_json::{Value, json};
use workflow_aws::eventbridge::{Event, EventBridge, EventOptions, PutEvents};
use workflow_aws::sns::{Publish, PublishOptions, Sns, SnsError};
use workflow_aws::sqs::{SendFifoMessage, SendFifoOptions, SendMessage, SendOptions, Sqs};
use workflow_aws::{Local, MessageAttribute};
use workflow_runtime::prelude::*;

use crate::stage::{ANY_ROLE, Nobody, client, here, stage, there};

/// What is told.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct News {
    id: u32,
    text: String,
}

/// Tells everybody.
#[workflow(tasks(sqs(Sqs), sns(Sns), bus(EventBridge)))]
pub(crate) mod tell {
    use super::*;

    /// An object.
    #[start]
    #[task]
    fn send(news: News) -> Transition<u32> {
        let sent = sqs.send_message(&SendMessage {
            queue_url: "${QueueUrl}",
            message_body: news,
            options: SendOptions { delay_seconds: Some(0), ..SendOptions::default() },
        })?;
        send_text(news, sent.md5_of_message_body)
    }

    /// Text, with an attribute.
    #[task]
    fn send_text(news: News, digest: String) -> Transition<u32> {
        sqs.send_message(&SendMessage {
            queue_url: "${QueueUrl}",
            message_body: format!("{} {digest}", news.text),
            options: SendOptions {
                message_attributes: std::collections::BTreeMap::from([(
                    "kind".to_owned(),
                    MessageAttribute { data_type: "String".to_owned(), string_value: "text".to_owned() },
                )]),
                ..SendOptions::default()
            },
        })?;
        send_in_order(news)
    }

    /// In order.
    #[task]
    fn send_in_order(news: News) -> Transition<u32> {
        let sent = sqs.send_fifo_message(&SendFifoMessage {
            queue_url: "${FifoUrl}",
            message_body: news,
            message_group_id: format!("group {}", news.id),
            options: SendFifoOptions {
                message_deduplication_id: Some(format!("{}", news.id)),
                ..SendFifoOptions::default()
            },
        })?;
        publish(news, sent.sequence_number.is_some())
    }

    /// On a topic.
    #[task]
    fn publish(news: News, _in_order: bool) -> Transition<u32> {
        sns.publish(&Publish {
            topic_arn: "${TopicArn}",
            message: news,
            options: PublishOptions { subject: Some("news".to_owned()), ..PublishOptions::default() },
        })?;
        publish_nowhere(news)
    }

    /// On none.
    #[task]
    fn publish_nowhere(news: News) -> Transition<u32> {
        match sns.publish(&Publish {
            topic_arn: "${TopicArn}-that-is-not-there",
            message: "nobody hears this".to_owned(),
            options: PublishOptions::default(),
        }) {
            Ok(_) => succeed(0),
            Err(Failed(SnsError::NotFound)) => put_events(news),
            Err(error) => fail(error),
        }
    }

    /// As events.
    #[task]
    fn put_events(news: News) -> Transition<u32> {
        let put = bus.put_events(&PutEvents {
            entries: vec![Event {
                source: "news",
                detail_type: "Told",
                detail: news,
                options: EventOptions::default(),
            }],
        })?;
        succeed(put.failed_entry_count)
    }
}

/// Takes all messages that there are.
pub(crate) async fn received(sqs: &aws_sdk_sqs::Client, url: &str) -> Vec<String> {
    let mut bodies = Vec::new();
    loop {
        let taken = sqs.receive_message().queue_url(url).max_number_of_messages(10).send().await;
        let messages = taken.expect("there is the queue").messages.unwrap_or_default();
        if messages.is_empty() {
            bodies.sort();
            return bodies;
        }
        for message in messages {
            let handle = message.receipt_handle.expect("it was received");
            sqs.delete_message().queue_url(url).receipt_handle(handle).send().await.expect("it is there");
            bodies.push(message.body.expect("it has a body"));
        }
    }
}

/// A queue that has what is published on a topic; the URL and the topic's ARN.
pub(crate) async fn subscribed(
    sqs: &aws_sdk_sqs::Client,
    sns: &aws_sdk_sns::Client,
    name: &str,
) -> (String, String) {
    let url = sqs.create_queue().queue_name(name).send().await.expect("a queue is made").queue_url;
    let arn = sns.create_topic().name(name).send().await.expect("a topic is made").topic_arn;
    let arn = arn.expect("it has one");
    let queue = format!("arn:aws:sqs:us-east-1:123456789012:{name}");
    let raw = sns.subscribe().topic_arn(&arn).protocol("sqs").endpoint(queue);
    raw.attributes("RawMessageDelivery", "true").send().await.expect("it is subscribed");
    (url.expect("it has one"), arn)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_messages_arrive() {
    let Some(stage) = stage("the_same_messages_arrive") else { return };
    let sqs = client!(aws_sdk_sqs, stage.services.url());
    let sns = client!(aws_sdk_sns, stage.services.url());
    let bus = client!(aws_sdk_eventbridge, stage.services.url());
    let (url, topic) = subscribed(&sqs, &sns, "tell").await;
    let fifo = sqs.create_queue().queue_name("tell.fifo");
    let fifo = fifo.attributes(aws_sdk_sqs::types::QueueAttributeName::FifoQueue, "true").send().await;
    let fifo = fifo.expect("a queue is made").queue_url.expect("it has one");
    let news = |id| News { id, text: "hello \"world\" ü".to_owned() };

    let workflow = tell::Workflow {
        sqs: Local::new(sqs.clone()).name("QueueUrl", &url).name("FifoUrl", &fifo),
        sns: Local::new(sns).name("TopicArn", &topic),
        bus: Local::new(bus),
    };
    let native = here(&workflow, news(7)).await;
    assert_eq!(native, Ok(json!(0)));
    let here = (received(&sqs, &url).await, received(&sqs, &fifo).await);
    assert_eq!(here.0.len(), 3, "{here:?}");
    assert_eq!(here.0[1], here.0[2], "what was sent and what was published");

    let input = json!({ "id": 8, "text": "hello \"world\" ü" });
    let names = [("QueueUrl", url.as_str()), ("FifoUrl", &fifo), ("TopicArn", &topic)];
    let foreign = there::<tell::Workflow>(stage, ANY_ROLE, input, &names, Arc::new(Nobody));
    assert_eq!(foreign, native);
    let there = (received(&sqs, &url).await, received(&sqs, &fifo).await);
    let json = |bodies: &[String]| -> Vec<Value> {
        let read = |body: &String| serde_json::from_str(body).unwrap_or_else(|_| Value::from(body.as_str()));
        let same = |body: &String| {
            let mut value = read(body);
            if value.get("id").is_some() {
                value["id"] = 0.into();
            }
            value
        };
        bodies.iter().filter(|body| !body.starts_with("hello")).map(same).collect()
    };
    assert_eq!(json(&there.0), json(&here.0));
    assert_eq!(json(&there.1), json(&here.1));
    assert_eq!(there.0.len(), 3, "{there:?}");
}
