//! From text to the model, and what stands in the way.

use std::fmt;
use std::str::FromStr;

use super::fields::from_value;
use super::finding::Finding;
use super::machine::StateMachine;
use super::text;

/// Why a text is no state machine: every reason, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    findings: Vec<Finding>,
}

impl ParseError {
    pub(super) const fn new(findings: Vec<Finding>) -> Self {
        Self { findings }
    }

    /// The reasons, in the order of the text; never empty.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, finding) in self.findings.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ParseError {}

impl FromStr for StateMachine {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (value, duplicates) = text::read(text).map_err(|finding| ParseError::new(vec![finding]))?;
        if duplicates.is_empty() { from_value(value) } else { Err(ParseError::new(duplicates)) }
    }
}
