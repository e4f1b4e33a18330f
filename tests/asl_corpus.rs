//! The project's own corpus of definitions: what is right is read, written back and found faultless; what is wrong is
//! found by the rule it is named after.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use workflow_runtime::asl::{Finding, Rule, StateMachine, validate, validate_json};

/// Files that cannot break their rule alone: what else is found in them.
const COMPANIONS: [(&str, &str); 1] = [
    // The only way to a state without a name is a transition without one.
    ("empty-state-name", "missing-start-at"),
];

/// Rules without a file: a definition of a megabyte is made by a unit test of the validator instead.
const WITHOUT_FILE: [Rule; 3] = [Rule::DefinitionTooLarge, Rule::MachineName, Rule::PayloadTemplateTooLarge];

/// The files of a folder of the corpus, by name: `(name without ".json", text)`.
fn corpus(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions").join(folder);
    let mut files: Vec<(String, String)> = fs::read_dir(&folder)
        .expect("the corpus is there")
        .map(|entry| entry.expect("a file of the corpus").path())
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a file of the corpus is text"))
        })
        .collect();
    files.sort();
    files
}

fn lines(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_is_found_in_valid_definitions() {
    let corpus = corpus("valid");
    assert!(corpus.len() >= 10, "{} valid definitions", corpus.len());
    for (name, text) in corpus {
        assert_eq!(lines(&validate_json(&text)), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn each_invalid_definition_breaks_the_rule_it_is_named_after() {
    for (name, text) in corpus("invalid") {
        let found: BTreeSet<&str> = validate_json(&text).iter().map(|finding| finding.rule.id()).collect();
        let companions = COMPANIONS.iter().filter(|(file, _)| *file == name).map(|(_, rule)| *rule);
        let wanted: BTreeSet<&str> = companions.chain([name.as_str()]).collect();
        assert_eq!(found, wanted, "{name}");
    }
}

#[test]
fn every_rule_has_a_definition_that_breaks_it() {
    let files: BTreeSet<String> = corpus("invalid").into_iter().map(|(name, _)| name).collect();
    let without = |rule: &&Rule| !WITHOUT_FILE.contains(rule);
    let rules: BTreeSet<String> = Rule::ALL.iter().filter(without).map(ToString::to_string).collect();
    assert_eq!(files, rules);
}

#[test]
fn every_finding_says_where_and_what_to_do() {
    for (name, text) in corpus("invalid") {
        for finding in validate_json(&text) {
            let whole = finding.rule == Rule::NotJson;
            assert_eq!(finding.path.is_empty(), whole, "{name}: {finding}");
            assert!(finding.words.len() > 20, "{name}: {finding}");
            assert!(!finding.words.ends_with('.'), "{name}: {finding}");
        }
    }
}

#[test]
fn definitions_are_written_back_as_they_were_read() {
    for (name, text) in corpus("valid").into_iter().chain(corpus("invalid")) {
        let Ok(machine) = StateMachine::from_json(&text) else { continue };
        let written: Value = serde_json::from_str(&machine.to_json()).expect("the model writes JSON");
        assert_eq!(written, serde_json::from_str::<Value>(&text).expect("the corpus is JSON"), "{name}");
        let again: StateMachine = machine.to_json_pretty().parse().expect("what was written can be read");
        assert_eq!(again.to_json_pretty(), machine.to_json_pretty(), "{name}");
    }
}

#[test]
fn text_and_model_are_judged_alike() {
    for (name, text) in corpus("invalid") {
        let Ok(machine) = StateMachine::from_json(&text) else { continue };
        assert_eq!(lines(&validate(&machine)), lines(&validate_json(&text)), "{name}");
    }
}
