//! AWS Step Functions as Rust.

pub mod data;

extern crate self as workflow_runtime;
