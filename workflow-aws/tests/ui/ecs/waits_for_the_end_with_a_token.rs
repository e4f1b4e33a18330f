//! A task that is waited for twice: for its end, and for an answer.

use workflow_runtime::prelude::*;

#[workflow(tasks(ecs(Ecs)))]
pub mod working {
    use super::*;
    use workflow_aws::ecs::{Ecs, Launch, RunTask, RunTaskOptions};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let task = ecs.run_task_sync(
            &RunTask {
                cluster: "${ClusterArn}",
                task_definition: "${Render}",
                launch: Launch::Ec2 { network_configuration: None },
                options: RunTaskOptions::default(),
            },
            task_token(),
        )?;
        succeed(task.task_arn)
    }
}

fn main() {}
