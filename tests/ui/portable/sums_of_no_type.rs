//! A `sum` of which nothing says the type; one whose type its surroundings say compiles.

use workflow_runtime::portable;

#[portable]
fn is_more(prices: &[u32], least: u32) -> bool {
    prices.iter().sum() > 3 || least > prices.iter().sum()
}

#[portable]
fn with_fee(prices: &[u32], fee: u32) -> u32 {
    fee + prices.iter().sum()
}

#[portable]
fn bound(prices: &[u32]) -> u32 {
    let total = prices.iter().sum();
    let typed: u32 = prices.iter().sum();
    total + typed
}

#[portable]
fn given(prices: &[u32]) -> u32 {
    prices.iter().sum()
}

fn main() {}
