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
//! Run with `cargo bench -p workflow-benches --bench transitions`; with `-- count "ring of three" workflow 400` it runs
//! that one contender 400 times and nothing else, for `perf stat` or callgrind.

mod by_hand;
mod by_statig;
mod by_workflow;

use std::future::Future;
use std::hint::black_box;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
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

/// Who runs a machine, and an iteration of it.
type Contender = (&'static str, fn() -> Result<u64, Failed>);

const LAPS: u64 = TRANSITIONS / 3;
const CALLS: u64 = TRANSITIONS / 2;

/// The machines, each with its contenders.
const MACHINES: [(&str, &[Contender]); 3] = [
    (
        "ring of three",
        &[
            ("match loop", || block_on(by_hand::ring::<true>(black_box(LAPS)))),
            ("match loop that counts", || {
                let visit = AtomicU64::new(0);
                block_on(by_hand::counted_ring(black_box(&visit), black_box(LAPS)))
            }),
            ("workflow", || Ok(block_on(by_workflow::ring::<true>(black_box(LAPS))))),
            ("statig", || block_on(by_statig::ring(black_box(LAPS)))),
        ],
    ),
    (
        "ring seen through",
        &[
            ("match loop", || block_on(by_hand::ring::<false>(black_box(LAPS)))),
            ("workflow", || Ok(block_on(by_workflow::ring::<false>(black_box(LAPS))))),
        ],
    ),
    (
        "task that is ready",
        &[
            ("match loop", || block_on(by_hand::tasks(Ready, black_box(CALLS)))),
            ("match loop that catches", || block_on(by_hand::caught_tasks(Ready, black_box(CALLS)))),
            ("match loop that counts and catches", || {
                let visit = AtomicU64::new(0);
                block_on(by_hand::counted_caught_tasks(black_box(&visit), Ready, black_box(CALLS)))
            }),
            ("workflow", || Ok(block_on(by_workflow::tasks(black_box(CALLS))))),
            ("statig", || block_on(by_statig::tasks(black_box(CALLS)))),
        ],
    ),
];

fn compare(c: &mut Criterion) {
    for (machine, contenders) in MACHINES {
        let mut group = c.benchmark_group(machine);
        group.throughput(Throughput::Elements(TRANSITIONS)).measurement_time(Duration::from_secs(4));
        for (name, iteration) in contenders {
            group.bench_function(BenchmarkId::from_parameter(name), |b| b.iter(iteration));
        }
        group.finish();
    }
}

/// Runs one contender so many times and nothing else, for a tool that counts instructions.
fn count(machine: &str, contender: &str, iterations: u32) {
    let (_, contenders) = MACHINES.iter().find(|(name, _)| *name == machine).expect("a machine's name");
    let (_, iteration) = contenders.iter().find(|(name, _)| *name == contender).expect("a contender's name");
    for _ in 0..iterations {
        black_box(iteration()).expect("it succeeds");
    }
}

fn main() {
    // `cargo bench` adds one of its own.
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    if let ["count", machine, contender, iterations] = *args {
        return count(machine, contender, iterations.parse().expect("a number of iterations"));
    }
    let mut criterion = Criterion::default().configure_from_args();
    compare(&mut criterion);
    criterion.final_summary();
}
