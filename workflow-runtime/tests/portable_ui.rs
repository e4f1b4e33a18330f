//! What is not portable does not compile, in words of our own where rustc has none; each mistake is told once.

#[test]
fn what_is_not_portable_is_named() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("../tests/ui/portable/*.rs");
}
