//! What serde writes and reads back, asked for as one thing: who derives neither of its traits is told once.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Result;

/// Data that is written as JSON and read back, as a [`TaskError`](super::TaskError) is.
///
/// There is nothing to implement: every type is one that is `Serialize` and `Deserialize` and borrows nothing of what it
/// is read from.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written and read back",
    label = "this must be `Serialize + DeserializeOwned`",
    note = "add `#[derive(Serialize, Deserialize)]` to `{Self}`"
)]
pub trait RoundTrip: Sized {
    /// The value as JSON text.
    ///
    /// # Errors
    ///
    /// What its `Serialize` reports.
    fn to_json(&self) -> Result<String>;

    /// The value that JSON text stands for.
    ///
    /// # Errors
    ///
    /// What its `Deserialize` reports.
    fn from_json(json: &str) -> Result<Self>;
}

// The bounds stand here and not on the trait: rustc would name each of them at each use.
#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> RoundTrip for T {
    fn to_json(&self) -> Result<String> {
        serde_json::to_string(self)
    }

    fn from_json(json: &str) -> Result<T> {
        serde_json::from_str(json)
    }
}
