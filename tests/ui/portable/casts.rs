//! A cast keeps the number: of a type that may hold others it is refused by the types.

use workflow_runtime::portable;

#[portable]
fn without_sign(count: i64) -> u64 {
    count as u64
}

#[portable]
fn cut_off(price: f64, count: u32) -> u64 {
    (price * 2.0) as u64 + count as u64
}

#[portable]
fn of_what_is_no_number(paid: bool) -> i64 {
    paid as i64
}

#[portable]
fn borrowed(prices: &[i64]) -> f64 {
    prices.iter().map(|price| price as f64).sum()
}

fn main() {}
