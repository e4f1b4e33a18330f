//! A group of messages, which only a FIFO queue has.

use workflow_runtime::prelude::*;

#[workflow(tasks(sqs(Sqs)))]
pub mod working {
    use super::*;
    use workflow_aws::sqs::{SendMessage, SendOptions, Sqs};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let sent = sqs.send_message(&SendMessage {
            queue_url: "${Url}",
            message_body: order,
            message_group_id: "orders",
            options: SendOptions::default(),
        })?;
        succeed(sent.message_id)
    }
}

fn main() {}
