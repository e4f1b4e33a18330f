//! The law of portable expressions: what rustc compiled and what the definition says give the same JSON, or both fail.
//!
//! What it makes follows from a seed that it prints: that of the sources that are tested, so that other code meets other
//! expressions, and a failure is of the code that it is told of; `WORKFLOW_SEED=…` makes any others.
//! `LAW_EXPRESSIONS`, `LAW_VALUES` and `LAW_TOLD` are for who looks for one thing with a smaller run; `tests/mutations` does.
//! Natively only the real macros' output runs: nothing here evaluates Rust. Read next: `generate.rs`, `package.rs`.

mod case;
mod constants;
mod constructed;
mod control;
mod generate;
mod judge;
mod lists;
mod node;
mod numbers;
mod options;
mod package;
mod places;
mod reduce;
mod returns;
mod text;
mod types;
mod universe;

use std::{collections::BTreeSet, io::Write as _};

use fastrand::Rng;
use workflow_tests::{oracles::or_skip, seeds::seed_of_sources};

use crate::{case::Case, judge::Judge, package::Package, reduce::Failure, universe::Universe};

/// How many different expressions a run compiles.
const CASES: usize = 500;
/// How many values each of them is given.
const VALUES: usize = 48;
/// How many disagreements are reduced and told.
const TOLD: usize = 3;

#[test]
fn native_and_exported_expressions_agree() {
    let test = "native_and_exported_expressions_agree";
    let Some(mut judge) = or_skip(test, Judge::start()) else { return };
    let seed = seed_of_sources("WORKFLOW_SEED");
    say(&format!("{test}: WORKFLOW_SEED={seed}"));
    let mut rng = Rng::with_seed(seed);
    let universe = Universe::new(&mut rng);
    let types = universe.source();
    let (count, values) = (sized("LAW_EXPRESSIONS", CASES), sized("LAW_VALUES", VALUES));
    let mut cases = cases(&mut rng, &universe, count);
    let (mut package, refused) = Package::build_most(&types, &mut cases);
    let (compared, failures) = compare(&cases, seed, values, &mut package, &mut judge);
    drop(package);
    let (count, told) = (failures.len(), sized("LAW_TOLD", TOLD));
    say(&format!("{test}: {} expressions, {compared} comparisons, {count} disagreements", cases.len()));
    refused.iter().for_each(|words| say(words));
    let told: Vec<String> = failures
        .into_iter()
        .enumerate()
        .map(|(at, failure)| if at < told { reduce::reduce(&types, failure, &mut judge) } else { failure })
        .map(|failure| failure.report())
        .collect();
    assert!(count == 0, "WORKFLOW_SEED={seed}: {count} expressions disagree\n\n{}", told.join("\n\n"));
    let rustc = refused.join("\n");
    assert!(refused.is_empty(), "WORKFLOW_SEED={seed}: expressions do not compile\n\n{rustc}");
    assert!(compared >= cases.len() * values, "only {compared} comparisons");
}

/// Every method of the reference, but for that of a failure, which only an arm of a task has.
#[test]
fn every_method_is_generated() {
    let page = include_str!("../../docs/portable.md");
    let table = page.split_once("\n## Methods\n").expect("the reference has its methods").1;
    let table = table.split_once("\n## ").expect("something follows").0;
    let names = table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    let mut left: BTreeSet<&str> = names.map(|(name, _)| name).filter(|name| *name != "name").collect();
    assert!(left.len() > 50, "{left:?}");
    let mut expressions = generated();
    while let Some(expression) = expressions.next().filter(|_| !left.is_empty()) {
        left.retain(|name| {
            !expression.contains(&format!(".{name}(")) && !expression.contains(&format!(".{name}::<"))
        });
    }
    assert!(left.is_empty(), "no expression has these: {left:?}");
}

/// What else the reference promises, by what no expression without it has.
const CONSTRUCTS: [&str; 56] = [
    "None => {}",
    "-(",
    "!(",
    " + ",
    " - ",
    " * ",
    " / ",
    " % ",
    " == ",
    " != ",
    " <= ",
    " && ",
    " || ",
    " else if ",
    " && let ",
    " @ (",
    " | 3..=5",
    "..0",
    "matches!(",
    " ..",
    "vec![",
    "[..]",
    "[..=",
    "[0..",
    "[WORD]",
    ".as_str()]",
    "LISTED_",
    "LISTED_U8[",
    "half_",
    "GREATEST_I64",
    "HUGE",
    "-32_768",
    "-0.0",
    "{WORD}",
    "{0}",
    ":018}",
    "::from(",
    " as f64",
    " as u8",
    ".round() as ",
    ".max(0) as ",
    "].concat()",
    "; } ",
    "| { if ",
    ".map_err(|",
    ").unwrap_or_else(|",
    ".ok_or(7_u8)",
    "| { let ",
    " else { return ",
    "None => return ",
    "{ return ",
    "; } } ",
    "?; ",
    "? > ",
    "? + ",
    "?,",
];

#[test]
fn every_construct_is_generated() {
    let mut left: BTreeSet<&str> = CONSTRUCTS.into();
    let mut expressions = generated();
    while let Some(expression) = expressions.next().filter(|_| !left.is_empty()) {
        left.retain(|mark| !expression.contains(mark));
    }
    assert!(left.is_empty(), "no expression has these: {left:?}");
}

/// The expressions of some runs.
fn generated() -> impl Iterator<Item = String> {
    (0..40).flat_map(|seed| {
        let mut rng = Rng::with_seed(seed);
        let universe = Universe::new(&mut rng);
        cases(&mut rng, &universe, 500).into_iter().map(|case| case.helpers.concat() + &case.expression())
    })
}

/// A size, or what a whole run has.
fn sized(name: &str, whole: usize) -> usize {
    std::env::var(name).map_or(whole, |size| size.parse().expect("a number"))
}

fn cases(rng: &mut Rng, universe: &Universe, count: usize) -> Vec<Case> {
    let mut seen = BTreeSet::new();
    let mut cases = Vec::new();
    while cases.len() < count {
        let case = Case::new(rng, universe);
        if seen.insert(case.expression()) {
            cases.push(case);
        }
    }
    cases
}

/// How many comparisons there were, and the first disagreement of each case.
fn compare(
    cases: &[Case],
    seed: u64,
    values: usize,
    package: &mut Package,
    judge: &mut Judge,
) -> (usize, Vec<Failure>) {
    let mut compared = 0;
    let mut failures = Vec::new();
    for (position, case) in cases.iter().enumerate() {
        let answer = package.run(position, seed.wrapping_add(position as u64), values);
        let foreign = judge.run(&answer.definition, &answer.inputs);
        compared += foreign.len();
        let mut all = answer.inputs.into_iter().zip(answer.outcomes).zip(foreign);
        if let Some(((input, native), foreign)) =
            all.find(|((_, native), foreign)| !judge::agree(native, foreign))
        {
            failures.push(Failure {
                case: case.clone(),
                definition: answer.definition,
                input,
                native,
                foreign,
            });
        }
    }
    (compared, failures)
}

/// Tells what a passing test did, too; its harness would keep it to itself.
fn say(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}
