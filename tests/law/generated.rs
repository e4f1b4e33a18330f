//! Generated workflows: random, well typed, compiled through the real macros, run here and on the engine.
//!
//! A run prints its seed. `LAW_SEED` repeats it, `LAW_WORKFLOWS` says how many there are (200 where `CI` is set,
//! otherwise 24). The workflows are left, as source, in `generated-law/modules.rs` below the target directory; which of them
//! differ is printed.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use workflow_tests::engine::engine;
use workflow_tests::oracles::{or_skip, target_dir};

#[path = "generator.rs"]
mod generator;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
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
    let folder = target_dir().join("generated-law");
    fs::create_dir_all(&folder).expect("the target directory can be written");
    let file = folder.join("modules.rs");
    fs::write(&file, modules(seed, count)).expect("the target directory can be written");
    // With the whole workspace, so that every dependency is built as it is for the other tests.
    let ran = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--offline", "--workspace", "--test", "law_generated"])
        .env("CARGO_TARGET_DIR", target_dir())
        .env("LAW_MODULES", &file)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    println!("{said}");
    assert!(ran.status.success(), "seed {seed}: {said}\n{}", String::from_utf8_lossy(&ran.stderr));
}

/// The workflows, and a function that gives a run of each.
fn modules(seed: u64, count: u64) -> String {
    let mut modules = String::new();
    let mut cases = String::new();
    for index in 0..count {
        let (module, value) = generator::workflow(seed.wrapping_add(index), index);
        modules += &module;
        let _ = writeln!(cases, "    cases.push(Box::pin(native({index}, |labs: Labs| {value})).await);");
    }
    modules + &format!("pub async fn all(cases: &mut Vec<Native>) {{\n{cases}}}\n")
}
