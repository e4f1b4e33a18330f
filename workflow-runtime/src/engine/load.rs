//! Reading executions back: the outermost one and all that are nested in it, before their task begins.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde_json::value::RawValue;

use super::ending::Outcome;
use super::node::{self, Node, StoredFrame};
use super::record::{Effect, FrameRecord, to_nanos};
use super::running::Origin;
use super::{Inner, errors};
use crate::Error;
use crate::store::{ExecutionId, Loaded, Wake};

/// An execution as it was read.
#[derive(Debug)]
pub(super) struct LoadedExecution {
    pub(super) workflow: String,
    pub(super) name: String,
    pub(super) definition: String,
    pub(super) started_at: Timestamp,
    pub(super) redrives: u32,
    /// Whether a state of another execution waits for it.
    pub(super) is_nested: bool,
    /// The first state, as it was begun with.
    input: Vec<u8>,
    /// If it is over.
    pub(super) outcome: Option<Outcome>,
    pub(super) frames: HashMap<u32, StoredFrame>,
}

impl LoadedExecution {
    /// An execution of its rows.
    pub(super) fn of(loaded: Loaded) -> Result<Self, Error> {
        let outcome = Outcome::of_row(&loaded.execution);
        let start = loaded.execution.start;
        let mut frames = HashMap::with_capacity(loaded.frames.len());
        for frame in loaded.frames {
            let record: FrameRecord<'static> = serde_json::from_slice(&frame.data).map_err(|reason| {
                let frame = frame.id.number();
                errors::unreadable(format!("the checkpoint of frame {frame} cannot be read: {reason}"))
            })?;
            frames.insert(frame.id.number(), StoredFrame { record, head: frame.head, wake: frame.wake });
        }
        Ok(Self {
            workflow: start.workflow,
            name: start.name,
            definition: start.definition,
            started_at: start.started_at,
            redrives: loaded.execution.redrives,
            is_nested: start.parent.is_some(),
            input: start.input,
            outcome,
            frames,
        })
    }

    /// Whether it has done anything. A nested execution begins in a commit of its parent.
    pub(super) fn has_begun(&self) -> bool {
        self.frames.contains_key(&0)
    }

    /// The main machine of one that runs and has not done anything: it is about to enter its first state.
    pub(super) fn about_to_begin(&self) -> Option<StoredFrame> {
        if self.outcome.is_some() || self.has_begun() {
            return None;
        }
        let state: Box<RawValue> = serde_json::from_slice(&self.input).ok()?;
        let record = FrameRecord {
            visit: 1,
            entered: to_nanos(self.started_at),
            name: state_name(&state)?.into(),
            state: Cow::Owned(state),
            effect: None,
            output: None,
            since: None,
        };
        Some(StoredFrame { record, head: None, wake: Wake::Now })
    }

    /// What it goes on with, in a program whose definition has this hash.
    pub(super) fn into_origin(self, definition: &str) -> Origin {
        Origin::Stored {
            started_at: self.started_at,
            name: self.name,
            redrives: self.redrives,
            older: (self.definition != definition).then_some(self.definition),
            frames: self.frames,
        }
    }

    /// Its main machine, with the branches below it, for who ends it without running it.
    pub(super) fn into_main(mut self, id: ExecutionId) -> Arc<Node> {
        let main = match self.frames.remove(&0) {
            Some(frame) => Node::stored(id.main_frame(), frame),
            None => Node::main(id.main_frame()),
        };
        node::adopt(&main, &mut self.frames);
        main
    }

    /// The executions that its states wait for.
    pub(super) fn nested(&self) -> impl Iterator<Item = ExecutionId> + '_ {
        self.frames.values().filter_map(|frame| match frame.record.effect.as_deref() {
            Some(Effect::Nested { child, .. }) => ExecutionId::new(*child),
            _ => None,
        })
    }
}

/// The name of a state in JSON: a variant's.
fn state_name(state: &RawValue) -> Option<String> {
    match serde_json::from_str(state.get()).ok()? {
        serde_json::Value::String(name) => Some(name),
        serde_json::Value::Object(fields) => fields.keys().next().cloned(),
        _ => None,
    }
}

/// An execution and all that are nested in it, read with `load`.
pub(super) async fn read_tree<Fut>(
    id: ExecutionId,
    load: impl Fn(ExecutionId) -> Fut,
) -> Result<HashMap<ExecutionId, LoadedExecution>, Error>
where
    Fut: Future<Output = Result<Option<Loaded>, Error>>,
{
    let mut tree = HashMap::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        if let Some(loaded) = load(id).await? {
            let execution = LoadedExecution::of(loaded)?;
            waiting.extend(execution.nested());
            tree.insert(id, execution);
        }
    }
    Ok(tree)
}

impl Inner {
    /// The outermost execution that an execution runs in.
    pub(super) async fn root_of(&self, mut id: ExecutionId) -> Result<Option<ExecutionId>, Error> {
        loop {
            let loaded = self.store.load(id).await.map_err(|error| self.read_failed(&error))?;
            let Some(loaded) = loaded else { return Ok(None) };
            match loaded.execution.start.parent {
                Some(parent) => id = parent,
                None => return Ok(Some(id)),
            }
        }
    }

    /// An execution and all that are nested in it.
    pub(super) fn read_tree(
        &self,
        id: ExecutionId,
    ) -> BoxFuture<'_, Result<HashMap<ExecutionId, LoadedExecution>, Error>> {
        let load = move |id| async move {
            self.store.load(id).await.map_err(|error| match error.is_unreadable() {
                // It is damaged: that concerns this execution, and will not pass.
                true => errors::unreadable(error.to_string()),
                false => self.read_failed(&error),
            })
        };
        Box::pin(read_tree(id, load))
    }
}
