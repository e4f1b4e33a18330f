//! A closure of `map` that says its items' type.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("out of order")]
pub struct OutOfOrder;

#[tasks]
pub trait Till {
    async fn charge(&self, id: u32) -> Result<u32, OutOfOrder>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[map]
    fn begin(ids: Vec<u32>) -> Transition<Vec<u32>> {
        let paid = map(ids, |id: u32| till.charge(id))?;
        succeed(paid)
    }
}

fn main() {}
