//! Whether a definition can tell an `Option`'s nothing from its value: not where the value is an `Option` again, or `()`.
//!
//! Serde writes `Some(None)` and `None` alike, as `null`. Asked inside a witness, of what a method or a pattern asks for a
//! value. Read next: `told_apart.rs`, which is asked in the same way.

use std::{fmt, marker::PhantomData, ops::Deref};

/// An `Option` whose value may be `null` itself, or a pointer to one.
pub trait Nested {
    /// The `Option`.
    type Option: ?Sized;
}

impl<T> Nested for Option<Option<T>> {
    type Option = Self;
}

impl<T> Nested for Option<&Option<T>> {
    type Option = Self;
}

impl Nested for Option<()> {
    type Option = Self;
}

impl<T: Nested + ?Sized> Nested for &T {
    type Option = T::Option;
}

impl<T: Nested + ?Sized> Nested for Box<T> {
    type Option = T::Option;
}

/// A value that is asked whether it is nothing.
pub struct Depth<'a, T: ?Sized>(&'a T, Flat);

impl<T: ?Sized> fmt::Debug for Depth<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Depth<{}>", std::any::type_name_of_val(self.0))
    }
}

/// What is nothing only where its JSON is `null`.
#[derive(Debug)]
pub struct Flat;

/// What may be `null` and yet something.
pub struct Deep<T: ?Sized>(PhantomData<fn() -> Box<T>>);

impl<T: ?Sized> fmt::Debug for Deep<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Deep<{}>", std::any::type_name::<T>())
    }
}

/// Asks what `null` is of a value.
pub fn depth<T: ?Sized>(value: &T) -> Depth<'_, T> {
    Depth(value, Flat)
}

// Method lookup takes the first that applies: what is not `Nested` goes on to `Flat`.
impl<T: Nested + ?Sized> Depth<'_, T> {
    /// It may be either.
    #[must_use]
    pub fn asked(&self) -> Deep<T::Option> {
        Deep(PhantomData)
    }
}

impl<T: ?Sized> Deref for Depth<'_, T> {
    type Target = Flat;

    fn deref(&self) -> &Flat {
        &self.1
    }
}

impl Flat {
    /// It is nothing.
    #[must_use]
    pub fn asked(&self) -> Flat {
        Flat
    }
}

/// What [`depth`] answers.
pub trait Level {
    /// Whose `null` it is, where there is something to say of it.
    type Option: ?Sized;
}

impl Level for Flat {
    type Option = ();
}

impl<T: ?Sized> Level for Deep<T> {
    type Option = T;
}

/// An `Option` that is nothing where its JSON is `null`, and there alone.
#[diagnostic::on_unimplemented(
    message = "a definition cannot ask whether `{Option}` has a value",
    label = "in JSON nothing, and something that is nothing itself, are both `null`",
    note = "make one `Option` of both by `.flatten()`, or look at the value in a task"
)]
pub trait Solid<Option: ?Sized> {}

#[diagnostic::do_not_recommend]
impl Solid<()> for Flat {}

// rustc has not said which impl is meant where the type is not known for another mistake, and says no more then.
#[diagnostic::do_not_recommend]
impl Solid<Flat> for Deep<Flat> {}
#[diagnostic::do_not_recommend]
impl Solid<Never> for Deep<Never> {}

/// No type of the user's is one.
#[derive(Debug)]
pub enum Never {}

/// Refuses an `Option` whose value may be `null` itself.
pub fn solid<A: Level + Solid<A::Option>>(_asked: A) {}
