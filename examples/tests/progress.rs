//! Progress bars: what whoever sits at a terminal sees, and that nothing of it is in what is piped.
//!
//! The terminal is in memory. A bar is drawn so often a second and no more, so what is looked at here is what has to be
//! drawn whenever it is: after something was printed beside it, and at its end.

mod common;

use std::sync::Mutex;

use common::run_with;
use indicatif::{InMemoryTerm, ProgressDrawTarget};
use tempfile::TempDir;
use workflow_examples::Stage;
use workflow_examples::commentary::{Commentary, Entered};
use workflow_examples::progress::Bar;
use workflow_examples::registry::data_migration::Workflow as DataMigration;
use workflow_examples::registry::{NewDatabase, OldDatabase, Plan, Target as _, drawn, seed};
use workflow_runtime::Execution;

/// A bar on a terminal of its own.
fn bar() -> (Bar, InMemoryTerm) {
    let terminal = InMemoryTerm::new(4, 100);
    let bar = Bar::on(ProgressDrawTarget::term_like(Box::new(terminal.clone())));
    assert!(bar.is_shown());
    (bar, terminal)
}

#[tokio::test(start_paused = true)]
async fn the_bar_of_a_migration_ends_at_the_rows_that_were_moved() {
    const ROWS: u32 = 45;
    let directory = TempDir::new().unwrap();
    let (old, new) = (directory.path().join("old.db"), directory.path().join("new.db"));
    seed(&old, ROWS).await.unwrap();
    let workflow = DataMigration { source: OldDatabase::at(&old), target: NewDatabase::at(&new) };
    let (bar, terminal) = bar();
    let (words, seen) = (drawn(bar.clone()), Mutex::new(Vec::new()));
    let looked_at = |entered: Entered<'_>| {
        let line = words(entered);
        if entered.state == "ReadPage" {
            bar.beside(|| assert_eq!(terminal.contents(), "", "what is printed does not meet the bar"));
            seen.lock().unwrap().push((bar.position(), terminal.contents()));
        }
        line.inspect(|line| panic!("a bar says it, and not {line:?}"))
    };
    let stage = Stage::new(false);
    let commentary = Commentary::new(&stage, looked_at);
    let plan = Plan { page_size: 10 };
    Execution::of(&workflow).observe(&commentary).run(plan).await.expect("all is moved");

    let seen = seen.into_inner().unwrap();
    let positions: Vec<u64> = seen.iter().map(|(position, _)| *position).collect();
    assert_eq!(positions, [0, 10, 20, 30, 40, 45]);
    for (position, contents) in &seen[..5] {
        assert!(contents.contains(&format!(" {position} of {ROWS}, ")), "{contents:?}");
    }
    assert_eq!(seen[5].1, "", "at its end the bar goes away");
    let moved = workflow.target.check_target().await.unwrap();
    assert_eq!(u64::from(moved.customers), bar.position());
}

#[test]
fn a_bar_is_there_again_when_there_is_more_to_do() {
    let (bar, terminal) = bar();
    assert_eq!(terminal.contents(), "");
    bar.show(1, 3);
    bar.show(3, 3);
    assert_eq!((bar.position(), terminal.contents()), (3, String::new()));
    bar.show(1, 4);
    bar.beside(|| ());
    assert_eq!(bar.position(), 1);
    assert!(terminal.contents().contains(" 1 of 4, "), "{:?}", terminal.contents());
    drop(bar);
    assert_eq!(terminal.contents(), "", "it goes away with its last owner");
}

#[test]
fn nothing_of_a_bar_is_in_what_is_piped() {
    let directory = TempDir::new().unwrap();
    let at = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    for arguments in [vec!["--databases".to_owned(), at("databases")], vec!["--store".to_owned(), at("m.db")]]
    {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = run_with(env!("CARGO_BIN_EXE_data_migration"), &arguments, "");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(ran.stdout.contains("\"customers\":10000"), "{}", ran.stdout);
        let drawn = |c: char| c == '\r' || c == '\u{1b}' || ('\u{2500}'..='\u{25ff}').contains(&c);
        assert!(!ran.stdout.contains(drawn), "{}", ran.stdout);
    }
}
