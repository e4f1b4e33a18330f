//! AWS Step Functions as Rust.

pub mod asl;
pub mod data;

extern crate self as workflow_runtime;
