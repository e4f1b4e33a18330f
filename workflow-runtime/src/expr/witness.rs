//! How the twin learns Rust types: from closures that are never called, in which the user's own tokens stand.
//!
//! rustc types a witness exactly as it types the driver, so a mistake in it is reported once. Read next: `tree.rs`.

use std::{fmt, marker::PhantomData, ops::Deref};

use super::tree::Expr;
use crate::data::{Data, Shape};

/// The type of an expression of the user's, without a value.
pub struct Witness<T: ?Sized> {
    type_: PhantomData<fn() -> Box<T>>,
    fallback: Unknown,
}

/// What is known of a type that is not `Data`: nothing.
#[derive(Clone, Copy, Debug)]
pub struct Unknown;

impl<T: ?Sized> fmt::Debug for Witness<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(std::any::type_name::<T>())
    }
}

impl<T: ?Sized> Witness<T> {
    fn new() -> Self {
        Self { type_: PhantomData, fallback: Unknown }
    }
}

// `witness.shape()` finds this method when the bound holds; when not, method lookup goes on to `Unknown`, through
// `Deref`. So a type that is not `Data` has a shape too, and no error comes from asking.
impl<T: ?Sized + Data> Witness<T> {
    /// The shape of the type.
    #[must_use]
    pub fn shape(&self) -> Shape {
        T::shape()
    }
}

impl<T: ?Sized> Deref for Witness<T> {
    type Target = Unknown;

    fn deref(&self) -> &Unknown {
        &self.fallback
    }
}

impl Unknown {
    /// The shape of a type that is not `Data`.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape::Opaque
    }
}

/// The type that a closure witnesses; the closure is never called.
pub fn witness<T: ?Sized>(_never_called: impl FnOnce() -> Witness<T>) -> Witness<T> {
    Witness::new()
}

/// Ends a witness: its type is that of `value`.
pub fn of<T: ?Sized>(_value: &T) -> Witness<T> {
    Witness::new()
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

    /// A local whose type is the witness's.
    #[must_use]
    pub fn bind(_type: &Witness<T>, expr: Expr) -> Self {
        Self::new(expr)
    }

    /// The expression of its value.
    #[must_use]
    pub fn expr(&self) -> Expr {
        self.expr.clone()
    }
}

/// The native value of a local, inside a witness.
///
/// # Panics
///
/// Always: a witness is never called.
#[must_use]
pub fn native<T>(_local: &Local<T>) -> T {
    unreachable!("a witness is never called")
}
