//! Generated workflows: random, well typed, compiled through the real macros, run here and on the engine.
//!
//! Other sources are given other workflows. A run prints its seed: `LAW_SEED` repeats it, `LAW_WORKFLOWS` says how many
//! there are (200 where `CI` is set, otherwise 24). They are left, as source, in `generated-law/` below the target directory; which of them differ is printed.

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use workflow_tests::engine::engine;
use workflow_tests::oracles::{or_skip, target_dir};
use workflow_tests::seeds::{number, seed_of_sources};

#[path = "generator.rs"]
mod generator;

#[test]
fn generated_workflows_behave_the_same() {
    let test = "generated_workflows_behave_the_same";
    if or_skip(test, engine().map(|_| ())).is_none() {
        return;
    }
    let seed = seed_of_sources("LAW_SEED");
    let count = number("LAW_WORKFLOWS").unwrap_or(if std::env::var_os("CI").is_some() { 200 } else { 24 });
    println!("LAW_SEED={seed} LAW_WORKFLOWS={count}");
    let folder = target_dir().join("generated-law");
    fs::create_dir_all(&folder).expect("the target directory can be written");
    let mut running: Option<Child> = None;
    let mut wrong = Vec::new();
    for first in (0..count).step_by(BATCH) {
        let batch = first..count.min(first + BATCH as u64);
        let program = build(&folder, seed, batch);
        // While this batch was built, the one before ran.
        wrong.extend(running.take().and_then(ended));
        running = Some(Command::new(program).stdout(Stdio::piped()).spawn().expect("it was built"));
    }
    wrong.extend(running.and_then(ended));
    assert!(wrong.is_empty(), "seed {seed}:\n{}", wrong.join("\n"));
}

/// So many are one program: all of them would take gigabytes to compile.
const BATCH: usize = 50;

/// Builds the program of a batch of workflows; gives where it is.
fn build(folder: &Path, seed: u64, batch: Range<u64>) -> PathBuf {
    let name = format!("modules-{}", batch.start);
    let (file, program) = (folder.join(format!("{name}.rs")), folder.join(name));
    fs::write(&file, modules(seed, batch)).expect("the target directory can be written");
    // With the whole workspace, so that every dependency is built as it is for the other tests.
    let built = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--offline", "--workspace", "--test", "law_generated", "--no-run"])
        .arg("--message-format=json-render-diagnostics")
        .env("CARGO_TARGET_DIR", target_dir())
        .env("LAW_MODULES", &file)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&built.stdout);
    let messages = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut executables = messages.filter_map(|message| message["executable"].as_str().map(str::to_owned));
    let executable = executables.next_back();
    let executable = executable.unwrap_or_else(|| {
        panic!("{} is not built: {}", file.display(), String::from_utf8_lossy(&built.stderr))
    });
    // The next batch is built in the same place.
    fs::copy(executable, &program).expect("the target directory can be written");
    program
}

/// What a program said, if workflows of its batch differ.
fn ended(program: Child) -> Option<String> {
    let output = program.wait_with_output().expect("it was started");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    println!("{said}");
    (!output.status.success()).then_some(said)
}

/// The workflows of a batch, and a function that gives a run of each.
fn modules(seed: u64, batch: Range<u64>) -> String {
    let mut modules = String::new();
    let mut cases = String::new();
    for index in batch {
        let (module, value) = generator::workflow(seed.wrapping_add(index), index);
        modules += &module;
        let _ = writeln!(cases, "    cases.push(Box::pin(native({index}, |labs: Labs| {value})).await);");
    }
    modules + &format!("pub async fn all(cases: &mut Vec<Native>) {{\n{cases}}}\n")
}
