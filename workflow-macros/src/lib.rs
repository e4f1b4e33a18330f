//! The macros of `workflow-runtime`.
