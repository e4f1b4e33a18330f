//! What the definition knows of a user's data: the shape that serde gives a Rust type in JSON.
//!
//! `#[derive(Data)]` writes it down once, from serde's own attributes; the symbolic expressions read it to find
//! JSON names. Nothing here evaluates anything. Read next: `shape.rs`, `std_types.rs`, `probe.rs`.

pub(crate) mod as_text;
pub(crate) mod probe;
pub(crate) mod read_back;
mod round_trip;
mod shape;
mod std_types;
mod task_error;

pub use as_text::{FromText, TextError};
pub use read_back::ReadWhenMissing;
pub use round_trip::RoundTrip;
pub use shape::{EnumShape, FieldShape, Shape, StructShape, Style, Tagging, VariantShape};
pub use task_error::{ErrorName, TaskError, name_of_variant, names_of};

/// A type whose fields can be read, and whose variants can be matched, in a workflow's expressions.
///
/// Derive it beside serde's traits. Types whose inside no workflow looks at (`Url`, `Decimal`, …) need nothing: they
/// travel through a workflow as opaque values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `Data`: a workflow cannot look inside it",
    label = "this is an opaque value for the definition",
    note = "add `#[derive(Data)]` to `{Self}`, or read it in a task"
)]
pub trait Data {
    /// The shape of this type's JSON, as serde writes it.
    fn shape() -> Shape;
}
