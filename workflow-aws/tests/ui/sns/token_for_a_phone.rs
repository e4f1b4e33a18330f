//! A token for a phone, which has no answer.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Question {
    pub text: String,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("no")]
pub struct Refused {}

#[workflow(tasks(sns(Sns)))]
pub mod working {
    use super::*;
    use workflow_aws::sns::{PublishToPhone, Sns};

    #[start]
    #[task]
    fn work(phone: String) -> Transition<String> {
        let text = PublishToPhone { phone_number: phone, message: "yes or no?" };
        let answer = sns.publish_with_token::<_, String, Refused>(&text, task_token())?;
        succeed(answer)
    }
}

fn main() {}
