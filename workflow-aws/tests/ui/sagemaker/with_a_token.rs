//! A training job with a token: SageMaker has no such integration.

use workflow_runtime::prelude::*;

#[workflow(tasks(sagemaker(SageMaker)))]
pub mod working {
    use super::*;
    use workflow_aws::sagemaker::*;
    use workflow_aws::Nothing;

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let job = sagemaker.create_training_job_with_token(&CreateTrainingJob {
            training_job_name: "train",
            algorithm_specification: AlgorithmSpecification {
                algorithm: Algorithm::AlgorithmName("forest".to_owned()),
                training_input_mode: TrainingInputMode::File,
            },
            role_arn: "${Role}",
            output_data_config: OutputDataConfig { s3_output_path: "s3://models" },
            resource_config: ResourceConfig { instance_type: "ml.m5.xlarge", instance_count: 1, volume_size_in_gb: 30 },
            stopping_condition: StoppingCondition { max_runtime_in_seconds: 86400 },
            hyper_parameters: Nothing {},
            options: TrainingOptions::default(),
        }, task_token())?;
        succeed(job.training_job_arn)
    }
}

fn main() {}
