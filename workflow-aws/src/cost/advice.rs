//! Where a state could go. The exporter folds nothing away: what is billed is what was written.

use workflow_runtime::asl::{StateKind, StateMachine, ways};

/// Each state that is billed without need, in words.
pub(super) fn of(machine: &StateMachine) -> Vec<String> {
    let mut found = Vec::new();
    collect(machine, &mut found);
    found
}

fn collect(machine: &StateMachine, found: &mut Vec<String>) {
    for (name, state) in &machine.states {
        match &state.kind {
            StateKind::Pass { .. } if machine.start_at != *name => {
                let before = leading_to(machine, name);
                found.push(format!(
                    "`{name}` only reshapes its input: {} could hand on what it makes, in the transition to it",
                    before.join(" and ")
                ));
            }
            StateKind::Choice { .. } => {
                for way in ways(state) {
                    let next = way.to.filter(|next| is_choice(machine, next));
                    found.extend(next.map(|next| {
                        format!("`{next}` is a Choice behind the Choice `{name}`, which could decide both")
                    }));
                }
            }
            StateKind::Task(_)
            | StateKind::Parallel { .. }
            | StateKind::Map(_)
            | StateKind::Wait(_)
            | StateKind::Pass { .. }
            | StateKind::Succeed
            | StateKind::Fail(_) => {}
        }
        state.machines().into_iter().for_each(|inside| collect(inside, found));
    }
    found.dedup();
}

fn is_choice(machine: &StateMachine, name: &str) -> bool {
    machine.states.get(name).is_some_and(|state| matches!(state.kind, StateKind::Choice { .. }))
}

fn leading_to(machine: &StateMachine, name: &str) -> Vec<String> {
    let leads = |state| ways(state).iter().any(|way| way.to == Some(name));
    let states = machine.states.iter().filter(|(_, state)| leads(state));
    states.map(|(before, _)| format!("`{before}`")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A Choice behind a Choice, in a branch too; a Pass behind two states; none of a Pass that begins or a lone Choice.
    #[test]
    fn states_that_could_go_are_named() {
        let choice = |next: &str, default: &str| json!({ "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": next }], "Default": default });
        let inside = json!({ "StartAt": "Outer", "States": {
            "Outer": choice("Inner", "Out"),
            "Inner": choice("Out", "Out"),
            "Out": { "Type": "Succeed" },
        }});
        let machine: StateMachine = json!({ "QueryLanguage": "JSONata", "StartAt": "Begin", "States": {
            "Begin": { "Type": "Pass", "Next": "Fork" },
            "Fork": { "Type": "Parallel", "Branches": [inside], "Next": "First" },
            "First": choice("Second", "Shape"),
            "Second": choice("Shape", "Last"),
            "Shape": { "Type": "Pass", "Next": "Last" },
            "Last": { "Type": "Succeed" },
        }})
        .to_string()
        .parse()
        .expect("a definition");
        assert_eq!(
            of(&machine),
            [
                "`Inner` is a Choice behind the Choice `Outer`, which could decide both",
                "`Second` is a Choice behind the Choice `First`, which could decide both",
                "`Shape` only reshapes its input: `First` and `Second` could hand on what it makes, in the transition to it",
            ]
        );
    }
}
