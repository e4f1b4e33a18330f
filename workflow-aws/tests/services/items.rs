//! Typed items in DynamoDB: written, read, changed under a condition, deleted.

use std::sync::Arc;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use workflow_aws::Local;
use workflow_aws::dynamodb::{
    DeleteItem, DynamoDb, DynamoDbError, ExpressionOptions, GetItem, GetItemOptions, PutItem, PutItemIf,
    PutItemWhere, ReturnItem, UpdateItem, UpdateItemOptions,
};
use workflow_runtime::prelude::*;

use crate::stage::{ANY_ROLE, Nobody, client, here, stage, there};

/// An order, with a value of every kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Order {
    id: String,
    total: u32,
    discount: f64,
    is_gift: bool,
    note: Option<String>,
    lines: Vec<Line>,
    tags: Vec<Vec<String>>,
    version: i64,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub(crate) struct Line {
    item: String,
    count: u32,
}

/// What an order is found by.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Key {
    id: String,
}

/// The values of an expression.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Paid {
    #[serde(rename = ":total")]
    total: u32,
    #[serde(rename = ":one")]
    one: u32,
}

/// The values of a condition.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Version {
    #[serde(rename = ":version")]
    version: i64,
}

/// Keeps an order.
#[workflow(tasks(db(DynamoDb)))]
pub(crate) mod keep {
    use super::*;

    const TABLE: &str = "${OrdersTable}";

    /// Writes it, whatever was there.
    #[start]
    #[task]
    fn put(order: Order) -> Transition<Vec<Order>> {
        db.put_item(&PutItem { table_name: TABLE.to_owned(), item: order })?;
        put_again(order)
    }

    /// It is there already.
    #[task]
    fn put_again(order: Order) -> Transition<Vec<Order>> {
        match db.put_item_where(&PutItemWhere {
            table_name: TABLE.to_owned(),
            item: order,
            condition_expression: "attribute_not_exists(id)",
            options: ExpressionOptions::default(),
        }) {
            Ok(_) => succeed(vec![]),
            Err(Failed(DynamoDbError::ConditionalCheckFailed)) => newer(order),
            Err(error) => fail(error),
        }
    }

    /// Writes a newer one over it.
    #[task]
    fn newer(order: Order) -> Transition<Vec<Order>> {
        let newer = Order { version: order.version + 1, ..order };
        match db.put_item_if(&PutItemIf {
            table_name: TABLE.to_owned(),
            item: newer,
            condition_expression: "version <= :version",
            expression_attribute_values: Version { version: order.version },
            options: ExpressionOptions::default(),
        }) {
            Ok(_) => change(order.id),
            Err(error) => fail(error),
        }
    }

    /// Changes it.
    #[task]
    fn change(id: String) -> Transition<Vec<Order>> {
        let updated = db.update_item::<_, _, Order>(&UpdateItem {
            table_name: TABLE.to_owned(),
            key: Key { id },
            update_expression: "SET #total = #total + :total, version = version + :one",
            expression_attribute_values: Paid { total: 5, one: 1 },
            return_values: ReturnItem::AllNew,
            options: UpdateItemOptions {
                expression_attribute_names: std::collections::BTreeMap::from([(
                    "#total".to_owned(),
                    "total".to_owned(),
                )]),
                ..UpdateItemOptions::default()
            },
        })?;
        read(id, updated.attributes)
    }

    /// Reads it.
    #[task]
    fn read(id: String, changed: Option<Order>) -> Transition<Vec<Order>> {
        let got = db.get_item::<_, Order>(&GetItem {
            table_name: TABLE.to_owned(),
            key: Key { id },
            options: GetItemOptions { consistent_read: Some(true) },
        })?;
        delete(id, changed, got.item)
    }

    /// Deletes it.
    #[task]
    fn delete(id: String, changed: Option<Order>, read: Option<Order>) -> Transition<Vec<Order>> {
        db.delete_item(&DeleteItem { table_name: TABLE.to_owned(), key: Key { id } })?;
        read_again(id, changed, read)
    }

    /// It is gone.
    #[task]
    fn read_again(id: String, changed: Option<Order>, read: Option<Order>) -> Transition<Vec<Order>> {
        let got = db.get_item::<_, Order>(&GetItem {
            table_name: TABLE.to_owned(),
            key: Key { id },
            options: GetItemOptions::default(),
        })?;
        show(changed, read, got.item)
    }

    /// Shows all of them.
    #[choice]
    fn show(changed: Option<Order>, read: Option<Order>, gone: Option<Order>) -> Transition<Vec<Order>> {
        match (changed, read, gone) {
            (Some(changed), Some(read), None) => succeed(vec![changed, read]),
            _ => succeed(vec![]),
        }
    }
}

pub(crate) fn order() -> Order {
    Order {
        id: "o-1".to_owned(),
        total: 40,
        discount: 0.25,
        is_gift: true,
        note: None,
        lines: vec![Line { item: "pen".to_owned(), count: 2 }],
        tags: vec![vec![], vec!["a".to_owned()], vec!["b".to_owned(), "c".to_owned()]],
        version: -1,
    }
}

/// Makes a table whose items have the key `id`.
pub(crate) async fn table(client: &aws_sdk_dynamodb::Client, name: &str) {
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build();
    let id = AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
    client
        .create_table()
        .table_name(name)
        .key_schema(key.expect("it is whole"))
        .attribute_definitions(id.build().expect("it is whole"))
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .expect("a table is made");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_kept_as_it_is() {
    let Some(stage) = stage("an_order_is_kept_as_it_is") else { return };
    let db = client!(aws_sdk_dynamodb, stage.services.url());
    table(&db, "Orders").await;
    let workflow = keep::Workflow { db: Local::new(db).name("OrdersTable", "Orders") };
    let native = here(&workflow, order()).await;
    let changed = Order { total: 45, version: 1, ..order() };
    let expected = serde_json::to_value([&changed, &changed]).expect("orders are JSON");
    assert_eq!(native, Ok(expected));
    let input = serde_json::to_value(order()).expect("an order is JSON");
    let foreign =
        there::<keep::Workflow>(stage, ANY_ROLE, input, &[("OrdersTable", "Orders")], Arc::new(Nobody));
    assert_eq!(foreign, native);
}
