use workflow_runtime::prelude::*;

#[derive(Clone, Serialize, Deserialize, Data)]
#[serde(from = "u32", into = "u32")]
struct Cents {
    amount: u32,
}

impl From<u32> for Cents {
    fn from(amount: u32) -> Self {
        Self { amount }
    }
}

impl From<Cents> for u32 {
    fn from(cents: Cents) -> Self {
        cents.amount
    }
}

struct Point {
    x: i32,
}

#[derive(Serialize, Data)]
#[serde(remote = "Point")]
struct PointDef {
    x: i32,
}

fn main() {}
