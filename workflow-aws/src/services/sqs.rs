//! Amazon SQS: `sqs:sendMessage`, to standard and to FIFO queues, and with a task's token in the message.
//!
//! Read next: `mod.rs` for what a refusal is called.

use std::collections::BTreeMap;

use aws_sdk_sqs::error::BuildError;
use aws_sdk_sqs::operation::send_message::builders::SendMessageFluentBuilder;
use aws_sdk_sqs::types::MessageAttributeValue;
use serde::{Deserialize, Serialize};
use workflow_runtime::prelude::{Data, TaskError, TaskToken};
use workflow_runtime::tasks;

use super::services::{Local, MessageAttribute, attributes, handed_over, refusal, text_of, text_with_token};

/// What `SendMessage` is given for a standard queue (Amazon SQS API reference, `SendMessage`).
///
/// A body that is text is sent as it is, any other one as its JSON: that is what Step Functions makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct SendMessage<B> {
    /// The URL of the queue: `"${OrdersUrl}"` is a parameter of the template.
    pub queue_url: String,
    /// The message.
    pub message_body: B,
    /// What may be left out.
    #[serde(flatten)]
    pub options: SendOptions,
}

/// What a message to a standard queue may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct SendOptions {
    /// For how long it cannot be received: 0 to 900 seconds. Without it the queue decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_seconds: Option<u32>,
    /// Its attributes, beside the body: 10 at most.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub message_attributes: BTreeMap<String, MessageAttribute>,
}

/// What `SendMessage` is given for a FIFO queue, where a message belongs to a group and has no delay of its own.
///
/// ```compile_fail,E0063
/// # use workflow_aws::sqs::{SendFifoMessage, SendFifoOptions};
/// let without_a_group = SendFifoMessage {
///     queue_url: "https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo".to_owned(),
///     message_body: "order 7".to_owned(),
///     options: SendFifoOptions::default(),
/// };
/// ```
///
/// ```compile_fail,E0560
/// # use workflow_aws::sqs::SendFifoOptions;
/// let with_a_delay = SendFifoOptions { delay_seconds: Some(5), ..SendFifoOptions::default() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct SendFifoMessage<B> {
    /// The URL of the queue, which ends with `.fifo`.
    pub queue_url: String,
    /// The message.
    pub message_body: B,
    /// What is received in the order that it was sent.
    pub message_group_id: String,
    /// What may be left out.
    #[serde(flatten)]
    pub options: SendFifoOptions,
}

/// What a message to a FIFO queue may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct SendFifoOptions {
    /// What makes two messages the same; required of a queue that does not tell by the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_deduplication_id: Option<String>,
    /// Its attributes, beside the body: 10 at most.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub message_attributes: BTreeMap<String, MessageAttribute>,
}

/// A message that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct SentMessage {
    /// Its id.
    pub message_id: String,
    /// The MD5 digest of its body.
    #[serde(rename = "MD5OfMessageBody")]
    pub md5_of_message_body: String,
    /// Its place among the messages of a FIFO queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<String>,
}

/// Why a message was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
pub enum SqsError {
    /// There is no such queue.
    #[error_name = "SQS.QueueDoesNotExistException"]
    QueueDoesNotExist,
    /// SQS refuses, for a reason that has no name here.
    #[error_name = "SQS.AmazonSQSException"]
    Service,
    /// SQS gave no answer.
    #[error_name = "SQS.SdkClientException"]
    SdkClient,
}

/// Sends messages to queues. [`Local`] does so over the official client.
///
/// ```
/// use workflow_runtime::workflow;
///
/// /// Hands an order over.
/// #[workflow(tasks(sqs(Sqs)))]
/// pub mod hand_over {
///     use workflow_aws::sqs::{SendMessage, SendOptions, Sqs};
///     use workflow_runtime::prelude::*;
///
///     /// Puts it on a queue.
///     #[start]
///     #[task]
///     fn enqueue(order: u64) -> Transition<String> {
///         let message = SendMessage { queue_url: "${OrdersUrl}", message_body: order, options: SendOptions::default() };
///         let sent = sqs.send_message(&message)?;
///         succeed(sent.message_id)
///     }
/// }
///
/// assert!(hand_over::definition().to_json().contains("arn:aws:states:::sqs:sendMessage"));
/// ```
#[tasks]
pub trait Sqs {
    /// Sends a message to a standard queue.
    #[resource("arn:aws:states:::sqs:sendMessage")]
    async fn send_message<B: Serialize + Sync>(
        &self,
        message: &SendMessage<B>,
    ) -> Result<SentMessage, SqsError>;

    /// Sends a message to a FIFO queue.
    #[resource("arn:aws:states:::sqs:sendMessage")]
    async fn send_fifo_message<B: Serialize + Sync>(
        &self,
        message: &SendFifoMessage<B>,
    ) -> Result<SentMessage, SqsError>;

    /// Sends a message with the task's token in it, which is its key `TaskToken`, and waits for whoever answers: with a
    /// `T`, or with an `E`.
    ///
    /// A message that cannot be sent is a [`Crashed`](workflow_runtime::TaskFailure::Crashed), and so is a body that is
    /// no object.
    #[resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken", token_at = "MessageBody.TaskToken")]
    async fn send_message_with_token<B: Serialize + Sync, T, E: TaskError>(
        &self,
        message: &SendMessage<B>,
        token: TaskToken<T>,
    ) -> Result<(), E>;
}

/// The same calls, from here.
impl Sqs for Local<aws_sdk_sqs::Client> {
    async fn send_message<B: Serialize + Sync>(
        &self,
        message: &SendMessage<B>,
    ) -> Result<SentMessage, SqsError> {
        let body = text_of(&message.message_body);
        send(standard(self, message, body)).await
    }

    async fn send_fifo_message<B: Serialize + Sync>(
        &self,
        message: &SendFifoMessage<B>,
    ) -> Result<SentMessage, SqsError> {
        let body = text_of(&message.message_body);
        let SendFifoOptions { message_deduplication_id, message_attributes } = &message.options;
        let send_message = self
            .client
            .send_message()
            .queue_url(self.resource(&message.queue_url))
            .message_body(body)
            .message_group_id(&message.message_group_id)
            .set_message_deduplication_id(message_deduplication_id.clone())
            .set_message_attributes(attributes(message_attributes, value));
        send(send_message).await
    }

    async fn send_message_with_token<B: Serialize + Sync, T, E: TaskError>(
        &self,
        message: &SendMessage<B>,
        token: TaskToken<T>,
    ) -> Result<(), E> {
        let body = text_with_token(&message.message_body, token.as_str());
        handed_over(send(standard(self, message, body)).await);
        Ok(())
    }
}

fn standard<B>(
    sqs: &Local<aws_sdk_sqs::Client>,
    message: &SendMessage<B>,
    body: String,
) -> SendMessageFluentBuilder {
    let SendOptions { delay_seconds, message_attributes } = &message.options;
    sqs.client
        .send_message()
        .queue_url(sqs.resource(&message.queue_url))
        .message_body(body)
        .set_delay_seconds(delay_seconds.map(|seconds| i32::try_from(seconds).unwrap_or(i32::MAX)))
        .set_message_attributes(attributes(message_attributes, value))
}

async fn send(message: SendMessageFluentBuilder) -> Result<SentMessage, SqsError> {
    let sent = Box::pin(message.send()).await.map_err(|refused| refusal::<SqsError>("SQS", &refused))?;
    Ok(SentMessage {
        message_id: sent.message_id.unwrap_or_default(),
        md5_of_message_body: sent.md5_of_message_body.unwrap_or_default(),
        sequence_number: sent.sequence_number,
    })
}

fn value(attribute: &MessageAttribute) -> Result<MessageAttributeValue, BuildError> {
    let value = MessageAttributeValue::builder().data_type(&attribute.data_type);
    value.string_value(&attribute.string_value).build()
}
