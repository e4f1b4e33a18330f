//! What rustc warns of in a plain function, it warns of here: at the same place, once, and at the level that was asked for.

#![deny(warnings)]

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
pub enum Kind {
    Fire,
    Flood,
}

#[portable]
pub fn excess(kind: &Kind, cents: u64, rate: u64) -> u64 {
    let extra = cents / 2;
    match kind {
        Kind::Fire => 500,
        Kind::Fire => 600,
        Kind::Flood => cents,
    }
}

#[portable]
pub fn doubled(list: &[u64]) -> Vec<u64> {
    list.iter().map(|cents| list[0] * 2).collect()
}

#[portable]
#[allow(unused_variables)]
pub fn quiet(cents: u64) -> u64 {
    3
}

#[portable]
#[expect(unused_variables)]
pub fn expected(cents: u64) -> u64 {
    3
}

fn main() {}
