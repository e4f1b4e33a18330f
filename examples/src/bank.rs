//! A bank opens accounts: name and address are checked side by side, a doubtful name cools off for a day.
//!
//! Read from top to bottom: what an applicant hands in and what can go wrong, the work of the bank, the workflow, and a
//! bank that is simulated.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use workflow_runtime::prelude::*;

use crate::{Example, NoOptions, Problem, Stage};

/// What an applicant hands in.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Application {
    /// Who applies.
    pub name: String,
    /// Where they live.
    pub address: Address,
    /// What they pay in at once.
    pub deposit: u32,
}

/// A postal address.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// The town.
    pub town: String,
}

/// How sure the bank is that a name is real.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct NameCheck {
    /// From 0, invented, to 1, certain.
    pub score: f64,
}

/// Whether post arrives at an address.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct AddressCheck {
    /// Whether it does.
    pub deliverable: bool,
}

/// An open account.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Account {
    /// Its number.
    pub number: String,
    /// Whose it is.
    pub holder: String,
}

/// A check that could not be made.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum CheckError {
    /// Nobody answers at the register of residents.
    #[error("the register is down")]
    RegisterDown,
}

/// An account that could not be opened.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum OpenError {
    /// It is worth trying again.
    #[error("the ledger is busy")]
    Busy,
    /// A holder has one account at most.
    #[error("{holder} has an account already")]
    Duplicate {
        /// Who has one.
        holder: String,
    },
}

/// The bank does not want this customer.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("{name} was rejected: {reason}")]
pub struct Rejected {
    /// Who applied.
    pub name: String,
    /// Why the bank said no.
    pub reason: String,
}

/// The work of the bank.
#[tasks]
pub trait Bank {
    /// Looks a name up in the register of residents.
    async fn check_name(&self, name: &str) -> Result<NameCheck, CheckError>;
    /// Asks the post whether it delivers.
    async fn check_address(&self, address: &Address) -> Result<AddressCheck, CheckError>;
    /// Enters an account in the ledger.
    async fn open_account(&self, application: &Application) -> Result<Account, OpenError>;
}

/// Opens a bank account once the applicant's name and address are verified.
#[workflow(tasks(bank(Bank)), timeout(days(30)))]
pub mod account_processing {
    use super::*;

    /// Checks the name and the address side by side.
    #[start]
    #[parallel]
    fn check_applicant(application: Application) -> Transition<Account> {
        match parallel(bank.check_name(&application.name), bank.check_address(&application.address)) {
            Ok((name, address)) => decide(application, name, address),
            Err(error) => rejected(application.name, error.name()),
        }
    }

    /// Weighs what the checks found.
    #[choice]
    fn decide(application: Application, name: NameCheck, address: AddressCheck) -> Transition<Account> {
        if name.score >= 0.8 && address.deliverable {
            open_account(application)
        } else if name.score >= 0.5 {
            cooling_off(application)
        } else {
            rejected(application.name, "the name check is not convincing")
        }
    }

    /// Lets a doubtful application rest for a day before it is checked again.
    #[wait]
    fn cooling_off(application: Application) -> Transition<Account> {
        wait(hours(24));
        check_applicant(application)
    }

    /// Opens the account, and tries again while the ledger is busy.
    #[task(
        timeout(seconds(30)),
        retry(on(OpenError::Busy), interval(seconds(1)), max_attempts = 5, backoff_rate = 2.0, jitter(Full))
    )]
    fn open_account(application: Application) -> Transition<Account> {
        match bank.open_account(&application) {
            Ok(account) => succeed(account),
            Err(Failed(OpenError::Duplicate { holder })) => rejected(holder, "duplicate"),
            Err(error) => fail(error),
        }
    }

    /// Tells the applicant that there will be no account, and why.
    #[fail]
    fn rejected(name: String, reason: String) -> Transition<Account> {
        fail(Rejected { name, reason })
    }
}

/// A bank that is simulated.
#[derive(Debug, Default)]
pub struct SimulatedBank {
    checks: Mutex<HashMap<String, u32>>,
}

impl Bank for SimulatedBank {
    async fn check_name(&self, name: &str) -> Result<NameCheck, CheckError> {
        let mut checks = self.checks.lock().unwrap_or_else(PoisonError::into_inner);
        let times = checks.entry(name.to_owned()).or_default();
        *times += 1;
        Ok(NameCheck { score: if *times > 1 { 0.9 } else { 0.6 } })
    }
    async fn check_address(&self, address: &Address) -> Result<AddressCheck, CheckError> {
        Ok(AddressCheck { deliverable: !address.street.is_empty() })
    }
    async fn open_account(&self, application: &Application) -> Result<Account, OpenError> {
        Ok(Account { number: "1".to_owned(), holder: application.name.clone() })
    }
}

/// `cargo run --bin account_processing`
#[derive(Clone, Copy, Debug)]
pub struct AccountProcessing;

impl Example for AccountProcessing {
    type Workflow = account_processing::Workflow;
    type Input = Vec<Application>;
    type Options = NoOptions;

    const INPUT: &'static str = include_str!("../data/applications.json");

    async fn run(applications: Vec<Application>, _: NoOptions, stage: &Stage) -> Result<(), Problem> {
        let workflow = account_processing::Workflow { bank: SimulatedBank::default() };
        for application in applications {
            let name = application.name.clone();
            // A refused application is an outcome, and it is printed.
            let _ = stage.perform(&workflow, &name, application).await?;
        }
        Ok(())
    }
}
