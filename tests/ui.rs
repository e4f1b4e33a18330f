//! What `cargo build` refuses, and in which words: each `ui/<topic>/<rule>.rs` fails to compile with its `.stderr`.
//!
//! One topic alone: `cargo test -p workflow-tests --test ui -- ui trybuild=ui/derive/`. After a change of words:
//! the same with `TRYBUILD=overwrite`, and read what changed as the one who gets it would.

#[test]
fn ui() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
