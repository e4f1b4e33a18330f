//! Whether a definition can tell an enum's variants apart: not of an untagged one, whose JSON says no variant's name.
//!
//! Asked inside a witness, of what the patterns of a `match` look into. Read next: `assertions.rs`.

use std::{fmt, marker::PhantomData, ops::Deref};

use super::nested::Never;

/// An enum of several variants with `#[serde(untagged)]`, or a pointer to one; `#[derive(Data)]` says so.
pub trait Untagged {
    /// The enum.
    type Enum: ?Sized;
}

impl<T: Untagged + ?Sized> Untagged for &T {
    type Enum = T::Enum;
}

impl<T: Untagged + ?Sized> Untagged for Box<T> {
    type Enum = T::Enum;
}

/// A value whose variants a pattern names.
pub struct Variants<'a, T: ?Sized>(&'a T, Named);

impl<T: ?Sized> fmt::Debug for Variants<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Variants<{}>", std::any::type_name_of_val(self.0))
    }
}

/// Variants whose names stand in the JSON, or no variants at all.
#[derive(Debug)]
pub struct Named;

/// Variants without names in the JSON.
pub struct Nameless<T: ?Sized>(PhantomData<fn() -> Box<T>>);

impl<T: ?Sized> fmt::Debug for Nameless<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Nameless<{}>", std::any::type_name::<T>())
    }
}

/// Asks how the variants of a value are told apart.
pub fn variants<T: ?Sized>(value: &T) -> Variants<'_, T> {
    Variants(value, Named)
}

// Method lookup takes the first that applies: what is not `Untagged` goes on to `Named`.
impl<T: Untagged + ?Sized> Variants<'_, T> {
    /// They are not.
    #[must_use]
    pub fn asked(&self) -> Nameless<T::Enum> {
        Nameless(PhantomData)
    }
}

impl<T: ?Sized> Deref for Variants<'_, T> {
    type Target = Named;

    fn deref(&self) -> &Named {
        &self.1
    }
}

impl Named {
    /// They are, or there is nothing to tell apart.
    #[must_use]
    pub fn asked(&self) -> Named {
        Named
    }
}

/// What [`variants`] answers.
pub trait Answer {
    /// Whose variants they are, where there is something to say of it.
    type Enum: ?Sized;
}

impl Answer for Named {
    type Enum = ();
}

impl<T: ?Sized> Answer for Nameless<T> {
    type Enum = T;
}

/// Variants that a pattern can tell apart in the JSON.
#[diagnostic::on_unimplemented(
    message = "`{Enum}` is untagged: a definition cannot tell its variants apart",
    label = "nothing in the JSON of this value names its variant",
    note = "drop `#[serde(untagged)]` from `{Enum}`, or look at the value in a task"
)]
pub trait ToldApart<Enum: ?Sized> {}

#[diagnostic::do_not_recommend]
impl ToldApart<()> for Named {}

// Where the type is not known for another mistake, rustc cannot say which impl is meant, and says no more.
#[diagnostic::do_not_recommend]
impl ToldApart<Named> for Nameless<Named> {}
#[diagnostic::do_not_recommend]
impl ToldApart<Never> for Nameless<Never> {}

/// Refuses variants without names.
pub fn told_apart<A: Answer + ToldApart<A::Enum>>(_asked: A) {}
