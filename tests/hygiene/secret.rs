//! A private workflow, in a private module, with private types.

use workflow_runtime::{Error, asl};

mod inside {
    use workflow_runtime::prelude::*;

    #[derive(Clone, Debug, Serialize, Deserialize, Data)]
    struct Secret {
        word: String,
    }

    #[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
    enum SecretError {
        #[error("the word {word} is wrong")]
        Wrong { word: String },
    }

    #[tasks]
    trait Guard {
        async fn check(&self, secret: &Secret) -> Result<Secret, SecretError>;
    }

    struct Here;

    impl Guard for Here {
        async fn check(&self, secret: &Secret) -> Result<Secret, SecretError> {
            if secret.word == "sesame" {
                Ok(secret.clone())
            } else {
                Err(SecretError::Wrong { word: secret.word.clone() })
            }
        }
    }

    #[workflow(tasks(guard(Guard)))]
    mod checking {
        use super::*;

        #[start]
        #[parallel]
        fn begin(secret: Secret) -> Transition<Secret> {
            let (one, _two) = parallel(guard.check(&secret), branch(secret))?;
            succeed(one)
        }

        #[pass]
        fn branch(secret: Secret) -> Transition<Secret> {
            succeed(secret)
        }
    }

    pub(super) async fn run(word: &str) -> Result<String, workflow_runtime::Error> {
        let secret = checking::Workflow { guard: Here }.run(Secret { word: word.to_owned() }).await?;
        Ok(secret.word)
    }

    pub(super) fn definition() -> workflow_runtime::asl::StateMachine {
        checking::definition()
    }
}

/// Runs the workflow that nobody sees.
///
/// # Errors
///
/// The word is wrong.
pub async fn run(word: &str) -> Result<String, Error> {
    inside::run(word).await
}

/// Its definition.
#[must_use]
pub fn definition() -> asl::StateMachine {
    inside::definition()
}
