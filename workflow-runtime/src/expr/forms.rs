//! Whether the JSON of a value has one form, so that a definition can compare it: that of an `f32` has two, that of a
//! `HashSet` as many as its items have orders.
//!
//! `serde_json` writes `0.1_f32` as `0.1` into a text and as `0.10000000149011612` into a `Value`. Asked inside a witness,
//! of what is compared; a literal whose type is open becomes an `f64`, and is not in the way. Read next: `nested.rs`, which
//! is asked in the same way.

use std::{collections::HashSet, fmt, marker::PhantomData, ops::Deref};

use super::nested::Never;

/// A float, or what holds floats.
pub trait Float {
    /// [`Double`] or [`Single`].
    type Form;
}

/// 64 bits.
#[derive(Debug)]
pub enum Double {}

/// 32 bits.
#[derive(Debug)]
pub enum Single {}

impl Float for f32 {
    type Form = Single;
}

impl Float for f64 {
    type Form = Double;
}

impl<T: Float + ?Sized> Float for &T {
    type Form = T::Form;
}

impl<T: Float + ?Sized> Float for Box<T> {
    type Form = T::Form;
}

impl<T: Float> Float for Option<T> {
    type Form = T::Form;
}

impl<T: Float> Float for Vec<T> {
    type Form = T::Form;
}

impl<T: Float> Float for [T] {
    type Form = T::Form;
}

/// A value that is asked whether its JSON has one form.
pub struct Writing<'a, T: ?Sized>(&'a T, Exact);

impl<T: ?Sized> fmt::Debug for Writing<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Writing<{}>", std::any::type_name_of_val(self.0))
    }
}

/// What [`Writing::asked`] answers of a type.
#[derive(Debug)]
pub struct Form<T: ?Sized, F>(PhantomData<F>, PhantomData<T>);

/// What is no float.
#[derive(Debug)]
pub struct Exact;

/// Asks how a value is written.
pub fn writing<T: ?Sized>(value: &T) -> Writing<'_, T> {
    Writing(value, Exact)
}

// Method lookup takes the first that applies: what is no float goes on to `Exact`.
impl<T: Float + ?Sized> Writing<'_, T> {
    /// As a float.
    #[must_use]
    pub fn asked(&self) -> Form<T, T::Form> {
        Form(PhantomData, PhantomData)
    }
}

impl<T: ?Sized> Deref for Writing<'_, T> {
    type Target = Exact;

    fn deref(&self) -> &Exact {
        &self.1
    }
}

impl Exact {
    /// In one way.
    #[must_use]
    pub fn asked(&self) -> Form<(), Double> {
        Form(PhantomData, PhantomData)
    }
}

/// A form that `T` has alone.
#[diagnostic::on_unimplemented(
    message = "comparing `{T}` is not portable",
    label = "in JSON this number has two forms",
    note = "an `f32` is `0.1` to one writer and `0.10000000149011612` to another: make it an `f64`, or compare it in a task"
)]
pub trait OneForm<T: ?Sized> {}

#[diagnostic::do_not_recommend]
impl<T: ?Sized> OneForm<T> for Double {}

/// Refuses what is written in two forms.
pub fn exact<T: ?Sized, F: OneForm<T>>(_asked: Form<T, F>) {}

/// A set that is written in any order, or what holds one.
pub trait Unordered {}

impl<T, S> Unordered for HashSet<T, S> {}
impl<T: Unordered + ?Sized> Unordered for &T {}
impl<T: Unordered + ?Sized> Unordered for Box<T> {}
impl<T: Unordered> Unordered for Option<T> {}
impl<T: Unordered> Unordered for Vec<T> {}
impl<T: Unordered> Unordered for [T] {}

/// A value that is asked whether it has items in any order.
pub struct Listing<'a, T: ?Sized>(&'a T, InOrder);

impl<T: ?Sized> fmt::Debug for Listing<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Listing<{}>", std::any::type_name_of_val(self.0))
    }
}

/// The items of such a value stand in any order.
#[derive(Debug)]
pub struct InAnyOrder<T: ?Sized>(PhantomData<T>);

/// What has no such items.
#[derive(Debug)]
pub struct InOrder;

/// Asks in which order a value is written.
pub fn listing<T: ?Sized>(value: &T) -> Listing<'_, T> {
    Listing(value, InOrder)
}

impl<T: Unordered + ?Sized> Listing<'_, T> {
    /// In any.
    #[must_use]
    pub fn asked(&self) -> InAnyOrder<T> {
        InAnyOrder(PhantomData)
    }
}

impl<T: ?Sized> Deref for Listing<'_, T> {
    type Target = InOrder;

    fn deref(&self) -> &InOrder {
        &self.1
    }
}

impl InOrder {
    /// In one.
    #[must_use]
    pub fn asked(&self) -> Self {
        Self
    }
}

/// What is written in one order.
#[diagnostic::on_unimplemented(
    message = "comparing a `HashSet` is not portable",
    label = "in JSON its items stand in any order",
    note = "two sets that are equal are two lists on AWS, which are not: make it a `BTreeSet`, or compare it in a task"
)]
pub trait OneOrder {}

#[diagnostic::do_not_recommend]
impl OneOrder for InOrder {}

// Where the type is not known for another mistake, rustc cannot say which impl is meant, and says no more.
#[diagnostic::do_not_recommend]
impl OneOrder for InAnyOrder<InOrder> {}
#[diagnostic::do_not_recommend]
impl OneOrder for InAnyOrder<Never> {}

/// Refuses what is written in any order.
pub fn in_order<O: OneOrder>(_asked: O) {}
