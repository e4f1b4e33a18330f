//! Rules about the way through a machine: where transitions go, what is reached, where it ends.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::walk::{MachinePlace, Place, machines};
use super::{Findings, is_substituted, is_unread};
use crate::asl::finding::Rule;
use crate::asl::machine::StateMachine;
use crate::asl::state::{State, StateKind};

pub(super) fn check(place: &MachinePlace<'_>, whole: &StateMachine, findings: &mut Findings) {
    for state in place.states() {
        check_transition_fields(&state, findings);
        for transition in transitions(state.state) {
            check_target(&state, &transition, place.machine, whole, findings);
        }
    }
    check_reached(place, findings);
    check_terminal(place, findings);
}

/// A transition out of a state: the field that says so and where it goes.
pub(super) struct Transition<'a> {
    pub(super) field: String,
    pub(super) target: &'a str,
    /// The variables that are set on this way.
    pub(super) assign: Option<&'a Map<String, Value>>,
    rule: Rule,
}

/// Every transition out of a state, in the order they are printed. Malformed ones are left out.
pub(super) fn transitions(state: &State) -> Vec<Transition<'_>> {
    let mut found = Vec::new();
    if let StateKind::Choice { choices, default } = &state.kind {
        let rules = choices.iter().enumerate();
        found.extend(rules.filter_map(|(i, choice)| {
            let target = choice.next.as_deref()?;
            Some(Transition {
                field: format!("Choices[{i}].Next"),
                target,
                assign: choice.assign.as_ref(),
                rule: Rule::UnknownChoiceNext,
            })
        }));
        found.extend(default.as_deref().map(|target| Transition {
            field: "Default".to_owned(),
            target,
            assign: state.assign.as_ref(),
            rule: Rule::UnknownDefault,
        }));
    }
    found.extend(state.catch.iter().enumerate().map(|(i, catcher)| Transition {
        field: format!("Catch[{i}].Next"),
        target: &catcher.next,
        assign: catcher.assign.as_ref(),
        rule: Rule::UnknownCatchNext,
    }));
    found.extend(state.next.as_deref().map(|target| Transition {
        field: "Next".to_owned(),
        target,
        assign: state.assign.as_ref(),
        rule: Rule::UnknownNext,
    }));
    found.retain(|transition| !transition.target.is_empty());
    found
}

fn check_target(
    place: &Place<'_>,
    transition: &Transition<'_>,
    machine: &StateMachine,
    whole: &StateMachine,
    findings: &mut Findings,
) {
    let target = transition.target;
    if machine.states.contains_key(target) || is_substituted(target) {
        return;
    }
    let path = place.at(&transition.field);
    let elsewhere = machines(whole).into_iter().find(|other| other.machine.states.contains_key(target));
    if let Some(elsewhere) = elsewhere {
        let at = elsewhere.at(&format!("States.{target}"));
        let words = format!(
            "the state `{target}` is in another machine (`{at}`), and no transition crosses into or out of a branch; \
             end the branch, and go on after it"
        );
        findings.add(path, Rule::CrossingTransition, words);
    } else {
        findings.add(path, transition.rule, format!("there is no state `{target}`; name one, or add it"));
    }
}

/// Checks `Next` and `End` against the kind of the state (ASL specification, "Transitions").
fn check_transition_fields(place: &Place<'_>, findings: &mut Findings) {
    let state = place.state;
    let (next, end) = (state.next.is_some(), state.end.is_some());
    let unread = |field| is_unread(&state.other, field);
    match state.kind {
        StateKind::Choice { .. } | StateKind::Succeed | StateKind::Fail(_) => {
            let fields = [("Next", next), ("End", end)];
            for (field, _) in fields.into_iter().filter(|(_, present)| *present) {
                let words = format!("a {} state has no `{field}`; remove it", state.kind.name());
                findings.add(place.at(field), Rule::TransitionNotAllowed, words);
            }
        }
        StateKind::Task(_)
        | StateKind::Parallel { .. }
        | StateKind::Map(_)
        | StateKind::Wait(_)
        | StateKind::Pass { .. } => {
            if next && state.end == Some(true) {
                let words = "the state has both `Next` and `End`; keep one";
                findings.add(place.at("End"), Rule::NextAndEnd, words);
            } else if !next && state.end != Some(true) && !unread("Next") && !unread("End") {
                let words = "the state leads nowhere; write `Next`, or `\"End\": true`";
                findings.add(place.path.clone(), Rule::MissingTransition, words);
            }
        }
    }
}

/// The states that can be reached from the start.
fn reached(machine: &StateMachine) -> HashSet<&str> {
    let mut reached = HashSet::new();
    let mut open: Vec<&str> = vec![&machine.start_at];
    while let Some(name) = open.pop() {
        let Some(state) = machine.states.get(name) else { continue };
        if reached.insert(name) {
            open.extend(transitions(state).iter().map(|transition| transition.target));
        }
    }
    reached
}

/// Whether a transition goes nobody knows where: reachability is then not judged.
fn is_open(machine: &StateMachine) -> bool {
    let unread = |state: &State| {
        let choice = matches!(&state.kind, StateKind::Choice { choices, .. }
            if choices.iter().any(|choice| is_unread(&choice.other, "Next")));
        choice
            || state.catch.iter().any(|catcher| is_unread(&catcher.other, "Next"))
            || ["Next", "Default", "Choices", "Catch"].iter().any(|field| is_unread(&state.other, field))
            || transitions(state).iter().any(|transition| is_substituted(transition.target))
    };
    is_substituted(&machine.start_at) || machine.states.values().any(unread)
}

fn check_reached(place: &MachinePlace<'_>, findings: &mut Findings) {
    let machine = place.machine;
    if !machine.states.contains_key(&machine.start_at) || is_open(machine) {
        return;
    }
    let reached = reached(machine);
    for state in place.states().filter(|state| !reached.contains(state.name)) {
        let words = format!(
            "no way from `StartAt` leads to `{}`; let a transition name it, or remove it",
            state.name
        );
        findings.add(state.path, Rule::UnreachableState, words);
    }
}

/// Whether the machine can end in this state.
fn is_terminal(state: &State) -> bool {
    match &state.kind {
        StateKind::Succeed | StateKind::Fail(_) => true,
        StateKind::Choice { .. } => false,
        StateKind::Task(_)
        | StateKind::Parallel { .. }
        | StateKind::Map(_)
        | StateKind::Wait(_)
        | StateKind::Pass { .. } => state.next.is_none(),
    }
}

fn check_terminal(place: &MachinePlace<'_>, findings: &mut Findings) {
    let machine = place.machine;
    if !machine.states.contains_key(&machine.start_at) || is_open(machine) {
        return;
    }
    let ends = |name: &&str| {
        let state = &machine.states[*name];
        is_terminal(state) || transitions(state).iter().any(|t| !machine.states.contains_key(t.target))
    };
    if !reached(machine).iter().any(ends) {
        let words =
            "no way through this machine ends; give a state `\"End\": true`, or add a Succeed or Fail state";
        findings.add(place.at("States"), Rule::NoTerminalState, words);
    }
}
