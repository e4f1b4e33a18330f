//! Maps of entries: a key that is computed, entries that are not written in place, and keys that are no text.

use std::collections::BTreeMap;

use workflow_runtime::portable;

#[portable]
fn computed_key(day: &str) -> BTreeMap<String, u32> {
    BTreeMap::from([(day.to_owned(), 1)])
}

#[portable]
fn elsewhere(count: u32) -> BTreeMap<String, u32> {
    let entries = [("count".to_owned(), count)];
    BTreeMap::from(entries)
}

#[portable]
fn number(count: u32) -> BTreeMap<u32, u32> {
    BTreeMap::from([(1, count)])
}

fn main() {}
