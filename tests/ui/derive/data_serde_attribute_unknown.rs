// Serde's derive and ours find the same mistake: it is said once.

use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, Data)]
struct Order {
    #[serde(skip_serialising_if = "Option::is_none")]
    total: Option<u32>,
}

fn main() {}
