//! JSON of no type is carried, and not looked into.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[start]
    #[pass]
    fn begin(value: serde_json::Value) -> Transition<serde_json::Value> {
        done(value["order"].clone())
    }

    #[succeed]
    fn done(value: serde_json::Value) -> Transition<serde_json::Value> {
        succeed(value)
    }
}

fn main() {}
