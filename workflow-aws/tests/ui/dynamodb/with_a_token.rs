//! An item with a token: DynamoDB waits for nobody.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Order {
    pub id: String,
    pub version: u32,
}

#[workflow(tasks(db(DynamoDb)))]
pub mod working {
    use super::*;
    use workflow_aws::dynamodb::{DynamoDb, PutItem};

    #[start]
    #[task]
    fn work(order: Order) -> Transition<String> {
        db.put_item_with_token(&PutItem { table_name: "${Table}", item: order }, task_token())?;
        succeed("kept")
    }
}

fn main() {}
