//! What only types show: whether a definition can carry what Rust allows. rustc words the refusals from here.
//!
//! Each is asked inside a witness, beside the user's own tokens. Read next: `methods.rs`.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    fmt,
    marker::PhantomData,
    ops::Deref,
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use indexmap::IndexMap;

use super::{nested::Never, witness::Witness};
use crate::{BranchFailure, Failure, TaskFailure, data::Data};

/// What a definition can look into: [`Data`], of which rustc would list other types beside one that is not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not `Data`: a workflow cannot look inside it",
    label = "this is an opaque value for the definition",
    note = "write `#[derive(Data)]` on the type, or read it in a task"
)]
pub trait IsData {}

#[diagnostic::do_not_recommend]
impl<T: Data + ?Sized> IsData for T {}

/// The type is looked into: a field is read, a variant is matched, or a value of it is constructed.
pub fn readable<T: IsData + ?Sized>(_value: &T) {}

/// The same of a value that is seen as a type alone.
pub fn looked_into<T: IsData + ?Sized>(_type: &Witness<T>) {}

/// The type is compared by `==`.
pub fn equatable<T: IsData + ?Sized>(_value: &T) {}

/// A type whose `<` is JSONata's.
#[diagnostic::on_unimplemented(
    message = "ordering of `{Self}` is not portable",
    label = "a definition cannot order this as Rust does",
    note = "numbers and timestamps are ordered alike: compare the parts of a tuple or an `Option`, and ask of an enum `matches!(..)`; JSONata orders text by UTF-16 units: compare it in a task"
)]
pub trait Ordered {}

/// The type is ordered by `<`, `min` or `max`.
pub fn ordered<T: Ordered + ?Sized>(_value: &T) {}

/// A type whose slices are lists.
#[diagnostic::on_unimplemented(
    message = "a slice of `{Self}` is not portable",
    label = "a definition cannot take this apart by positions",
    note = "text has no positions that both sides count alike: use `split`, or do it in a task"
)]
pub trait Sliced {}

#[diagnostic::do_not_recommend]
impl<T> Sliced for Vec<T> {}
#[diagnostic::do_not_recommend]
impl<T> Sliced for [T] {}
#[diagnostic::do_not_recommend]
impl<T, const N: usize> Sliced for [T; N] {}
#[diagnostic::do_not_recommend]
impl<T: Sliced + ?Sized> Sliced for &T {}

/// A slice of the type is taken.
pub fn sliced<T: Sliced + ?Sized>(_value: &T) {}

/// What is indexed: JSON of no type, or a list or a map.
#[derive(Debug)]
pub struct Looked<'a, C: ?Sized>(&'a C, Other);

/// Nothing to refuse.
#[derive(Debug)]
pub struct Other;

/// A JSON value of no type of its own.
pub trait Opaque {}

impl Opaque for serde_json::Value {}
// Where the type is not known for another mistake, rustc cannot say which is meant, and says no more.
impl Opaque for Never {}

/// What an index into such a value finds, nobody says.
pub struct Json<C: ?Sized>(PhantomData<fn() -> Box<C>>);

impl<C: ?Sized> fmt::Debug for Json<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Json<{}>", std::any::type_name::<C>())
    }
}

/// What is indexed, to be asked.
pub fn looked<C: ?Sized>(value: &C) -> Looked<'_, C> {
    Looked(value, Other)
}

// Method lookup takes the first that applies.
impl<C: Opaque + ?Sized> Looked<'_, C> {
    /// It is JSON of no type.
    #[must_use]
    pub fn asked(&self) -> Json<C> {
        let _ = self.0;
        Json(PhantomData)
    }
}

impl<C: ?Sized> Deref for Looked<'_, C> {
    type Target = Other;

    fn deref(&self) -> &Other {
        &self.1
    }
}

impl Other {
    /// It is anything else.
    #[must_use]
    pub fn asked(&self) -> Self {
        Self
    }
}

/// What a definition can index.
#[diagnostic::on_unimplemented(
    message = "a definition cannot look into a `serde_json::Value`",
    label = "nothing says what is in it",
    note = "give it a type of your own that derives `Data`, or read it in a task"
)]
pub trait Indexable {}

#[diagnostic::do_not_recommend]
impl Indexable for Other {}
#[diagnostic::do_not_recommend]
impl Indexable for Json<Other> {}
#[diagnostic::do_not_recommend]
impl Indexable for Json<Never> {}

/// Refuses an index into JSON of no type.
pub fn indexable<A: Indexable>(_asked: A) {}

/// What a function gives for 1 that has the name of one of the clock's, `days(1)`: it may be another, of the user's.
#[derive(Debug)]
pub struct NamedLikeTheClocks<T>(pub T);

impl NamedLikeTheClocks<Duration> {
    /// Whether it is the clock's, of so many seconds.
    #[must_use]
    pub const fn is_the_clocks(&self, seconds: u64) -> bool {
        self.0.as_secs() == seconds
    }
}

/// A type whose default has a JSON that its shape says.
pub trait Emptied {}

macro_rules! emptied {
    ($([$($generics:tt)*] $ty:ty),+ $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Emptied for $ty {}
    )+};
}

emptied! {
    [] u8, [] u16, [] u32, [] u64, [] usize, [] i8, [] i16, [] i32, [] i64, [] isize, [] f32, [] f64,
    [] bool, [] String, [] &str, [T] Vec<T>, [T] VecDeque<T>, [T] BTreeSet<T>, [T, S] HashSet<T, S>,
    [K, T] BTreeMap<K, T>, [K, T, S] HashMap<K, T, S>, [K, T, S] IndexMap<K, T, S>,
}

/// A type whose `Display` is JSONata's `$string`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` written as text is not portable",
    label = "a definition cannot write this as Rust does",
    note = "text, integers, `bool` and timestamps are written alike; of floats JSONata keeps 15 digits: \
            write it in a task"
)]
pub trait Shows {}

macro_rules! implement {
    ($trait:ident: $($ty:ty)*) => {
        $(#[diagnostic::do_not_recommend] impl $trait for $ty {})*
        #[diagnostic::do_not_recommend]
        impl<T: $trait + ?Sized> $trait for &T {}
        #[diagnostic::do_not_recommend]
        impl<T: $trait + ?Sized> $trait for Box<T> {}
        #[diagnostic::do_not_recommend]
        impl<T: $trait + ?Sized> $trait for Rc<T> {}
        #[diagnostic::do_not_recommend]
        impl<T: $trait + ?Sized> $trait for Arc<T> {}
        #[diagnostic::do_not_recommend]
        impl<T: $trait + ToOwned + ?Sized> $trait for Cow<'_, T> {}
    };
}

implement!(Ordered: u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64 jiff::Timestamp);
implement!(Shows: u8 u16 u32 u64 usize i8 i16 i32 i64 isize bool char str String jiff::Timestamp uuid::Uuid);

/// A value in a `format!`, or before `.to_string()`.
pub struct Shown<'a, T: ?Sized>(&'a T, Unshown);

/// What Rust itself cannot write: rustc says so.
#[derive(Debug)]
pub struct Unshown;

impl<T: ?Sized> fmt::Debug for Shown<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Shown<{}>", std::any::type_name_of_val(self.0))
    }
}

/// Asks whether a value is written alike on both sides.
pub fn shown<T: ?Sized>(value: &T) -> Shown<'_, T> {
    Shown(value, Unshown)
}

// Method lookup takes the first that applies: so nothing is said twice of a type without `Display`.
impl<T: fmt::Display + ?Sized> Shown<'_, T> {
    /// Rust writes it, so the definition has to.
    #[must_use]
    pub fn asked(&self) -> Displayed<T> {
        Displayed(PhantomData)
    }
}

impl<T: ?Sized> Deref for Shown<'_, T> {
    type Target = Unshown;

    fn deref(&self) -> &Unshown {
        &self.1
    }
}

impl Unshown {
    /// Nothing is asked.
    #[must_use]
    pub fn asked(&self) -> Unshown {
        Unshown
    }
}

/// A type that Rust writes as text.
#[derive(Debug)]
pub struct Displayed<T: ?Sized>(PhantomData<fn() -> Box<T>>);

/// What is written alike, or what rustc refuses.
pub trait Alike {}

impl Alike for Unshown {}
impl<T: Shows + ?Sized> Alike for Displayed<T> {}

/// Refuses a type that is written differently.
pub fn alike<A: Alike>(_asked: A) {}

/// A type whose text both sides fill up with zeros alike.
#[diagnostic::on_unimplemented(
    message = "`{Self}` written with zeros before it is not portable",
    label = "a definition cannot write this as Rust does",
    note = "unsigned integers are written alike; write `{{}}`, or do it in a task"
)]
pub trait Counts {}

implement!(Counts: u8 u16 u32 u64 usize);

/// What is written alike with zeros before it, or what rustc refuses.
pub trait AlikeWithZeros {}

impl AlikeWithZeros for Unshown {}
impl<T: Counts + ?Sized> AlikeWithZeros for Displayed<T> {}

/// Refuses a type that is written differently where zeros are put before it.
pub fn alike_with_zeros<A: AlikeWithZeros>(_asked: A) {}

/// The result of a method `Method` of `Receiver` that a definition can carry.
///
/// `Self` is what rustc makes of the call, which is not known while the call itself is wrong: so this says nothing then.
#[diagnostic::on_unimplemented(
    message = "this method of `{Receiver}` is not portable",
    label = "a definition cannot carry this method of this type",
    note = "docs/portable.md lists the methods that are; a `match` tells the cases of an `Option` or a `Result` apart; do the rest in a task"
)]
pub trait ResultOf<Method, Receiver: ?Sized> {}

/// The method is called on this receiver, with this result.
pub fn portable<Method, Receiver: ?Sized, Output: ResultOf<Method, Receiver>>(
    _receiver: &Receiver,
    _result: Output,
) {
}

#[diagnostic::do_not_recommend]
impl<M, O: ResultOf<M, T>, T: ?Sized> ResultOf<M, &T> for O {}
#[diagnostic::do_not_recommend]
impl<M, O: ResultOf<M, T>, T: ?Sized> ResultOf<M, Box<T>> for O {}

/// The names of methods, as types.
#[allow(
    non_camel_case_types,
    missing_docs,
    reason = "they are written as the methods are, for rustc's messages"
)]
pub mod names {
    macro_rules! names {
        ($($name:ident)*) => { $(#[derive(Debug)] pub struct $name;)* };
    }

    names! {
        abs ceil concat contains contains_key ends_with first floor get is_empty is_none is_some join last len
        max min name or replace round saturating_sub abs_diff checked_add checked_sub checked_mul split starts_with to_lowercase to_string to_uppercase trim trim_end
        trim_start trunc unwrap_or unwrap_or_default iter into_iter map filter any all count find flatten sum rev is_some_and
        is_none_or and_then map_or collect keys values cloned copied ok is_ok is_err filter_map skip take enumerate
        min_by_key max_by_key flat_map
    }
}

macro_rules! portable {
    ($($($name:ident)+ => $({$($generics:tt)*} $ty:ty),+;)+) => {
        $(portable!(@ [$($name)+] $([{$($generics)*} $ty])+);)+
    };
    (@ [$($name:ident)+] $types:tt) => { $(portable!(@@ $name $types);)+ };
    (@ [$($name:ident)+] $first:tt $($rest:tt)+) => {
        $(portable!(@@ $name $first);)+
        portable!(@ [$($name)+] $($rest)+);
    };
    (@@ $name:ident [{$($generics:tt)*} $ty:ty]) => {
        #[diagnostic::do_not_recommend]
        impl<O, $($generics)*> ResultOf<names::$name, $ty> for O {}
    };
}

portable! {
    len is_empty => {} String, {} str, {T} Vec<T>, {T} [T], {T, const N: usize} [T; N], {T} VecDeque<T>,
        {T} BTreeSet<T>, {T, S} HashSet<T, S>, {K: Data, T} BTreeMap<K, T>, {K: Data, T, S} HashMap<K, T, S>,
        {K: Data, T, S} IndexMap<K, T, S>;
    contains => {} String, {} str, {T: Data} Vec<T>, {T: Data} [T], {T: Data, const N: usize} [T; N],
        {T: Data} BTreeSet<T>, {T: Data, S} HashSet<T, S>;
    contains_key => {K: Data, T} BTreeMap<K, T>, {K: Data, T, S} HashMap<K, T, S>, {K: Data, T, S} IndexMap<K, T, S>;
    get => {T} Vec<T>, {T} [T], {T, const N: usize} [T; N], {K: Data, T} BTreeMap<K, T>, {K: Data, T, S} HashMap<K, T, S>,
        {K: Data, T, S} IndexMap<K, T, S>;
    first last => {T} Vec<T>, {T} [T], {T, const N: usize} [T; N];
    starts_with ends_with to_uppercase to_lowercase trim trim_start trim_end split replace => {} String, {} str;
    join => {} Vec<String>, {} [String], {} Vec<&str>, {} [&str], {const N: usize} [String; N], {const N: usize} [&str; N];
    concat => {T} Vec<T>, {T} [T], {T, const N: usize} [T; N];
    unwrap_or_default => {T: Emptied} Option<T>;
    is_some is_none unwrap_or or is_some_and is_none_or and_then map_or map filter cloned copied
        => {T} Option<T>;
    iter into_iter rev count any all find => {T} Vec<T>, {T} [T], {T, const N: usize} [T; N], {T} VecDeque<T>, {T} BTreeSet<T>;
    min max => {} u8, {} u16, {} u32, {} u64, {} usize, {} i8, {} i16, {} i32, {} i64, {} isize, {} f64;
    abs => {} i8, {} i16, {} i32, {} i64, {} isize, {} f64;
    flatten => {T} Option<Option<T>>;
    ok is_ok is_err unwrap_or => {T, E} Result<T, E>;
    name => {E} TaskFailure<E>, {} BranchFailure, {} Failure;
    floor ceil round trunc => {} f64;
    saturating_sub => {} u8, {} u16, {} u32, {} u64, {} usize;
    abs_diff checked_sub => {} u8, {} u16, {} u32, {} u64, {} usize, {} i8, {} i16, {} i32;
    checked_add checked_mul => {} u8, {} u16, {} u32, {} i8, {} i16, {} i32;
}

/// A type that a definition can make of a `Source` by `from`.
#[diagnostic::on_unimplemented(
    message = "`{Self}::from` of `{Source}` is not portable",
    label = "a definition cannot carry this conversion",
    note = "docs/portable.md lists the conversions that are; of a `bool` write `if paid {{ 1 }} else {{ 0 }}`; do the rest in a task"
)]
pub trait Conversion<Source> {}

/// The value is made of this one by `from`.
pub fn converts<Source, Target: Conversion<Source>>(_source: impl FnOnce() -> Source, _target: Target) {}

/// A map that a definition can make of entries written in place, by `from`.
#[diagnostic::on_unimplemented(
    message = "`{Self}::from` of `{Source}` is not portable",
    label = "a definition cannot carry this conversion",
    note = "of entries written in place a `BTreeMap` and a `HashMap` are portable, whose keys are text; do it in a task"
)]
pub trait MapOf<Source> {}

#[diagnostic::do_not_recommend]
impl<T, const N: usize> MapOf<[(String, T); N]> for BTreeMap<String, T> {}
#[diagnostic::do_not_recommend]
impl<'a, T, const N: usize> MapOf<[(&'a str, T); N]> for BTreeMap<&'a str, T> {}
#[diagnostic::do_not_recommend]
impl<T, const N: usize> MapOf<[(String, T); N]> for HashMap<String, T> {}
#[diagnostic::do_not_recommend]
impl<'a, T, const N: usize> MapOf<[(&'a str, T); N]> for HashMap<&'a str, T> {}

/// The map is made of these entries by `from`.
pub fn maps<Source, Target: MapOf<Source>>(_source: impl FnOnce() -> Source, _target: Target) {}

// Whatever can be one is an error name and a cause in a definition too.
#[diagnostic::do_not_recommend]
impl<Source> Conversion<Source> for Failure {}

macro_rules! conversions {
    ($($source:ty => $($target:ty)+;)+) => {
        $($(#[diagnostic::do_not_recommend] impl Conversion<$source> for $target {})+)+
    };
}

conversions! {
    &str => String;
    &String => String;
    String => String;
    u8 => u16 u32 u64 usize i16 i32 i64 f64;
    u16 => u32 u64 usize i32 i64 f64;
    u32 => u64 i64 f64;
    i8 => i16 i32 i64 f64;
    i16 => i32 i64 f64;
    i32 => i64 f64;
}
