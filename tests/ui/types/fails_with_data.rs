//! A struct that is no error, and no `Data` either: it is told of once.

use workflow_runtime::prelude::*;

#[derive(Debug, Serialize, Deserialize)]
pub struct Refused {
    pub id: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[fail]
    fn begin(id: u32) -> Transition<u32> {
        fail(Refused { id })
    }
}

fn main() {}
