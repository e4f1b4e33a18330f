//! An execution of no state machine.

use workflow_runtime::prelude::*;

#[workflow(tasks(machines(Executions)))]
pub mod working {
    use super::*;
    use workflow_aws::executions::{Executions, StartExecution, StartOptions};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let started = machines.start_execution(&StartExecution { input: order, options: StartOptions::default() })?;
        succeed(started.execution_arn)
    }
}

fn main() {}
