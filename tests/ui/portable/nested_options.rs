//! An `Option` in an `Option`: in JSON nothing and `Some(None)` are both `null`.

use std::collections::BTreeMap;

use workflow_runtime::portable;

#[portable]
fn asked(list: &Vec<Option<u32>>) -> bool {
    list.first().is_some()
}

#[portable]
fn matched(map: &BTreeMap<String, Option<u32>>) -> u32 {
    match map.get("a") {
        Some(Some(value)) => *value,
        _ => 0,
    }
}

#[portable]
fn compared(list: &Vec<Option<u32>>) -> bool {
    list.first().cloned() == Some(None)
}

#[portable]
fn or_else(list: &Vec<Option<u32>>) -> Option<u32> {
    list.last().copied().unwrap_or_else(|| Some(1))
}

#[portable]
fn flat(list: &Vec<Option<u32>>) -> bool {
    list.first().cloned().flatten().is_some()
}

fn main() {}
