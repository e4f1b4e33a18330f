use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, Data)]
struct Order {
    #[serde(rename(serialize = "orderId", deserialize = "order_id"))]
    id: String,
    total: u32,
}

#[derive(Serialize, Deserialize, Data)]
enum Status {
    #[serde(rename(deserialize = "done"))]
    Done,
    Open,
}

#[derive(Serialize, Deserialize, Data)]
#[serde(rename_all(serialize = "camelCase", deserialize = "snake_case"))]
struct Parcel {
    grand_total: u32,
    net_weight: u32,
}

fn main() {}
