use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, Data)]
struct Order<T> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing)]
    cached: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    fine: Option<T>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    fine_too: Vec<T>,
}

fn main() {}
