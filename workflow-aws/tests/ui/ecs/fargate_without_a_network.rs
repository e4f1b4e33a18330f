//! A task on Fargate without the network that Fargate requires.

use workflow_runtime::prelude::*;

#[workflow(tasks(ecs(Ecs)))]
pub mod working {
    use super::*;
    use workflow_aws::ecs::{Ecs, Launch, RunTask, RunTaskOptions};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let task = ecs.run_task_sync(&RunTask {
            cluster: "${ClusterArn}",
            task_definition: "${Render}",
            launch: Launch::Fargate { platform_version: None },
            options: RunTaskOptions::default(),
        })?;
        succeed(task.task_arn)
    }
}

fn main() {}
