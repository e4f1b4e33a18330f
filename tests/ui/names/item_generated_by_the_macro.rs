//! A type named like a generated one.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[derive(Clone, Debug, Serialize, Deserialize, Data)]
    pub struct Input {
        pub id: u32,
    }

    #[start]
    #[pass]
    fn begin(input: Input) -> Transition<u32> {
        succeed(input.id)
    }
}

fn main() {}
