//! Workflows as people write them for AWS, in this project's language.

#[path = "workflows/mod.rs"]
mod workflows;
