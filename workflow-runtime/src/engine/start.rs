//! Beginning executions, and loading those that are stored.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;

use super::ending::{Ending, Outcome};
use super::handle::ExecutionHandle;
use super::machine::check_size;
use super::node::{Entered, Node, STATE_LEN};
use super::record::Entry;
use super::registry::{Job, Registered};
use super::running::{Origin, locked, unwritable};
use super::slot::{Ack, Port, Slot};
use super::{Blocked, Engine, Inner, errors, readable};
use crate::store::{Commit, ExecutionId, ExecutionRow, ListFilter, NewExecution, Summary, Wake};
use crate::{Error, MachineState as _, Workflow};

/// AWS's quota for the name of an execution, in characters.
const MAX_NAME_LEN: usize = 80;

/// How long an execution waits that could not be read, before it is read again.
const READ_AGAIN: Duration = Duration::from_secs(1);

impl Engine {
    /// Begins an execution of a registered workflow. When this returns, the execution is durable.
    ///
    /// A name is used once: with the same input it is the execution that has it already, running or over. Inputs are the
    /// same if their JSON is, once this program has read the other one: a field that is new since has its default, and a
    /// state of an older definition is what [`Builder::migrate`](super::Builder::migrate) makes of it. The keys of a map
    /// may have any order, the items of a list have theirs: so take a `BTreeSet` for an input, and no `HashSet`, whose
    /// order is another one each time. `W` may name the workflow without an implementation of its tasks; it is the
    /// registered one that runs.
    ///
    /// A name has AWS's form: 1 to 80 characters, no white space, no control characters, and none of
    /// ``< > { } [ ] ? * " # % \ ^ | ~ ` $ & , ; : /``.
    ///
    /// # Errors
    ///
    /// If the name is taken by an execution with another input ([`Error::is_already_exists`]) or cannot be one
    /// ([`Error::is_invalid_name`]), the workflow is not registered ([`Error::is_not_registered`]), the input is too
    /// large ([`Error::is_data_limit_exceeded`]) or could not be read back (`States.Runtime`, with the field: an `f64`
    /// that is no number, or data that is nested deeper than 127 levels), the store has no room
    /// ([`Error::is_store_failure`]), or the engine is being shut down ([`Error::is_engine_closed`]).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves open whether the execution is begun.
    pub async fn execute<W: Workflow>(
        &self,
        name: &str,
        input: W::Input,
    ) -> Result<ExecutionHandle<W>, Error> {
        let inner = self.inner();
        inner.check_open()?;
        check_name(name)?;
        let Some(registered) = inner.registry.workflows.get(W::NAME) else {
            return Err(errors::not_registered(W::NAME));
        };
        let state = W::start(input);
        let mut text = Vec::with_capacity(STATE_LEN);
        readable::write(&mut text, &state).map_err(|why| why.of("input", state.name()))?;
        if inner.options.payload_limit && text.len() > crate::execution::record::PAYLOAD_LIMIT {
            let input = state.input().map_err(|reason| unwritable("input", state.name(), &reason))?;
            check_size("input", state.name(), input.to_string().len())?;
        }
        let id = inner.ids.next_execution();
        let start = NewExecution {
            id,
            workflow: W::NAME.to_owned(),
            name: name.to_owned(),
            definition: registered.definition().0.to_owned(),
            started_at: inner.clock.now(),
            parent: None,
            input: text.clone(),
        };
        let ending = inner.endings.watch(id);
        let begun = match Arc::clone(&inner.permits).try_acquire_owned() {
            Ok(permit) => inner.begin::<W>(registered, start, state, permit).await,
            Err(_) => inner.begin_later::<W>(start, &state).await,
        };
        match begun {
            Ok(()) => Ok(ExecutionHandle::new(self.clone(), id, name, ending)),
            Err(error) if error.is_already_exists() => self.join::<W>(name, &text).await,
            Err(error) => Err(error),
        }
    }

    /// The execution of a workflow with a name, running or over.
    ///
    /// # Errors
    ///
    /// If there is none ([`Error::is_not_found`]), or the store cannot be read.
    pub async fn execution<W: Workflow>(&self, name: &str) -> Result<ExecutionHandle<W>, Error> {
        let row = self.inner().find(W::NAME, name).await?;
        self.handle_of(&row).await
    }

    async fn handle_of<W: Workflow>(&self, row: &ExecutionRow) -> Result<ExecutionHandle<W>, Error> {
        let (inner, id, name) = (self.inner(), row.start.id, &row.start.name);
        if let Some(outcome) = Outcome::of_row(row) {
            return Ok(ExecutionHandle::new(self.clone(), id, name, Ending::known(outcome)));
        }
        let root = match row.start.parent {
            Some(parent) => inner.root_of(parent).await?,
            None => None,
        };
        let within = root.map(|root| (root, inner.endings.watch(root)));
        let ending = inner.endings.watch(id);
        // It may have ended between the reading and the watching.
        if let Some(outcome) = Outcome::of_row(&inner.find(W::NAME, name).await?) {
            ending.set(outcome);
        }
        Ok(ExecutionHandle::new(self.clone(), id, name, ending).nested_in(within))
    }

    /// The execution that has the name already, if it began with this state.
    async fn join<W: Workflow>(&self, name: &str, input: &[u8]) -> Result<ExecutionHandle<W>, Error> {
        let row = self.inner().find(W::NAME, name).await?;
        let same = row.start.input == input || self.inner().began_with::<W>(&row.start, input);
        if same { self.handle_of(&row).await } else { Err(errors::exists(W::NAME, name)) }
    }
}

/// AWS's rules for `StartExecution`.
fn check_name(name: &str) -> Result<(), Error> {
    let length = name.chars().count();
    if !(1..=MAX_NAME_LEN).contains(&length) {
        let reason = format!("has {length} characters, and may have 1 to {MAX_NAME_LEN}");
        return Err(errors::invalid_name(name, &reason));
    }
    let bad = |c: &char| c.is_whitespace() || c.is_control() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(*c);
    match name.chars().find(bad) {
        Some(bad) => Err(errors::invalid_name(name, &format!("has {bad:?}, which a name cannot have"))),
        None => Ok(()),
    }
}

impl Inner {
    /// Whether an execution began with this state, as the program reads it now: a field that it did not have then has its
    /// default, and a state of another definition is what [`Builder::migrate`](super::Builder::migrate) makes of it.
    fn began_with<W: Workflow>(&self, start: &NewExecution, state: &[u8]) -> bool {
        let value = |text: &[u8]| serde_json::from_slice::<Value>(text).ok();
        let is_same = |old: &[u8]| value(old).is_some_and(|old| value(state) == Some(old));
        if is_same(&start.input) {
            return true;
        }
        let older = (start.definition != self.definition_of::<W>()).then_some(&*start.definition);
        let read = self.read_stored::<W::State>(W::NAME, older, &start.input);
        read.is_ok_and(|old| serde_json::to_vec(&old).is_ok_and(|old| is_same(&old)))
    }

    pub(super) async fn find(&self, workflow: &str, name: &str) -> Result<ExecutionRow, Error> {
        let row = self.store.find(workflow, name).await.map_err(|error| self.read_failed(&error))?;
        row.ok_or_else(|| errors::not_found(workflow, name))
    }

    /// Begins an execution; ready when its first commit is durable.
    async fn begin<W: Workflow>(
        self: &Arc<Self>,
        registered: &Arc<dyn Registered>,
        start: NewExecution,
        state: W::State,
        permit: OwnedSemaphorePermit,
    ) -> Result<(), Error> {
        let id = start.id;
        let (slot, _) = self.slots.get_or_insert(id);
        let (ack, begun) = Ack::new(None);
        let job = Job {
            engine: Arc::clone(self),
            slot: Arc::clone(&slot),
            id,
            origin: Origin::New { start, ack },
            start: Some(Box::new(state)),
            permit,
        };
        if let Err(error) = Arc::clone(registered).spawn(job) {
            self.slots.remove(&slot);
            return Err(error);
        }
        match begun.await {
            Ok(answer) => answer,
            // A panic before the first commit leaves nothing behind, and so nothing that is blocked.
            Err(_) => Err(match locked(&self.blocked).remove(&id) {
                Some((blocked, _)) => errors::unreadable(blocked.reason),
                None => self.check_open().err().unwrap_or_else(errors::shut_down),
            }),
        }
    }

    /// Begins an execution for which there is no room in memory: it waits in the store.
    async fn begin_later<W: Workflow>(
        self: &Arc<Self>,
        start: NewExecution,
        state: &W::State,
    ) -> Result<(), Error> {
        let slot = Arc::new(Slot::new(start.id));
        let node = Node::main(start.id.main_frame());
        let mut commit = Commit::default();
        {
            let at = self.nanos();
            let mut book = node.book();
            book.note(self, &node, &Entry::ExecutionStarted { at });
            let (name, kind) = (state.name(), state.kind());
            let entered = Entered { visit: 1, at, name, kind, state: start.input.clone() };
            book.enter(self, &node, &std::sync::Mutex::default(), entered);
            commit.start.push(start);
            book.write_row(self, node.id, &mut commit);
            book.write_frame(node.id, Wake::Now, &mut commit);
        }
        let (ack, begun) = Ack::new(None);
        let made = Self::commit(self, &slot, commit, vec![ack], true);
        // A refused commit never ends: its answer says so.
        tokio::select! {
            biased;
            answer = begun => answer.unwrap_or_else(|_| Err(errors::shut_down()))?,
            () = made => {}
        }
        self.backlog.store(true, Ordering::SeqCst);
        self.timers.nudge();
        Ok(())
    }

    /// The slot of an outermost execution; it is loaded if it is not.
    pub(super) fn slot_of(
        self: &Arc<Self>,
        root: ExecutionId,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Arc<Slot> {
        let (slot, new) = self.slots.get_or_insert(root);
        if new {
            let loading = tokio::spawn(load(Arc::clone(self), Arc::clone(&slot), permit));
            slot.set_abort_if_none(loading.abort_handle());
        }
        slot
    }
}

/// Loads an execution and begins its task.
async fn load(engine: Arc<Inner>, slot: Arc<Slot>, permit: Option<OwnedSemaphorePermit>) {
    let permit = match permit {
        Some(permit) => Some(permit),
        None => Arc::clone(&engine.permits).acquire_owned().await.ok(),
    };
    let loaded = match permit {
        Some(_) if engine.is_draining() => Err(Refusal::Error(errors::shut_down())),
        Some(permit) => engine.begin_stored(&slot, permit).await,
        None => Err(Refusal::Error(errors::shut_down())),
    };
    if let Err(refusal) = loaded {
        engine.slots.remove(&slot);
        if let Refusal::Nested = refusal {
            slot.close(None);
            if let Ok(Some(root)) = engine.root_of(slot.root).await {
                engine.load_due(root).await;
            }
            return;
        }
        slot.close(Some(&|port| refusal.of(port)));
        if let Refusal::Error(error) = &refusal
            && error.is_store_failure()
            && !engine.is_halted()
        {
            // Nothing else would wake it: what was due has been taken from the timers.
            let later = engine.clock.now().saturating_add(READ_AGAIN).unwrap_or(jiff::Timestamp::MAX);
            engine.timers.add(slot.root, later);
        }
        engine.reload_if_redriven(slot.root);
        engine.unloaded();
    }
}

/// Why an execution was not loaded.
enum Refusal {
    NotThere,
    Over,
    /// It is not one that is loaded by itself.
    Nested,
    Error(Error),
}

impl Refusal {
    fn of(&self, port: &Port) -> Error {
        match (self, port) {
            (Self::NotThere, Port::Token(_)) => errors::unknown_token(),
            (Self::Over, Port::Token(_)) => errors::closed_token(),
            (Self::NotThere | Self::Over, Port::Control(_)) | (Self::Nested, _) => errors::over(),
            (Self::Error(error), _) => error.clone(),
        }
    }
}

impl Inner {
    async fn begin_stored(
        self: &Arc<Self>,
        slot: &Arc<Slot>,
        permit: OwnedSemaphorePermit,
    ) -> Result<(), Refusal> {
        let id = slot.root;
        let mut tree = match self.read_tree(id).await {
            Ok(tree) => tree,
            Err(error) if error.is_unreadable() => {
                let reason = error.cause().unwrap_or(error.error()).to_owned();
                return Err(Refusal::Error(self.block(id, self.name_of(id).await, reason)));
            }
            Err(error) => return Err(Refusal::Error(error)),
        };
        let root = tree.remove(&id).ok_or(Refusal::NotThere)?;
        if root.outcome.is_some() {
            return Err(Refusal::Over);
        }
        if root.is_nested {
            return Err(Refusal::Nested);
        }
        let Some(registered) = self.registry.workflows.get(&*root.workflow) else {
            let error = errors::not_registered(&root.workflow);
            let execution = format!("{}:{}", root.workflow, root.name);
            self.block_with(id, Blocked { execution, reason: error.to_string() }, error.clone());
            return Err(Refusal::Error(error));
        };
        *locked(&slot.nested) = tree;
        let origin = root.into_origin(registered.definition().0);
        let (engine, slot) = (Arc::clone(self), Arc::clone(slot));
        Arc::clone(registered)
            .spawn(Job { engine, slot, id, origin, start: None, permit })
            .map_err(Refusal::Error)
    }

    /// How people call an execution of which something cannot be read.
    async fn name_of(&self, id: ExecutionId) -> String {
        // Not as it is loaded: what cannot be read of it need not be its row.
        let after = ExecutionId::new(id.get() + 1);
        let listed =
            self.store.list(&ListFilter::default(), after, 1).await.ok().and_then(|mut page| page.pop());
        match listed.filter(|summary| summary.id == id) {
            Some(Summary { workflow, name, .. }) => format!("{workflow}:{name}"),
            None => format!("#{id}"),
        }
    }
}
