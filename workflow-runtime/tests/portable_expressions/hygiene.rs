//! Generated code needs nothing in scope, collides with no name, and passes the lints that users deny.

#![deny(warnings, clippy::all, clippy::pedantic, missing_docs)]

use crate::harness::{agree, argument};

/// A module without a prelude.
#[allow(clippy::allow_attributes_without_reason, reason = "as a user would write it")]
pub(crate) mod bare {
    #![no_implicit_prelude]

    use ::std::{iter::Iterator, option::Option, string::String, vec::Vec};
    use ::workflow_runtime::portable;

    /// The names that generated code uses are the user's, too.
    #[portable]

    pub(crate) fn odd(
        value: u8,
        seen: Vec<u8>,
        r#type: Option<String>,
        kept: u8,
        path: &str,
        left: u8,
    ) -> (u8, Vec<u8>, String) {
        let element = value + kept;
        (
            element - left,
            seen.iter().map(|value| *value + kept).collect(),
            ::std::format!("{path}{type}", type = r#type.unwrap_or("none")),
        )
    }
}

#[test]
fn odd_names_agree() {
    use bare::odd;
    agree!(odd(value: 1, seen: vec![1, 2], r#type: Some("x".to_owned()), kept: 3, path: "p", left: 4));
    let _ = argument("value");
}

/// What is computed for its error alone has a name that nothing reads; a name of the user's may be the same.
#[allow(clippy::allow_attributes_without_reason, reason = "as a user would write it")]
pub(crate) mod checks {
    use workflow_runtime::portable;

    /// Names that generated code has for itself.
    #[portable]
    pub(crate) fn shares(parts: Vec<u32>, all: u32) -> (Vec<u32>, u32) {
        let sums = parts
            .iter()
            .map(|checked| {
                let _share = 100 / all;
                *checked + 1
            })
            .collect();
        (
            sums,
            parts.first().map_or(0, |checked| {
                let _share = 100 / all;
                *checked + 2
            }),
        )
    }
}

#[test]
fn names_that_nothing_reads_are_taken() {
    use checks::shares;
    for all in [0, 7] {
        agree!(shares(parts: vec![1, 2], all: all));
    }
}

/// A name that a format string in a list captures is read there.
#[allow(clippy::allow_attributes_without_reason, reason = "as a user would write it")]
pub(crate) mod captures {
    use workflow_runtime::portable;

    /// Nothing else reads the names.
    #[portable]
    pub(crate) fn lines(name: &str, count: u32, names: Vec<String>) -> Vec<String> {
        [names, vec![format!("{name} {count}")]].concat()
    }
}

#[test]
fn names_captured_in_a_list_are_read() {
    use captures::lines;
    agree!(lines(name: "a", count: 7, names: vec!["b".to_owned()]));
}
