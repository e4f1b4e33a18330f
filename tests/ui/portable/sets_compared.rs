//! Sets whose items stand in any order are not compared.

use std::collections::{BTreeSet, HashSet};

use workflow_runtime::prelude::*;

#[portable]
fn same(tags: &HashSet<String>, others: &HashSet<String>) -> bool {
    tags == others
}

#[portable]
fn same_in_order(tags: &BTreeSet<String>, others: &BTreeSet<String>) -> bool {
    tags == others
}

#[portable]
fn has(tags: &HashSet<String>, tag: &String) -> bool {
    tags.contains(tag)
}

fn main() {}
