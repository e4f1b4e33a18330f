//! A name of more than 80 characters.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin_the_workflow_with_a_name_that_is_rather_long_and_then_some_more_until_nobody_at_all_wants_to_read_it(
        id: u32,
    ) -> Transition<u32> {
        succeed(id)
    }
}

fn main() {}
