//! Rules about variables: what is read has been assigned, and branches leave the names of the outside alone.
//!
//! For each state the set of variables that *some* way from the start has assigned is computed; what is read and not in
//! it cannot have a value. (That every way assigns it is not asked: ways exclude each other by conditions nobody here
//! can judge.)

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::expressions;
use super::flow::transitions;
use super::walk::{MachinePlace, Place, inner, is_distributed, machines};
use super::{Findings, is_substituted, templates};
use crate::asl::finding::Rule;
use crate::asl::jsonata::Reference;
use crate::asl::machine::StateMachine;

type Names = BTreeSet<String>;

pub(super) fn check(machine: &StateMachine, findings: &mut Findings) {
    // Outer machines come first, so that what a branch begins with is known when its turn comes.
    let mut begin: HashMap<String, Option<Names>> = HashMap::from([(String::new(), Some(Names::new()))]);
    for place in machines(machine) {
        let Some(Some(outer)) = begin.remove(&place.path) else { continue };
        let known = flow(&place, &outer);
        for state in place.states() {
            let at_entry = known.get(state.name);
            if let Some(at_entry) = at_entry {
                check_reads(&state, at_entry, findings);
            }
            check_shadows(&state, &outer, findings);
            for (step, _, inside) in inner(state.state) {
                let visible = if is_distributed(inside) { Some(Names::new()) } else { at_entry.cloned() };
                begin.insert(state.at(&step), visible);
            }
        }
    }
}

/// The variables each state that is reached may find assigned.
fn flow<'a>(place: &MachinePlace<'a>, outer: &Names) -> HashMap<&'a str, Names> {
    let machine = place.machine;
    let mut known: HashMap<&str, Names> = HashMap::new();
    let mut open: Vec<(&str, Names)> = vec![(&machine.start_at, outer.clone())];
    while let Some((name, names)) = open.pop() {
        let Some(state) = machine.states.get(name) else { continue };
        let before = known.get(name);
        if before.is_some_and(|before| names.is_subset(before)) {
            continue;
        }
        let entry = known.entry(name).or_default();
        entry.extend(names);
        let entry = entry.clone();
        for transition in transitions(state) {
            let mut names = entry.clone();
            let assigned = transition.assign.into_iter().flat_map(Map::keys);
            names.extend(assigned.map(|key| variable(key).to_owned()));
            open.push((transition.target, names));
        }
    }
    known
}

/// The variable that a key of `Assign` sets.
fn variable(key: &str) -> &str {
    key.strip_suffix(".$").unwrap_or(key)
}

fn check_reads(place: &Place<'_>, known: &Names, findings: &mut Findings) {
    let mut reported = BTreeSet::new();
    for (path, name) in reads(place) {
        if !known.contains(&name) && reported.insert((path.clone(), name.clone())) {
            let words = format!(
                "nothing on the way here assigns `${name}`; assign it in an earlier state of this machine or one \
                 around it, or correct the name"
            );
            findings.add(place.at(&path), Rule::UndefinedVariable, words);
        }
    }
}

/// The variables a state reads: where, and which.
fn reads(place: &Place<'_>) -> Vec<(String, String)> {
    if !place.is_jsonata() {
        return templates::variables(place);
    }
    let texts = expressions::texts(place).into_iter().filter(|text| !is_substituted(&text.text));
    texts
        .flat_map(|text| {
            let references = expressions::references(&text.text).into_iter();
            references.filter_map(move |reference| match reference {
                Reference::Variable { name, called, .. } => {
                    (!called && !is_given(&name)).then(|| (text.path.clone(), name))
                }
                Reference::Context(_) | Reference::Name(_) | Reference::NameCalled(_) => None,
            })
        })
        .collect()
}

/// Whether AWS gives this name a meaning: `$states`, or a function that is handed to another one.
fn is_given(name: &str) -> bool {
    name == "states" || name == "eval" || expressions::is_function(name)
}

fn check_shadows(place: &Place<'_>, outer: &Names, findings: &mut Findings) {
    let shadows = |field: &str, assign: Option<&Map<String, Value>>| {
        let keys = assign.into_iter().flat_map(Map::keys);
        keys.filter(|key| outer.contains(variable(key)))
            .map(|key| format!("{field}Assign.{key}"))
            .collect::<Vec<_>>()
    };
    let mut paths = shadows("", place.state.assign.as_ref());
    for transition in transitions(place.state) {
        if let Some(field) = transition.field.strip_suffix("Next").filter(|field| !field.is_empty()) {
            paths.extend(shadows(field, transition.assign));
        }
    }
    for path in paths {
        let words = "the machine around this one has a variable of that name, and a branch cannot assign it; rename it, \
                     and give the value out by `Output`";
        findings.add(place.at(&path), Rule::ShadowedVariable, words);
    }
}
