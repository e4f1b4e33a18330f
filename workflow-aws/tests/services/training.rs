//! Training jobs of SageMaker: created, and waited for.

use std::sync::Arc;

use serde_json::json;
use workflow_aws::sagemaker::{
    self, Algorithm, AlgorithmSpecification, Channel, CreateTrainingJob, DataSource, OutputDataConfig,
    ResourceConfig, S3DataDistributionType, S3DataSource, S3DataType, SageMaker, StoppingCondition,
    TrainingInputMode, TrainingOptions,
};
use workflow_aws::{Local, Nothing};
use workflow_runtime::prelude::*;

use crate::jobs::{Day, configuration, day, fails, says};
use crate::stage::{ANY_ROLE, Nobody, here, stage, there};

/// The hyperparameters of a training job.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Rounds {
    num_round: String,
}

/// Trains a model.
#[workflow(tasks(sagemaker(SageMaker)))]
pub(crate) mod train {
    use super::*;

    /// Does not wait.
    #[start]
    #[task]
    fn start(day: Day) -> Transition<String> {
        let job = sagemaker.create_training_job(&CreateTrainingJob {
            training_job_name: format!("train-{}", day.day),
            algorithm_specification: AlgorithmSpecification {
                algorithm: Algorithm::TrainingImage(
                    "123456789012.dkr.ecr.us-east-1.amazonaws.com/train:1".to_owned(),
                ),
                training_input_mode: TrainingInputMode::File,
            },
            role_arn: "${TrainingRole}",
            output_data_config: OutputDataConfig { s3_output_path: "s3://models" },
            resource_config: ResourceConfig {
                instance_type: "ml.m5.xlarge",
                instance_count: 1,
                volume_size_in_gb: 30,
            },
            stopping_condition: StoppingCondition { max_runtime_in_seconds: 86400 },
            hyper_parameters: Rounds { num_round: "5" },
            options: TrainingOptions {
                input_data_config: vec![Channel {
                    channel_name: "train",
                    data_source: DataSource::S3DataSource(S3DataSource {
                        s3_data_type: S3DataType::S3Prefix,
                        s3_uri: format!("s3://data/{}", day.day),
                        s3_data_distribution_type: S3DataDistributionType::FullyReplicated,
                    }),
                    content_type: Some("text/csv".to_owned()),
                }],
                ..TrainingOptions::default()
            },
        })?;
        succeed(job.training_job_arn)
    }
}

/// Trains a model, and waits for it.
#[workflow(tasks(sagemaker(SageMaker)))]
pub(crate) mod train_to_the_end {
    use super::*;

    /// Waits for the end.
    #[start]
    #[task]
    fn run(day: Day) -> Transition<String> {
        let job = sagemaker.create_training_job_sync(&CreateTrainingJob {
            training_job_name: format!("train-{}", day.day),
            algorithm_specification: AlgorithmSpecification {
                algorithm: Algorithm::AlgorithmName("forest".to_owned()),
                training_input_mode: TrainingInputMode::FastFile,
            },
            role_arn: "${TrainingRole}",
            output_data_config: OutputDataConfig { s3_output_path: "s3://models" },
            resource_config: ResourceConfig {
                instance_type: "ml.m5.xlarge",
                instance_count: 1,
                volume_size_in_gb: 30,
            },
            stopping_condition: StoppingCondition { max_runtime_in_seconds: 86400 },
            hyper_parameters: Nothing {},
            options: TrainingOptions::default(),
        })?;
        succeed(format!("{} {}", job.training_job_status, job.model_artifacts.s3_model_artifacts))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_trained() {
    let Some(stage) = stage("a_model_is_trained") else { return };
    let role = ("TrainingRole", "arn:aws:iam::123456789012:role/training");
    let sagemaker = Local::new(sagemaker::Client::new(&configuration(stage.services.url())));
    let sagemaker = sagemaker.name(role.0, role.1);
    let (day, input) = day();
    let native = here(&train::Workflow { sagemaker: sagemaker.clone() }, day.clone()).await;
    assert_eq!(native, Ok(json!("arn:aws:sagemaker:us-east-1:123456789012:training-job/train-monday")));
    assert_eq!(there::<train::Workflow>(stage, ANY_ROLE, input, &[role], Arc::new(Nobody)), native);

    // LocalStack knows no `.sync` of SageMaker.
    let native = here(&train_to_the_end::Workflow { sagemaker }, day).await;
    assert_eq!(native, Ok(json!("Completed s3://models/train-monday/output/model.tar.gz")));
}

#[tokio::test]
async fn the_cause_of_a_training_that_failed_is_its_json() {
    let (day, _) = day();
    let job =
        json!({ "TrainingJobName": "train", "TrainingJobStatus": "Failed", "FailureReason": "no data" });
    let answers = vec![json!({ "TrainingJobArn": "arn" }), job.clone()];
    let sagemaker = Local::new(sagemaker::Client::new(&says(answers).await)).name("TrainingRole", "role");
    let failed = fails(&train_to_the_end::Workflow { sagemaker }, day).await;
    assert_eq!(failed, ("States.TaskFailed".to_owned(), job));
}
