//! What other languages write.

use workflow_runtime::prelude::*;

#[portable]
fn length(name: &str) -> usize {
    name.length()
}

#[portable]
fn name(first: &str) -> bool {
    first == 'Ann'
}

#[portable]
fn total(prices: &Vec<u32>) -> u32 {
    let mut total = 0;
    for price in prices {
        total += price;
    }
    total
}

#[portable]
fn early(prices: &Vec<u32>) -> u32 {
    let first = {
        let Some(first): Option<&u32> = prices.first() else { return 0 };
        *first
    };
    let free = prices.first().is_some() && {
        if first > 3 {
            return 1;
        }
        first == 0
    };
    if free { 0 } else { return first * 2 }
}

#[portable]
fn rounded(price: f64) -> String {
    format!("{price:.2}")
}

#[portable]
fn third(prices: &Vec<u32>) -> Option<u32> {
    prices.iter().filter(|price| **price > 1).nth(2).copied()
}

#[portable]
fn next(prices: &Vec<u32>) -> Option<u32> {
    prices.iter().next().copied()
}

#[portable]
fn added_under_a_condition(tags: &Vec<String>, urgent: bool) -> Vec<String> {
    let mut tags = tags.clone();
    if urgent {
        tags.push("urgent".to_owned());
    }
    tags
}

fn main() {}
