//! Whether what was measured was done: what a store says of the executions afterwards.

use workflow_runtime::store::{ExecutionStatus, ListFilter, SqliteReader};

use super::Outcome;

/// How many executions are listed at a time.
const PAGE: usize = 4_096;
/// So many executions' outputs are read.
const SAMPLE: usize = 100;

/// Checks that a store has so many executions, that each has succeeded, and that some have this output (as JSON).
pub(crate) async fn check(store: &SqliteReader, executions: u64, output: &str) -> Outcome<()> {
    let filter = ListFilter::default();
    let (mut before, mut found) = (None, 0);
    loop {
        let page = store.list(&filter, before, PAGE).await?;
        for (index, execution) in page.iter().enumerate() {
            if execution.status != ExecutionStatus::Succeeded {
                return Err(format!("execution `{}` is {}", execution.name, execution.status).into());
            }
            if index.is_multiple_of(PAGE / SAMPLE) {
                let row = store.find(&execution.workflow, &execution.name).await?;
                let outcome = row.and_then(|row| row.outcome).unwrap_or_default();
                if outcome != output.as_bytes() {
                    let outcome = String::from_utf8_lossy(&outcome);
                    return Err(
                        format!("execution `{}` gave {outcome} and not {output}", execution.name).into()
                    );
                }
            }
        }
        found += page.len() as u64;
        match page.last() {
            Some(last) if page.len() == PAGE => before = Some(last.id),
            Some(_) | None => break,
        }
    }
    if found != executions {
        return Err(format!("{executions} executions have ended, and the store has {found}").into());
    }
    Ok(())
}
