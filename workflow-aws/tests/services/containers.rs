//! Tasks of ECS, on Fargate and on instances: started, and waited for.

use std::sync::Arc;

use serde_json::{Value, json};
use workflow_aws::Local;
use workflow_aws::ecs::{
    self, AssignPublicIp, AwsVpcConfiguration, ContainerOverride, Ecs, EcsError, EnvironmentVariable, Launch,
    NetworkConfiguration, RunTask, RunTaskOptions, TaskOverrides,
};
use workflow_runtime::prelude::*;

use crate::jobs::{Day, configuration, day, fails, says, told};
use crate::stage::{ANY_ROLE, Nobody, here, stage, there};

/// Renders a day on Fargate.
#[workflow(tasks(ecs(Ecs)))]
pub(crate) mod render {
    use super::*;

    /// Waits for the end.
    #[start]
    #[task]
    fn run(day: Day) -> Transition<String> {
        let task = ecs.run_task_sync(&RunTask {
            cluster: "${ClusterArn}",
            task_definition: "${RenderTask}",
            launch: Launch::Fargate {
                network_configuration: NetworkConfiguration {
                    awsvpc_configuration: AwsVpcConfiguration {
                        subnets: vec!["${Subnet}".to_owned()],
                        security_groups: vec!["${Group}".to_owned()],
                        assign_public_ip: AssignPublicIp::Disabled,
                    },
                },
                platform_version: None,
            },
            options: RunTaskOptions {
                overrides: Some(TaskOverrides {
                    container_overrides: vec![ContainerOverride {
                        name: "render",
                        command: vec!["render".to_owned(), day.day],
                        environment: vec![EnvironmentVariable { name: "DAY", value: day.day }],
                    }],
                }),
                ..RunTaskOptions::default()
            },
        })?;
        start(day, task.last_status)
    }

    /// Does not wait.
    #[task]
    fn start(day: Day, status: String) -> Transition<String> {
        let started = ecs.run_task(&RunTask {
            cluster: "${ClusterArn}",
            task_definition: "${RenderTask}",
            launch: Launch::Fargate {
                network_configuration: NetworkConfiguration {
                    awsvpc_configuration: AwsVpcConfiguration {
                        subnets: vec!["${Subnet}".to_owned()],
                        security_groups: vec![],
                        assign_public_ip: AssignPublicIp::Enabled,
                    },
                },
                platform_version: Some("1.4.0".to_owned()),
            },
            options: RunTaskOptions::default(),
        })?;
        succeed(format!("{} {status} {}", day.day, started.failures.len()))
    }
}

/// Renders on a cluster that is not there. LocalStack does not tell the errors of ECS from others.
#[workflow(tasks(ecs(Ecs)))]
pub(crate) mod render_nowhere {
    use super::*;

    /// Waits for the end.
    #[start]
    #[task]
    fn run(task_definition: String) -> Transition<String> {
        match ecs.run_task_sync(&RunTask {
            cluster: "nowhere",
            task_definition,
            launch: Launch::Ec2 { network_configuration: None },
            options: RunTaskOptions::default(),
        }) {
            Ok(task) => succeed(task.task_arn),
            Err(Failed(EcsError::ClusterNotFound)) => succeed("there is no such cluster"),
            Err(error) => fail(error),
        }
    }
}

/// A cluster with a task definition.
pub(crate) async fn cluster(url: &str) {
    let target = |operation: &str| format!("AmazonEC2ContainerServiceV20141113.{operation}");
    told(url, "ecs", "/", &target("CreateCluster"), json!({ "clusterName": "render" })).await;
    let containers = json!([{ "name": "render", "image": "render:1", "memory": 512, "cpu": 256 }]);
    let definition = json!({ "family": "render", "containerDefinitions": containers });
    told(url, "ecs", "/", &target("RegisterTaskDefinition"), definition).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_run_on_a_cluster() {
    let Some(stage) = stage("tasks_run_on_a_cluster") else { return };
    let url = stage.services.url();
    cluster(url).await;
    let names = [
        ("ClusterArn", "arn:aws:ecs:us-east-1:123456789012:cluster/render"),
        ("RenderTask", "render:1"),
        ("Subnet", "subnet-1"),
        ("Group", "sg-1"),
    ];
    let local = Local::new(ecs::Client::new(&configuration(url)));
    let ecs = names.iter().fold(local, |local, (name, value)| local.name(*name, *value));
    let (day, input) = day();
    let native = here(&render::Workflow { ecs: ecs.clone() }, day).await;
    assert_eq!(native, Ok(json!("monday STOPPED 0")));
    assert_eq!(there::<render::Workflow>(stage, ANY_ROLE, input, &names, Arc::new(Nobody)), native);
    let nowhere = here(&render_nowhere::Workflow { ecs }, "render:1".to_owned()).await;
    assert_eq!(nowhere, Ok(json!("there is no such cluster")));
}

#[tokio::test]
async fn the_cause_of_a_task_that_failed_is_its_json() {
    let (day, _) = day();
    let stopped = json!({
        "taskArn": "arn",
        "lastStatus": "STOPPED",
        "stopCode": "EssentialContainerExited",
        "containers": [{ "name": "render", "exitCode": 3 }],
        "overrides": { "containerOverrides": [] },
    });
    let task = |task: &Value| json!({ "tasks": [task], "failures": [] });
    let pending = task(&json!({ "taskArn": "arn", "clusterArn": "cluster", "lastStatus": "PENDING" }));
    let ecs = ecs::Client::new(&says(vec![pending.clone(), pending, task(&stopped)]).await);
    let names = ["ClusterArn", "RenderTask", "Subnet", "Group"];
    let ecs = names.iter().fold(Local::new(ecs), |local, name| local.name(*name, "any"));
    let (error, cause) = fails(&render::Workflow { ecs }, day.clone()).await;
    assert_eq!(error, "States.TaskFailed");
    assert_eq!((&cause["LastStatus"], &cause["Containers"][0]["ExitCode"]), (&json!("STOPPED"), &json!(3)));
    assert_eq!(cause["Overrides"], json!({ "ContainerOverrides": [] }));

    let unplaced = json!({ "tasks": [], "failures": [{ "reason": "RESOURCE:MEMORY" }] });
    let ecs = ecs::Client::new(&says(vec![unplaced]).await);
    let ecs = names.iter().fold(Local::new(ecs), |local, name| local.name(*name, "any"));
    let ended = workflow_runtime::Execution::of(&render::Workflow { ecs }).run(day).await;
    assert_eq!(ended.expect_err("it fails").error(), "AmazonECS.Unknown");
}
