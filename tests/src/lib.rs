//! What the tests of several files share.

pub mod engine;
#[path = "../hygiene/mod.rs"]
#[deny(warnings, clippy::pedantic, missing_docs)]
pub mod hygiene;
pub mod oracles;
