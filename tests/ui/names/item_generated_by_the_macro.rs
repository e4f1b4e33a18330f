//! A type named like a generated one.

use workflow_runtime::prelude::*;

#[workflow]
pub mod sale {
    use super::*;

    #[derive(Clone, Debug, Serialize, Deserialize, Data)]
    pub struct Workflow {
        pub id: u32,
    }

    #[start]
    #[pass]
    fn begin(workflow: Workflow) -> Transition<u32> {
        succeed(workflow.id)
    }
}

fn main() {}
