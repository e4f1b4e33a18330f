//! A nested workflow is given one value.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: u32,
    pub name: String,
    pub note: Option<String>,
    pub lines: Vec<u32>,
    pub tags: Vec<String>,
    pub price: f64,
}

#[workflow(workflows(paying(super::pay)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn begin(order: Order) -> Transition<String> {
        let number = paying.run(order, 3)?;
        again(number)
    }

    #[task]
    fn again(_number: String) -> Transition<String> {
        let number = paying.run()?;
        succeed(number)
    }
}

#[workflow]
pub mod pay {
    use super::*;

    #[start]
    #[succeed]
    fn begin(order: Order) -> Transition<String> {
        succeed(order.name)
    }
}

fn main() {}
