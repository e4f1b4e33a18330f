//! Generated workflows: random, well typed, compiled through the real macros, run here and on the engine.
//!
//! A run prints its seed. `LAW_SEED` repeats it, `LAW_WORKFLOWS` says how many there are (200 where `CI` is set,
//! otherwise 24). A workflow that differs is left, as source, in `generated-law/src/modules.rs` below the target directory, and
//! is printed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use workflow_tests::engine::engine;
use workflow_tests::oracles::or_skip;

#[path = "generator.rs"]
mod generator;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn package(tests: &Path) -> String {
    let runtime = tests.join("../workflow-runtime");
    format!(
        "[package]\nname = \"generated-law\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = {{ version = \"1\", features = [\"float_roundtrip\", \"preserve_order\"] }}\n\
         tokio = {{ version = \"1\", features = [\"rt\", \"macros\", \"time\", \"sync\", \"test-util\"] }}\n\
         workflow-runtime = {{ path = {runtime:?} }}\nworkflow-tests = {{ path = {tests:?} }}\n\n\
         [profile.dev.package.\"*\"]\nopt-level = 1\n"
    )
}

/// Where this test was built.
fn target() -> PathBuf {
    let program = std::env::current_exe().expect("a program has a place");
    let folders = program.ancestors().find(|folder| folder.ends_with("deps"));
    folders.and_then(|deps| deps.ancestors().nth(2)).expect("tests are built in target/debug/deps").to_owned()
}

#[test]
fn generated_workflows_behave_the_same() {
    let test = "generated_workflows_behave_the_same";
    if or_skip(test, engine().map(|_| ())).is_none() {
        return;
    }
    let seed = number("LAW_SEED").unwrap_or_else(|| u64::from(std::process::id()) * 7_919);
    let count = number("LAW_WORKFLOWS").unwrap_or(if std::env::var_os("CI").is_some() { 200 } else { 24 });
    println!("LAW_SEED={seed} LAW_WORKFLOWS={count}");
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = target().join("generated-law");
    let mut modules = String::from("//! Generated.\n#![allow(warnings)]\nuse super::*;\n");
    let mut calls = String::new();
    for index in 0..count {
        modules += &generator::workflow(seed.wrapping_add(index), index);
        let _ = writeln!(
            calls,
            "    Box::pin(lawful({index}, |lab| w{index}::Workflow {{ lab }}, wrong)).await;"
        );
    }
    let _ = writeln!(
        modules,
        "pub const COUNT: usize = {count};\npub async fn all(wrong: &mut usize) {{\n{calls}}}"
    );
    fs::create_dir_all(folder.join("src")).expect("the target directory can be written");
    let write = |name: &str, text: &str| {
        fs::write(folder.join(name), text).expect("the target directory can be written");
    };
    write("Cargo.toml", &package(tests));
    write("src/main.rs", include_str!("generated/main.rs"));
    write("src/modules.rs", &modules);
    fs::copy(tests.join("../Cargo.lock"), folder.join("Cargo.lock")).expect("the lock is there");
    let ran = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline"])
        .env("CARGO_TARGET_DIR", target())
        .current_dir(&folder)
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    println!("{said}");
    assert!(ran.status.success(), "seed {seed}: {said}\n{}", String::from_utf8_lossy(&ran.stderr));
}
