//! How soon an engine takes up what another process has left in its inbox.
//!
//! That process stops executions that wait, one after the other, at moments that have nothing to do with when the engine
//! looks. A command says when it was left, before it was durable; the engine's store notes when it hands it over.

use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hdrhistogram::Histogram;
use jiff::Timestamp;
use workflow_benches::load::STEPS;
use workflow_runtime::Workflow as _;
use workflow_runtime::engine::{Engine, Request};
use workflow_runtime::store::fault::{Alter, Altered};
use workflow_runtime::store::{Answered, Command, CommandId, SqliteReader, SqliteStore, Store as _};

use super::goals::Goal;
use super::tokens::Tokens;
use super::waiting::program;
use super::workflows::{Doorkeeper, Load, Uncounted, patient, ten};
use super::{Arguments, Outcome, on_runtime};

type Patient = patient::Workflow<Doorkeeper, Uncounted>;

/// So many run beside it, where the engine is not idle.
const AT_A_TIME: usize = 64;
/// Between two commands lie so many milliseconds at most: twice the time between two looks.
const PAUSE_MS: u64 = 100;

/// How long commands lay in the inbox, in microseconds.
#[derive(Clone, Debug)]
struct TakenUp(Arc<Mutex<Histogram<u64>>>);

impl Alter<SqliteStore> for TakenUp {
    fn commands<'a>(
        &'a self,
        inner: &'a SqliteStore,
        after: Option<CommandId>,
    ) -> Answered<'a, Vec<Command>> {
        Box::pin(async move {
            let found = inner.commands(after).await?;
            let now = Timestamp::now();
            let mut micros = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for command in &found {
                // The clock may have been set back meanwhile.
                let lay = now.duration_since(command.left_at).unsigned_abs().as_micros();
                micros.saturating_record(u64::try_from(lay).unwrap_or(u64::MAX));
            }
            Ok(found)
        })
    }
}

/// Has another process leave commands to an engine that is idle, and to one that is not; prints, and gives the goals.
pub(crate) fn run(arguments: &Arguments) -> Outcome<Vec<Goal>> {
    let commands = arguments.commands();
    println!("\nHow long {commands} commands of another process lay in the inbox");
    println!("\n| the engine | p50 ms | p99 ms | longest ms |\n| --- | --- | --- | --- |");
    let mut goals = Vec::new();
    for (what, beside) in [("is idle", 0), ("runs 64 executions at a time", AT_A_TIME)] {
        let directory = tempfile::tempdir_in(&arguments.directory)?;
        let micros = on_runtime(left(&directory.path().join("workflows.db"), commands, beside))??;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let ms = |micros: u64| micros as f64 / 1e3;
        let longest = ms(micros.max());
        println!(
            "| {what} | {:.1} | {:.1} | {longest:.1} |",
            ms(micros.value_at_quantile(0.5)),
            ms(micros.value_at_quantile(0.99)),
        );
        goals.push(Goal::at_most(format!("taken up by an engine that {what}"), 100.0, "ms", longest));
    }
    Ok(goals)
}

async fn left(path: &Path, commands: usize, beside: usize) -> Outcome<Histogram<u64>> {
    let taken_up = TakenUp(Arc::new(Mutex::new(Histogram::new_with_max(60_000_000, 3)?)));
    let tokens = Arc::new(Tokens::open(&path.with_extension("tokens"))?);
    let work = || Uncounted(Arc::default());
    let engine = Engine::open(Altered::new(SqliteStore::open(path)?, taken_up.clone()))
        .register(patient::Workflow { gate: Doorkeeper(tokens), work: work() })
        .register(ten::Workflow { work: work() })
        .start()
        .await?;
    for number in 0..commands {
        engine.execute::<Patient>(&name(number), Load::new(number)).await?;
    }
    let others: Vec<_> = (0..beside).map(|worker| tokio::spawn(keep_busy(engine.clone(), worker))).collect();
    let (program, left) = (program()?, path.to_owned());
    let status = tokio::task::spawn_blocking(move || {
        let mut process = Process::new(program);
        process.arg("--leave").arg(left).arg("--commands").arg(commands.to_string());
        process.stdout(Stdio::null()).status()
    });
    let status = status.await??;
    if !status.success() {
        return Err(format!("the process that leaves commands ended with {status}").into());
    }
    for number in 0..commands {
        let stopped = engine.execution::<Patient>(&name(number)).await?.output().await;
        if !stopped.as_ref().is_err_and(workflow_runtime::Error::is_aborted) {
            return Err(format!("execution {number} was stopped, and gave {stopped:?}").into());
        }
    }
    others.iter().for_each(tokio::task::JoinHandle::abort);
    engine.shutdown(Duration::from_secs(10)).await?;
    let micros = taken_up.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if micros.len() != commands as u64 {
        return Err(format!("{commands} commands were left, and {} taken up", micros.len()).into());
    }
    Ok(micros)
}

async fn keep_busy(engine: Engine, worker: usize) {
    for number in 0_u64.. {
        let name = format!("beside-{worker}-{number}");
        let Ok(execution) = engine.execute::<ten::Workflow<Uncounted>>(&name, Load::new(worker)).await else {
            return;
        };
        match execution.output().await {
            Ok(steps) => assert_eq!(steps, STEPS),
            Err(_) => return,
        }
    }
}

fn name(number: usize) -> String {
    format!("waiting-{number}")
}

/// What the other process does.
pub(crate) async fn leave(path: &Path, commands: usize) -> Outcome<()> {
    let store = SqliteReader::open(path)?;
    for number in 0..commands {
        // About 0.618 of it further each time: as even as it can be, whatever the number.
        let pause = number as u64 * 61_804 % (1_000 * PAUSE_MS);
        tokio::time::sleep(Duration::from_micros(pause)).await;
        let request = Request::Stop {
            workflow: Patient::NAME.to_owned(),
            name: name(number),
            error: "Enough".to_owned(),
            cause: None,
        };
        store.leave(&request.to_string()).await?;
    }
    Ok(())
}
