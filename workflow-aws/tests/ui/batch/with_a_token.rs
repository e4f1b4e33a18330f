//! A job with a token: Batch has no such integration.

use workflow_runtime::prelude::*;

#[workflow(tasks(batch(Batch)))]
pub mod working {
    use super::*;
    use workflow_aws::batch::{Batch, SubmitJob, SubmitJobOptions};
    use workflow_aws::Nothing;

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let job = SubmitJob {
            job_name: "report",
            job_queue: "${QueueArn}",
            job_definition: "report",
            parameters: Nothing {},
            options: SubmitJobOptions::default(),
        };
        let answer = batch.submit_job_with_token(&job, task_token())?;
        succeed(answer)
    }
}

fn main() {}
