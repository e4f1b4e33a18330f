use std::collections::BTreeSet;

use workflow_runtime::portable;

#[portable]
fn unique(list: &[u32]) -> BTreeSet<u32> {
    list.iter().copied().collect()
}

#[portable]
fn how_many(list: &[u32]) -> usize {
    let unique: BTreeSet<u32> = list.iter().copied().collect();
    unique.len()
}

fn main() {}
