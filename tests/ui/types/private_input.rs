//! An input that nobody outside can name.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
struct Receipt {
    id: u32,
}

#[workflow()]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(receipt: Receipt) -> Transition<u32> {
        succeed(receipt.id)
    }
}

fn main() {}
