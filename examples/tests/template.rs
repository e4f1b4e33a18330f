//! The verb `template`: what is deployed of each example, and what cannot be.

mod common;

use std::fs;

use common::{exported, printed, refusal};
use expect_test::{expect, expect_file};
use workflow_runtime::asl;

#[test]
fn the_templates_are_these() {
    let examples = [
        (env!("CARGO_BIN_EXE_account_processing"), "account_processing"),
        (env!("CARGO_BIN_EXE_sale"), "sale"),
        (env!("CARGO_BIN_EXE_data_migration"), "data_migration"),
        (env!("CARGO_BIN_EXE_traffic_light"), "traffic_light"),
        (env!("CARGO_BIN_EXE_sign_up"), "sign_up"),
        (env!("CARGO_BIN_EXE_sales_report"), "sales_report"),
        (env!("CARGO_BIN_EXE_service"), "service"),
    ];
    for (exe, name) in examples {
        let golden = format!("{}/tests/golden/{name}.template.yaml", env!("CARGO_MANIFEST_DIR"));
        expect_file![golden].assert_eq(&printed(exe, &["template"]));
    }
}

#[test]
fn a_directory_gets_the_template_and_the_definition_it_names() {
    let directory = tempfile::tempdir().expect("there is room");
    let place = directory.path().join("deploy");
    let sale = env!("CARGO_BIN_EXE_sale");
    assert_eq!(printed(sale, &["template", "--directory", &place.display().to_string()]), "");
    let read = |name: &str| fs::read_to_string(place.join(name)).expect("it was written");
    assert_eq!(read("template.yaml"), printed(sale, &["template"]));
    let deployed = read("sale.asl.json");
    assert_eq!(asl::validate_json(&deployed), []);

    // It is the export, and in each call of a task the context of its attempt.
    let calls = deployed.matches("\"FunctionName\"").count();
    assert_eq!(deployed.matches("\"ClientContext\"").count(), calls);
    let without: Vec<&str> = deployed.lines().filter(|line| !line.contains("\"ClientContext\"")).collect();
    let export = exported(sale).0;
    assert_eq!(without.len(), export.lines().count());
    for (deployed, exported) in without.into_iter().zip(export.lines()) {
        assert_eq!(deployed.trim_end_matches(','), exported.trim_end_matches(','));
    }
}

#[test]
fn options_are_heard() {
    let traffic_light = env!("CARGO_BIN_EXE_traffic_light");
    let express = printed(traffic_light, &["template", "--express", "--log", "all", "--log-payloads"]);
    for line in ["Type: EXPRESS", "Level: ALL", "IncludeExecutionData: true"] {
        assert!(express.contains(line), "{express}");
    }
    let silent = printed(traffic_light, &["template", "--log", "off"]);
    assert!(!silent.contains("AWS::Logs::LogGroup") && !silent.contains("logs:"), "{silent}");
}

#[test]
fn what_express_cannot_do_is_refused_with_its_state() {
    let refused = common::run_with(env!("CARGO_BIN_EXE_sign_up"), &["template", "--express"], "");
    assert_eq!(refused.code, 1);
    expect![[r#"
        error: the workflow cannot be deployed like this
          state `AskCommittee` waits for a task token (`.waitForTaskToken`), which EXPRESS cannot; deploy a STANDARD machine
          state `AskCommittee` has a timeout of 600 seconds, and an EXPRESS execution takes at most 300; shorten it, or deploy a STANDARD machine
    "#]]
    .assert_eq(&refused.stderr);
}

#[test]
fn a_directory_that_cannot_be_made_is_refused_in_one_line() {
    let file = tempfile::NamedTempFile::new().expect("there is room");
    let place = file.path().join("deploy").display().to_string();
    let line = refusal(env!("CARGO_BIN_EXE_sale"), &["template", "--directory", &place], "");
    assert!(line.starts_with(&format!("error: cannot write below {place}: ")), "{line}");
}
