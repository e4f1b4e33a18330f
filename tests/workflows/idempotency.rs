//! Work that is done once however often it is asked for: a lock in a table, a poll loop while somebody else has it, a
//! branch that stands for the work, and its failure kept in the table.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::{Value, json};
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// What is to be done, and the key that makes it the same thing.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Request {
    key: String,
    amount: u32,
}

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Results {
    doubled: u32,
    receipt: Option<String>,
}

/// What the table knows of a key.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Record {
    status: String,
    results: Option<Results>,
}

/// The table does not do it.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum TableError {
    /// Somebody has the key.
    #[error("locked")]
    #[error_name = "DynamoDb.TransactionCanceledException"]
    Locked,
    /// Too many ask.
    #[error("throttled")]
    #[error_name = "DynamoDb.ThrottlingException"]
    Throttled,
}

/// The work went wrong.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum WorkError {
    /// By chance.
    #[error("bad luck after {tries} tries")]
    BadLuck {
        /// How many.
        tries: u32,
    },
}

/// The record is in no state that is known.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("a record is {status}")]
pub(crate) struct UndefinedExecutionState {
    status: String,
}

/// The table of keys.
#[tasks]
pub(crate) trait Table {
    /// Locks a key.
    #[task(retry(on(TableError::Throttled), interval(seconds(3)), max_attempts = 10, backoff_rate = 2.0))]
    async fn lock(&self, key: &str, execution: &str) -> Result<(), TableError>;
    /// Reads a key.
    #[task(retry(on(TableError::Throttled), interval(seconds(3)), max_attempts = 10, backoff_rate = 2.0))]
    async fn get(&self, key: &str) -> Result<Record, TableError>;
    /// Keeps what came of a key.
    async fn save(&self, key: &str, results: &Results) -> Result<(), TableError>;
    /// Keeps that nothing came of it.
    async fn save_failure(&self, key: &str, error: &str) -> Result<(), TableError>;
}

/// The work.
#[tasks]
pub(crate) trait Work {
    /// The part that can fail.
    async fn pay(&self, amount: u32) -> Result<String, WorkError>;
}

/// Does its work once for each key.
#[workflow(tasks(table(Table), work(Work)))]
pub(crate) mod idempotency {
    use super::*;

    #[start]
    #[task(name = "Create and lock idempotency record")]
    fn lock(request: Request) -> Transition<Results> {
        match table.lock(&request.key, &execution_id()) {
            Ok(()) => your_workflow(request),
            Err(Failed(TableError::Locked)) => get_record(request),
            Err(error) => fail(error),
        }
    }

    #[task(name = "Get idempotency record from DynamoDB")]
    fn get_record(request: Request) -> Transition<Results> {
        let record = table.get(&request.key)?;
        look_at(request, record)
    }

    #[choice(name = "Previous or concurrent execution SUCCEEDED, IN_PROGRESS, or FAILED?")]
    fn look_at(request: Request, record: Record) -> Transition<Results> {
        match record.status.as_str() {
            "SUCCEEDED" => match record.results {
                Some(results) => success(results),
                None => undefined(record.status),
            },
            "FAILED" => lock(request),
            "IN_PROGRESS" => still_in_progress(request),
            _ => undefined(record.status),
        }
    }

    #[wait(name = "Still IN_PROGRESS, wait for 10s")]
    fn still_in_progress(request: Request) -> Transition<Results> {
        wait(seconds(10));
        get_record(request)
    }

    #[fail(name = "Undefined execution state in idempotency record")]
    fn undefined(status: String) -> Transition<Results> {
        fail(UndefinedExecutionState { status })
    }

    #[parallel(name = "Your Workflow")]
    fn your_workflow(request: Request) -> Transition<Results> {
        match parallel(here(request.amount)) {
            Ok((results,)) => save_results(request.key, results),
            Err(Failed(WorkError::BadLuck { tries })) => save_failure(
                request.key,
                format!("bad luck, {tries} tries"),
                Failure::from(WorkError::BadLuck { tries }),
            ),
            Err(error) => save_failure(request.key, error.name(), Failure::from(error)),
        }
    }

    #[pass(name = "Here")]
    fn here(amount: u32) -> Transition<Results> {
        goes(amount, Results { doubled: amount * 2, receipt: None })
    }

    #[choice(name = "Goes")]
    fn goes(amount: u32, results: Results) -> Transition<Results> {
        if results.doubled > 100 {
            fail(WorkError::BadLuck { tries: results.doubled })
        } else if amount == 0 {
            succeed(results)
        } else {
            pay(results, amount)
        }
    }

    #[task(name = "(which can fail occasionally)", timeout(seconds(20)))]
    fn pay(results: Results, amount: u32) -> Transition<Results> {
        let receipt = work.pay(amount)?;
        succeed(Results { receipt: Some(receipt), ..results })
    }

    #[task(name = "Save execution results")]
    fn save_results(key: String, results: Results) -> Transition<Results> {
        let () = table.save(&key, &results)?;
        success(results)
    }

    #[succeed(name = "Success")]
    fn success(results: Results) -> Transition<Results> {
        succeed(results)
    }

    #[task(name = "Save failure")]
    fn save_failure(key: String, error: String, failure: Failure) -> Transition<Results> {
        match table.save_failure(&key, &error) {
            Ok(()) => failed(failure),
            Err(_) => failed(failure),
        }
    }

    #[fail(name = "Failure")]
    fn failed(failure: Failure) -> Transition<Results> {
        fail(failure)
    }
}

impl Table for Script {
    async fn lock(&self, key: &str, execution: &str) -> Result<(), TableError> {
        assert!(execution.contains("test"), "{execution}");
        self.play("lock", key).await
    }
    async fn get(&self, key: &str) -> Result<Record, TableError> {
        self.play("get", key).await
    }
    async fn save(&self, key: &str, results: &Results) -> Result<(), TableError> {
        self.play("save", json!({ "key": key, "results": results })).await
    }
    async fn save_failure(&self, key: &str, error: &str) -> Result<(), TableError> {
        self.play("save_failure", json!({ "key": key, "error": error })).await
    }
}

impl Work for Script {
    async fn pay(&self, amount: u32) -> Result<String, WorkError> {
        self.play("pay", amount).await
    }
}

fn workflow(script: &Arc<Script>) -> idempotency::Workflow<Arc<Script>, Arc<Script>> {
    script.serve(|script| Table(script.clone()).and(Work(script)), &[]);
    idempotency::Workflow { table: script.clone(), work: script.clone() }
}

fn request(amount: u32) -> Request {
    Request { key: "k-1".to_owned(), amount }
}

const LOCK: &str = "Create and lock idempotency record";
const GET: &str = "Get idempotency record from DynamoDB";
const LOOK: &str = "Previous or concurrent execution SUCCEEDED, IN_PROGRESS, or FAILED?";
const WAIT: &str = "Still IN_PROGRESS, wait for 10s";
const PAY: &str = "0 (which can fail occasionally)";

fn record(status: &str, results: impl Into<Value>) -> Reply {
    let results: Value = results.into();
    gives(json!({ "status": status, "results": results }))
}

#[tokio::test(start_paused = true)]
async fn work_is_done_and_its_results_are_kept() {
    let script = Script::new([
        ("lock", fails(TableError::Throttled)),
        ("lock", gives(())),
        ("pay", gives("r-1")),
        ("save", gives(())),
    ]);
    let results = json!({ "doubled": 10, "receipt": "r-1" });
    run(&workflow(&script), &script, request(5))
        .await
        .passed([LOCK, "Your Workflow", "0 Here", "0 Goes", PAY, "Save execution results", "Success"])
        .gave("0 Here", json!({ "key": "k-1", "amount": 5 }))
        .gave("0 Goes", json!({ "amount": 5, "results": { "doubled": 10, "receipt": null } }))
        .gave("Save execution results", json!({ "key": "k-1", "results": results }))
        .succeeded(results);
}

#[tokio::test(start_paused = true)]
async fn what_needs_no_payment_ends_in_the_branch() {
    let script = Script::new([("lock", gives(())), ("save", gives(()))]);
    run(&workflow(&script), &script, request(0))
        .await
        .passed([
            LOCK,
            "Your Workflow",
            "0 Here",
            "0 Goes",
            "0 GoesSucceeds",
            "Save execution results",
            "Success",
        ])
        .succeeded(json!({ "doubled": 0, "receipt": null }));
}

#[tokio::test(start_paused = true)]
async fn work_that_somebody_else_does_is_waited_for() {
    let script = Script::new([
        ("lock", fails(TableError::Locked)),
        ("get", record("IN_PROGRESS", Value::Null)),
        ("get", record("SUCCEEDED", json!({ "doubled": 10, "receipt": "r-0" }))),
    ]);
    run(&workflow(&script), &script, request(5))
        .await
        .passed([LOCK, GET, LOOK, WAIT, GET, LOOK, "Success"])
        .succeeded(json!({ "doubled": 10, "receipt": "r-0" }));
}

#[tokio::test(start_paused = true)]
async fn work_that_failed_before_is_done_again() {
    let script = Script::new([
        ("lock", fails(TableError::Locked)),
        ("get", record("FAILED", Value::Null)),
        ("lock", gives(())),
        ("save", gives(())),
    ]);
    run(&workflow(&script), &script, request(0))
        .await
        .passed([
            LOCK,
            GET,
            LOOK,
            LOCK,
            "Your Workflow",
            "0 Here",
            "0 Goes",
            "0 GoesSucceeds",
            "Save execution results",
            "Success",
        ])
        .succeeded(json!({ "doubled": 0, "receipt": null }));
}

#[tokio::test(start_paused = true)]
async fn a_record_that_says_nothing_known_fails() {
    for (status, results) in [("LOST", Value::Null), ("SUCCEEDED", Value::Null)] {
        let script = Script::new([("lock", fails(TableError::Locked)), ("get", record(status, results))]);
        run(&workflow(&script), &script, request(5))
            .await
            .passed([LOCK, GET, LOOK, "Undefined execution state in idempotency record"])
            .failed("UndefinedExecutionState", json!({ "status": status }));
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_task_in_the_branch_is_kept_and_failed_with() {
    let script = Script::new([
        ("lock", gives(())),
        ("pay", fails(WorkError::BadLuck { tries: 3 })),
        ("save_failure", gives(())),
    ]);
    run(&workflow(&script), &script, request(5))
        .await
        .passed([LOCK, "Your Workflow", "0 Here", "0 Goes", PAY, "Save failure", "Failure"])
        .failed("WorkError.BadLuck", json!({ "BadLuck": { "tries": 3 } }));
    assert_eq!(script.calls("save_failure"), [json!({ "key": "k-1", "error": "bad luck, 3 tries" })]);
}

#[tokio::test(start_paused = true)]
async fn an_error_that_the_branch_fails_with_is_kept_and_failed_with() {
    let script = Script::new([("lock", gives(())), ("save_failure", fails(TableError::Throttled))]);
    run(&workflow(&script), &script, request(60))
        .await
        .passed([LOCK, "Your Workflow", "0 Here", "0 Goes", "0 GoesFails", "Save failure", "Failure"])
        .gave("0 GoesFails", json!({ "BadLuck": { "tries": 120 } }))
        .failed("WorkError.BadLuck", json!({ "BadLuck": { "tries": 120 } }));
    assert_eq!(script.calls("save_failure"), [json!({ "key": "k-1", "error": "bad luck, 120 tries" })]);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_in_the_branch_is_carried_and_failed_with() {
    let script = Script::new([("lock", gives(())), ("pay", Reply::Hangs), ("save_failure", gives(()))]);
    run(&workflow(&script), &script, request(5))
        .await
        .passed([LOCK, "Your Workflow", "0 Here", "0 Goes", PAY, "Save failure", "Failure"])
        .failed("States.Timeout", None);
}

#[test]
fn its_definition() {
    pinned(&idempotency::definition(), &expect_file!["idempotency.json"]);
}
