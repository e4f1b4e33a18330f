//! What a state's parameter has to be: data that a checkpoint can hold.
//!
//! Generated enums name this module in `#[serde(with = "…")]`, so that a type which cannot be stored is reported in the
//! words of [`Checkpoint`] and not of serde's insides.

use std::fmt::Debug;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

/// Data that a checkpoint can hold: it is written and read back as JSON, cloned, shown and sent to another thread.
///
/// There is nothing to implement: derive what it asks for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be checkpointed",
    label = "a state's parameter must be `Serialize + DeserializeOwned + Clone + Debug + Send + 'static`",
    note = "add `#[derive(Clone, Debug, Serialize, Deserialize)]` to `{Self}`"
)]
pub trait Checkpoint: Serialize + DeserializeOwned + Clone + Debug + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Clone + Debug + Send + 'static> Checkpoint for T {}

/// Writes a parameter.
///
/// # Errors
///
/// What the parameter's own `Serialize` reports.
pub fn serialize<T: Checkpoint, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

/// Reads a parameter back.
///
/// # Errors
///
/// What the parameter's own `Deserialize` reports.
pub fn deserialize<'de, T: Checkpoint, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    <T as Deserialize>::deserialize(deserializer)
}
