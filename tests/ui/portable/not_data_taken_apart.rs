//! Patterns that look into a part, a task's result and an item; and a value that is constructed.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Payment {
    Card { number: String },
    Cash(u32),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    pub number_of_it: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    pub cents: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Total {
    pub cents: u32,
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("busy")]
pub struct Busy {}

#[tasks]
pub trait Till {
    async fn charge(&self, cents: u32) -> Result<Receipt, Busy>;
}

#[workflow(tasks(till(Till)))]
pub mod sale {
    use super::*;

    #[start]
    #[choice]
    fn begin(payment: Option<Payment>, lines: Vec<Line>) -> Transition<Total> {
        match payment {
            Some(Payment::Cash(cents)) => charge(cents),
            _ => sum(lines),
        }
    }

    #[pass]
    fn sum(lines: Vec<Line>) -> Transition<Total> {
        charge(lines.iter().map(|Line { cents }| *cents).sum())
    }

    #[task]
    fn charge(cents: u32) -> Transition<Total> {
        match till.charge(cents) {
            Ok(Receipt { number_of_it }) => end(number_of_it),
            Err(error) => fail(error),
        }
    }

    #[pass]
    fn end(cents: u32) -> Transition<Total> {
        succeed(Total { cents })
    }
}

fn main() {}
