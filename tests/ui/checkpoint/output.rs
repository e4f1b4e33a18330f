//! An output that cannot be written.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Data)]
pub struct Receipt {
    pub id: u32,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<Receipt> {
        succeed(Receipt { id })
    }
}

fn main() {}
