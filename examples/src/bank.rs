//! A bank opens accounts: name and address are checked side by side, a doubtful name cools off for a day.
//!
//! Read from top to bottom: what an applicant hands in and what can go wrong, the work of the bank, the workflow, and a
//! bank that is simulated.

use std::collections::BTreeMap;

use workflow_runtime::TaskContext;
use workflow_runtime::prelude::*;

use crate::book::Book;
use crate::durable::names;
use crate::{Example, NoDecision, NoOptions, Place, Problem, Stage};

/// What an applicant hands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub struct Application {
    /// Who applies.
    pub name: String,
    /// Where they live.
    pub address: Address,
    /// What they pay in at once.
    pub deposit: u32,
}

/// A postal address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
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
    #[task(timeout(seconds(20)))]
    async fn check_name(&self, name: &str) -> Result<NameCheck, CheckError>;
    /// Asks the post whether it delivers.
    #[task(timeout(seconds(20)))]
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

/// A bank that is simulated: what it does follows from what the application says.
///
/// - The register is sure of a first and a last name, and never of a single one. Of a name with an initial, such as
///   `J. Brahms`, it is surer every day, because somebody is looking into it. The volume with the last names in X is
///   away to be bound.
/// - The post delivers where there is a house number. A lot on a building site gets its number after two days.
/// - The ledger is busy for one attempt with every full 1,000 of the deposit. From 50,000 on somebody has to sign first,
///   and takes a minute. A holder has one account; who hands in the same application again is told of the one it opened,
///   so that a call which is repeated after a crash opens no other.
#[derive(Debug, Default)]
pub struct SimulatedBank {
    books: Book<Books>,
}

/// What the bank remembers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Books {
    /// How often the register was asked about a name.
    names: BTreeMap<String, u32>,
    /// How often the post was asked about a street.
    streets: BTreeMap<String, u32>,
    /// Of each holder the application and the account that it opened.
    ledger: BTreeMap<String, (Application, Account)>,
}

impl SimulatedBank {
    /// A bank that remembers what it did in earlier runs on the same store.
    ///
    /// # Errors
    ///
    /// If its books cannot be read.
    pub fn beside(place: &Place) -> Result<Self, Problem> {
        Ok(Self { books: Book::at(place.beside("bank.json"))? })
    }
}

impl Bank for SimulatedBank {
    async fn check_name(&self, name: &str) -> Result<NameCheck, CheckError> {
        let earlier = self.books.change(|books| count(&mut books.names, name));
        let earlier = earlier.map_err(|_| CheckError::RegisterDown)?;
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        if last.starts_with('X') {
            return Err(CheckError::RegisterDown);
        }
        let score = match (first.ends_with('.'), last) {
            (_, "") => 0.3,
            (true, _) => (0.5 + 0.2 * f64::from(earlier)).min(1.0),
            (false, _) => 0.9,
        };
        Ok(NameCheck { score })
    }

    async fn check_address(&self, address: &Address) -> Result<AddressCheck, CheckError> {
        let earlier = self.books.change(|books| count(&mut books.streets, &address.street));
        let earlier = earlier.map_err(|_| CheckError::RegisterDown)?;
        let is_building_site = address.street.starts_with("Lot ");
        let has_number = address.street.contains(|c: char| c.is_ascii_digit());
        Ok(AddressCheck { deliverable: has_number && (!is_building_site || earlier >= 2) })
    }

    async fn open_account(&self, application: &Application) -> Result<Account, OpenError> {
        if application.deposit >= 50_000 {
            tokio::time::sleep(minutes(1)).await;
        } else if TaskContext::current().is_some_and(|task| task.attempt() < application.deposit / 1_000) {
            return Err(OpenError::Busy);
        }
        let opened = self.books.change(|books| {
            let number = format!("A-{}", 1001 + books.ledger.len());
            let account = Account { number, holder: application.name.clone() };
            let entry = books.ledger.entry(application.name.clone());
            entry.or_insert_with(|| (application.clone(), account)).clone()
        });
        match opened {
            Ok((of, account)) if of == *application => Ok(account),
            Ok(_) => Err(OpenError::Duplicate { holder: application.name.clone() }),
            Err(_) => Err(OpenError::Busy),
        }
    }
}

/// Counts one more question about `subject`, and says how many there were before.
fn count(questions: &mut BTreeMap<String, u32>, subject: &str) -> u32 {
    let asked = questions.entry(subject.to_owned()).or_default();
    *asked += 1;
    *asked - 1
}

/// `cargo run --bin account_processing`
#[derive(Clone, Copy, Debug)]
pub struct AccountProcessing;

impl Example for AccountProcessing {
    type Workflow = account_processing::Workflow;
    type Live = account_processing::Workflow<SimulatedBank>;
    type Input = Vec<Application>;
    type Options = NoOptions;
    type Decision = NoDecision;

    const INPUT: &'static str = include_str!("../data/applications.json");

    async fn run(applications: Vec<Application>, _: NoOptions, stage: &Stage) -> Result<(), Problem> {
        let workflow = account_processing::Workflow { bank: SimulatedBank::default() };
        for application in applications {
            let name = application.name.clone();
            // A rejected application is an outcome like any other; the stage prints it.
            let _ = stage.perform(&workflow, &name, application).await?;
        }
        Ok(())
    }

    fn executions(applications: Vec<Application>, _: &NoOptions) -> Vec<(String, Application)> {
        let names = names(applications.iter().map(|application| application.name.as_str()));
        names.into_iter().zip(applications).collect()
    }

    async fn live(_: NoOptions, place: &Place) -> Result<Self::Live, Problem> {
        Ok(account_processing::Workflow { bank: SimulatedBank::beside(place)? })
    }
}
