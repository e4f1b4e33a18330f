//! The table of portable methods: one line a method, read by the check, both printers and the reference.
//!
//! What each becomes is in `workflow-runtime/src/expr/methods.rs`, under the same name.

/// A method that is portable.
#[derive(Debug)]
pub(super) struct Method {
    /// Its name.
    pub(super) name: &'static str,
    /// How many arguments it takes.
    pub(super) arguments: usize,
    /// Whether it takes `self` by value.
    pub(super) owned: bool,
    /// What the reference says of it.
    pub(super) note: &'static str,
}

const fn method(name: &'static str, arguments: usize, note: &'static str) -> Method {
    Method { name, arguments, owned: false, note }
}

const fn owned(name: &'static str, arguments: usize, note: &'static str) -> Method {
    Method { name, arguments, owned: true, note }
}

/// The table, in the order of the reference.
pub(super) const METHODS: &[Method] = &[
    method("clone", 0, "the value"),
    method("to_owned", 0, "the value"),
    method("to_string", 0, "text; of integers, `bool`, `char` and text"),
    method("as_str", 0, "the value"),
    method("as_deref", 0, "the value"),
    method("as_ref", 0, "the value"),
    method("is_some", 0, "of an `Option`"),
    method("is_none", 0, "of an `Option`"),
    owned("unwrap_or", 1, "of an `Option`"),
    method("len", 0, "of a `Vec`"),
    method("is_empty", 0, "of text and of a `Vec`"),
    method("name", 0, "of a failure that was caught: its ASL error name"),
];

/// The method of this name.
pub(super) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}
