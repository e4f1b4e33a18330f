//! What a transition costs in memory, beside the same machine written as a `match` loop and beside `statig`.
//!
//! Two machines, each run for [`TRANSITIONS`] transitions an iteration, so that the time of one is the reported element
//! time:
//!
//! - a ring of three states, of which one is a choice that compares with what the compiler cannot know;
//! - a state that calls a task which is ready at once, and a choice over what the task gave.
//!
//! The three do the same work. A workflow computes with checked arithmetic, here as on AWS, so the others check theirs;
//! the machines' input and what the choices look at go through [`black_box`], so that no loop is folded into a formula;
//! the task is the same function. What the workflow does besides is what a driver is for: it counts the states, lets
//! other tasks have the thread from time to time, and knows at every moment which state it is in. The compiler sees through
//! the hand-written ring and fuses its three states into one loop body.
//!
//! Run with `cargo bench -p workflow-benches --bench transitions`.

mod by_hand;
mod by_statig;
mod by_workflow;

use std::future::Future;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use workflow_runtime::prelude::*;

/// Transitions an iteration: the ring turns a third as often, the task is called half as often.
const TRANSITIONS: u64 = 30_000;

/// How a machine fails that never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
enum Failed {
    Overflow,
    Unready,
}

/// What a workflow asks of a sum or a difference: that it does not overflow, and that JSON carries it exactly.
fn exact(number: Option<u64>) -> Result<u64, Failed> {
    number.filter(|number| *number < 1 << 53).ok_or(Failed::Overflow)
}

/// What the ring's choice compares with; nobody tells the compiler that it is zero.
fn zero() -> u64 {
    black_box(0)
}

/// The work of all three: it gives back what it was given, at once.
async fn ready(left: u64) -> Result<u64, Failed> {
    let worked = black_box(left);
    if worked > TRANSITIONS { Err(Failed::Unready) } else { Ok(worked) }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

fn compare(c: &mut Criterion) {
    let laps = TRANSITIONS / 3;
    let mut ring = c.benchmark_group("ring of three");
    ring.throughput(Throughput::Elements(TRANSITIONS)).measurement_time(Duration::from_secs(4));
    ring.bench_function(BenchmarkId::from_parameter("match loop"), |b| {
        b.iter(|| block_on(by_hand::ring(black_box(laps))));
    });
    ring.bench_function(BenchmarkId::from_parameter("workflow"), |b| {
        b.iter(|| block_on(by_workflow::ring(black_box(laps))));
    });
    ring.bench_function(BenchmarkId::from_parameter("statig"), |b| {
        b.iter(|| block_on(by_statig::ring(black_box(laps))));
    });
    ring.finish();

    let calls = TRANSITIONS / 2;
    let mut task = c.benchmark_group("task that is ready");
    task.throughput(Throughput::Elements(TRANSITIONS)).measurement_time(Duration::from_secs(4));
    task.bench_function(BenchmarkId::from_parameter("match loop"), |b| {
        b.iter(|| block_on(by_hand::tasks(black_box(calls))));
    });
    task.bench_function(BenchmarkId::from_parameter("workflow"), |b| {
        b.iter(|| block_on(by_workflow::tasks(black_box(calls))));
    });
    task.bench_function(BenchmarkId::from_parameter("statig"), |b| {
        b.iter(|| block_on(by_statig::tasks(black_box(calls))));
    });
    task.finish();
}

criterion_group!(benches, compare);
criterion_main!(benches);
