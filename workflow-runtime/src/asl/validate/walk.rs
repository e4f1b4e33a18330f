//! Which machines and states a definition has, where they stand, and which query language holds there.

use crate::asl::machine::{ProcessorMode, QueryLanguage, StateMachine};
use crate::asl::state::{State, StateKind};

/// What a machine is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::asl) enum Role {
    /// The definition itself.
    Whole,
    /// A branch of a Parallel state.
    Branch,
    /// The processor of a Map state.
    Processor,
}

/// A machine and where it stands.
pub(in crate::asl) struct MachinePlace<'a> {
    pub(in crate::asl) path: String,
    pub(in crate::asl) machine: &'a StateMachine,
    pub(in crate::asl) role: Role,
    /// The language of the states that do not name their own.
    pub(in crate::asl) language: QueryLanguage,
}

/// A state and where it stands.
pub(in crate::asl) struct Place<'a> {
    pub(in crate::asl) path: String,
    pub(in crate::asl) name: &'a str,
    pub(in crate::asl) state: &'a State,
    /// The language of the machine around it.
    pub(in crate::asl) around: QueryLanguage,
    /// The language of the state.
    pub(in crate::asl) language: QueryLanguage,
}

impl Place<'_> {
    /// The path of a field of this state.
    pub(in crate::asl) fn at(&self, field: &str) -> String {
        format!("{}.{field}", self.path)
    }

    pub(in crate::asl) fn is_jsonata(&self) -> bool {
        self.language == QueryLanguage::Jsonata
    }
}

impl<'a> MachinePlace<'a> {
    /// The path of a field of this machine.
    pub(in crate::asl) fn at(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    pub(in crate::asl) fn states(&self) -> impl Iterator<Item = Place<'a>> {
        self.machine.states.iter().map(|(name, state)| Place {
            path: self.at(&format!("States.{name}")),
            name,
            state,
            around: self.language,
            language: state.query_language.unwrap_or(self.language),
        })
    }
}

/// The machines that a state holds, with what follows the state's path.
pub(in crate::asl) fn inner(state: &State) -> Vec<(String, Role, &StateMachine)> {
    match &state.kind {
        StateKind::Parallel { branches } => {
            let branches = branches.iter().enumerate();
            branches.map(|(i, branch)| (format!("Branches[{i}]"), Role::Branch, branch)).collect()
        }
        StateKind::Map(map) => [("ItemProcessor", &map.item_processor), ("Iterator", &map.iterator)]
            .into_iter()
            .filter_map(|(name, machine)| Some((name.to_owned(), Role::Processor, machine.as_ref()?)))
            .collect(),
        StateKind::Task(_)
        | StateKind::Choice { .. }
        | StateKind::Wait(_)
        | StateKind::Pass { .. }
        | StateKind::Succeed
        | StateKind::Fail(_) => Vec::new(),
    }
}

/// Whether a map's processor runs each iteration as an execution of its own.
pub(in crate::asl) fn is_distributed(processor: &StateMachine) -> bool {
    processor.processor_config.as_ref().is_some_and(|config| config.mode == Some(ProcessorMode::Distributed))
}

/// The definition and every machine inside it, outer ones first.
pub(in crate::asl) fn machines(machine: &StateMachine) -> Vec<MachinePlace<'_>> {
    let language = machine.query_language.unwrap_or_else(|| meant(machine));
    let mut places = vec![MachinePlace { path: String::new(), machine, role: Role::Whole, language }];
    let mut next = 0;
    while let Some(place) = places.get(next) {
        let found: Vec<MachinePlace<'_>> = place.states().flat_map(|state| inner_places(&state)).collect();
        places.extend(found);
        next += 1;
    }
    places
}

/// The language of a machine that names none: JSONPath; or, where it names one that does not exist, what it looks like.
fn meant(machine: &StateMachine) -> QueryLanguage {
    let unknown = machine.other.contains_key("QueryLanguage");
    if unknown && machine.to_json().contains("{%") { QueryLanguage::Jsonata } else { QueryLanguage::JsonPath }
}

/// The machines inside a state. What the state says of its own language does not reach them: a state that names none
/// has the language of the top level (developer guide, "State machine structure").
fn inner_places<'a>(place: &Place<'a>) -> Vec<MachinePlace<'a>> {
    inner(place.state)
        .into_iter()
        .map(|(step, role, machine)| MachinePlace {
            path: place.at(&step),
            machine,
            role,
            language: machine.query_language.unwrap_or(place.around),
        })
        .collect()
}
