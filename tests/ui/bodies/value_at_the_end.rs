//! Values where bodies end with a transition.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("closed")]
pub struct Closed;

#[tasks]
pub trait Till {
    async fn charge(&self, cents: u32) -> Result<String, Closed>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn charge(cents: u32) -> Transition<Option<String>> {
        match till.charge(cents) {
            Ok(receipt) => Ok(receipt),
            Err(Failed(closed)) => Err(closed),
            Err(_) => later(cents),
        }
    }

    #[pass]
    fn later(cents: u32) -> Transition<Option<String>> {
        let words = format!("{cents} later");
        Some(words)
    }

    #[pass]
    fn last(cents: u32) -> Transition<Option<String>> {
        let words = Some(format!("{cents} last"));
        words
    }
}

fn main() {}
