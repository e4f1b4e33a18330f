//! Text literals in a `let`: each use says which type of text they are, and none is cloned that needs no clone.

use workflow_runtime::prelude::*;

/// What can be said.
#[tasks]
pub trait Speech {
    /// Says something twice.
    async fn twice(&self, text: &str, again: &str) -> Result<String, SpeechError>;
    /// Keeps something.
    async fn keep(&self, text: String) -> Result<(), SpeechError>;
}

/// Nothing was said.
#[derive(Debug, Serialize, Deserialize, TaskError)]
pub struct SpeechError {}

/// Greets.
#[workflow(tasks(speech(Speech)))]
pub mod texts {
    use super::*;

    #[start]
    #[task]
    fn greet(formal: bool) -> Transition<String> {
        let word = if formal { "good day" } else { "hello" };
        let name = "you";
        let said = speech.twice(word, name)?;
        keep(formal, said)
    }

    #[task]
    fn keep(formal: bool, said: String) -> Transition<String> {
        let word = match formal {
            true => "formal",
            false => "plain",
        };
        speech.keep(word)?;
        part(said)
    }

    #[task]
    fn part(said: String) -> Transition<String> {
        let word: &str = "bye";
        let again: &str = if said.is_empty() { "" } else { "see you" };
        let last = speech.twice(word, again)?;
        succeed(format!("{said}, {last}"))
    }
}
