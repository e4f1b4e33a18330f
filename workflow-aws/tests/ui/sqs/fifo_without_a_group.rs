//! A message to a FIFO queue without its group.

use workflow_runtime::prelude::*;

#[workflow(tasks(sqs(Sqs)))]
pub mod working {
    use super::*;
    use workflow_aws::sqs::{SendFifoMessage, SendFifoOptions, Sqs};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let sent = sqs.send_fifo_message(&SendFifoMessage {
            queue_url: "${Url}",
            message_body: order,
            options: SendFifoOptions::default(),
        })?;
        succeed(sent.message_id)
    }
}

fn main() {}
