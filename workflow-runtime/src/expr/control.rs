//! What is evaluated first, and which branch is a value: `match`, `if`, and what both look at.
//!
//! The conditions come from `pattern.rs` and `operators.rs`.

use std::vec::IntoIter;

use super::{
    tree::{Element, Expr, Node},
    values::null,
};

/// A value that Rust computes once others have been, in this order: their errors come first, and are not lost where nothing
/// reads them.
#[must_use]
pub fn after<I>(others: I, value: Expr) -> Expr
where
    I: IntoIterator<Item = Expr, IntoIter: DoubleEndedIterator>,
{
    // The last is the innermost, and may read those before it.
    others.into_iter().rev().fold(value, |value, other| value.after(&other))
}

/// The same of what a state is given, in a field that is a template.
#[must_use]
pub fn entered_after(others: &[Expr], given: Expr) -> Expr {
    others.iter().rev().fold(given, Expr::entered_after)
}

/// What a `match` or an `if let` makes of its scrutinee, of which nothing is computed twice.
#[must_use]
pub fn scrutinee(value: Expr, body: impl FnOnce(Expr) -> Expr) -> Expr {
    match value.0 {
        // A tuple that is written out is read by its parts.
        Node::Array(elements) => by_parts(elements.into_iter(), Vec::new(), Box::new(body)),
        node => {
            let value = Expr(node, value.1);
            if is_read_by_parts(&value) { body(value) } else { value.bind("matched", body) }
        }
    }
}

/// Whether a value needs no variable for its parts to be read.
fn is_read_by_parts(value: &Expr) -> bool {
    value.present().is_some_and(Expr::is_path) || value.is_picked_from_path()
}

/// Binds those of the elements that are left that do not read well twice, and gives the tuple to `body`.
fn by_parts(
    mut left: IntoIter<Element>,
    mut bound: Vec<Element>,
    body: Box<dyn FnOnce(Expr) -> Expr + '_>,
) -> Expr {
    let Some(Element { value, kind }) = left.next() else { return body(Expr::new(Node::Array(bound))) };
    let rest = |value| {
        bound.push(Element { value, kind });
        by_parts(left, bound, body)
    };
    if is_read_by_parts(&value) { rest(value) } else { value.bind("matched", rest) }
}

/// `if` and `match` as values: the first branch whose condition holds, or the last value.
#[must_use]
pub fn branches(branches: impl IntoIterator<Item = (Expr, Expr)>, otherwise: Expr) -> Expr {
    let branches: Vec<_> = branches.into_iter().collect();
    branches.into_iter().rev().fold(otherwise, |no, (condition, yes)| {
        if condition.is_true() { yes } else { Expr::conditional(condition, yes, no) }
    })
}

/// `match` as a value: the last arm needs no condition, because a `match` is exhaustive.
#[must_use]
pub fn arms<const N: usize>(arms: [(Expr, Expr); N]) -> Expr {
    let mut arms: Vec<_> = arms.into();
    match arms.pop() {
        Some((_, last)) => branches(arms, last),
        None => null(),
    }
}
