//! The bank: what a run prints, what it exports, and that its applications leave nothing of the workflow out.

mod common;

use std::collections::BTreeSet;
use std::process::Command;

use common::{exported, printed, refusal};
use expect_test::expect_file;
use workflow_examples::Example as _;
use workflow_examples::bank::account_processing::{Workflow, definition};
use workflow_examples::bank::{AccountProcessing, Application, SimulatedBank};
use workflow_runtime::observer::History;
use workflow_runtime::{Execution, asl};

const EXE: &str = env!("CARGO_BIN_EXE_account_processing");

#[test]
fn a_run_prints_the_states_and_the_end_of_each_application() {
    expect_file!["golden/account_processing.txt"].assert_eq(&printed(EXE, &[]));
}

#[test]
fn the_export_is_what_aws_takes() {
    let export = exported(EXE).0;
    expect_file!["golden/account_processing.asl.json"].assert_eq(&export);
    assert_eq!(asl::validate_json(&export), []);
}

#[tokio::test(start_paused = true)]
async fn the_applications_take_every_transition() {
    let applications: Vec<Application> = serde_json::from_str(AccountProcessing::INPUT).expect("it is ours");
    assert!(applications.len() >= 20);
    let workflow = Workflow { bank: SimulatedBank::default() };
    let mut taken = BTreeSet::new();
    for application in applications {
        let history = History::new();
        let _ = Execution::of(&workflow).observe(&history).run(application).await;
        taken.extend(common::taken(&history.events()));
    }
    assert_eq!(taken, common::transitions(&definition()));
}

#[test]
fn the_other_verbs_draw_the_same_workflow() {
    assert!(printed(EXE, &["states"]).contains("CheckApplicant (start)"));
    let transitions = printed(EXE, &["transitions"]);
    assert!(transitions.contains("+5  CheckApplicant → Decide → OpenAccount\n"), "{transitions}");
    assert!(printed(EXE, &["diagram"]).starts_with("stateDiagram-v2\n"));
    assert!(printed(EXE, &["diagram", "--format", "dot"]).starts_with("digraph "));
}

#[test]
fn a_reader_who_goes_away_is_no_reason_to_complain() {
    for verb in ["run", "export", "states", "transitions", "diagram"] {
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let output = Command::new(EXE).arg(verb).stdout(writer).output().expect("the example starts");
        let said = String::from_utf8(output.stderr).expect("examples print UTF-8");
        // What the definition itself is warned of has nothing to do with the reader.
        let complaints: Vec<&str> =
            said.lines().filter(|line| !line.starts_with("warning: States.")).collect();
        assert_eq!((output.status.code(), complaints), (Some(0), vec![]), "{verb}");
    }
}

#[test]
fn a_wrong_input_is_refused_in_one_line() {
    assert_eq!(
        refusal(EXE, &["run", "--input", "no-such-file.json"], ""),
        "error: cannot read no-such-file.json: there is no such file\n"
    );
    assert_eq!(
        refusal(EXE, &["--input", "-"], "hello"),
        "error: standard input is not JSON: expected value at line 1 column 1\n"
    );
    assert_eq!(
        refusal(
            EXE,
            &["--input", "-"],
            r#"[{"name": "Ann", "address": {"street": "1 Long Lane"}, "deposit": 5}]"#
        ),
        "error: standard input has the wrong shape at [0].address: missing field `town` at line 1 column 53\n"
    );
}
