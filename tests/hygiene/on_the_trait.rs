//! Policies and integrations on the methods of a task trait, a callback, and a state that says otherwise.

use workflow_runtime::prelude::*;

/// It did not work.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub enum SendError {
    /// Not now.
    #[error("busy")]
    Busy,
}

/// Sends things.
#[tasks]
pub trait Post {
    /// Is tried twice more, at once.
    #[task(timeout(seconds(9)), retry(on(SendError::Busy), max_attempts = 2, interval(seconds(1))))]
    async fn send(&self, text: &str) -> Result<u32, SendError>;
    /// A queue on AWS.
    #[resource("arn:aws:states:::sqs:sendMessage")]
    async fn queue(&self, queue_url: &str, message_body: &str) -> Result<(), SendError>;
    /// A person.
    async fn ask(&self, question: &str, token: TaskToken<bool>) -> Result<(), SendError>;
}

/// Sends and asks.
#[workflow(tasks(post(Post)))]
pub mod sending {
    use super::*;

    #[start]
    #[task]
    fn send(text: String) -> Transition<u32> {
        match post.send(&text) {
            Ok(count) => queue(text, count),
            Err(_) => again(text),
        }
    }

    /// Here the state decides how often.
    #[task(retry(on(SendError::Busy), max_attempts = 5))]
    fn again(text: String) -> Transition<u32> {
        let count = post.send(&text)?;
        queue(text, count)
    }

    #[task]
    fn queue(text: String, count: u32) -> Transition<u32> {
        let () = post.queue("https://sqs.eu-west-1.amazonaws.com/1/q", &text)?;
        ask(text, count)
    }

    #[task(timeout(minutes(5)), heartbeat(minutes(1)))]
    fn ask(text: String, count: u32) -> Transition<u32> {
        match post.ask(&text, task_token()) {
            Ok(yes) => succeed(if yes { count } else { 0 }),
            Err(TimedOut) => succeed(99),
            Err(error) => fail(error),
        }
    }
}
