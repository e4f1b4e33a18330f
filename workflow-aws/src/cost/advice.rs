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
