//! Which executions of a store stand in a state that a new definition has no place for.

use std::collections::HashMap;

use super::Problem;
use super::definitions::{Change, Difference, compare};
use crate::Error;
use crate::asl::StateMachine;
use crate::engine::{Remote, Shown};
use crate::store::{ExecutionId, ExecutionStatus, ListFilter};

/// How many executions are listed at a time.
const PAGE: usize = 256;

/// The executions of a workflow that run, and stand in a state that is not in `new` as it is in the definition that they
/// began with; those that are over are no matter, and neither is a change that no execution stands in.
///
/// # Errors
///
/// If the store cannot be read ([`Error::is_store_failure`]), or the definition that an execution began with is not in it
/// ([`Error::is_unreadable`]).
pub async fn affected(workflow: &str, new: &StateMachine, store: &Remote) -> Result<Vec<Problem>, Error> {
    let mut compared: HashMap<String, Vec<Change>> = HashMap::new();
    let mut problems = Vec::new();
    let filter = ListFilter {
        workflow: Some(workflow.to_owned()),
        status: Some(ExecutionStatus::Running),
        ..ListFilter::default()
    };
    let mut before: Option<ExecutionId> = None;
    loop {
        let page = store.list(&filter, before, PAGE).await?;
        let Some(last) = page.last() else { return Ok(problems) };
        before = Some(last.id);
        for one in &page {
            if !compared.contains_key(&one.definition) {
                let old = store.definition(&one.definition).await?;
                compared.insert(one.definition.clone(), compare(&old, new));
            }
            let changes = &compared[&one.definition];
            if !changes.is_empty() {
                problems.extend(problems_of(&store.show(one.id).await?, changes));
            }
        }
    }
}

/// What is the matter with an execution.
fn problems_of(execution: &Shown, changes: &[Change]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for machine in &execution.machines {
        let of_state = changes.iter().filter(|change| change.state == machine.state);
        problems.extend(of_state.map(|change| Problem {
            execution: format!("{}:{}", execution.workflow, execution.name),
            path: machine.to_string(),
            state: machine.state.clone(),
            field: match &change.difference {
                Difference::FieldGone { field } | Difference::FieldNew { field } => Some(field.clone()),
                Difference::Gone { .. }
                | Difference::Kind { .. }
                | Difference::Moved { .. }
                | Difference::Branches { .. } => None,
            },
            reason: format!("it {}", change.difference),
        }));
    }
    problems
}
