//! Amazon SNS: `sns:publish`, to topics, FIFO topics and phones, and with a task's token in the message.
//!
//! Read next: `mod.rs` for what a refusal is called.

use std::collections::BTreeMap;

use aws_sdk_sns::error::BuildError;
use aws_sdk_sns::operation::publish::builders::PublishFluentBuilder;
use aws_sdk_sns::types::MessageAttributeValue;
use serde::{Deserialize, Serialize};
use workflow_runtime::prelude::{Data, TaskError, TaskToken};
use workflow_runtime::tasks;

use super::services::{Local, MessageAttribute, attributes, handed_over, refusal, text_of, text_with_token};

/// What `Publish` is given for a standard topic (Amazon SNS API reference, `Publish`).
///
/// A message that is text is sent as it is, any other one as its JSON: that is what Step Functions makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct Publish<M> {
    /// The ARN of the topic: `"${NewsArn}"` is a parameter of the template.
    pub topic_arn: String,
    /// The message.
    pub message: M,
    /// What may be left out.
    #[serde(flatten)]
    pub options: PublishOptions,
}

/// What a message to a topic may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PublishOptions {
    /// The subject, where it is sent by e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What filter policies of subscriptions read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub message_attributes: BTreeMap<String, MessageAttribute>,
}

/// What `Publish` is given for a FIFO topic, where a message belongs to a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PublishFifo<M> {
    /// The ARN of the topic, which ends with `.fifo`.
    pub topic_arn: String,
    /// The message.
    pub message: M,
    /// What is delivered in the order that it was published.
    pub message_group_id: String,
    /// What may be left out.
    #[serde(flatten)]
    pub options: PublishFifoOptions,
}

/// What a message to a FIFO topic may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PublishFifoOptions {
    /// What makes two messages the same; required of a topic that does not tell by the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_deduplication_id: Option<String>,
    /// What filter policies of subscriptions read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub message_attributes: BTreeMap<String, MessageAttribute>,
}

/// What `Publish` is given for a text message to a phone.
///
/// ```compile_fail,E0560
/// # use workflow_aws::sns::PublishToPhone;
/// let to_a_topic_too = PublishToPhone {
///     phone_number: "+4912345678".to_owned(),
///     topic_arn: "arn:aws:sns:eu-west-1:123456789012:news".to_owned(),
///     message: "hello".to_owned(),
/// };
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PublishToPhone {
    /// The number, as `+4912345678`.
    pub phone_number: String,
    /// The text.
    pub message: String,
}

/// A message that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct Published {
    /// Its id.
    pub message_id: String,
    /// Its place among the messages of a FIFO topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<String>,
}

/// Why a message was not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
pub enum SnsError {
    /// There is no such topic.
    #[error_name = "SNS.NotFoundException"]
    NotFound,
    /// The message or a field is not what SNS takes.
    #[error_name = "SNS.InvalidParameterException"]
    InvalidParameter,
    /// Nobody may publish there, or not this caller.
    #[error_name = "SNS.AuthorizationErrorException"]
    AuthorizationError,
    /// SNS refuses, for a reason that has no name here.
    #[error_name = "SNS.AmazonSNSException"]
    Service,
    /// SNS gave no answer.
    #[error_name = "SNS.SdkClientException"]
    SdkClient,
}

/// Publishes messages. [`Local`] does so over the official client.
#[tasks]
pub trait Sns {
    /// Publishes a message on a standard topic.
    #[resource("arn:aws:states:::sns:publish")]
    async fn publish<M: Serialize + Sync>(&self, message: &Publish<M>) -> Result<Published, SnsError>;

    /// Publishes a message on a FIFO topic.
    #[resource("arn:aws:states:::sns:publish")]
    async fn publish_fifo<M: Serialize + Sync>(
        &self,
        message: &PublishFifo<M>,
    ) -> Result<Published, SnsError>;

    /// Sends a text message to a phone.
    #[resource("arn:aws:states:::sns:publish")]
    async fn publish_to_phone(&self, message: &PublishToPhone) -> Result<Published, SnsError>;

    /// Publishes a message with the task's token in it, which is its key `TaskToken`, and waits for whoever answers: with
    /// a `T`, or with an `E`.
    ///
    /// A message that cannot be published is a [`Crashed`](workflow_runtime::TaskFailure::Crashed), and so is one that is
    /// no object.
    #[resource("arn:aws:states:::sns:publish.waitForTaskToken", token_at = "Message.TaskToken")]
    async fn publish_with_token<M: Serialize + Sync, T, E: TaskError>(
        &self,
        message: &Publish<M>,
        token: TaskToken<T>,
    ) -> Result<(), E>;
}

/// The same calls, from here.
impl Sns for Local<aws_sdk_sns::Client> {
    async fn publish<M: Serialize + Sync>(&self, message: &Publish<M>) -> Result<Published, SnsError> {
        let text = text_of(&message.message);
        send(standard(self, message, text)).await
    }

    async fn publish_fifo<M: Serialize + Sync>(
        &self,
        message: &PublishFifo<M>,
    ) -> Result<Published, SnsError> {
        let text = text_of(&message.message);
        let PublishFifoOptions { message_deduplication_id, message_attributes } = &message.options;
        let publish = self
            .client
            .publish()
            .topic_arn(self.resource(&message.topic_arn))
            .message(text)
            .message_group_id(&message.message_group_id)
            .set_message_deduplication_id(message_deduplication_id.clone())
            .set_message_attributes(attributes(message_attributes, value));
        send(publish).await
    }

    async fn publish_to_phone(&self, message: &PublishToPhone) -> Result<Published, SnsError> {
        let publish = self.client.publish().phone_number(&message.phone_number);
        send(publish.message(&message.message)).await
    }

    async fn publish_with_token<M: Serialize + Sync, T, E: TaskError>(
        &self,
        message: &Publish<M>,
        token: TaskToken<T>,
    ) -> Result<(), E> {
        let text = text_with_token(&message.message, token.as_str());
        handed_over(send(standard(self, message, text)).await);
        Ok(())
    }
}

fn standard<M>(sns: &Local<aws_sdk_sns::Client>, message: &Publish<M>, text: String) -> PublishFluentBuilder {
    let PublishOptions { subject, message_attributes } = &message.options;
    sns.client
        .publish()
        .topic_arn(sns.resource(&message.topic_arn))
        .message(text)
        .set_subject(subject.clone())
        .set_message_attributes(attributes(message_attributes, value))
}

async fn send(message: PublishFluentBuilder) -> Result<Published, SnsError> {
    let sent = Box::pin(message.send()).await.map_err(|refused| refusal::<SnsError>("SNS", &refused))?;
    Ok(Published { message_id: sent.message_id.unwrap_or_default(), sequence_number: sent.sequence_number })
}

fn value(attribute: &MessageAttribute) -> Result<MessageAttributeValue, BuildError> {
    let value = MessageAttributeValue::builder().data_type(&attribute.data_type);
    value.string_value(&attribute.string_value).build()
}
