//! A run with a token: Glue has no such integration.

use workflow_runtime::prelude::*;

#[workflow(tasks(glue(Glue)))]
pub mod working {
    use super::*;
    use workflow_aws::glue::{Capacity, Glue, StartJobRun, StartJobRunOptions};
    use workflow_aws::Nothing;

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let run = glue.start_job_run_with_token(&StartJobRun {
            job_name: "${Sum}",
            arguments: Nothing {},
            capacity: Capacity::OfJob {},
            options: StartJobRunOptions::default(),
        }, task_token())?;
        succeed(run.id)
    }
}

fn main() {}
