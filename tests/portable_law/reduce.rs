//! Finds the smallest expression and value that still disagree, by asking rustc and both sides again.
//!
//! A round compiles everything that is one step smaller, at once. Read next: `main.rs`.

use serde_json::Value;

use crate::{
    case::{Body, Case},
    judge::{Judge, agree},
    node::Node,
    package::Package,
};

/// How many smaller expressions one round compiles.
const WIDTH: usize = 60;
/// How many rounds there are.
const ROUNDS: usize = 4;

/// A disagreement.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) case: Case,
    pub(crate) definition: Value,
    pub(crate) input: Value,
    pub(crate) native: Value,
    pub(crate) foreign: Value,
}

impl Failure {
    /// What a person reads.
    pub(crate) fn report(&self) -> String {
        let states: Vec<String> = self.definition["States"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, state)| format!("{name} {state}"))
            .collect();
        format!(
            "{}definition {}\ninput      {}\nnative     {}\nreference  {}",
            self.case.states(),
            states.join("\n           "),
            self.input,
            self.native,
            self.foreign
        )
    }
}

/// The same disagreement, smaller if that can be.
pub(crate) fn reduce(types: &str, failure: Failure, judge: &mut Judge) -> Failure {
    let mut smallest = failure;
    for _ in 0..ROUNDS {
        let mut candidates = smaller(&smallest.case);
        let (mut package, _) = Package::build_most(types, &mut candidates);
        let inputs = [smallest.input.clone()];
        let found = candidates
            .iter()
            .enumerate()
            .find_map(|(position, case)| disagreement(&mut package, position, case, &inputs, judge));
        match found {
            Some(found) => smallest = found,
            None => break,
        }
    }
    reduce_input(types, smallest, judge)
}

/// The first of these inputs on which a case disagrees.
pub(crate) fn disagreement(
    package: &mut Package,
    position: usize,
    case: &Case,
    inputs: &[Value],
    judge: &mut Judge,
) -> Option<Failure> {
    let answer = package.run_on(position, inputs);
    let foreign = judge.run(&answer.definition, &answer.inputs);
    let all = answer.inputs.into_iter().zip(answer.outcomes).zip(foreign);
    all.map(|((input, native), foreign)| (input, native, foreign))
        .find(|(_, native, foreign)| !agree(native, foreign))
        .map(|(input, native, foreign)| Failure {
            case: case.clone(),
            definition: answer.definition,
            input,
            native,
            foreign,
        })
}

/// Cases that are one step smaller, the smallest first.
fn smaller(case: &Case) -> Vec<Case> {
    let names: Vec<String> = case.params.iter().map(|param| param.name.clone()).collect();
    let mut nodes = Vec::new();
    for node in case.nodes() {
        inside(node, &mut nodes);
        if !matches!(case.body, Body::Choice(_)) {
            nodes.push(node.clone());
            simplified(node, &mut nodes);
        }
    }
    let whole = case.nodes().iter().map(|node| node.size()).sum::<usize>();
    let whole = if matches!(case.body, Body::Output(_)) { whole } else { whole + 1 };
    nodes.retain(|node| node.value && node.size() < whole && node.is_closed_under(&names));
    nodes.sort_by_key(|node| (node.size(), node.source().len()));
    nodes.dedup_by_key(|node| node.source());
    nodes.truncate(WIDTH);
    nodes.into_iter().map(|node| Case { body: Body::Output(node), ..case.clone() }).collect()
}

/// All expressions inside of one.
fn inside(node: &Node, found: &mut Vec<Node>) {
    for part in node.parts() {
        found.push(part.clone());
        inside(part, found);
    }
}

/// The expression with one of its parts taken for a part of that one, of the same type.
fn simplified(node: &Node, found: &mut Vec<Node>) {
    for (position, part) in node.parts().enumerate() {
        let mut inner = Vec::new();
        inside(part, &mut inner);
        simplified(part, &mut inner);
        let fits = |inner: &&Node| inner.ty == part.ty && inner.value && (inner.typed || !part.typed);
        found.extend(inner.iter().filter(fits).map(|inner| node.with_part(position, inner)));
    }
}

/// The same disagreement with a smaller input.
fn reduce_input(types: &str, failure: Failure, judge: &mut Judge) -> Failure {
    let Ok(mut package) = Package::build(types, std::slice::from_ref(&failure.case)) else { return failure };
    let mut smallest = failure;
    for _ in 0..30 {
        let inputs = less(&smallest.input);
        match disagreement(&mut package, 0, &smallest.case, &inputs, judge) {
            Some(found) => smallest = found,
            None => break,
        }
    }
    smallest
}

/// Values that are one step smaller.
fn less(value: &Value) -> Vec<Value> {
    match value {
        Value::Null | Value::Bool(false) => Vec::new(),
        Value::Bool(true) => vec![Value::Bool(false)],
        Value::Number(number) if number.as_f64() == Some(0.0) => Vec::new(),
        Value::Number(_) => {
            vec![0.into(), 1.into()].into_iter().filter(|less: &Value| less != value).collect()
        }
        Value::String(text) => {
            let mut all: Vec<Value> = vec![Value::Null];
            for (position, character) in text.char_indices() {
                let rest = &text[position + character.len_utf8()..];
                all.push(format!("{}{rest}", &text[..position]).into());
            }
            all
        }
        Value::Array(elements) => {
            let mut all = vec![Value::Null];
            for position in 0..elements.len() {
                let mut fewer = elements.clone();
                fewer.remove(position);
                all.push(fewer.into());
            }
            for (position, element) in elements.iter().enumerate() {
                for element in less(element) {
                    let mut other = elements.clone();
                    other[position] = element;
                    all.push(other.into());
                }
            }
            all
        }
        Value::Object(entries) => {
            let mut all = vec![Value::Null];
            for (key, value) in entries {
                let mut fewer = entries.clone();
                fewer.shift_remove(key);
                all.push(fewer.into());
                for value in less(value) {
                    let mut other = entries.clone();
                    other.insert(key.clone(), value);
                    all.push(other.into());
                }
            }
            all
        }
    }
}
