//! What a state's parameter has to be: data that a checkpoint can hold.
//!
//! Generated code reaches every ability of a parameter through [`Checkpoint`], with the same words at the same place:
//! a type that lacks one is then reported once, and not in the words of serde's insides.

use std::fmt::Debug;

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::SerializeStructVariant;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::generated::Attempts;
use crate::stored::Fields;

/// Data that a checkpoint can hold: it is written and read back as JSON, cloned, shown and sent to another thread.
///
/// There is nothing to implement: derive what it asks for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be checkpointed",
    label = "a state's parameter must be `Serialize + DeserializeOwned + Clone + Debug + Send + 'static`",
    note = "add `#[derive(Clone, Debug, Serialize, Deserialize)]` to `{Self}`"
)]
pub trait Checkpoint: Sized {
    /// Asks of what a task gives that it is a parameter's.
    fn asked_of<E, F>(attempts: &Attempts<'_, Self, E, F>) {
        let _ = attempts;
    }

    /// Writes a parameter.
    ///
    /// # Errors
    ///
    /// What the parameter's own `Serialize` reports.
    fn write<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads a parameter back.
    ///
    /// # Errors
    ///
    /// What the parameter's own `Deserialize` reports.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Writes a parameter of a state under its name.
    ///
    /// # Errors
    ///
    /// What the parameter's own `Serialize` reports.
    fn write_field<V: SerializeStructVariant>(
        value: &Self,
        name: &'static str,
        fields: &mut V,
    ) -> Result<(), V::Error>;

    /// Reads a parameter of a state back.
    ///
    /// # Errors
    ///
    /// What the parameter's own `Deserialize` reports, or that it has been read before.
    fn read_field<'de, F: Fields<'de>>(
        slot: &mut Option<Self>,
        name: &'static str,
        fields: &mut F,
    ) -> Result<(), F::Error>;

    /// A clone.
    #[must_use]
    fn copy(value: &Self) -> Self;

    /// The parameter, to be shown.
    fn shown(value: &Self) -> &dyn Debug;

    /// The parameter as JSON.
    ///
    /// # Errors
    ///
    /// What the parameter's own `Serialize` reports.
    fn json(value: &Self) -> serde_json::Result<serde_json::Value>;
}

// The bounds stand here and not on the trait: rustc would name each of them at each use.
#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Clone + Debug + Send + 'static> Checkpoint for T {
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        <T as Deserialize>::deserialize(deserializer)
    }

    fn write_field<V: SerializeStructVariant>(
        value: &T,
        name: &'static str,
        fields: &mut V,
    ) -> Result<(), V::Error> {
        fields.serialize_field(name, value)
    }

    fn read_field<'de, F: Fields<'de>>(
        slot: &mut Option<T>,
        name: &'static str,
        fields: &mut F,
    ) -> Result<(), F::Error> {
        if slot.is_some() {
            return Err(F::Error::duplicate_field(name));
        }
        *slot = Some(fields.value()?);
        Ok(())
    }

    fn copy(value: &T) -> T {
        value.clone()
    }

    fn shown(value: &T) -> &dyn Debug {
        value
    }

    fn json(value: &T) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(value)
    }
}

/// What a task gives: it is written and read back, as it is between two machines.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written and read back",
    label = "what a task gives must be `Serialize + DeserializeOwned + Send`",
    note = "add `#[derive(Serialize, Deserialize)]` to `{Self}`"
)]
pub trait TaskOutput: Sized {
    /// Asks it of what a task gives.
    fn asked_of<E, F>(attempts: &Attempts<'_, Self, E, F>) {
        let _ = attempts;
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send> TaskOutput for T {}
