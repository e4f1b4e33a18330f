//! The output of an execution that nobody waits for.

use workflow_runtime::prelude::*;

#[workflow(tasks(machines(Executions)))]
pub mod working {
    use super::*;
    use workflow_aws::executions::{Executions, StartExecution, StartOptions};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let started = machines.start_execution(&StartExecution {
            state_machine_arn: "${Billing}",
            input: order,
            options: StartOptions::default(),
        })?;
        succeed(started.output)
    }
}

fn main() {}
