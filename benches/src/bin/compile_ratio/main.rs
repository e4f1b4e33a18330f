//! What a workflow costs to check, beside the same machine written by hand.
//!
//! Writes three packages below `target/compile_ratio`: `domain` (data, errors and a task trait, which both use and
//! which is checked once), `by_macro` (a `#[workflow]` of 100 states of all eight kinds, with branches, retriers,
//! catchers and expressions as business logic has them) and `by_hand` (the same states as enums, the same driver of
//! async functions over the runtime's primitives, the same definition through the `asl` builder). Then it makes the
//! same small change to both, one after the other, round after round, and times each incremental `cargo check`.
//!
//! Two kinds of change: the file is touched, and a line is added above everything, so that every span moves. An empty
//! package is timed beside them: that much is cargo itself, and no part of either.
//!
//! Run with `cargo run -p workflow-benches --bin compile_ratio [rounds]`.

mod measure;
mod template;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use measure::{Change, Times};

const STATES: usize = 100;
/// The ratio that the project promises.
const GOAL: f64 = 2.0;
const ROUNDS: usize = 9;

fn main() -> ExitCode {
    let rounds = match std::env::args().nth(1).map(|rounds| rounds.parse()) {
        None => ROUNDS,
        Some(Ok(rounds)) if rounds > 0 => rounds,
        Some(_) => {
            eprintln!("usage: compile_ratio [rounds], a number from 1");
            return ExitCode::FAILURE;
        }
    };
    match run(rounds) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compile_ratio: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(rounds: usize) -> std::io::Result<()> {
    let repository =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in the repository");
    let workspace = repository.join("target/compile_ratio");
    write_packages(repository, &workspace)?;
    let cores = std::thread::available_parallelism()?;
    println!("{STATES} states, incremental `cargo check`, {rounds} rounds, {cores} cores");
    for package in PACKAGES {
        measure::check(&workspace, package)?;
    }
    for change in [Change::Touch, Change::MoveSpans] {
        let times = measure::interleaved(&workspace, &PACKAGES, change, rounds)?;
        report(change, &times);
    }
    Ok(())
}

/// In the order in which they are measured.
const PACKAGES: [&str; 3] = ["by_macro", "by_hand", "empty"];

fn report(change: Change, times: &[Times]) {
    println!("\n{change}");
    for (package, times) in PACKAGES.iter().zip(times) {
        let (minimum, median, maximum) = (times.minimum(), times.median(), times.maximum());
        println!("  {package:<9} {minimum:>7.1?} min  {median:>7.1?} median  {maximum:>7.1?} max");
    }
    let [by_macro, by_hand, _] = times else { return };
    let ratio =
        |of: fn(&Times) -> std::time::Duration| of(by_macro).as_secs_f64() / of(by_hand).as_secs_f64();
    let (median, minimum) = (ratio(Times::median), ratio(Times::minimum));
    let verdict = if median <= GOAL { "within" } else { "over" };
    println!("  ratio {median:.2} of medians ({minimum:.2} of minima), {verdict} the goal of {GOAL:.1}");
}

fn write_packages(repository: &Path, workspace: &Path) -> std::io::Result<()> {
    let runtime = repository.join("workflow-runtime");
    let write = |path: &str, text: &str| -> std::io::Result<()> {
        let path: PathBuf = workspace.join(path);
        std::fs::create_dir_all(path.parent().expect("a file is in a directory"))?;
        std::fs::write(path, text)
    };
    write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"domain\", \"by_macro\", \"by_hand\", \"empty\"]\n",
    )?;
    for (package, source) in [
        ("domain", include_str!("templates/domain.rs").to_owned()),
        ("by_macro", template::expand(include_str!("templates/by_macro.rs"))),
        ("by_hand", template::expand(include_str!("templates/by_hand.rs"))),
        ("empty", "//! Nothing.\n".to_owned()),
    ] {
        let domain = if package == "domain" { "" } else { "domain.path = \"../domain\"\n" };
        let manifest = format!(
            "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n{domain}\
             workflow-runtime.path = {runtime:?}\n"
        );
        write(&format!("{package}/Cargo.toml"), &manifest)?;
        write(&format!("{package}/src/lib.rs"), &source)?;
    }
    // The same versions as the project's own: nothing is looked up.
    std::fs::copy(repository.join("Cargo.lock"), workspace.join("Cargo.lock"))?;
    Ok(())
}
