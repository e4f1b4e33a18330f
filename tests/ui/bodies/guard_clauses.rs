//! Guard clauses that give nothing, and one where nothing is decided.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(id: u32, paid: Option<u32>) -> Transition<u32> {
        if id == 0 {
            refuse(id)
        }
        look(id, paid)
    }

    #[choice]
    fn look(id: u32, paid: Option<u32>) -> Transition<u32> {
        let paid = paid?;
        refuse(paid + id)
    }

    #[pass]
    fn refuse(id: u32) -> Transition<u32> {
        if id == 0 {
            return succeed(id);
        }
        succeed(1)
    }
}

fn main() {}
