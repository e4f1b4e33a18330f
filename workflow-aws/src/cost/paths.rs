//! The paths through a machine, and what is billed along each.

use workflow_runtime::asl::ways;
use workflow_runtime::asl::{Computed, State, StateKind, StateMachine};

/// How many items a Map has, and how long a task takes: what a definition does not say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Assumed {
    pub(super) items: u32,
    pub(super) task_seconds: f64,
}

/// What is billed, at least and at most: branches have paths of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Billed {
    pub(super) transitions: (f64, f64),
    pub(super) seconds: (f64, f64),
}

/// A way from a machine's start to an end of it, or once around.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path<'a> {
    pub(super) states: Vec<&'a str>,
    pub(super) billed: Billed,
}

/// What there is to know of a machine.
#[derive(Debug, Default)]
pub(super) struct Paths<'a> {
    /// From the start to an end, no state twice.
    pub(super) ways: Vec<Path<'a>>,
    /// Once around: what a path costs more each time it goes there.
    pub(super) rounds: Vec<Path<'a>>,
    /// Whether there are more ways than are listed.
    pub(super) more: bool,
}

/// More than these nobody reads.
const MOST: usize = 100;

pub(super) fn of<'a>(machine: &'a StateMachine, assumed: Assumed) -> Paths<'a> {
    let mut paths = Paths::default();
    walk(machine, &machine.start_at, &mut Vec::new(), assumed, &mut paths);
    paths
}

fn walk<'a>(
    machine: &'a StateMachine,
    name: &'a str,
    before: &mut Vec<(&'a str, Billed)>,
    assumed: Assumed,
    paths: &mut Paths<'a>,
) {
    if let Some(start) = before.iter().position(|(earlier, _)| *earlier == name) {
        let round = path(&before[start..]);
        let known = paths.rounds.iter().any(|other| same_round(&other.states, &round.states));
        if !known {
            paths.rounds.push(round);
        }
        return;
    }
    let Some(state) = machine.states.get(name) else { return };
    let mut targets: Vec<(Option<&str>, bool)> = Vec::new();
    for way in ways(state) {
        if !targets.iter().any(|(to, _)| *to == way.to) {
            targets.push((way.to, way.is_catch));
        }
    }
    for (to, is_catch) in targets {
        if paths.ways.len() == MOST {
            paths.more = true;
            return;
        }
        before.push((name, billed(state, is_catch, assumed)));
        match to {
            Some(next) => walk(machine, next, before, assumed, paths),
            None => paths.ways.push(path(before)),
        }
        before.pop();
    }
}

fn path<'a>(states: &[(&'a str, Billed)]) -> Path<'a> {
    let billed = states.iter().fold(Billed::default(), |sum, (_, billed)| sum.and(*billed));
    Path { states: states.iter().map(|(name, _)| *name).collect(), billed }
}

/// The same states in the same order, wherever one begins.
fn same_round(one: &[&str], other: &[&str]) -> bool {
    one.len() == other.len()
        && (0..one.len()).any(|shift| one.iter().cycle().skip(shift).zip(other).all(|(a, b)| a == b))
}

/// What entering and leaving a state is billed. A transition is counted each time a state is executed, those of branches
/// and items among them (Step Functions pricing). One whose branch failed may have run little of the others.
fn billed(state: &State, failed: bool, assumed: Assumed) -> Billed {
    let one = Billed { transitions: (1.0, 1.0), seconds: (0.0, 0.0) };
    match &state.kind {
        StateKind::Task(task) => {
            let limit = task.timeout_seconds.as_ref().and_then(Computed::literal);
            let least = assumed.task_seconds;
            let most = if failed { limit.map_or(least, |limit| whole(*limit).max(least)) } else { least };
            Billed { seconds: (if failed { 0.0 } else { least }, most), ..one }
        }
        StateKind::Wait(wait) => {
            let seconds =
                wait.seconds.as_ref().and_then(Computed::literal).map_or(0.0, |seconds| whole(*seconds));
            Billed { seconds: (seconds, seconds), ..one }
        }
        StateKind::Parallel { branches } => {
            let all =
                branches.iter().map(|branch| range(branch, assumed)).fold(Billed::default(), Billed::beside);
            one.and(if failed { all.from_nothing(branches.len()) } else { all })
        }
        StateKind::Map(map) => {
            let Some(processor) = map.processor() else { return one };
            let item = range(processor, assumed);
            let all = (0..assumed.items).fold(Billed::default(), |sum, _| sum.beside(item));
            one.and(if failed { all.from_nothing(1) } else { all })
        }
        StateKind::Choice { .. } | StateKind::Pass { .. } | StateKind::Succeed | StateKind::Fail(_) => one,
    }
}

/// Between the cheapest and the dearest path of a branch.
fn range(machine: &StateMachine, assumed: Assumed) -> Billed {
    let paths = of(machine, assumed);
    let mut all = paths.ways.into_iter().map(|path| path.billed);
    let Some(first) = all.next() else { return Billed::default() };
    all.fold(first, |one, other| Billed {
        transitions: (one.transitions.0.min(other.transitions.0), one.transitions.1.max(other.transitions.1)),
        seconds: (one.seconds.0.min(other.seconds.0), one.seconds.1.max(other.seconds.1)),
    })
}

fn whole(number: i64) -> f64 {
    // Of seconds there are fewer than 2^53.
    #[allow(clippy::cast_precision_loss, reason = "see above")]
    let seconds = number as f64;
    seconds
}

impl Billed {
    /// One after the other.
    fn and(self, other: Self) -> Self {
        let sum = |one: (f64, f64), other: (f64, f64)| (one.0 + other.0, one.1 + other.1);
        Self {
            transitions: sum(self.transitions, other.transitions),
            seconds: sum(self.seconds, other.seconds),
        }
    }

    /// Side by side: the longest decides how long it takes.
    fn beside(self, other: Self) -> Self {
        let longest = |one: (f64, f64), other: (f64, f64)| (one.0.max(other.0), one.1.max(other.1));
        Self { seconds: longest(self.seconds, other.seconds), ..self.and(other) }
    }

    /// The same, but that it may have ended early: each of so many branches has begun.
    fn from_nothing(self, branches: usize) -> Self {
        let begun = u32::try_from(branches).map_or(f64::INFINITY, f64::from).min(self.transitions.0);
        Self { transitions: (begun, self.transitions.1), seconds: (0.0, self.seconds.1) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ASSUMED: Assumed = Assumed { items: 3, task_seconds: 2.0 };

    fn machine(definition: &serde_json::Value) -> StateMachine {
        definition.to_string().parse().expect("a definition")
    }

    /// A task that is tried again, waits and is asked once more, or ends.
    fn around() -> StateMachine {
        machine(&json!({ "QueryLanguage": "JSONata", "StartAt": "Ask", "States": {
            "Ask": { "Type": "Task", "Resource": "${Ask}", "TimeoutSeconds": 60, "Next": "Decide",
                "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Sad" }] },
            "Decide": { "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": "Rest" }], "Default": "Glad" },
            "Rest": { "Type": "Wait", "Seconds": 30, "Next": "Ask" },
            "Glad": { "Type": "Succeed" },
            "Sad": { "Type": "Fail" },
        }}))
    }

    #[test]
    fn a_machine_has_ways_and_rounds() {
        let machine = around();
        let paths = of(&machine, ASSUMED);
        let listed = |paths: &[Path<'_>]| -> Vec<String> {
            let text = |path: &Path<'_>| {
                let Billed { transitions, seconds } = path.billed;
                format!("{} {transitions:?} {seconds:?}", path.states.join(">"))
            };
            paths.iter().map(text).collect()
        };
        assert_eq!(
            listed(&paths.ways),
            ["Ask>Decide>Glad (3.0, 3.0) (2.0, 2.0)", "Ask>Sad (2.0, 2.0) (0.0, 60.0)"]
        );
        assert_eq!(listed(&paths.rounds), ["Ask>Decide>Rest (3.0, 3.0) (32.0, 32.0)"]);
    }

    #[test]
    fn branches_are_billed_between_their_cheapest_and_their_dearest_path() {
        let one = json!({ "StartAt": "One", "States": { "One": { "Type": "Task", "Resource": "${One}", "End": true } } });
        let two = json!({ "StartAt": "Two", "States": {
            "Two": { "Type": "Choice", "Choices": [{ "Condition": "{% true %}", "Next": "More" }], "Default": "End" },
            "More": { "Type": "Wait", "Seconds": 5, "Next": "End" },
            "End": { "Type": "Succeed" },
        }});
        let machine = machine(&json!({ "QueryLanguage": "JSONata", "StartAt": "Both", "States": {
            "Both": { "Type": "Parallel", "Branches": [one, two], "Next": "Each" },
            "Each": { "Type": "Map", "ItemProcessor": one, "End": true },
        }}));
        let paths = of(&machine, ASSUMED);
        assert_eq!(paths.ways.len(), 1);
        // The Parallel, one task, two or three states; the Map, three tasks side by side.
        let billed = Billed { transitions: (8.0, 9.0), seconds: (4.0, 7.0) };
        assert_eq!(paths.ways[0].billed, billed);
    }
}
