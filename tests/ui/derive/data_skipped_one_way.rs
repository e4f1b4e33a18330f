use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, Data)]
struct Order {
    total: u32,
    #[serde(skip_deserializing)]
    cached: u32,
}

#[derive(Serialize, Deserialize, Data)]
enum Status {
    Open,
    #[serde(skip_deserializing)]
    Internal,
}

fn main() {}
