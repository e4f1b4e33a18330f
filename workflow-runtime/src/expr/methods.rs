//! The methods of the portable subset, by name; `workflow-macros/src/portable/methods.rs` holds the table of them.
//!
//! Which types they are portable of is in `assertions.rs`; those that take closures are in `lists.rs`.

use serde_json::Value;

use super::{
    casts::{rounded, truncated},
    lists::{exists, flatten, list_of},
    operators::{Bounds, and, integer, not, opposite},
    positions::{counted, enumerate},
    texts::to_text,
    tree::{Element, ElementKind, Expr, Node, Operator},
    values::{Item, boolean, empty, item, null, string},
};
use crate::data::{Shape, Style, Tagging};

/// White space as Rust's `trim` knows it: Unicode's `White_Space`, which is not JavaScript's `\s`.
const SPACE: &str = r"[\u0009-\u000d \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+";

/// `receiver.name(arguments)`, for a method of the table that takes no closure.
///
/// # Panics
///
/// If the method is not in the table, which the macro has checked.
#[must_use]
pub fn method<const N: usize>(name: &str, receiver: Item, arguments: [Item; N]) -> Expr {
    let mut arguments = arguments.into_iter();
    let mut argument = || arguments.next().unwrap_or_else(|| item(null(), Shape::Opaque));
    match name {
        "clone" | "to_owned" | "as_str" | "as_ref" | "as_deref" | "into" | "cloned" | "copied"
        | "as_slice" | "to_vec" | "collect" | "flatten" => receiver.expr,
        // All of the list is computed before it is gone over, as of a `let`.
        "iter" | "into_iter" if receiver.expr.can_fail() => receiver.expr.named("list"),
        "iter" | "into_iter" => receiver.expr,
        "to_string" => to_text(receiver),
        "ok" | "is_ok" | "is_err" | "unwrap_or" if is_result(&receiver.shape) => {
            of_result(name, receiver.expr, argument)
        }
        // What `parse` gives is a number or `null`.
        "ok" => receiver.expr,
        "is_ok" => receiver.expr.is_present(),
        "is_err" => not(receiver.expr.is_present()),
        "is_some" => receiver.expr.is_present(),
        "is_none" => not(receiver.expr.is_present()),
        "unwrap_or" | "or" => match argument().expr {
            // What it is without one.
            none if none.as_literal() == Some(&Value::Null) => receiver.expr,
            default => {
                let default = default.named("default");
                unwrap_or(receiver.expr, default.clone()).after(&default)
            }
        },
        "unwrap_or_default" => unwrap_or_default(receiver),
        "min" | "max" => {
            let name = if name == "min" { "min" } else { "max" };
            if N == 0 {
                return Expr::call(name, [receiver.expr]).or_null();
            }
            Expr::call(name, [singles([receiver.expr, argument().expr])])
        }
        "abs" => absolute(receiver),
        "floor" => Expr::call("floor", [receiver.expr]),
        "ceil" => Expr::call("ceil", [receiver.expr]),
        "round" => rounded(receiver.expr),
        "trunc" => truncated("n", receiver.expr),
        "saturating_sub" => {
            let difference = receiver.expr.binary(Operator::Subtract, argument().expr);
            Expr::call("max", [singles([integer(0), difference])])
        }
        "abs_diff" => {
            let difference = receiver.expr.binary(Operator::Subtract, argument().expr);
            Expr::call("abs", [difference])
        }
        "checked_add" => checked(Operator::Add, receiver, argument().expr),
        "checked_sub" => checked(Operator::Subtract, receiver, argument().expr),
        "checked_mul" => checked(Operator::Multiply, receiver, argument().expr),
        "contains_key" => has_key(receiver.expr, key_text(argument())),
        "get" if matches!(receiver.shape, Shape::Map(_)) => {
            entry(receiver.expr, key_text(argument()), null())
        }
        "get" => at_position(receiver.expr, argument().expr, Expr::or_null),
        "first" => element(receiver.expr, integer(0)).or_null(),
        "last" => element(receiver.expr, integer(-1)).or_null(),
        "join" => Expr::call("join", [receiver.expr, argument().expr]),
        "rev" => Expr::call("reverse", [receiver.expr]),
        "skip" | "take" => counted(name, receiver, argument().expr),
        "enumerate" => enumerate(receiver),
        "len" | "count" => length(receiver),
        "is_empty" => is_empty(receiver),
        "contains" => contains(receiver, argument()),
        "concat" => concat(receiver),
        // The JSON of a failure is ASL's error output.
        "name" => receiver.expr.key("Error"),
        _ => text_method(name, receiver.expr, &mut argument),
    }
}

/// Whether it is std's `Result` of data; what `parse` gives is none.
fn is_result(shape: &Shape) -> bool {
    matches!(shape, Shape::Enum(shape) if shape.name == "Result")
}

fn of_result(name: &str, result: Expr, mut argument: impl FnMut() -> Item) -> Expr {
    match name {
        "is_ok" => Expr::call("exists", [result.key("Ok")]),
        "is_err" => Expr::call("exists", [result.key("Err")]),
        "ok" => result.key("Ok").or_null(),
        _ => {
            let default = argument().expr.named("default");
            let value = result.bind("result", |result| {
                let value = result.key("Ok");
                Expr::conditional(Expr::call("exists", [value.clone()]), value, default.clone())
            });
            value.after(&default)
        }
    }
}

/// The result of an operation on integers, or `null` where it overflows their type, by which `left` is told: it is that of
/// the result.
fn checked(operator: Operator, left: Item, right: Expr) -> Expr {
    let result = match left.shape {
        Shape::Option(result) => result(),
        other => other,
    };
    let Shape::Integer { signed, bits } = result else {
        unreachable!("checked arithmetic is portable of integers alone");
    };
    let bounds = Bounds::of(signed, bits);
    left.expr.binary(operator, right).bind("n", |number| {
        let least = number.clone().binary(Operator::GreaterOrEqual, integer(bounds.least));
        let greatest = number.clone().binary(Operator::LessOrEqual, integer(bounds.greatest));
        let within = match (operator, signed) {
            (Operator::Subtract, false) => least,
            (_, false) => greatest,
            (_, true) => and(least, greatest),
        };
        Expr::conditional(within, number, null())
    })
}

fn text_method(name: &str, text: Expr, argument: &mut dyn FnMut() -> Item) -> Expr {
    match name {
        "to_uppercase" => Expr::call("uppercase", [text]),
        "to_lowercase" => Expr::call("lowercase", [text]),
        // `$trim` joins inner blanks.
        "trim" => without(text, &format!("^{SPACE}|{SPACE}$")),
        "trim_start" => without(text, &format!("^{SPACE}")),
        "trim_end" => without(text, &format!("{SPACE}$")),
        "starts_with" => pattern(argument().expr).bind("start", |start| {
            Expr::call("substring", [text, integer(0), characters(start.clone())])
                .binary(Operator::Equal, start)
        }),
        "ends_with" => pattern(argument().expr).bind("end", |end| {
            text.bind("text", |text| {
                let start = characters(text.clone()).binary(Operator::Subtract, characters(end.clone()));
                Expr::call("substring", [text, start]).binary(Operator::Equal, end)
            })
        }),
        "split" => Expr::call("split", [text, separator(argument().expr)]),
        "replace" => {
            let pattern = separator(argument().expr);
            Expr::call("replace", [text, pattern, argument().expr])
        }
        _ => unreachable!("`{name}` is not in the table of methods"),
    }
}

/// `text.parse::<N>()` of an integer of this shape: the number, or `null` where Rust has an error.
#[must_use]
pub fn parse(text: Expr, integer_shape: &Shape) -> Expr {
    let Shape::Integer { signed, bits } = integer_shape else { return null() };
    let bounds = Bounds::of(*signed, *bits);
    let sign = if *signed { "[-+]?" } else { "\\+?" };
    // The end of the text: `$` of other engines takes a line break there, too. Twenty digits overflow any integer.
    let digits = Expr::new(Node::Pattern(format!("^{sign}0*[0-9]{{1,20}}(?![\\s\\S])")));
    // `$number` knows no `+` and no leading zeros.
    let surplus = Expr::new(Node::Pattern("^(-?)\\+?0*([0-9])".to_owned()));
    text.bind("text", |text| {
        let is_number = Expr::call("contains", [text.clone(), digits]);
        let number = Expr::call("number", [Expr::call("replace", [text, surplus, string("$1$2")])]);
        let number = number.bind("n", |number| {
            let least = number.clone().binary(Operator::GreaterOrEqual, integer(bounds.least));
            let greatest = number.clone().binary(Operator::LessOrEqual, integer(bounds.greatest));
            Expr::conditional(and(least, greatest), number, null())
        });
        Expr::conditional(is_number, number, null())
    })
}

/// What is looked for in a text: one text, since JSONata knows no list of characters.
fn pattern(pattern: Expr) -> Expr {
    let several = pattern.as_literal().is_some_and(Value::is_array);
    assert!(!several, "a list of characters as the pattern of a text is not portable");
    pattern
}

/// A separator that is not empty: JSONata splits at nothing otherwise than Rust.
fn separator(separator: Expr) -> Expr {
    let separator = pattern(separator);
    let empty = separator.as_literal().is_some_and(|literal| literal == "");
    assert!(!empty, "an empty separator or pattern is not portable");
    separator
}

fn without(text: Expr, pattern: &str) -> Expr {
    Expr::call("replace", [text, Expr::new(Node::Pattern(pattern.to_owned())), string("")])
}

/// The number of Unicode characters.
fn characters(text: Expr) -> Expr {
    match text.as_literal() {
        Some(Value::String(text)) => Expr::literal(text.chars().count().into()),
        _ => Expr::call("length", [text]),
    }
}

pub(super) fn unwrap_or(option: Expr, default: Expr) -> Expr {
    let value = option.present().unwrap_or(&option).clone();
    value.bind("value", |value| Expr::conditional(value.is_present(), value, default))
}

fn unwrap_or_default(receiver: Item) -> Expr {
    let default = match &receiver.shape {
        Shape::Option(inner) => empty(&inner()),
        _ => None,
    };
    // Only of a `Some(..)` that is written out is the shape not known, and that has a value.
    unwrap_or(receiver.expr, Expr::literal(default.unwrap_or_default()))
}

fn absolute(receiver: Item) -> Expr {
    let absolute = Expr::call("abs", [receiver.expr]);
    match receiver.shape {
        Shape::Integer { signed, bits } => opposite(absolute, "take the absolute value", signed, bits),
        _ => absolute,
    }
}

/// What a value is as the key of a map: text, in which serde writes numbers.
fn key_text(key: Item) -> Expr {
    match key.shape {
        Shape::Integer { .. } | Shape::Bool => to_text(key),
        _ if key.expr.as_literal().is_some() => to_text(key),
        Shape::Struct(shape) if shape.style == Style::Newtype || shape.transparent => {
            match shape.fields.iter().find(|field| !field.skipped) {
                Some(field) => key_text(item(key.expr, (field.shape)())),
                None => key.expr,
            }
        }
        _ => key.expr,
    }
}

/// Whether a map has a key.
fn has_key(map: Expr, key: Expr) -> Expr {
    match key.as_literal().and_then(plain_key) {
        Some(key) => Expr::call("exists", [map.key(key)]),
        None => key.binary(Operator::In, Expr::call("keys", [map])),
    }
}

/// A literal key, unless it is one that JavaScript has in every object, where a path and `$lookup` find it.
fn plain_key(key: &Value) -> Option<&str> {
    const OF_EVERY_OBJECT: [&str; 7] = [
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    ];
    key.as_str().filter(|key| !key.starts_with("__") && !OF_EVERY_OBJECT.contains(key))
}

/// The value at a key of a map, or `otherwise`.
fn entry(map: Expr, key: Expr, otherwise: Expr) -> Expr {
    if let Some(key) = key.as_literal().and_then(plain_key) {
        let found = map.key(key);
        return match otherwise.as_literal() {
            Some(Value::Null) => found.or_null(),
            _ => Expr::conditional(Expr::call("exists", [found.clone()]), found, otherwise),
        };
    }
    map.bind("map", |map| {
        key.bind("key", |key| {
            let found = Expr::call("lookup", [map.clone(), key.clone()]);
            Expr::conditional(has_key(map, key), found, otherwise)
        })
    })
}

/// The element at a position of a list, or nothing.
pub(super) fn element(list: Expr, position: Expr) -> Expr {
    Expr::new(Node::Index(Box::new(list), Box::new(position)))
}

fn length(receiver: Item) -> Expr {
    match receiver.shape {
        // Rust counts bytes: one for each character that is left as it is, one for each `%XX`.
        Shape::Text => {
            let escaped = Expr::call("encodeUrlComponent", [receiver.expr]);
            let byte = Expr::new(Node::Pattern("%[0-9A-F]{2}".to_owned()));
            Expr::call("length", [Expr::call("replace", [escaped, byte, string("x")])])
        }
        Shape::Map(_) => Expr::call("count", [Expr::call("keys", [receiver.expr])]),
        _ => Expr::call("count", [receiver.expr]),
    }
}

fn is_empty(receiver: Item) -> Expr {
    match receiver.shape {
        Shape::Text => receiver.expr.binary(Operator::Equal, string("")),
        Shape::Map(_) => {
            receiver.expr.binary(Operator::Equal, Expr::literal(Value::Object(serde_json::Map::new())))
        }
        _ => Expr::call("count", [receiver.expr]).binary(Operator::Equal, integer(0)),
    }
}

fn contains(receiver: Item, wanted: Item) -> Expr {
    match &receiver.shape {
        Shape::Text => Expr::call("contains", [receiver.expr, pattern(wanted.expr)]),
        // `in` compares lists and objects by identity.
        Shape::List(inner) if !is_scalar(&inner()) => wanted.expr.bind("wanted", |wanted| {
            exists(receiver, "element", |element| element.binary(Operator::Equal, wanted))
        }),
        _ => wanted.expr.binary(Operator::In, receiver.expr),
    }
}

fn is_scalar(shape: &Shape) -> bool {
    match shape {
        Shape::Bool | Shape::Integer { .. } | Shape::Float | Shape::Text | Shape::Timestamp => true,
        Shape::Enum(shape) => {
            shape.tagging == Tagging::External
                && shape.variants.iter().all(|variant| variant.style == Style::Unit)
        }
        _ => false,
    }
}

/// `low..high` and its like before `.contains(&value)`.
#[must_use]
pub fn in_range(low: Option<Expr>, high: Option<Expr>, inclusive: bool, value: Expr) -> Expr {
    value.bind("value", |value| {
        let low = low.map(|low| value.clone().binary(Operator::GreaterOrEqual, low));
        let operator = if inclusive { Operator::LessOrEqual } else { Operator::Less };
        let high = high.map(|high| value.clone().binary(operator, high));
        match (low, high) {
            (Some(low), Some(high)) => and(low, high),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => boolean(true),
        }
    })
}

/// `[a, b].concat()`, whose receiver's shape is that of the result.
fn concat(receiver: Item) -> Expr {
    let text = matches!(receiver.shape, Shape::Text);
    let parts: Vec<Expr> = match receiver.expr.0 {
        Node::Array(elements) => elements.into_iter().map(|element| element.value).collect(),
        Node::Literal(Value::Array(elements)) => elements.into_iter().map(Expr::literal).collect(),
        node if text => return Expr::call("join", [Expr::new(node)]),
        node => return flatten(item(Expr::new(node), list_of(&receiver.shape)), receiver.shape),
    };
    let joined = parts.into_iter().reduce(|all, part| {
        if text { all.binary(Operator::Concatenate, part) } else { Expr::call("append", [all, part]) }
    });
    joined.unwrap_or_else(|| if text { string("") } else { Expr::literal(Value::Array(Vec::new())) })
}

/// `[a, b]` of values that are no arrays.
pub(super) fn singles<const N: usize>(values: [Expr; N]) -> Expr {
    let element = |value| Element { value, kind: ElementKind::Single };
    Expr::new(Node::Array(values.into_iter().map(element).collect()))
}

/// `collection[index]`, or an error where nothing is.
#[must_use]
pub fn index(collection: Item, index: Item) -> Expr {
    let or_error = |found: Expr, message: &str| {
        let exists = Expr::call("exists", [found.clone()]);
        Expr::conditional(exists, found, Expr::error(message))
    };
    match &collection.shape {
        Shape::Map(_) => entry(collection.expr, key_text(index), Expr::error("there is no such key")),
        _ => at_position(collection.expr, index.expr, |found| or_error(found, "index out of bounds")),
    }
}

/// What is made of the element at a position: one that can fail is computed first, since an empty list asks for none, and
/// one that makes an object, since the reference implementation then puts it into elements that are empty lists.
fn at_position(list: Expr, position: Expr, then: impl FnOnce(Expr) -> Expr) -> Expr {
    if position.can_fail() || position.makes_an_object() {
        return position.bind("at", |position| then(element(list, position)));
    }
    then(element(list, position))
}
