//! What the tests of several files share.

pub mod deployments;
#[path = "../hygiene/mod.rs"]
#[deny(warnings, clippy::pedantic, missing_docs)]
pub mod hygiene;
pub mod lambda;
pub mod oracles;
