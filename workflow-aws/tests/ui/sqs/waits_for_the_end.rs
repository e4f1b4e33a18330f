//! The end of a message, which SQS does not know.

use workflow_runtime::prelude::*;

#[workflow(tasks(sqs(Sqs)))]
pub mod working {
    use super::*;
    use workflow_aws::sqs::{SendMessage, SendOptions, Sqs};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let sent = sqs.send_message_sync(&SendMessage {
            queue_url: "${Url}",
            message_body: order,
            options: SendOptions::default(),
        })?;
        succeed(sent.message_id)
    }
}

fn main() {}
