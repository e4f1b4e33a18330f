//! Amazon DynamoDB: `dynamodb:getItem`, `putItem`, `updateItem` and `deleteItem`, of typed items.
//!
//! A workflow and its tasks have plain values. The service has attribute values (`{"S": "text"}`), which the definition
//! makes of them and reads back (`attributes_at`, `attributes_from`), and `serde_dynamo` does here. Read next: `mod.rs`.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use workflow_runtime::prelude::{Data, TaskError};
use workflow_runtime::tasks;

use super::services::{Local, crash, json_of, refusal};

/// What `GetItem` is given (DynamoDB API reference, `GetItem`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct GetItem<K> {
    /// The name or the ARN of the table: `"${OrdersTable}"` is a parameter of the template.
    pub table_name: String,
    /// The item's key: an object with the table's key attributes.
    pub key: K,
    /// What may be left out.
    #[serde(flatten)]
    pub options: GetItemOptions,
}

/// What a read may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct GetItemOptions {
    /// Whether it sees every write that was acknowledged before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consistent_read: Option<bool>,
}

/// An item, if there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct GotItem<T> {
    /// The item; nothing if the table has none with this key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<T>,
}

/// What `PutItem` is given to write an item, whatever was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PutItem<T> {
    /// The name or the ARN of the table.
    pub table_name: String,
    /// The item: an object, the key attributes among its fields.
    pub item: T,
}

/// What `PutItem` is given to write an item under a condition.
///
/// `V` is an object whose keys are the names in the condition: `#[serde(rename = ":least")]`.
///
/// ```compile_fail,E0063
/// # use workflow_aws::dynamodb::{ExpressionOptions, PutItemIf};
/// let without_values = PutItemIf {
///     table_name: "Orders".to_owned(),
///     item: 7,
///     condition_expression: "version < :version".to_owned(),
///     options: ExpressionOptions::default(),
/// };
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PutItemIf<T, V> {
    /// The name or the ARN of the table.
    pub table_name: String,
    /// The item: an object, the key attributes among its fields.
    pub item: T,
    /// What has to hold of the item that is there: `"version < :version"`.
    pub condition_expression: String,
    /// The values that the condition names, one at least.
    pub expression_attribute_values: V,
    /// What may be left out.
    #[serde(flatten)]
    pub options: ExpressionOptions,
}

/// What `PutItem` is given to write an item under a condition that names no values: `"attribute_not_exists(id)"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct PutItemWhere<T> {
    /// The name or the ARN of the table.
    pub table_name: String,
    /// The item: an object, the key attributes among its fields.
    pub item: T,
    /// What has to hold of the item that is there.
    pub condition_expression: String,
    /// What may be left out.
    #[serde(flatten)]
    pub options: ExpressionOptions,
}

/// What `UpdateItem` is given.
///
/// `V` is an object whose keys are the names in the expressions: `#[serde(rename = ":paid")]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateItem<K, V> {
    /// The name or the ARN of the table.
    pub table_name: String,
    /// The item's key; an item that is not there is made.
    pub key: K,
    /// What to change: `"SET paid = :paid"`.
    pub update_expression: String,
    /// The values that the expressions name, one at least.
    pub expression_attribute_values: V,
    /// Which item comes back.
    pub return_values: ReturnItem,
    /// What may be left out.
    #[serde(flatten)]
    pub options: UpdateItemOptions,
}

/// Which item an update gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReturnItem {
    /// The one after the update.
    AllNew,
    /// The one before, if there was one.
    AllOld,
}

/// What an update may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateItemOptions {
    /// What has to hold of the item that is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition_expression: Option<String>,
    /// Attributes whose names are words of the expressions' language: `#name`, and what it stands for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub expression_attribute_names: BTreeMap<String, String>,
}

/// What an expression may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct ExpressionOptions {
    /// Attributes whose names are words of the expressions' language: `#name`, and what it stands for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub expression_attribute_names: BTreeMap<String, String>,
}

/// What `DeleteItem` is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteItem<K> {
    /// The name or the ARN of the table.
    pub table_name: String,
    /// The item's key; an item that is not there is no error.
    pub key: K,
}

/// An item as an update has left or found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "PascalCase")]
pub struct UpdatedItem<T> {
    /// The item, as [`ReturnItem`] says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<T>,
}

/// Nothing: the call succeeded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Data)]
pub struct Done {}

/// Why a call was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TaskError)]
pub enum DynamoDbError {
    /// The condition does not hold.
    #[error_name = "DynamoDB.ConditionalCheckFailedException"]
    ConditionalCheckFailed,
    /// Too many requests for the table's throughput.
    #[error_name = "DynamoDB.ProvisionedThroughputExceededException"]
    ProvisionedThroughputExceeded,
    /// Too many requests for the account's.
    #[error_name = "DynamoDB.RequestLimitExceededException"]
    RequestLimitExceeded,
    /// There is no such table.
    #[error_name = "DynamoDB.ResourceNotFoundException"]
    ResourceNotFound,
    /// Another call or transaction has the item.
    #[error_name = "DynamoDB.TransactionConflictException"]
    TransactionConflict,
    /// DynamoDB failed: try again.
    #[error_name = "DynamoDB.InternalServerErrorException"]
    InternalServerError,
    /// DynamoDB refuses, for a reason that has no name here.
    #[error_name = "DynamoDB.AmazonDynamoDBException"]
    Service,
    /// DynamoDB gave no answer.
    #[error_name = "DynamoDB.SdkClientException"]
    SdkClient,
}

/// Reads and writes items. [`Local`] does so over the official client.
///
/// Items, keys and values are the workflow's own types: objects that derive [`Data`]. Text, numbers, `bool`, lists,
/// objects and nothing have their attribute values; a set reads as a list. On AWS a number that is no integer keeps 15
/// digits, as any number in JSONata that becomes text.
#[tasks]
pub trait DynamoDb {
    /// Reads an item.
    #[resource("arn:aws:states:::dynamodb:getItem", attributes_at("Key"), attributes_from("Item"))]
    async fn get_item<K: Serialize + Sync, T: DeserializeOwned + Send>(
        &self,
        item: &GetItem<K>,
    ) -> Result<GotItem<T>, DynamoDbError>;

    /// Writes an item.
    #[resource("arn:aws:states:::dynamodb:putItem", attributes_at("Item"))]
    async fn put_item<T: Serialize + Sync>(&self, item: &PutItem<T>) -> Result<Done, DynamoDbError>;

    /// Writes an item if a condition holds.
    #[resource("arn:aws:states:::dynamodb:putItem", attributes_at("Item", "ExpressionAttributeValues"))]
    async fn put_item_if<T: Serialize + Sync, V: Serialize + Sync>(
        &self,
        item: &PutItemIf<T, V>,
    ) -> Result<Done, DynamoDbError>;

    /// Writes an item if a condition holds that names no values.
    #[resource("arn:aws:states:::dynamodb:putItem", attributes_at("Item"))]
    async fn put_item_where<T: Serialize + Sync>(
        &self,
        item: &PutItemWhere<T>,
    ) -> Result<Done, DynamoDbError>;

    /// Changes an item, and gives it.
    #[resource(
        "arn:aws:states:::dynamodb:updateItem",
        attributes_at("Key", "ExpressionAttributeValues"),
        attributes_from("Attributes")
    )]
    async fn update_item<K: Serialize + Sync, V: Serialize + Sync, T: DeserializeOwned + Send>(
        &self,
        item: &UpdateItem<K, V>,
    ) -> Result<UpdatedItem<T>, DynamoDbError>;

    /// Deletes an item.
    #[resource("arn:aws:states:::dynamodb:deleteItem", attributes_at("Key"))]
    async fn delete_item<K: Serialize + Sync>(&self, item: &DeleteItem<K>) -> Result<Done, DynamoDbError>;
}

/// The same calls, from here.
impl DynamoDb for Local<aws_sdk_dynamodb::Client> {
    async fn get_item<K: Serialize + Sync, T: DeserializeOwned + Send>(
        &self,
        item: &GetItem<K>,
    ) -> Result<GotItem<T>, DynamoDbError> {
        let got = self
            .client
            .get_item()
            .table_name(self.resource(&item.table_name))
            .set_key(Some(attributes(&item.key)))
            .set_consistent_read(item.options.consistent_read);
        let got = Box::pin(got.send()).await.map_err(|refused| refused_by(&refused))?;
        Ok(GotItem { item: got.item.map(plain) })
    }

    async fn put_item<T: Serialize + Sync>(&self, item: &PutItem<T>) -> Result<Done, DynamoDbError> {
        let put = self
            .client
            .put_item()
            .table_name(self.resource(&item.table_name))
            .set_item(Some(attributes(&item.item)));
        Box::pin(put.send()).await.map(|_| Done {}).map_err(|refused| refused_by(&refused))
    }

    async fn put_item_if<T: Serialize + Sync, V: Serialize + Sync>(
        &self,
        item: &PutItemIf<T, V>,
    ) -> Result<Done, DynamoDbError> {
        let put = self
            .client
            .put_item()
            .table_name(self.resource(&item.table_name))
            .set_item(Some(attributes(&item.item)))
            .condition_expression(&item.condition_expression)
            .set_expression_attribute_values(Some(attributes(&item.expression_attribute_values)))
            .set_expression_attribute_names(names(&item.options.expression_attribute_names));
        Box::pin(put.send()).await.map(|_| Done {}).map_err(|refused| refused_by(&refused))
    }

    async fn put_item_where<T: Serialize + Sync>(
        &self,
        item: &PutItemWhere<T>,
    ) -> Result<Done, DynamoDbError> {
        let put = self
            .client
            .put_item()
            .table_name(self.resource(&item.table_name))
            .set_item(Some(attributes(&item.item)))
            .condition_expression(&item.condition_expression)
            .set_expression_attribute_names(names(&item.options.expression_attribute_names));
        Box::pin(put.send()).await.map(|_| Done {}).map_err(|refused| refused_by(&refused))
    }

    async fn update_item<K: Serialize + Sync, V: Serialize + Sync, T: DeserializeOwned + Send>(
        &self,
        item: &UpdateItem<K, V>,
    ) -> Result<UpdatedItem<T>, DynamoDbError> {
        let return_values = match item.return_values {
            ReturnItem::AllNew => ReturnValue::AllNew,
            ReturnItem::AllOld => ReturnValue::AllOld,
        };
        let update = self
            .client
            .update_item()
            .table_name(self.resource(&item.table_name))
            .set_key(Some(attributes(&item.key)))
            .update_expression(&item.update_expression)
            .set_condition_expression(item.options.condition_expression.clone())
            .set_expression_attribute_values(Some(attributes(&item.expression_attribute_values)))
            .set_expression_attribute_names(names(&item.options.expression_attribute_names))
            .return_values(return_values);
        let updated = Box::pin(update.send()).await.map_err(|refused| refused_by(&refused))?;
        Ok(UpdatedItem { attributes: updated.attributes.map(plain) })
    }

    async fn delete_item<K: Serialize + Sync>(&self, item: &DeleteItem<K>) -> Result<Done, DynamoDbError> {
        let delete = self
            .client
            .delete_item()
            .table_name(self.resource(&item.table_name))
            .set_key(Some(attributes(&item.key)));
        Box::pin(delete.send()).await.map(|_| Done {}).map_err(|refused| refused_by(&refused))
    }
}

fn refused_by(
    refused: &(impl aws_sdk_dynamodb::error::ProvideErrorMetadata + std::error::Error),
) -> DynamoDbError {
    refusal("DynamoDB", refused)
}

type Attributes = HashMap<String, AttributeValue>;

/// The attributes of an object, by way of the JSON that the definition has of it.
fn attributes<T: Serialize>(object: &T) -> Attributes {
    let value = json_of(object);
    serde_dynamo::to_item(value).unwrap_or_else(|error| crash(error))
}

/// The object that has these attributes.
fn plain<T: DeserializeOwned>(attributes: Attributes) -> T {
    let value: Value = serde_dynamo::from_item(attributes).unwrap_or_else(|error| crash(error));
    serde_json::from_value(value).unwrap_or_else(|error| crash(error))
}

fn names(given: &BTreeMap<String, String>) -> Option<HashMap<String, String>> {
    (!given.is_empty()).then(|| given.clone().into_iter().collect())
}
