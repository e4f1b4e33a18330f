//! A deployed function as a process of its own: this program is the function when the variable of a task is set, and its
//! tests otherwise. What an example's function does is tested with the example.

use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};
use workflow_runtime::TaskContext;
use workflow_runtime::prelude::*;
use workflow_tests::lambda::{Function, SECONDS};

/// What a door cannot do.
#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum DoorError {
    /// It is locked.
    Locked {
        /// Since when, in minutes.
        minutes: u32,
    },
}

/// What a task is told of itself.
#[derive(Debug, Serialize, Deserialize, Data)]
pub struct Told {
    /// Lambda's name of the invocation.
    pub request_id: Option<String>,
    /// Until when it has to be done, in milliseconds from the epoch.
    pub deadline_ms: Option<i64>,
    /// How often it was tried before.
    pub attempt: u32,
    /// What all attempts have in common.
    pub key: String,
}

/// A door.
#[tasks]
pub trait Door {
    /// Opens it.
    async fn open(&self, force: u32) -> Result<u32, DoorError>;
    /// Says what it is told.
    async fn tell(&self) -> Result<Told, DoorError>;
}

struct OldDoor;

impl Door for OldDoor {
    async fn open(&self, force: u32) -> Result<u32, DoorError> {
        tracing::debug!(force, "pushed");
        tracing::info!(force, "it moves");
        match force {
            0 => Err(DoorError::Locked { minutes: 5 }),
            13 => panic!("the door is stuck at {force}"),
            force => Ok(force),
        }
    }

    async fn tell(&self) -> Result<Told, DoorError> {
        let task = TaskContext::current().expect("it is served");
        Ok(Told {
            request_id: task.request_id().map(str::to_owned),
            deadline_ms: task.deadline().map(jiff::Timestamp::as_millisecond),
            attempt: task.attempt(),
            key: task.idempotency_key(),
        })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if std::env::var_os("WORKFLOW_TASK").is_some() {
        let served = workflow_aws::lambda::serve(Door(OldDoor)).await;
        return if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    a_panic_is_a_failure_with_its_message().await;
    deadline_and_request_reach_the_task().await;
    logs_are_json_of_the_level_that_is_asked_for().await;
    ExitCode::SUCCESS
}

async fn started(task: &str, variables: &[(&str, &str)]) -> Function {
    let program = std::env::current_exe().expect("it has a path");
    let variables: Vec<_> = variables.iter().copied().chain([("WORKFLOW_TASK", task)]).collect();
    Function::start(&program, &variables).await
}

async fn a_panic_is_a_failure_with_its_message() {
    let door = started("DoorOpen", &[]).await;
    let failure = door.invoke(&json!(13), None).await.expect_err("it panics");
    assert_eq!(failure["errorType"], "Panic");
    assert_eq!(failure["errorMessage"], "the door is stuck at 13");
    // The function lives on.
    assert_eq!(door.invoke(&json!(3), None).await, Ok(json!(3)));
    let failure = door.invoke(&json!(0), None).await.expect_err("it is locked");
    assert_eq!(failure["errorType"], "DoorError.Locked");
    assert_eq!(failure["errorMessage"], r#"{"Locked":{"minutes":5}}"#);
}

async fn deadline_and_request_reach_the_task() {
    let door = started("DoorTell", &[]).await;
    let now = jiff::Timestamp::now().as_millisecond();
    let told = door.invoke(&json!({}), None).await.expect("it tells");
    let told: Told = serde_json::from_value(told).expect("it is what was told");
    let request = told.request_id.expect("the interface names requests");
    assert!(request.starts_with("request-"), "{request}");
    assert_eq!((told.key.as_str(), told.attempt), (request.as_str(), 0), "nothing else is known of it");
    let seconds = Duration::from_secs(SECONDS).as_millis();
    let deadline = told.deadline_ms.expect("the interface gives one");
    assert!(u128::try_from(deadline - now).is_ok_and(|left| left >= seconds), "{deadline} after {now}");

    let attempt = json!({ "custom": { "execution": "e", "state": "s", "entered": "now", "attempt": "2", "item": "7" } });
    let told = door.invoke(&json!({}), Some(&attempt)).await.expect("it tells");
    assert_eq!((told["key"].as_str(), told["attempt"].as_u64()), (Some("e/s/now/7"), Some(2)));
}

async fn logs_are_json_of_the_level_that_is_asked_for() {
    let lines = async |level: &str| -> Vec<Value> {
        let door = started("DoorOpen", &[("AWS_LAMBDA_LOG_LEVEL", level)]).await;
        door.invoke(&json!(3), None).await.expect("it opens");
        let log = door.into_log();
        log.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
    };
    let says = |lines: &[Value], words: &str| lines.iter().any(|line| line["message"] == words);
    let debug = lines("DEBUG").await;
    assert!(says(&debug, "pushed") && says(&debug, "it moves"), "{debug:?}");
    let info = lines("INFO").await;
    assert!(!says(&info, "pushed") && says(&info, "it moves"), "{info:?}");
    let own = info.iter().find(|line| line["message"] == "it moves").expect("it was found");
    assert_eq!((&own["level"], &own["force"]), (&json!("INFO"), &json!(3)));
    assert_eq!(own["span"]["task"], "DoorOpen");
    let error = lines("ERROR").await;
    assert!(error.is_empty(), "{error:?}");
}
