//! Texts: what `format!` writes of its pieces, as `Display` does.

use serde_json::Value;

use super::{
    operators::integer,
    tree::{Expr, Operator},
    values::{Item, item, string},
};
use crate::data::Shape;

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
