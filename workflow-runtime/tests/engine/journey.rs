//! A workflow with every kind of effect in it, and tasks that do what a test says.

use std::sync::{Arc, Mutex};

use workflow_runtime::TaskContext;
use workflow_runtime::prelude::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub(crate) struct Trip {
    pub(crate) traveller: String,
    pub(crate) legs: Vec<u32>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, TaskError)]
pub(crate) enum DeskError {
    Busy,
    SoldOut { leg: u32 },
}

#[tasks]
pub(crate) trait Desk {
    async fn greet(&self, name: &str) -> Result<String, DeskError>;
    async fn weigh(&self, name: &str) -> Result<u32, DeskError>;
    async fn book(&self, leg: u32) -> Result<u32, DeskError>;
    async fn bill(&self, total: u32) -> Result<u32, DeskError>;
    async fn ask(&self, note: &str, token: TaskToken<bool>) -> Result<(), DeskError>;
}

/// Bills somebody.
#[workflow(tasks(desk(Desk)))]
pub(crate) mod billing {
    use super::*;

    #[start]
    #[task]
    fn bill(total: u32) -> Transition<u32> {
        let billed = desk.bill(total)?;
        rest(billed)
    }

    #[wait]
    fn rest(billed: u32) -> Transition<u32> {
        wait(hours(1));
        done(billed)
    }

    #[succeed]
    fn done(billed: u32) -> Transition<u32> {
        succeed(billed)
    }
}

/// Takes a traveller through everything that a workflow can await.
#[workflow(tasks(desk(Desk)), workflows(billing(crate::journey::billing)))]
pub(crate) mod journey {
    use super::*;

    #[start]
    #[task(timeout(seconds(20)), retry(on(DeskError::Busy), interval(seconds(5)), max_attempts = 2))]
    fn greet(trip: Trip) -> Transition<u32> {
        let greeting = desk.greet(&trip.traveller)?;
        prepare(trip, greeting)
    }

    #[parallel]
    fn prepare(trip: Trip, greeting: String) -> Transition<u32> {
        let (label, weight, rested) =
            parallel(label(greeting), desk.weigh(&trip.traveller), pack(trip.traveller))?;
        book_all(trip, weight, format!("{label}: {rested}"))
    }

    #[pass]
    fn label(greeting: String) -> Transition<String> {
        succeed(format!("{greeting}!"))
    }

    #[wait]
    fn pack(traveller: String) -> Transition<String> {
        wait(minutes(10));
        packed(traveller)
    }

    #[pass]
    fn packed(traveller: String) -> Transition<String> {
        succeed(format!("{traveller} is packed"))
    }

    #[map(max_concurrency = 2, retry(on(any), interval(seconds(50)), max_attempts = 1))]
    fn book_all(trip: Trip, weight: u32, rested: String) -> Transition<u32> {
        match map(trip.legs, |leg| book_one(leg)) {
            Ok(booked) => approve(weight, booked, rested),
            Err(e) => fail(e),
        }
    }

    #[task]
    fn book_one(leg: u32) -> Transition<u32> {
        let booked = desk.book(leg)?;
        pause(booked)
    }

    #[wait]
    fn pause(booked: u32) -> Transition<u32> {
        wait(seconds(30));
        succeed(booked)
    }

    #[task(timeout(days(2)), heartbeat(days(1)))]
    fn approve(weight: u32, booked: Vec<u32>, note: String) -> Transition<u32> {
        match desk.ask(&note, task_token()) {
            Ok(approved) => weigh_up(weight, booked, approved),
            Err(error) => fail(error),
        }
    }

    #[choice]
    fn weigh_up(weight: u32, booked: Vec<u32>, approved: bool) -> Transition<u32> {
        if approved { pay(weight + booked.iter().sum::<u32>()) } else { refused() }
    }

    #[fail]
    fn refused() -> Transition<u32> {
        fail(DeskError::Busy)
    }

    #[task]
    fn pay(total: u32) -> Transition<u32> {
        let paid = billing.run(total)?;
        succeed(paid)
    }
}

/// What the desk does, and the tokens that it gave away.
#[derive(Debug, Default)]
pub(crate) struct Doings {
    /// How often somebody is greeted before it works; the last time in vain takes too long.
    pub(crate) busy: u32,
    /// A leg that is sold out, and how often somebody asks for it in vain.
    pub(crate) sold_out: Mutex<Option<(u32, u32)>>,
    pub(crate) greeted: Mutex<u32>,
    /// The keys of the tasks that were called, but for the one that hands a token over.
    pub(crate) begun: Mutex<Vec<String>>,
    pub(crate) tokens: Mutex<Vec<TaskToken<bool>>>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Agency(pub(crate) Arc<Doings>);

impl Agency {
    fn begin(&self) {
        let key = TaskContext::current().expect("a task has a context").idempotency_key();
        self.0.begun.lock().expect("no panic").push(key);
    }
}

impl Desk for Agency {
    async fn greet(&self, name: &str) -> Result<String, DeskError> {
        self.begin();
        let greeted = {
            let mut greeted = self.0.greeted.lock().expect("no panic");
            *greeted += 1;
            *greeted
        };
        tokio::time::sleep(seconds(1)).await;
        if greeted <= self.0.busy { Err(DeskError::Busy) } else { Ok(format!("hello {name}")) }
    }

    async fn weigh(&self, _: &str) -> Result<u32, DeskError> {
        self.begin();
        tokio::time::sleep(seconds(3)).await;
        Ok(7)
    }

    async fn book(&self, leg: u32) -> Result<u32, DeskError> {
        self.begin();
        tokio::time::sleep(seconds(u64::from(leg))).await;
        let mut sold_out = self.0.sold_out.lock().expect("no panic");
        match &mut *sold_out {
            Some((sold, times)) if *sold == leg && *times > 0 => {
                *times -= 1;
                Err(DeskError::SoldOut { leg })
            }
            _ => Ok(leg * 10),
        }
    }

    async fn bill(&self, total: u32) -> Result<u32, DeskError> {
        self.begin();
        if total > 1_000 { Err(DeskError::Busy) } else { Ok(total) }
    }

    async fn ask(&self, _: &str, token: TaskToken<bool>) -> Result<(), DeskError> {
        self.0.tokens.lock().expect("no panic").push(token);
        Ok(())
    }
}

pub(crate) type Journey = journey::Workflow<Agency, billing::Workflow<Agency>>;

pub(crate) fn workflow(doings: &Arc<Doings>) -> Journey {
    let desk = || Agency(Arc::clone(doings));
    journey::Workflow { desk: desk(), billing: billing::Workflow { desk: desk() } }
}

pub(crate) fn trip(legs: &[u32]) -> Trip {
    Trip { traveller: "Ann".to_owned(), legs: legs.to_vec() }
}
