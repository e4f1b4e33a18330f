//! What a transition costs in memory, beside the same machine written as a `match` loop and beside `statig`.
//!
//! Two machines, each run for [`TRANSITIONS`] transitions an iteration, so that the time of one is the reported element
//! time:
//!
//! - a ring of three states, of which one is a choice that compares with what the compiler cannot know;
//! - a state that calls a task which is ready at once, and a choice over what the task gave.
//!
//! The contenders do the same work. A workflow computes with checked arithmetic, here as on AWS, so the others check
//! theirs; the task is the same method of the same value. What the compiler must not know goes through [`black_box`]: the
//! machines' input, what the choice compares with, whether the task is ready, and at every transition the state itself
//! (of `statig`, where it lives in the machine, the machine). Without the last rustc sees that the ring always turns the
//! same way and fuses three states into one loop body without an enum; that is measured too, as `ring seen through`.
//!
//! What the workflow does besides is what a driver is for: at every moment it can be asked for the visit, and it gives
//! its thread back from time to time, and a task that panics is a failure of its state. `match loop that counts` (of the task:
//! `and catches`) does the same by hand, written plainly.
//!
//! Run with `cargo bench -p workflow-benches --bench transitions`.

mod by_hand;
mod by_statig;
mod by_workflow;

use std::future::Future;
use std::hint::black_box;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use workflow_runtime::prelude::*;

/// Transitions an iteration: the ring turns a third as often, the task is called half as often.
const TRANSITIONS: u64 = 30_000;

/// How a machine fails that never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
enum Failed {
    Crashed,
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

/// A state on its way to the driver's `match`: with `OPAQUE`, the compiler does not learn which it is.
#[inline(always)]
fn passed<const OPAQUE: bool, S>(state: S) -> S {
    if OPAQUE { black_box(state) } else { state }
}

/// The work of all three machines.
#[tasks]
pub(crate) trait Work {
    async fn ready(&self, left: u64) -> Result<u64, Failed>;
}

/// Gives back what it was given, at once; that it is ready at once the compiler cannot know.
struct Ready;

impl Work for Ready {
    async fn ready(&self, left: u64) -> Result<u64, Failed> {
        if black_box(false) {
            tokio::task::yield_now().await;
        }
        let worked = black_box(left);
        if worked > TRANSITIONS { Err(Failed::Unready) } else { Ok(worked) }
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

fn compare(c: &mut Criterion) {
    let laps = TRANSITIONS / 3;
    let mut ring = c.benchmark_group("ring of three");
    ring.throughput(Throughput::Elements(TRANSITIONS)).measurement_time(Duration::from_secs(4));
    ring.bench_function(BenchmarkId::from_parameter("match loop"), |b| {
        b.iter(|| block_on(by_hand::ring::<true>(black_box(laps))));
    });
    ring.bench_function(BenchmarkId::from_parameter("match loop that counts"), |b| {
        let visit = AtomicU64::new(0);
        b.iter(|| block_on(by_hand::counted_ring(black_box(&visit), black_box(laps))));
    });
    ring.bench_function(BenchmarkId::from_parameter("workflow"), |b| {
        b.iter(|| block_on(by_workflow::ring::<true>(black_box(laps))));
    });
    ring.bench_function(BenchmarkId::from_parameter("statig"), |b| {
        b.iter(|| block_on(by_statig::ring(black_box(laps))));
    });
    ring.finish();

    let mut seen = c.benchmark_group("ring seen through");
    seen.throughput(Throughput::Elements(TRANSITIONS)).measurement_time(Duration::from_secs(4));
    seen.bench_function(BenchmarkId::from_parameter("match loop"), |b| {
        b.iter(|| block_on(by_hand::ring::<false>(black_box(laps))));
    });
    seen.bench_function(BenchmarkId::from_parameter("workflow"), |b| {
        b.iter(|| block_on(by_workflow::ring::<false>(black_box(laps))));
    });
    seen.finish();

    let calls = TRANSITIONS / 2;
    let mut task = c.benchmark_group("task that is ready");
    task.throughput(Throughput::Elements(TRANSITIONS)).measurement_time(Duration::from_secs(4));
    task.bench_function(BenchmarkId::from_parameter("match loop"), |b| {
        b.iter(|| block_on(by_hand::tasks(Ready, black_box(calls))));
    });
    task.bench_function(BenchmarkId::from_parameter("match loop that counts and catches"), |b| {
        let visit = AtomicU64::new(0);
        b.iter(|| block_on(by_hand::caught_tasks(black_box(&visit), Ready, black_box(calls))));
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
