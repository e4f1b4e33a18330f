//! A greatest delay that is longer than ASL allows.

use workflow_runtime::prelude::*;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("busy")]
pub struct Busy;

#[tasks]
pub trait Till {
    async fn refund(&self, cents: u32) -> Result<u32, Busy>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[task(retry(on(any), max_delay(days(400))))]
    fn begin(cents: u32) -> Transition<u32> {
        let refunded = till.refund(cents)?;
        succeed(refunded)
    }
}

fn main() {}
