//! Values: literals, lists and fields, in the JSON that serde writes for them.
//!
//! It reads shapes, and asks no type. Read next: `construct.rs`, which makes such values, and `flattened.rs`.

use std::ops::Deref;

use serde::Serialize;
use serde_json::Value;

use super::{
    control::after,
    flattened::flattened,
    operators::is_null,
    tree::{Element, ElementKind, Expr, Node, Operator},
};
use crate::{
    EvaluationError,
    data::{FieldShape, Shape, StructShape, Style, Tagging},
};

/// An expression and the shape of its type.
#[derive(Clone, Debug)]
pub struct Item {
    pub(super) expr: Expr,
    pub(super) shape: Shape,
}

/// An expression with its shape.
#[must_use]
pub fn item(expr: Expr, shape: Shape) -> Item {
    Item { expr, shape }
}

impl Item {
    /// This operand of an equality with `other`: what may be missing is compared as it is, when that is the same.
    pub(super) fn comparable(&self, other: &Self) -> Expr {
        match self.expr.present() {
            // A missing key equals nothing, and `null` equals nothing that is there.
            Some(present) if !matches!(other.shape, Shape::Option(_)) && !is_null(&other.expr) => {
                present.clone()
            }
            _ => self.expr.clone(),
        }
    }

    /// This operand of `<`.
    pub(super) fn ordered(self) -> Expr {
        match self.shape {
            // RFC 3339 in UTC orders as text once the `Z` is gone, fractions of a second and all.
            Shape::Timestamp => Expr::call("substringBefore", [self.expr, Expr::literal("Z".into())]),
            _ => self.expr,
        }
    }
}

impl Expr {
    /// `$exists(path) ? path : null`: an `Option` at a key that may be missing.
    pub(super) fn or_null(self) -> Self {
        if !self.is_path() {
            return self.bind("found", |found| {
                let exists = Self::call("exists", [found.clone()]);
                Self::conditional(exists, found, null())
            });
        }
        let exists = Self::call("exists", [self.clone()]);
        Self::conditional(exists, self, null())
    }

    /// What [`Expr::or_null`] was made of; not of a `let` of the user's, which is read by its name.
    pub(super) fn present(&self) -> Option<&Self> {
        match &self.0 {
            Node::Let(name, value, body) if self.1.is_none() => {
                (body.present() == Some(&Self::variable(name.clone()))).then_some(value)
            }
            Node::Conditional(condition, path, no) if is_null(no) => {
                matches!(&condition.0, Node::Call("exists", arguments) if arguments[0] == **path)
                    .then_some(path)
            }
            _ => None,
        }
    }

    /// `value != null`, true only when the value is there.
    pub(super) fn is_present(&self) -> Self {
        let value = self.present().unwrap_or(self).clone();
        value.binary(Operator::NotEqual, null())
    }
}

/// `null`.
#[must_use]
pub fn null() -> Expr {
    Expr::literal(Value::Null)
}

/// `true` or `false`.
#[must_use]
pub fn boolean(value: bool) -> Expr {
    Expr::literal(value.into())
}

/// A string literal.
#[must_use]
pub fn string(text: &str) -> Expr {
    Expr::literal(text.into())
}

/// A number literal, by its digits.
#[must_use]
pub fn number(digits: &str) -> Expr {
    Expr::literal(digits.parse().map_or(Value::Null, Value::Number))
}

/// A closed expression, evaluated while the definition is made.
///
/// # Panics
///
/// If serde cannot write the value as JSON.
#[must_use]
pub fn value<T: Constant + ?Sized>(value: &T) -> Expr {
    match value.to_json() {
        Ok(value) => Expr::literal(value),
        Err(error) => panic!("a constant of the workflow is not JSON: {error}"),
    }
}

/// A closed expression that may fail while the definition is made: then it fails where the definition evaluates it, too.
#[must_use]
pub fn attempted(value: impl FnOnce() -> Result<Expr, EvaluationError>) -> Expr {
    value().unwrap_or_else(|error| Expr::error(error.message()))
}

/// A value that a definition can hold as it is: whatever serde writes.
#[diagnostic::on_unimplemented(
    message = "a constant of type `{Self}` is not portable",
    label = "a definition cannot hold this value",
    note = "derive `Serialize` for `{Self}`, or do it in a task"
)]
pub trait Constant {
    /// The value's JSON.
    ///
    /// # Errors
    ///
    /// Serde cannot write it.
    fn to_json(&self) -> serde_json::Result<Value>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> Constant for T {
    fn to_json(&self) -> serde_json::Result<Value> {
        serde_json::to_value(self)
    }
}

/// A constant that a pattern names; when it is a variant nobody asks for its value.
#[derive(Debug)]
pub struct Named<'a, T: ?Sized>(&'a T, Unnamed);

/// What serde cannot write.
#[derive(Debug)]
pub struct Unnamed;

/// The value that a path in a pattern names.
pub fn named<T: ?Sized>(value: &T) -> Named<'_, T> {
    Named(value, Unnamed)
}

impl<T: Constant + ?Sized> Named<'_, T> {
    /// Its JSON.
    #[must_use]
    pub fn value(&self) -> Expr {
        value(self.0)
    }
}

impl<T: ?Sized> Deref for Named<'_, T> {
    type Target = Unnamed;

    fn deref(&self) -> &Unnamed {
        &self.1
    }
}

impl Unnamed {
    /// Nothing: it is said elsewhere that such a value is not `Data`.
    #[must_use]
    pub fn value(&self) -> Expr {
        null()
    }
}

/// `(a, b, …)`, `[a, b, …]` and `vec![a, b, …]`.
#[must_use]
pub fn array(elements: impl IntoIterator<Item = Item>) -> Expr {
    let element = |item: Item| Element { kind: element_kind(&item), value: item.expr };
    let elements: Vec<_> = elements.into_iter().map(element).collect();
    match elements.iter().map(|element| element.value.as_literal().cloned()).collect::<Option<Vec<_>>>() {
        Some(literals) => Expr::literal(Value::Array(literals)),
        None => Expr::new(Node::Array(elements)),
    }
}

/// Whether a value of this shape may be an array.
pub(super) fn element_kind(item: &Item) -> ElementKind {
    match &item.expr.0 {
        Node::Literal(value) if value.is_array() => return ElementKind::Array,
        Node::Array(_) | Node::Collected(_) => return ElementKind::Array,
        Node::Literal(_) | Node::Object(_) => return ElementKind::Single,
        _ => {}
    }
    shape_kind(&item.shape, 0)
}

pub(super) fn shape_kind(shape: &Shape, depth: u8) -> ElementKind {
    // A recursive newtype has no JSON at all; eight is deeper than any that has.
    if depth > 8 {
        return ElementKind::Unknown;
    }
    match shape {
        Shape::List(_) | Shape::Tuple(_) => ElementKind::Array,
        Shape::Option(inner) => match shape_kind(&inner(), depth + 1) {
            ElementKind::Single => ElementKind::Single,
            ElementKind::Array | ElementKind::Unknown => ElementKind::Unknown,
        },
        Shape::Struct(shape) if shape.style == Style::Tuple && !shape.transparent => ElementKind::Array,
        Shape::Struct(shape) if shape.style == Style::Newtype || shape.transparent => {
            match shape.fields.iter().find(|field| !field.skipped) {
                Some(field) => shape_kind(&(field.shape)(), depth + 1),
                None => ElementKind::Unknown,
            }
        }
        Shape::Struct(_) => ElementKind::Single,
        Shape::Enum(shape) if shape.tagging == Tagging::Untagged => ElementKind::Unknown,
        Shape::Null
        | Shape::Bool
        | Shape::Integer { .. }
        | Shape::Float
        | Shape::Text
        | Shape::Timestamp
        | Shape::Map(_)
        | Shape::Enum(_) => ElementKind::Single,
        _ => ElementKind::Unknown,
    }
}

/// `base.name`, where the base has this shape; a tuple's field is named by its index.
#[must_use]
pub fn field(base: Expr, shape: &Shape, name: &str) -> Expr {
    match shape {
        Shape::Struct(shape) => struct_field(base, shape, name),
        Shape::Tuple(_) => base.at(name.parse().unwrap_or_default()),
        // Not `Data`: an assertion of the driver has said so.
        _ => base.key(name),
    }
}

pub(super) fn struct_field(base: Expr, shape: &StructShape, name: &str) -> Expr {
    let Some(field) = shape.fields.iter().find(|field| field.rust == name) else {
        return base.key(name);
    };
    if shape.transparent {
        return base;
    }
    read(base, shape.style, &shape.fields, field)
}

/// Reads a field out of the JSON of a struct or of a variant's content.
pub(super) fn read(base: Expr, style: Style, fields: &[FieldShape], field: &FieldShape) -> Expr {
    match style {
        Style::Newtype => base,
        Style::Unit => null(),
        Style::Tuple => base.at(position(fields, field)),
        Style::Named if field.flatten => flattened(base, fields, field),
        // Read back, it is what its type is by default.
        Style::Named if field.skipped && !field.optional && !matches!(base.0, Node::Object(_)) => {
            empty(&(field.shape)()).map_or_else(|| base.key(field.json), Expr::literal)
        }
        Style::Named => {
            if let Node::Literal(Value::Object(entries)) = &base.0
                && let Some(value) = entries.get(field.json).cloned().or_else(|| left_out(field))
            {
                return Expr::literal(value);
            }
            if let Node::Object(entries) = &base.0
                && !base.is_read_by_name()
                && let Some((_, value)) = entries.iter().find(|(key, _)| key == field.json)
            {
                let value = value.clone();
                let others = entries.iter().map(|(_, other)| other.clone());
                return after(others, value);
            }
            or_missing(base.key(field.json), field)
        }
    }
}

/// The position of a tuple's field in the array, from which skipped fields are gone.
fn position(fields: &[FieldShape], field: &FieldShape) -> usize {
    fields.iter().filter(|other| !other.skipped).take_while(|other| other.rust != field.rust).count()
}

/// What a field is whose key serde has left out.
fn left_out(field: &FieldShape) -> Option<Value> {
    let shape = (field.shape)();
    (field.optional || matches!(shape, Shape::Option(_))).then(|| empty(&shape)).flatten()
}

/// The value at a key that serde may leave out.
fn or_missing(path: Expr, field: &FieldShape) -> Expr {
    let shape = (field.shape)();
    if matches!(shape, Shape::Option(_)) {
        return path.or_null();
    }
    if !field.optional {
        return path;
    }
    match empty(&shape) {
        Some(empty) => Expr::conditional(Expr::call("exists", [path.clone()]), path, Expr::literal(empty)),
        None => path,
    }
}

/// The value that `skip_serializing_if` leaves out, when it is the usual one.
pub(super) fn empty(shape: &Shape) -> Option<Value> {
    match shape {
        Shape::Option(_) | Shape::Null => Some(Value::Null),
        Shape::Bool => Some(false.into()),
        Shape::Integer { .. } => Some(0.into()),
        Shape::Float => Some(0.0.into()),
        Shape::Text => Some("".into()),
        Shape::List(_) => Some(Value::Array(Vec::new())),
        Shape::Map(_) => Some(Value::Object(serde_json::Map::new())),
        _ => None,
    }
}

/// What a function of the prelude without arguments gives: a part of the context object, or a new value.
#[must_use]
pub fn context_value(function: &str) -> Expr {
    match function {
        "execution_id" => Expr::context(["Execution", "Id"]),
        "execution_name" => Expr::context(["Execution", "Name"]),
        "execution_started_at" => Expr::context(["Execution", "StartTime"]),
        "state_entered_at" => Expr::context(["State", "EnteredTime"]),
        "now" => Expr::call("now", []),
        "random" => Expr::call("random", []),
        "uuid" => Expr::call("uuid", []),
        _ => Expr::context(["State", "RetryCount"]),
    }
}
