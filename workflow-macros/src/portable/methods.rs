//! The table of portable methods: one line a method, read by the check, both printers and the reference.
//!
//! What each becomes is in `workflow-runtime/src/expr/methods.rs`, under the same name.

use syn::{Expr, ExprMethodCall};

/// A method that is portable.
#[derive(Debug)]
pub(super) struct Method {
    /// Its name.
    pub(super) name: &'static str,
    /// What it takes `self` as, and how the definition carries it.
    pub(super) kind: Kind,
    /// The types it is portable of, as the reference says it.
    #[cfg_attr(not(test), allow(dead_code, reason = "the reference is compared with it"))]
    pub(super) of: &'static str,
}

/// How a method is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The same JSON, whatever the type.
    Same,
    /// It looks at `self`.
    Place,
    /// It takes `self`.
    Owned,
    /// It takes `self` and a closure.
    Closure,
    /// It is an iterator's: its item is an element of a list.
    Iterator,
    /// An iterator's, with a closure.
    IteratorClosure,
    /// It ends an iterator, or a number's method that can fail: the driver calls a function of the runtime.
    Checked,
}

const fn method(name: &'static str, kind: Kind, of: &'static str) -> Method {
    Method { name, kind, of }
}

/// The table, in the order of the reference.
pub(super) const METHODS: &[Method] = &[
    method("clone", Kind::Same, "any"),
    method("to_owned", Kind::Same, "any"),
    method("as_str", Kind::Same, "text"),
    method("as_slice", Kind::Same, "lists"),
    method("to_vec", Kind::Same, "lists"),
    method("as_ref", Kind::Same, "`Option`"),
    method("as_deref", Kind::Same, "`Option`"),
    method("cloned", Kind::Same, "`Option`, iterators"),
    method("copied", Kind::Same, "`Option`, iterators"),
    method("to_string", Kind::Place, "text, integers, `bool`, timestamps"),
    method("len", Kind::Place, "text, lists, maps"),
    method("is_empty", Kind::Place, "text, lists, maps"),
    method("contains", Kind::Place, "text, lists, a range in place"),
    method("starts_with", Kind::Place, "text"),
    method("ends_with", Kind::Place, "text"),
    method("to_uppercase", Kind::Place, "text"),
    method("to_lowercase", Kind::Place, "text"),
    method("trim", Kind::Place, "text"),
    method("trim_start", Kind::Place, "text"),
    method("trim_end", Kind::Place, "text"),
    method("replace", Kind::Place, "text"),
    method("split", Kind::Place, "text"),
    method("parse", Kind::Place, "text, with its integer type: `parse::<i64>()`"),
    method("ok", Kind::Owned, "`Result`, what `parse` gives"),
    method("is_ok", Kind::Place, "`Result`, what `parse` gives"),
    method("is_err", Kind::Place, "`Result`, what `parse` gives"),
    method("join", Kind::Place, "lists of text"),
    method("concat", Kind::Place, "lists of lists or of text"),
    method("first", Kind::Place, "lists"),
    method("last", Kind::Place, "lists"),
    method("get", Kind::Place, "lists, maps"),
    method("contains_key", Kind::Place, "maps"),
    method("is_some", Kind::Place, "`Option`"),
    method("is_none", Kind::Place, "`Option`"),
    method("unwrap_or", Kind::Owned, "`Option`, `Result`, what `parse` gives"),
    method("unwrap_or_default", Kind::Owned, "`Option` of numbers, text, lists, maps"),
    method("or", Kind::Owned, "`Option`"),
    method("flatten", Kind::Owned, "`Option` of an `Option`, iterators of lists and of `Option`s"),
    method("is_some_and", Kind::Closure, "`Option`"),
    method("is_none_or", Kind::Closure, "`Option`"),
    method("and_then", Kind::Closure, "`Option`"),
    method("map_or", Kind::Closure, "`Option`"),
    method("unwrap_or_else", Kind::Closure, "`Option`, `Result`, what `parse` gives"),
    method("name", Kind::Place, "a failure that was caught, a `Failure`"),
    method("min", Kind::Owned, "integers, `f64`; iterators of integers"),
    method("max", Kind::Owned, "integers, `f64`; iterators of integers"),
    method("saturating_sub", Kind::Owned, "unsigned integers"),
    method("abs_diff", Kind::Owned, "integers, signed ones of up to 32 bits"),
    method("checked_add", Kind::Owned, "integers of up to 32 bits"),
    method("checked_sub", Kind::Owned, "integers, signed ones of up to 32 bits"),
    method("checked_mul", Kind::Owned, "integers of up to 32 bits"),
    method("floor", Kind::Owned, "`f64`"),
    method("ceil", Kind::Owned, "`f64`"),
    method("round", Kind::Owned, "`f64`"),
    method("trunc", Kind::Owned, "`f64`"),
    method("abs", Kind::Checked, "integers, `f64`"),
    method("iter", Kind::Place, "lists"),
    method("into_iter", Kind::Owned, "lists"),
    method("map", Kind::IteratorClosure, "iterators, `Option`"),
    method("filter", Kind::IteratorClosure, "iterators, `Option`"),
    method("filter_map", Kind::IteratorClosure, "iterators"),
    method("flat_map", Kind::IteratorClosure, "iterators, into lists and `Option`s"),
    method("any", Kind::IteratorClosure, "iterators"),
    method("all", Kind::IteratorClosure, "iterators"),
    method("find", Kind::IteratorClosure, "iterators"),
    method("min_by_key", Kind::IteratorClosure, "iterators"),
    method("max_by_key", Kind::IteratorClosure, "iterators"),
    method("rev", Kind::Iterator, "iterators"),
    method("skip", Kind::Iterator, "iterators"),
    method("take", Kind::Iterator, "iterators"),
    method("enumerate", Kind::Iterator, "iterators"),
    method("count", Kind::Iterator, "iterators"),
    method("sum", Kind::Checked, "iterators of integers, `f64`"),
    method("collect", Kind::Checked, "iterators, into a `Vec`"),
];

/// The method of this name.
pub(super) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}

/// Whether a method takes `self` by value.
pub(super) fn takes_self(name: &str) -> bool {
    find(name).is_some_and(|method| !matches!(method.kind, Kind::Same | Kind::Place))
}

/// Whether a method's result looks into its receiver; `None` where it does what the receiver does.
pub(super) fn borrows(name: &str) -> Option<bool> {
    match name {
        "as_str" | "as_slice" | "as_ref" | "as_deref" | "trim" | "trim_start" | "trim_end" | "first"
        | "last" | "get" | "iter" | "split" => Some(true),
        "clone" | "to_owned" | "to_vec" | "cloned" | "copied" => Some(false),
        _ => match find(name).map(|method| method.kind) {
            Some(Kind::Place) => Some(false),
            _ => None,
        },
    }
}

/// Whether a method's first argument is what text is split at or looked through for: a constant.
pub(super) fn separates(name: &str) -> bool {
    matches!(name, "split" | "replace")
}

/// Whether a method picks elements by their position: Rust computes no more of them than it needs.
pub(super) fn counts(name: &str) -> bool {
    matches!(name, "skip" | "take" | "enumerate")
}

/// Whether a method makes one list of those that an iterator goes over.
pub(super) fn flattens(call: &ExprMethodCall) -> bool {
    (call.method == "flat_map" || call.method == "flatten") && is_iterator(&call.receiver)
}

/// Whether a method asks no more elements of an iterator than it needs.
pub(super) fn ends_early(name: &str) -> bool {
    matches!(name, "any" | "all" | "find")
}

/// Whether a method orders the elements of an iterator by what a closure has of them.
pub(super) fn orders(name: &str) -> bool {
    matches!(name, "min_by_key" | "max_by_key")
}

/// Whether a method asks an `Option` whether it has a value, which one inside of another does not say in JSON.
pub(super) fn asks_option(name: &str) -> bool {
    matches!(
        name,
        "is_some"
            | "is_none"
            | "is_some_and"
            | "is_none_or"
            | "unwrap_or"
            | "unwrap_or_default"
            | "unwrap_or_else"
            | "or"
            | "and_then"
            | "map_or"
            | "map"
            | "filter"
    )
}

/// Whether a call asks an iterator for its least or its greatest item.
pub(super) fn is_extreme(call: &ExprMethodCall) -> bool {
    (call.method == "min" || call.method == "max") && call.args.is_empty() && is_iterator(&call.receiver)
}

/// Whether an expression is an iterator: a list to JSONata, of no type that has a shape.
pub(super) fn is_iterator(expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(call) => match call.method.to_string().as_str() {
            "iter" | "into_iter" | "split" => true,
            "map" | "filter" | "filter_map" | "flat_map" | "flatten" | "rev" | "skip" | "take"
            | "enumerate" | "cloned" | "copied" => is_iterator(&call.receiver),
            _ => false,
        },
        Expr::Paren(paren) => is_iterator(&paren.expr),
        Expr::Group(group) => is_iterator(&group.expr),
        _ => false,
    }
}
