//! The sales of the shops: what is printed and exported, and what becomes of bad files.

mod common;

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{exported, printed, refusal, run_with};
use expect_test::{expect, expect_file};
use workflow_examples::head_office::sales_report::Workflow as SalesReport;
use workflow_examples::head_office::{Month, Outcome, ReadError, Share, Takings, TooManyBadFiles};
use workflow_runtime::clock::seconds;
use workflow_runtime::{Workflow, asl};

const EXE: &str = env!("CARGO_BIN_EXE_sales_report");

#[test]
fn prints_the_report_and_what_is_not_in_it() {
    expect_file!["golden/sales_report.txt"].assert_eq(&printed(EXE, &[]));
}

#[test]
fn exports_a_valid_definition() {
    expect_file!["golden/sales_report.asl.json"].assert_eq(&exported(EXE).0);
    assert_eq!(asl::validate(&SalesReport::<StubbornShare>::definition()), []);
}

#[test]
fn gives_up_when_too_many_files_are_bad() {
    let month =
        r#"{ "month": "2026-04", "files": ["berlin.csv", "oslo.csv", "lost.csv"], "badPercentAllowed": 50 }"#;
    let ran = run_with(EXE, &["--input", "-"], month);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    expect![[r#"
        2026-04
          ReadFiles (ReadFile | 2 × ReadFile → SetAside) → Judge → GiveUp
          failed after 0 s: TooManyBadFiles: {"bad":2,"files":3}
    "#]]
    .assert_eq(&ran.stdout);
}

#[test]
fn refuses_what_is_no_month_in_one_line() {
    let input = ["--input", "-"];
    expect![[r#"
        error: standard input has the wrong shape at files[1]: invalid type: integer `7`, expected a string at line 1 column 42
    "#]]
    .assert_eq(&refusal(EXE, &input, r#"{ "month": "2026-03", "files": ["a.csv", 7] }"#));
    expect![[r#"
        error: standard input is not JSON: expected value at line 1 column 1
    "#]]
    .assert_eq(&refusal(EXE, &input, "month,files"));
    expect![[r#"
        error: there is no directory nowhere
    "#]]
    .assert_eq(&refusal(EXE, &["--share", "nowhere"], ""));
}

/// A share that answers slowly, and of some files not at first.
#[derive(Default)]
struct StubbornShare {
    failures: Mutex<BTreeMap<String, u32>>,
    reading: AtomicUsize,
    most: AtomicUsize,
}

impl Share for StubbornShare {
    async fn read_sales(&self, file: &str) -> Result<Takings, ReadError> {
        let reading = self.reading.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(reading, Ordering::SeqCst);
        tokio::time::sleep(seconds(1 + u64::try_from(file.len()).unwrap())).await;
        self.reading.fetch_sub(1, Ordering::SeqCst);
        match self.failures.lock().unwrap().get_mut(file) {
            Some(left) if *left > 0 => {
                *left -= 1;
                Err(ReadError::Unreadable(io::Error::other("no answer")))
            }
            _ => Ok(Takings { file: file.to_owned(), sales: 1, cents: 100 }),
        }
    }
}

fn month(files: impl IntoIterator<Item = String>) -> Month {
    Month { month: "2026-05".to_owned(), files: files.into_iter().collect(), bad_percent_allowed: 10 }
}

#[tokio::test(start_paused = true)]
async fn four_files_are_read_at_a_time_and_reported_in_their_order() {
    let files = || (0..10).rev().map(|length| "x".repeat(length));
    let workflow = SalesReport { share: StubbornShare::default() };
    let report = workflow.run(month(files())).await.unwrap();
    let read: Vec<String> = report
        .files
        .into_iter()
        .map(|outcome| match outcome {
            Outcome::Read(takings) => takings.file,
            Outcome::SetAside(bad) => panic!("{bad:?}"),
        })
        .collect();
    assert_eq!(read, files().collect::<Vec<_>>());
    assert_eq!((report.sales, report.cents), (10, 1_000));
    assert_eq!(workflow.share.most.into_inner(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_share_that_does_not_answer_is_asked_four_times() {
    let workflow = SalesReport { share: StubbornShare::default() };
    workflow.share.failures.lock().unwrap().extend([("slow".to_owned(), 3), ("dead".to_owned(), 4)]);
    let files = |files: &[&str]| month(files.iter().map(|file| (*file).to_owned()));

    let report = workflow.run(files(&["slow", "quick"])).await.unwrap();
    assert_eq!(report.sales, 2);
    let error = workflow.run(files(&["dead"])).await.unwrap_err();
    assert_eq!(error.downcast::<TooManyBadFiles>().unwrap(), TooManyBadFiles { bad: 1, files: 1 });
}

#[tokio::test(start_paused = true)]
async fn a_month_without_files_is_an_empty_report() {
    let report = SalesReport { share: StubbornShare::default() }.run(month([])).await.unwrap();
    assert_eq!((report.sales, report.cents, report.files), (0, 0, vec![]));
}
