//! Checking a definition against the rules of the language, those that no public validator knows among them.
//!
//! One file a topic, one function a rule. [`walk`](self::walk) says which states there are, where, and in which query
//! language; every topic is handed one of them at a time and adds what it finds to the [`Findings`].

mod choice;
mod expressions;
mod fields;
mod flow;
mod json_path;
mod machine;
mod map;
mod names;
mod numbers;
mod retry;
mod task;
mod templates;
mod variables;
mod wait;
pub(super) mod walk;

use serde_json::{Map, Value};

pub use self::names::validate_name;
use self::walk::Place;
use super::fields::{Object, Reading};
use super::finding::{Finding, Rule};
use super::machine::StateMachine;
use super::text;

/// Everything that is wrong with a definition, machine by machine and state by state; empty when it is right.
///
/// The rules are [`Rule::ALL`]: those of the ASL specification, AWS's quotas, and what AWS refuses without any public
/// validator saying so. A substitution (`${Name}`) counts as a value of whatever type is wanted.
#[must_use]
pub fn validate(machine: &StateMachine) -> Vec<Finding> {
    let mut findings = Findings::default();
    machine::check_size(machine, &mut findings);
    names::check_unique(machine, &mut findings);
    for place in walk::machines(machine) {
        machine::check(&place, &mut findings);
        flow::check(&place, machine, &mut findings);
        for state in place.states() {
            check_state(&state, &mut findings);
        }
    }
    variables::check(machine, &mut findings);
    findings.0
}

/// Reads a text and validates it, also when it is no definition at all: not JSON, keys that come twice, states
/// without a type. Below a place that cannot be read nothing more is reported.
#[must_use]
pub fn validate_json(text: &str) -> Vec<Finding> {
    let (value, mut findings) = match text::read(text) {
        Ok(read) => read,
        Err(finding) => return vec![finding],
    };
    let mut reading = Reading::default();
    let Some(machine) = StateMachine::from_value(value, &mut reading) else {
        findings.push(Finding::new("", Rule::WrongType, "a definition must be a JSON object"));
        return findings;
    };
    findings.extend(reading.problems);
    let unreadable: Vec<String> = findings.iter().map(|finding| finding.path.clone()).collect();
    let judged = validate(&machine);
    findings.extend(
        judged.into_iter().filter(|finding| !unreadable.iter().any(|path| below(&finding.path, path))),
    );
    findings
}

/// Whether `path` is `root` or lies below it.
fn below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn check_state(place: &Place<'_>, findings: &mut Findings) {
    fields::check(place, findings);
    names::check(place, findings);
    retry::check(place, findings);
    task::check(place, findings);
    map::check(place, findings);
    choice::check(place, findings);
    wait::check(place, findings);
    expressions::check(place, findings);
    templates::check(place, findings);
    templates::check_size(place, findings);
}

/// What has been found so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, path: impl Into<String>, rule: Rule, words: impl Into<String>) {
        self.0.push(Finding::new(path, rule, words));
    }
}

/// Whether `text` holds a substitution `${…}`, which may become anything before AWS sees it.
fn is_substituted(text: &str) -> bool {
    text.contains("${")
}

/// Whether a field stands there with a value that the model could not hold: `fields` reports it, and no rule calls it
/// missing. An empty string, list or object is as good as missing.
fn is_unread(other: &Map<String, Value>, field: &str) -> bool {
    other.get(field).is_some_and(|value| !is_empty(value))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests;
