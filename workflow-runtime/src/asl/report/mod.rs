//! What AWS would say of a definition before it runs, and what it would cost: for whoever is about to deploy one.
//!
//! [`validate()`](super::validate()) is about what AWS refuses; `advice.rs` about what it takes and what then costs money
//! or breaks late; `history.rs` counts the events of a state, `transitions.rs` the billed transitions of a path.

mod advice;
mod history;
mod transitions;

#[cfg(test)]
mod tests;

use std::fmt;

pub use self::advice::{Advice, Warning};
pub use self::transitions::{PathCost, Transitions, transitions};
use super::finding::Finding;
use super::machine::StateMachine;
use super::validate::walk::{MachinePlace, machines};
use super::validate::{validate, validate_name};

/// What is to be said of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Why AWS would refuse it; empty if it would not.
    pub findings: Vec<Finding>,
    /// What costs money or breaks late.
    pub warnings: Vec<Warning>,
}

/// What is to be said of a definition that is deployed under a name: AWS's refusals first, then warnings.
///
/// Of a workflow, [`Workflow::report`](crate::Workflow::report) says more: it knows the types of the payloads.
///
/// ```
/// use workflow_runtime::asl::{self, Advice, State, StateMachine};
///
/// let open = State::task("arn:aws:states:::lambda:invoke").arguments(serde_json::json!({ "FunctionName": "f" })).end();
/// let report = asl::report("Open account", &StateMachine::jsonata("Open").state("Open", open));
/// assert_eq!(report.findings[0].rule, asl::Rule::MachineName);
/// assert_eq!(report.warnings[0].advice, Advice::TaskWithoutTimeout);
/// ```
#[must_use]
pub fn report(name: &str, machine: &StateMachine) -> Report {
    let mut findings: Vec<Finding> = validate_name(name).into_iter().collect();
    findings.extend(validate(machine));
    Report { findings, warnings: advice::warnings(machine) }
}

/// Where the state with this name is.
pub(crate) fn path_of(machine: &StateMachine, name: &str) -> Option<String> {
    let places = machines(machine);
    places.iter().flat_map(MachinePlace::states).find(|state| state.name == name).map(|state| state.path)
}

/// A line a finding, and a line a warning.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.findings.iter().try_for_each(|finding| writeln!(f, "error: {finding}"))?;
        self.warnings.iter().try_for_each(|warning| writeln!(f, "warning: {warning}"))
    }
}
