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
    let _ = argument::<u8>("value");
}
