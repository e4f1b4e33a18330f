//! A text to a phone and to a topic at once.

use workflow_runtime::prelude::*;

#[workflow(tasks(sns(Sns)))]
pub mod working {
    use super::*;
    use workflow_aws::sns::{PublishToPhone, Sns};

    #[start]
    #[task]
    fn work(phone: String) -> Transition<String> {
        let text = PublishToPhone { phone_number: phone, topic_arn: "${Topic}", message: "hello" };
        let sent = sns.publish_to_phone(&text)?;
        succeed(sent.message_id)
    }
}

fn main() {}
