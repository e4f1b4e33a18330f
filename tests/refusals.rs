//! Compares what `docs/language.md` says that `cargo build` refuses with the ui tests: a sentence without a test is a
//! promise, and a test without a sentence is a rule that nobody can read.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const HEADING: &str = "## What `cargo build` refuses";

/// These topics are told elsewhere: with the derives, in `docs/portable.md`, and in `docs/testing.md`.
const ELSEWHERE: [&str; 3] = ["derive", "portable", "testing"];

/// The sentences of the section, each with the tests that it names.
fn sentences() -> Vec<(String, Vec<String>)> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/language.md");
    let page = fs::read_to_string(page).expect("docs/language.md is there");
    let section = page.split(HEADING).nth(1).expect("the section is there");
    let section = section.split("\n## ").next().expect("a section ends");
    let items = section.split("\n- ").skip(1).map(|item| item.split("\n\n").next().unwrap_or(item));
    items
        .map(|item| {
            (
                item.replace('\n', " "),
                item.split('`').filter(|code| is_test(code)).map(str::to_owned).collect(),
            )
        })
        .collect()
}

/// Whether code in a sentence is the name of a test, `topic/rule`.
fn is_test(code: &str) -> bool {
    code.split_once('/').is_some_and(|(topic, rule)| {
        [topic, rule].iter().all(|part| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
        })
    })
}

/// The ui tests, as `topic/rule`.
fn tests() -> BTreeSet<String> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let mut tests = BTreeSet::new();
    for topic in fs::read_dir(ui).expect("tests/ui is there").map(|topic| topic.expect("a topic").path()) {
        let name = topic.file_name().expect("a name").to_string_lossy().into_owned();
        if ELSEWHERE.contains(&name.as_str()) {
            continue;
        }
        for file in
            fs::read_dir(&topic).expect("a topic is a folder").map(|file| file.expect("a file").path())
        {
            if file.extension().is_some_and(|extension| extension == "rs") {
                let rule = file.file_stem().expect("a name").to_string_lossy().into_owned();
                assert!(file.with_extension("stderr").exists(), "{name}/{rule} has no .stderr");
                tests.insert(format!("{name}/{rule}"));
            }
        }
    }
    tests
}

#[test]
fn every_sentence_has_a_test() {
    let tests = tests();
    let sentences = sentences();
    assert!(sentences.len() > 80, "the section is read: {}", sentences.len());
    for (sentence, named) in sentences {
        assert!(!named.is_empty(), "no ui test holds: {sentence}");
        for name in named {
            assert!(tests.contains(&name), "there is no tests/ui/{name}.rs, which is named in: {sentence}");
        }
    }
}

#[test]
fn every_test_has_a_sentence() {
    let named: BTreeSet<String> = sentences().into_iter().flat_map(|(_, named)| named).collect();
    let unnamed: Vec<String> = tests().difference(&named).cloned().collect();
    assert!(unnamed.is_empty(), "docs/language.md does not say what these refuse: {unnamed:?}");
}
