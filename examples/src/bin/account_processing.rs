//! A bank opens accounts: name and address are checked side by side, a doubtful name cools off for a day.

use workflow_runtime::prelude::*;

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

/// How sure the bank is of a name.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct NameCheck {
    /// 0 to 1.
    pub score: f64,
}

/// Whether post arrives.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct AddressCheck {
    /// Whether post arrives.
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
    /// Nobody answers.
    #[error("the register is down")]
    Down,
}

/// An account that could not be opened.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum OpenError {
    /// Try again.
    #[error("the ledger is busy")]
    Busy,
    /// Once is enough.
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
    /// Who.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// The work of the bank.
#[tasks]
pub trait Bank {
    /// Looks the name up.
    async fn check_name(&self, name: &str) -> Result<NameCheck, CheckError>;
    /// Looks the address up.
    async fn check_address(&self, address: &Address) -> Result<AddressCheck, CheckError>;
    /// Opens the account.
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

    /// Gives a doubtful name a day.
    #[wait]
    fn cooling_off(application: Application) -> Transition<Account> {
        wait(hours(24));
        check_applicant(application)
    }

    /// Opens the account; a busy ledger is tried again.
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

    /// Says no.
    #[fail]
    fn rejected(name: String, reason: String) -> Transition<Account> {
        fail(Rejected { name, reason })
    }
}

struct Branch;

impl Bank for Branch {
    async fn check_name(&self, name: &str) -> Result<NameCheck, CheckError> {
        Ok(NameCheck { score: if name.len() > 3 { 0.9 } else { 0.3 } })
    }
    async fn check_address(&self, address: &Address) -> Result<AddressCheck, CheckError> {
        Ok(AddressCheck { deliverable: !address.street.is_empty() })
    }
    async fn open_account(&self, application: &Application) -> Result<Account, OpenError> {
        Ok(Account { number: "1".to_owned(), holder: application.name.clone() })
    }
}

fn main() {
    println!("{}", account_processing::definition().to_json_pretty());
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    for name in ["Anna", "Bo"] {
        let application = Application {
            name: name.to_owned(),
            address: Address { street: "a".to_owned(), town: "b".to_owned() },
            deposit: 1,
        };
        println!("{:?}", runtime.block_on(account_processing::Workflow { bank: Branch }.run(application)));
    }
}
