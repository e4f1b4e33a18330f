//! Amazon EventBridge: `events:putEvents`, and with a task's token in the event.
//!
//! Read next: `mod.rs` for what a refusal is called.

use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use serde::{Deserialize, Serialize};
use workflow_runtime::prelude::{Data, TaskError, TaskToken};
use workflow_runtime::tasks;

use super::services::{Local, handed_over, refusal, text_of, text_with_token};

/// What `PutEvents` is given: 10 events at most (EventBridge API reference, `PutEvents`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PutEvents<D> {
    /// The events.
    pub entries: Vec<Event<D>>,
}

/// What `PutEvents` is given to send one event with the task's token in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PutEvent<D> {
    /// The event.
    pub entries: [Event<D>; 1],
}

/// An event. On AWS the execution and its state machine are added to its resources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct Event<D> {
    /// Who says so: a name that does not begin with `aws.`.
    pub source: String,
    /// What kind of event it is, which says what is in `detail`.
    pub detail_type: String,
    /// What happened: an object.
    pub detail: D,
    /// What may be left out.
    #[serde(flatten)]
    pub options: EventOptions,
}

/// What an event may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct EventOptions {
    /// The name or the ARN of the bus; without it the account's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_bus_name: Option<String>,
    /// The ARNs of what the event is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
}

/// What became of the events. All of them were taken: where one is not, the task fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PutEventsResult {
    /// Each event.
    pub entries: Vec<PutEventsResultEntry>,
    /// How many were not taken: 0.
    pub failed_entry_count: u32,
}

/// An event that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PutEventsResultEntry {
    /// Its id.
    pub event_id: String,
}

/// Why events were not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
pub enum EventBridgeError {
    /// Some of them were not (Step Functions developer guide, "Add EventBridge events").
    #[error_name = "EventBridge.FailedEntry"]
    FailedEntry,
    /// EventBridge refuses, for a reason that has no name here.
    #[error_name = "EventBridge.AmazonEventBridgeException"]
    Service,
    /// EventBridge gave no answer.
    #[error_name = "EventBridge.SdkClientException"]
    SdkClient,
}

/// Sends events. [`Local`] does so over the official client.
#[tasks]
pub trait EventBridge {
    /// Sends events.
    #[resource("arn:aws:states:::events:putEvents")]
    async fn put_events<D: Serialize + Sync>(
        &self,
        events: &PutEvents<D>,
    ) -> Result<PutEventsResult, EventBridgeError>;

    /// Sends an event with the task's token in it, which is the key `TaskToken` of its details, and waits for whoever
    /// answers: with a `T`, or with an `E`.
    ///
    /// An event that is not taken is a [`Crashed`](workflow_runtime::TaskFailure::Crashed).
    #[resource("arn:aws:states:::events:putEvents.waitForTaskToken", token_at = "Entries.0.Detail.TaskToken")]
    async fn put_event_with_token<D: Serialize + Sync, T, E: TaskError>(
        &self,
        event: &PutEvent<D>,
        token: TaskToken<T>,
    ) -> Result<(), E>;
}

/// The same calls, from here.
impl EventBridge for Local<aws_sdk_eventbridge::Client> {
    async fn put_events<D: Serialize + Sync>(
        &self,
        events: &PutEvents<D>,
    ) -> Result<PutEventsResult, EventBridgeError> {
        let entries = events.entries.iter().map(|event| {
            let detail = text_of(&event.detail);
            self.entry(event, detail)
        });
        self.put(entries.collect()).await
    }

    async fn put_event_with_token<D: Serialize + Sync, T, E: TaskError>(
        &self,
        event: &PutEvent<D>,
        token: TaskToken<T>,
    ) -> Result<(), E> {
        let [event] = &event.entries;
        let detail = text_with_token(&event.detail, token.as_str());
        handed_over(self.put(vec![self.entry(event, detail)]).await);
        Ok(())
    }
}

impl Local<aws_sdk_eventbridge::Client> {
    fn entry<D>(&self, event: &Event<D>, detail: String) -> PutEventsRequestEntry {
        let EventOptions { event_bus_name, resources } = &event.options;
        PutEventsRequestEntry::builder()
            .source(&event.source)
            .detail_type(&event.detail_type)
            .detail(detail)
            .set_event_bus_name(event_bus_name.as_ref().map(|bus| self.resource(bus)))
            .set_resources((!resources.is_empty()).then(|| resources.clone()))
            .build()
    }

    async fn put(&self, entries: Vec<PutEventsRequestEntry>) -> Result<PutEventsResult, EventBridgeError> {
        let put = self.client.put_events().set_entries(Some(entries));
        let put = Box::pin(put.send()).await;
        let put = put.map_err(|refused| refusal::<EventBridgeError>("EventBridge", &refused))?;
        if put.failed_entry_count > 0 {
            let entries = &put.entries;
            tracing::warn!(?entries, "events were not taken");
            return Err(EventBridgeError::FailedEntry);
        }
        let entries = put.entries.unwrap_or_default().into_iter();
        let entries = entries
            .map(|entry| PutEventsResultEntry { event_id: entry.event_id.unwrap_or_default() })
            .collect();
        Ok(PutEventsResult { entries, failed_entry_count: 0 })
    }
}
