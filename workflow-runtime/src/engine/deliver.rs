//! Letters to executions: answers to callbacks, heartbeats, and being stopped.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::slot::{Ack, Letter, Message, Port, Posted};
use super::token::{Claim, DurableToken};
use super::{Engine, Inner, errors, is_durable};
use crate::callback::{self, TaskToken, wrong_output};
use crate::data::TaskError;
use crate::store::{CommandId, ExecutionId};
use crate::{Error, Failure};

impl Engine {
    /// Gives the task of a token its result. When this returns, the result is durable with what it leads to.
    ///
    /// A token of an execution in memory is completed, too.
    ///
    /// # Errors
    ///
    /// If the task is over ([`Error::is_closed_token`]), no execution of this store issued the token
    /// ([`Error::is_unknown_token`]), the value is not what the task awaits ([`Error::is_wrong_output`]: it goes on
    /// waiting), the execution is blocked ([`Error::is_unreadable`]), the store failed ([`Error::is_store_failure`]), or the
    /// engine is shut down ([`Error::is_engine_closed`]).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves open whether the task is completed.
    pub async fn complete<T: Serialize>(&self, token: &TaskToken<T>, value: T) -> Result<(), Error> {
        let json = serde_json::to_string(&value).map_err(|reason| wrong_output(&reason))?;
        self.complete_json(token.as_str(), json).await
    }

    /// [`complete`](Self::complete), with JSON.
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete).
    pub async fn complete_json(&self, token: &str, json: impl Into<String>) -> Result<(), Error> {
        let json = json.into();
        if is_durable(token) {
            return self.inner().answer_token(token, Message::Complete(json), None).await;
        }
        let value: Value = serde_json::from_str(&json).map_err(|reason| wrong_output(&reason))?;
        callback::complete_json(token, &value)
    }

    /// Fails the task of a token: with one of its own errors it is [`Failed`](crate::TaskFailure::Failed), with any
    /// other [`Crashed`](crate::TaskFailure::Crashed).
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete), except for the value.
    pub async fn fail<T>(&self, token: &TaskToken<T>, error: impl TaskError) -> Result<(), Error> {
        self.fail_with(token.as_str(), error.into()).await
    }

    /// [`fail`](Self::fail), with an error name and a cause.
    ///
    /// # Errors
    ///
    /// As [`fail`](Self::fail).
    pub async fn fail_with(&self, token: &str, failure: Failure) -> Result<(), Error> {
        if is_durable(token) {
            return self.inner().answer_token(token, Message::Fail(failure), None).await;
        }
        callback::fail_with(token, failure)
    }

    /// Says that the work for a token is still going on: the time until its heartbeat expires begins anew, durably.
    ///
    /// # Errors
    ///
    /// As [`fail`](Self::fail).
    pub async fn heartbeat<T>(&self, token: &TaskToken<T>) -> Result<(), Error> {
        self.heartbeat_token(token.as_str()).await
    }

    /// [`heartbeat`](Self::heartbeat), with the token's text.
    ///
    /// # Errors
    ///
    /// As [`fail`](Self::fail).
    pub async fn heartbeat_token(&self, token: &str) -> Result<(), Error> {
        if is_durable(token) {
            return self.inner().answer_token(token, Message::Heartbeat, None).await;
        }
        callback::heartbeat(token)
    }
}

impl Inner {
    /// Tells the callback of a token something.
    pub(super) async fn answer_token(
        self: &Arc<Self>,
        token: &str,
        message: Message,
        command: Option<CommandId>,
    ) -> Result<(), Error> {
        let token: DurableToken = token.parse().map_err(|_| errors::unknown_token())?;
        let port = Port::Token(token.frame.get());
        self.deliver(token.root, port, Some(token.claim), message, command).await
    }

    /// Has an execution told something, and waits until what came of it is durable.
    pub(super) async fn deliver(
        self: &Arc<Self>,
        root: ExecutionId,
        port: Port,
        claim: Option<Claim>,
        message: Message,
        command: Option<CommandId>,
    ) -> Result<(), Error> {
        loop {
            self.check_open()?;
            let (ack, answer) = Ack::new(command);
            let slot = self.slot_of(root, None);
            let letter = Letter { claim: claim.clone(), message: message.clone(), ack };
            match slot.post(port, letter) {
                Posted::Taken => {
                    if let Ok(answer) = answer.await {
                        return answer;
                    }
                    if let Some(blocked) = self.why_blocked(root) {
                        return Err(blocked);
                    }
                    // Whoever had it is gone: what is there now will say what that means.
                    tokio::task::yield_now().await;
                }
                // At once, so that a letter is posted when this is first polled, and before whatever is sent later.
                Posted::Closed => self.slots.remove(&slot),
            }
        }
    }
}
