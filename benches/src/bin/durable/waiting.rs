//! A million executions that wait in the store: what each costs, how soon an engine is ready beside them, and how fast
//! new and old executions run.
//!
//! They are begun by the engine itself, as a user begins them; each has handed a token over and waits for its answer,
//! for thirty days at most. So each has a timer too. Old executions are woken by their tokens, no two beside each other.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use workflow_benches::load::{Meter, Report, STEPS, drive};
use workflow_runtime::engine::Engine;
use workflow_runtime::store::SqliteStore;

use super::goals::{Goal, median, short};
use super::memory::Memory;
use super::tokens::Tokens;
use super::workflows::{Counted, Doorkeeper, Load, Uncounted, patient, ten};
use super::{Arguments, Outcome, on_runtime};

/// So many are begun at a time.
const BUILDERS: usize = 256;
/// So many run at a time, new or old.
const AT_A_TIME: usize = 64;

/// What waiting costs.
#[derive(Clone, Copy, Debug)]
struct Cost {
    begun_per_second: f64,
    disk_bytes: f64,
    memory_bytes: f64,
}

/// How an engine starts beside what waits.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Ready {
    /// Until the engine takes executions.
    started_ms: f64,
    /// Until the first new execution is durable.
    begun_ms: f64,
    /// What the process has in memory then and had not before: of its own, and of its program and other files.
    own_kib: f64,
    of_files_kib: f64,
}

/// Builds the store, measures, prints and gives the goals.
pub(crate) fn run(arguments: &Arguments) -> Outcome<Vec<Goal>> {
    let directory = tempfile::tempdir_in(&arguments.directory)?;
    let (path, executions) = (directory.path().join("workflows.db"), arguments.executions());
    println!("\nBeside {} executions that wait in the store", short_count(executions));
    let cost = on_runtime(build(&path, executions))??;
    println!(
        "begun {} a second, {BUILDERS} at a time; each takes {} bytes on disk and {} bytes in memory",
        short(cost.begun_per_second),
        short(cost.disk_bytes),
        short(cost.memory_bytes)
    );
    let ready = (0..arguments.rounds()).map(|_| ready_in_a_process(&path)).collect::<Outcome<Vec<_>>>()?;
    let (started, begun) = (median(&ready, |r| r.started_ms), median(&ready, |r| r.begun_ms));
    let memory = median(&ready, |ready| ready.own_kib) / 1024.0;
    println!(
        "started after {} ms, first execution durable after {} ms; {} MiB of memory, and {} MiB of its program",
        short(started),
        short(begun),
        short(memory),
        short(median(&ready, |ready| ready.of_files_kib) / 1024.0)
    );
    let next = Arc::new(AtomicUsize::new(0));
    let mut reports = [const { Vec::new() }; 3];
    for round in 0..arguments.rounds() {
        for (what, reports) in What::ALL.into_iter().zip(&mut reports) {
            let next = Arc::clone(&next);
            let lasting = arguments.lasting();
            reports.push(on_runtime(beside(what, &path, (executions, next), round, lasting))??);
        }
    }
    println!(
        "\n| {AT_A_TIME} at a time | steps/s | p50 ms | p99 ms | CPU µs | bytes |\n| --- | --- | --- | --- | --- | --- |"
    );
    reports.iter().for_each(|reports| print(reports));
    let [new, old, _] = reports;
    Ok(vec![
        Goal::at_least("new executions beside a million that wait", 40_000.0, "steps/s", rate(&new)),
        Goal::at_least("old executions, woken among a million", 35_000.0, "steps/s", rate(&old)),
        Goal::at_most("ready with a million waiting: a first execution durable", 20.0, "ms", begun),
        Goal::at_most("memory for that", 4.0, "MiB", memory),
        Goal::at_most("disk a waiting execution", 2_000.0, "bytes", cost.disk_bytes),
        // Less than a pointer each: what there is does not grow with them.
        Goal::at_most("memory a waiting execution", 8.0, "bytes", cost.memory_bytes),
    ])
}

fn rate(reports: &[Report]) -> f64 {
    median(reports, |report| report.per_second)
}

fn short_count(executions: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    short(executions as f64)
}

fn print(reports: &[Report]) {
    let Some(first) = reports.first() else { return };
    println!(
        "| {} | {} | {:.3} | {:.3} | {} | {} |",
        first.contender,
        short(rate(reports)),
        median(reports, |report| report.p50_ms),
        median(reports, |report| report.p99_ms),
        short(median(reports, |report| report.cpu_us)),
        short(median(reports, |report| report.bytes)),
    );
}

fn tokens(path: &Path) -> Outcome<Arc<Tokens>> {
    Ok(Arc::new(Tokens::open(&path.with_extension("tokens"))?))
}

/// Begins executions that wait.
async fn build(path: &Path, executions: usize) -> Outcome<Cost> {
    let tokens = tokens(path)?;
    let workflow = patient::Workflow { gate: Doorkeeper(tokens), work: Uncounted(Arc::default()) };
    // What waits leaves memory at once, and makes room for the next.
    let engine = Engine::open(SqliteStore::open(path)?)
        .register(workflow)
        .passivate_after(Duration::ZERO)
        .start()
        .await?;
    let (next, began) = (Arc::new(AtomicUsize::new(0)), Instant::now());
    let first = executions / 10;
    begin(&engine, &next, first).await;
    // By now every cache is as large as it becomes.
    let before = Memory::now();
    begin(&engine, &next, executions).await;
    let begun_per_second = f64_of(executions) / began.elapsed().as_secs_f64();
    let grown = Memory::now().own_since(before);
    engine.shutdown(Duration::from_secs(60)).await?;
    drop(engine);
    let disk = fs::metadata(path)?.len();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let disk_bytes = disk as f64 / f64_of(executions);
    Ok(Cost { begun_per_second, disk_bytes, memory_bytes: grown / f64_of(executions - first) })
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn f64_of(count: usize) -> f64 {
    count as f64
}

/// Begins those up to a number, and waits until none of them is in memory.
async fn begin(engine: &Engine, next: &Arc<AtomicUsize>, until: usize) {
    let builders: Vec<_> = (0..BUILDERS)
        .map(|_| {
            let (engine, next) = (engine.clone(), Arc::clone(next));
            tokio::spawn(async move {
                while let Ok(number) = next.try_update(Ordering::Relaxed, Ordering::Relaxed, |next| {
                    (next < until).then_some(next + 1)
                }) {
                    let begun = engine.execute::<patient::Workflow>(&name(number), Load::new(number)).await;
                    begun.expect("it begins");
                }
            })
        })
        .collect();
    for builder in builders {
        builder.await.expect("no execution is refused");
    }
    while engine.loaded() > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn name(number: usize) -> String {
    format!("waiting-{number}")
}

/// Starts an engine in a process of its own, whose memory nothing else is in.
fn ready_in_a_process(path: &Path) -> Outcome<Ready> {
    let output = Command::new(program()?).arg("--ready").arg(path).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("starting an engine ended with {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// This program. Where Linux says it by its process it is found also when it was built anew, and so replaced, meanwhile.
pub(super) fn program() -> Outcome<PathBuf> {
    let own = PathBuf::from("/proc/self/exe");
    Ok(if own.exists() { own } else { std::env::current_exe()? })
}

/// What that process does.
pub(crate) async fn ready(path: &Path) -> Outcome<Ready> {
    let workflow = patient::Workflow { gate: Doorkeeper(tokens(path)?), work: Uncounted(Arc::default()) };
    let ten = ten::Workflow { work: Uncounted(Arc::default()) };
    let (before, began) = (Memory::now(), Instant::now());
    let store = SqliteStore::open(path)?;
    let engine = Engine::open(store).register(workflow).register(ten).start().await?;
    let started = began.elapsed();
    let name = format!("ready-{}", std::process::id());
    let execution = engine.execute::<ten::Workflow>(&name, Load::new(0)).await?;
    let begun = began.elapsed();
    let after = Memory::now();
    let (own_kib, of_files_kib) = (after.own_since(before) / 1024.0, after.of_files_since(before) / 1024.0);
    if execution.output().await? != STEPS {
        return Err("the first execution gave something else".into());
    }
    engine.shutdown(Duration::from_secs(10)).await?;
    let ms = |duration: Duration| duration.as_secs_f64() * 1e3;
    Ok(Ready { started_ms: ms(started), begun_ms: ms(begun), own_kib, of_files_kib })
}

/// What runs beside those that wait.
#[derive(Clone, Copy, Debug)]
enum What {
    /// New executions of ten steps.
    New,
    /// Old ones, which take ten steps when they are woken.
    Old,
    /// Old ones, which end when they are woken.
    Ended,
}

impl What {
    const ALL: [Self; 3] = [Self::New, Self::Old, Self::Ended];

    fn label(self) -> &'static str {
        match self {
            Self::New => "new executions, ten steps each",
            Self::Old => "old ones woken, ten steps each",
            Self::Ended => "old ones woken, which end",
        }
    }
}

async fn beside(
    what: What,
    path: &Path,
    (executions, next): (usize, Arc<AtomicUsize>),
    round: usize,
    lasting: Duration,
) -> Outcome<Report> {
    let (meter, tokens) = (Meter::new(AT_A_TIME), tokens(path)?);
    let calls = Arc::new(AtomicU64::new(0));
    let gate = Doorkeeper(Arc::clone(&tokens));
    let waiting = patient::Workflow { gate, work: Uncounted(Arc::clone(&calls)) };
    let work = Counted { meter: Arc::clone(&meter), calls: Arc::clone(&calls) };
    let engine = Engine::open(SqliteStore::open(path)?)
        .register(waiting)
        .register(ten::Workflow { work })
        .start()
        .await?;
    let (driven, ended) = (engine.clone(), Arc::new(AtomicU64::new(0)));
    let count = Arc::clone(&ended);
    let mut report = drive(what.label(), Arc::clone(&meter), AT_A_TIME, lasting, move |worker, number| {
        let (engine, tokens, next) = (driven.clone(), Arc::clone(&tokens), Arc::clone(&next));
        let count = Arc::clone(&count);
        async move {
            match what {
                What::New => anew(&engine, &format!("new-{round}-{worker}-{number}"), worker).await,
                What::Old | What::Ended => {
                    let old = scattered(next.fetch_add(1, Ordering::Relaxed), executions);
                    wake(&engine, &tokens, old, matches!(what, What::Old)).await;
                }
            }
            count.fetch_add(1, Ordering::Relaxed);
        }
    })
    .await;
    engine.shutdown(Duration::from_secs(10)).await?;
    let (ended, calls) = (ended.load(Ordering::Relaxed), calls.load(Ordering::Relaxed));
    let expected = if matches!(what, What::Ended) { 0 } else { ended * u64::from(STEPS) };
    if calls != expected {
        return Err(format!("{}: {ended} executions made {calls} calls", what.label()).into());
    }
    if let What::Old = what {
        // The meter has seen each execution as one transition; it has eleven, as a new one.
        let transitions = f64::from(STEPS + 1);
        report.per_second *= transitions;
        report.cpu_us /= transitions;
        report.bytes /= transitions;
        report.p50_ms /= transitions;
        report.p99_ms /= transitions;
    }
    Ok(report)
}

async fn anew(engine: &Engine, name: &str, worker: usize) {
    let execution = engine.execute::<ten::Workflow>(name, Load::new(worker)).await.expect("it begins");
    assert_eq!(execution.output().await.expect("no step fails"), STEPS);
}

/// Wakes an execution, and sees it end.
async fn wake(engine: &Engine, tokens: &Tokens, number: usize, go: bool) {
    let execution = engine.execution::<patient::Workflow>(&name(number)).await.expect("it waits");
    let token = tokens.get(number).expect("it has handed its token over");
    engine.complete_json(&token, go.to_string()).await.expect("it waits");
    let output = execution.output().await.expect("no step fails");
    assert_eq!(output, if go { STEPS } else { 0 });
}

/// The number of an execution that has not been woken: each once, no two beside each other.
fn scattered(index: usize, of: usize) -> usize {
    assert!(index < of, "all {of} executions that wait have been woken");
    // Coprime to every number of executions that it does not divide, and about 0.618 of a million.
    (index * 618_041) % of
}
