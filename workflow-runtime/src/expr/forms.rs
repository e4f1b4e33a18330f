//! Whether the JSON of a value has one form, so that a definition can compare it: that of an `f32` has two.
//!
//! `serde_json` writes `0.1_f32` as `0.1` into a text and as `0.10000000149011612` into a `Value`. Asked inside a witness,
//! of what is compared; a literal whose type is open becomes an `f64`, and is not in the way. Read next: `nested.rs`, which
//! is asked in the same way.

use std::{fmt, marker::PhantomData, ops::Deref};

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
