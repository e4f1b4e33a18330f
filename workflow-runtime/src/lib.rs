//! AWS Step Functions as Rust.
