//! JSON as text: JSONata writes numbers otherwise than serde.

use workflow_runtime::portable;

#[portable]
fn written(list: &Vec<u32>) -> String {
    serde_json::to_string(list).unwrap_or_default()
}

#[portable]
fn read(text: &str) -> Option<f64> {
    text.parse::<f64>().ok()
}

fn main() {}
