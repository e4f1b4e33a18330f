//! How a job ended that nobody waits for.

use workflow_runtime::prelude::*;

#[workflow(tasks(batch(Batch)))]
pub mod working {
    use super::*;
    use workflow_aws::batch::{Batch, SubmitJob, SubmitJobOptions};
    use workflow_aws::Nothing;

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let job = batch.submit_job(&SubmitJob {
            job_name: "report",
            job_queue: "${QueueArn}",
            job_definition: "report",
            parameters: Nothing {},
            options: SubmitJobOptions::default(),
        })?;
        succeed(job.status)
    }
}

fn main() {}
