//! A call of a service that no trait is ready for: a trait of one's own, over `aws-sdk`.

use std::sync::Arc;

use serde_json::json;
use workflow_runtime::prelude::*;

use crate::items;
use crate::stage::{ANY_ROLE, Nobody, client, here, stage, there};

/// Which table.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeTable {
    table_name: String,
}

/// What is said of it.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Description {
    table: Table,
}

/// A table.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Table {
    table_status: String,
}

/// There is none. An error of `aws-sdk` has the name of an exception of the AWS SDK for Java 2, whose `DynamoDb` is
/// another one than the optimised integration's.
#[derive(Clone, Debug, Serialize, Deserialize, TaskError)]
#[error_name = "DynamoDb.ResourceNotFoundException"]
pub(crate) struct NoTable {}

/// Looks at tables.
#[tasks]
pub(crate) trait Tables {
    /// Looks at one.
    #[resource("arn:aws:states:::aws-sdk:dynamodb:describeTable")]
    async fn describe_table(&self, table: &DescribeTable) -> Result<Description, NoTable>;
}

impl Tables for aws_sdk_dynamodb::Client {
    async fn describe_table(&self, table: &DescribeTable) -> Result<Description, NoTable> {
        let described = Box::pin(self.describe_table().table_name(&table.table_name).send()).await;
        let table = described.map_err(|_| NoTable {})?.table.expect("it is described");
        let table_status = table.table_status.expect("it has one").as_str().to_owned();
        Ok(Description { table: Table { table_status } })
    }
}

/// Says how a table is.
#[workflow(tasks(tables(Tables)))]
pub(crate) mod find {
    use super::*;

    /// By its name.
    #[start]
    #[task]
    fn ask(table_name: String) -> Transition<String> {
        match tables.describe_table(&DescribeTable { table_name }) {
            Ok(found) => succeed(found.table.table_status),
            Err(Failed(NoTable {})) => succeed("there is none"),
            Err(error) => fail(error),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_call_is_a_task() {
    let Some(stage) = stage("any_call_is_a_task") else { return };
    let tables = client!(aws_sdk_dynamodb, stage.services.url());
    items::table(&tables, "Found").await;
    let workflow = find::Workflow { tables };
    for (name, expected) in [("Found", "ACTIVE"), ("Lost", "there is none")] {
        let native = here(&workflow, name.to_owned()).await;
        assert_eq!(native, Ok(json!(expected)));
        let foreign = there::<find::Workflow>(stage, ANY_ROLE, json!(name), &[], Arc::new(Nobody));
        assert_eq!(foreign, native);
    }
}
