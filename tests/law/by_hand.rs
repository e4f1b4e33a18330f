//! Machines that a person wrote in Amazon States Language for what four of the examples do, as that person would: with
//! variables, and with no state that is not needed. On the same inputs and the same tasks they end as the definitions do,
//! and bill no fewer transitions.
//!
//! Two of the other examples have Pass states, which their author wrote for a reader and a person would fold into the state
//! before: the verb `cost` names them, and the exporter folds nothing. The third, `service`, has no machine by hand.

use serde_json::Value;
use workflow_runtime::asl::{self, PathCost, StateMachine};
use workflow_tests::engine::trace::{Attempt, End, Fork, Run, Visit};
use workflow_tests::engine::{Case, engine};
use workflow_tests::oracles;

/// The machines, by the names of the workflows that they stand beside.
const MACHINES: [(&str, &str); 4] = [
    ("AccountProcessing", include_str!("by_hand/account_processing.asl.json")),
    ("Sale", include_str!("by_hand/sale.asl.json")),
    ("SalesReport", include_str!("by_hand/sales_report.asl.json")),
    ("SignUp", include_str!("by_hand/sign_up.asl.json")),
];

/// The machine that stands beside this workflow.
pub(crate) fn machine(workflow: &str) -> Value {
    let (_, text) = MACHINES.iter().find(|(name, _)| *name == workflow).expect("it has a machine");
    serde_json::from_str(text).expect("a machine is JSON")
}

/// Runs a machine that stands beside a definition, and compares it with what the definition did.
pub(crate) fn compared(workflow: &str, ours: &Run, case: Case) {
    let times_out = matches!(ours.end, End::Failed { timed_out: true, .. });
    let case = Case { times_out, ..case };
    // Another thread, because a test's clock stands still.
    let by_hand = std::thread::spawn(move || engine()?.run(&case)).join().expect("it does not panic");
    let by_hand = by_hand.unwrap_or_else(|error| panic!("{workflow}: {error}"));
    assert_eq!(told(&ours.end), told(&by_hand.end), "{workflow}");
    // How many laps a run makes before its deadline is a matter of how time was shortened; what a lap costs,
    // `each_path_is_billed_no_more` says.
    if times_out {
        return;
    }
    let (ours, by_hand) = (billed(&ours.visits), billed(&by_hand.visits));
    assert!(ours <= by_hand, "{workflow}: {ours} transitions, and {by_hand} of the machine written by hand");
}

/// An end whose cause is the JSON that it is. A deadline is told in the engine's own words.
fn told(end: &End) -> (Option<Value>, Option<String>, Option<Value>) {
    match end {
        End::Failed { timed_out: true, .. } => (None, Some("States.Timeout".to_owned()), None),
        End::Succeeded(output) => (Some(output.clone()), None, None),
        End::Failed { error, cause, .. } => {
            let cause = cause
                .as_deref()
                .map(|cause| serde_json::from_str(cause).unwrap_or_else(|_| Value::from(cause)));
            (None, Some(error.clone()), cause)
        }
    }
}

/// Each state that is entered is billed, and each retry ("AWS Step Functions pricing"). How far branches come that are
/// given up is a matter of time, on either side; what they cost when they are not, `each_path_is_billed_no_more` says.
fn billed(visits: &[Visit]) -> usize {
    let inside = |fork: &Fork| fork.branches.values().map(|branch| billed(branch)).sum::<usize>();
    let one = |visit: &Visit| {
        let tries = if visit.forks.is_empty() { visit.attempts.len().max(1) } else { visit.forks.len() };
        tries + visit.forks.iter().filter(|fork| fork.succeeded).map(inside).sum::<usize>()
    };
    visits.iter().map(one).sum()
}

/// The definition beside each machine.
fn definitions() -> [StateMachine; 4] {
    use workflow_examples::{bank, club, head_office, shop};
    [
        bank::account_processing::definition(),
        shop::sale::definition(),
        head_office::sales_report::definition(),
        club::sign_up::definition(),
    ]
}

/// What paths cost, the dearest last.
fn costs(paths: &[PathCost]) -> Vec<(u64, u64, u64)> {
    let items = |path: &PathCost| path.items.iter().map(|(_, _, most)| most).sum();
    let mut costs: Vec<_> = paths.iter().map(|path| (path.least, path.most, items(path))).collect();
    costs.sort_unstable();
    costs
}

#[test]
fn each_path_is_billed_no_more() {
    for ((name, text), ours) in MACHINES.into_iter().zip(definitions()) {
        let by_hand: StateMachine = text.parse().expect("it is a definition");
        let (ours, by_hand) = (asl::transitions(&ours), asl::transitions(&by_hand));
        for (ours, by_hand) in [(&ours.paths, &by_hand.paths), (&ours.laps, &by_hand.laps)] {
            let (ours, by_hand) = (costs(ours), costs(by_hand));
            assert_eq!(ours.len(), by_hand.len(), "{name}: {ours:?}, by hand {by_hand:?}");
            let is_no_dearer = |(ours, by_hand): (&(u64, u64, u64), &(u64, u64, u64))| {
                ours.0 <= by_hand.0 && ours.1 <= by_hand.1 && ours.2 <= by_hand.2
            };
            assert!(ours.iter().zip(&by_hand).all(is_no_dearer), "{name}: {ours:?}, by hand {by_hand:?}");
        }
    }
}

#[test]
fn the_machines_pass_every_validator() {
    for (name, text) in MACHINES {
        assert_eq!(asl::validate_json(text), [], "{name}");
    }
    let found = oracles::validate(&MACHINES);
    let Some(found) = oracles::or_skip("the_machines_pass_every_validator", found) else { return };
    assert!(found.is_empty(), "{found:#?}");
}

/// Four states, one of them tried twice, two in branches; and branches that were given up.
#[test]
fn what_is_billed_is_counted() {
    let visit = |attempts: usize, forks: Vec<Fork>| Visit {
        name: String::new(),
        kind: String::new(),
        input: Value::Null,
        payload: None,
        attempts: vec![Attempt::Succeeded; attempts],
        forks,
        left: true,
    };
    let fork = |succeeded: bool| Fork {
        succeeded,
        branches: ["a", "b"].map(|name| (name.to_owned(), vec![visit(1, vec![])])).into(),
    };
    assert_eq!(billed(&[visit(0, vec![]), visit(2, vec![]), visit(0, vec![fork(true)])]), 6);
    assert_eq!(billed(&[visit(0, vec![fork(false), fork(true)])]), 4);
}
