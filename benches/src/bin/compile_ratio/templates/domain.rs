//! What both packages are written over: the data of a shop and its work.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    pub id: String,
    pub customer: Customer,
    pub items: Vec<Item>,
    pub total: u32,
    pub attempts: u32,
    pub express: bool,
    pub note: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Customer {
    pub name: String,
    pub email: String,
    pub tier: Tier,
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub enum Tier {
    Basic,
    Gold,
    Partner { discount: u32 },
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Item {
    pub sku: String,
    pub price: u32,
    pub count: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Reservation {
    pub number: String,
    pub fee: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Verdict {
    pub score: u32,
    pub reviewer: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Credit {
    pub limit: u32,
    pub good: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Parcel {
    pub number: String,
    pub weight: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Receipt {
    pub order: String,
    pub parcels: Vec<Parcel>,
    pub paid: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, TaskError)]
pub enum StockError {
    Busy,
    SoldOut { sku: String },
}

#[derive(Clone, Debug, Serialize, Deserialize, TaskError)]
pub enum ReviewError {
    Absent,
}

#[derive(Clone, Debug, Serialize, Deserialize, TaskError)]
pub enum CarrierError {
    Busy,
    Lost { number: String },
}

#[derive(Clone, Debug, Serialize, Deserialize, TaskError)]
pub struct Refused {
    pub order: String,
    pub reason: String,
}

#[tasks]
pub trait Shop {
    async fn reserve(&self, order: &Order, attempt: u32) -> Result<Reservation, StockError>;
    async fn review(&self, order: &str, total: u32) -> Result<Verdict, ReviewError>;
    async fn credit(&self, customer: &Customer) -> Result<Credit, ReviewError>;
    async fn pack(&self, order: &str, item: &Item) -> Result<Parcel, CarrierError>;
}
