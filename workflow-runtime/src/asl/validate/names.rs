//! Rules about the names of states and variables.

use std::collections::HashMap;

use super::walk::{Place, machines};
use super::{Findings, is_substituted};
use crate::asl::finding::{Finding, Rule};
use crate::asl::machine::StateMachine;
use crate::asl::state::StateKind;

/// ASL specification: "the state name's length MUST BE less than or equal to 80 Unicode characters"; the same bound
/// holds for variables.
const MAX_NAME: usize = 80;

/// What is wrong with the name that a state machine is to have on AWS: it has 1 to 80 characters, and none that is blank,
/// a control character or special (service quotas, "General quotas"; API reference, `CreateStateMachine`).
#[must_use]
pub fn validate_name(name: &str) -> Option<Finding> {
    let length = name.chars().count();
    let special = |c: &char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') || SPECIAL.contains(*c)
    };
    let words = if length == 0 {
        "a state machine has a name; write one".to_owned()
    } else if length > MAX_NAME {
        format!("the name `{name}` has {length} characters and may have {MAX_NAME}; shorten it")
    } else if let Some(found) = name.chars().find(special) {
        format!("the name `{name}` has the character {found:?}, which AWS does not take; leave it out")
    } else {
        return None;
    };
    Some(Finding::new("", Rule::MachineName, words))
}

/// What a state machine's name may not have, beside what is blank.
const SPECIAL: &str = "<>{}[]?*\"#%\\^|~`$&,;:/";

/// Checks that no two states share a name; the second is blamed.
pub(super) fn check_unique(machine: &StateMachine, findings: &mut Findings) {
    let mut first: HashMap<&str, String> = HashMap::new();
    for place in machines(machine).iter().flat_map(|machine| machine.states().collect::<Vec<_>>()) {
        match first.get(place.name) {
            Some(earlier) => {
                let words = format!("there is a state `{}` already, at `{earlier}`; rename one", place.name);
                findings.add(place.path, Rule::DuplicateStateName, words);
            }
            None => drop(first.insert(place.name, place.path)),
        }
    }
}

pub(super) fn check(place: &Place<'_>, findings: &mut Findings) {
    check_state_name(place, findings);
    check_assigned(place.state.assign.as_ref(), &place.path, findings);
    for (i, catcher) in place.state.catch.iter().enumerate() {
        check_assigned(catcher.assign.as_ref(), &place.at(&format!("Catch[{i}]")), findings);
    }
    if let StateKind::Choice { choices, .. } = &place.state.kind {
        for (i, rule) in choices.iter().enumerate() {
            check_assigned(rule.assign.as_ref(), &place.at(&format!("Choices[{i}]")), findings);
        }
    }
}

fn check_state_name(place: &Place<'_>, findings: &mut Findings) {
    let length = place.name.chars().count();
    if length == 0 {
        findings.add(place.path.clone(), Rule::EmptyStateName, "a state's name cannot be empty; name it");
    } else if length > MAX_NAME && !is_substituted(place.name) {
        let words = format!("the name has {length} characters and may have {MAX_NAME}; shorten it");
        findings.add(place.path.clone(), Rule::StateNameTooLong, words);
    }
}

fn check_assigned(
    assign: Option<&serde_json::Map<String, serde_json::Value>>,
    path: &str,
    findings: &mut Findings,
) {
    for key in assign.into_iter().flat_map(serde_json::Map::keys) {
        check_variable(&format!("{path}.Assign.{key}"), key.strip_suffix(".$").unwrap_or(key), findings);
    }
}

/// Checks a variable's name: a Unicode identifier as in UAX #31 (ASL specification, "Variables"), whose first character
/// therefore is no underscore.
fn check_variable(path: &str, name: &str, findings: &mut Findings) {
    let length = name.chars().count();
    let mut characters = name.chars();
    let starts = characters.next().is_some_and(char::is_alphabetic);
    if name == "states" {
        let words = "`states` is what AWS calls its own variable; name this one something else";
        findings.add(path, Rule::ReservedVariable, words);
    } else if !starts || !characters.all(|c| c.is_alphanumeric() || c == '_') {
        let words =
            format!("`{name}` is no name for a variable; write a letter, then letters, digits and `_`");
        findings.add(path, Rule::MalformedVariableName, words);
    } else if length > MAX_NAME {
        let words = format!("the name has {length} characters and may have {MAX_NAME}; shorten it");
        findings.add(path, Rule::VariableNameTooLong, words);
    }
}
