//! Portable expressions mean the same natively and as JSONata: each is a `#[portable]` function, run on both sides.
//!
//! JSONata is evaluated by a crate that this project did not write. Read first: `harness.rs`.

#![allow(unused_variables, reason = "what is not read is computed all the same, on both sides")]

mod arithmetic;
mod basics;
mod casts;
mod chains;
mod choices;
mod closures;
mod constants;
mod constructs;
mod differences;
mod edges;
mod flattened;
mod guard_clauses;
mod harness;
mod hygiene;
mod inner_questions;
mod lets;
mod lines_of_cases;
mod macro_rules;
mod methods;
mod rare;
mod results;
