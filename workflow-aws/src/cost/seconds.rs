//! How long an EXPRESS execution takes along a path, at least and at most: branches have paths of their own.

use workflow_runtime::asl::{Computed, State, StateKind, StateMachine, transitions};

/// Seconds, at least and at most.
pub(super) type Seconds = (f64, f64);

/// Along these states of a machine, where every task takes so many seconds. The items of a Map run side by side, and a
/// lap's last state is its first one, which counts once.
pub(super) fn along(machine: &StateMachine, path: &[String], task: f64) -> Seconds {
    let is_lap = path.len() > 1 && path.first() == path.last();
    let counted = &path[..path.len() - usize::from(is_lap)];
    let states = counted.iter().filter_map(|name| machine.states.get(name));
    states.map(|state| of(state, task)).fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

fn of(state: &State, task_seconds: f64) -> Seconds {
    match &state.kind {
        StateKind::Task(_) => (task_seconds, task_seconds),
        StateKind::Wait(wait) => {
            let seconds = wait.seconds.as_ref().and_then(Computed::literal).copied().unwrap_or(0);
            // Fewer than 2^32: a wait has 99,999,999 at most.
            let seconds = u32::try_from(seconds).map_or(0.0, f64::from);
            (seconds, seconds)
        }
        StateKind::Parallel { .. } | StateKind::Map(_) => {
            let branches = state.machines().into_iter().map(|branch| range(branch, task_seconds));
            // The longest decides.
            branches.fold((0.0, 0.0), |one, other| (one.0.max(other.0), one.1.max(other.1)))
        }
        StateKind::Choice { .. } | StateKind::Pass { .. } | StateKind::Succeed | StateKind::Fail(_) => {
            (0.0, 0.0)
        }
    }
}

/// Between the shortest and the longest path of a branch.
fn range(machine: &StateMachine, task_seconds: f64) -> Seconds {
    let paths = transitions(machine).paths;
    let mut all = paths.iter().map(|path| along(machine, &path.states, task_seconds));
    let Some(first) = all.next() else { return (0.0, 0.0) };
    all.fold(first, |one, other| (one.0.min(other.0), one.1.max(other.1)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_longest_branch_decides() {
        let one = json!({ "StartAt": "One", "States": { "One": { "Type": "Task", "Resource": "${One}", "End": true } } });
        let two = json!({ "StartAt": "Two", "States": {
            "Two": { "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": "More" }], "Default": "End" },
            "More": { "Type": "Wait", "Seconds": 5, "Next": "End" },
            "End": { "Type": "Succeed" },
        }});
        let machine: StateMachine = json!({ "QueryLanguage": "JSONata", "StartAt": "Both", "States": {
            "Both": { "Type": "Parallel", "Branches": [one, two], "Next": "Each" },
            "Each": { "Type": "Map", "ItemProcessor": one, "Next": "Rest" },
            "Rest": { "Type": "Wait", "Seconds": 30, "End": true },
        }})
        .to_string()
        .parse()
        .expect("a definition");
        let path = &transitions(&machine).paths[0];
        assert_eq!(along(&machine, &path.states, 2.0), (34.0, 37.0));
        let lap = ["Rest", "Rest"].map(str::to_owned);
        assert_eq!(along(&machine, &lap, 2.0), (30.0, 30.0));
    }
}
