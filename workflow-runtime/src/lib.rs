//! AWS Step Functions as Rust.

pub mod asl;
