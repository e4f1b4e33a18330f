//! A run whose capacity is told twice.

use workflow_runtime::prelude::*;

#[workflow(tasks(glue(Glue)))]
pub mod working {
    use super::*;
    use workflow_aws::glue::{Capacity, Glue, StartJobRun, StartJobRunOptions, WorkerType};
    use workflow_aws::Nothing;

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let run = glue.start_job_run_sync(&StartJobRun {
            job_name: "${Sum}",
            arguments: Nothing {},
            capacity: Capacity::Workers { worker_type: WorkerType::G1X, number_of_workers: 2, max_capacity: 2.0 },
            options: StartJobRunOptions::default(),
        })?;
        succeed(run.id)
    }
}

fn main() {}
