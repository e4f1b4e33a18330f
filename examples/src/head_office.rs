//! The head office of several shops: at the end of the month every shop's sales arrive as a CSV file, and one report is
//! made of them.
//!
//! A file that cannot be used does not stop the others: what came of each file is data, and only when too many are bad
//! there is no report.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::Args;
use workflow_runtime::prelude::*;

use crate::durable::names;
use crate::progress::Bar;
use crate::{Example, NoDecision, Place, Problem, Stage};

/// The files of a month.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Month {
    /// Which month.
    pub month: String,
    /// The files, one a shop.
    pub files: Vec<String>,
    /// How many of a hundred files may be bad.
    pub bad_percent_allowed: usize,
}

/// What came of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(tag = "outcome", rename_all = "camelCase")]
pub enum Outcome {
    /// It is in the report.
    Read(Takings),
    /// It is not.
    SetAside(BadFile),
}

/// What a shop took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub struct Takings {
    /// The file.
    pub file: String,
    /// How many sales are in it.
    pub sales: u64,
    /// What they add up to.
    pub cents: u64,
}

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub struct BadFile {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The sales of all shops.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub struct Report {
    /// Of which month.
    pub month: String,
    /// How many sales there were.
    pub sales: u64,
    /// What they add up to.
    pub cents: u64,
    /// What came of each file.
    pub files: Vec<Outcome>,
}

/// A file that could not be read.
#[derive(Debug, thiserror::Error, TaskError)]
pub enum ReadError {
    /// The share does not answer; later it may.
    #[error("the file cannot be read: {0}")]
    Unreadable(
        #[source]
        #[as_text]
        io::Error,
    ),
    /// There is no such file.
    #[error("there is no such file")]
    Missing,
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Its first line lacks a column.
    #[error("the file has no column `{column}`")]
    NoColumn {
        /// The column.
        column: String,
    },
    /// A value is not what its column holds.
    #[error("line {line}: `{text}` is not a number")]
    NotANumber {
        /// The line in the file, from 1.
        line: u64,
        /// What stands there.
        text: String,
    },
}

/// Too little arrived to make a report of it.
#[derive(Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("{bad} of {files} files are bad")]
pub struct TooManyBadFiles {
    /// How many files are bad.
    pub bad: usize,
    /// How many there are.
    pub files: usize,
}

/// Where the shops leave their files.
#[tasks]
pub trait Share {
    /// Reads a file and adds it up.
    async fn read_sales(&self, file: &str) -> Result<Takings, ReadError>;
}

/// Makes one report of the month's sales files, unless too many of them are bad.
#[workflow(tasks(share(Share)), timeout(hours(1)))]
pub mod sales_report {
    use super::*;

    /// Reads every file, four at a time.
    #[start]
    #[map(max_concurrency = 4)]
    fn read_files(month: Month) -> Transition<Report> {
        let outcomes = map(month.files, |file| read_file(file))?;
        judge(month, outcomes)
    }

    /// Reads one file; a share that does not answer is asked again.
    #[task(timeout(seconds(60)), retry(on(ReadError::Unreadable), interval(seconds(2)), max_attempts = 3))]
    fn read_file(file: String) -> Transition<Outcome> {
        match share.read_sales(&file) {
            Ok(takings) => succeed(Outcome::Read(takings)),
            Err(Failed(ReadError::Missing)) => set_aside(file, "there is no such file"),
            Err(Failed(ReadError::Empty)) => set_aside(file, "the file is empty"),
            Err(Failed(ReadError::NoColumn { column })) => {
                set_aside(file, format!("the file has no column `{column}`"))
            }
            Err(Failed(ReadError::NotANumber { line, text })) => {
                set_aside(file, format!("line {line}: `{text}` is not a number"))
            }
            Err(error) => set_aside(file, error.name()),
        }
    }

    /// Notes why a file is not in the report.
    #[succeed]
    fn set_aside(file: String, reason: String) -> Transition<Outcome> {
        succeed(Outcome::SetAside(BadFile { file, reason }))
    }

    /// Decides whether enough arrived for a report.
    #[choice]
    fn judge(month: Month, outcomes: Vec<Outcome>) -> Transition<Report> {
        if bad_files(&outcomes) * 100 > outcomes.len() * month.bad_percent_allowed {
            give_up(bad_files(&outcomes), outcomes.len())
        } else {
            consolidate(month.month, outcomes)
        }
    }

    /// Refuses to report on too little.
    #[fail]
    fn give_up(bad: usize, files: usize) -> Transition<Report> {
        fail(TooManyBadFiles { bad, files })
    }

    /// Adds the shops up.
    #[succeed]
    fn consolidate(month: String, outcomes: Vec<Outcome>) -> Transition<Report> {
        succeed(Report {
            month,
            sales: outcomes.iter().map(|outcome| sales(outcome)).sum(),
            cents: outcomes.iter().map(|outcome| cents(outcome)).sum(),
            files: outcomes,
        })
    }

    /// How many files could not be used.
    #[portable]
    fn bad_files(outcomes: &Vec<Outcome>) -> usize {
        outcomes.iter().filter(|outcome| is_bad(outcome)).count()
    }

    /// Whether a file could not be used.
    #[portable]
    fn is_bad(outcome: &Outcome) -> bool {
        match outcome {
            Outcome::SetAside(_) => true,
            Outcome::Read(_) => false,
        }
    }

    /// How many sales a file brings.
    #[portable]
    fn sales(outcome: &Outcome) -> u64 {
        match outcome {
            Outcome::Read(takings) => takings.sales,
            Outcome::SetAside(_) => 0,
        }
    }

    /// What they add up to.
    #[portable]
    fn cents(outcome: &Outcome) -> u64 {
        match outcome {
            Outcome::Read(takings) => takings.cents,
            Outcome::SetAside(_) => 0,
        }
    }
}

/// A directory with the shops' files.
#[derive(Clone, Debug)]
pub struct Directory(pub PathBuf);

impl Share for Directory {
    async fn read_sales(&self, file: &str) -> Result<Takings, ReadError> {
        let (path, file) = (self.0.join(file), file.to_owned());
        // Files are read by calls that block, on a thread that may be blocked.
        tokio::task::spawn_blocking(move || {
            let source = File::open(path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => ReadError::Missing,
                _ => ReadError::Unreadable(error),
            })?;
            add_up(file, source)
        })
        .await
        .unwrap_or_else(|stopped| Err(ReadError::Unreadable(stopped.into())))
    }
}

/// Adds a file up.
///
/// # Errors
///
/// What is wrong with it first.
fn add_up(file: String, source: impl io::Read) -> Result<Takings, ReadError> {
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(source);
    let header = table.headers().map_err(unreadable)?.clone();
    if header.is_empty() {
        return Err(ReadError::Empty);
    }
    let column = |column: &str| {
        let position = header.iter().position(|name| name == column);
        position.ok_or_else(|| ReadError::NoColumn { column: column.to_owned() })
    };
    let (quantity, price) = (column("quantity")?, column("unit_price_cents")?);
    let mut takings = Takings { file, sales: 0, cents: 0 };
    for record in table.records() {
        let record = record.map_err(unreadable)?;
        takings.sales += 1;
        takings.cents += number(&record, quantity)? * number(&record, price)?;
    }
    if takings.sales == 0 { Err(ReadError::Empty) } else { Ok(takings) }
}

fn number(record: &csv::StringRecord, column: usize) -> Result<u64, ReadError> {
    let text = record.get(column).unwrap_or_default();
    text.parse::<u32>().map(u64::from).map_err(|_| ReadError::NotANumber {
        line: record.position().map_or(0, csv::Position::line),
        text: text.to_owned(),
    })
}

fn unreadable(error: csv::Error) -> ReadError {
    ReadError::Unreadable(error.into())
}

/// `cargo run --bin sales_report`
#[derive(Clone, Copy, Debug)]
pub struct SalesReport;

/// The options of `sales_report`.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Where the shops' files are
    #[arg(long, value_name = "DIRECTORY", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sales"), hide_default_value = true)]
    share: PathBuf,
}

impl Options {
    fn directory(self) -> Result<Directory, Problem> {
        let Self { share } = self;
        if share.is_dir() { Ok(Directory(share)) } else { Err(no_directory(&share)) }
    }
}

fn no_directory(share: &Path) -> Problem {
    Problem::new(format_args!("there is no directory {}", share.display()))
}

/// A share, and a bar that shows how many files were read.
struct Watched {
    share: Directory,
    files: usize,
    read: Mutex<BTreeSet<String>>,
    bar: Bar,
}

impl Share for Watched {
    async fn read_sales(&self, file: &str) -> Result<Takings, ReadError> {
        let takings = self.share.read_sales(file).await;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        // One that is asked for again is one file.
        read.insert(file.to_owned());
        self.bar.show(read.len() as u64, self.files as u64);
        takings
    }
}

impl Example for SalesReport {
    type Workflow = sales_report::Workflow;
    type Live = sales_report::Workflow<Directory>;
    type Input = Month;
    type Options = Options;
    type Decision = NoDecision;

    const INPUT: &'static str = include_str!("../data/month.json");

    async fn run(month: Month, options: Options, stage: &Stage) -> Result<(), Problem> {
        let (share, files) = (options.directory()?, month.files.len());
        let share = Watched { share, files, read: Mutex::default(), bar: Bar::new() };
        let workflow = sales_report::Workflow { share };
        let name = month.month.clone();
        if let Ok(report) = stage.perform(&workflow, &name, month).await? {
            stage.say(table(&report))?;
        }
        Ok(())
    }

    fn executions(month: Month, _: &Options) -> Vec<(String, Month)> {
        names([month.month.as_str()]).into_iter().zip([month.clone()]).collect()
    }

    async fn live(options: Options, _: &Place) -> Result<Self::Live, Problem> {
        Ok(sales_report::Workflow { share: options.directory()? })
    }

    fn report(report: &Report) -> Option<String> {
        Some(table(report))
    }
}

/// The report as a person reads it.
fn table(report: &Report) -> String {
    let line = |name: &str, sales: u64, cents: u64| {
        format!("  {name:<12} {sales:>4} sales {:>6}.{:02} €", cents / 100, cents % 100)
    };
    let files = report.files.iter().map(|outcome| match outcome {
        Outcome::Read(Takings { file, sales, cents }) => line(file, *sales, *cents),
        Outcome::SetAside(BadFile { file, reason }) => format!("  {file:<12} set aside: {reason}"),
    });
    let all = line("all shops", report.sales, report.cents);
    files.chain([all]).collect::<Vec<_>>().join("\n")
}
