use jiff::{Timestamp, fmt::serde::timestamp::second};
use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, Data)]
struct Order {
    id: u32,
    #[serde(with = "second::required")]
    paid_at: Timestamp,
    #[serde(rename = "when", default, serialize_with = "second::optional::serialize")]
    shipped_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize, Data)]
enum Status {
    New,
    Paid(#[serde(with = "second::required")] Timestamp),
}

fn main() {}
