//! The methods of the portable subset, by name; `workflow-macros/src/portable/methods.rs` holds the table of them.
//!
//! Read next: `operators.rs`.

use super::{
    operators::{equal, not},
    tree::{Expr, Operator},
    values::{Item, item, string, to_text},
};
use crate::data::Shape;

/// `receiver.name(arguments)`, for a method of the table.
///
/// # Panics
///
/// If the method is not in the table, which the macro has checked.
#[must_use]
pub fn method(name: &str, receiver: Item, arguments: impl IntoIterator<Item = Item>) -> Expr {
    let mut arguments = arguments.into_iter();
    let mut argument = || arguments.next().unwrap_or_else(|| item(string(""), Shape::Opaque));
    match name {
        "clone" | "to_owned" | "as_str" | "as_ref" | "as_deref" | "into" | "cloned" | "copied" | "borrow"
        | "as_slice" | "to_vec" => receiver.expr,
        "to_string" => to_text(receiver),
        "is_some" => receiver.expr.is_present(),
        "is_none" => not(receiver.expr.is_present()),
        "unwrap_or" => {
            let default = argument().expr;
            let value = receiver.expr.present().unwrap_or(&receiver.expr).clone();
            value.bind("value", |value| Expr::conditional(value.is_present(), value, default.clone()))
        }
        "len" => Expr::call("count", [receiver.expr]),
        "is_empty" => match receiver.shape {
            Shape::Text => equal(receiver, item(string(""), Shape::Text)),
            _ => Expr::call("count", [receiver.expr]).binary(Operator::Equal, Expr::literal(0.into())),
        },
        "name" => receiver.expr.key("Error"),
        _ => unreachable!("`{name}` is not in the table of methods"),
    }
}
