//! A condition that names a value, without the values.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: String,
    pub version: u32,
}

#[workflow(tasks(db(DynamoDb)))]
pub mod working {
    use super::*;
    use workflow_aws::dynamodb::{DynamoDb, ExpressionOptions, PutItemIf};

    #[start]
    #[task]
    fn work(order: Order) -> Transition<String> {
        db.put_item_if(&PutItemIf {
            table_name: "${Table}",
            item: order,
            condition_expression: "version < :version",
            options: ExpressionOptions::default(),
        })?;
        succeed("kept")
    }
}

fn main() {}
