//! A token for a container that has no variable to find it in.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Question {
    pub text: String,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("no")]
pub struct Refused {}

#[workflow(tasks(ecs(Ecs)))]
pub mod working {
    use super::*;
    use workflow_aws::ecs::{Ecs, Launch, RunTask, RunTaskOptions};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let answer = ecs.run_task_with_token::<String, Refused>(
            &RunTask {
                cluster: "${ClusterArn}",
                task_definition: "${Render}",
                launch: Launch::Ec2 { network_configuration: None },
                options: RunTaskOptions::default(),
            },
            task_token(),
        )?;
        succeed(answer)
    }
}

fn main() {}
