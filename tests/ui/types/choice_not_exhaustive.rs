//! A `match` that misses a case.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub paid: bool,
}

#[workflow]
pub mod sale {
    use super::*;

    #[derive(Clone, Debug, Serialize, Deserialize, Data)]
    pub enum Size {
        Small,
        Large,
    }

    #[start]
    #[choice]
    fn begin(size: Size) -> Transition<u32> {
        match size {
            Size::Small => succeed(1),
        }
    }
}

fn main() {}
