//! Commands of other processes: what they ask, and what they are answered.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::task::JoinHandle;

use super::Inner;
use super::slot::Message;
use super::token::DurableToken;
use crate::store::{Answer, Command, CommandId, Commit, ExecutionId};
use crate::{Error, Failure};

/// What another process asks of the engine that owns a store: the text of a command, as JSON.
///
/// ```
/// use workflow_runtime::engine::{Reply, Request};
/// use workflow_runtime::store::{MemoryStore, Store as _};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), workflow_runtime::store::StoreError> {
/// let store = MemoryStore::new();
/// let request = Request::Stop { workflow: "Order".into(), name: "42".into(), error: "Cancelled".into(), cause: None };
/// let command = store.leave(&request.to_string()).await?;
/// // An engine that owns the store answers, at once or when it starts.
/// let answer: Option<Reply> = store.answer(command).await?.and_then(|answer| answer.text.parse().ok());
/// assert_eq!(answer, None);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Request {
    /// Gives the task of a token its result.
    Complete {
        /// The token.
        token: String,
        /// The result, as JSON.
        output: Box<RawValue>,
    },
    /// Fails the task of a token.
    Fail {
        /// The token.
        token: String,
        /// The error name.
        error: String,
        /// The cause.
        #[serde(default)]
        cause: Option<String>,
    },
    /// Says that the work for a token is still going on.
    Heartbeat {
        /// The token.
        token: String,
    },
    /// Stops an execution.
    Stop {
        /// The name of its workflow.
        workflow: String,
        /// Its own name.
        name: String,
        /// The error name that it ends with.
        error: String,
        /// The cause.
        #[serde(default)]
        cause: Option<String>,
    },
    /// Has an execution that failed go on from the state that failed.
    Redrive {
        /// The name of its workflow.
        workflow: String,
        /// Its own name.
        name: String,
    },
}

impl Request {
    /// The token that it is about.
    fn token(&self) -> Option<&str> {
        match self {
            Self::Complete { token, .. } | Self::Fail { token, .. } | Self::Heartbeat { token } => {
                Some(token)
            }
            Self::Stop { .. } | Self::Redrive { .. } => None,
        }
    }
}

impl std::fmt::Display for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| std::fmt::Error)?)
    }
}

/// What the engine answers to a [`Request`]: the text of an answer, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reply {
    /// It is done, durably.
    Done {},
    /// It was refused.
    Refused {
        /// The name of the error.
        error: String,
        /// Why.
        cause: String,
    },
}

impl std::str::FromStr for Reply {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// The text of [`Reply::Done`].
pub(super) const DONE: &str = r#"{"done":{}}"#;

/// How long the inbox waits after a store that could not be read.
const PAUSE: Duration = Duration::from_secs(1);

/// Takes up commands, until the engine is dropped.
pub(super) async fn run(engine: Arc<Inner>) {
    let mut after: Option<CommandId> = None;
    let mut order = Order::default();
    loop {
        match engine.store.commands(after).await {
            Ok(commands) => {
                for command in commands {
                    after = Some(command.id);
                    order.begin(&engine, command).await;
                }
                order.under_way.retain(|_, last| !last.is_finished());
            }
            Err(error) if error.is_closed() => return,
            // Another engine runs what is in it: whoever waits here is to know.
            Err(error) if error.is_owned() => {
                engine.halt(&error);
                return;
            }
            Err(error) => {
                engine.read_failed(&error);
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        }
        engine.store.command_left().await;
    }
}

/// Carries commands out side by side, because one may have to wait for a task that is under way; but the answers to one
/// token in the order in which they were left, and so the stops and redrives of one execution.
#[derive(Default)]
struct Order {
    /// Of each outermost execution what the next command has to wait for: a stop or a redrive, and what is behind it.
    under_way: HashMap<ExecutionId, JoinHandle<()>>,
}

impl Order {
    async fn begin(&mut self, engine: &Arc<Inner>, command: Command) {
        let request = serde_json::from_str::<Request>(&command.text);
        let root = match &request {
            Ok(request) => engine.root_of_request(request).await,
            Err(_) => None,
        };
        let is_of_token = request.as_ref().is_ok_and(|request| request.token().is_some());
        let before = root.and_then(|root| self.under_way.remove(&root)).filter(|last| !last.is_finished());
        let mut carried = Box::pin(carry_out(Arc::clone(engine), command.id, request));
        let Some(root) = root.filter(|_| before.is_some() || !is_of_token) else {
            // What is said of a token is posted at once, and so before whatever comes later; the answer may take long.
            if (&mut carried).now_or_never().is_none() {
                tokio::spawn(carried);
            }
            return;
        };
        let last = tokio::spawn(async move {
            if let Some(before) = before {
                let _ = before.await;
            }
            carried.await;
        });
        self.under_way.insert(root, last);
    }
}

/// Carries a command out: the answer is in the commit that does it, or, if it is refused, in one of its own.
async fn carry_out(engine: Arc<Inner>, id: CommandId, request: serde_json::Result<Request>) {
    let result = match request {
        Ok(request) => engine.serve(request, id).await,
        Err(reason) => Err(Error::from(Failure::new("InvalidCommand", Some(reason.to_string())))),
    };
    let Err(error) = result else { return };
    // The next engine on the store will take it up.
    if error.is_engine_closed() || error.is_store_failure() {
        return;
    }
    let cause = error.cause().unwrap_or_default().to_owned();
    let reply = Reply::Refused { error: error.error().to_owned(), cause };
    let text = serde_json::to_string(&reply).expect("two strings are JSON");
    let answers = vec![Answer { command: id, text }];
    let commit = Arc::new(Commit { answers, ..Commit::default() });
    while let Err(error) = engine.store.commit(Arc::clone(&commit)).await {
        if !error.is_full() {
            tracing::error!(%error, "a command cannot be answered");
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

impl Inner {
    /// The outermost execution that a request is about, if there is one.
    async fn root_of_request(&self, request: &Request) -> Option<ExecutionId> {
        if let Some(token) = request.token() {
            return token.parse::<DurableToken>().ok().map(|token| token.root);
        }
        let (Request::Stop { workflow, name, .. } | Request::Redrive { workflow, name }) = request else {
            return None;
        };
        let start = self.find(workflow, name).await.ok()?.start;
        match start.parent {
            None => Some(start.id),
            Some(parent) => self.root_of(parent).await.ok()?,
        }
    }

    async fn serve(self: &Arc<Self>, request: Request, id: CommandId) -> Result<(), Error> {
        let command = Some(id);
        match request {
            Request::Complete { token, output } => {
                self.answer_token(&token, Message::Complete(output.get().to_owned()), command).await
            }
            Request::Fail { token, error, cause } => {
                self.answer_token(&token, Message::Fail(Failure::new(error, cause)), command).await
            }
            Request::Heartbeat { token } => self.answer_token(&token, Message::Heartbeat, command).await,
            Request::Stop { workflow, name, error, cause } => {
                let execution = self.find(&workflow, &name).await?.start.id;
                self.control(execution, Message::Stop(Failure::new(error, cause)), command).await
            }
            Request::Redrive { workflow, name } => {
                let execution = self.find(&workflow, &name).await?.start.id;
                self.redrive(execution, command).await.map(drop)
            }
        }
    }
}
