//! The sign-up: what a run prints for what is typed, and what it exports.

mod common;

use common::{exported, printed, refusal, run_with};
use expect_test::{Expect, expect, expect_file};
use workflow_examples::Example as _;
use workflow_examples::club::SignUps;
use workflow_runtime::asl;

const EXE: &str = env!("CARGO_BIN_EXE_sign_up");

/// Types `lines` at the terminal, and compares what is printed behind the requests.
fn check(lines: &[&str], expect: &Expect) {
    let ran = run_with(EXE, &[], &lines.join("\n"));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let (_, answers) =
        ran.stdout.split_once("later <seconds>`\n").expect("the help stands before the answers");
    expect.assert_eq(answers);
}

#[test]
fn a_committee_that_says_nothing_lets_every_request_lapse() {
    expect_file!["golden/sign_up.txt"].assert_eq(&printed(EXE, &[]));
}

#[test]
fn an_answer_ends_the_sign_up_it_names() {
    let printed = expect![[r#"
        bob
          LookAtRequest → AskCommittee → ReadDecision → Denied
          failed after 0 s: Refused.Denied: {"Denied":{"name":"bob","reason":"too loud"}}
        cleo
          LookAtRequest → AskCommittee → ReadDecision → Enrol
          succeeded after 0 s: {"number":1,"name":"cleo"}
        ann
          LookAtRequest → AskCommittee → ReadDecision → Enrol
          succeeded after 0 s: {"number":2,"name":"ann"}
        eve
          LookAtRequest → AskCommittee → ReadDecision → Enrol
          succeeded after 0 s: {"number":3,"name":"eve"}
    "#]];
    check(&["deny bob too loud", "approve cleo", "approve ann", "approve eve"], &printed);
}

#[test]
fn a_heartbeat_keeps_a_request_alive_and_the_others_lapse() {
    let printed = expect![[r#"
        ann
          LookAtRequest → AskCommittee → Lapsed
          failed after 2 min: Refused.Lapsed: {"Lapsed":{"name":"ann"}}
        bob
          LookAtRequest → AskCommittee → Lapsed
          failed after 2 min: Refused.Lapsed: {"Lapsed":{"name":"bob"}}
        eve
          LookAtRequest → AskCommittee → Lapsed
          failed after 2 min: Refused.Lapsed: {"Lapsed":{"name":"eve"}}
        cleo
          LookAtRequest → AskCommittee → ReadDecision → Enrol
          succeeded after 3 min 20 s: {"number":1,"name":"cleo"}
    "#]];
    check(&["later 100", "think cleo", "later 100", "approve cleo", "approve ann"], &printed);
}

#[test]
fn no_heartbeat_goes_beyond_the_timeout() {
    let minutes = ["later 60", "think eve"].repeat(11);
    let printed = expect![[r#"
        ann
          LookAtRequest → AskCommittee → Lapsed
          failed after 2 min: Refused.Lapsed: {"Lapsed":{"name":"ann"}}
        bob
          LookAtRequest → AskCommittee → Lapsed
          failed after 2 min: Refused.Lapsed: {"Lapsed":{"name":"bob"}}
        cleo
          LookAtRequest → AskCommittee → Lapsed
          failed after 2 min: Refused.Lapsed: {"Lapsed":{"name":"cleo"}}
        eve
          LookAtRequest → AskCommittee → Lapsed
          failed after 10 min: Refused.Lapsed: {"Lapsed":{"name":"eve"}}
    "#]];
    check(&minutes, &printed);
}

#[test]
fn what_is_no_answer_is_explained() {
    let printed = expect![[r#"
        write `approve <name>`, `deny <name> <reason>`, `think <name>` or `later <seconds>`
        nobody called zoe waits for an answer
        nobody called zoe waits for an answer
        write `approve <name>`, `deny <name> <reason>`, `think <name>` or `later <seconds>`
        ann
          LookAtRequest → AskCommittee → Lapsed
          failed after 2 min: Refused.Lapsed: {"Lapsed":{"name":"ann"}}
        bob
          LookAtRequest → AskCommittee → Lapsed
          failed after 2 min: Refused.Lapsed: {"Lapsed":{"name":"bob"}}
        cleo
          LookAtRequest → AskCommittee → Lapsed
          failed after 2 min: Refused.Lapsed: {"Lapsed":{"name":"cleo"}}
        eve
          LookAtRequest → AskCommittee → Lapsed
          failed after 2 min: Refused.Lapsed: {"Lapsed":{"name":"eve"}}
    "#]];
    check(&["hello", "approve zoe", "think zoe", "deny ann"], &printed);
}

#[test]
fn the_export_is_what_aws_takes() {
    let export = exported(EXE).0;
    expect_file!["golden/sign_up.asl.json"].assert_eq(&export);
    assert_eq!(asl::validate_json(&export), []);
}

#[test]
fn the_requests_may_come_by_standard_input_and_nobody_answers_then() {
    let ran = run_with(EXE, &["--input", "-"], SignUps::INPUT);
    assert_eq!(ran.stdout, printed(EXE, &[]));
}

#[test]
fn a_wrong_input_is_refused_in_one_line() {
    expect![[r"
        error: standard input has the wrong shape at [0]: missing field `email` at line 1 column 16
    "]]
    .assert_eq(&refusal(EXE, &["--input", "-"], r#"[{"name": "ann"}]"#));
}
