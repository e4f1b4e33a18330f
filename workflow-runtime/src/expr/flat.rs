//! What `flatten` and `flat_map` of an iterator make one list of, and `filter_map`: lists, and `Option`s that have a value.
//!
//! Asked inside a witness of the iterator that the method gives. Read next: `nested.rs`, which is asked of the `Option`s.

use std::{
    array,
    collections::{BTreeSet, VecDeque, btree_set, vec_deque},
    iter, slice, str, vec,
};

/// What can be a part of one list: a list, an iterator over one, an `Option`.
#[diagnostic::on_unimplemented(
    message = "one list of many `{Self}` is not portable",
    label = "a definition cannot carry this method of this type",
    note = "lists, iterators over them and `Option`s are portable; do it in a task"
)]
pub trait Part {}

macro_rules! parts {
    (@@ [$($generics:tt)*] $ty:ty) => {
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Part for $ty {}
    };
    (@ $generics:tt $($ty:ty),+) => { $(parts!(@@ $generics $ty);)+ };
    ($([$($generics:tt)*] $($ty:ty),+;)+) => { $(parts!(@ [$($generics)*] $($ty),+);)+ };
}

parts! {
    [T] Option<T>, &Option<T>;
    [T] Vec<T>, &Vec<T>, &[T], slice::Iter<'_, T>, vec::IntoIter<T>;
    [T, const N: usize] [T; N], &[T; N], array::IntoIter<T, N>;
    [T] VecDeque<T>, &VecDeque<T>, vec_deque::Iter<'_, T>, vec_deque::IntoIter<T>;
    [T] BTreeSet<T>, &BTreeSet<T>, btree_set::Iter<'_, T>, btree_set::IntoIter<T>;
    [] str::Split<'_, &str>, str::Split<'_, char>;
    [I, F] iter::Map<I, F>, iter::Filter<I, F>, iter::FilterMap<I, F>;
    [I] iter::Rev<I>, iter::Skip<I>, iter::Take<I>, iter::Enumerate<I>, iter::Cloned<I>, iter::Copied<I>;
    [I, U: IntoIterator, F] iter::FlatMap<I, U, F>;
    [I: Iterator<Item: IntoIterator>] iter::Flatten<I>;
}

/// An iterator that makes one list of parts.
pub trait Flattened {
    /// What it makes it of.
    type Part;
}

#[diagnostic::do_not_recommend]
impl<I: Iterator<Item: IntoIterator>> Flattened for iter::Flatten<I> {
    type Part = I::Item;
}

#[diagnostic::do_not_recommend]
impl<I, U: IntoIterator, F> Flattened for iter::FlatMap<I, U, F> {
    type Part = U;
}

#[diagnostic::do_not_recommend]
impl<B, I: Iterator, F: FnMut(I::Item) -> Option<B>> Flattened for iter::FilterMap<I, F> {
    type Part = Option<B>;
}

/// One list is made of what can be its part.
pub fn flattened<I: Flattened<Part: Part>>(_iterator: &I) {}

/// A part of what one list is made of.
///
/// # Panics
///
/// Always: a witness is never called.
pub fn part_of<I: Flattened>(_iterator: &I) -> I::Part {
    unreachable!("a witness is never called")
}
