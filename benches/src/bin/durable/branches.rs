//! What a branch costs: of a Parallel of ten and of a Map of a thousand, beside plain steps.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use workflow_benches::load::{Meter, Report, STEPS, drive};
use workflow_runtime::Workflow;
use workflow_runtime::engine::Engine;
use workflow_runtime::store::{SqliteReader, SqliteStore};

use super::check::check;
use super::goals::{Goal, median, short};
use super::workflows::{Load, Uncounted, abreast, each, ten};
use super::{Arguments, Outcome, on_runtime};

/// How many items the map has.
const ITEMS: u32 = 1_000;

/// A kind of execution, and how many steps or branches it has.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Steps,
    Parallel,
    Map,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Steps, Self::Parallel, Self::Map];

    fn units(self) -> u32 {
        match self {
            Self::Steps => STEPS,
            Self::Parallel => 10,
            Self::Map => ITEMS,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Steps => "ten plain steps",
            Self::Parallel => "a Parallel of 10",
            Self::Map => "a Map of 1,000",
        }
    }
}

/// Drives the three in turn, prints a table, and gives the goals.
pub(crate) fn run(arguments: &Arguments) -> Outcome<Vec<Goal>> {
    println!("\nWhat a branch costs, medians of {} rounds", arguments.rounds());
    println!(
        "\n| at a time | | executions/s | µs a step or branch | CPU µs | bytes |\n\
         | --- | --- | --- | --- | --- | --- |"
    );
    let mut goals = Vec::new();
    for at_a_time in if arguments.smoke { [1, 4] } else { [1, 64] } {
        let mut all = [const { Vec::new() }; 3];
        for _ in 0..arguments.rounds() {
            for (kind, reports) in Kind::ALL.into_iter().zip(&mut all) {
                let driven = of_kind(kind, &arguments.directory, at_a_time, arguments.lasting());
                reports.push(on_runtime(driven)??);
            }
        }
        let costs = Kind::ALL.into_iter().zip(&all).map(|(kind, reports)| cost(kind, reports));
        let [(plain, plain_cpu), rest @ ..]: [(f64, f64); 3] =
            costs.collect::<Vec<_>>().try_into().map_err(|_| "three kinds have three costs")?;
        for (kind, (time, cpu)) in Kind::ALL.into_iter().skip(1).zip(rest) {
            let what = format!("a branch of {}, {at_a_time} at a time", kind.label());
            goals.push(Goal::at_most(format!("{what}, time"), 2.0, "steps", time / plain));
            goals.push(Goal::at_most(format!("{what}, CPU"), 2.0, "steps", cpu / plain_cpu));
        }
    }
    Ok(goals)
}

/// Microseconds of time and of processor a unit, printed too.
fn cost(kind: Kind, reports: &[Report]) -> (f64, f64) {
    let units = f64::from(kind.units());
    let per_second = median(reports, |report| report.per_second);
    let time = 1e6 / per_second / units;
    let cpu = median(reports, |report| report.cpu_us) / units;
    println!(
        "| {} | {} | {} | {} | {} | {} |",
        reports.first().map_or(0, |report| report.at_a_time),
        kind.label(),
        short(per_second),
        short(time),
        short(cpu),
        short(median(reports, |report| report.bytes) / units),
    );
    (time, cpu)
}

async fn of_kind(kind: Kind, directory: &Path, at_a_time: usize, lasting: Duration) -> Outcome<Report> {
    let directory = tempfile::tempdir_in(directory)?;
    let path = directory.path().join("workflows.db");
    let work = || Uncounted(Arc::default());
    let engine = Engine::open(SqliteStore::open(&path)?)
        .register(ten::Workflow { work: work() })
        .register(abreast::Workflow { work: work() })
        .register(each::Workflow { work: work() })
        .start()
        .await?;
    let (driven, ended) = (engine.clone(), Arc::new(AtomicU64::new(0)));
    let (count, meter) = (Arc::clone(&ended), Meter::new(at_a_time));
    let report = drive(kind.label(), meter, at_a_time, lasting, move |worker, number| {
        let (engine, count) = (driven.clone(), Arc::clone(&count));
        async move {
            let name = format!("{worker}-{number}");
            match kind {
                Kind::Steps => execute::<ten::Workflow>(&engine, &name, Load::new(worker), &STEPS).await,
                Kind::Parallel => execute::<abreast::Workflow>(&engine, &name, 1, &110).await,
                Kind::Map => {
                    let doubled: Vec<u32> = (0..ITEMS).map(|number| 2 * number).collect();
                    execute::<each::Workflow>(&engine, &name, (0..ITEMS).collect(), &doubled).await;
                }
            }
            count.fetch_add(1, Ordering::Relaxed);
        }
    })
    .await;
    engine.shutdown(Duration::from_secs(10)).await?;
    let output = match kind {
        Kind::Steps => STEPS.to_string(),
        Kind::Parallel => "110".to_owned(),
        Kind::Map => serde_json::to_string(&(0..ITEMS).map(|number| 2 * number).collect::<Vec<_>>())?,
    };
    check(&SqliteReader::open(&path)?, ended.load(Ordering::Relaxed), &output).await?;
    Ok(report)
}

async fn execute<W: Workflow>(engine: &Engine, name: &str, input: W::Input, expected: &W::Output)
where
    W::Output: PartialEq + std::fmt::Debug,
{
    let execution = engine.execute::<W>(name, input).await.expect("it begins");
    assert_eq!(&execution.output().await.expect("no branch fails"), expected);
}
