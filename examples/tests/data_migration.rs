//! The registry that moves: what is printed and exported, and that wherever it is stopped, nothing is lost or doubled.

mod common;

use std::future::{Future, poll_fn};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::pin::pin;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use common::{exported, printed, refusal, run_with};
use expect_test::{expect, expect_file};
use rusqlite::Connection;
use tempfile::TempDir;
use workflow_examples::registry::data_migration::Workflow as DataMigration;
use workflow_examples::registry::{
    CUSTOMERS, Contents, EmptyPages, NewDatabase, OldDatabase, Plan, StoreError, Target as _, seed,
};
use workflow_runtime::observer::{EventDetails, HistoryEvent};
use workflow_runtime::{Error, Execution, Observer, Workflow, asl};

const EXE: &str = env!("CARGO_BIN_EXE_data_migration");

#[test]
fn prints_its_progress_and_goes_on_where_it_stopped() {
    let directory = TempDir::new().unwrap();
    let databases = ["--databases", directory.path().to_str().unwrap()];
    expect_file!["golden/data_migration.txt"].assert_eq(&printed(EXE, &databases));
    expect![[r#"
         10000 of 10000 customers
        migration
          CheckPlan → Prepare (CountCustomers | FindCursor) → ReadPage → AnyLeft → Compare (CheckSource | CheckTarget) → Judge → JudgeSucceeds
          succeeded after 0 s: {"customers":10000,"checksum":"f9bb89b0dc4257c7"}
    "#]]
    .assert_eq(&printed(EXE, &databases));
}

#[test]
fn exports_a_valid_definition() {
    expect_file!["golden/data_migration.asl.json"].assert_eq(&exported(EXE).0);
    assert_eq!(asl::validate(&DataMigration::<OldDatabase, NewDatabase>::definition()), []);
}

#[test]
fn refuses_what_it_cannot_use_in_one_line() {
    let directory = TempDir::new().unwrap();
    let databases = directory.path().to_str().unwrap();
    expect![[r#"
        error: standard input has the wrong shape at pages: unknown field `pages`, expected `pageSize` at line 1 column 9
    "#]]
    .assert_eq(&refusal(EXE, &["--databases", databases, "--input", "-"], r#"{ "pages": 3 }"#));

    std::fs::write(directory.path().join("old.db"), "this is a letter, and certainly no database").unwrap();
    let refused = refusal(EXE, &["--databases", databases], "");
    expect![[r#"
        error: cannot use …: the database cannot be used: file is not a database
    "#]]
    .assert_eq(&refused.replace(databases, "…"));
}

#[test]
fn a_plan_of_empty_pages_fails_before_it_does_anything() {
    let directory = TempDir::new().unwrap();
    let databases = directory.path().to_str().unwrap();
    let ran = run_with(EXE, &["--databases", databases, "--input", "-"], r#"{ "pageSize": 0 }"#);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    expect![[r#"
        migration
          CheckPlan → CheckPlanFails
          failed after 0 s: EmptyPages: {}
    "#]]
    .assert_eq(&ran.stdout);
    assert!(!directory.path().join("new.db").exists());
}

/// Two databases and the workflow between them.
struct Move {
    directory: TempDir,
    workflow: DataMigration<OldDatabase, NewDatabase>,
}

impl Move {
    async fn of(customers: u32) -> Self {
        let directory = TempDir::new().unwrap();
        let (old, new) = (directory.path().join("old.db"), directory.path().join("new.db"));
        seed(&old, customers).await.unwrap();
        let workflow = DataMigration { source: OldDatabase::at(&old), target: NewDatabase::at(&new) };
        Self { directory, workflow }
    }

    /// Runs the workflow, and drops it where it first waits after so many states.
    async fn cut(&self, states: usize, page_size: u32) -> Option<Result<Contents, Error>> {
        let entered = Entered::default();
        let mut run = pin!(Execution::of(&self.workflow).observe(&entered).run(Plan { page_size }));
        poll_fn(|cx| match run.as_mut().poll(cx) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending if entered.0.load(Ordering::Relaxed) >= states => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }
}

/// Counts the states that the main machine enters.
#[derive(Default)]
struct Entered(AtomicUsize);

impl Observer for Entered {
    fn observe(&self, event: &HistoryEvent) {
        if matches!(event.details, EventDetails::StateEntered { .. }) && event.path.is_empty() {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// How many customers have arrived. The cursor always tells the truth about it.
fn arrived(directory: &Path) -> u32 {
    let new = Connection::open(directory.join("new.db")).unwrap();
    let query = "SELECT copied, (SELECT count(*) FROM customers),
                        last_id = (SELECT ifnull(max(id), 0) FROM customers) FROM progress";
    let found = new.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    match found {
        Ok((copied, customers, last_is_there)) => {
            let (copied, customers, last_is_there): (u32, u32, bool) = (copied, customers, last_is_there);
            assert_eq!((copied, last_is_there), (customers, true));
            copied
        }
        // It was stopped before there were any tables.
        Err(error) => {
            assert!(error.to_string().contains("no such table"), "{error}");
            0
        }
    }
}

/// How many customers are in one database only.
fn differences(directory: &Path) -> u32 {
    let both = Connection::open(directory.join("new.db")).unwrap();
    both.execute("ATTACH ?1 AS old", [directory.join("old.db").to_str().unwrap()]).unwrap();
    let old = "SELECT id, first_name || ' ' || last_name, email, balance_cents FROM old.clients";
    let new = "SELECT id, name, email, balance_cents FROM customers";
    let count = |one: &str, other: &str| -> u32 {
        let query = format!("SELECT count(*) FROM ({one} EXCEPT {other})");
        both.query_row(&query, [], |row| row.get(0)).unwrap()
    };
    count(old, new) + count(new, old)
}

#[tokio::test]
async fn dropped_anywhere_and_run_again_it_loses_and_doubles_nothing() {
    for states in (2..=30).chain([41, 42, 43]) {
        let move_ = Move::of(1_000).await;
        assert!(move_.cut(states, 100).await.is_none(), "it was over before state {states}");
        let before = arrived(move_.directory.path());
        assert!(before < 1_000 || states > 40, "{before} after {states} states");

        // What was dropped may still be writing; another size of page makes the two overlap.
        let contents = move_.workflow.run(Plan { page_size: 70 }).await.unwrap();
        assert_eq!(contents.customers, 1_000);
        assert_eq!((arrived(move_.directory.path()), differences(move_.directory.path())), (1_000, 0));
    }
}

#[tokio::test]
async fn dropped_again_and_again_it_still_arrives() {
    let move_ = Move::of(1_000).await;
    let mut runs = 1;
    let contents = loop {
        // Each run gets through one page and is dropped in the next one.
        match move_.cut(9, 30).await {
            Some(result) => break result.unwrap(),
            None => runs += 1,
        }
    };
    assert!(runs > 10, "{runs}");
    assert_eq!(contents.customers, 1_000);
    assert_eq!(differences(move_.directory.path()), 0);
}

/// A page of one customer at a time prints far more than a pipe holds, so a child that nobody reads cannot be done.
#[cfg(unix)]
#[test]
fn killed_anywhere_and_started_again_it_loses_and_doubles_nothing() {
    use std::os::unix::process::ExitStatusExt as _;

    for lines in [0, 1, 2, 150, 700] {
        let directory = TempDir::new().unwrap();
        let databases = ["--databases", directory.path().to_str().unwrap()];
        let plan = directory.path().join("plan.json");
        std::fs::write(&plan, r#"{ "pageSize": 1 }"#).unwrap();

        let mut child = Command::new(EXE)
            .args(databases)
            .arg("--input")
            .arg(&plan)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the example starts");
        let read = BufReader::new(child.stdout.as_mut().unwrap()).lines().take(lines).count();
        child.kill().unwrap();
        assert_eq!((read, child.wait().unwrap().signal()), (lines, Some(9)));

        let before = arrived(directory.path());
        assert!(before < CUSTOMERS, "it was over after {lines} lines");
        assert!(u64::from(before) + 1 >= lines as u64, "{before} after {lines} lines");

        let report = printed(EXE, &databases);
        assert!(report.contains(r#"{"customers":10000,"checksum":"f9bb89b0dc4257c7"}"#), "{report}");
        assert_eq!((arrived(directory.path()), differences(directory.path())), (CUSTOMERS, 0));
    }
}

#[tokio::test]
async fn a_page_that_was_written_already_is_not_written_again() {
    let move_ = Move::of(20).await;
    let (source, target) = (&move_.workflow.source, &move_.workflow.target);
    let page = workflow_examples::registry::Source::read_page(source, 0, 10).await.unwrap();
    target.find_cursor().await.unwrap();

    let first = target.write_page(0, &page).await.unwrap();
    let second = target.write_page(0, &page).await.unwrap();
    assert_eq!((first.copied, &first), (10, &second));
    assert_eq!(arrived(move_.directory.path()), 10);

    let gap = target.write_page(first.last_id + 5, &page).await;
    assert_eq!(gap, Err(StoreError::OutOfOrder { last_id: first.last_id }));
}

#[tokio::test]
async fn a_page_fits_into_what_aws_hands_from_state_to_state() {
    let move_ = Move::of(1_200).await;
    let execution = Execution::of(&move_.workflow).enforce_payload_limit(true);
    assert_eq!(execution.run(Plan { page_size: 500 }).await.unwrap().customers, 1_200);
}

#[tokio::test]
async fn the_error_of_an_empty_page_is_typed() {
    let error = Move::of(1).await.workflow.run(Plan { page_size: 0 }).await.unwrap_err();
    assert_eq!(error.downcast::<EmptyPages>().unwrap(), EmptyPages {});
}

#[test]
fn the_export_warns_of_the_loop_over_pages() {
    let (_, warnings) = exported(EXE);
    assert_eq!(warnings.lines().count(), 1, "{warnings}");
    assert!(
        warnings.starts_with("warning: States.ReadPage: this state is in a loop of about 14 events"),
        "{warnings}"
    );
    assert!(warnings.ends_with("[loop-fills-history]\n"), "{warnings}");
    let transitions = printed(EXE, &["transitions"]);
    assert!(transitions.contains("each lap 4"), "{transitions}");
}
