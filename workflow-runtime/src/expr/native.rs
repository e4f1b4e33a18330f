//! The driver's side of arithmetic: checked, never a panic, and no laxer than its twin.
//!
//! Each function takes the user's own operator in a closure that is never called, so that rustc infers and complains
//! exactly as it does for the operator; the trait says only what Rust allows and a definition cannot carry. Its `Self`
//! is the result, which is not known while the operator itself is wrong: so one mistake is one error. What the operator
//! gives where another type is wanted is said of the operator again, in the arm of [`Checked::Plain`].
//! Read next: `operators.rs`, the twin's side; `driver.rs`.

use std::any::Any;

use super::Arithmetic;
use crate::EvaluationError;

/// The largest integer that JSON readers agree on, 2^53 - 1: the bound of 64-bit arithmetic, here and on AWS.
pub(super) const EXACT: i128 = (1 << 53) - 1;

/// What came of a checked operation.
#[derive(Debug)]
pub enum Checked<L, R, V> {
    /// Nothing can go wrong: the operator itself computes it. In its arm stands the user's own, of operands that lie in
    /// the text where the user's lie; it is also what rustc types and speaks of.
    Plain((L,), (R,)),
    /// The value.
    Value(V),
    /// Overflow, or division by zero.
    Failed(EvaluationError),
}

impl<L, R, V> Checked<L, R, V> {
    fn of(result: Result<V, EvaluationError>) -> Self {
        match result {
            Ok(value) => Self::Value(value),
            Err(error) => Self::Failed(error),
        }
    }
}

/// The result of `Left op Right`, where both sides compute the same.
///
/// Of operands whose types do not fit it is implemented too: that is for rustc to say, in its own words.
#[diagnostic::on_unimplemented(
    message = "arithmetic on `{Left}` and `{Right}` is not portable",
    label = "a definition cannot compute this",
    note = "integers, `f64`, and `String + &str` are portable; do it in a task"
)]
pub trait Computed<Left, Right> {
    /// `Self`. Through it nothing that the surroundings want becomes the result of an operator that is wrong.
    type Value;

    /// `left op right`.
    fn compute(operator: Arithmetic, left: Left, right: Right) -> Checked<Left, Right, Self::Value>;
}

/// A number whose arithmetic is portable.
pub trait Number: Copy + 'static {
    /// `self op right`.
    ///
    /// # Errors
    ///
    /// Overflow, or division by zero.
    fn checked(self, operator: Arithmetic, right: Self) -> Result<Self, EvaluationError>;
}

/// A number, or a reference to one: what stands beside an operator.
pub trait Operand {
    /// The number's type.
    type Number: Number;

    /// The number.
    fn number(self) -> Self::Number;
}

/// The result of `-Operand` or of `Operand::abs`, where both sides compute the same.
#[diagnostic::on_unimplemented(
    message = "`-` and `abs` of `{Operand}` are not portable",
    label = "a definition cannot compute this",
    note = "integers and `f64` are portable; do it in a task"
)]
pub trait Signed<Operand>: Sized {
    /// `Self`, as of [`Computed`].
    type Value;

    /// `-operand`.
    ///
    /// # Errors
    ///
    /// Overflow.
    fn negated(operand: Operand) -> Result<Self::Value, EvaluationError>;

    /// `operand.abs()`.
    ///
    /// # Errors
    ///
    /// Overflow.
    fn absolute(operand: Operand) -> Result<Self::Value, EvaluationError>;
}

/// `left + right`, or its overflow.
#[inline]
pub fn add<L, R, O: Computed<L, R>>(
    left: L,
    right: R,
    _operator: impl FnOnce((L,), (R,)) -> O,
) -> Checked<L, R, O::Value> {
    O::compute(Arithmetic::Add, left, right)
}

/// `left - right`, or its overflow.
#[inline]
pub fn sub<L, R, O: Computed<L, R>>(
    left: L,
    right: R,
    _operator: impl FnOnce((L,), (R,)) -> O,
) -> Checked<L, R, O::Value> {
    O::compute(Arithmetic::Sub, left, right)
}

/// `left * right`, or its overflow.
#[inline]
pub fn mul<L, R, O: Computed<L, R>>(
    left: L,
    right: R,
    _operator: impl FnOnce((L,), (R,)) -> O,
) -> Checked<L, R, O::Value> {
    O::compute(Arithmetic::Mul, left, right)
}

/// `left / right`, or its overflow, or the division by zero.
#[inline]
pub fn div<L, R, O: Computed<L, R>>(
    left: L,
    right: R,
    _operator: impl FnOnce((L,), (R,)) -> O,
) -> Checked<L, R, O::Value> {
    O::compute(Arithmetic::Div, left, right)
}

/// `left % right`, or the division by zero.
#[inline]
pub fn rem<L, R, O: Computed<L, R>>(
    left: L,
    right: R,
    _operator: impl FnOnce((L,), (R,)) -> O,
) -> Checked<L, R, O::Value> {
    O::compute(Arithmetic::Rem, left, right)
}

/// `-operand`, or its overflow.
pub fn neg<T, O: Signed<T>>(operand: T, _operator: impl FnOnce((T,)) -> O) -> Checked<T, (), O::Value> {
    Checked::of(O::negated(operand))
}

/// `operand.abs()`, or its overflow.
pub fn abs<T, O: Signed<T>>(operand: T, _operator: impl FnOnce((T,)) -> O) -> Checked<T, (), O::Value> {
    Checked::of(O::absolute(operand))
}

#[diagnostic::do_not_recommend]
impl<N: Number, L: Operand<Number = N>, R: Operand> Computed<L, R> for N {
    type Value = N;

    #[inline]
    fn compute(operator: Arithmetic, left: L, right: R) -> Checked<L, R, N> {
        Checked::of(left.number().checked(operator, same(right.number())))
    }
}

/// The number as what it is: an operation on two types of numbers is none that rustc lets pass.
#[inline]
pub(super) fn same<R: Number, N: Number>(number: R) -> N {
    let number: &dyn Any = &number;
    *number.downcast_ref::<N>().expect("an operation has numbers of one type")
}

#[cold]
pub(super) fn overflow(operation: &str) -> EvaluationError {
    EvaluationError::new(format!("attempt to {operation} with overflow"))
}

#[cold]
fn zero(operation: &str) -> EvaluationError {
    EvaluationError::new(format!("attempt to {operation} by zero"))
}

/// What an operator does, in the words of Rust's panics.
#[inline]
pub(super) fn operation(operator: Arithmetic) -> &'static str {
    match operator {
        Arithmetic::Add => "add",
        Arithmetic::Sub => "subtract",
        Arithmetic::Mul => "multiply",
        Arithmetic::Div => "divide",
        Arithmetic::Rem => "calculate the remainder",
    }
}

macro_rules! operands {
    ($($number:ty)*) => {$(
        impl Operand for $number {
            type Number = $number;
            #[inline]
            fn number(self) -> $number {
                self
            }
        }

        impl Operand for &$number {
            type Number = $number;
            #[inline]
            fn number(self) -> $number {
                *self
            }
        }
    )*};
}

operands!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f64);

macro_rules! integers {
    ($($number:ty)*) => {$(
        impl Number for $number {
            #[inline]
            fn checked(self, operator: Arithmetic, right: Self) -> Result<Self, EvaluationError> {
                let overflow = || overflow(operation(operator));
                match operator {
                    Arithmetic::Add => exact(self.checked_add(right)).ok_or_else(overflow),
                    Arithmetic::Mul => exact(self.checked_mul(right)).ok_or_else(overflow),
                    Arithmetic::Sub if Self::MIN != 0 => exact(self.checked_sub(right)).ok_or_else(overflow),
                    // What is left of an exact number is exact.
                    Arithmetic::Sub => self.checked_sub(right).ok_or_else(overflow),
                    Arithmetic::Div | Arithmetic::Rem if right == 0 => Err(zero(operation(operator))),
                    Arithmetic::Div => self.checked_div(right).ok_or_else(overflow),
                    // The remainder by -1 is 0, of the smallest number too.
                    Arithmetic::Rem => Ok(self.wrapping_rem(right)),
                }
            }
        }
    )*};
}

integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

/// The result, unless it overflowed its type or what JSON carries exactly.
#[inline]
fn exact<N: Copy + TryInto<i128>>(result: Option<N>) -> Option<N> {
    result.filter(|&number| number.try_into().is_ok_and(|number: i128| (-EXACT..=EXACT).contains(&number)))
}

macro_rules! signed {
    ($($number:ty)*) => {$(
        impl Signed<$number> for $number {
            type Value = Self;

            fn negated(operand: $number) -> Result<Self, EvaluationError> {
                operand.checked_neg().ok_or_else(|| overflow("negate"))
            }
            fn absolute(operand: $number) -> Result<Self, EvaluationError> {
                operand.checked_abs().ok_or_else(|| overflow("take the absolute value"))
            }
        }
    )*};
}

signed!(i8 i16 i32 i64 isize);

// rustc has no `-` and no `abs` for them, and says so alone.
macro_rules! unsigned {
    ($($number:ty)*) => {$(
        impl Signed<$number> for $number {
            type Value = Self;

            fn negated(operand: $number) -> Result<Self, EvaluationError> {
                operand.checked_neg().ok_or_else(|| overflow("negate"))
            }
            fn absolute(operand: $number) -> Result<Self, EvaluationError> {
                Ok(operand)
            }
        }
    )*};
}

unsigned!(u8 u16 u32 u64 usize);

#[diagnostic::do_not_recommend]
impl<N: Copy + Signed<N, Value = N>> Signed<&N> for N {
    type Value = Self;

    fn negated(operand: &N) -> Result<Self, EvaluationError> {
        N::negated(*operand)
    }
    fn absolute(operand: &N) -> Result<Self, EvaluationError> {
        N::absolute(*operand)
    }
}

impl Number for f64 {
    #[inline]
    fn checked(self, operator: Arithmetic, right: Self) -> Result<Self, EvaluationError> {
        let result = match operator {
            Arithmetic::Add => self + right,
            Arithmetic::Sub => self - right,
            Arithmetic::Mul => self * right,
            Arithmetic::Div | Arithmetic::Rem if right == 0.0 => return Err(zero(operation(operator))),
            Arithmetic::Div => self / right,
            Arithmetic::Rem => self % right,
        };
        // JSON has no number for what is left.
        if result.is_finite() { Ok(result) } else { Err(overflow(operation(operator))) }
    }
}

impl Signed<f64> for f64 {
    type Value = Self;

    fn negated(operand: f64) -> Result<Self, EvaluationError> {
        Ok(-operand)
    }
    fn absolute(operand: f64) -> Result<Self, EvaluationError> {
        Ok(operand.abs())
    }
}

// `+` is the one operator that rustc has for text, and a `&str` is what it has on the right.
#[diagnostic::do_not_recommend]
impl<R> Computed<String, R> for String {
    type Value = String;

    fn compute(_operator: Arithmetic, left: String, right: R) -> Checked<String, R, String> {
        Checked::Plain((left,), (right,))
    }
}
