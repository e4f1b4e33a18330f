use workflow_runtime::prelude::*;

#[derive(Serialize, Data)]
struct Order {
    total: u32,
    #[serde(rename = "total")]
    grand_total: u32,
}

#[derive(Serialize, Data)]
enum Status {
    #[serde(rename = "Closed")]
    Open,
    Closed,
}

fn main() {}
