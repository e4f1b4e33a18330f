//! What Rust constructs: structs, variants and maps, in the JSON that serde writes for them.
//!
//! It reads shapes, and asks no type. Read first: `values.rs`, which has their fields; next: `pattern.rs`, which takes
//! such values apart.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    control::after,
    flattened::entries,
    tree::{Element, ElementKind, Expr, Node, Operator},
    values::{array, empty, item, null, string, struct_field},
};
use crate::data::{EnumShape, FieldShape, Shape, StructShape, Style, Tagging, VariantShape};

/// `Name { field: value, … }`, `Name(value, …)` and `Name`, with `..base`.
///
/// The last segment of the path says which variant, when the shape is an enum's.
#[must_use]
pub fn construct(
    shape: &Shape,
    name: &str,
    values: impl IntoIterator<Item = (&'static str, Expr)>,
    base: Option<Expr>,
) -> Expr {
    let values: Vec<_> = values.into_iter().collect();
    match shape {
        Shape::Struct(shape) => struct_value(shape, &values, base),
        Shape::Enum(shape) => match shape.variants.iter().find(|variant| variant.rust == name) {
            Some(variant) => variant_value(shape, variant, &values),
            None => Expr::object(values),
        },
        Shape::Option(_) if name == "Some" => values.into_iter().next().map_or_else(null, |(_, value)| value),
        _ => Expr::object(values),
    }
}

/// A map of entries whose keys read nothing, in the order that a `BTreeMap` has. Of a key that stands twice the last value
/// is kept, and the others are computed all the same.
#[must_use]
pub fn map_of(entries: impl IntoIterator<Item = (Expr, Expr)>) -> Expr {
    let mut kept: BTreeMap<String, Expr> = BTreeMap::new();
    let mut lost = Vec::new();
    for (key, value) in entries {
        // The macro has refused other keys, and rustc keys that are no text.
        let key = key.as_literal().and_then(Value::as_str).unwrap_or_default().to_owned();
        lost.extend(kept.insert(key, value));
    }
    after(lost, Expr::object(kept))
}

fn struct_value(shape: &StructShape, values: &[(&'static str, Expr)], base: Option<Expr>) -> Expr {
    let given = |field: &FieldShape| values.iter().find(|(name, _)| *name == field.rust);
    if let Some(base) = &base {
        let plain = |field: &FieldShape| !field.flatten && !field.optional && !field.skipped;
        if shape.style == Style::Named
            && !shape.transparent
            && shape.fields.iter().filter(|field| given(field).is_some()).all(plain)
        {
            let entries = shape.fields.iter().filter_map(|field| Some((field.json, given(field)?.1.clone())));
            return merge(base.clone(), Expr::object(entries));
        }
    }
    let value_of = |field: &FieldShape| match (given(field), &base) {
        (Some((_, value)), _) => value.clone(),
        (None, Some(base)) => struct_field(base.clone(), shape, field.rust),
        // rustc has said that it is missing.
        (None, None) => null(),
    };
    if shape.transparent {
        return shape.fields.iter().find(|field| !field.skipped).map_or_else(null, value_of);
    }
    content(shape.style, &shape.fields, value_of)
}

/// The JSON of a struct's or a variant's fields.
fn content(style: Style, fields: &[FieldShape], value_of: impl Fn(&FieldShape) -> Expr) -> Expr {
    let written = || fields.iter().filter(|field| !field.skipped);
    match style {
        Style::Unit => null(),
        Style::Newtype => fields.first().map_or_else(null, value_of),
        Style::Tuple => array(written().map(|field| item(value_of(field), (field.shape)()))),
        Style::Named => {
            let mut parts: Vec<Expr> = Vec::new();
            let mut plain: Vec<(String, Expr)> = Vec::new();
            for field in written() {
                let value = value_of(field);
                if !field.flatten && !field.optional {
                    plain.push((field.json.to_owned(), value));
                    continue;
                }
                if !plain.is_empty() {
                    parts.push(Expr::object(std::mem::take(&mut plain)));
                }
                parts.push(if field.flatten { entries(field, value) } else { optional_entry(field, value) });
            }
            if parts.is_empty() {
                return Expr::object(plain);
            }
            if !plain.is_empty() {
                parts.push(Expr::object(plain));
            }
            merge_all(parts)
        }
    }
}

/// `{"key": value}`, or `{}` when the value is what `skip_serializing_if` leaves out.
fn optional_entry(field: &FieldShape, value: Expr) -> Expr {
    let Some(left_out) = empty(&(field.shape)()) else {
        return Expr::object([(field.json, value)]);
    };
    let entry = |value| Expr::object([(field.json, value)]);
    if let Some(literal) = value.as_literal() {
        return if *literal == left_out { Expr::literal(serde_json::json!({})) } else { entry(value) };
    }
    // A list that is written out with elements is there.
    if matches!(&value.0, Node::Array(elements) if !elements.is_empty()) {
        return entry(value);
    }
    let nothing = Expr::literal(serde_json::json!({}));
    if left_out.is_null() {
        if value.is_never_null() {
            return entry(value);
        }
        let value = value.present().unwrap_or(&value).clone();
        return value.bind("value", |value| Expr::conditional(value.is_present(), entry(value), nothing));
    }
    value.bind("value", |value| {
        let same = value.clone().binary(Operator::Equal, Expr::literal(left_out));
        Expr::conditional(same, nothing, entry(value))
    })
}

/// `$merge([base, over])`.
fn merge(base: Expr, over: Expr) -> Expr {
    merge_all(vec![base, over])
}

/// Objects that are written out next to each other are one.
fn merge_all(parts: Vec<Expr>) -> Expr {
    let mut joined: Vec<Expr> = Vec::new();
    for part in parts {
        match (joined.last_mut().map(|last| &mut last.0), part.into_entries()) {
            // An entry that takes the place of another one may turn out to be none.
            (Some(Node::Object(entries)), Ok(more))
                if !more.iter().any(|(key, _)| entries.iter().any(|(name, _)| name == key)) =>
            {
                entries.extend(more);
            }
            (_, Ok(entries)) => joined.push(Expr::object(entries)),
            (_, Err(part)) => joined.push(part),
        }
    }
    if let [whole] = &joined[..] {
        return whole.clone();
    }
    let parts = joined;
    let elements = parts.into_iter().map(|value| Element { value, kind: ElementKind::Single }).collect();
    Expr::call("merge", [Expr::new(Node::Array(elements))])
}

fn variant_value(shape: &EnumShape, variant: &VariantShape, values: &[(&'static str, Expr)]) -> Expr {
    let value_of = |field: &FieldShape| {
        values.iter().find(|(name, _)| *name == field.rust).map_or_else(null, |(_, value)| value.clone())
    };
    let content = || content(variant.style, &variant.fields, value_of);
    let name = || string(variant.json);
    match shape.tagging {
        Tagging::External if variant.style == Style::Unit => name(),
        Tagging::External => Expr::object([(variant.json, content())]),
        Tagging::Internal { tag } if variant.style == Style::Unit => Expr::object([(tag, name())]),
        Tagging::Internal { tag } => tagged(Expr::object([(tag, name())]), content()),
        Tagging::Adjacent { tag, .. } if variant.style == Style::Unit => Expr::object([(tag, name())]),
        Tagging::Adjacent { tag, content: key } => Expr::object([(tag, name()), (key, content())]),
        Tagging::Untagged => content(),
    }
}

/// An internally tagged value: its tag and its content in one object.
fn tagged(tag: Expr, content: Expr) -> Expr {
    match (tag.0, content.0) {
        (Node::Object(mut entries), Node::Object(more)) => {
            entries.extend(more);
            Expr::new(Node::Object(entries))
        }
        (tag, content) => merge(Expr::new(tag), Expr::new(content)),
    }
}
