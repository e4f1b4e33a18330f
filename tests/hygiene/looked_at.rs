//! References to what is given away before they are read for the last time: no `clone` is written for them.

use workflow_runtime::prelude::*;

/// A letter.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// What is asked for beside it.
    pub note: Option<String>,
}

/// Reads letters that it passes on.
#[workflow]
pub mod letters {
    use super::*;

    #[start]
    #[choice]
    fn sort(letter: Letter) -> Transition<String> {
        let to = &letter.to;
        match (&letter.note, to.is_empty()) {
            (Some(note), _) if note.is_empty() => carry(letter, note.clone()),
            (Some(note), false) => stamp(letter, note.clone()),
            _ => carry(letter, to.clone()),
        }
    }

    #[pass]
    fn stamp(letter: Letter, word: String) -> Transition<String> {
        let to = &letter.to;
        let same = to;
        carry(letter, format!("{same} {word}"))
    }

    #[succeed]
    fn carry(letter: Letter, word: String) -> Transition<String> {
        let note = letter.note.as_ref();
        succeed(if let Some(note) = note {
            format!("{word}, {note}")
        } else {
            format!("{word} {}", letter.to)
        })
    }
}
