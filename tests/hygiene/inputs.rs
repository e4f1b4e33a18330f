//! Workflows with no parameter, one and several; an output that is written in another way than its machine's.

use workflow_runtime::prelude::*;

/// A number of things.
pub type Number = u32;

/// Has no input.
#[workflow]
pub mod none {
    use super::*;

    #[start]
    #[pass]
    fn begin() -> Transition<String> {
        succeed("done")
    }
}

/// Has several.
#[workflow]
pub mod several {
    use super::*;

    /// Adds.
    #[start]
    #[pass]
    fn begin(left: u32, right: Number, note: Option<String>) -> Transition<u32> {
        noted(left + right, note)
    }

    #[choice]
    fn noted(sum: u32, note: Option<String>) -> Transition<Number> {
        if note.is_some() { succeed(sum) } else { zero() }
    }

    #[succeed]
    fn zero() -> workflow_runtime::Transition<u32> {
        succeed(0)
    }
}
