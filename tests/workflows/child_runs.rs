//! Many executions of another workflow at once: a map whose items each run a workflow, and forget what came of it.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::json;
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run, run_here};

/// What a child is given.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Start {
    iteration: u32,
    #[serde(rename = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID")]
    started_by: String,
}

/// The slot is taken.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum SlotError {
    /// By somebody else.
    #[error("{slot} is taken")]
    Taken {
        /// Which one.
        slot: u32,
    },
}

/// The work of a child.
#[tasks]
pub(crate) trait Slots {
    /// Takes a slot and frees it.
    async fn hold(&self, iteration: u32) -> Result<u32, SlotError>;
}

/// Holds a slot for a moment.
#[workflow(tasks(slots(Slots)))]
pub(crate) mod semaphore {
    use super::*;

    #[start]
    #[task(name = "Hold")]
    fn hold(start: Start) -> Transition<u32> {
        let slot = slots.hold(start.iteration)?;
        succeed(slot)
    }
}

/// Runs the semaphore many times over.
#[workflow(workflows(semaphore(super::semaphore)))]
pub(crate) mod child_runs {
    use super::*;

    const ITERATIONS: [u32; 3] = [1, 2, 3];

    #[start]
    #[pass(name = "GenerateDefaultInput")]
    fn generate_default_input() -> Transition<Vec<String>> {
        start_in_parallel(ITERATIONS.to_vec())
    }

    #[map(name = "StartInParallel")]
    fn start_in_parallel(iterations: Vec<u32>) -> Transition<Vec<String>> {
        let results = map(iterations, |iteration| run_child(iteration))?;
        succeed(results)
    }

    #[task(
        name = "RunChildStateMachine",
        retry(
            on(error_name("StepFunctions.ExecutionAlreadyExistsException")),
            interval(seconds(1)),
            backoff_rate = 5.0,
            max_attempts = 1
        ),
        retry(on(any), interval(seconds(1)), backoff_rate = 2.0, max_attempts = 2)
    )]
    fn run_child(iteration: u32) -> Transition<String> {
        match semaphore.run(Start { iteration, started_by: execution_id() }) {
            Ok(_) => clear_results(),
            Err(Crashed(_)) => clear_results(),
            Err(error) => fail(error),
        }
    }

    #[pass(name = "ClearResults")]
    fn clear_results() -> Transition<String> {
        succeed("Done")
    }
}

/// Runs one semaphore and says how it failed.
#[workflow(workflows(semaphore(super::semaphore)))]
pub(crate) mod one_run {
    use super::*;

    #[start]
    #[task(timeout(minutes(1)), retry(on(Crashed), max_attempts = 2))]
    fn run(iteration: u32) -> Transition<String> {
        match semaphore.run(Start { iteration, started_by: execution_id() }) {
            Ok(slot) => note(slot.to_string()),
            Err(TimedOut) => note("States.Timeout"),
            Err(Crashed(name)) => note(name),
            Err(error) => fail(error),
        }
    }

    #[pass]
    fn note(word: String) -> Transition<String> {
        succeed(word)
    }
}

/// Counts, from a number and by another, which is of a type that a definition knows nothing of.
#[workflow]
pub(crate) mod counter {
    use super::*;

    #[start]
    #[pass]
    fn count(from: u32, by: Step) -> Transition<u32> {
        let from = from + 1;
        told(from, by)
    }

    #[succeed]
    fn told(from: u32, _by: Step) -> Transition<u32> {
        succeed(from)
    }
}

/// No `Data`: it is carried as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Step(u32);

/// Says that it was there.
#[workflow]
pub(crate) mod mark {
    use super::*;

    #[start]
    #[succeed]
    fn mark() -> Transition<String> {
        succeed("here")
    }
}

/// Runs workflows whose start states have several parameters and none.
#[workflow(workflows(counter(super::counter), mark(super::mark)))]
pub(crate) mod several {
    use super::*;

    #[start]
    #[task]
    fn begin(number: u32, by: Step) -> Transition<String> {
        let counted: u32 = counter.run(super::counter::Input { from: number * 2, by })?;
        end(counted)
    }

    #[task]
    fn end(counted: u32) -> Transition<String> {
        let place = mark.run(super::mark::Input {})?;
        succeed(format!("{counted} {place}"))
    }
}

#[tokio::test(start_paused = true)]
async fn a_child_is_given_several_values_or_none() {
    let workflow = several::Workflow { counter: counter::Workflow {}, mark: mark::Workflow {} };
    let input = several::Input { number: 3, by: Step(5) };
    assert_eq!(workflow.run(input).await.unwrap(), "7 here");

    let definition = serde_json::to_value(several::definition()).unwrap();
    let arguments = |state: &str| definition["States"][state]["Arguments"]["Input"].clone();
    assert_eq!(arguments("End"), json!({}));
    assert_eq!(arguments("Begin")["by"], json!("{% $states.input.by %}"));
    assert!(arguments("Begin")["from"].as_str().unwrap().contains("$states.input.number * 2"));
}

fn alone(script: &Arc<Script>) -> one_run::Workflow<semaphore::Workflow<Arc<Script>>> {
    script.serve(Slots, &[]);
    one_run::Workflow { semaphore: semaphore::Workflow { slots: script.clone() } }
}

impl Slots for Script {
    async fn hold(&self, iteration: u32) -> Result<u32, SlotError> {
        self.play("hold", iteration).await
    }
}

fn workflow(script: &Arc<Script>) -> child_runs::Workflow<semaphore::Workflow<Arc<Script>>> {
    script.serve(Slots, &[]);
    child_runs::Workflow { semaphore: semaphore::Workflow { slots: script.clone() } }
}

#[tokio::test(start_paused = true)]
async fn children_run_side_by_side_and_failures_are_forgotten() {
    let taken = || fails(SlotError::Taken { slot: 2 });
    let script = Script::new([
        ("hold", gives(1)),
        ("hold", taken()),
        ("hold", Reply::Panics),
        ("hold", taken()),
        ("hold", gives(3)),
        ("hold", taken()),
    ]);
    // Which child takes which reply is a matter of their order: another engine has another one.
    run_here(&workflow(&script), &script, child_runs::Input {})
        .await
        .0
        .passed([
            "GenerateDefaultInput",
            "StartInParallel",
            "0 RunChildStateMachine",
            "Hold",
            "0 ClearResults",
            "1 RunChildStateMachine",
            "Hold",
            "2 RunChildStateMachine",
            "Hold",
            "Hold",
            "Hold",
            "2 ClearResults",
            "Hold",
            "1 ClearResults",
        ])
        .gave("StartInParallel", json!([1, 2, 3]))
        .gave("2 RunChildStateMachine", json!(3))
        .succeeded(json!(["Done", "Done", "Done"]));
    assert_eq!(script.calls("hold"), [json!(1), json!(2), json!(3), json!(2), json!(3), json!(2)]);
}

#[tokio::test(start_paused = true)]
async fn what_a_child_fails_with_is_states_task_failed() {
    let taken = || fails(SlotError::Taken { slot: 2 });
    let script = Script::new([("hold", taken()), ("hold", taken()), ("hold", taken())]);
    run(&alone(&script), &script, 2)
        .await
        .passed(["Run", "Hold", "Hold", "Hold", "Note"])
        .succeeded(json!("States.TaskFailed"));
}

#[tokio::test(start_paused = true)]
async fn a_child_that_takes_too_long_is_a_timeout() {
    let script = Script::new([("hold", Reply::Hangs)]);
    run(&alone(&script), &script, 2).await.passed(["Run", "Hold", "Note"]).succeeded(json!("States.Timeout"));
}

#[test]
fn its_definition() {
    pinned(&child_runs::definition(), &expect_file!["child_runs.json"]);
}
