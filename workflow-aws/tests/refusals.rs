//! What does not compile of a call of a service, and in which words: each `ui/<service>/<rule>.rs` leaves out what the
//! service's API requires, or combines what the integration does not have, and fails with its `.stderr`.
//!
//! After a change of words: `TRYBUILD=overwrite cargo test -p workflow-aws --all-features --test refusals`, and read what
//! changed as the one who gets it would.

#[test]
fn refusals() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
