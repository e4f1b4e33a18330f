//! Flattened fields: what `#[serde(flatten)]` writes among the keys of a struct, and how it is read back.
//!
//! Read next: `values.rs`, which reads the fields of whatever was read here.

use serde_json::Value;

use super::{
    operators::or,
    tree::{Element, ElementKind, Expr, Node, Operator},
    values::{null, read, string},
};
use crate::data::{FieldShape, Shape, StructShape, Style, Tagging};

/// The value of a `#[serde(flatten)]` field, whose keys stand among the struct's own.
pub(super) fn flattened(base: Expr, fields: &[FieldShape], field: &FieldShape) -> Expr {
    let (is_option, shape) = inside(field);
    let is_there = if is_option { is_there(&base, &shape) } else { None };
    let value = match &shape {
        _ if has_any_key(&shape) => {
            let others = fields.iter().filter(|other| other.rust != field.rust);
            let value = picked(base.clone(), others.flat_map(keys), false);
            units(&shape).into_iter().rev().fold(value, |value, name| {
                let is_unit = Expr::call("exists", [base.clone().key(name)]);
                Expr::conditional(is_unit, string(name), value)
            })
        }
        Shape::Struct(inner) => flattened_struct(&base, inner),
        _ => base,
    };
    match is_there {
        Some(is_there) => Expr::conditional(is_there, value, null()),
        None => value,
    }
}

/// What a flattened field adds to the entries of its struct: nothing where it is nothing.
pub(super) fn entries(field: &FieldShape, value: Expr) -> Expr {
    let nothing = || Expr::object::<&str>([]);
    let (is_option, shape) = inside(field);
    if !is_option {
        return entries_of(&shape, value);
    }
    if value.as_literal().is_some_and(Value::is_null) {
        return nothing();
    }
    value.bind("value", |value| Expr::conditional(value.is_present(), entries_of(&shape, value), nothing()))
}

/// A unit variant is a key without a value where it is flattened.
fn entries_of(shape: &Shape, value: Expr) -> Expr {
    let units = units(shape);
    if units.is_empty() || matches!(value.0, Node::Object(_)) {
        return value;
    }
    let unit = |name: &str| Expr::object([(name, null())]);
    if let Some(name) = value.as_literal().and_then(Value::as_str) {
        return unit(name);
    }
    value.bind("value", |value| {
        units.iter().rev().fold(value.clone(), |no, name| {
            Expr::conditional(value.clone().binary(Operator::Equal, string(name)), unit(name), no)
        })
    })
}

/// The names of the variants that are text where they stand alone.
fn units(shape: &Shape) -> Vec<&'static str> {
    match shape {
        Shape::Enum(shape) if shape.tagging == Tagging::External => {
            let units = shape.variants.iter().filter(|variant| variant.style == Style::Unit);
            units.map(|variant| variant.json).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a field is an `Option`, and the shape of what it has or is.
fn inside(field: &FieldShape) -> (bool, Shape) {
    match content((field.shape)()) {
        Shape::Option(inner) => (true, content(inner())),
        shape => (false, shape),
    }
}

/// What serde writes for a newtype: its content.
fn content(shape: Shape) -> Shape {
    match &shape {
        Shape::Struct(newtype) if newtype.transparent || newtype.style == Style::Newtype => {
            match newtype.fields.iter().find(|field| !field.skipped) {
                Some(field) => content((field.shape)()),
                None => shape,
            }
        }
        _ => shape,
    }
}

/// Whether the keys are not known by the type: what is read then is what the other fields leave.
fn has_any_key(shape: &Shape) -> bool {
    match shape {
        Shape::Map(_) | Shape::Enum(_) => true,
        Shape::Struct(shape) => {
            let mut flattened = shape.fields.iter().filter(|field| field.flatten && !field.skipped);
            flattened.any(|field| has_any_key(&inside(field).1))
        }
        _ => false,
    }
}

/// Whether an `Option` has a value: serde has none where it cannot read one. `None` where it always reads one.
fn is_there(base: &Expr, shape: &Shape) -> Option<Expr> {
    let exists = |key: &str| Expr::call("exists", [base.clone().key(key)]);
    match shape {
        Shape::Struct(shape) => {
            shape.fields.iter().find(|field| is_needed(field)).map(|field| exists(field.json))
        }
        Shape::Enum(shape) => match shape.tagging {
            Tagging::Internal { tag } | Tagging::Adjacent { tag, .. } => Some(exists(tag)),
            Tagging::External => shape.variants.iter().map(|variant| exists(variant.json)).reduce(or),
            Tagging::Untagged => None,
        },
        _ => None,
    }
}

fn flattened_struct(base: &Expr, inner: &StructShape) -> Expr {
    let written = || inner.fields.iter().filter(|field| !field.skipped);
    if written().any(|field| field.optional || field.flatten) {
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

/// The keys that a field has among those of its struct; what may have any key has none here.
fn keys(field: &FieldShape) -> Vec<&'static str> {
    if field.skipped {
        return Vec::new();
    }
    if !field.flatten {
        return vec![field.json];
    }
    match inside(field).1 {
        Shape::Struct(shape) => shape.fields.iter().flat_map(keys).collect(),
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
