use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, Data)]
struct Pair(#[serde(skip)] u32, u32);

#[derive(Serialize, Deserialize, Data)]
enum Status {
    Open(#[serde(skip_serializing_if = "Option::is_none")] Option<u32>, u32),
}

fn main() {}
