//! An execution as anybody sees it who reads a store, without its workflow's types.

use std::fmt;

use jiff::Timestamp;
use serde_json::Value;

use super::ending::Outcome;
use super::errors;
use super::history::{Source, input_of};
use super::load::LoadedExecution;
use super::record::{Effect, Phase, Tries, from_nanos};
use super::token::{Claim, DurableToken};
use crate::Error;
use crate::retry::Counts;
use crate::store::{ExecutionId, ExecutionStatus, Loaded, StoreError, Wake};

/// An execution, with what each of its machines is doing: what there is to show of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Shown {
    /// Its number in the store.
    pub id: ExecutionId,
    /// The name of its workflow.
    pub workflow: String,
    /// Its own name.
    pub name: String,
    /// The hash of the definition that it began with.
    pub definition: String,
    /// How it stands.
    pub status: ExecutionStatus,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How often it was redriven.
    pub redrives: u32,
    /// The execution that began it, if it is a nested one.
    pub parent: Option<ExecutionId>,
    /// Its input.
    pub input: Option<Value>,
    /// Of one that has succeeded its output.
    pub output: Option<Value>,
    /// Of one that ended otherwise the error name.
    pub error: Option<String>,
    /// Of one that ended otherwise the cause.
    pub cause: Option<String>,
    /// Its machines that have not succeeded, each after the one that it is a branch of. None if it has succeeded; of one
    /// that has failed, those that a redrive goes on with.
    pub machines: Vec<ShownMachine>,
}

/// A machine of an execution: the main one, or a branch.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ShownMachine {
    /// The way through the graph: the states from the main machine's down to this one's, with the index of the branch
    /// that leads to the next: `[("ReviewAll", Some(2)), ("Review", None)]`.
    pub path: Vec<(String, Option<usize>)>,
    /// The state that it is in.
    pub state: String,
    /// The input of that state; of a task alone in a branch, which has none of its own, `None`.
    pub input: Option<Value>,
    /// When it entered the state.
    pub entered_at: Timestamp,
    /// How many states it has entered.
    pub visit: u64,
    /// How many attempts of the state's effect have been begun; 0 if it has none, or has not begun it.
    pub attempts: u32,
    /// What it does.
    pub doing: Doing,
}

/// What a machine does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doing {
    /// It runs, or is about to.
    Running,
    /// It waits until a time.
    Waiting {
        /// Until when.
        until: Timestamp,
    },
    /// An attempt failed, and the next one begins at a time.
    BackingOff {
        /// When.
        until: Timestamp,
    },
    /// It waits for whoever has a token.
    Callback {
        /// The token.
        token: String,
        /// When it stops waiting, unless a heartbeat comes.
        until: Option<Timestamp>,
    },
    /// It waits for its branches.
    Branches {
        /// How many there are.
        count: u32,
        /// How many have succeeded, as far as that is stored.
        succeeded: u32,
    },
    /// It waits for a nested execution.
    Nested {
        /// Which.
        execution: ExecutionId,
    },
    /// Nothing: the execution is over. A redrive goes on here.
    Over,
}

impl Shown {
    /// The tokens that are waited for.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.machines.iter().filter_map(|machine| match &machine.doing {
            Doing::Callback { token, .. } => Some(token.as_str()),
            Doing::Running
            | Doing::Waiting { .. }
            | Doing::BackingOff { .. }
            | Doing::Branches { .. }
            | Doing::Nested { .. }
            | Doing::Over => None,
        })
    }

    /// What a store says of an execution; `None` if it has none with this number.
    pub(super) async fn read(source: &Source, id: ExecutionId) -> Result<Option<Self>, Error> {
        let told = |error: StoreError| errors::store(&error);
        let Some(loaded) = source.load(id).await.map_err(told)? else { return Ok(None) };
        let mut root = id;
        let mut above = loaded.execution.start.parent;
        while let Some(parent) = above {
            root = parent;
            above = source.load(parent).await.map_err(told)?.and_then(|it| it.execution.start.parent);
        }
        Self::of(loaded, root).map(Some)
    }

    fn of(loaded: Loaded, root: ExecutionId) -> Result<Self, Error> {
        let (row, start) = (loaded.execution.clone(), loaded.execution.start.clone());
        let (output, error, cause) = match Outcome::of_row(&row).map(|outcome| outcome.result) {
            None => (None, None, None),
            Some(Ok(output)) => (serde_json::from_str(output.get()).ok(), None, None),
            Some(Err(error)) => (None, Some(error.error().to_owned()), error.cause().map(str::to_owned)),
        };
        let mut execution = LoadedExecution::of(loaded)?;
        if let Some(main) = execution.about_to_begin() {
            execution.frames.insert(0, main);
        }
        let mut machines = Vec::new();
        show_machine(&execution, (root, start.id), 0, &[], &mut machines);
        Ok(Self {
            id: start.id,
            workflow: start.workflow,
            name: start.name,
            definition: start.definition,
            status: row.status,
            started_at: start.started_at,
            finished_at: row.finished_at,
            redrives: row.redrives,
            parent: start.parent,
            input: serde_json::from_slice(&start.input).ok().and_then(|raw: Box<_>| input_of(&raw)),
            output,
            error,
            cause,
            machines,
        })
    }
}

/// Shows a machine, and then its branches.
fn show_machine(
    execution: &LoadedExecution,
    (root, id): (ExecutionId, ExecutionId),
    number: u32,
    above: &[(String, Option<usize>)],
    machines: &mut Vec<ShownMachine>,
) {
    let Some(frame) = execution.frames.get(&number) else { return };
    let record = &frame.record;
    if record.output.is_some() {
        return;
    }
    let effect = record.effect.as_deref();
    let mut path = above.to_vec();
    path.push((record.name.to_string(), None));
    machines.push(ShownMachine {
        path: path.clone(),
        state: record.name.to_string(),
        input: input_of(&record.state),
        entered_at: from_nanos(record.entered),
        visit: record.visit,
        attempts: effect.and_then(Effect::tries).map_or(0, begun),
        doing: match effect {
            _ if execution.outcome.is_some() => Doing::Over,
            Some(effect) => doing(execution, effect, (root, id), number, record.visit),
            None => Doing::Running,
        },
    });
    if let Some(Effect::Fork { base, length, .. }) = effect {
        for index in 0..*length {
            if let Some(last) = path.last_mut() {
                last.1 = usize::try_from(index).ok();
            }
            show_machine(execution, (root, id), base + index, &path, machines);
        }
    }
}

/// How many attempts were begun.
fn begun(tries: &Tries) -> u32 {
    let failed = Counts::stored(tries.counts.clone()).total();
    if tries.not_before.is_some() { failed } else { failed + 1 }
}

fn doing(
    execution: &LoadedExecution,
    effect: &Effect,
    (root, id): (ExecutionId, ExecutionId),
    number: u32,
    visit: u64,
) -> Doing {
    if let Some(until) = effect.tries().and_then(|tries| tries.not_before) {
        return Doing::BackingOff { until: from_nanos(until) };
    }
    match effect {
        Effect::Task(_) | Effect::Callback { phase: Phase::HandingOver, .. } => Doing::Running,
        Effect::Wait { until } => Doing::Waiting { until: from_nanos(*until) },
        Effect::Callback { tries, nonce, phase: Phase::Waiting, .. } => {
            let attempt = Counts::stored(tries.counts.clone()).total();
            let claim = Claim { visit, attempt, nonce: nonce.clone() };
            let frame = id.frame(number).unwrap_or_else(|| id.main_frame());
            let token = DurableToken { root, frame, claim }.to_string();
            // Its deadline, or the end of its patience for a heartbeat: what comes first is when the frame is due.
            let until = execution.frames.get(&number).and_then(|frame| match frame.wake {
                Wake::At(at) => Some(at),
                Wake::Now | Wake::Never => None,
            });
            Doing::Callback { token, until }
        }
        Effect::Fork { base, length, .. } => {
            let over = |at: &u32| execution.frames.get(at).is_some_and(|frame| frame.record.output.is_some());
            let succeeded = (*base..base + length).filter(over).count();
            Doing::Branches { count: *length, succeeded: u32::try_from(succeeded).unwrap_or(u32::MAX) }
        }
        Effect::Nested { child, .. } => match ExecutionId::new(*child) {
            Some(execution) => Doing::Nested { execution },
            None => Doing::Running,
        },
    }
}

/// The way through the graph: `ReviewAll[2] / Review`.
impl fmt::Display for ShownMachine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (state, branch)) in self.path.iter().enumerate() {
            if at > 0 {
                f.write_str(" / ")?;
            }
            f.write_str(state)?;
            if let Some(branch) = branch {
                write!(f, "[{branch}]")?;
            }
        }
        Ok(())
    }
}
