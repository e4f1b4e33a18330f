//! One list is made of lists and of `Option`s with a value, and is asked before it is made only where nothing in it can fail.

use std::collections::BTreeMap;

use workflow_runtime::{Data, portable};

#[derive(Clone, serde::Serialize, serde::Deserialize, Data)]
struct Line {
    count: u8,
    sizes: Vec<u8>,
}

#[portable]
fn prices(maps: &Vec<BTreeMap<String, u8>>) -> Vec<(&String, &u8)> {
    maps.iter().flatten().collect()
}

#[portable]
fn there(counts: &Vec<Option<Option<u8>>>) -> Vec<Option<u8>> {
    counts.iter().flatten().copied().collect()
}

#[portable]
fn picked(counts: &Vec<Option<Option<u8>>>) -> Vec<Option<u8>> {
    counts.iter().filter_map(|count| *count).collect()
}

#[portable]
fn is_large(lines: &Vec<Line>) -> bool {
    lines.iter().flat_map(|line| line.sizes.iter().map(|size| line.count * *size)).any(|size| size > 100)
}

#[portable]
fn joined(lines: &Vec<Line>) -> Vec<u8> {
    lines.iter().map(|line| line.sizes.clone()).collect::<Vec<_>>().concat()
}

fn main() {}
