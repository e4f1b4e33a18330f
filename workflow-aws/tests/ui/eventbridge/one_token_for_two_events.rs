//! One token in two events, of which either could answer.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Question {
    pub text: String,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("no")]
pub struct Refused {}

#[workflow(tasks(bus(EventBridge)))]
pub mod working {
    use super::*;
    use workflow_aws::eventbridge::{Event, EventBridge, EventOptions, PutEvent};

    #[start]
    #[task]
    fn work(question: Question) -> Transition<String> {
        let answer = bus.put_event_with_token::<_, String, Refused>(
            &PutEvent {
                entries: [
                    Event { source: "shop", detail_type: "asked", detail: question, options: EventOptions::default() },
                    Event { source: "shop", detail_type: "asked", detail: question, options: EventOptions::default() },
                ],
            },
            task_token(),
        )?;
        succeed(answer)
    }
}

fn main() {}
