//! Flattened fields: what `#[serde(flatten)]` writes among the keys of a struct, read back as a value of its own.
//!
//! Read next: `values.rs`, which reads the fields of whatever was read here.

use serde_json::Value;

use super::{
    tree::{Element, ElementKind, Expr, Node, Operator},
    values::{null, read},
};
use crate::data::{FieldShape, Shape, StructShape, Style};

/// The value of a `#[serde(flatten)]` field, whose keys stand among the struct's own.
pub(super) fn flattened(base: Expr, fields: &[FieldShape], field: &FieldShape) -> Expr {
    match (field.shape)() {
        Shape::Struct(inner) if inner.style == Style::Named => flattened_struct(&base, &inner),
        // What is read of them is what the others leave.
        Shape::Map(_) | Shape::Enum(_) => {
            let others = fields.iter().filter(|other| other.rust != field.rust);
            picked(base, others.flat_map(keys), false)
        }
        Shape::Option(inner) => match inner() {
            Shape::Struct(inner) if inner.style == Style::Named => flattened_option(&base, &inner),
            _ => base,
        },
        _ => base,
    }
}

/// A struct in an `Option`: serde has none where it cannot read one.
fn flattened_option(base: &Expr, inner: &StructShape) -> Expr {
    let value = flattened_struct(base, inner);
    match inner.fields.iter().find(|field| is_needed(field)) {
        Some(field) => {
            let exists = Expr::call("exists", [base.clone().key(field.json)]);
            Expr::conditional(exists, value, null())
        }
        None => value,
    }
}

fn flattened_struct(base: &Expr, inner: &StructShape) -> Expr {
    let written = || inner.fields.iter().filter(|field| !field.skipped);
    if written().any(|field| field.optional) {
        return picked(base.clone(), written().flat_map(keys), true);
    }
    let entry = |field: &FieldShape| (field.json, read(base.clone(), Style::Named, &inner.fields, field));
    Expr::object(written().map(entry))
}

/// Whether serde reads no struct that lacks this field.
fn is_needed(field: &FieldShape) -> bool {
    let may_miss = field.skipped || field.optional || field.default || field.flatten;
    !may_miss && !matches!((field.shape)(), Shape::Option(_))
}

/// The keys that a field has among those of its struct.
fn keys(field: &FieldShape) -> Vec<&'static str> {
    match (field.shape)() {
        _ if field.skipped => Vec::new(),
        shape if field.flatten => keys_of(&shape),
        _ => vec![field.json],
    }
}

/// The keys of what is flattened; whatever has any key at all has none here.
fn keys_of(shape: &Shape) -> Vec<&'static str> {
    match shape {
        Shape::Struct(shape) => shape.fields.iter().flat_map(keys).collect(),
        Shape::Option(inner) => keys_of(&inner()),
        _ => Vec::new(),
    }
}

/// An object of those entries of another that have one of these keys, or none of them.
fn picked(base: Expr, keys: impl Iterator<Item = &'static str>, among: bool) -> Expr {
    let keys: Vec<_> = keys.map(Value::from).collect();
    let is_one = Expr::variable("key").binary(Operator::In, Expr::literal(keys.into()));
    let is_meant = if among { is_one } else { Expr::call("not", [is_one]) };
    let entries = Expr::call("sift", [base, Expr::function(&["value", "key"], is_meant)]);
    let entries = Element { value: entries, kind: ElementKind::Single };
    // `$sift` has nothing where no entry is left.
    Expr::call("merge", [Expr::new(Node::Array(vec![entries]))])
}
