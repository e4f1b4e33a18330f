//! A token for a message whose sender does not wait.

use workflow_runtime::prelude::*;

#[workflow(tasks(sqs(Sqs)))]
pub mod working {
    use super::*;
    use workflow_aws::sqs::{SendMessage, SendOptions, Sqs};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let message = SendMessage { queue_url: "${Url}", message_body: order, options: SendOptions::default() };
        let sent = sqs.send_message(&message, task_token())?;
        succeed(sent.message_id)
    }
}

fn main() {}
