//! Outputs that borrow.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order<'a> {
    pub id: u32,
    pub customer: &'a str,
}

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<&str> {
        succeed("sold")
    }
}

#[workflow]
pub mod order {
    use super::*;

    #[start]
    #[pass]
    fn begin(id: u32) -> Transition<Order<'a>> {
        succeed(Order { id, customer: "" })
    }
}

fn main() {}
