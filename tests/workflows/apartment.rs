//! A booking that is paid in time or taken back: a saga, which fails with what went wrong first.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::{Value, json};
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// What somebody wants.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Booking {
    apartment_id: String,
    guest: String,
}

/// How an apartment stands in the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    /// Free to book.
    Pending,
    /// Booked, not paid.
    Booked,
    /// Booked and paid.
    Paid,
}

/// An apartment in the table.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Apartment {
    id: String,
    booked_status: Status,
}

/// The table does not do it.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum TableError {
    /// It is not there.
    #[error("there is no apartment {id}")]
    NoSuchApartment {
        /// Which one.
        id: String,
    },
    /// Too many ask.
    #[error("the table is busy")]
    Busy,
}

/// The guest did not pay.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("{guest} did not pay")]
pub(crate) struct NotPaid {
    guest: String,
}

/// The table of apartments.
#[tasks]
pub(crate) trait Table {
    /// Changes how an apartment stands.
    async fn change_status(&self, id: &str, status: &Status) -> Result<(), TableError>;
    /// Reads an apartment.
    async fn get(&self, id: &str) -> Result<Apartment, TableError>;
}

/// Books an apartment, waits for the payment, and takes the booking back if none comes.
#[workflow(tasks(table(Table)))]
pub(crate) mod apartment {
    use super::*;

    #[start]
    #[task(name = "Change Apartment Status")]
    fn change_apartment_status(booking: Booking) -> Transition<Apartment> {
        match table.change_status(&booking.apartment_id, &Status::Booked) {
            Ok(()) => wait_for_payment(booking),
            // Item does not exist
            Err(error) => give_up(Failure::from(error)),
        }
    }

    #[wait(name = "Wait")]
    fn wait_for_payment(booking: Booking) -> Transition<Apartment> {
        wait(seconds(60));
        get_booking_status(booking)
    }

    #[task(name = "Get Booking Status", retry(on(TableError::Busy), max_attempts = 2))]
    fn get_booking_status(booking: Booking) -> Transition<Apartment> {
        match table.get(&booking.apartment_id) {
            Ok(apartment) => has_been_paid(booking, apartment),
            Err(error) => revert(booking.apartment_id, Failure::from(error)),
        }
    }

    #[choice(name = "Has the Apartment been Paid ?")]
    fn has_been_paid(booking: Booking, apartment: Apartment) -> Transition<Apartment> {
        if apartment.id == booking.apartment_id && apartment.booked_status == Status::Paid {
            paid(apartment)
        } else {
            revert(booking.apartment_id, Failure::from(NotPaid { guest: booking.guest }))
        }
    }

    #[task(name = "Not Paid (Revert Apartment Status)")]
    fn revert(apartment_id: String, reason: Failure) -> Transition<Apartment> {
        match table.change_status(&apartment_id, &Status::Pending) {
            Ok(()) => give_up(reason),
            Err(_) => give_up(reason),
        }
    }

    #[fail(name = "Fail")]
    fn give_up(reason: Failure) -> Transition<Apartment> {
        fail(reason)
    }

    #[pass(name = "Apartment Paid")]
    fn paid(apartment: Apartment) -> Transition<Apartment> {
        succeed(apartment)
    }
}

impl Table for Script {
    async fn change_status(&self, id: &str, status: &Status) -> Result<(), TableError> {
        self.play("change_status", json!({ "id": id, "status": status })).await
    }
    async fn get(&self, id: &str) -> Result<Apartment, TableError> {
        self.play("get", id).await
    }
}

fn workflow(script: &Arc<Script>) -> apartment::Workflow<Arc<Script>> {
    script.serve(Table, &[]);
    apartment::Workflow { table: script.clone() }
}

fn booking() -> Booking {
    Booking { apartment_id: "a-1".to_owned(), guest: "Ann".to_owned() }
}

fn row(status: &str) -> Value {
    json!({ "id": "a-1", "bookedStatus": status })
}

#[tokio::test(start_paused = true)]
async fn a_booking_that_is_paid_stays() {
    let script = Script::new([("change_status", gives(())), ("get", gives(row("PAID")))]);
    run(&workflow(&script), &script, booking())
        .await
        .passed([
            "Change Apartment Status",
            "Wait",
            "Get Booking Status",
            "Has the Apartment been Paid ?",
            "Apartment Paid",
        ])
        .gave("Wait", json!({ "apartmentId": "a-1", "guest": "Ann" }))
        .succeeded(row("PAID"));
    assert_eq!(script.calls("change_status"), [json!({ "id": "a-1", "status": "BOOKED" })]);
}

#[tokio::test(start_paused = true)]
async fn a_booking_that_is_not_paid_is_taken_back() {
    let script = Script::new([
        ("change_status", gives(())),
        ("get", gives(row("BOOKED"))),
        ("change_status", gives(())),
    ]);
    run(&workflow(&script), &script, booking())
        .await
        .passed([
            "Change Apartment Status",
            "Wait",
            "Get Booking Status",
            "Has the Apartment been Paid ?",
            "Not Paid (Revert Apartment Status)",
            "Fail",
        ])
        .gave("Fail", json!({ "Error": "NotPaid", "Cause": r#"{"guest":"Ann"}"# }))
        .failed("NotPaid", json!({ "guest": "Ann" }));
    assert_eq!(script.calls("change_status")[1], json!({ "id": "a-1", "status": "PENDING" }));
}

#[tokio::test(start_paused = true)]
async fn what_went_wrong_first_is_what_it_fails_with() {
    let script = Script::new([
        ("change_status", gives(())),
        ("get", fails(TableError::Busy)),
        ("get", fails(TableError::NoSuchApartment { id: "a-1".to_owned() })),
        ("change_status", Reply::Panics),
    ]);
    run(&workflow(&script), &script, booking())
        .await
        .passed([
            "Change Apartment Status",
            "Wait",
            "Get Booking Status",
            "Not Paid (Revert Apartment Status)",
            "Fail",
        ])
        .failed("TableError.NoSuchApartment", json!({ "NoSuchApartment": { "id": "a-1" } }));
}

#[tokio::test(start_paused = true)]
async fn an_apartment_that_is_not_there_cannot_be_booked() {
    let script =
        Script::new([("change_status", fails(TableError::NoSuchApartment { id: "a-1".to_owned() }))]);
    run(&workflow(&script), &script, booking())
        .await
        .passed(["Change Apartment Status", "Fail"])
        .failed("TableError.NoSuchApartment", json!({ "NoSuchApartment": { "id": "a-1" } }));
}

#[test]
fn its_definition() {
    pinned(&apartment::definition(), &expect_file!["apartment.json"]);
}
