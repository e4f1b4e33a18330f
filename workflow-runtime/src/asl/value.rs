//! The small values that fields of the language hold: computed ones, and paths that may be null.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// A value that is written down, or computed when the state runs by a JSONata expression `"{% … %}"`.
///
/// A string is always an [`Expression`](Computed::Expression), so a substitution `"${Name}"` (which a deployment tool
/// replaces before AWS sees it) fits here too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Computed<T> {
    /// The value itself.
    Literal(T),
    /// A JSONata expression with its delimiters, or a substitution.
    Expression(String),
}

impl<T> Computed<T> {
    /// The value, when it is written down.
    pub const fn literal(&self) -> Option<&T> {
        match self {
            Self::Literal(value) => Some(value),
            Self::Expression(_) => None,
        }
    }
}

impl From<i64> for Computed<i64> {
    fn from(value: i64) -> Self {
        Self::Literal(value)
    }
}

impl From<i64> for Computed<Number> {
    fn from(value: i64) -> Self {
        Self::Literal(value.into())
    }
}

impl<T> From<&str> for Computed<T> {
    fn from(expression: &str) -> Self {
        Self::Expression(expression.to_owned())
    }
}

impl<T> From<String> for Computed<T> {
    fn from(expression: String) -> Self {
        Self::Expression(expression)
    }
}

/// The value of `InputPath`, `OutputPath` or `ResultPath`: a path, or `null`, which discards.
///
/// ASL specification, "Input and Output Processing": null stands for `{}` in `InputPath` and `OutputPath`, and
/// for "keep the input" in `ResultPath`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Path {
    /// A JSONPath such as `$.order.total`, a variable `$order`, or a path into the context object `$$.Execution.Id`.
    At(String),
    /// JSON null.
    Null,
}

impl From<&str> for Path {
    fn from(path: &str) -> Self {
        Self::At(path.to_owned())
    }
}
