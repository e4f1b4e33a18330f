//! Operators: arithmetic with the guards of Rust's, comparison that knows `Option`, and boolean logic.
//!
//! It knows the shapes of operands and no Rust type. Read next: `native.rs`, whose results these repeat.

use serde_json::Value;

use super::{
    casts::truncated,
    native::{EXACT, operation},
    tree::{Expr, Node, Operator},
    values::Item,
};
use crate::data::Shape;

/// An arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
}

/// An ordering operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// The whole numbers that a result may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) least: i128,
    pub(super) greatest: i128,
}

impl Bounds {
    /// Whether they are as wide as others, or wider.
    pub(super) fn holds(self, other: Self) -> bool {
        self.least <= other.least && other.greatest <= self.greatest
    }

    /// The bounds of an integer type, within what JSON carries exactly.
    pub(super) fn of(signed: bool, bits: u8) -> Self {
        let wide = bits > 53;
        match (signed, wide) {
            (false, true) => Self { least: 0, greatest: EXACT },
            (true, true) => Self { least: -EXACT, greatest: EXACT },
            (false, false) => Self { least: 0, greatest: (1 << bits) - 1 },
            (true, false) => Self { least: -(1 << (bits - 1)), greatest: (1 << (bits - 1)) - 1 },
        }
    }
}

/// `left operator right`, whose result has this shape.
#[must_use]
pub fn arithmetic(operator: Arithmetic, left: Expr, right: Expr, result: &Shape) -> Expr {
    match result {
        Shape::Integer { signed, bits } => integers(operator, left, right, *signed, *bits),
        Shape::Text => left.binary(Operator::Concatenate, right),
        _ => floats(operator, left, right),
    }
}

fn floats(operator: Arithmetic, left: Expr, right: Expr) -> Expr {
    // An operand that is infinite is an error of JSONata's own.
    let (left, right) = (unguarded(left), unguarded(right));
    let size = |side: &Expr| side.as_literal().and_then(Value::as_f64).map(f64::abs);
    let (l, r) = (size(&left), size(&right));
    let is = |size: Option<f64>, test: fn(f64) -> bool| size.is_some_and(test);
    let (plain, overflows) = match operator {
        // Half of the last bit of the greatest number is 1e291.
        Arithmetic::Add => (Operator::Add, !is(l, |l| l < 1e290) && !is(r, |r| r < 1e290)),
        Arithmetic::Sub => (Operator::Subtract, !is(l, |l| l < 1e290) && !is(r, |r| r < 1e290)),
        Arithmetic::Mul => (Operator::Multiply, !is(l, |l| l <= 1.0) && !is(r, |r| r <= 1.0)),
        Arithmetic::Div => {
            let quotient = nonzero(left, right, "divide", |l, r| l.binary(Operator::Divide, r));
            return if is(r, |r| r >= 1.0) { quotient } else { finite(quotient, "divide") };
        }
        Arithmetic::Rem => return remainder(left, right),
    };
    let result = left.binary(plain, right);
    if overflows { finite(result, operation(operator)) } else { result }
}

/// The float, or the error of an overflow: JSON has no infinity, and `null` would be taken for one.
pub(super) fn finite(float: Expr, operation: &str) -> Expr {
    let error = Expr::error(&format!("attempt to {operation} with overflow"));
    float.bind("n", |float| {
        let size = Expr::call("abs", [float.clone()]);
        Expr::conditional(size.binary(Operator::LessOrEqual, Expr::literal(f64::MAX.into())), float, error)
    })
}

/// What [`finite`] guards; but not of a `let`, which is one value wherever it is read.
fn unguarded(float: Expr) -> Expr {
    let guarded = match &float.0 {
        _ if float.1.is_some() => false,
        Node::Let(_, _, body) => match &body.0 {
            Node::Conditional(test, ..) => match &test.0 {
                Node::Binary(Operator::LessOrEqual, _, greatest) => {
                    greatest.as_literal().and_then(Value::as_f64) == Some(f64::MAX)
                }
                _ => false,
            },
            _ => false,
        },
        _ => false,
    };
    match float.0 {
        Node::Let(_, value, _) if guarded => *value,
        node => Expr(node, float.1),
    }
}

fn integers(operator: Arithmetic, left: Expr, right: Expr, signed: bool, bits: u8) -> Expr {
    let bounds = Bounds::of(signed, bits);
    let (plain, name, below, above) = match operator {
        Arithmetic::Add => (Operator::Add, "add", signed, true),
        Arithmetic::Sub => (Operator::Subtract, "subtract", true, signed),
        Arithmetic::Mul => (Operator::Multiply, "multiply", signed, true),
        Arithmetic::Div => return quotient(left, right, signed, bounds),
        Arithmetic::Rem => return remainder(left, right),
    };
    guarded(left.binary(plain, right), name, below.then_some(bounds.least), above.then_some(bounds.greatest))
}

/// The number, or the error of an overflow when it is out of the bounds that it can reach.
pub(super) fn guarded(number: Expr, operation: &str, least: Option<i128>, greatest: Option<i128>) -> Expr {
    let bounds = [(Operator::GreaterOrEqual, least), (Operator::LessOrEqual, greatest)];
    let bounds: Vec<_> =
        bounds.into_iter().filter_map(|(operator, bound)| Some((operator, bound?))).collect();
    if bounds.is_empty() {
        return number;
    }
    let error = Expr::error(&format!("attempt to {operation} with overflow"));
    number.bind("n", |number| {
        let tests = bounds.iter().map(|(operator, bound)| number.clone().binary(*operator, integer(*bound)));
        match tests.reduce(and) {
            Some(within) => Expr::conditional(within, number, error),
            None => number,
        }
    })
}

/// A division that truncates toward zero.
fn quotient(left: Expr, right: Expr, signed: bool, bounds: Bounds) -> Expr {
    // Only `MIN / -1` overflows, and the smallest exact number of 64 bits has an exact opposite.
    let overflows = signed
        && bounds.greatest < EXACT
        && right.as_literal().is_none_or(|divisor| divisor.as_i64() == Some(-1));
    nonzero(left, right, "divide", |left, right| {
        let quotient = left.binary(Operator::Divide, right);
        if !signed {
            return Expr::call("floor", [quotient]);
        }
        let truncated = truncated("q", quotient);
        if overflows { guarded(truncated, "divide", None, Some(bounds.greatest)) } else { truncated }
    })
}

fn remainder(left: Expr, right: Expr) -> Expr {
    nonzero(left, right, "calculate the remainder", |left, right| left.binary(Operator::Remainder, right))
}

/// Guards a divisor that is not a literal.
fn nonzero(left: Expr, right: Expr, operation: &str, divide: impl FnOnce(Expr, Expr) -> Expr) -> Expr {
    match right.as_literal() {
        Some(divisor) if divisor.as_f64().is_some_and(|divisor| divisor != 0.0) => divide(left, right),
        _ => {
            let error = Expr::error(&format!("attempt to {operation} by zero"));
            right.bind("d", |right| {
                let zero = right.clone().binary(Operator::Equal, integer(0));
                Expr::conditional(zero, error, divide(left, right))
            })
        }
    }
}

/// `-operand`, whose result has this shape.
#[must_use]
pub fn negate(operand: Expr, result: &Shape) -> Expr {
    if let Some(Value::Number(number)) = operand.as_literal()
        && let Ok(negative) = format!("-{number}").parse::<serde_json::Number>()
    {
        return Expr::literal(Value::Number(negative));
    }
    let negative = Expr::new(Node::Negative(Box::new(operand)));
    match result {
        Shape::Integer { signed, bits } => opposite(negative, "negate", *signed, *bits),
        _ => negative,
    }
}

/// A result as large as its operand, of which only that of a narrow type's smallest number overflows.
pub(super) fn opposite(result: Expr, operation: &str, signed: bool, bits: u8) -> Expr {
    let greatest = Bounds::of(signed, bits).greatest;
    guarded(result, operation, None, (greatest < EXACT).then_some(greatest))
}

/// `left && right`.
#[must_use]
pub fn and(left: Expr, right: Expr) -> Expr {
    left.binary(Operator::And, right)
}

/// `left || right`.
#[must_use]
pub fn or(left: Expr, right: Expr) -> Expr {
    left.binary(Operator::Or, right)
}

/// `!operand`.
#[must_use]
pub fn not(operand: Expr) -> Expr {
    Expr::call("not", [operand])
}

/// `left == right`.
#[must_use]
pub fn equal(left: Item, right: Item) -> Expr {
    let (left, right) = (left.comparable(&right), right.comparable(&left));
    left.binary(Operator::Equal, right)
}

/// `left != right`.
#[must_use]
pub fn not_equal(left: Item, right: Item) -> Expr {
    // JSONata's `!=` is false, too, where a side is missing: an `Option` is read as `null` there.
    left.expr.binary(Operator::NotEqual, right.expr)
}

/// `left < right` and its like, of numbers and of timestamps.
#[must_use]
pub fn compare(operator: Comparison, left: Item, right: Item) -> Expr {
    let operator = match operator {
        Comparison::Less => Operator::Less,
        Comparison::LessOrEqual => Operator::LessOrEqual,
        Comparison::Greater => Operator::Greater,
        Comparison::GreaterOrEqual => Operator::GreaterOrEqual,
    };
    left.ordered().binary(operator, right.ordered())
}

/// A count of minutes, hours or days in seconds.
#[must_use]
pub fn seconds(count: Expr, each: u32) -> Expr {
    match count.as_literal().and_then(Value::as_u64) {
        Some(count) => Expr::literal(count.saturating_mul(each.into()).into()),
        None if each == 1 => count,
        None => count.binary(Operator::Multiply, integer(each.into())),
    }
}

/// A count of minutes, hours or days as serde writes a `Duration`.
#[must_use]
pub fn duration(count: Expr, each: u32) -> Expr {
    Expr::object([("secs", seconds(count, each)), ("nanos", integer(0))])
}

/// The whole seconds of a `Duration`, as serde writes it.
#[must_use]
pub fn whole_seconds(duration: Expr) -> Expr {
    match duration.0 {
        Node::Literal(Value::Object(parts)) => Expr::literal(parts.get("secs").cloned().unwrap_or_default()),
        Node::Object(parts) => match parts.into_iter().find(|(key, _)| key == "secs") {
            Some((_, seconds)) => seconds,
            None => integer(0),
        },
        node => Expr::new(node).key("secs"),
    }
}

pub(super) fn is_null(expr: &Expr) -> bool {
    expr.as_literal().is_some_and(Value::is_null)
}

pub(super) fn integer(value: i128) -> Expr {
    i64::try_from(value).map_or_else(|_| Expr::literal(Value::Null), |value| Expr::literal(value.into()))
}
