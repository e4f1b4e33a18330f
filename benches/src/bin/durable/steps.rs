//! Ten steps, one after the other: the engine on SQLite, the log, and other engines, taking turns.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use workflow_benches::load::{Cargo, Meter, Report, STEPS, drive};
use workflow_benches::log::Log;
use workflow_runtime::engine::Engine;
use workflow_runtime::store::{SqliteReader, SqliteStore};

use super::check::check;
use super::goals::{Goal, median, short};
use super::peers::Peer;
use super::workflows::{Counted, Load, ten};
use super::{Arguments, Outcome, on_runtime};

/// Runs all contenders in turn, prints a table, and gives the goals.
pub(crate) fn run(arguments: &Arguments, peers: &[Peer]) -> Outcome<Vec<Goal>> {
    println!("\nTen steps, each durable before the next one: medians of {} rounds", arguments.rounds());
    println!(
        "\n| at a time | | steps/s | of the log | p50 ms | p99 ms | CPU µs | bytes |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |"
    );
    let mut goals = Vec::new();
    for at_a_time in arguments.at_a_time() {
        let all = rounds(arguments, at_a_time, peers)?;
        for reports in &all {
            print(reports, share(reports, &all[0]));
        }
        if !arguments.alone {
            goals.extend(goals_of(at_a_time, &all[1], share(&all[1], &all[0])));
        }
    }
    Ok(goals)
}

/// The reports of each contender: the log's first, unless the engine is alone, and then the engine's.
fn rounds(arguments: &Arguments, at_a_time: usize, peers: &[Peer]) -> Outcome<Vec<Vec<Report>>> {
    let (directory, lasting) = (&arguments.directory, arguments.lasting());
    let mut reports: Vec<Vec<Report>> = Vec::new();
    for _ in 0..arguments.rounds() {
        let mut round = Vec::new();
        if !arguments.alone {
            round.push(on_runtime(log(directory, at_a_time, lasting))??);
        }
        round.push(on_runtime(engine(directory, at_a_time, lasting))??);
        for peer in peers {
            round.push(peer.drive(at_a_time, arguments)?);
        }
        reports.resize_with(round.len(), Vec::new);
        for (all, report) in reports.iter_mut().zip(round) {
            all.push(report);
        }
    }
    Ok(reports)
}

/// The physical limit: the same records appended to a log.
async fn log(directory: &Path, at_a_time: usize, lasting: Duration) -> Outcome<Report> {
    let directory = tempfile::tempdir_in(directory)?;
    let log = Log::create(&directory.path().join("log"))?;
    let meter = Meter::new(at_a_time);
    let ticks = Arc::clone(&meter);
    Ok(drive("log (append + fdatasync)", meter, at_a_time, lasting, move |worker, _| {
        let (log, ticks) = (log.clone(), Arc::clone(&ticks));
        async move {
            let mut cargo = Cargo::new(worker);
            for step in 0..=STEPS {
                cargo.step = step;
                log.append(serde_json::to_vec(&cargo).unwrap_or_default()).await;
                if step < STEPS {
                    ticks.tick(worker);
                }
            }
        }
    })
    .await)
}

/// The engine on SQLite, with all of the history; afterwards the file is looked through.
async fn engine(directory: &Path, at_a_time: usize, lasting: Duration) -> Outcome<Report> {
    let directory = tempfile::tempdir_in(directory)?;
    let path = directory.path().join("workflows.db");
    let (meter, calls) = (Meter::new(at_a_time), Arc::new(AtomicU64::new(0)));
    let work = Counted { meter: Arc::clone(&meter), calls: Arc::clone(&calls) };
    let workflow = ten::Workflow { work };
    let engine = Engine::open(SqliteStore::open(&path)?).register(workflow).start().await?;
    let (driven, ended) = (engine.clone(), Arc::new(AtomicU64::new(0)));
    let count = Arc::clone(&ended);
    let report = drive("workflow (SQLite, all history)", meter, at_a_time, lasting, move |worker, number| {
        let (engine, count) = (driven.clone(), Arc::clone(&count));
        async move {
            let name = format!("{worker}-{number}");
            let execution = engine.execute::<ten::Workflow>(&name, Load::new(worker)).await;
            let output = execution.expect("it begins").output().await;
            assert_eq!(output.expect("no step fails"), STEPS);
            count.fetch_add(1, Ordering::Relaxed);
        }
    })
    .await;
    engine.shutdown(Duration::from_secs(10)).await?;
    let (ended, calls) = (ended.load(Ordering::Relaxed), calls.load(Ordering::Relaxed));
    if calls != ended * u64::from(STEPS) {
        return Err(format!("{ended} executions of {STEPS} steps made {calls} calls").into());
    }
    check(&SqliteReader::open(&path)?, ended, &STEPS.to_string()).await?;
    Ok(report)
}

/// The share of the log's steps that a contender made: the median of what it was in each round, because the disk is not
/// the same in every minute.
fn share(reports: &[Report], log: &[Report]) -> f64 {
    let shares: Vec<f64> =
        reports.iter().zip(log).map(|(report, log)| report.per_second / log.per_second).collect();
    median(&shares, |share| *share)
}

/// One line: the medians of a contender's reports.
fn print(reports: &[Report], share: f64) {
    let Some(first) = reports.first() else { return };
    println!(
        "| {} | {} | {} | {:.2} | {:.3} | {:.3} | {} | {} |",
        first.at_a_time,
        first.contender,
        short(median(reports, |report| report.per_second)),
        share,
        median(reports, |report| report.p50_ms),
        median(reports, |report| report.p99_ms),
        short(median(reports, |report| report.cpu_us)),
        short(median(reports, |report| report.bytes)),
    );
}

/// Executions at a time, steps a second, their share of the log's, the 99th percentile in milliseconds, CPU
/// microseconds a step.
const GOALS: [(usize, f64, f64, f64, f64); 3] =
    [(1, 5_500.0, 0.75, 0.3, 100.0), (64, 80_000.0, 0.28, 5.0, 11.0), (256, 130_000.0, 0.16, 8.0, 7.5)];

fn goals_of(at_a_time: usize, reports: &[Report], share: f64) -> Vec<Goal> {
    let Some((_, rate, wanted, p99, cpu)) = GOALS.into_iter().find(|goal| goal.0 == at_a_time) else {
        return Vec::new();
    };
    let measured = median(reports, |report| report.per_second);
    vec![
        Goal::at_least(format!("{at_a_time} at a time"), rate, "steps/s", measured),
        Goal::at_least(format!("{at_a_time} at a time, of the log"), wanted, "of it", share),
        Goal::at_most(
            format!("{at_a_time} at a time, p99"),
            p99,
            "ms",
            median(reports, |report| report.p99_ms),
        ),
        Goal::at_most(
            format!("{at_a_time} at a time, CPU a step"),
            cpu,
            "µs",
            median(reports, |report| report.cpu_us),
        ),
    ]
}
