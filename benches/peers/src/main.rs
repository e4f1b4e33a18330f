//! Drives the load on other crates: `peers <cano|durare> <executions at a time> <seconds>`, and prints the report as
//! JSON on one line.
//!
//! Each peer has its fsync as it ships: cano commits redb at every checkpoint (immediate durability), of which it keeps
//! names only; durare runs SQLite in WAL mode with `synchronous = NORMAL`, which does not sync each step.

use std::sync::Arc;
use std::time::Duration;

use cano::prelude::*;
use durare::{DurableContext, DurableEngine, WorkflowOptions};

#[path = "../../src/load.rs"]
mod load;

use load::{Cargo, Meter, Report, STEPS, drive};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [peer, at_a_time, seconds] = &arguments[..] else {
        eprintln!("usage: peers <cano|durare> <executions at a time> <seconds>");
        std::process::exit(2);
    };
    let at_a_time = at_a_time.parse().expect("a number of executions");
    let lasting = Duration::from_secs(seconds.parse().expect("a number of seconds"));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let report = match peer.as_str() {
        "cano" => runtime.block_on(cano(at_a_time, lasting)),
        "durare" => runtime.block_on(durare(at_a_time, lasting)),
        _ => panic!("no such peer: {peer}"),
    };
    println!("{}", serde_json::to_string(&report).expect("a report is JSON"));
}

/// A state of cano's machine: the number of the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Step(u32);

#[derive(Clone)]
struct Work {
    step: u32,
    worker: usize,
    meter: Arc<Meter>,
}

#[task(state = Step)]
impl Work {
    async fn run_bare(&self) -> Result<TaskResult<Step>, CanoError> {
        self.meter.tick(self.worker);
        Ok(TaskResult::Single(Step(self.step + 1)))
    }
}

async fn cano(at_a_time: usize, lasting: Duration) -> Report {
    let directory = tempfile::tempdir_in(".").expect("a directory");
    let path = directory.path().join("cano.redb");
    let store = Arc::new(cano::RedbCheckpointStore::new(path).expect("a store"));
    let meter = Meter::new(at_a_time);
    let meters = Arc::clone(&meter);
    drive("cano (redb, names only)", meter, at_a_time, lasting, move |worker, number| {
        let mut workflow = Workflow::bare()
            .add_exit_state(Step(STEPS))
            .with_checkpoint_store(Arc::clone(&store) as _)
            .with_workflow_id(format!("{worker}-{number}"));
        for step in 0..STEPS {
            workflow = workflow.register(Step(step), Work { step, worker, meter: Arc::clone(&meters) });
        }
        async move {
            let end = workflow.orchestrate(Step(0), CancellationToken::disabled()).await;
            assert_eq!(end.expect("no step fails"), Step(STEPS));
        }
    })
    .await
}

async fn durare(at_a_time: usize, lasting: Duration) -> Report {
    let directory = tempfile::tempdir_in(".").expect("a directory");
    let path = directory.path().join("durare.db");
    let url = format!("sqlite://{}", path.display());
    let meter = Meter::new(at_a_time);
    let mut engine = DurableEngine::connect(&url).await.expect("a database");
    let ticks = Arc::clone(&meter);
    engine.register("ten_steps", move |context: DurableContext, cargo: Cargo| {
        let ticks = Arc::clone(&ticks);
        async move {
            let mut cargo = cargo;
            for _ in 0..STEPS {
                let (ticks, mut taken) = (Arc::clone(&ticks), cargo.clone());
                cargo = context
                    .step("step", move || async move {
                        ticks.tick(taken.worker);
                        taken.step += 1;
                        Ok::<_, durare::Error>(taken)
                    })
                    .await?;
            }
            Ok::<_, durare::Error>(cargo.step)
        }
    });
    let engine = Arc::new(engine.build().await.expect("an engine"));
    drive("durare (SQLite, no fsync a step)", meter, at_a_time, lasting, move |worker, number| {
        let engine = Arc::clone(&engine);
        async move {
            let options = WorkflowOptions::with_id(format!("{worker}-{number}"));
            let handle = engine.start::<_, u32>("ten_steps", Cargo::new(worker), options).await;
            assert_eq!(handle.expect("it starts").await.expect("no step fails"), STEPS);
        }
    })
    .await
}
