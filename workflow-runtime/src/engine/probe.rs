//! Whether a program can go on with what is stored: every state is read as recovery would, and nothing is run.
//!
//! A branch's type is known to the state alone that begins it. So a state is stepped as far as its effect, with a context
//! whose effects only look: a parallel or map state makes its branches, as it would after a crash, and what is stored of
//! each is read with its type. Read next: `compat/mod.rs` (who asks), `forks.rs` (what recovery does).

use std::collections::HashMap;
use std::fmt;
use std::future::{Future, pending};
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::time::Duration;

use futures_util::FutureExt as _;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::load::LoadedExecution;
use super::record::{Effect, from_nanos};
use super::registry::{Migrate, described};
use super::remote::Remote;
use super::running::locked;
use crate::compat::Problem;
use crate::data::TaskError;
use crate::execution::attempt::message_of;
use crate::execution::branch::{Branch, BranchRunner, Branches};
use crate::execution::drive::Main;
use crate::retry::Counts;
use crate::store::{ExecutionId, ExecutionStatus, ListFilter};
use crate::{
    BranchFailure, Context, Error, EvaluationError, Machine, Retrier, TaskFailure, TaskPolicy, TaskToken,
    Workflow,
};

/// How many executions are listed at a time.
const PAGE: usize = 256;

/// The executions of a store that `workflow` cannot go on with: for each a stored state that it cannot read, or that has
/// another number of branches than were begun. Executions that are over are no matter.
///
/// Every live machine is read: the main one, branches, and nested executions with the workflows that the program nests.
/// No task is called and nothing is written; the code of a state is run as far as its effect. Migrations
/// ([`Builder::migrate`](super::Builder::migrate)) have no part in it: `migrate` is given every state of an execution that
/// began under another definition, with the hash of that; pass `|state, _| Ok(state)` without one.
///
/// # Errors
///
/// If the store cannot be read ([`Error::is_store_failure`]).
pub async fn check<W: Workflow>(
    workflow: &W,
    migrate: impl Fn(serde_json::Value, &str) -> Result<serde_json::Value, String> + Send + Sync + 'static,
    store: &Remote,
) -> Result<Vec<Problem>, Error> {
    let migrate: Migrate = Box::new(migrate);
    let migrations = HashMap::from([(W::NAME, migrate)]);
    let filter = ListFilter {
        workflow: Some(W::NAME.to_owned()),
        status: Some(ExecutionStatus::Running),
        ..ListFilter::default()
    };
    let mut problems = Vec::new();
    let mut before: Option<ExecutionId> = None;
    loop {
        let page = store.list(&filter, before, PAGE).await?;
        let Some(last) = page.last() else { return Ok(problems) };
        before = Some(last.id);
        // A nested one is read with the one that began it, if that is of a workflow that is asked about.
        for one in &page {
            let tree = store.tree(one.id).await?;
            problems.extend(read_all(workflow, one.id, &tree, &migrations));
        }
    }
}

fn read_all<W: Workflow>(
    workflow: &W,
    id: ExecutionId,
    tree: &HashMap<ExecutionId, LoadedExecution>,
    migrations: &HashMap<&'static str, Migrate>,
) -> Vec<Problem> {
    let found = Mutex::new(Vec::new());
    Reading { tree, migrations, found: &found }.execution(workflow, id);
    found.into_inner().unwrap_or_default()
}

/// The executions that are read, and what was found.
#[derive(Clone, Copy)]
struct Reading<'a> {
    tree: &'a HashMap<ExecutionId, LoadedExecution>,
    migrations: &'a HashMap<&'static str, Migrate>,
    found: &'a Mutex<Vec<Problem>>,
}

impl Reading<'_> {
    fn execution<W: Workflow>(self, workflow: &W, id: ExecutionId) {
        let Some(execution) = self.tree.get(&id).filter(|execution| execution.outcome.is_none()) else {
            return;
        };
        let older = described::<W>().0 != execution.definition;
        let migrate = self.migrations.get(W::NAME).filter(|_| older);
        let probe = Probe { reading: self, execution, migrate, number: 0, above: String::new() };
        probe.machine(&Main(workflow));
    }
}

/// The context of a machine that is read.
#[derive(Clone)]
struct Probe<'a> {
    reading: Reading<'a>,
    execution: &'a LoadedExecution,
    migrate: Option<&'a Migrate>,
    number: u32,
    /// The way through the graph to its machine.
    above: String,
}

impl Probe<'_> {
    fn record(&self) -> Option<&super::record::FrameRecord<'static>> {
        self.execution.frames.get(&self.number).map(|frame| &frame.record)
    }

    fn state_name(&self) -> String {
        self.record().map_or_else(String::new, |record| record.name.to_string())
    }

    fn found(&self, field: Option<String>, reason: String) {
        let state = self.state_name();
        let problem = Problem {
            execution: format!("{}:{}", self.execution.workflow, self.execution.name),
            path: format!("{}{state}", self.above),
            state,
            field,
            reason,
        };
        locked(self.reading.found).push(problem);
    }

    /// Reads the state of a machine, and what is stored below it.
    fn machine<M: Machine>(&self, machine: &M) {
        let Some(record) = self.record() else { return };
        if let Some(output) = &record.output {
            if let Err((_, reason)) = read::<M::Output>(output) {
                self.found(None, format!("the output of the branch cannot be read: {reason}"));
            }
            return;
        }
        let state = match self.migrated(&record.state) {
            Ok(Some(state)) => read::<M::State>(&state),
            Ok(None) => read::<M::State>(&record.state),
            Err(reason) => return self.found(None, format!("it cannot be migrated: {reason}")),
        };
        let state = match state {
            Ok(state) => state,
            Err((field, reason)) => return self.found(field, reason),
        };
        if record.effect.is_some() {
            let stepped = AssertUnwindSafe(machine.step(state, self)).catch_unwind().now_or_never();
            if let Some(Err(panic)) = stepped {
                self.found(None, format!("the state panicked: {}", message_of(&*panic)));
            }
        }
    }

    fn migrated(&self, state: &RawValue) -> Result<Option<Box<RawValue>>, String> {
        let Some(migrate) = self.migrate else { return Ok(None) };
        let old = serde_json::from_str(state.get()).map_err(|reason| reason.to_string())?;
        let new = migrate(old, &self.execution.definition)?;
        serde_json::value::to_raw_value(&new).map(Some).map_err(|reason| reason.to_string())
    }

    /// The number of the first branch's frame, if the branches were begun and there are still as many.
    fn base(&self, count: usize) -> Option<u32> {
        let Some(Effect::Fork { base, length, .. }) = self.record()?.effect.as_deref() else { return None };
        if *length == 0 {
            return None;
        }
        if usize::try_from(*length) != Ok(count) {
            self.found(None, branches_differ(*length, count));
            return None;
        }
        Some(*base)
    }

    fn branch<B: Branch>(&self, base: u32, index: usize, branch: B) {
        let Some(number) = u32::try_from(index).ok().and_then(|index| base.checked_add(index)) else {
            return;
        };
        let above = format!("{}{}[{index}] / ", self.above, self.state_name());
        let (machine, _) = branch.into_parts();
        Probe { number, above, ..self.clone() }.machine(&machine);
    }
}

/// Why branches that were begun cannot go on.
pub(super) fn branches_differ(begun: u32, now: usize) -> String {
    format!("it has {now} branches, and was begun with {begun}")
}

/// Reads a value; says which parameter of a state is the matter, if it is one.
fn read<T: DeserializeOwned>(raw: &RawValue) -> Result<T, (Option<String>, String)> {
    let mut reader = serde_json::Deserializer::from_str(raw.get());
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let segment = error.path().iter().nth(1).map(ToString::to_string);
        let reason = error.into_inner().to_string();
        // A field that is missing, or that nobody knows, has no path of its own.
        let named = ["missing field `", "unknown field `"].iter().find_map(|start| {
            let rest = reason.strip_prefix(start)?;
            rest.split_once('`').map(|(name, _)| name.to_owned())
        });
        (segment.or(named), reason)
    })
}

/// Reads the branches of a parallel state.
struct Reader<'a, 'p> {
    probe: &'p Probe<'a>,
    base: u32,
}

impl BranchRunner for Reader<'_, '_> {
    async fn run_branch<B: Branch>(&self, index: usize, branch: B) -> Result<B::Output, BranchFailure> {
        self.probe.branch(self.base, index, branch);
        pending().await
    }
}

impl Context for Probe<'_> {
    async fn task<T, E, F, Fut>(&self, _: TaskPolicy<'_, E>, _: F) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + DeserializeOwned + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<T, E>, EvaluationError>> + Send,
    {
        pending().await
    }

    async fn callback<T, E, F, Fut>(&self, _: TaskPolicy<'_, E>, _: F) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: TaskError,
        F: Fn(TaskToken<T>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send,
    {
        pending().await
    }

    async fn wait(&self, _: Duration) {
        pending::<()>().await;
    }

    async fn wait_until(&self, _: Timestamp) {
        pending::<()>().await;
    }

    async fn parallel<B, F>(
        &self,
        _: &[Retrier<BranchFailure>],
        branches: F,
    ) -> Result<B::Output, BranchFailure>
    where
        B: Branches,
        F: Fn() -> Result<B, EvaluationError> + Send + Sync,
    {
        if let Ok(branches) = branches()
            && let Some(base) = self.base(branches.count())
        {
            let _ = branches.run_with(&Reader { probe: self, base }).now_or_never();
        }
        pending().await
    }

    async fn map<T, B, F>(
        &self,
        _: Option<usize>,
        _: &[Retrier<BranchFailure>],
        items: Vec<T>,
        branch: F,
    ) -> Result<Vec<B::Output>, BranchFailure>
    where
        T: Serialize + Clone + Send + Sync,
        B: Branch,
        F: Fn(usize, T) -> Result<B, EvaluationError> + Send + Sync,
    {
        if let Some(base) = self.base(items.len()) {
            for (index, item) in items.into_iter().enumerate() {
                if let Ok(branch) = branch(index, item) {
                    self.branch(base, index, branch);
                }
            }
        }
        pending().await
    }

    async fn nested<W, F>(
        &self,
        _: Option<Duration>,
        _: &[Retrier<BranchFailure>],
        workflow: &W,
        _: F,
    ) -> Result<W::Output, BranchFailure>
    where
        W: Workflow,
        F: Fn() -> Result<W::Input, EvaluationError> + Send + Sync,
    {
        let record = self.record();
        if let Some(Effect::Nested { child, .. }) = record.and_then(|record| record.effect.as_deref())
            && let Some(id) = ExecutionId::new(*child)
        {
            self.reading.execution(workflow, id);
        }
        pending().await
    }

    fn execution_id(&self) -> String {
        format!("{}:{}", self.execution.workflow, self.execution.name)
    }

    fn execution_name(&self) -> String {
        self.execution.name.clone()
    }

    fn execution_started_at(&self) -> Timestamp {
        self.execution.started_at
    }

    fn state_entered_at(&self) -> Timestamp {
        self.record().map_or(self.execution.started_at, |record| from_nanos(record.entered))
    }

    fn retry_count(&self) -> u32 {
        let tries = self.record().and_then(|record| record.effect.as_deref()).and_then(Effect::tries);
        tries.map_or(0, |tries| Counts::stored(tries.counts.clone()).total())
    }
}

impl fmt::Debug for Probe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe").field("execution", &self.execution.name).finish_non_exhaustive()
    }
}
