//! What the tests of several files share.

pub mod cargo_lambda;
pub mod deployments;
pub mod durable;
pub mod engine;
#[path = "../hygiene/mod.rs"]
#[deny(warnings, clippy::pedantic, missing_docs)]
// Lints of which a crate names the level: `allow(warnings)` in generated code does not reach those.
#[deny(
    unused,
    nonstandard_style,
    rust_2018_idioms,
    let_underscore,
    keyword_idents,
    explicit_outlives_requirements,
    missing_debug_implementations,
    redundant_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unnameable_types,
    unreachable_pub,
    unsafe_code,
    unused_lifetimes,
    unused_results,
    variant_size_differences
)]
pub mod hygiene;
pub mod lambda;
pub mod oracles;
pub mod seeds;

/// A value as JSON, for the macro [`recorded!`].
#[doc(hidden)]
pub fn to_json(value: impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).expect("arguments are JSON")
}
