//! The workflows that an engine can run, without their types.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedSemaphorePermit;

use super::running::{Origin, Running, given_state};
use super::slot::Slot;
use super::{Inner, task};
use crate::store::ExecutionId;
use crate::{Error, Workflow};

/// Brings a stored state of an earlier definition (with this hash) to the form that the program has now.
pub(super) type Migrate = Box<dyn Fn(Value, &str) -> Result<Value, String> + Send + Sync>;

/// A workflow that an engine can run.
pub(super) trait Registered: Send + Sync {
    /// The hash of its definition, and the definition.
    fn definition(&self) -> (&str, &str);

    /// Begins the task of an execution.
    fn spawn(self: Arc<Self>, job: Job) -> Result<(), Error>;
}

/// An execution that is to run.
pub(super) struct Job {
    pub(super) engine: Arc<Inner>,
    pub(super) slot: Arc<Slot>,
    pub(super) id: ExecutionId,
    pub(super) origin: Origin,
    /// Of a new one its first state, whose JSON is the execution's input.
    pub(super) start: Option<Box<dyn Any + Send>>,
    pub(super) permit: OwnedSemaphorePermit,
}

/// A workflow with its type.
pub(super) struct Typed<W> {
    workflow: Arc<W>,
    hash: String,
    definition: String,
}

impl<W: Workflow> Typed<W> {
    pub(super) fn new(workflow: W) -> Self {
        let (hash, definition) = described::<W>();
        Self { workflow: Arc::new(workflow), hash, definition }
    }
}

/// The hash of a workflow's definition, and the definition as JSON.
pub(super) fn described<W: Workflow>() -> (String, String) {
    let definition = serde_json::to_string(&W::definition()).expect("a definition is JSON");
    let hash = Sha256::digest(definition.as_bytes());
    (hash.iter().map(|byte| format!("{byte:02x}")).collect(), definition)
}

impl<W: Workflow> Registered for Typed<W> {
    fn definition(&self) -> (&str, &str) {
        (&self.hash, &self.definition)
    }

    fn spawn(self: Arc<Self>, job: Job) -> Result<(), Error> {
        let Job { engine, slot, id, origin, start, permit } = job;
        let start = match (start, &origin) {
            (Some(state), Origin::New { start, .. }) => Some(given_state::<W>(state, &start.input)?),
            _ => None,
        };
        let running = Running::new::<W>(&engine, &slot, id, origin, None);
        let workflow = Arc::clone(&self.workflow);
        let task = tokio::spawn(task::supervise(workflow, running, start, permit));
        slot.set_abort(task.abort_handle());
        Ok(())
    }
}

/// The registered workflows, and how their states are migrated.
#[derive(Default)]
pub(super) struct Registry {
    pub(super) workflows: HashMap<&'static str, Arc<dyn Registered>>,
    pub(super) migrations: HashMap<&'static str, Migrate>,
    /// A name that two workflows have: each would run the other's executions.
    pub(super) ambiguous: Option<&'static str>,
}

impl Registry {
    pub(super) fn register(&mut self, name: &'static str, workflow: Arc<dyn Registered>) {
        let definition = workflow.definition().0.to_owned();
        let other = self.workflows.insert(name, workflow);
        if other.is_some_and(|other| other.definition().0 != definition) {
            self.ambiguous = Some(name);
        }
    }
}
