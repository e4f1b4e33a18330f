//! A message that is waited for, without a token for who answers.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Question {
    pub text: String,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("no")]
pub struct Refused {}

#[workflow(tasks(sqs(Sqs)))]
pub mod working {
    use super::*;
    use workflow_aws::sqs::{SendMessage, SendOptions, Sqs};

    #[start]
    #[task]
    fn work(question: Question) -> Transition<String> {
        let message = SendMessage { queue_url: "${Url}", message_body: question, options: SendOptions::default() };
        let answer = sqs.send_message_with_token::<_, String, Refused>(&message)?;
        succeed(answer)
    }
}

fn main() {}
