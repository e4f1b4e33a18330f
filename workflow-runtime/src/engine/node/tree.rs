//! Machines with the branches below them: what is done to all of them at once.
//!
//! Read `node.rs` first.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::super::Inner;
use super::super::record::{Effect, GivenUp};
use super::super::slot::Ack;
use super::{Node, StoredFrame};
use crate::store::{Commit, ExecutionId, FrameChange, Wake};

/// The branches of a state that have not succeeded, in order.
pub(in crate::engine) fn given_up(node: &Node) -> Vec<GivenUp> {
    let book = node.book();
    let Some(Effect::Fork { base, .. }) = book.effect else { return Vec::new() };
    let mut all: Vec<GivenUp> = book
        .children
        .iter()
        .filter_map(|child| child.book().given_up(child.id.number().checked_sub(base)?))
        .collect();
    all.sort_unstable_by_key(|one| one.index);
    all
}

/// Puts the stored frames of a machine's branches below it, and theirs below them.
///
/// A branch that nobody has taken up yet is parked: the store knows when it is due.
pub(in crate::engine) fn adopt(node: &Arc<Node>, frames: &mut HashMap<u32, StoredFrame>) {
    let mut book = node.book();
    let Some(Effect::Fork { base, length, .. }) = book.effect else { return };
    for index in 0..length {
        let number = base + index;
        let Some(frame) = frames.remove(&number) else { continue };
        let Some(id) = node.id.execution().frame(number) else { continue };
        let child = node.stored_branch(id, index as usize, frame);
        {
            let mut book = child.book();
            book.parked = book.output.is_none().then_some(book.wake);
        }
        adopt(&child, frames);
        book.children.push(child);
    }
}

/// The nested executions that a machine and its branches wait for and that no state has taken up yet, each with the
/// machine that waits for it.
pub(in crate::engine) fn untaken(node: &Arc<Node>, found: &mut Vec<(Arc<Node>, ExecutionId)>) {
    let book = node.book();
    if let (Some(Effect::Nested { child, .. }), None) = (&book.effect, &book.nested) {
        found.extend(ExecutionId::new(*child).map(|id| (Arc::clone(node), id)));
    }
    for child in &book.children {
        untaken(child, found);
    }
}

/// Brings the wakes in the store to what they have to be when nothing of the execution is in memory.
///
/// A branch that is over and that nothing is stored of yet is stored now, so that it is not run again. Gives the earliest
/// of the wakes.
pub(in crate::engine) fn rest(
    engine: &Inner,
    node: &Node,
    deadline: Option<Timestamp>,
    commit: &mut Commit,
) -> Wake {
    let mut book = node.book();
    if book.output.is_some() && !book.exists {
        book.write_row(engine, node.id, commit);
        book.write_frame(node.id, Wake::Never, commit);
    }
    let Some(wake) = book.resting(deadline) else { return Wake::Never };
    if wake != book.wake {
        book.wake = wake;
        commit.frames.push(FrameChange::Wake(node.id, wake));
    }
    let mut first = wake;
    for child in &book.children {
        first = sooner(first, rest(engine, child, None, commit));
    }
    if let Some(nested) = &book.nested
        && !nested.is_over()
    {
        first = sooner(first, rest(engine, &nested.main, nested.deadline(), commit));
    }
    first
}

/// When a machine, or one of its branches, goes on by itself.
pub(in crate::engine) fn next_wake(node: &Node, deadline: Option<Timestamp>) -> Wake {
    let book = node.book();
    let Some(mut first) = book.resting(deadline) else { return Wake::Never };
    for child in &book.children {
        first = sooner(first, next_wake(child, None));
    }
    match &book.nested {
        Some(nested) if !nested.is_over() => sooner(first, next_wake(&nested.main, nested.deadline())),
        Some(_) | None => first,
    }
}

fn sooner(one: Wake, other: Wake) -> Wake {
    match (one, other) {
        (Wake::Now, _) | (_, Wake::Now) => Wake::Now,
        (Wake::Never, wake) | (wake, Wake::Never) => wake,
        (Wake::At(one), Wake::At(other)) => Wake::At(one.min(other)),
    }
}

/// Takes over what the branches of a state have left to say, and gives the heads of their histories.
///
/// After a failure the checkpoints that are not stored yet go with it, so that a redrive does not run again what has
/// succeeded, and nested executions are stopped.
pub(in crate::engine) fn take_over(engine: &Inner, node: &Node, failed: bool) {
    let mut book = node.book();
    let (mut commit, children) = (std::mem::take(&mut book.carried), std::mem::take(&mut book.children));
    let left = if book.joined { &[][..] } else { &children[..] };
    for child in left {
        if failed {
            take_over(engine, child, true);
        }
        let mut child_book = child.book();
        let mut acks = Vec::new();
        child_book.begin_commit(&mut commit, &mut acks);
        book.acks.extend(acks.into_iter().map(Ack::without_command));
        child_book.write_row(engine, child.id, &mut commit);
        if failed && child_book.visit > 0 && (child_book.dirty || !child_book.exists) {
            let wake = child_book.wake;
            child_book.write_frame(child.id, wake, &mut commit);
        }
        // Without a row of its own its history ends where it began, in its parent's.
        let head = child_book.head;
        if head != book.head {
            book.joins.extend(head);
        }
    }
    book.children = children;
    book.joined = true;
    if failed && let Some(nested) = book.nested.clone() {
        nested.abort_into(&mut commit, &mut book.acks);
    }
    book.carried = commit;
}

/// Adds one change to another.
pub(in crate::engine) fn append(commit: &mut Commit, more: &mut Commit) {
    commit.start.append(&mut more.start);
    commit.history.append(&mut more.history);
    commit.frames.append(&mut more.frames);
    commit.executions.append(&mut more.executions);
    commit.answers.append(&mut more.answers);
}

/// No frame of a machine and its branches is due any more; their checkpoints stay for a redrive.
pub(in crate::engine) fn put_to_rest(node: &Node, commit: &mut Commit) {
    let mut book = node.book();
    if book.exists && book.wake != Wake::Never {
        book.wake = Wake::Never;
        commit.frames.push(FrameChange::Wake(node.id, Wake::Never));
    }
    for child in &book.children {
        put_to_rest(child, commit);
    }
}
