//! Values: literals, lists and fields, in the JSON that serde writes for them.
//!
//! It reads shapes, and asks no type. Read next: `construct.rs`, which makes such values.

use std::ops::Deref;

use serde::Serialize;
use serde_json::Value;

use super::{
    control::after,
    operators::{integer, is_null},
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

/// The value of a `#[serde(flatten)]` field, whose keys stand among the struct's own.
fn flattened(base: Expr, fields: &[FieldShape], field: &FieldShape) -> Expr {
    match (field.shape)() {
        Shape::Struct(inner) if inner.style == Style::Named => flattened_struct(&base, &inner),
        // What is read of them is what the others leave.
        Shape::Map(_) | Shape::Enum(_) => {
            let others = fields.iter().filter(|other| other.rust != field.rust);
            picked(base, others.flat_map(keys), false)
        }
        // Serde has none where it cannot read one.
        Shape::Option(inner) => match inner() {
            Shape::Struct(inner) if inner.style == Style::Named => {
                let value = flattened_struct(&base, &inner);
                let needed = inner.fields.iter().find(|field| is_needed(field));
                match needed {
                    Some(field) => {
                        let exists = Expr::call("exists", [base.key(field.json)]);
                        Expr::conditional(exists, value, null())
                    }
                    None => value,
                }
            }
            _ => base,
        },
        _ => base,
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
        _ if !field.flatten => vec![field.json],
        Shape::Struct(inner) => inner.fields.iter().flat_map(keys).collect(),
        Shape::Option(inner) => match inner() {
            Shape::Struct(inner) => inner.fields.iter().flat_map(keys).collect(),
            _ => Vec::new(),
        },
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

/// `format!`: the pieces joined as text.
#[must_use]
pub fn format(pieces: impl IntoIterator<Item = Item>) -> Expr {
    let mut texts: Vec<Expr> = pieces.into_iter().map(to_text).collect();
    // `&` makes text of its operands, so one piece alone has to be text already.
    if texts.len() == 1 {
        let only = texts.remove(0);
        return only;
    }
    let mut texts = texts.into_iter();
    match texts.next() {
        None => string(""),
        Some(first) => texts.fold(first, |text, next| text.binary(Operator::Concatenate, next)),
    }
}

/// A piece of a text with zeros before it, until it has so many characters.
#[must_use]
pub fn padded(piece: Item, width: u8) -> Item {
    let text = to_text(piece);
    let text = match text.as_literal() {
        Some(Value::String(digits)) => string(&format!("{digits:0>width$}", width = width.into())),
        _ => Expr::call("pad", [text, integer(-i128::from(width)), string("0")]),
    };
    item(text, Shape::Text)
}

/// The text that `Display` writes for a value of a portable type.
pub(super) fn to_text(piece: Item) -> Expr {
    match (&piece.shape, piece.expr.as_literal()) {
        (_, Some(Value::String(_))) => piece.expr,
        (_, Some(literal)) => string(&literal.to_string()),
        // `$string` keeps 15 digits.
        (Shape::Integer { bits, .. }, None) if *bits > 49 => {
            Expr::call("formatNumber", [piece.expr, string("0")])
        }
        (Shape::Integer { .. } | Shape::Bool, None) => Expr::call("string", [piece.expr]),
        (_, None) => piece.expr,
    }
}
