//! What to do about a product's stock: scatter-gather, two branches of several states over one product.

use std::sync::Arc;

use expect_test::expect_file;
use serde_json::json;
use workflow_runtime::TaskSet;
use workflow_runtime::prelude::*;

use super::harness::{Reply, Script, fails, gives, pinned, run};

/// A product as the table's stream has it.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Image {
    id: Text,
    stock: u32,
    threshold: u32,
    #[serde(rename = "minPOAmount")]
    min_po_amount: u32,
}

/// A text in the table.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Text {
    #[serde(rename = "S")]
    text: String,
}

/// A product.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Product {
    product_id: String,
    stock: u32,
    threshold: u32,
    min_po_amount: u32,
}

/// A purchase order that somebody should make.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PurchaseOrder {
    product_id: String,
    min_po_amount: u32,
    quantity_requested: u32,
}

/// What an event bus takes.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Events {
    entries: Vec<Event>,
}

/// An event.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Event {
    detail: PurchaseOrder,
    detail_type: String,
    event_bus_name: String,
    source: String,
}

/// How many events did not arrive.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EventsSent {
    failed_entry_count: u32,
}

/// A message to a topic.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Message {
    topic_arn: String,
    subject: String,
    message: String,
}

/// A message that was sent.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Sent {
    message_id: String,
}

/// A change of a product in the table.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Update {
    table_name: String,
    key: Key,
    update_expression: String,
    expression_attribute_values: Values,
}

/// Which product.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Key {
    id: Text,
}

/// The values of an update.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub(crate) struct Values {
    #[serde(rename = ":status")]
    status: Text,
}

/// What became of a check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub(crate) enum Outcome {
    /// There was nothing to do.
    Fine,
    /// Somebody was told, by this message.
    Told {
        /// The message.
        message: String,
    },
}

/// A service refuses.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum ServiceError {
    /// The event bus does.
    #[error("the event bus refuses")]
    #[error_name = "EventBridge.EventBridgeException"]
    Bus,
    /// The table does.
    #[error("the table refuses")]
    #[error_name = "DynamoDB.DynamoDBException"]
    Table,
    /// The topic does.
    #[error("the topic refuses")]
    #[error_name = "SNS.AmazonSNSException"]
    Topic,
}

/// What the shop uses.
#[tasks]
pub(crate) trait Shop {
    /// Sends events.
    #[resource("arn:aws:states:::events:putEvents")]
    async fn put_events(&self, events: &Events) -> Result<EventsSent, ServiceError>;
    /// Sends a message.
    #[resource("arn:aws:states:::sns:publish")]
    async fn publish(&self, message: &Message) -> Result<Sent, ServiceError>;
    /// Changes a product.
    #[resource("arn:aws:states:::dynamodb:updateItem")]
    async fn update_item(&self, update: &Update) -> Result<serde_json::Value, ServiceError>;
}

/// Checks a product's stock against its threshold and against nothing.
#[workflow(tasks(shop(Shop)))]
pub(crate) mod stock_levels {
    use super::*;

    const TOPIC: &str = "${InventoryManagementTopicArn}";

    #[start]
    #[pass(name = "Format parameters")]
    fn format_parameters(image: Image) -> Transition<(Outcome, Outcome)> {
        check_stock_levels(Product {
            product_id: image.id.text,
            stock: image.stock,
            threshold: image.threshold,
            min_po_amount: image.min_po_amount,
        })
    }

    #[parallel(name = "Check Stock Levels")]
    fn check_stock_levels(product: Product) -> Transition<(Outcome, Outcome)> {
        let outcomes = parallel(is_below_threshold(product), is_zero(product))?;
        succeed(outcomes)
    }

    #[choice(name = "Check if Stock Level is below the threshold")]
    fn is_below_threshold(product: Product) -> Transition<Outcome> {
        if product.stock <= product.threshold { order_more(product) } else { not_below() }
    }

    #[task(name = "Send create-purchase-order event")]
    fn order_more(product: Product) -> Transition<Outcome> {
        let _sent = shop.put_events(&Events {
            entries: vec![Event {
                detail: PurchaseOrder {
                    product_id: product.product_id,
                    min_po_amount: product.min_po_amount,
                    quantity_requested: 0,
                },
                detail_type: "create-purchase-order",
                event_bus_name: "${InventoryEventBusName}",
                source: "com.inventory",
            }],
        })?;
        alert_below(product)
    }

    #[task(name = "Alert stock is below threshold")]
    fn alert_below(product: Product) -> Transition<Outcome> {
        let sent = shop.publish(&Message {
            topic_arn: TOPIC.to_owned(),
            subject: "Inventory level is below threshold",
            message: format!(
                "Stock for product {} is {} which is below {}. A purchase order was asked for.",
                product.product_id, product.stock, product.threshold
            ),
        })?;
        succeed(Outcome::Told { message: sent.message_id })
    }

    /// Nothing to do
    #[pass(name = "Pass not below threshold")]
    fn not_below() -> Transition<Outcome> {
        succeed(Outcome::Fine)
    }

    #[choice(name = "Check if Stock Level is zero")]
    fn is_zero(product: Product) -> Transition<Outcome> {
        if product.stock == 0 { mark(product.product_id) } else { not_zero() }
    }

    #[task(name = "Update product to OUT OF STOCK")]
    fn mark(product_id: String) -> Transition<Outcome> {
        let _answer = shop.update_item(&Update {
            table_name: "${InventoryTableName}",
            key: Key { id: Text { text: product_id } },
            update_expression: "SET #status = :status",
            expression_attribute_values: Values { status: Text { text: "OUT OF STOCK" } },
        })?;
        alert_zero(product_id)
    }

    #[task(name = "Alert stock is zero")]
    fn alert_zero(product_id: String) -> Transition<Outcome> {
        let sent = shop.publish(&Message {
            topic_arn: TOPIC.to_owned(),
            subject: "Inventory level is zero",
            message: format!("Stock for product {product_id} is 0. It is \"OUT OF STOCK\" now."),
        })?;
        succeed(Outcome::Told { message: sent.message_id })
    }

    /// Nothing to do
    #[pass(name = "Pass not zero")]
    fn not_zero() -> Transition<Outcome> {
        succeed(Outcome::Fine)
    }
}

impl Shop for Script {
    async fn put_events(&self, events: &Events) -> Result<EventsSent, ServiceError> {
        self.play("put_events", events).await
    }
    async fn publish(&self, message: &Message) -> Result<Sent, ServiceError> {
        self.play("publish", message).await
    }
    async fn update_item(&self, update: &Update) -> Result<serde_json::Value, ServiceError> {
        self.play("update_item", update).await
    }
}

fn workflow(script: &Arc<Script>) -> stock_levels::Workflow<Arc<Script>> {
    script.serve(
        |_| TaskSet::new(),
        &[
            ("arn:aws:states:::events:putEvents", "put_events"),
            ("arn:aws:states:::sns:publish", "publish"),
            ("arn:aws:states:::dynamodb:updateItem", "update_item"),
        ],
    );
    stock_levels::Workflow { shop: script.clone() }
}

fn image(stock: u32) -> Image {
    Image { id: Text { text: "p-1".to_owned() }, stock, threshold: 3, min_po_amount: 10 }
}

#[tokio::test(start_paused = true)]
async fn enough_is_left() {
    let script = Script::new([]);
    run(&workflow(&script), &script, image(4))
        .await
        .passed([
            "Format parameters",
            "Check Stock Levels",
            "0 Check if Stock Level is below the threshold",
            "0 Pass not below threshold",
            "1 Check if Stock Level is zero",
            "1 Pass not zero",
        ])
        .gave(
            "1 Check if Stock Level is zero",
            json!({ "productId": "p-1", "stock": 4, "threshold": 3, "minPoAmount": 10 }),
        )
        .gave("1 Pass not zero", json!({}))
        .succeeded(json!(["Fine", "Fine"]));
}

#[tokio::test(start_paused = true)]
async fn little_is_left() {
    let script = Script::new([
        ("put_events", gives(json!({ "FailedEntryCount": 0 })).after(1)),
        ("publish", gives(json!({ "MessageId": "m-1" }))),
    ]);
    run(&workflow(&script), &script, image(3))
        .await
        .passed([
            "Format parameters",
            "Check Stock Levels",
            "0 Check if Stock Level is below the threshold",
            "0 Send create-purchase-order event",
            "1 Check if Stock Level is zero",
            "1 Pass not zero",
            "0 Alert stock is below threshold",
        ])
        .succeeded(json!([{ "Told": { "message": "m-1" } }, "Fine"]));
    let message = "Stock for product p-1 is 3 which is below 3. A purchase order was asked for.";
    assert_eq!(script.calls("publish")[0]["Message"], json!(message));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_left() {
    let script = Script::new([
        ("put_events", gives(json!({ "FailedEntryCount": 0 })).after(1)),
        ("update_item", gives(json!({}))),
        ("publish", gives(json!({ "MessageId": "m-1" }))),
        ("publish", gives(json!({ "MessageId": "m-2" }))),
    ]);
    run(&workflow(&script), &script, image(0))
        .await
        .passed([
            "Format parameters",
            "Check Stock Levels",
            "0 Check if Stock Level is below the threshold",
            "0 Send create-purchase-order event",
            "1 Check if Stock Level is zero",
            "1 Update product to OUT OF STOCK",
            "1 Alert stock is zero",
            "0 Alert stock is below threshold",
        ])
        .gave("1 Alert stock is zero", json!("p-1"))
        .succeeded(json!([{ "Told": { "message": "m-2" } }, { "Told": { "message": "m-1" } }]));
}

#[tokio::test(start_paused = true)]
async fn a_branch_that_fails_fails_both() {
    let script =
        Script::new([("put_events", fails(ServiceError::Bus).after(1)), ("update_item", Reply::Hangs)]);
    run(&workflow(&script), &script, image(0))
        .await
        .passed([
            "Format parameters",
            "Check Stock Levels",
            "0 Check if Stock Level is below the threshold",
            "0 Send create-purchase-order event",
            "1 Check if Stock Level is zero",
            "1 Update product to OUT OF STOCK",
        ])
        .failed("EventBridge.EventBridgeException", json!("Bus"));
}

#[test]
fn its_definition() {
    pinned(&stock_levels::definition(), &expect_file!["stock_levels.json"]);
}
