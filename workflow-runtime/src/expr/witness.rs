//! How the twin learns Rust types: from closures that are never called, in which the user's own tokens stand.
//!
//! rustc types a witness exactly as it types the driver, so a mistake in it is reported once. Read next: `tree.rs`.

use std::{fmt, marker::PhantomData};

use super::tree::Expr;
use crate::data::{Shape, probe::Probe};

/// The type of an expression of the user's, without a value.
pub struct Witness<T: ?Sized>(PhantomData<fn() -> Box<T>>);

impl<T: ?Sized> fmt::Debug for Witness<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(std::any::type_name::<T>())
    }
}

impl<T: ?Sized> Witness<T> {
    /// Asks the type what is known of it.
    #[must_use]
    pub fn probe(&self) -> Probe<T> {
        Probe::new()
    }
}

/// The type that a closure witnesses; the closure is never called.
pub fn witness<T: ?Sized>(_never_called: impl FnOnce() -> Witness<T>) -> Witness<T> {
    Witness(PhantomData)
}

/// Ends a witness: its type is that of `value`.
pub fn of<T: ?Sized>(_value: &T) -> Witness<T> {
    Witness(PhantomData)
}

/// Ends a witness: its type is that of the iterator's items.
pub fn item_of<I: IntoIterator>(_items: I) -> Witness<I::Item> {
    Witness(PhantomData)
}

/// The shape inside an `Option` or a list.
#[must_use]
pub fn element_shape(shape: &Shape) -> Shape {
    match shape {
        Shape::Option(inner) | Shape::List(inner) => inner(),
        _ => Shape::Opaque,
    }
}

/// The shape of what needs no witness, because nothing depends on it.
#[must_use]
pub fn unknown() -> Shape {
    Shape::Opaque
}

/// The twin of a parameter or of a binding: its expression, and the Rust type it stands for.
pub struct Local<T> {
    expr: Expr,
    type_: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Local<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(formatter)
    }
}

impl<T> Clone for Local<T> {
    fn clone(&self) -> Self {
        Self::new(self.expr.clone())
    }
}

impl<T> Local<T> {
    /// A local of type `T` whose value is `expr`.
    #[must_use]
    pub fn new(expr: Expr) -> Self {
        Self { expr, type_: PhantomData }
    }

    /// The parameter of a function at this position, of this name.
    ///
    /// # Panics
    ///
    /// If there are fewer arguments: rustc has refused the call.
    #[must_use]
    pub fn argument(arguments: &[Expr], position: usize, name: &'static str) -> Self {
        Self::new(arguments[position].clone().named(name))
    }

    /// A local whose type is that of the value a witness ends with.
    ///
    /// The value is returned, and read again by a method: a value that rustc could not type stays without a type this way, and
    /// nothing is said of it but its own mistake. A function over `&T` would take its type from what it is used as.
    pub fn bind(_never_called: impl FnOnce() -> T, expr: Expr) -> Self {
        Self::new(expr)
    }

    /// A local whose type is the witness's.
    #[must_use]
    pub fn seen(_type: &Witness<T>, expr: Expr) -> Self {
        Self::new(expr)
    }

    /// The expression of its value.
    #[must_use]
    pub fn expr(&self) -> Expr {
        self.expr.clone()
    }

    /// Its native value, inside a witness.
    ///
    /// # Panics
    ///
    /// Always: a witness is never called.
    #[must_use]
    pub fn native(&self) -> T {
        unreachable!("a witness is never called")
    }
}

/// A place of a witness, a value of which is wanted: of the place's own type, also where that is a reference.
///
/// A method gives it, because a function would take its type from what is wanted, and rustc would say of the place what it has
/// to say of the value.
#[derive(Debug)]
pub struct Place<'a, T>(pub &'a T);

impl<T> Place<'_, T> {
    /// A value of the type.
    ///
    /// # Panics
    ///
    /// Always: a witness is never called.
    #[must_use]
    pub fn owned(self) -> T {
        unreachable!("a witness is never called")
    }
}

/// Where a pattern of a witness does not match.
///
/// # Panics
///
/// Always: a witness is never called.
pub fn never() -> ! {
    unreachable!("a witness is never called")
}

/// The type that a closure's parameter is seen to have, inside a witness.
pub struct Seen<T>(PhantomData<fn() -> T>);

impl<T> fmt::Debug for Seen<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(std::any::type_name::<T>())
    }
}

impl<T> Seen<T> {
    /// A type that is not known yet.
    #[allow(clippy::new_without_default, reason = "generated code says what it does")]
    #[must_use]
    pub fn new() -> Self {
        Self(PhantomData)
    }

    /// Ends a witness: its type is the one that was seen.
    #[must_use]
    pub fn witness(self) -> Witness<T> {
        Witness(PhantomData)
    }
}

/// A value of the type is seen.
pub fn see<T>(_seen: &Seen<T>, _value: &T) {}
