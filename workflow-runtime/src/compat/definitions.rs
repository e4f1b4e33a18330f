//! Two definitions, side by side: what an execution that stands in a state of the old one would miss in the new one.

use std::collections::BTreeSet;
use std::fmt;

use indexmap::IndexMap;
use serde_json::Value;

use crate::asl::{State, StateKind, StateMachine};

/// A state that is not what it was, for an execution that stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The state of the old definition.
    pub state: String,
    /// What is different.
    pub difference: Difference,
}

/// What is different about a state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// There is no state of that name.
    Gone {
        /// The one new state that does the same, if there is one: it may have been renamed.
        renamed: Option<String>,
    },
    /// It is of another kind.
    Kind {
        /// The kind that it was of.
        from: &'static str,
        /// The kind that it is of.
        to: &'static str,
    },
    /// It belongs to another machine.
    Moved {
        /// Where it was: ``the main machine``, ``branch 1 of `Review` `` (the second), or ``the iterations of `Review` ``.
        from: String,
        /// Where it is.
        to: String,
    },
    /// A parallel state has more branches, or fewer.
    Branches {
        /// How many there were.
        from: usize,
        /// How many there are.
        to: usize,
    },
    /// The state does not get a parameter any more: stored states have one too many.
    FieldGone {
        /// Its name.
        field: String,
    },
    /// The state gets a parameter that it did not get: stored states do not have it.
    FieldNew {
        /// Its name.
        field: String,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "state `{}` {}", self.state, self.difference)
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone { renamed: None } => f.write_str("is gone"),
            Self::Gone { renamed: Some(name) } => write!(f, "is gone; `{name}` is new, and does the same"),
            Self::Kind { from, to } => write!(f, "is a {to} and was a {from}"),
            Self::Moved { from, to } => write!(f, "is in {to} and was in {from}"),
            Self::Branches { from, to } => write!(f, "has {to} branches and had {from}"),
            Self::FieldGone { field } => write!(f, "has no parameter `{field}` any more"),
            Self::FieldNew { field } => write!(f, "has a parameter `{field}` that it did not have"),
        }
    }
}

/// What is different for executions that stand in a state of `old`, in the order of its states.
///
/// What a state does, and where it leads, may change freely: an execution does what the new one says. So may the branches
/// of a map be another machine, as long as its states are still there. Parameters are known where a definition says
/// them: where a state gets an object of two or more on every way to it. What is new has no say in it.
#[must_use]
pub fn compare(old: &StateMachine, new: &StateMachine) -> Vec<Change> {
    let (before, after) = (places(old), places(new));
    let mut changes = Vec::new();
    for (name, place) in &before {
        let state = (*name).to_owned();
        let differences = match after.get(name) {
            None => vec![Difference::Gone { renamed: renamed(name, place, &before, &after) }],
            Some(now) => differences(place, now),
        };
        changes.extend(differences.into_iter().map(|difference| Change { state: state.clone(), difference }));
    }
    changes
}

/// A state and where it stands.
pub(super) struct Place<'a> {
    state: &'a State,
    machine: String,
    /// The parameters that it gets, if the definition says so.
    fields: Option<BTreeSet<&'a str>>,
}

/// All states of a definition, by name.
pub(super) fn places(definition: &StateMachine) -> IndexMap<&str, Place<'_>> {
    let mut places = IndexMap::new();
    place(definition, "the main machine", &mut places);
    places
}

fn place<'a>(machine: &'a StateMachine, called: &str, places: &mut IndexMap<&'a str, Place<'a>>) {
    for (name, state) in &machine.states {
        let fields = fields_of(machine, name);
        places.insert(name, Place { state, machine: called.to_owned(), fields });
        let many = matches!(state.kind, StateKind::Parallel { .. });
        for (index, branch) in state.machines().into_iter().enumerate() {
            let called = if many {
                format!("branch {index} of `{name}`")
            } else {
                format!("the iterations of `{name}`")
            };
            place(branch, &called, places);
        }
    }
}

/// The parameters that a state gets on every way to it; `None` if the definition does not say.
fn fields_of<'a>(machine: &'a StateMachine, name: &str) -> Option<BTreeSet<&'a str>> {
    if machine.start_at == name {
        return None;
    }
    let mut found: Option<BTreeSet<&'a str>> = None;
    for output in machine.states.values().flat_map(|state| outputs_to(state, name)) {
        let Value::Object(fields) = output? else { return None };
        let fields: BTreeSet<&str> = fields.keys().map(String::as_str).collect();
        if fields.len() < 2 || found.as_ref().is_some_and(|found| *found != fields) {
            return None;
        }
        found = Some(fields);
    }
    found
}

/// What a state gives on each of its ways to another one.
fn outputs_to<'a>(state: &'a State, name: &str) -> Vec<Option<&'a Value>> {
    let mut outputs = Vec::new();
    if state.next.as_deref() == Some(name) {
        outputs.push(state.output.as_ref());
    }
    if let StateKind::Choice { choices, default } = &state.kind {
        let rules = choices.iter().filter(|rule| rule.next.as_deref() == Some(name));
        outputs.extend(rules.map(|rule| rule.output.as_ref()));
        if default.as_deref() == Some(name) {
            outputs.push(state.output.as_ref());
        }
    }
    let catchers = state.catch.iter().filter(|catcher| catcher.next == name);
    outputs.extend(catchers.map(|catcher| catcher.output.as_ref()));
    outputs
}

fn differences(before: &Place<'_>, now: &Place<'_>) -> Vec<Difference> {
    let (from, to) = (before.state.kind.name(), now.state.kind.name());
    if from != to {
        return vec![Difference::Kind { from, to }];
    }
    let mut found = Vec::new();
    if before.machine != now.machine {
        found.push(Difference::Moved { from: before.machine.clone(), to: now.machine.clone() });
    }
    let (from, to) = (before.state.machines().len(), now.state.machines().len());
    if from != to {
        found.push(Difference::Branches { from, to });
    }
    if let (Some(from), Some(to)) = (&before.fields, &now.fields) {
        let named = |field: &&str| (*field).to_owned();
        found.extend(from.difference(to).map(|field| Difference::FieldGone { field: named(field) }));
        found.extend(to.difference(from).map(|field| Difference::FieldNew { field: named(field) }));
    }
    found
}

/// The one state of the new definition alone that does what a state of the old one did.
fn renamed(
    name: &str,
    place: &Place<'_>,
    before: &IndexMap<&str, Place<'_>>,
    after: &IndexMap<&str, Place<'_>>,
) -> Option<String> {
    let same = |(other, now): &(&&str, &Place<'_>)| {
        !before.contains_key(**other)
            && now.state.kind.name() == place.state.kind.name()
            && now.machine == place.machine
            && alike(place.state, name) == alike(now.state, other)
    };
    let mut found = after.iter().filter(same);
    match (found.next(), found.next()) {
        (Some((name, _)), None) => Some((*name).to_owned()),
        _ => None,
    }
}

/// A state without what its name has a part in.
fn alike(state: &State, name: &str) -> State {
    let mut state = state.clone();
    state.comment = None;
    if state.next.as_deref() == Some(name) {
        state.next = Some(String::new());
    }
    state
}
