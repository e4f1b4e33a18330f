//! An event of no type.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: String,
    pub version: u32,
}

#[workflow(tasks(bus(EventBridge)))]
pub mod working {
    use super::*;
    use workflow_aws::eventbridge::{Event, EventBridge, EventOptions, PutEvents};

    #[start]
    #[task]
    fn work(order: Order) -> Transition<String> {
        let put = bus.put_events(&PutEvents {
            entries: vec![Event { source: "shop", detail: order, options: EventOptions::default() }],
        })?;
        succeed(format!("{}", put.entries.len()))
    }
}

fn main() {}
