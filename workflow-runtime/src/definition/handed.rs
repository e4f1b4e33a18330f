//! A value as Step Functions hands it to a Lambda function or a nested execution, which take JSON.
//!
//! Both fields, `Payload` and `Input`, are text in their services' own APIs. Step Functions writes down an object, a list, a
//! number or a boolean as JSON; text it passes on as it is, for JSON already, and `null` becomes `{}` (AWS's execution
//! histories of `lambda:invoke` with a `Payload` that is text in quotes, that is `null`, and of `startExecution` with such an
//! `Input`). So what is text or `null` is given as its JSON text, and the other side reads the value that it is. What a
//! value is, its shape says, or else the expression asks. Nothing here knows what is called.

use crate::{
    data::{EnumShape, Shape, StructShape, Style, Tagging},
    expr::Expr,
};

/// Whether the JSON of a type is text or `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bare {
    Never,
    Always,
    Sometimes,
}

/// What stands in the definition for a value of this shape.
pub(super) fn handed(value: Expr, shape: &Shape) -> Expr {
    match value.as_literal() {
        Some(literal) if literal.is_string() || literal.is_null() => value.json_text(),
        Some(_) => value,
        None if value.entries().is_some() => value,
        None => match bare(shape) {
            Bare::Never => value,
            Bare::Always => value.bare_text(),
            Bare::Sometimes => value.handed(),
        },
    }
}

fn bare(shape: &Shape) -> Bare {
    match shape {
        Shape::Text | Shape::Timestamp | Shape::Null => Bare::Always,
        Shape::Bool | Shape::Integer { .. } | Shape::Float => Bare::Never,
        Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) => Bare::Never,
        Shape::Opaque | Shape::Option(_) => Bare::Sometimes,
        Shape::Struct(shape) => bare_struct(shape),
        Shape::Enum(shape) => bare_enum(shape),
    }
}

fn bare_struct(shape: &StructShape) -> Bare {
    let one = shape.transparent || shape.style == Style::Newtype;
    match (one, shape.fields.iter().find(|field| !field.skipped)) {
        (true, Some(field)) => bare(&(field.shape)()),
        (true, None) => Bare::Sometimes,
        (false, _) if shape.style == Style::Unit => Bare::Always,
        (false, _) => Bare::Never,
    }
}

fn bare_enum(shape: &EnumShape) -> Bare {
    match shape.tagging {
        Tagging::Internal { .. } | Tagging::Adjacent { .. } => Bare::Never,
        Tagging::Untagged => Bare::Sometimes,
        Tagging::External => {
            let mut units = shape.variants.iter().map(|variant| variant.style == Style::Unit);
            match (units.clone().any(|unit| unit), units.all(|unit| unit)) {
                (false, _) => Bare::Never,
                (true, true) => Bare::Always,
                (true, false) => Bare::Sometimes,
            }
        }
    }
}
