//! All eight kinds of state, `?` and `match`, error arms with several patterns, a branch inside a branch.

use std::time::Duration;

use workflow_runtime::prelude::*;

/// What is packed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub struct Parcel {
    /// Which one.
    pub id: u32,
    /// How large.
    pub size: Size,
    /// What is in it.
    pub contents: Vec<String>,
}

/// How large a parcel is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub enum Size {
    /// Fits the letter box.
    Small,
    /// Does not.
    Large {
        /// How heavy.
        weight: u32,
    },
}

/// A parcel that cannot be sent.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum ShipError {
    /// For now.
    #[error("the van is full")]
    Full,
    /// For good.
    #[error("nobody lives in {town}")]
    Nobody {
        /// Where.
        town: String,
    },
    /// For good, too.
    #[error("it is {0} too heavy")]
    Heavy(u32),
}

/// The parcel stays.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("{0} stays here")]
pub struct Kept(pub u32);

/// The depot.
#[tasks]
pub trait Depot {
    /// Weighs one thing.
    async fn weigh(&self, thing: &str) -> Result<u32, ShipError>;
    /// Prints a label.
    async fn label(&self, id: u32, text: &str) -> Result<String, ShipError>;
    /// Sends it.
    async fn ship(&self, parcel: &Parcel, labels: Vec<String>) -> Result<u32, ShipError>;
}

/// How long a van takes.
const PAUSE: Duration = minutes(10);

/// Sends a parcel.
#[workflow(tasks(depot(Depot)), timeout(hours(2)))]
pub mod sending {
    use super::*;

    /// Weighs everything that is in it.
    #[start]
    #[map(max_concurrency = 2, retry(on(ShipError::Full, TimedOut), max_attempts = 1))]
    fn weigh_all(parcel: Parcel) -> Transition<u32> {
        match map(parcel.contents.clone(), |index, thing| weigh_one(index, thing)) {
            Ok(weights) => prepare(parcel, weights),
            Err(Failed(ShipError::Nobody { .. } | ShipError::Full)) => stays(parcel.id),
            Err(error) => fail(error),
        }
    }

    #[parallel]
    fn weigh_one(index: usize, thing: String) -> Transition<u32> {
        let (weight, position) = parallel(depot.weigh(&thing), count(index))?;
        succeed(if position > 100 { 0 } else { weight })
    }

    #[pass(name = "Count it")]
    fn count(index: usize) -> Transition<usize> {
        succeed(index + 1)
    }

    /// Small ones need no preparation.
    #[choice]
    fn prepare(parcel: Parcel, weights: Vec<u32>) -> Transition<u32> {
        match parcel.size {
            Size::Small => write_labels(parcel),
            Size::Large { weight } if weight > 30 => stays(parcel.id),
            Size::Large { .. } => {
                if weights.is_empty() {
                    nothing_in_it()
                } else {
                    write_labels(parcel)
                }
            }
        }
    }

    #[parallel]
    fn write_labels(parcel: Parcel) -> Transition<u32> {
        let (front, back) = parallel(
            named("Front", depot.label(parcel.id, "front")),
            named("Back", depot.label(parcel.id, "back")),
        )?;
        let labels = vec![front, back];
        hand_over(parcel, labels)
    }

    #[pass]
    fn hand_over(parcel: Parcel, labels: Vec<String>) -> Transition<u32> {
        let id = parcel.id;
        ship(Parcel { id, ..parcel }, labels, 0)
    }

    #[task(
        timeout(seconds(30)),
        retry(on(TimedOut), interval(seconds(2)), max_delay(seconds(9)), backoff_rate = 1.5, jitter(Full)),
        retry(on(any), max_attempts = 0)
    )]
    fn ship(parcel: Parcel, labels: Vec<String>, tries: u32) -> Transition<u32> {
        match depot.ship(&parcel, labels) {
            Ok(van) => shipped(van),
            Err(Failed(ShipError::Full) | TimedOut) => later(parcel, labels, tries),
            Err(Failed(ShipError::Heavy(_) | ShipError::Nobody { .. })) => stays(parcel.id),
            Err(Crashed(_)) => stays(0),
        }
    }

    #[wait]
    fn later(parcel: Parcel, labels: Vec<String>, tries: u32) -> Transition<u32> {
        wait(PAUSE);
        ship(parcel, labels, tries + 1)
    }

    #[succeed]
    fn shipped(van: u32) -> Transition<u32> {
        succeed(van)
    }

    #[wait]
    fn nothing_in_it() -> Transition<u32> {
        wait(seconds(1));
        stays(0)
    }

    #[fail]
    fn stays(id: u32) -> Transition<u32> {
        fail(Kept(id))
    }
}
