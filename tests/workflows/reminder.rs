//! A task for a person, who is reminded until it is done: a branch that comes back to its start, a callback in another.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::{Value, json};
use workflow_runtime::prelude::*;

use super::harness::{Script, fails, gives, pinned, run};

/// A task of a person in the table.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Duty {
    id: String,
    #[serde(rename = "taskComplete")]
    done: bool,
}

/// What the table has, if anything.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Found {
    item: Option<Duty>,
}

/// A message to a person.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Note {
    title: String,
    msg: String,
}

/// What the person says when it is done.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Done {
    by: String,
}

/// A service refuses.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum ServiceError {
    /// The table does.
    #[error("the table is locked by {by}")]
    Locked {
        /// By whom.
        by: String,
    },
}

/// Where tasks of people are kept.
#[tasks]
pub(crate) trait Duties {
    /// Reads one.
    async fn get(&self, id: &str) -> Result<Found, ServiceError>;
    /// Writes one.
    async fn put(&self, duty: &Duty) -> Result<(), ServiceError>;
}

/// The person.
#[tasks]
pub(crate) trait Person {
    /// Sends a reminder.
    async fn remind(&self, note: &Note) -> Result<(), ServiceError>;
    /// Hands the task over, with the token to give back.
    async fn ask(&self, note: &Note, token: TaskToken<Done>) -> Result<(), ServiceError>;
}

/// Gives a person a task and sends a reminder every ten minutes until it is done.
#[workflow(tasks(duties(Duties), person(Person)))]
pub(crate) mod reminder {
    use super::*;

    #[start]
    #[pass(name = "New UUID")]
    fn new_uuid() -> Transition<(u32, Done)> {
        in_parallel(uuid())
    }

    #[parallel(name = "Parallel w/ UUID")]
    fn in_parallel(uuid: String) -> Transition<(u32, Done)> {
        match parallel(sleep(uuid, 0), put_status(uuid)) {
            Ok((reminders, done)) => succeed((reminders, done)),
            Err(Failed(ServiceError::Locked { by })) => locked(by),
            Err(error) => fail(error),
        }
    }

    #[wait(name = "Sleep for Reminder")]
    fn sleep(uuid: String, reminders: u32) -> Transition<u32> {
        wait(minutes(10));
        get_status(uuid, reminders)
    }

    #[task(name = "DDB Get Task Status")]
    fn get_status(uuid: String, reminders: u32) -> Transition<u32> {
        let found = duties.get(&uuid)?;
        is_complete(uuid, reminders, found)
    }

    #[choice(name = "Is Task Complete?")]
    fn is_complete(uuid: String, reminders: u32, found: Found) -> Transition<u32> {
        match found.item {
            Some(duty) if duty.done => success(reminders),
            _ => reset(uuid, reminders + 1),
        }
    }

    #[pass(name = "Reset JSON")]
    fn reset(uuid: String, reminders: u32) -> Transition<u32> {
        remind(uuid, reminders)
    }

    #[task(name = "SNS Send Reminder")]
    fn remind(uuid: String, reminders: u32) -> Transition<u32> {
        let () = person
            .remind(&Note { title: "Reminder !!!", msg: format!("Reminder {reminders}: please do it") })?;
        sleep(uuid, reminders)
    }

    #[succeed(name = "Success")]
    fn success(reminders: u32) -> Transition<u32> {
        succeed(reminders)
    }

    #[task(name = "DDB Put Task Status")]
    fn put_status(uuid: String) -> Transition<Done> {
        let () = duties.put(&Duty { id: uuid, done: false })?;
        ask_human(uuid)
    }

    #[task(name = "SNS Send Task Token to Human")]
    fn ask_human(uuid: String) -> Transition<Done> {
        let done = person.ask(
            &Note { title: "Please complete the task", msg: "Give the token back when it is done" },
            task_token(),
        )?;
        update_status(uuid, done)
    }

    #[task(name = "DDB Update Task Status")]
    fn update_status(uuid: String, done: Done) -> Transition<Done> {
        let () = duties.put(&Duty { id: uuid, done: true })?;
        succeed(done)
    }

    #[fail(name = "Locked")]
    fn locked(by: String) -> Transition<(u32, Done)> {
        fail(ServiceError::Locked { by })
    }
}

impl Duties for Script {
    async fn get(&self, id: &str) -> Result<Found, ServiceError> {
        self.play("get", id).await
    }
    async fn put(&self, duty: &Duty) -> Result<(), ServiceError> {
        self.play("put", duty).await
    }
}

impl Person for Script {
    async fn remind(&self, note: &Note) -> Result<(), ServiceError> {
        self.play("remind", note).await
    }
    async fn ask(&self, note: &Note, token: TaskToken<Done>) -> Result<(), ServiceError> {
        self.hand_over("ask", json!({ "note": note }), token).await
    }
}

fn workflow(script: &Arc<Script>) -> reminder::Workflow<Arc<Script>, Arc<Script>> {
    script.serve(|script| Duties(script.clone()).and(Person(script)), &[]);
    reminder::Workflow { duties: script.clone(), person: script.clone() }
}

fn found(done: bool) -> Value {
    json!({ "Item": { "id": "u", "taskComplete": done } })
}

#[tokio::test(start_paused = true)]
async fn a_person_is_reminded_until_the_task_is_done() {
    let script = Script::new([
        ("put", gives(())),
        ("get", gives(json!({}))),
        ("remind", gives(())),
        ("get", gives(found(false))),
        ("remind", gives(())),
        ("ask", gives(json!({ "by": "Ann" })).after(1500)),
        ("put", gives(())),
        ("get", gives(found(true))),
    ]);
    run(&workflow(&script), &script, reminder::Input {})
        .await
        .passed([
            "New UUID",
            "Parallel w/ UUID",
            "0 Sleep for Reminder",
            "1 DDB Put Task Status",
            "1 SNS Send Task Token to Human",
            "0 DDB Get Task Status",
            "0 Is Task Complete?",
            "0 Reset JSON",
            "0 SNS Send Reminder",
            "0 Sleep for Reminder",
            "0 DDB Get Task Status",
            "0 Is Task Complete?",
            "0 Reset JSON",
            "0 SNS Send Reminder",
            "0 Sleep for Reminder",
            "1 DDB Update Task Status",
            "0 DDB Get Task Status",
            "0 Is Task Complete?",
            "0 Success",
        ])
        .gave("0 Success", json!(2))
        .succeeded(json!([2, { "by": "Ann" }]));
    let reminders: Vec<Value> = script.calls("remind").iter().map(|note| note["Msg"].clone()).collect();
    assert_eq!(reminders, ["Reminder 1: please do it", "Reminder 2: please do it"]);
}

#[tokio::test(start_paused = true)]
async fn a_branch_that_fails_is_told_by_its_error() {
    let script = Script::new([("put", fails(ServiceError::Locked { by: "Bob".to_owned() }))]);
    run(&workflow(&script), &script, reminder::Input {})
        .await
        .passed(["New UUID", "Parallel w/ UUID", "0 Sleep for Reminder", "1 DDB Put Task Status", "Locked"])
        .gave("Locked", json!("Bob"))
        .failed("ServiceError.Locked", json!({ "Locked": { "by": "Bob" } }));
}

#[test]
fn its_definition() {
    pinned(&reminder::definition(), &expect_file!["reminder.json"]);
}
