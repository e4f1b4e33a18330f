//! The names that a task's own error has in Amazon States Language.

use super::{Data, RoundTrip};

/// An error that a task returns, or that a workflow fails with.
///
/// Derive it: an enum's error names are `Type.Variant`, a struct's is `Type`, and `#[error_name = "CardDeclined"]` on
/// the struct or the variant takes the place of either. The error's payload is its JSON, as serde writes it. Deriving
/// `TaskError` derives [`Data`] too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `TaskError`: it has no error name in Amazon States Language",
    label = "this cannot be what a task or a workflow fails with",
    note = "add `#[derive(TaskError)]` to `{Self}`",
    note = "a type that is not yours becomes a variant of an enum of yours, as text: `Variant(#[as_text] {Self})`"
)]
pub trait TaskError: Data + RoundTrip + Send + 'static {
    /// Every variant with its error name, in source order; a struct has one entry.
    const ERROR_NAMES: &'static [ErrorName];

    /// The error name of this value, as ASL's `Error` field has it.
    fn error_name(&self) -> &'static str;
}

/// A variant of a [`TaskError`] and its name in ASL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorName {
    /// The Rust name of the variant; of a struct, the struct's.
    pub variant: &'static str,
    /// The error name in ASL.
    pub name: &'static str,
}

/// The names of `E` in source order: what a catcher of any `E` lists in `ErrorEquals`.
#[must_use]
pub fn names_of<E: TaskError>() -> Vec<&'static str> {
    E::ERROR_NAMES.iter().map(|entry| entry.name).collect()
}

/// The error name of a variant of `E`, by the variant's Rust name (without `r#`); of a struct, by the struct's.
///
/// `None` when `E` has no such variant.
#[must_use]
pub fn name_of_variant<E: TaskError>(variant: &str) -> Option<&'static str> {
    E::ERROR_NAMES.iter().find(|entry| entry.variant == variant).map(|entry| entry.name)
}
