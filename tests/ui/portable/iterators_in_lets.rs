//! Iterators in a `let`: what their closures fail with ends with the chain, so it has to end there.

use workflow_runtime::portable;

#[portable]
fn total(prices: &[u32]) -> u32 {
    let prices = prices.iter();
    prices.sum()
}

#[portable]
fn wide(prices: &[u32]) -> u64 {
    let wide = prices.iter().filter(|price| **price > 2 + 3).map(|price| u64::from(*price));
    wide.sum()
}

#[portable]
fn doubled(prices: &[u32]) -> u32 {
    let doubled = prices.iter().map(|price| price * 2);
    doubled.sum()
}

fn main() {}
