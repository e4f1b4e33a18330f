//! A treasury pays back what people have spent for the firm: small claims at once, large ones when somebody approves.
//!
//! It is a service: an HTTP server with an engine inside. Read from top to bottom: a claim and its decision, the work of
//! the treasury, the workflow. What is paid is in `treasury/ledger.rs`, the server in `treasury/server.rs`.

mod ledger;
mod server;

use workflow_runtime::prelude::*;

pub use ledger::{Ledger, LedgerError};
pub use server::Service;

/// What somebody has spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The number of the claim, which names its execution.
    pub number: String,
    /// Who gets the money.
    pub employee: String,
    /// What it was for.
    pub purpose: String,
    /// How much it was.
    pub cents: u64,
}

/// What a manager decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub enum Decision {
    /// It is paid.
    Approved,
    /// It is not.
    Denied {
        /// Why.
        reason: String,
    },
}

/// Money that was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub struct Payment {
    /// The number of the payment.
    pub number: u64,
    /// Who has the money.
    pub employee: String,
    /// How much it is.
    pub cents: u64,
}

/// A claim that is not paid.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum NotPaid {
    /// The manager said no.
    #[error("claim {number} was denied: {reason}")]
    Denied {
        /// The claim.
        number: String,
        /// Why.
        reason: String,
    },
    /// The manager said nothing.
    #[error("nobody decided on claim {number}")]
    Forgotten {
        /// The claim.
        number: String,
    },
}

/// The work of the treasury.
#[tasks]
pub trait Treasury {
    /// Lets a manager know that a claim waits, who answers by the token.
    async fn ask_manager(&self, claim: &Claim, token: TaskToken<Decision>) -> Result<(), LedgerError>;

    /// Pays, once for each claim.
    #[task(timeout(seconds(30)), retry(on(LedgerError::Busy), interval(seconds(1)), max_attempts = 5))]
    async fn pay(&self, claim: &Claim) -> Result<Payment, LedgerError>;
}

/// Pays back what somebody has spent, if a manager approves what is above fifty euros.
#[workflow(tasks(treasury(Treasury)), timeout(days(90)))]
pub mod expense_claim {
    use super::*;

    /// Spares the manager what is small.
    #[start]
    #[choice]
    fn look_at_claim(claim: Claim) -> Transition<Payment> {
        if claim.cents <= 5_000 { pay(claim) } else { ask_manager(claim) }
    }

    /// Waits for a manager, a month and no longer.
    #[task(timeout(days(30)))]
    fn ask_manager(claim: Claim) -> Transition<Payment> {
        match treasury.ask_manager(&claim, task_token()) {
            Ok(decision) => read_decision(claim, decision),
            Err(TimedOut) => forgotten(claim.number),
            Err(error) => fail(error),
        }
    }

    /// Does what the manager decided.
    #[choice]
    fn read_decision(claim: Claim, decision: Decision) -> Transition<Payment> {
        match decision {
            Decision::Approved => pay(claim),
            Decision::Denied { reason } => denied(claim.number, reason),
        }
    }

    /// Pays.
    #[task]
    fn pay(claim: Claim) -> Transition<Payment> {
        let payment = treasury.pay(&claim)?;
        succeed(payment)
    }

    /// Ends the claim: the manager said no.
    #[fail]
    fn denied(number: String, reason: String) -> Transition<Payment> {
        fail(NotPaid::Denied { number, reason })
    }

    /// Ends the claim: the manager said nothing in time.
    #[fail]
    fn forgotten(number: String) -> Transition<Payment> {
        fail(NotPaid::Forgotten { number })
    }
}
