//! A message to nobody.

use workflow_runtime::prelude::*;

#[workflow(tasks(sns(Sns)))]
pub mod working {
    use super::*;
    use workflow_aws::sns::{Publish, PublishOptions, Sns};

    #[start]
    #[task]
    fn work(order: u64) -> Transition<String> {
        let sent = sns.publish(&Publish { message: order, options: PublishOptions::default() })?;
        succeed(sent.message_id)
    }
}

fn main() {}
