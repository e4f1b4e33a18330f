//! The sale: what a run prints and leaves on disk, what it exports, and that its orders leave nothing of the workflow out.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use common::{exported, printed, refusal};
use expect_test::{expect, expect_file};
use workflow_examples::Example as _;
use workflow_examples::shop::sale::{Workflow, definition};
use workflow_examples::shop::{OnDisk, Order, Sales};
use workflow_runtime::observer::History;
use workflow_runtime::{Execution, asl};

const EXE: &str = env!("CARGO_BIN_EXE_sale");

/// Every file below a directory, with its text.
fn files(directory: &Path) -> String {
    let mut text = String::new();
    for entry in sorted(directory) {
        if entry.is_dir() {
            text.push_str(&files(&entry));
        } else {
            let name = entry.strip_prefix(directory.parent().expect("it is in a folder"));
            let name = name.expect("it was found there").display().to_string().replace('\\', "/");
            let words = fs::read_to_string(&entry).expect("a file can be read");
            write!(text, "=== {name}\n{words}").expect("a string can be written to");
        }
    }
    text
}

fn sorted(directory: &Path) -> BTreeSet<std::path::PathBuf> {
    let entries = fs::read_dir(directory).expect("a folder can be read");
    entries.map(|entry| entry.expect("a folder can be read").path()).collect()
}

#[test]
fn a_run_prints_what_happens_and_leaves_it_on_disk() {
    let directory = tempfile::tempdir().expect("there is room");
    let place = directory.path().display().to_string();
    let run = || printed(EXE, &["--directory", &place]).replace(&place, "DIR");

    let first = run();
    expect_file!["golden/sale.txt"].assert_eq(&first);
    let after_first = files(directory.path());
    expect_file!["golden/sale.files.txt"].assert_eq(&after_first);

    // The same sales again are the same charges, invoices and refunds.
    assert_eq!(run(), first);
    assert_eq!(files(directory.path()), after_first);
}

#[test]
fn the_export_is_what_aws_takes() {
    let export = exported(EXE).0;
    expect_file!["golden/sale.asl.json"].assert_eq(&export);
    assert_eq!(asl::validate_json(&export), []);
}

#[tokio::test(start_paused = true)]
async fn the_orders_take_every_transition() {
    let directory = tempfile::tempdir().expect("there is room");
    let orders: Vec<Order> = serde_json::from_str(Sales::INPUT).expect("it is ours");
    let shop = OnDisk::below(directory.path());
    let workflow = Workflow { payments: shop.clone(), office: shop };
    let mut taken = BTreeSet::new();
    for order in orders {
        let history = History::new();
        let _ = Execution::of(&workflow).observe(&history).run(order).await;
        taken.extend(common::taken(&history.events()));
    }
    assert_eq!(taken, common::transitions(&definition()));
}

#[test]
fn a_directory_that_cannot_be_made_is_refused_in_one_line() {
    let file = tempfile::NamedTempFile::new().expect("there is room");
    let place = file.path().join("shop").display().to_string();
    let line = refusal(EXE, &["--directory", &place], "");
    assert!(line.starts_with(&format!("error: cannot write below {place}: ")), "{line}");
}

#[test]
fn a_wrong_input_is_refused_in_one_line() {
    expect![[r#"
        error: standard input has the wrong shape at [0].euros: invalid value: integer `-5`, expected u32 at line 1 column 97
    "#]]
    .assert_eq(&refusal(
        EXE,
        &["--input", "-"],
        r#"[{"number": "S-1", "customer": {"name": "A", "email": "a@b.example"}, "product": "P", "euros": -5, "card": "1"}]"#,
    ));
}
