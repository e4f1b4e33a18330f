//! A Step Functions interpreter this project did not write, to run exported definitions on: LocalStack, from `PyPI`.
//!
//! The first [`engine`] of a process installs it below Cargo's target directory, pinned, and starts it on 127.0.0.1; it
//! ends with the process, however that ends, because it watches a pipe that the process holds. `install.rs` installs and
//! starts, `api.rs` speaks AWS's protocol, `endpoint.rs` serves tasks as Lambda functions, `live.rs` does them,
//! `deploy.rs` makes the copy of a definition that is run; `trace.rs` reads histories of both sides and `compare.rs`
//! compares them, `judge.rs` does it all.

mod api;
pub mod compare;
mod deploy;
mod endpoint;
mod install;
mod judge;
mod live;
mod recorded;
mod replay;
mod services;
mod tokens;
pub mod trace;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::Value;

pub use self::deploy::{CLIENT_CONTEXT, shortened};
pub use self::endpoint::{Answer, Call, Tasks};
pub use self::judge::judge;
pub use self::live::Live;
pub use self::recorded::Log;
pub use self::replay::replay;
pub use self::services::Services;
pub use self::tokens::Tokens;
use self::trace::{End, Event, Run};
use crate::oracles::Error;

/// A definition to be run, with what it works on.
pub struct Case {
    /// The definition, as exported.
    pub definition: Value,
    /// The input.
    pub input: Value,
    /// The execution's name.
    pub name: String,
    /// The execution's id in the native run, which stands in for the engine's own wherever that is given.
    pub id: String,
    /// What stands behind its Lambda functions.
    pub tasks: Arc<dyn Tasks>,
    /// The definitions of the workflows it starts, by the substitution for their ARN.
    pub nested: BTreeMap<String, Value>,
    /// Whether a task hangs: timeouts of states are then shortened in the copy that is run.
    pub hangs: bool,
    /// Whether the items of a Map take turns in the copy that is run, because a script has its replies in order.
    pub in_turn: bool,
    /// Whether the execution as a whole passes its deadline: it is then 10 seconds in the copy.
    pub times_out: bool,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case").field("input", &self.input).finish_non_exhaustive()
    }
}

/// The engine of this process.
#[derive(Debug)]
pub struct Engine {
    server: install::Server,
    endpoint: Arc<endpoint::Endpoint>,
    runs: AtomicU64,
}

/// The role of machines where nobody asks for rights.
const ROLE: &str = "arn:aws:iam::000000000000:role/law";

/// The longest that the end of an execution is waited for: on a busy machine all may take long.
const PATIENCE: Duration = Duration::from_secs(300);

/// The engine, started when it is first asked for.
///
/// # Errors
///
/// As the validators': [`Error::Unavailable`] when it cannot be installed here, [`Error::Broken`] when it does not start.
pub fn engine() -> Result<&'static Engine, Error> {
    static ENGINE: OnceLock<Result<Engine, Error>> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::start(None)).as_ref().map_err(Error::clone)
}

impl Engine {
    /// Starts an engine of its own, whose machines call these services.
    ///
    /// # Errors
    ///
    /// As [`engine`].
    pub fn beside(services: &Services) -> Result<Self, Error> {
        Self::start(Some(services))
    }

    fn start(services: Option<&Services>) -> Result<Self, Error> {
        let endpoint = endpoint::Endpoint::start().map_err(|error| Error::Broken(error.to_string()))?;
        let server = install::start(&endpoint.url(), services)?;
        Ok(Self { server, endpoint, runs: AtomicU64::new(0) })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        self.server.url()
    }

    /// Runs a case to its end, and gives its history.
    ///
    /// # Errors
    ///
    /// [`Error::Broken`] with the engine's words when it refuses the definition, or when the execution does not end.
    pub fn run(&self, case: &Case) -> Result<Run, Error> {
        self.run_as(ROLE, case)
    }

    /// [`run`](Self::run) with the rights of this role, where services ask for them.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub fn run_as(&self, role: &str, case: &Case) -> Result<Run, Error> {
        let number = self.runs.fetch_add(1, Ordering::Relaxed);
        let name = format!("r{number}");
        let api = api::Api::new(self.server.url());
        let mut arns = BTreeMap::new();
        let mut token_keys = BTreeMap::new();
        let deploy = |api: &api::Api, called: &str, definition: &Value, arns: &BTreeMap<String, String>| {
            let mut copy = deploy::copy(definition, &name, arns, (case.hangs, case.in_turn));
            if case.times_out && called == name {
                copy["TimeoutSeconds"] = 10.into();
            }
            Ok::<_, Error>((api.create(called, &copy, role)?, deploy::token_keys(&copy)))
        };
        for (position, (substitution, definition)) in case.nested.iter().enumerate() {
            let (arn, keys) = deploy(&api, &format!("{name}n{position}"), definition, &arns)?;
            arns.insert(substitution.clone(), arn);
            token_keys.extend(keys);
        }
        let (arn, keys) = deploy(&api, &name, &case.definition, &arns)?;
        token_keys.extend(keys);
        let arn_of_execution = format!("{}:{}", arn.replace(":stateMachine:", ":execution:"), case.name);
        let renamed = (arn_of_execution, case.id.clone());
        let served = endpoint::Served { tasks: Arc::clone(&case.tasks), token_keys, renamed };
        let served = self.endpoint.serve(name.clone(), served);
        let execution = api.start(&arn, &case.name, &case.input)?;
        let api = api.renaming(&execution, &case.id);
        let end = api.await_end(&execution, PATIENCE)?;
        let events: Vec<Event> = api.history(&execution)?;
        drop(served);
        Ok(Run::of(&events, end, self.server.backoffs(&name)))
    }
}

impl From<api::Description> for End {
    fn from(description: api::Description) -> Self {
        match description.output {
            Some(output) => Self::Succeeded(serde_json::from_str(&output).unwrap_or(Value::String(output))),
            None => Self::Failed {
                error: description.error.unwrap_or_default(),
                cause: description.cause,
                timed_out: description.status == "TIMED_OUT",
            },
        }
    }
}
