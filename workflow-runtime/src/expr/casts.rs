//! Casts with `as`, and the rounding that comes before one: what Rust's own give, on both sides.
//!
//! Of integers the low bits are kept, and a float is cut off and kept within its target. Of 64 bits JSON carries 2^53:
//! what would be more is an error, as of arithmetic, or is refused by its types. Read next: `operators.rs`.

use serde_json::Value;

use super::{
    native::{EXACT, overflow},
    operators::{Bounds, guarded, integer},
    tree::{Expr, Node, Operator},
    values::Item,
};
use crate::{EvaluationError, data::Shape};

/// A type that a definition can make of a number of type `Source` by `as`.
#[diagnostic::on_unimplemented(
    message = "a cast of `{Source}` to `{Self}` is not portable",
    label = "a definition cannot carry this cast",
    note = "to 64 bits a float is rounded first, `x.floor() as u64`, and a signed number becomes an unsigned one where \
            it is not negative, `x.max(0) as u64`, `x.abs() as u64`; of a `bool` write `if paid {{ 1 }} else {{ 0 }}`"
)]
pub trait Cast<Source> {}

/// The value is made of this one by `as`.
pub fn casts<Source, Target: Cast<Source>>(_source: impl FnOnce() -> Source) {}

/// The same of a number that is not negative.
#[diagnostic::on_unimplemented(
    message = "a cast of `{Source}` to `{Self}` is not portable",
    label = "a definition cannot carry this cast",
    note = "to 64 bits a float is rounded first, `x.floor() as u64`"
)]
pub trait CastUnsigned<Source> {}

/// The value is made of this one, which is not negative, by `as`.
pub fn casts_unsigned<Source, Target: CastUnsigned<Source>>(_source: impl FnOnce() -> Source) {}

macro_rules! casts {
    ($trait:ident $($source:ty => $($target:ty)+;)+) => {
        $($(
            #[diagnostic::do_not_recommend] impl $trait<$source> for $target {}
            // rustc says of this that it is none.
            #[diagnostic::do_not_recommend] impl $trait<&$source> for $target {}
        )+)+
    };
}

casts! {
    Cast
    u8 => u8 u16 u32 u64 usize i8 i16 i32 i64 f64;
    u16 => u8 u16 u32 u64 usize i8 i16 i32 i64 f64;
    u32 => u8 u16 u32 u64 usize i8 i16 i32 i64 f64;
    u64 => u8 u16 u32 u64 usize i8 i16 i32 i64 f64;
    usize => u8 u16 u32 u64 usize i8 i16 i32 i64 f64;
    i8 => u8 u16 u32 i8 i16 i32 i64 f64;
    i16 => u8 u16 u32 i8 i16 i32 i64 f64;
    i32 => u8 u16 u32 i8 i16 i32 i64 f64;
    i64 => u8 u16 u32 i8 i16 i32 i64 f64;
    f64 => u8 u16 u32 i8 i16 i32 f64;
}

casts! {
    CastUnsigned
    u8 => u64 usize i64;
    u16 => u64 usize i64;
    u32 => u64 usize i64;
    u64 => u64 usize i64;
    usize => u64 usize i64;
    i8 => u64 usize i64;
    i16 => u64 usize i64;
    i32 => u64 usize i64;
    i64 => u64 usize i64;
}

/// `value as Target`, of a target with this shape.
#[must_use]
pub fn cast(value: Item, target: &Shape) -> Expr {
    let Shape::Integer { signed, bits } = *target else { return value.expr };
    let bounds = Bounds::of(signed, bits);
    match value.shape {
        Shape::Float => cut_off(value.expr, bounds),
        Shape::Integer { signed, bits } => low_bits(value.expr, Bounds::of(signed, bits), bounds),
        _ => value.expr,
    }
}

/// Of an integer the bits that its target has.
fn low_bits(number: Expr, source: Bounds, target: Bounds) -> Expr {
    // A definition cannot carry as many elements as 32 bits count.
    let is_count = matches!(number.0, Node::Call("count" | "length", _)) && target.greatest > 1 << 30;
    if is_count || target.greatest == EXACT || target.holds(source) {
        return number;
    }
    let modulus = target.greatest - target.least + 1;
    let rest = number.binary(Operator::Remainder, integer(modulus));
    if target.least == 0 && source.least == 0 {
        return rest;
    }
    rest.bind("n", |rest| {
        let high = || (rest.clone().binary(Operator::Greater, integer(target.greatest)), Operator::Subtract);
        let low = || (rest.clone().binary(Operator::Less, integer(target.least)), Operator::Add);
        let ends = [(target.least < 0).then(high), (source.least < 0).then(low)];
        ends.into_iter().flatten().fold(rest.clone(), |within, (is_out, operator)| {
            Expr::conditional(is_out, rest.clone().binary(operator, integer(modulus)), within)
        })
    })
}

/// Of a float what is before the point, or the end of the target that it is beyond; an error where JSON is not exact.
fn cut_off(float: Expr, target: Bounds) -> Expr {
    let is_whole = is_rounded(&float, &[]);
    let whole = |float: Expr| if is_whole { float } else { truncated("n", float) };
    float.bind("n", |float| {
        let below = float.clone().binary(Operator::LessOrEqual, integer(target.least));
        let above = float.clone().binary(Operator::GreaterOrEqual, integer(target.greatest));
        if target.greatest < EXACT {
            let within = Expr::conditional(above, integer(target.greatest), whole(float));
            return Expr::conditional(below, integer(target.least), within);
        }
        let exact = |float, least| guarded(whole(float), "cast", least, Some(EXACT));
        if target.least < 0 {
            return exact(float, Some(target.least));
        }
        Expr::conditional(below, integer(0), exact(float, None))
    })
}

/// Whether a float has nothing behind its point, as one sees by how it is written; `known` are variables of which one has
/// seen it.
fn is_rounded(float: &Expr, known: &[&str]) -> bool {
    match &float.0 {
        Node::Call(name, _) => matches!(*name, "floor" | "ceil"),
        Node::Literal(Value::Number(number)) => number.as_i64().is_some(),
        Node::Variable(name) => known.contains(&&**name),
        Node::Let(name, value, body) => {
            let others = known.iter().copied().filter(|other| other != name);
            let own = is_rounded(value, known).then_some(&**name);
            is_rounded(body, &others.chain(own).collect::<Vec<_>>())
        }
        Node::Conditional(_, yes, no) => is_rounded(yes, known) && is_rounded(no, known),
        Node::Binary(Operator::Add | Operator::Subtract, left, right) => {
            is_rounded(left, known) && is_rounded(right, known)
        }
        _ => false,
    }
}

/// `float.trunc()`, of a float that has this name where it is read more than once.
#[must_use]
pub(super) fn truncated(name: &'static str, float: Expr) -> Expr {
    by_sign(name, float, |float| Expr::call("ceil", [float]), |float| Expr::call("floor", [float]))
}

/// `float.round()`: half of one goes away from zero, where JSONata's `$round` goes to what is even.
#[must_use]
pub(super) fn rounded(float: Expr) -> Expr {
    let half =
        |difference: Expr| difference.binary(Operator::GreaterOrEqual, Expr::literal(serde_json::json!(0.5)));
    by_sign(
        "n",
        float,
        |float| {
            Expr::call("ceil", [float.clone()]).bind("whole", |whole| {
                let is_far = half(whole.clone().binary(Operator::Subtract, float));
                Expr::conditional(is_far, whole.clone().binary(Operator::Subtract, integer(1)), whole)
            })
        },
        |float| {
            Expr::call("floor", [float.clone()]).bind("whole", |whole| {
                let is_far = half(float.binary(Operator::Subtract, whole.clone()));
                Expr::conditional(is_far, whole.clone().binary(Operator::Add, integer(1)), whole)
            })
        },
    )
}

fn by_sign(
    name: &'static str,
    float: Expr,
    negative: impl FnOnce(Expr) -> Expr,
    positive: impl FnOnce(Expr) -> Expr,
) -> Expr {
    float.bind(name, |float| {
        let is_negative = float.clone().binary(Operator::Less, integer(0));
        Expr::conditional(is_negative, negative(float.clone()), positive(float))
    })
}

/// What a float became as an integer of 64 bits, where it is driven: no laxer than what [`cast`] prints.
///
/// # Errors
///
/// It is more than JSON carries exactly.
pub fn exactly<N: Copy + TryInto<i128>>(number: N) -> Result<N, EvaluationError> {
    match number.try_into() {
        Ok(whole) if (-EXACT..=EXACT).contains(&whole) => Ok(number),
        _ => Err(overflow("cast")),
    }
}
