//! A registry of customers moves from an old database to a new one, page by page.
//!
//! The old one is read and never changed. The new one takes each page and the place where it ends in one transaction, so
//! that wherever the move is stopped, it goes on behind the last page that is really there. The stores: `stores.rs`.

mod stores;

use std::path::{Path, PathBuf};

use clap::Args;
use workflow_runtime::prelude::*;

pub use stores::{CUSTOMERS, NewDatabase, OldDatabase, seed};

use crate::commentary::Entered;
use crate::progress::Bar;
use crate::{Example, NoDecision, Place, Problem, Stage};

/// How the registry is to be moved.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    /// How many customers are moved at a time.
    pub page_size: u32,
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// The number, which grows and has gaps.
    pub id: i64,
    /// The full name.
    pub name: String,
    /// The address for mail.
    pub email: String,
    /// What is on the account.
    pub balance_cents: i64,
}

/// How far the new database is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    /// The last customer that is there; 0 when none is.
    pub last_id: i64,
    /// How many are there.
    pub copied: u32,
}

/// How far the move is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// How many customers are moved at a time.
    pub page_size: u32,
    /// How many there are.
    pub total: u32,
    /// Where to go on.
    pub cursor: Cursor,
}

/// What a database holds, in a form that can be compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub struct Contents {
    /// How many customers.
    pub customers: u32,
    /// A checksum over all of them, in the order of their numbers.
    pub checksum: String,
}

/// A database that did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum StoreError {
    /// Somebody else writes; it will be over soon.
    #[error("the database is busy")]
    Busy,
    /// The page does not begin where the new database ends.
    #[error("the page does not follow customer {last_id}")]
    OutOfOrder {
        /// The last customer that is there.
        last_id: i64,
    },
    /// Anything else.
    #[error("the database cannot be used: {reason}")]
    Unusable {
        /// What it says.
        reason: String,
    },
}

/// The move cannot begin: a page holds nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("a page of no customers never gets anywhere")]
pub struct EmptyPages {}

/// The two databases differ when all is done.
#[derive(Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("the old database holds {old:?}, the new one {new:?}")]
pub struct Differs {
    /// What the old one holds.
    pub old: Contents,
    /// What the new one holds.
    pub new: Contents,
}

/// The old database.
#[tasks]
pub trait Source {
    /// Counts its customers.
    #[task(timeout(seconds(60)), retry(on(StoreError::Busy), interval(seconds(1)), max_attempts = 5))]
    async fn count_customers(&self) -> Result<u32, StoreError>;

    /// Reads the customers behind a number, in order.
    #[task(timeout(seconds(60)), retry(on(StoreError::Busy), interval(seconds(1)), max_attempts = 5))]
    async fn read_page(&self, after: i64, page_size: u32) -> Result<Vec<Customer>, StoreError>;

    /// Reads everything, and adds up what it holds.
    #[task(
        timeout(minutes(10)),
        memory_mb = 1024,
        retry(on(StoreError::Busy), interval(seconds(1)), max_attempts = 5)
    )]
    async fn check_source(&self) -> Result<Contents, StoreError>;
}

/// The new database.
#[tasks]
pub trait Target {
    /// Makes the tables if they are not there, and says how far an earlier run came.
    #[task(timeout(seconds(60)), retry(on(StoreError::Busy), interval(seconds(1)), max_attempts = 5))]
    async fn find_cursor(&self) -> Result<Cursor, StoreError>;

    /// Writes the customers that stand behind a number, and the new cursor, or nothing. A page that is there already is
    /// not written again.
    #[task(timeout(seconds(60)), retry(on(StoreError::Busy), interval(seconds(1)), max_attempts = 5))]
    async fn write_page(&self, after: i64, customers: &[Customer]) -> Result<Cursor, StoreError>;

    /// Reads everything, and adds up what it holds.
    #[task(
        timeout(minutes(10)),
        memory_mb = 1024,
        retry(on(StoreError::Busy), interval(seconds(1)), max_attempts = 5)
    )]
    async fn check_target(&self) -> Result<Contents, StoreError>;
}

/// Moves the customers to the new database, page by page, and compares the two at the end.
#[workflow(tasks(source(Source), target(Target)), timeout(hours(2)))]
pub mod data_migration {
    use super::*;

    /// Refuses a plan that would never end.
    #[start]
    #[choice]
    fn check_plan(plan: Plan) -> Transition<Contents> {
        if plan.page_size == 0 { fail(EmptyPages {}) } else { prepare(plan) }
    }

    /// Counts the customers, and looks where an earlier run stopped.
    #[parallel]
    fn prepare(plan: Plan) -> Transition<Contents> {
        let (total, cursor) = parallel(source.count_customers(), target.find_cursor())?;
        read_page(Progress { page_size: plan.page_size, total, cursor })
    }

    /// Reads the next page.
    #[task]
    fn read_page(progress: Progress) -> Transition<Contents> {
        let customers = source.read_page(progress.cursor.last_id, progress.page_size)?;
        any_left(progress, customers)
    }

    /// Ends the loop at an empty page.
    #[choice]
    fn any_left(progress: Progress, customers: Vec<Customer>) -> Transition<Contents> {
        if customers.is_empty() { compare() } else { write_page(progress, customers) }
    }

    /// Writes the page together with the place where it ends.
    #[task]
    fn write_page(progress: Progress, customers: Vec<Customer>) -> Transition<Contents> {
        let cursor = target.write_page(progress.cursor.last_id, &customers)?;
        advance(progress, cursor)
    }

    /// Goes on behind the page.
    #[pass]
    fn advance(progress: Progress, cursor: Cursor) -> Transition<Contents> {
        read_page(Progress { cursor, ..progress })
    }

    /// Looks at both databases as a whole.
    #[parallel]
    fn compare() -> Transition<Contents> {
        let (old, new) = parallel(source.check_source(), target.check_target())?;
        judge(old, new)
    }

    /// Trusts the move only if both hold the same.
    #[choice]
    fn judge(old: Contents, new: Contents) -> Transition<Contents> {
        if old.customers == new.customers && old.checksum == new.checksum {
            succeed(new)
        } else {
            fail(Differs { old, new })
        }
    }
}

/// `cargo run --bin data_migration`
#[derive(Clone, Copy, Debug)]
pub struct DataMigration;

/// The options of `data_migration`.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The directory of the two databases, `old.db` and `new.db`; the old one is made if it is not there [default:
    /// `target/data_migration`; with --store FILE, `FILE.databases`]
    #[arg(long, value_name = "DIRECTORY")]
    databases: Option<PathBuf>,
    /// How many customers are moved at a time, whatever the input says
    #[arg(long, value_name = "COUNT")]
    page_size: Option<u32>,
}

impl Options {
    fn plan(&self, plan: &Plan) -> Plan {
        Plan { page_size: self.page_size.unwrap_or(plan.page_size) }
    }
}

/// The workflow between the two databases of a directory.
async fn between(databases: &Path) -> Result<data_migration::Workflow<OldDatabase, NewDatabase>, Problem> {
    let unusable =
        |reason: String| Problem::new(format_args!("cannot use {}: {reason}", databases.display()));
    std::fs::create_dir_all(databases).map_err(|error| unusable(error.to_string()))?;
    let (old, new) = (databases.join("old.db"), databases.join("new.db"));
    seed(&old, CUSTOMERS).await.map_err(|error| unusable(error.to_string()))?;
    Ok(data_migration::Workflow { source: OldDatabase::at(&old), target: NewDatabase::at(&new) })
}

impl Example for DataMigration {
    type Workflow = data_migration::Workflow;
    type Live = data_migration::Workflow<OldDatabase, NewDatabase>;
    type Input = Plan;
    type Options = Options;
    type Decision = NoDecision;

    const INPUT: &'static str = include_str!("../data/migration.json");

    async fn run(plan: Plan, options: Options, stage: &Stage) -> Result<(), Problem> {
        let plan = options.plan(&plan);
        let databases = options.databases.unwrap_or_else(|| "target/data_migration".into());
        let workflow = between(&databases).await?;
        // The bar is gone with what draws it, before the end is printed.
        let _ = stage.perform_with(&workflow, "migration", plan, drawn(Bar::new())).await?;
        Ok(())
    }

    fn executions(plan: Plan, options: &Options) -> Vec<(String, Plan)> {
        vec![("migration".to_owned(), options.plan(&plan))]
    }

    async fn live(options: Options, place: &Place) -> Result<Self::Live, Problem> {
        between(&options.databases.unwrap_or_else(|| place.beside("databases"))).await
    }

    fn progress(state: &data_migration::State) -> Option<(u64, u64)> {
        match state {
            data_migration::State::ReadPage { progress }
            | data_migration::State::AnyLeft { progress, .. }
            | data_migration::State::WritePage { progress, .. }
            | data_migration::State::Advance { progress, .. } => {
                Some((progress.cursor.copied.into(), progress.total.into()))
            }
            data_migration::State::CheckPlan { .. }
            | data_migration::State::Prepare { .. }
            | data_migration::State::Compare { .. }
            | data_migration::State::Judge { .. } => None,
        }
    }
}

/// How far the move is, whenever a page is about to be read: drawn for whoever looks on, and otherwise a line.
pub fn drawn(bar: Bar) -> impl Fn(Entered<'_>) -> Option<String> + Send + Sync {
    move |entered| {
        let reads = entered.state == "ReadPage";
        let progress = reads.then(|| Progress::deserialize(entered.input).ok()).flatten()?;
        if bar.is_shown() {
            bar.show(progress.cursor.copied.into(), progress.total.into());
            return None;
        }
        Some(format!("{:>6} of {} customers", progress.cursor.copied, progress.total))
    }
}
