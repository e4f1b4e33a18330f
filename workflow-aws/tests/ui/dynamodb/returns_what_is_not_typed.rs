//! An update that returns what has no type: only what was updated.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: String,
    pub version: u32,
}

#[workflow(tasks(db(DynamoDb)))]
pub mod working {
    use super::*;
    use workflow_aws::dynamodb::{DynamoDb, ReturnItem, UpdateItem, UpdateItemOptions};

    #[start]
    #[task]
    fn work(order: Order) -> Transition<String> {
        let updated = db.update_item::<_, _, Order>(&UpdateItem {
            table_name: "${Table}",
            key: order,
            update_expression: "SET version = version + :one",
            expression_attribute_values: order,
            return_values: ReturnItem::UpdatedNew,
            options: UpdateItemOptions::default(),
        })?;
        succeed(format!("{}", updated.attributes.is_some()))
    }
}

fn main() {}
