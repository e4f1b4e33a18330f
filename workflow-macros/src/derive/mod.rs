//! `#[derive(Data)]` and `#[derive(TaskError)]`: what the definition knows of a user's types.
//!
//! Serde's attributes are read by serde's own parser (`serde_derive_internals`), so that what is written down here is
//! what serde does. The order of work is parse, check, expand; an expansion cannot fail. Read next: `data.rs`,
//! `check.rs`, `task_error.rs`.

mod as_text;
mod check;
pub(crate) mod data;
mod error_names;
mod mistakes;
mod read_back;
mod serde_input;
mod shape;
pub(crate) mod task_error;

#[cfg(test)]
mod tests;
