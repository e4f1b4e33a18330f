//! A workflow reads what it wrote: the part of that rule that depends on a field's type.

/// A type that serde reads from nothing: a field of it needs no `default` where its key may be missing.
///
/// It is an assertion of `#[derive(Data)]`, for the fields that have `skip_serializing_if` or `skip_serializing`. Other
/// types need `#[serde(default)]` there; without it an execution could not be resumed from the state that it stored.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be read when its key is missing",
    label = "what serde writes may leave this out",
    note = "add `default` to the `#[serde(..)]` of the field: a workflow reads what it wrote"
)]
pub trait ReadWhenMissing {}

impl<T> ReadWhenMissing for Option<T> {}

/// Asserts that `T` can be read where there is nothing.
pub const fn may_be_missing<T: ReadWhenMissing + ?Sized>() {}
