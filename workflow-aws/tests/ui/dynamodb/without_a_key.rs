//! An item of no key.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: String,
    pub version: u32,
}

#[workflow(tasks(db(DynamoDb)))]
pub mod working {
    use super::*;
    use workflow_aws::dynamodb::{DeleteItem, DynamoDb};

    #[start]
    #[task]
    fn work(order: Order) -> Transition<String> {
        db.delete_item(&DeleteItem { table_name: "${Table}" })?;
        succeed(order.id)
    }
}

fn main() {}
