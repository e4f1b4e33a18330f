//! A call of no function.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Question {
    pub text: String,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("no")]
pub struct Refused {}

#[workflow(tasks(functions(Functions)))]
pub mod working {
    use super::*;
    use workflow_aws::invoke::{Functions, Invoke, InvokeOptions};

    #[start]
    #[task]
    fn work(question: Question) -> Transition<String> {
        let charged = functions.invoke::<_, String, Refused>(&Invoke {
            payload: question,
            options: InvokeOptions::default(),
        })?;
        succeed(charged.payload)
    }
}

fn main() {}
