//! What is another value each time is asked of the execution.

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

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(order: Order) -> Transition<u32> {
        if order.id == 0 {
            the_time(order)
        } else if order.id == 1 {
            the_process(order)
        } else {
            the_time_of_std(order)
        }
    }

    #[pass]
    fn the_time(order: Order) -> Transition<u32> {
        done_with_timestamp(jiff::Timestamp::now())
    }

    #[pass]
    fn the_time_of_std(order: Order) -> Transition<u32> {
        done_with_systemtime(std::time::SystemTime::now())
    }

    #[pass]
    fn the_process(order: Order) -> Transition<u32> {
        done_with_text(std::env::var("HOST").unwrap_or_default())
    }

    #[succeed]
    fn done_with_text(_value: String) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_timestamp(_value: jiff::Timestamp) -> Transition<u32> {
        succeed(1)
    }

    #[succeed]
    fn done_with_systemtime(_value: std::time::SystemTime) -> Transition<u32> {
        succeed(1)
    }
}

fn main() {}
