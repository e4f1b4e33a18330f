//! The exports of every example and of every workflow in `tests/workflows`, before four judges: this project's
//! validator, asl-validator, AWS's language service and statelint.

use std::fs;
use std::path::Path;

use workflow_runtime::asl::{self, StateMachine};
use workflow_tests::oracles::{complaints, or_skip};

/// The definitions that tests pin: beside the workflows here, and in the goldens of the examples.
fn exports() -> Vec<(String, String)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (workflows, examples) =
        (pinned(&here.join("workflows")), pinned(&here.join("../examples/tests/golden")));
    assert!(workflows.len() >= 12, "twelve workflows are pinned: {}", workflows.len());
    assert_eq!(examples.len(), 7, "every example's export is pinned");
    workflows.into_iter().chain(examples).collect()
}

/// The definitions in a folder, by name.
fn pinned(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("a file of the folder").path());
    let mut pinned: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a definition is text"))
        })
        .collect();
    pinned.sort();
    pinned
}

#[test]
fn nothing_is_found_by_this_project() {
    for (name, text) in exports() {
        let definition = StateMachine::from_json(&text).expect("an export is a definition");
        let findings: Vec<String> = asl::validate(&definition).iter().map(ToString::to_string).collect();
        assert_eq!(findings, Vec::<String>::new(), "{name}");
        assert_eq!(
            definition.to_json_pretty().trim_end(),
            text.trim_end(),
            "{name} is read and written alike"
        );
    }
}

#[test]
fn nothing_is_found_by_others() {
    let exports = exports();
    let definitions: Vec<(&str, &str)> =
        exports.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let Some(found) = or_skip("nothing_is_found_by_others", complaints(&definitions)) else { return };
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, Vec::<String>::new());
}
