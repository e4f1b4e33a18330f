use std::collections::BTreeSet;

use workflow_runtime::portable;

#[portable]
fn unique(list: &[u32]) -> BTreeSet<u32> {
    list.iter().copied().collect()
}

fn main() {}
