//! The driver's side of values: string literals, elements, and the ends of chains of closures.
//!
//! Read next: `native.rs`, the arithmetic; `lists.rs`, the twin's side of chains.

use std::{
    borrow::Borrow,
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, Hash},
    num::ParseIntError,
    ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive},
    str::FromStr,
};

use indexmap::{Equivalent, IndexMap};

use super::{
    Arithmetic,
    native::{EXACT, Number, Operand, same},
};
use crate::EvaluationError;

/// What a string literal may be where a value is wanted.
#[diagnostic::on_unimplemented(
    message = "expected `{Self}`, found a string literal",
    label = "a string literal is a `String` or a `&str`",
    note = "a number stands without quotes; where an `Option` is wanted, write `Some(\"..\")`"
)]
pub trait Text: Sized {
    /// The literal as this type.
    fn text(literal: &'static str) -> Self;
}

#[diagnostic::do_not_recommend]
impl Text for String {
    fn text(literal: &'static str) -> Self {
        literal.to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl Text for &str {
    fn text(literal: &'static str) -> Self {
        literal
    }
}

#[diagnostic::do_not_recommend]
impl Text for std::borrow::Cow<'_, str> {
    fn text(literal: &'static str) -> Self {
        Self::Borrowed(literal)
    }
}

#[diagnostic::do_not_recommend]
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
    note = "lists by `usize` or a range of it and maps by key are portable; do it in a task"
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

macro_rules! slices {
    ($($range:ty),+) => {$(
        impl<T> Get<$range> for [T] {
            type Output = [T];
            fn get(&self, index: $range) -> Result<&[T], EvaluationError> {
                self.get(index).ok_or_else(|| EvaluationError::new("slice out of bounds"))
            }
        }
        impl<T> Get<$range> for Vec<T> {
            type Output = [T];
            fn get(&self, index: $range) -> Result<&[T], EvaluationError> {
                Get::get(self.as_slice(), index)
            }
        }
        impl<T, const N: usize> Get<$range> for [T; N] {
            type Output = [T];
            fn get(&self, index: $range) -> Result<&[T], EvaluationError> {
                Get::get(self.as_slice(), index)
            }
        }
    )+};
}

// A text that is sliced is refused where its type is asked, in words of its own.
macro_rules! texts {
    ($($range:ty),+) => {$(
        impl Get<$range> for str {
            type Output = str;
            fn get(&self, index: $range) -> Result<&str, EvaluationError> {
                self.get(index).ok_or_else(|| EvaluationError::new("slice out of bounds"))
            }
        }
        impl Get<$range> for String {
            type Output = str;
            fn get(&self, index: $range) -> Result<&str, EvaluationError> {
                Get::get(self.as_str(), index)
            }
        }
    )+};
}

slices!(
    Range<usize>,
    RangeInclusive<usize>,
    RangeFrom<usize>,
    RangeTo<usize>,
    RangeToInclusive<usize>,
    RangeFull
);

texts!(
    Range<usize>,
    RangeInclusive<usize>,
    RangeFrom<usize>,
    RangeTo<usize>,
    RangeToInclusive<usize>,
    RangeFull
);

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

impl<K: Borrow<Q> + Ord, Q: Ord + ?Sized, V> Get<&Q> for BTreeMap<K, V> {
    type Output = V;
    fn get(&self, key: &Q) -> Result<&V, EvaluationError> {
        self.get(key).ok_or_else(missing)
    }
}

impl<K: Borrow<Q> + Eq + Hash, Q: Eq + Hash + ?Sized, V, S: BuildHasher> Get<&Q> for HashMap<K, V, S> {
    type Output = V;
    fn get(&self, key: &Q) -> Result<&V, EvaluationError> {
        self.get(key).ok_or_else(missing)
    }
}

impl<K: Hash + Eq, Q: Hash + Equivalent<K> + ?Sized, V, S: BuildHasher> Get<&Q> for IndexMap<K, V, S> {
    type Output = V;
    fn get(&self, key: &Q) -> Result<&V, EvaluationError> {
        self.get(key).ok_or_else(missing)
    }
}

impl<C: Get<Index> + ?Sized, Index> Get<Index> for &C {
    type Output = C::Output;
    fn get(&self, index: Index) -> Result<&C::Output, EvaluationError> {
        (**self).get(index)
    }
}

// That a definition cannot look into one is said where its type is asked, in words of its own.
impl Get<&str> for serde_json::Value {
    type Output = Self;
    fn get(&self, key: &str) -> Result<&Self, EvaluationError> {
        self.get(key).ok_or_else(missing)
    }
}

impl Get<usize> for serde_json::Value {
    type Output = Self;
    fn get(&self, index: usize) -> Result<&Self, EvaluationError> {
        self.get(index).ok_or_else(missing)
    }
}

fn missing() -> EvaluationError {
    EvaluationError::new("there is no such key")
}

/// What is indexed. The index is a method's argument, so that rustc says at one place alone that it is none.
#[derive(Debug)]
pub struct Indexed<'a, C: ?Sized>(pub &'a C);

impl<'a, C: ?Sized> Indexed<'a, C> {
    /// `collection[index]`, without the panic.
    ///
    /// # Errors
    ///
    /// The index is out of bounds, or the key is missing.
    pub fn at<Index>(self, index: Index) -> Result<&'a C::Output, EvaluationError>
    where
        C: Get<Index>,
    {
        self.0.get(index)
    }
}

/// The arguments of a `format!(…)` inside a witness.
pub fn written<T>(_arguments: T) {}

/// `elements.collect()` inside a witness.
///
/// # Panics
///
/// Always: a witness is never called.
pub fn listed<I: Iterator>(_elements: I) -> Vec<I::Item> {
    unreachable!("a witness is never called")
}

/// The first error of the closures of a chain, whose own results go on until the chain ends.
#[derive(Debug, Default)]
pub struct Kept(std::cell::RefCell<Option<EvaluationError>>);

/// A value to go on with where a closure has failed; the chain's result is thrown away.
#[diagnostic::on_unimplemented(
    message = "in a closure a `{Self}` cannot come of what can fail",
    label = "this type is not `Default`",
    note = "until its chain ends a closure goes on with the default of what failed: derive `Default`, or do it in a task"
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

/// The value of a closure's body, or any value while its error is kept.
pub fn keep_all<T: Fallback>(kept: &Kept, body: impl FnOnce() -> Result<T, EvaluationError>) -> T {
    keep(kept, body())
}

/// The value of a chain, unless one of its closures failed.
///
/// # Errors
///
/// The first error that was kept.
pub fn kept<T>(chain: impl FnOnce(&Kept) -> Result<T, EvaluationError>) -> Result<T, EvaluationError> {
    let kept = Kept::default();
    let value = chain(&kept);
    match kept.0.into_inner() {
        None => value,
        Some(error) => Err(error),
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

/// `elements.sum()`, of an iterator: of what is none rustc says so in `operator`, and not here, too.
///
/// # Errors
///
/// Overflow.
pub fn total<I: IntoIterator, O: SumOf<I::Item>>(
    elements: I,
    _operator: impl FnOnce((I,)) -> O,
) -> Result<O, EvaluationError> {
    O::sum_of(elements.into_iter())
}

/// Text has no sum: rustc says so of the `.sum()` itself, and not here, too.
impl<R: AsRef<str>> SumOf<R> for String {
    fn sum_of(elements: impl Iterator<Item = R>) -> Result<Self, EvaluationError> {
        Ok(elements.fold(Self::new(), |text, element| text + element.as_ref()))
    }
}

/// What a definition has an iterator collected into: a list in the order of the iterator.
#[diagnostic::on_unimplemented(
    message = "collecting `{Element}`s into `{Self}` is not portable",
    label = "a definition has lists alone, of what is collected",
    note = "collect into a `Vec` of what the iterator gives, `.to_owned()` behind a text, or do it in a task"
)]
pub trait Collected<Element>: FromIterator<Element> {}

impl<T> Collected<T> for Vec<T> {}

/// `elements.collect()`.
pub fn collect<I: Iterator, C: Collected<I::Item>>(elements: I) -> C {
    elements.collect()
}

#[diagnostic::do_not_recommend]
impl<N: Number + Default, R: Operand> SumOf<R> for N {
    fn sum_of(mut elements: impl Iterator<Item = R>) -> Result<N, EvaluationError> {
        elements.try_fold(N::default(), |sum, element| sum.checked(Arithmetic::Add, same(element.number())))
    }
}

/// An item of which a definition finds the least and the greatest: floats have none in Rust, and rustc says so.
#[diagnostic::on_unimplemented(
    message = "the least or the greatest `{Self}` is not portable",
    label = "a definition cannot compare these",
    note = "integers are portable; do it in a task"
)]
pub trait Comparable {}

/// `elements.min()` or `elements.max()`, which is the `operator`.
pub fn extreme<I: Iterator<Item: Comparable>, O>(elements: I, operator: impl FnOnce((I,)) -> O) -> O {
    operator((elements,))
}

#[diagnostic::do_not_recommend]
impl<T: Operand> Comparable for T {}

/// What `parse` gives of a type that both sides read alike.
#[diagnostic::on_unimplemented(
    message = "parsing into `{Self}` is not portable",
    label = "a definition cannot read this out of a text",
    note = "integers are portable; do the rest in a task"
)]
pub trait Parsed {
    /// The same, where a number that JSON does not carry exactly is one that overflows.
    #[must_use]
    fn exact(self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<N: FromStr<Err = ParseIntError> + Copy + TryInto<i128>> Parsed for Result<N, ParseIntError> {
    fn exact(self) -> Self {
        let exact =
            |number: N| number.try_into().is_ok_and(|number: i128| (-EXACT..=EXACT).contains(&number));
        // Fifty digits overflow any integer.
        if self.as_ref().is_ok_and(|number| !exact(*number)) { "1".repeat(50).parse() } else { self }
    }
}

/// `text.parse::<N>()`.
pub fn parsed<R: Parsed>(result: R) -> R {
    result.exact()
}

/// The value of a `#[portable]` function that is called outside of a workflow, where an error has no state to end.
///
/// # Panics
///
/// If the evaluation failed, as Rust's own arithmetic does in a debug build.
#[track_caller]
pub fn unchecked<T>(result: Result<T, EvaluationError>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}
