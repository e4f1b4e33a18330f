//! The text of a durable task token: which execution, which frame, which visit and attempt, and a secret.

use std::fmt;
use std::str::FromStr;

use crate::store::{ExecutionId, FrameId};

/// What a durable token begins with; tokens of executions in memory begin with a UUID.
const PREFIX: &str = "durable";

/// A token, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DurableToken {
    /// The outermost execution: the one that is loaded.
    pub(super) root: ExecutionId,
    /// The frame that waits.
    pub(super) frame: FrameId,
    pub(super) claim: Claim,
}

/// What tells the attempts of a frame apart, and a token from one that somebody made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) visit: u64,
    pub(super) attempt: u32,
    pub(super) nonce: String,
}

impl Claim {
    /// Whether it is that of an effect before the one with `other`.
    pub(super) fn is_older_than(&self, other: &Self) -> bool {
        self.visit < other.visit
            || (self.visit == other.visit && self.nonce == other.nonce && self.attempt < other.attempt)
            // The number of a frame is given anew when it is over, and its visits begin anew.
            || made(&self.nonce).zip(made(&other.nonce)).is_some_and(|(this, other)| this < other)
    }
}

/// How long each half of a nonce is.
const HALF: usize = 32;

/// What the tokens of a visit share, so that nobody can guess one. Its first half says when it was made: later ones are
/// larger, in one process always, and beyond it as far as the system's clock goes forwards.
pub(super) fn new_nonce() -> String {
    format!("{}{}", uuid::Uuid::now_v7().simple(), uuid::Uuid::new_v4().simple())
}

/// The half that says when it was made.
fn made(nonce: &str) -> Option<&str> {
    let is_whole = nonce.len() == 2 * HALF && nonce.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_whole.then(|| &nonce[..HALF])
}

/// Whether a token is that of a durable execution.
pub(crate) fn is_durable(token: &str) -> bool {
    token.split_once('.').is_some_and(|(prefix, _)| prefix == PREFIX)
}

impl fmt::Display for DurableToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { root, frame, claim: Claim { visit, attempt, nonce } } = self;
        write!(f, "{PREFIX}.{root}.{}.{visit}.{attempt}.{nonce}", frame.get())
    }
}

/// A text that is no durable token.
#[derive(Debug)]
pub(super) struct NotDurable;

impl FromStr for DurableToken {
    type Err = NotDurable;

    fn from_str(text: &str) -> Result<Self, NotDurable> {
        let mut parts = text.split('.');
        let mut part = || parts.next().ok_or(NotDurable);
        if part()? != PREFIX {
            return Err(NotDurable);
        }
        let root = number(part()?).and_then(ExecutionId::new).ok_or(NotDurable)?;
        let frame = number(part()?).and_then(FrameId::new).ok_or(NotDurable)?;
        let visit = part()?.parse().map_err(|_| NotDurable)?;
        let attempt = part()?.parse().map_err(|_| NotDurable)?;
        let nonce = part()?.to_owned();
        if parts.next().is_some() {
            return Err(NotDurable);
        }
        Ok(Self { root, frame, claim: Claim { visit, attempt, nonce } })
    }
}

fn number(text: &str) -> Option<i64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_from_its_text() {
        let root = ExecutionId::new(7).expect("in range");
        let claim = Claim { visit: 3, attempt: 1, nonce: "abc".to_owned() };
        let token = DurableToken { root, frame: root.frame(2).expect("in range"), claim };
        let text = token.to_string();
        assert!(is_durable(&text));
        assert_eq!(text.parse::<DurableToken>().expect("its own text"), token);
    }

    #[test]
    fn a_token_of_an_earlier_frame_with_the_same_number_is_older() {
        let claim = |visit, nonce: &str| Claim { visit, attempt: 0, nonce: nonce.to_owned() };
        let (first, second) = (new_nonce(), new_nonce());
        let (then, now) = (claim(5, &first), claim(1, &second));
        assert!(then.is_older_than(&now));
        assert!(!claim(1, &second).is_older_than(&claim(1, &first)));
        assert!(!claim(5, "guessed").is_older_than(&now));
    }

    #[test]
    fn other_texts_are_no_tokens() {
        for text in
            ["", "durable", "durable.1.2", "durable.0.16777216.1.0.n", "durable.x.1.1.0.n", "other.1.1.1.0.n"]
        {
            assert!(text.parse::<DurableToken>().is_err(), "{text}");
        }
        assert!(!is_durable("somebody-elses"));
    }
}
