//! What a transition costs in memory, beside the same machine written as a `match` loop and beside `statig`.
//!
//! Two machines, each run for [`TRANSITIONS`] transitions an iteration, so that the time of one is the reported element
//! time: a ring of three states of which one is a choice over an input that the compiler cannot know, and a state that
//! calls a task which is ready at once. The compiler sees through the hand-written ring and fuses its three states into one
//! loop body. Run with `cargo bench -p workflow-benches --bench transitions`.

mod by_hand;
mod by_statig;
mod by_workflow;

use std::future::Future;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Transitions an iteration.
const TRANSITIONS: u64 = 30_000;

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

fn compare(c: &mut Criterion) {
    let ring_length = TRANSITIONS / 3;
    let mut ring = c.benchmark_group("ring of three");
    ring.throughput(Throughput::Elements(TRANSITIONS)).measurement_time(Duration::from_secs(4));
    ring.bench_function(BenchmarkId::from_parameter("match loop"), |b| {
        b.iter(|| block_on(by_hand::ring(black_box(ring_length))));
    });
    ring.bench_function(BenchmarkId::from_parameter("workflow"), |b| {
        b.iter(|| block_on(by_workflow::ring(black_box(ring_length))));
    });
    ring.bench_function(BenchmarkId::from_parameter("statig"), |b| {
        b.iter(|| block_on(by_statig::ring(black_box(ring_length))));
    });
    ring.finish();

    let mut task = c.benchmark_group("task that is ready");
    task.throughput(Throughput::Elements(TRANSITIONS)).measurement_time(Duration::from_secs(4));
    task.bench_function(BenchmarkId::from_parameter("match loop"), |b| {
        b.iter(|| block_on(by_hand::tasks(black_box(TRANSITIONS))));
    });
    task.bench_function(BenchmarkId::from_parameter("workflow"), |b| {
        b.iter(|| block_on(by_workflow::tasks(black_box(TRANSITIONS))));
    });
    task.bench_function(BenchmarkId::from_parameter("statig"), |b| {
        b.iter(|| block_on(by_statig::tasks(black_box(TRANSITIONS))));
    });
    task.finish();
}

criterion_group!(benches, compare);
criterion_main!(benches);
