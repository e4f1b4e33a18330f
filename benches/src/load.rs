//! A load on something durable: executions of ten steps, many at a time, and what they took.
//!
//! It knows nothing of what it drives: a contender is a closure that takes one execution from its start to its end and
//! reports every step. The peers' package includes this file too, so that all are measured by the same code.

use std::fs;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

/// The steps of an execution. With its start there are eleven transitions, each durable before the next one begins.
pub const STEPS: u32 = 10;

/// What an execution carries through its states: about 300 bytes of JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cargo {
    /// Which of the executions at a time this is.
    pub worker: usize,
    /// How many steps it has taken.
    pub step: u32,
    /// What fills it.
    pub text: String,
}

impl Cargo {
    /// The cargo of an execution that begins.
    #[must_use]
    pub fn new(worker: usize) -> Self {
        Self { worker, step: 0, text: "0123456789".repeat(25) }
    }
}

/// How long each transition took, and how many there were.
#[derive(Debug)]
pub struct Meter(Vec<Line>);

/// A worker on cache lines of its own.
#[derive(Debug)]
#[repr(align(128))]
struct Line(Mutex<Worker>);

#[derive(Debug)]
struct Worker {
    last: Instant,
    /// One after the other: a histogram for each of many workers would be larger than the processor's caches.
    micros: Vec<u32>,
}

impl Meter {
    /// A meter for so many executions at a time.
    ///
    /// # Panics
    ///
    /// Never: the bounds of the histogram are constants that it takes.
    #[must_use]
    pub fn new(at_a_time: usize) -> Arc<Self> {
        let worker = || Worker { last: Instant::now(), micros: Vec::new() };
        Arc::new(Self((0..at_a_time).map(|_| Line(Mutex::new(worker()))).collect()))
    }

    /// An execution begins.
    pub fn begin(&self, worker: usize) {
        self.at(worker, |worker| worker.last = Instant::now());
    }

    /// A transition is over: a step begins, or the execution has ended.
    pub fn tick(&self, worker: usize) {
        self.at(worker, |worker| {
            let now = Instant::now();
            let micros = (now - worker.last).as_micros();
            worker.micros.push(u32::try_from(micros).unwrap_or(u32::MAX));
            worker.last = now;
        });
    }

    fn at(&self, worker: usize, change: impl FnOnce(&mut Worker)) {
        change(&mut self.0[worker].0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn total(&self) -> Histogram<u64> {
        let mut total = Histogram::new_with_max(60_000_000, 2).expect("the bounds are sound");
        for worker in &self.0 {
            let worker = worker.0.lock().unwrap_or_else(PoisonError::into_inner);
            worker.micros.iter().for_each(|micros| total.saturating_record(u64::from(*micros)));
        }
        total
    }
}

/// What a load took.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Who was driven.
    pub contender: String,
    /// Executions at a time.
    pub at_a_time: usize,
    /// Durable transitions a second.
    pub per_second: f64,
    /// Median of a transition, in milliseconds.
    pub p50_ms: f64,
    /// The 99th percentile of a transition, in milliseconds.
    pub p99_ms: f64,
    /// Processor time a transition of the whole process, in microseconds.
    pub cpu_us: f64,
    /// Bytes written to the disk a transition; 0 where the system does not tell.
    pub bytes: f64,
}

/// Drives executions, so many at a time, until the time is up and those that began have ended.
///
/// # Panics
///
/// If an execution does.
pub async fn drive<F, Fut>(
    contender: &str,
    meter: Arc<Meter>,
    at_a_time: usize,
    lasting: Duration,
    execution: F,
) -> Report
where
    F: Fn(usize, u64) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send,
{
    let execution = Arc::new(execution);
    let (began, before) = (Instant::now(), Usage::now());
    let workers: Vec<_> = (0..at_a_time)
        .map(|worker| {
            let (meter, execution) = (Arc::clone(&meter), Arc::clone(&execution));
            tokio::spawn(async move {
                let mut number = 0;
                while began.elapsed() < lasting {
                    meter.begin(worker);
                    execution(worker, number).await;
                    meter.tick(worker);
                    number += 1;
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("no execution panics");
    }
    let (seconds, used) = (began.elapsed().as_secs_f64(), Usage::now().since(before));
    let latencies = meter.total();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let (transitions, bytes) = (latencies.len() as f64, used.bytes as f64);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let at = |quantile| latencies.value_at_quantile(quantile) as f64 / 1_000.0;
    Report {
        contender: contender.to_owned(),
        at_a_time,
        per_second: transitions / seconds,
        p50_ms: at(0.50),
        p99_ms: at(0.99),
        cpu_us: used.cpu.as_secs_f64() * 1e6 / transitions,
        bytes: bytes / transitions,
    }
}

/// What this process has used so far.
#[derive(Clone, Copy, Debug)]
struct Usage {
    cpu: Duration,
    bytes: u64,
}

impl Usage {
    fn now() -> Self {
        Self { cpu: cpu().unwrap_or_default(), bytes: written().unwrap_or_default() }
    }

    fn since(self, before: Self) -> Self {
        Self { cpu: self.cpu - before.cpu, bytes: self.bytes - before.bytes }
    }
}

/// Processor time in user and kernel, from Linux's `/proc/self/stat`, whose unit is a hundredth of a second.
fn cpu() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit(')').next()?.split_ascii_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// Bytes that this process caused to be written, from Linux's `/proc/self/io`.
fn written() -> Option<u64> {
    let io = fs::read_to_string("/proc/self/io").ok()?;
    io.lines().find_map(|line| line.strip_prefix("write_bytes: "))?.parse().ok()
}
