//! The driver's side of the operations that can fail: checked, never a panic, and no laxer than their twin.
//!
//! Each function takes the user's own operator in a closure that is never called, so that rustc infers and complains
//! exactly as it does for the operator; the trait says only what Rust allows and a definition cannot carry.
//! Read next: `operators.rs`, the twin's side.

use std::collections::{BTreeMap, HashMap};

use crate::EvaluationError;

/// The largest integer that JSON readers agree on, 2^53 - 1: the bound of 64-bit arithmetic, here and on AWS.
pub(super) const EXACT: i128 = (1 << 53) - 1;

/// `Self op Right`, where both sides compute the same.
#[diagnostic::on_unimplemented(
    message = "arithmetic on `{Self}` and `{Right}` is not portable",
    label = "a definition cannot compute this",
    note = "integers, `f64`, and `String + &str` are portable; do it in a task"
)]
pub trait Checked<Right, Output> {
    /// `self + right`.
    ///
    /// # Errors
    ///
    /// Overflow.
    fn add(self, right: Right) -> Result<Output, EvaluationError>;
    /// `self - right`.
    ///
    /// # Errors
    ///
    /// Overflow.
    fn sub(self, right: Right) -> Result<Output, EvaluationError>;
    /// `self * right`.
    ///
    /// # Errors
    ///
    /// Overflow.
    fn mul(self, right: Right) -> Result<Output, EvaluationError>;
    /// `self / right`.
    ///
    /// # Errors
    ///
    /// Overflow, or division by zero.
    fn div(self, right: Right) -> Result<Output, EvaluationError>;
    /// `self % right`.
    ///
    /// # Errors
    ///
    /// Division by zero.
    fn rem(self, right: Right) -> Result<Output, EvaluationError>;
}

/// `-Self`, where both sides compute the same.
#[diagnostic::on_unimplemented(
    message = "`-` on `{Self}` is not portable",
    label = "a definition cannot compute this",
    note = "integers and `f64` are portable; do it in a task"
)]
pub trait Negated<Output> {
    /// `-self`.
    ///
    /// # Errors
    ///
    /// Overflow.
    fn neg(self) -> Result<Output, EvaluationError>;
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        pub fn $name<L: Checked<R, O>, R, O>(
            left: L,
            right: R,
            _operator: impl FnOnce(L, R) -> O,
        ) -> Result<O, EvaluationError> {
            left.$name(right)
        }
    )*};
}

operations! {
    /// `left + right`.
    ///
    /// # Errors
    ///
    /// Overflow.
    add
    /// `left - right`.
    ///
    /// # Errors
    ///
    /// Overflow.
    sub
    /// `left * right`.
    ///
    /// # Errors
    ///
    /// Overflow.
    mul
    /// `left / right`.
    ///
    /// # Errors
    ///
    /// Overflow, or division by zero.
    div
    /// `left % right`.
    ///
    /// # Errors
    ///
    /// Division by zero.
    rem
}

/// `-operand`.
///
/// # Errors
///
/// Overflow.
pub fn neg<T: Negated<O>, O>(operand: T, _operator: impl FnOnce(T) -> O) -> Result<O, EvaluationError> {
    operand.neg()
}

/// A checked operation's value inside a witness, where `?` cannot stand.
///
/// # Panics
///
/// Always: a witness is never called.
pub fn certain<T>(_value: Result<T, EvaluationError>) -> T {
    unreachable!("a witness is never called")
}

/// The first error of the closures of a chain, whose own results go on until the chain ends.
#[derive(Debug, Default)]
pub struct Kept(std::cell::RefCell<Option<EvaluationError>>);

/// A value to go on with where a closure has failed; the chain's result is thrown away.
#[diagnostic::on_unimplemented(
    message = "a `#[portable]` function called in a closure cannot return `{Self}`",
    label = "this type is not `Default`",
    note = "derive `Default` for it, or do it in a task"
)]
pub trait Fallback {
    /// Any value.
    fn fallback() -> Self;
}

impl<T: Default> Fallback for T {
    fn fallback() -> Self {
        T::default()
    }
}

/// The result, or any value while the error is kept.
pub fn keep<T: Fallback>(kept: &Kept, result: Result<T, EvaluationError>) -> T {
    result.unwrap_or_else(|error| {
        kept.0.borrow_mut().get_or_insert(error);
        T::fallback()
    })
}

/// The value of a chain, unless one of its closures failed.
///
/// # Errors
///
/// The first error that was kept.
pub fn kept<T>(chain: impl FnOnce(&Kept) -> T) -> Result<T, EvaluationError> {
    let kept = Kept::default();
    let value = chain(&kept);
    match kept.0.into_inner() {
        None => Ok(value),
        Some(error) => Err(error),
    }
}

/// `Self::abs`, where both sides compute the same.
#[diagnostic::on_unimplemented(
    message = "method `abs` of `{Self}` is not portable",
    label = "a definition cannot compute this",
    note = "integers and `f64` are portable; do it in a task"
)]
pub trait Absolute<Output> {
    /// `self.abs()`.
    ///
    /// # Errors
    ///
    /// Overflow.
    fn absolute(self) -> Result<Output, EvaluationError>;
}

/// `value.abs()`.
///
/// # Errors
///
/// Overflow.
pub fn abs<T: Absolute<O>, O>(value: T, _operator: impl FnOnce(T) -> O) -> Result<O, EvaluationError> {
    value.absolute()
}

impl Absolute<f64> for f64 {
    fn absolute(self) -> Result<f64, EvaluationError> {
        Ok(self.abs())
    }
}

/// A sum of `Element`s, where both sides compute the same.
#[diagnostic::on_unimplemented(
    message = "a `sum` of `{Element}` as `{Self}` is not portable",
    label = "a definition cannot compute this",
    note = "integers and `f64` are portable; do it in a task"
)]
pub trait SumOf<Element>: Sized {
    /// The sum.
    ///
    /// # Errors
    ///
    /// Overflow.
    fn sum_of(elements: impl Iterator<Item = Element>) -> Result<Self, EvaluationError>;
}

/// `elements.sum()`.
///
/// # Errors
///
/// Overflow.
pub fn total<I: Iterator, O: SumOf<I::Item>>(
    elements: I,
    _operator: impl FnOnce(I) -> O,
) -> Result<O, EvaluationError> {
    O::sum_of(elements)
}

/// What a definition has an iterator collected into: a list in the order of the iterator.
#[diagnostic::on_unimplemented(
    message = "collecting into `{Self}` is not portable",
    label = "a definition has lists alone",
    note = "collect into a `Vec`, or do it in a task"
)]
pub trait Collected<Element>: FromIterator<Element> {}

impl<T> Collected<T> for Vec<T> {}
impl<T> Collected<T> for std::collections::VecDeque<T> {}

/// `elements.collect()`.
pub fn collect<I: Iterator, C: Collected<I::Item>>(elements: I) -> C {
    elements.collect()
}

macro_rules! sums {
    ($zero:expr => $($number:ty)*) => {$(
        impl SumOf<$number> for $number {
            fn sum_of(mut elements: impl Iterator<Item = $number>) -> Result<$number, EvaluationError> {
                elements.try_fold($zero, |sum: $number, element| Checked::add(sum, element))
            }
        }
        impl<'a> SumOf<&'a $number> for $number {
            fn sum_of(mut elements: impl Iterator<Item = &'a $number>) -> Result<$number, EvaluationError> {
                elements.try_fold($zero, |sum: $number, element| Checked::add(sum, *element))
            }
        }
    )*};
}

sums!(0 => u8 u16 u32 u64 usize i8 i16 i32 i64 isize);
sums!(0.0 => f64);

fn overflow(operation: &str) -> EvaluationError {
    EvaluationError::new(format!("attempt to {operation} with overflow"))
}

fn zero(operation: &str) -> EvaluationError {
    EvaluationError::new(format!("attempt to {operation} by zero"))
}

macro_rules! by_reference {
    ($($number:ty)*) => {$(
        by_reference!(@ $number, &$number, $number, |l, r| (l, *r));
        by_reference!(@ $number, $number, &$number, |l, r| (*l, r));
        by_reference!(@ $number, &$number, &$number, |l, r| (*l, *r));
    )*};
    (@ $number:ty, $right:ty, $left:ty, |$l:ident, $r:ident| $pair:expr) => {
        impl Checked<$right, $number> for $left {
            by_reference!(@@ $number, $right, |$l, $r| $pair, add sub mul div rem);
        }
    };
    (@@ $number:ty, $right:ty, |$l:ident, $r:ident| $pair:expr, $($name:ident)*) => {$(
        fn $name(self, right: $right) -> Result<$number, EvaluationError> {
            let ($l, $r) = (self, right);
            let (left, right): ($number, $number) = $pair;
            Checked::$name(left, right)
        }
    )*};
}

impl<T: Copy + Negated<O>, O> Negated<O> for &T {
    fn neg(self) -> Result<O, EvaluationError> {
        Negated::neg(*self)
    }
}

macro_rules! integers {
    ($($number:ty)*) => {$(
        impl Checked<$number, $number> for $number {
            fn add(self, right: $number) -> Result<$number, EvaluationError> {
                exact(self.checked_add(right), "add")
            }
            fn sub(self, right: $number) -> Result<$number, EvaluationError> {
                exact(self.checked_sub(right), "subtract")
            }
            fn mul(self, right: $number) -> Result<$number, EvaluationError> {
                exact(self.checked_mul(right), "multiply")
            }
            fn div(self, right: $number) -> Result<$number, EvaluationError> {
                if right == 0 {
                    return Err(zero("divide"));
                }
                exact(self.checked_div(right), "divide")
            }
            fn rem(self, right: $number) -> Result<$number, EvaluationError> {
                if right == 0 {
                    return Err(zero("calculate the remainder"));
                }
                Ok(self.wrapping_rem(right))
            }
        }
    )*
    by_reference!($($number)*);
    };
}

integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

/// The result, unless it overflowed its type or what JSON carries exactly.
fn exact<N: Copy + TryInto<i128>>(result: Option<N>, operation: &str) -> Result<N, EvaluationError> {
    result
        .filter(|&number| number.try_into().is_ok_and(|number: i128| (-EXACT..=EXACT).contains(&number)))
        .ok_or_else(|| overflow(operation))
}

macro_rules! negated_integers {
    ($($number:ty)*) => {$(
        impl Negated<$number> for $number {
            fn neg(self) -> Result<$number, EvaluationError> {
                exact(self.checked_neg(), "negate")
            }
        }
        impl Absolute<$number> for $number {
            fn absolute(self) -> Result<$number, EvaluationError> {
                exact(self.checked_abs(), "take the absolute value")
            }
        }
    )*};
}

negated_integers!(i8 i16 i32 i64 i128 isize);

impl Checked<f64, f64> for f64 {
    fn add(self, right: f64) -> Result<f64, EvaluationError> {
        finite(self + right, "add")
    }
    fn sub(self, right: f64) -> Result<f64, EvaluationError> {
        finite(self - right, "subtract")
    }
    fn mul(self, right: f64) -> Result<f64, EvaluationError> {
        finite(self * right, "multiply")
    }
    fn div(self, right: f64) -> Result<f64, EvaluationError> {
        finite(self / right, "divide")
    }
    fn rem(self, right: f64) -> Result<f64, EvaluationError> {
        finite(self % right, "calculate the remainder")
    }
}

by_reference!(f64);

impl Negated<f64> for f64 {
    fn neg(self) -> Result<f64, EvaluationError> {
        Ok(-self)
    }
}

/// The result, unless JSON has no number for it.
fn finite(result: f64, operation: &str) -> Result<f64, EvaluationError> {
    if result.is_finite() { Ok(result) } else { Err(overflow(operation)) }
}

impl Checked<&str, String> for String {
    fn add(self, right: &str) -> Result<String, EvaluationError> {
        Ok(self + right)
    }
    fn sub(self, _right: &str) -> Result<String, EvaluationError> {
        unreachable!("rustc has no `-` for text")
    }
    fn mul(self, _right: &str) -> Result<String, EvaluationError> {
        unreachable!("rustc has no `*` for text")
    }
    fn div(self, _right: &str) -> Result<String, EvaluationError> {
        unreachable!("rustc has no `/` for text")
    }
    fn rem(self, _right: &str) -> Result<String, EvaluationError> {
        unreachable!("rustc has no `%` for text")
    }
}

impl Checked<&String, String> for String {
    fn add(self, right: &String) -> Result<String, EvaluationError> {
        Ok(self + right)
    }
    fn sub(self, _right: &String) -> Result<String, EvaluationError> {
        unreachable!("rustc has no `-` for text")
    }
    fn mul(self, _right: &String) -> Result<String, EvaluationError> {
        unreachable!("rustc has no `*` for text")
    }
    fn div(self, _right: &String) -> Result<String, EvaluationError> {
        unreachable!("rustc has no `/` for text")
    }
    fn rem(self, _right: &String) -> Result<String, EvaluationError> {
        unreachable!("rustc has no `%` for text")
    }
}

/// What a string literal may be where a value is wanted.
#[diagnostic::on_unimplemented(
    message = "expected `{Self}`, found a string literal",
    label = "a string literal is a `String` or a `&str`"
)]
pub trait Text: Sized {
    /// The literal as this type.
    fn text(literal: &'static str) -> Self;
}

impl Text for String {
    fn text(literal: &'static str) -> Self {
        literal.to_owned()
    }
}

impl Text for &str {
    fn text(literal: &'static str) -> Self {
        literal
    }
}

impl Text for std::borrow::Cow<'_, str> {
    fn text(literal: &'static str) -> Self {
        Self::Borrowed(literal)
    }
}

impl Text for Box<str> {
    fn text(literal: &'static str) -> Self {
        literal.into()
    }
}

/// A string literal as the `String` or the `&str` that is wanted.
#[must_use]
pub fn text<T: Text>(literal: &'static str) -> T {
    T::text(literal)
}

/// `self[index]`, without the panic.
#[diagnostic::on_unimplemented(
    message = "`{Self}[{Index}]` is not portable",
    label = "a definition cannot index this",
    note = "lists by `usize` and maps by key are portable; do it in a task"
)]
pub trait Get<Index> {
    /// What is found there.
    type Output: ?Sized;
    /// The element.
    ///
    /// # Errors
    ///
    /// The index is out of bounds, or the key is missing.
    fn get(&self, index: Index) -> Result<&Self::Output, EvaluationError>;
}

impl<T> Get<usize> for [T] {
    type Output = T;
    fn get(&self, index: usize) -> Result<&T, EvaluationError> {
        self.get(index).ok_or_else(|| EvaluationError::new("index out of bounds"))
    }
}

impl<T> Get<usize> for Vec<T> {
    type Output = T;
    fn get(&self, index: usize) -> Result<&T, EvaluationError> {
        Get::get(self.as_slice(), index)
    }
}

impl<T, const N: usize> Get<usize> for [T; N] {
    type Output = T;
    fn get(&self, index: usize) -> Result<&T, EvaluationError> {
        Get::get(self.as_slice(), index)
    }
}

impl<V> Get<&str> for BTreeMap<String, V> {
    type Output = V;
    fn get(&self, key: &str) -> Result<&V, EvaluationError> {
        self.get(key).ok_or_else(missing)
    }
}

impl<V, S: std::hash::BuildHasher> Get<&str> for HashMap<String, V, S> {
    type Output = V;
    fn get(&self, key: &str) -> Result<&V, EvaluationError> {
        self.get(key).ok_or_else(missing)
    }
}

impl<C: Get<Index> + ?Sized, Index> Get<Index> for &C {
    type Output = C::Output;
    fn get(&self, index: Index) -> Result<&C::Output, EvaluationError> {
        (**self).get(index)
    }
}

fn missing() -> EvaluationError {
    EvaluationError::new("there is no such key")
}

/// `collection[index]`, without the panic.
///
/// # Errors
///
/// The index is out of bounds, or the key is missing.
pub fn index<C: Get<Index> + ?Sized, Index>(
    collection: &C,
    index: Index,
) -> Result<&C::Output, EvaluationError> {
    collection.get(index)
}
