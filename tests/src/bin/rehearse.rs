//! Rehearses a deployment: its definition on LocalStack, its functions the real binary behind `cargo lambda watch`.
//!
//! `rehearse DEPLOYMENT FUNCTIONS INPUT`, where the deployment is a directory that `workflow_aws::Template` wrote. What is
//! needed is installed below Cargo's target directory when it is missing. The README of `workflow-aws` has an example.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::Value;
use workflow_tests::cargo_lambda::Watch;
use workflow_tests::engine::trace::End;
use workflow_tests::engine::{Case, compare, engine};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// How many processes a function has at most.
const AT_ONCE: usize = 8;

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [deployment, functions, input] = arguments.as_slice() else {
        eprintln!("usage: rehearse DEPLOYMENT FUNCTIONS INPUT: a directory, a binary, a JSON file");
        return ExitCode::from(2);
    };
    match rehearse(deployment, functions, input) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("rehearse: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs it, prints what it did, and says whether it succeeded.
fn rehearse(deployment: &Path, functions: &Path, input: &Path) -> Outcome<bool> {
    let template = read(&deployment.join("template.yaml"))?;
    let tasks: Vec<&str> =
        template.lines().filter_map(|line| line.trim().strip_prefix("WORKFLOW_TASK: ")).collect();
    let definition: Value = serde_json::from_str(&read(&definition_in(deployment)?)?)?;
    let watch = Watch::start(&functions.canonicalize()?, &tasks, &[], AT_ONCE)?;
    let run = engine()?.run(&Case {
        definition,
        input: serde_json::from_str(&read(input)?)?,
        name: "rehearsal".to_owned(),
        id: "rehearsal".to_owned(),
        tasks: Arc::new(watch.functions()),
        nested: std::collections::BTreeMap::new(),
        hangs: false,
        in_turn: false,
        times_out: false,
    })?;
    print!("{}", compare::shown(&run));
    Ok(matches!(run.end, End::Succeeded(_)))
}

/// The definition beside a template.
fn definition_in(deployment: &Path) -> Outcome<PathBuf> {
    for entry in fs::read_dir(deployment)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".asl.json") {
            return Ok(path);
        }
    }
    Err(format!("there is no definition (`*.asl.json`) in {}", deployment.display()).into())
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}
