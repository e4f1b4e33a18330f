//! Who waits for the tokens that tasks hand over, so that one task does for both sides.

use std::time::Duration;

use serde::Serialize;
use workflow_runtime::wire::FunctionError;
use workflow_runtime::{TaskError, TaskToken};

use super::api::Api;
use super::{engine, shortened};

/// Who waits for a token.
#[derive(Clone, Copy, Debug, Default)]
pub enum Tokens {
    /// An execution in this process.
    #[default]
    Here,
    /// One of the engine, which is told by AWS's API. The task goes on at once.
    Engine,
}

impl Tokens {
    /// Gives the task its result.
    ///
    /// # Panics
    ///
    /// If nobody waits in this process, or the value is not JSON.
    pub fn complete<T: Serialize>(self, token: &TaskToken<T>, value: T) {
        match self {
            Self::Here => token.complete(value).expect("the state waits for its token"),
            Self::Engine => {
                let output = serde_json::to_value(value).expect("an answer is JSON");
                tell(token, move |api, token| api.complete(token, &output));
            }
        }
    }

    /// Fails the task.
    ///
    /// # Panics
    ///
    /// If nobody waits in this process.
    pub fn fail<T>(self, token: &TaskToken<T>, error: impl TaskError) {
        match self {
            Self::Here => token.fail(error).expect("the state waits for its token"),
            Self::Engine => {
                let error = FunctionError::of(&error);
                tell(token, move |api, token| api.fail(token, &error.error_type, &error.error_message));
            }
        }
    }

    /// Lets so much time go by: of the engine's time, which is shorter.
    pub async fn pause(self, time: Duration) {
        let time = match self {
            Self::Here => time,
            Self::Engine => shortened(time),
        };
        tokio::time::sleep(time).await;
    }
}

fn tell<T>(
    token: &TaskToken<T>,
    words: impl Fn(&Api, &str) -> Result<(), crate::oracles::Error> + Send + 'static,
) {
    let token = token.as_str().to_owned();
    tokio::task::spawn_blocking(move || {
        // The task may be over: then nobody wants to know.
        let _ = engine().and_then(|engine| words(&Api::new(engine.url()), &token));
    });
}
