//! Asks a type whether it is `Data` or a `TaskError`, without a bound that a user's mistake could violate.
//!
//! Rust prefers an inherent method to a trait's, and a method by value to one by reference, and passes over those whose
//! bounds do not hold. So `probe.shape()` is the type's own shape if it has one, else what is known of a container
//! around an opaque value, else [`Shape::Opaque`]. The choice is made where the call is written down: in a generic
//! function it sees the bounds of that function, not the type it is called with.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    fmt,
    marker::PhantomData,
    rc::Rc,
    sync::Arc,
};

use indexmap::{IndexMap, IndexSet};

use super::{Data, ErrorName, Shape, TaskError};

/// Stands for the type `T`, of which there is no value.
///
/// ```
/// use workflow_runtime::__private::{Probe, ProbeFallback as _};
/// use workflow_runtime::data::Shape;
///
/// struct Unknown;
/// assert!(matches!(Probe::<u8>::new().shape(), Shape::Integer { bits: 8, .. }));
/// assert!(matches!(Probe::<Unknown>::new().shape(), Shape::Opaque));
/// assert!(matches!(Probe::<Option<Unknown>>::new().shape(), Shape::Option(_)));
/// assert!(matches!(Probe::of(|| Some(1)).shape(), Shape::Option(_)));
/// assert!(Probe::<Unknown>::new().error_names().is_empty());
/// ```
pub struct Probe<T: ?Sized>(PhantomData<fn() -> Box<T>>);

impl<T: ?Sized> Probe<T> {
    /// A probe of the type that is named.
    #[allow(clippy::new_without_default, reason = "generated code says what it does")]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Probe<T> {
    /// A probe of the type that `witness` would return; it is not called.
    pub fn of(_witness: impl FnOnce() -> T) -> Self {
        Self::new()
    }
}

impl<T: Data + ?Sized> Probe<T> {
    /// The type's own shape.
    #[must_use]
    pub fn shape(self) -> Shape {
        T::shape()
    }
}

impl<T: TaskError> Probe<T> {
    /// The type's own error names.
    #[must_use]
    pub fn error_names(self) -> &'static [ErrorName] {
        T::ERROR_NAMES
    }
}

impl<T: ?Sized> fmt::Debug for Probe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Probe<{}>", std::any::type_name::<T>())
    }
}

/// What a [`Probe`] says of a type that is not `Data`, or not a `TaskError`. Bring it into scope where one is asked.
pub trait ProbeFallback: Sized {
    /// The shape of a type that is not `Data`.
    #[must_use]
    fn shape(self) -> Shape {
        Shape::Opaque
    }

    /// The error names of a type that is not a `TaskError`: none.
    #[must_use]
    fn error_names(self) -> &'static [ErrorName] {
        &[]
    }
}

impl<T: ?Sized> ProbeFallback for &Probe<T> {}

/// Containers of opaque values: how many there are, and whether there is one, can be known of these too.
macro_rules! containers {
    ($($shape:ident: $([$($generics:tt)*] $ty:ty),+;)+) => {
        $($(
            impl<$($generics)*> ProbeFallback for Probe<$ty> {
                fn shape(self) -> Shape {
                    Shape::$shape(|| Shape::Opaque)
                }
            }
        )+)+
    };
}

containers! {
    Option: [T] Option<T>;
    List: [T] Vec<T>, [T] VecDeque<T>, [T] [T], [T, const N: usize] [T; N],
        [T] BTreeSet<T>, [T, S] HashSet<T, S>, [T, S] IndexSet<T, S>;
    Map: [K, T] BTreeMap<K, T>, [K, T, S] HashMap<K, T, S>, [K, T, S] IndexMap<K, T, S>;
}

/// Pointers to such containers are as good as the containers.
macro_rules! pointers {
    ($([$($generics:tt)*] $ty:ty),+ $(,)?) => {
        $(
            impl<$($generics)*> ProbeFallback for Probe<$ty>
            where
                Probe<T>: ProbeFallback,
            {
                fn shape(self) -> Shape {
                    ProbeFallback::shape(Probe::<T>::new())
                }
            }
        )+
    };
}

pointers! {
    [T: ?Sized] &T,
    [T: ?Sized] Box<T>,
    [T: ?Sized] Rc<T>,
    [T: ?Sized] Arc<T>,
    [T: ToOwned + ?Sized] Cow<'_, T>,
}
