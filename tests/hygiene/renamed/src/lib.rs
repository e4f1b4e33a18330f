//! A workflow in a package that calls the runtime `flow`.
#![deny(warnings, missing_docs)]

use flow::prelude::*;

/// What is sold.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    /// Which one.
    pub id: u32,
    /// Whether it is paid.
    pub paid: bool,
}

/// It cannot be sold.
#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum TillError {
    /// Not now.
    Busy,
}

impl std::fmt::Display for TillError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("busy")
    }
}

impl std::error::Error for TillError {}

/// The till.
#[tasks]
pub trait Till {
    /// Takes the money.
    #[task(retry(on(TillError::Busy)))]
    async fn charge(&self, order: &Order) -> Result<u32, TillError>;
}

/// What is left to pay.
#[portable]
pub fn rest(total: u32, paid: u32) -> u32 {
    total - paid
}

/// Sells.
#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[parallel]
    fn begin(order: Order) -> Transition<u32> {
        match parallel(till.charge(&order), look(order)) {
            Ok((cents, paid)) => decide(cents, paid),
            Err(error) => fail(error),
        }
    }

    #[pass]
    fn look(order: Order) -> Transition<bool> {
        succeed(order.paid)
    }

    #[choice]
    fn decide(cents: u32, paid: bool) -> Transition<u32> {
        if paid { succeed(rest(cents, 1)) } else { later(cents) }
    }

    #[wait]
    fn later(cents: u32) -> Transition<u32> {
        wait(seconds(1));
        succeed(cents)
    }
}
