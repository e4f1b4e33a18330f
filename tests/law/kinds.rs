//! Every kind of state with its options, each way it can go: retries, catches, expressions that fail, branches, waits,
//! callbacks, nested workflows.

use std::collections::{BTreeMap, VecDeque};
use std::future::pending;
use std::sync::{Arc, Mutex};

use workflow_runtime::observer::{EventDetails, History, HistoryEvent};
use workflow_runtime::prelude::*;
use workflow_runtime::{Execution, Workflow};
use workflow_tests::engine::{Case, Live, Log, Tokens, judge};
use workflow_tests::recorded;

use crate::Recorded;

#[path = "branch_arguments.rs"]
mod branch_arguments;

/// What goes wrong in the laboratory.
#[derive(Clone, Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum LabError {
    /// Try again.
    #[error("busy")]
    Busy,
    /// A variant with fields.
    #[error("{why}")]
    Broken {
        /// How many.
        pieces: u32,
        /// And why.
        why: String,
    },
    /// A variant with a value.
    #[error("{0}")]
    Told(String),
    /// Another one without.
    #[error("odd")]
    Odd,
}

/// An error whose JSON is text.
#[derive(Clone, Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("{0}")]
#[serde(transparent)]
pub(crate) struct Verdict(String);

/// A piece of work.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Job {
    name: String,
    small_number: u8,
    numbers: Vec<i64>,
}

/// The laboratory.
#[tasks]
pub(crate) trait Lab {
    /// Works.
    async fn work(&self, job: &Job) -> Result<i64, LabError>;
    /// Measures one thing.
    async fn measure(&self, number: i64, scale: i64) -> Result<i64, LabError>;
    /// Asks somebody.
    async fn ask(&self, job: &Job, token: TaskToken<i64>) -> Result<(), LabError>;
}

recorded!(Recorded: Lab {
    "LabWork" work(job: &Job) -> Result<i64, LabError>;
    "LabMeasure" measure(number: i64, scale: i64) -> Result<i64, LabError>;
    "LabAsk" ask(job: &Job, token: TaskToken<i64>) -> Result<(), LabError>;
});

/// What the laboratory does, call by call; after that all goes well.
#[derive(Clone, Debug)]
enum Does {
    Gives(i64),
    Fails(LabError),
    Hangs,
}

#[derive(Debug, Default)]
struct Bench {
    work: Mutex<VecDeque<Does>>,
    answer: Option<Result<i64, LabError>>,
    tokens: Tokens,
}

impl Lab for Bench {
    async fn work(&self, job: &Job) -> Result<i64, LabError> {
        let next = self.work.lock().expect("no test panics here").pop_front();
        match next {
            None => Ok(i64::from(job.small_number)),
            Some(Does::Gives(number)) => Ok(number),
            Some(Does::Fails(error)) => Err(error),
            Some(Does::Hangs) => pending().await,
        }
    }

    async fn measure(&self, number: i64, scale: i64) -> Result<i64, LabError> {
        if number < 0 {
            return Err(LabError::Broken { pieces: 3, why: format!("{number} \"is\" \\ below\n0 🦀 é") });
        }
        Ok(number * scale)
    }

    async fn ask(&self, _job: &Job, token: TaskToken<i64>) -> Result<(), LabError> {
        match self.answer.clone() {
            Some(Ok(number)) => self.tokens.complete(&token, number),
            Some(Err(error)) => self.tokens.fail(&token, error),
            None => {}
        }
        Ok(())
    }
}

fn job(name: &str, small_number: u8, numbers: &[i64]) -> Job {
    Job { name: name.to_owned(), small_number, numbers: numbers.to_vec() }
}

/// Runs a workflow over a bench that does these things, here, and on the engine over another one, and compares; also the
/// back-offs.
async fn lawful<W: Workflow>(
    make: impl FnOnce(Recorded<Bench>) -> W,
    input: W::Input,
    work: &[Does],
    answer: Option<Result<i64, LabError>>,
) {
    let (events, backoffs_there) = alike(make, input, work, answer).await;
    if let Some(there) = backoffs_there {
        assert_eq!(backoffs(&events), there, "the delays before retries, in seconds");
    }
}

/// The same but for the back-offs: gives what happened here, and those of the engine.
async fn alike<W: Workflow>(
    make: impl FnOnce(Recorded<Bench>) -> W,
    input: W::Input,
    work: &[Does],
    answer: Option<Result<i64, LabError>>,
) -> (Vec<HistoryEvent>, Option<Vec<f64>>) {
    let log = Arc::new(Log::default());
    let bench = |tokens| {
        let work = Mutex::new(work.iter().cloned().collect());
        Bench { work, answer: answer.clone(), tokens }
    };
    let workflow = make(Recorded { handle: bench(Tokens::Here), log: Arc::clone(&log) });
    let history = History::new();
    let end = Execution::of(&workflow).name("law").seed(1).observe(&history).run(input).await;
    let end = end.map(|output| serde_json::to_value(output).expect("an output is JSON"));
    let events = history.events();
    let definition = serde_json::to_value(W::definition()).expect("a definition is JSON");
    // A callback that nobody answers hangs too.
    let timed_out = |event: &HistoryEvent| matches!(event.details, EventDetails::TaskTimedOut { .. });
    let hangs = log.hangs() || events.iter().any(timed_out);
    let nested = serde_json::to_value(retries::definition()).expect("a definition is JSON");
    let ran = judge(definition, &events, &end, |definition, input, id| Case {
        definition,
        input,
        name: "law".to_owned(),
        id: id.to_owned(),
        tasks: Arc::new(Live::beside(Lab(bench(Tokens::Engine)), &log)),
        nested: BTreeMap::from([("InnerArn".to_owned(), nested)]),
        hangs,
        in_turn: false,
        times_out: false,
    });
    (events, ran.map(|ran| ran.backoffs))
}

/// The seconds between an attempt that failed and the next one.
pub(crate) fn backoffs(events: &[HistoryEvent]) -> Vec<f64> {
    let own = events.first().map(|event| event.execution.clone());
    let mut failed = BTreeMap::new();
    let mut delays = Vec::new();
    for event in events.iter().filter(|event| Some(&event.execution) == own.as_ref()) {
        match &event.details {
            EventDetails::TaskFailed { .. } | EventDetails::TaskTimedOut { .. } => {
                failed.insert(event.path.to_vec(), event.timestamp);
            }
            EventDetails::TaskScheduled { attempt, .. } if *attempt > 0 => {
                let since = failed.remove(&event.path.to_vec()).expect("an attempt failed before");
                // To the millisecond, by which tokio's clock counts.
                delays.push((event.timestamp.duration_since(since).as_secs_f64() * 1e3).round() / 1e3);
            }
            _ => {}
        }
    }
    delays
}

/// Retriers and catchers.
#[workflow(tasks(lab(Lab)))]
pub(crate) mod retries {
    use super::*;

    #[start]
    #[task(
        timeout(seconds(40)),
        retry(on(LabError::Busy), interval(seconds(1)), max_attempts = 2, backoff_rate = 3.0),
        retry(on(LabError::Odd, TimedOut), interval(seconds(5)), max_attempts = 3, max_delay(seconds(8))),
        retry(on(LabError::Told), max_attempts = 0)
    )]
    fn work(job: Job) -> Transition<i64> {
        match lab.work(&job) {
            Ok(number) => succeed(number),
            Err(Failed(LabError::Broken { pieces, why })) => judge(why, pieces),
            Err(Failed(LabError::Told(text))) => judge(text, 1),
            Err(TimedOut) => judge("late", 0),
            Err(Failed(LabError::Busy)) => judge(job.name, 2),
            Err(error) => fail(error),
        }
    }

    #[choice]
    fn judge(text: String, pieces: u32) -> Transition<i64> {
        if pieces == 1 {
            fail(Verdict(text))
        } else if text == "late" {
            fail(LabError::Told(format!("{text} by {pieces}")))
        } else if pieces == 2 {
            fail(LabError::Odd)
        } else {
            succeed(i64::from(pieces))
        }
    }
}

fn retries(lab: Recorded<Bench>) -> retries::Workflow<Recorded<Bench>> {
    retries::Workflow { lab }
}

#[tokio::test(start_paused = true)]
async fn each_retrier_counts_for_itself() {
    use Does::{Fails, Gives};
    use LabError::{Busy, Odd};
    let work = [Fails(Busy), Fails(Odd), Fails(Busy), Fails(Odd), Fails(Odd), Gives(7)];
    lawful(retries, job("a", 1, &[]), &work, None).await;
}

#[tokio::test(start_paused = true)]
async fn retries_are_exhausted() {
    use Does::Fails;
    use LabError::{Busy, Odd};
    lawful(retries, job("quoted \"name\" \\ 🦀", 1, &[]), &[Fails(Busy), Fails(Busy), Fails(Busy)], None)
        .await;
    lawful(retries, job("a", 1, &[]), &[Fails(Odd), Fails(Odd), Fails(Odd), Fails(Odd)], None).await;
}

#[tokio::test(start_paused = true)]
async fn no_attempts_is_no_retry() {
    let text = "it said \"no\" \\ \n\t{% $x %} 🦀 e\u{301}";
    lawful(retries, job("a", 1, &[]), &[Does::Fails(LabError::Told(text.to_owned()))], None).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_late_is_tried_again() {
    lawful(retries, job("a", 3, &[]), &[Does::Hangs], None).await;
    lawful(retries, job("a", 3, &[]), &[Does::Hangs, Does::Hangs, Does::Hangs, Does::Hangs], None).await;
}

#[tokio::test(start_paused = true)]
async fn fields_of_an_error_are_read() {
    let error = LabError::Broken { pieces: 9, why: "fell".to_owned() };
    lawful(retries, job("a", 3, &[]), &[Does::Fails(error)], None).await;
}

/// Expressions that fail, and who catches them.
#[workflow(tasks(lab(Lab)))]
pub(crate) mod expressions {
    use super::*;

    #[start]
    #[task]
    fn in_arguments(job: Job) -> Transition<i64> {
        match lab.work(&Job { small_number: job.small_number + 100, ..job }) {
            Ok(number) => in_a_transition(job, number),
            Err(error) => caught(job, error.name()),
        }
    }

    #[pass]
    fn in_a_transition(job: Job, number: i64) -> Transition<i64> {
        decide(job.name, job.numbers[0] / less(number), number)
    }

    #[portable]
    fn less(number: i64) -> i64 {
        number - 101
    }

    #[choice]
    fn decide(name: String, quotient: i64, number: i64) -> Transition<i64> {
        if 1000 / quotient > number { succeed(quotient) } else { fail(Verdict(name)) }
    }

    #[task]
    fn caught(job: Job, error: String) -> Transition<i64> {
        match lab.measure(job.numbers[1], 2) {
            Ok(number) => succeed(number),
            Err(Crashed(name)) => fail(Verdict(format!("{error} then {name}"))),
            Err(error) => fail(error),
        }
    }
}

fn expressions(lab: Recorded<Bench>) -> expressions::Workflow<Recorded<Bench>> {
    expressions::Workflow { lab }
}

#[tokio::test(start_paused = true)]
async fn expressions_fail() {
    for (small, numbers) in [
        (200, vec![1, 2]),  // an overflow in an argument, caught
        (200, vec![1]),     // and a missing index in the next one
        (200, vec![1, -2]), // and a task that fails with an error that nobody names
        (5, vec![]),        // an index in a transition: nobody can catch it
        (1, vec![5]),       // a division by zero
        (2, vec![0]),       // another one, in a condition
        (3, vec![-7]),      // division rounds to zero
        (3, vec![1_000]),
    ] {
        lawful(expressions, job("says no", small, &numbers), &[], None).await;
    }
}

/// Branches within branches, loops and waits.
#[workflow(tasks(lab(Lab)))]
pub(crate) mod branches {
    use super::*;

    #[start]
    #[parallel(retry(on(LabError::Odd), interval(seconds(2)), max_attempts = 1))]
    fn both(job: Job) -> Transition<Vec<i64>> {
        match parallel(lab.work(&job), all(job.numbers, 3), count(0, job.small_number)) {
            Ok((worked, measured, counted)) => rest(worked, measured, counted),
            Err(Failed(LabError::Broken { pieces, why })) => mend(pieces, why),
            Err(error) => carried(Failure::from(error)),
        }
    }

    #[map(max_concurrency = 1)]
    fn all(numbers: Vec<i64>, scale: i64) -> Transition<Vec<i64>> {
        let measured = map(numbers, |index, number| one(index, number, scale))?;
        succeed(measured)
    }

    #[task]
    fn one(index: usize, number: i64, scale: i64) -> Transition<i64> {
        let measured = lab.measure(number, scale)?;
        each(vec![measured, number], index)
    }

    #[map]
    fn each(numbers: Vec<i64>, index: usize) -> Transition<i64> {
        let doubled = map(numbers, |number| lab.measure(number, 2))?;
        last(doubled, index)
    }

    #[choice]
    fn last(doubled: Vec<i64>, index: usize) -> Transition<i64> {
        if index == 0 { succeed(doubled[0]) } else { succeed(doubled[0] + doubled[1]) }
    }

    #[choice]
    fn count(from: u8, to: u8) -> Transition<u8> {
        if from < to { pause(from, to) } else { succeed(from) }
    }

    #[wait]
    fn pause(from: u8, to: u8) -> Transition<u8> {
        wait(seconds(u64::from(from)));
        count(from + 1, to)
    }

    #[wait]
    fn rest(worked: i64, measured: Vec<i64>, counted: u8) -> Transition<Vec<i64>> {
        wait_until(execution_started_at());
        ended(worked, measured, counted)
    }

    #[succeed]
    fn ended(worked: i64, measured: Vec<i64>, counted: u8) -> Transition<Vec<i64>> {
        succeed(vec![worked, i64::from(counted), measured.iter().sum()])
    }

    #[pass]
    fn mend(pieces: u32, why: String) -> Transition<Vec<i64>> {
        succeed(vec![i64::from(pieces), if why.contains("below") { 1 } else { 0 }])
    }

    #[fail]
    fn carried(failure: Failure) -> Transition<Vec<i64>> {
        fail(failure)
    }
}

fn branches(lab: Recorded<Bench>) -> branches::Workflow<Recorded<Bench>> {
    branches::Workflow { lab }
}

#[tokio::test(start_paused = true)]
async fn branches_succeed_and_fail() {
    lawful(branches, job("a", 3, &[1, 2, 3]), &[], None).await;
    lawful(branches, job("a", 0, &[]), &[], None).await;
    lawful(branches, job("a", 0, &[9]), &[Does::Gives(1)], None).await;
    lawful(branches, job("a", 0, &[4, -1, 5]), &[], None).await;
}

#[tokio::test(start_paused = true)]
async fn a_branch_that_fails_fails_its_parent() {
    lawful(branches, job("a", 0, &[]), &[Does::Fails(LabError::Told("a 🦀".to_owned()))], None).await;
    lawful(branches, job("a", 0, &[]), &[Does::Fails(LabError::Busy)], None).await;
}

/// A person's answer, and another workflow.
#[workflow(tasks(lab(Lab)), workflows(inner(super::retries)))]
pub(crate) mod answers {
    use super::*;

    #[start]
    #[task(timeout(minutes(5)), heartbeat(minutes(1)))]
    fn ask(job: Job) -> Transition<i64> {
        let small = job.small_number;
        match lab.ask(
            &Job { name: if small > 5 { job.name } else { job.name.to_uppercase() }, ..job },
            task_token(),
        ) {
            Ok(number) => run(Job { numbers: vec![number], ..job }),
            Err(Failed(LabError::Broken { pieces, .. })) => succeed(i64::from(pieces)),
            Err(TimedOut) => succeed(-1),
            Err(error) => fail(error),
        }
    }

    #[task]
    fn run(job: Job) -> Transition<i64> {
        match inner.run(job) {
            Ok(number) => succeed(number + job.numbers[0]),
            Err(Crashed(name)) => fail(Verdict(name)),
            Err(error) => fail(error),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn somebody_answers_or_not() {
    let broken = LabError::Broken { pieces: 4, why: "by hand".to_owned() };
    for (answer, work) in [
        (Some(Ok(40)), vec![]),
        (Some(Ok(40)), vec![Does::Fails(LabError::Told("inside".to_owned()))]),
        (Some(Err(broken)), vec![]),
        (Some(Err(LabError::Odd)), vec![]),
        (None, vec![]),
    ] {
        let make = |lab: Recorded<Bench>| {
            let log = Arc::clone(&lab.log);
            let work = Mutex::new(work.iter().cloned().collect());
            let inside = Recorded { handle: Bench { work, ..Bench::default() }, log };
            answers::Workflow { lab, inner: retries::Workflow { lab: inside } }
        };
        lawful(make, job("a", 2, &[]), &work, answer).await;
    }
}
