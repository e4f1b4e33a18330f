//! A parameter that borrows, in a state that others call.

use workflow_runtime::prelude::*;

#[workflow()]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(names: Vec<String>) -> Transition<u32> {
        check(names, "paid")
    }

    #[pass]
    fn check(names: &[String], why: &str) -> Transition<u32> {
        succeed(1)
    }
}

fn main() {}
