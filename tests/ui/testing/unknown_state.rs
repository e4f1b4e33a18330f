//! A path goes through states that exist.

use workflow_runtime::prelude::*;
use workflow_runtime::testing::{self, assert_path};

#[workflow]
pub mod greeting {
    use super::*;

    #[start]
    #[pass]
    fn greet(name: String) -> Transition<String> {
        succeed(name)
    }
}

#[workflow]
pub mod parting {
    use super::*;

    #[start]
    #[pass]
    fn part(name: String) -> Transition<String> {
        succeed(name)
    }
}

fn main() {
    let run = testing::run(&greeting::Workflow {}, "Ann".to_owned());
    assert_path!(run, greeting::State::{Greet, Gret});
}
