//! Machines that a person wrote for what three of the examples do, as that person would: with variables, and with no state
//! that is not needed. On the same inputs they end as the definitions do, and bill no fewer transitions.
//!
//! Two others have Pass states, which their author has written and a person would fold: the verb `cost` says so, and the
//! exporter folds nothing.

use std::sync::Arc;

use serde_json::Value;
use workflow_tests::engine::trace::{End, Fork, Run, Visit};
use workflow_tests::engine::{Case, Tasks, engine};

/// The machine that stands for this workflow.
fn machine(workflow: &str) -> Option<Value> {
    let text = match workflow {
        "Sale" => include_str!("by_hand/sale.json"),
        "SalesReport" => include_str!("by_hand/sales_report.json"),
        "SignUp" => include_str!("by_hand/sign_up.json"),
        _ => return None,
    };
    Some(serde_json::from_str(text).expect("a machine is JSON"))
}

/// Runs the machine that stands for this workflow, if there is one, and compares it with what the definition did.
pub(crate) fn compared(workflow: &str, ours: &Run, case: Case, tasks: Arc<dyn Tasks>) {
    let Some(definition) = machine(workflow) else { return };
    let case = Case { definition, tasks, ..case };
    let by_hand = std::thread::spawn(move || engine()?.run(&case)).join().expect("it does not panic");
    let by_hand = by_hand.unwrap_or_else(|error| panic!("{workflow}: {error}"));
    assert_eq!(told(&ours.end), told(&by_hand.end), "{workflow}");
    let (ours, by_hand) = (billed(&ours.visits), billed(&by_hand.visits));
    assert!(ours <= by_hand, "{workflow}: {ours} transitions, and {by_hand} of the machine written by hand");
}

/// An end whose cause is the JSON that it is.
fn told(end: &End) -> (Option<Value>, Option<String>, Option<Value>) {
    match end {
        End::Succeeded(output) => (Some(output.clone()), None, None),
        End::Failed { error, cause, .. } => {
            let cause = cause
                .as_deref()
                .map(|cause| serde_json::from_str(cause).unwrap_or_else(|_| Value::from(cause)));
            (None, Some(error.clone()), cause)
        }
    }
}

/// Each state that is entered is billed, and each retry ("AWS Step Functions pricing").
fn billed(visits: &[Visit]) -> usize {
    let inside = |fork: &Fork| fork.branches.values().map(|branch| billed(branch)).sum::<usize>();
    let one = |visit: &Visit| {
        let tries = if visit.forks.is_empty() { visit.attempts.len().max(1) } else { visit.forks.len() };
        tries + visit.forks.iter().map(inside).sum::<usize>()
    };
    visits.iter().map(one).sum()
}
