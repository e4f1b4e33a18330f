//! Parallel and map states: branches are frames of their own, and one that is over is never run again.
//!
//! A branch is stored with its first effect; one without any effect is not stored at all, because running it again costs
//! nothing and does nothing. On recovery the parent's state makes its branches again, and each goes on where its frame
//! stands.

use std::borrow::Cow;
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::context::Durable;
use super::machine::{self, Beginning};
use super::node::{self, Node};
use super::probe::branches_differ;
use super::record::{Effect, Entry, Tries};
use super::running::{block, locked, wake_waiting};
use crate::error::{Kind, RUNTIME};
use crate::execution::branch::{Branch, BranchRunner, Branches};
use crate::retry::Counts;
use crate::store::{Commit, Wake};
use crate::{BranchFailure, Error, EvaluationError, Machine, Retrier};

impl Durable {
    pub(super) async fn run_parallel<B, F>(
        &self,
        retry: &[Retrier<BranchFailure>],
        branches: F,
    ) -> Result<B::Output, BranchFailure>
    where
        B: Branches,
        F: Fn() -> Result<B, EvaluationError> + Send + Sync,
    {
        let (mut counts, mut begun) = self.tries().await;
        loop {
            self.frame.begin_attempt(counts.total(), None);
            let result = match branches() {
                Ok(branches) => match self.fork(&counts, begun, branches.count(), false).await {
                    Ok(base) => {
                        let runner = self.runner(counts.total(), base, None);
                        let result = {
                            let _waiting = self.wait_for_branches();
                            branches.run_with(&runner).await
                        };
                        self.join(result.is_ok(), false).await;
                        result
                    }
                    Err(error) => Err(error.into()),
                },
                Err(error) => Err(self.not_evaluated(error)),
            };
            begun = false;
            match self.fork_ended(result, &mut counts, retry, false).await {
                Some(result) => return result,
                None => continue,
            }
        }
    }

    pub(super) async fn run_map<T, B, F>(
        &self,
        max_concurrency: Option<usize>,
        retry: &[Retrier<BranchFailure>],
        items: Vec<T>,
        branch: F,
    ) -> Result<Vec<B::Output>, BranchFailure>
    where
        T: Serialize + Clone + Send + Sync,
        B: Branch,
        F: Fn(usize, T) -> Result<B, EvaluationError> + Send + Sync,
    {
        let bound = max_concurrency.filter(|bound| *bound > 0).unwrap_or(usize::MAX);
        let (mut counts, mut begun) = self.tries().await;
        loop {
            self.frame.begin_attempt(counts.total(), None);
            let result = match self.fork(&counts, begun, items.len(), true).await {
                Ok(base) => {
                    let inputs = self.item_inputs::<T, B>(&items);
                    let runner = self.runner(counts.total(), base, Some(&inputs));
                    let result = {
                        let _waiting = self.wait_for_branches();
                        self.run_items(items.clone(), bound, &branch, &runner).await
                    };
                    self.join(result.is_ok(), true).await;
                    result
                }
                Err(error) => Err(error.into()),
            };
            begun = false;
            match self.fork_ended(result, &mut counts, retry, true).await {
                Some(result) => return result,
                None => continue,
            }
        }
    }

    fn run_items<T, B, F>(
        &self,
        items: Vec<T>,
        bound: usize,
        branch: &F,
        runner: &Runner<'_>,
    ) -> impl Future<Output = Result<Vec<B::Output>, BranchFailure>> + Send
    where
        T: Send,
        B: Branch,
        F: Fn(usize, T) -> Result<B, EvaluationError> + Send + Sync,
    {
        crate::map::in_order(items, bound, move |index, item| {
            let branch = branch(index, item);
            async move {
                let branch = branch.map_err(|error| self.not_evaluated(error))?;
                runner.run_branch(index, branch).await
            }
        })
    }

    /// The items of a map as the history has them, if it does not have them otherwise.
    fn item_inputs<T: Serialize, B: Branch>(&self, items: &[T]) -> Vec<Box<RawValue>> {
        if !B::Machine::takes_parent_input() || !self.running.engine.keeps_results() {
            return Vec::new();
        }
        let raw = |item| to_raw_value(item).unwrap_or_else(|_| RawValue::NULL.to_owned());
        items.iter().map(raw).collect()
    }

    /// Makes the beginning of the branches durable, unless it is; gives the number of the first one's frame.
    async fn fork(&self, counts: &Counts, begun: bool, count: usize, map: bool) -> Result<u32, Error> {
        if begun && let Some(Effect::Fork { base, length, .. }) = self.effect() {
            if usize::try_from(length) != Ok(count) {
                let state = self.node.book().name.clone();
                let reason = branches_differ(length, count);
                return block(&self.running, format!("state `{state}` cannot go on: {reason}")).await;
            }
            return Ok(base);
        }
        let length = u32::try_from(count).ok();
        let taken = length.and_then(|length| Some((locked(&self.running.numbers).take(length)?, length)));
        let Some((base, length)) = taken else {
            let cause = format!("{count} branches are more than an execution can have at a time");
            let error = Error::of_kind(Kind::Failed, RUNTIME, cause);
            self.frame.set_fatal(error.clone());
            return Err(error);
        };
        let attempt = counts.total();
        self.note(&Entry::Forked { at: self.now(), attempt, base, length, map });
        let tries = Tries { counts: counts.as_slice().to_vec(), not_before: None };
        self.begin(Effect::Fork { tries, base, length, map }, None).await;
        Ok(base)
    }

    /// What runs the branches; those that are stored go on.
    fn runner<'r>(&'r self, attempt: u32, base: u32, items: Option<&'r [Box<RawValue>]>) -> Runner<'r> {
        let book = self.node.book();
        let stored = book.children.iter().map(|child| (child.id.number(), Arc::clone(child))).collect();
        Runner { cx: self, attempt, base, items, stored }
    }

    /// While branches run, their parent does not.
    pub(super) fn wait_for_branches(&self) -> Waiting<'_> {
        self.running.slot.leave_work();
        Waiting(self)
    }

    /// All branches have succeeded, or one has failed and the others were given up.
    async fn join(&self, succeeded: bool, map: bool) {
        let mut given_up = Vec::new();
        if !succeeded {
            self.running.slot.orphans_made().await;
            self.running.abort_untaken(&self.node);
            given_up = node::given_up(&self.node);
        }
        node::take_over(&self.running.engine, &self.node, !succeeded);
        self.note(&Entry::Joined { at: self.now(), succeeded, map, given_up });
    }

    /// The result of a parallel or map state, or nothing if it is to be run again.
    async fn fork_ended<T>(
        &self,
        result: Result<T, BranchFailure>,
        counts: &mut Counts,
        retry: &[Retrier<BranchFailure>],
        map: bool,
    ) -> Option<Result<T, BranchFailure>> {
        let failure = match result {
            Ok(output) => return Some(Ok(output)),
            Err(failure) => failure,
        };
        let Some(delay) = self.backoff(counts, retry, &failure) else {
            self.note(&Entry::ForkFailed { at: self.now(), map });
            return Some(Err(failure));
        };
        self.node.book().clear(&self.running.numbers);
        self.back_off(delay, counts, |tries| Effect::Fork { tries, base: 0, length: 0, map }).await;
        None
    }
}

/// While it is there, a machine waits for others of its execution.
pub(super) struct Waiting<'a>(&'a Durable);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.running.slot.enter_work();
    }
}

/// While it is there, a machine is at work.
pub(super) struct Working<'a>(&'a Durable);

impl<'a> Working<'a> {
    pub(super) fn new(cx: &'a Durable) -> Self {
        cx.running.slot.enter_work();
        Self(cx)
    }
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.running.slot.leave_work();
    }
}

/// Runs branches as machines of their own, in the task of their execution.
struct Runner<'r> {
    cx: &'r Durable,
    attempt: u32,
    /// The number of the frame of the first branch.
    base: u32,
    /// Of a map whose branches take the item for their input, the items.
    items: Option<&'r [Box<RawValue>]>,
    /// The branches that are stored, by the numbers of their frames.
    stored: HashMap<u32, Arc<Node>>,
}

impl BranchRunner for Runner<'_> {
    async fn run_branch<B: Branch>(&self, index: usize, branch: B) -> Result<B::Output, BranchFailure> {
        let (machine, start) = branch.into_parts();
        let (node, stored) = self.node(index);
        let cx = self.cx.branch(self.attempt, index, Arc::clone(&node));
        let output = if stored { node.book().output.clone() } else { None };
        if let Some(output) = output {
            return Ok(self.read_output(&output).await);
        }
        let _working = Working::new(self.cx);
        let beginning = if stored {
            Beginning::Stored
        } else {
            self.begins(index, &cx);
            Beginning::New(start)
        };
        let result = cx.frame.scope(machine::run_typed(&machine, beginning, &cx)).await;
        match result {
            Ok((output, raw)) => {
                self.succeeded(&cx, raw).await;
                Ok(output)
            }
            Err(error) => {
                if error.is_data_limit_exceeded() {
                    self.cx.frame.set_fatal(error.clone());
                }
                Err(error.into())
            }
        }
    }
}

impl Runner<'_> {
    /// The frame of a branch, and whether the store has it.
    fn node(&self, index: usize) -> (Arc<Node>, bool) {
        let number = u32::try_from(index).ok().and_then(|index| self.base.checked_add(index));
        let number = number.expect("the numbers of all branches were taken");
        if let Some(node) = self.stored.get(&number) {
            node.book().parked = None;
            return (Arc::clone(node), true);
        }
        let id = self.cx.running.id.frame(number).expect("the numbers of all branches were taken");
        let parent = &self.cx.node;
        let mut book = parent.book();
        let node = parent.branch(id, index, book.head);
        book.children.push(Arc::clone(&node));
        (node, false)
    }

    fn begins(&self, index: usize, cx: &Durable) {
        let item = self.items.and_then(|items| items.get(index)).map(|item| Cow::Borrowed(&**item));
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        cx.note(&Entry::BranchStarted { at: cx.now(), index, item });
    }

    /// A branch that was stored is over in the store before its parent learns of it.
    async fn succeeded(&self, cx: &Durable, output: Box<RawValue>) {
        let stored = {
            let mut book = cx.node.book();
            book.clear(&cx.running.numbers);
            book.output = Some(output);
            book.dirty = true;
            book.effect = None;
            book.exists
        };
        if stored {
            let mut woken = Commit::default();
            wake_waiting(&self.cx.node, &mut woken);
            node::append(&mut cx.node.book().carried, &mut woken);
            cx.flush(Some(Wake::Never)).await;
        }
    }

    async fn read_output<T: serde::de::DeserializeOwned>(&self, output: &RawValue) -> T {
        match serde_json::from_str(output.get()) {
            Ok(output) => output,
            Err(reason) => {
                let state = self.cx.node.book().name.clone();
                block(
                    &self.cx.running,
                    format!("the output of a branch of state `{state}` cannot be read: {reason}"),
                )
                .await
            }
        }
    }
}
