use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, Data)]
enum Status {
    Open,
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, Data)]
enum Address {
    Street { name: String },
    #[serde(untagged)]
    Other(String),
}

fn main() {}
