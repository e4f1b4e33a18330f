use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, Data)]
#[serde(tag = "type")]
struct Order {
    total: u32,
}

fn main() {}
