//! Workflows as people write them for AWS, in this project's language.

#![allow(
    clippy::needless_pass_by_value,
    reason = "a script of replies and expectations hands its values over"
)]

#[path = "workflows/mod.rs"]
mod workflows;
