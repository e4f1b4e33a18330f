//! Patterns: when a value matches one, and where the names that it binds are found.
//!
//! It walks a shape beside a pattern, so one description serves any type. Read next: `values.rs`.

use serde_json::Value;

use super::{
    operators::{and, equal, is_null, not, or},
    tree::{Expr, Operator},
    values::{Item, boolean, field, item, null, read, string},
};
use crate::data::{EnumShape, Shape, Style, Tagging, VariantShape};

/// A Rust pattern, as far as it is portable.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// `_`, `..`
    Any,
    /// `name` and `name @ pattern`.
    Name(&'static str, Box<Pattern>),
    /// A literal, or a constant.
    Value(Expr),
    /// A path: a unit variant by its last segment, else a constant with this value.
    Path(&'static str, fn() -> Expr),
    /// `low..high`, `low..=high` (the flag), and with an end missing.
    Range(Option<Expr>, Option<Expr>, bool),
    /// `Path(pattern, …)`, `Path { field: pattern, … }`, by the last segment of the path.
    Fields(&'static str, Vec<(&'static str, Pattern)>),
    /// `(pattern, …)`.
    Tuple(Vec<(&'static str, Pattern)>),
    /// `pattern | pattern`.
    Or(Vec<Pattern>),
}

impl Pattern {
    /// `name @ inner`.
    #[must_use]
    pub fn named(name: &'static str, inner: Self) -> Self {
        Self::Name(name, Box::new(inner))
    }

    /// `case | case`.
    #[must_use]
    pub fn or<const N: usize>(cases: [Self; N]) -> Self {
        Self::Or(cases.into())
    }

    /// `(pattern, …)`, each with its position.
    #[must_use]
    pub fn tuple<const N: usize>(fields: [(&'static str, Self); N]) -> Self {
        Self::Tuple(fields.into())
    }

    /// `Path(pattern, …)` and `Path { field: pattern, … }`, by the last segment of the path.
    #[must_use]
    pub fn fields<const N: usize>(name: &'static str, fields: [(&'static str, Self); N]) -> Self {
        Self::Fields(name, fields.into())
    }

    /// Whether a value matches; the literal `true` when each does.
    #[must_use]
    pub fn condition(&self, value: &Expr, shape: &Shape) -> Expr {
        match self {
            Self::Any => boolean(true),
            Self::Name(_, inner) => inner.condition(value, shape),
            // `true` of what is a test is the test.
            Self::Value(literal) if value.is_test() => match literal.as_literal() {
                Some(Value::Bool(false)) => not(value.clone()),
                _ => value.clone(),
            },
            Self::Value(literal) => {
                equal(item(value.clone(), shape.clone()), item(literal.clone(), Shape::Opaque))
            }
            Self::Path(name, constant) => path_condition(name, *constant, value, shape),
            Self::Range(low, high, inclusive) => {
                range_condition(value, low.as_ref(), high.as_ref(), *inclusive)
            }
            Self::Or(cases) => {
                let mut cases = cases.iter().map(|case| case.condition(value, shape));
                let first = cases.next().unwrap_or_else(|| boolean(true));
                cases.fold(first, either)
            }
            Self::Fields(..) | Self::Tuple(_) => {
                let (own, parts) = self.parts(value, shape);
                parts
                    .into_iter()
                    .fold(own, |all, (pattern, part)| both(all, pattern.condition(&part.expr, &part.shape)))
            }
        }
    }

    /// Where a name that this pattern binds is found in the value.
    #[must_use]
    pub fn binding(&self, name: &str, value: &Expr, shape: &Shape) -> Expr {
        self.find(name, value, shape).unwrap_or_else(null)
    }

    fn find(&self, name: &str, value: &Expr, shape: &Shape) -> Option<Expr> {
        match self {
            Self::Any | Self::Value(_) | Self::Path(..) | Self::Range(..) => None,
            Self::Name(own, _) if *own == name => Some(value.clone()),
            Self::Name(_, inner) => inner.find(name, value, shape),
            Self::Or(cases) => {
                let mut found = cases
                    .iter()
                    .filter_map(|case| Some((case.condition(value, shape), case.find(name, value, shape)?)));
                let (condition, first) = found.next()?;
                let rest: Vec<_> = found.collect();
                // The last case needs no condition: one of them matched.
                let Some((_, last)) = rest.last().cloned() else { return Some(first) };
                let middle = rest.into_iter().rev().skip(1);
                let tail = middle.fold(last, |no, (condition, yes)| choose(condition, yes, no));
                Some(choose(condition, first, tail))
            }
            Self::Fields(..) | Self::Tuple(_) => {
                let (_, parts) = self.parts(value, shape);
                parts.into_iter().find_map(|(pattern, part)| pattern.find(name, &part.expr, &part.shape))
            }
        }
    }

    /// The condition of the constructor itself, and each inner pattern with the part of the value it meets.
    fn parts<'a>(&'a self, value: &Expr, shape: &Shape) -> (Expr, Vec<(&'a Self, Item)>) {
        match (self, shape) {
            (Self::Fields("Some", fields), Shape::Option(inner)) => {
                let present = value.present().unwrap_or(value).clone();
                let parts = fields.iter().map(|(_, pattern)| (pattern, item(present.clone(), inner())));
                (value.is_present(), parts.collect())
            }
            (Self::Fields(name, fields), Shape::Enum(shape)) => {
                let Some(variant) = shape.variants.iter().find(|variant| variant.rust == *name) else {
                    return (boolean(true), Vec::new());
                };
                let content = variant_content(value, shape, variant);
                let parts = fields.iter().filter_map(|(name, pattern)| {
                    let field = variant.fields.iter().find(|field| field.rust == *name)?;
                    let part = read(content.clone(), variant.style, &variant.fields, field);
                    Some((pattern, item(part, (field.shape)())))
                });
                (variant_condition(value, shape, variant), parts.collect())
            }
            (Self::Fields(_, fields), Shape::Struct(inner)) => {
                let parts = fields.iter().filter_map(|(name, pattern)| {
                    let found = inner.fields.iter().find(|field| field.rust == *name)?;
                    Some((pattern, item(field(value.clone(), shape, name), (found.shape)())))
                });
                (boolean(true), parts.collect())
            }
            (Self::Tuple(fields), shape) => {
                let parts = fields.iter().filter_map(|(name, pattern)| {
                    let position: usize = name.parse().ok()?;
                    let inner = match shape {
                        Shape::Tuple(shapes) => shapes.get(position)?(),
                        // Literals alone do not say their type, and a tuple is one whatever its parts are.
                        _ => Shape::Opaque,
                    };
                    Some((pattern, item(value.clone().at(position), inner)))
                });
                (boolean(true), parts.collect())
            }
            (Self::Fields(_, fields), _) => {
                let part = |name: &str| item(value.clone().key(name), Shape::Opaque);
                (boolean(true), fields.iter().map(|(name, pattern)| (pattern, part(name))).collect())
            }
            _ => (boolean(true), Vec::new()),
        }
    }
}

/// `left && right`, without what is always true.
#[must_use]
pub fn both(left: Expr, right: Expr) -> Expr {
    if left.is_true() {
        right
    } else if right.is_true() {
        left
    } else {
        and(left, right)
    }
}

fn either(left: Expr, right: Expr) -> Expr {
    if left.is_true() || right.is_true() { boolean(true) } else { or(left, right) }
}

fn choose(condition: Expr, yes: Expr, no: Expr) -> Expr {
    if condition.is_true() || yes == no { yes } else { Expr::conditional(condition, yes, no) }
}

fn path_condition(name: &str, constant: fn() -> Expr, value: &Expr, shape: &Shape) -> Expr {
    match shape {
        Shape::Option(_) if name == "None" => super::operators::not(value.is_present()),
        Shape::Enum(shape) => match shape.variants.iter().find(|variant| variant.rust == name) {
            Some(variant) => variant_condition(value, shape, variant),
            None => value.clone().binary(Operator::Equal, constant()),
        },
        Shape::Struct(shape) if shape.style == Style::Unit => boolean(true),
        _ => value.clone().binary(Operator::Equal, constant()),
    }
}

fn range_condition(value: &Expr, low: Option<&Expr>, high: Option<&Expr>, inclusive: bool) -> Expr {
    let low = low.map(|low| value.clone().binary(Operator::GreaterOrEqual, low.clone()));
    let high = high.map(|high| {
        let operator = if inclusive { Operator::LessOrEqual } else { Operator::Less };
        value.clone().binary(operator, high.clone())
    });
    match (low, high) {
        (Some(low), Some(high)) => and(low, high),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => boolean(true),
    }
}

/// Whether a value is of this variant.
fn variant_condition(value: &Expr, shape: &EnumShape, variant: &VariantShape) -> Expr {
    if shape.variants.len() == 1 {
        return boolean(true);
    }
    let named = |value: Expr| value.binary(Operator::Equal, string(variant.json));
    match shape.tagging {
        Tagging::External if variant.style == Style::Unit => named(value.clone()),
        Tagging::External => Expr::call("exists", [value.clone().key(variant.json)]),
        Tagging::Internal { tag } | Tagging::Adjacent { tag, .. } => named(value.clone().key(tag)),
        // Told apart by what is in them, which `#[derive(Data)]` does not promise to be possible.
        Tagging::Untagged => boolean(!is_null(value)),
    }
}

/// Where the content of a variant stands.
fn variant_content(value: &Expr, shape: &EnumShape, variant: &VariantShape) -> Expr {
    match shape.tagging {
        Tagging::External => value.clone().key(variant.json),
        Tagging::Adjacent { content, .. } => value.clone().key(content),
        Tagging::Internal { .. } | Tagging::Untagged => value.clone(),
    }
}
