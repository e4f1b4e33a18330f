use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

#[derive(Clone, Serialize, Deserialize, Data)]
enum Status {
    New,
    Paid { amount: u32 },
}

#[portable]
fn misspelt(status: &Status) -> u32 {
    match status {
        Status::New => 0,
        Status::Payed { amount } => *amount,
    }
}

#[portable]
fn missing(status: &Status) -> u32 {
    match status {
        Status::New => 0,
    }
}

#[portable]
fn wrong(status: &Status) -> u32 {
    match status {
        Some(_) => 0,
        _ => 1,
    }
}

fn main() {}
