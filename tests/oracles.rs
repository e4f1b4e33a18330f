//! What validators this project did not write say of its corpus: nothing against what is right, and less than the
//! project's own validator against what is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use workflow_tests::oracles::{Complaint, complaints, or_skip};

/// Where statelint 3.1.0 knows less than AWS: fields it has not heard of, and variables in JSONPath states.
const OUTDATED: [&str; 5] = [
    "Field \"Label\" not allowed",
    "Field \"InputType\" not allowed",
    "Field \"CSVHeaderLocation\" not allowed",
    "Field \"Assign\" not allowed in State Machine.States.Begin",
    "NumericGreaterThanPath is \"$limit\" but should be a Reference Path",
];

fn corpus(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions").join(folder);
    let entries = fs::read_dir(folder).expect("the corpus is there");
    let mut files: Vec<(String, String)> = entries
        .map(|entry| entry.expect("a file of the corpus").path())
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a file of the corpus is text"))
        })
        .collect();
    files.sort();
    files
}

fn ask(test: &str, folder: &str) -> Option<(usize, Vec<Complaint>)> {
    let corpus = corpus(folder);
    let definitions: Vec<(&str, &str)> = corpus.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let mut found = or_skip(test, complaints(&definitions))?;
    found.retain(|complaint| !OUTDATED.iter().any(|words| complaint.words.contains(words)));
    Some((corpus.len(), found))
}

#[test]
fn valid_definitions_pass_every_validator() {
    let Some((_, found)) = ask("valid_definitions_pass_every_validator", "valid") else { return };
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn what_only_this_project_finds() {
    let Some((count, found)) = ask("what_only_this_project_finds", "invalid") else { return };
    let mut by_oracle: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for complaint in &found {
        by_oracle.entry(&complaint.oracle).or_default().insert(&complaint.definition);
    }
    let by_any: BTreeSet<&str> = found.iter().map(|complaint| complaint.definition.as_str()).collect();
    let mut report = format!("definitions {count}\n");
    for (oracle, definitions) in &by_oracle {
        report += &format!("{oracle} {}\n", definitions.len());
    }
    report += &format!("any of them {}\nfound by none:\n", by_any.len());
    for (name, _) in corpus("invalid").iter().filter(|(name, _)| !by_any.contains(name.as_str())) {
        report += &format!("  {name}\n");
    }
    expect_test::expect![[r#"
        definitions 109
        asl-validator 63
        language-service 56
        statelint 59
        any of them 79
        found by none:
          catch-all-not-alone
          catch-all-not-last
          distributed-field
          empty-item-batcher
          error-output-outside-catch
          eval-not-allowed
          execution-type-inline
          expression-in-jsonpath
          heartbeat-not-below-timeout
          invalid-credentials
          item-reader-resource
          jsonpath-state
          malformed-variable-name
          map-label
          path-in-jsonata
          reader-csv-headers
          reserved-variable
          result-not-available
          result-writer-resource
          retry-max-delay
          retry-max-delay-not-above-interval
          shadowed-variable
          task-token-not-passed
          top-level-context
          undefined-variable
          unknown-function
          unknown-integration-pattern
          unknown-states-error
          unknown-states-field
          variable-name-too-long
    "#]]
    .assert_eq(&report);
}
