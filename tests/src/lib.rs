//! What the tests of several files share.

pub mod cargo_lambda;
pub mod deployments;
pub mod durable;
pub mod engine;
#[path = "../hygiene/mod.rs"]
#[deny(warnings, clippy::pedantic, missing_docs)]
pub mod hygiene;
pub mod lambda;
pub mod oracles;
pub mod seeds;

/// A value as JSON, for the macro [`recorded!`].
#[doc(hidden)]
pub fn to_json(value: impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).expect("arguments are JSON")
}
