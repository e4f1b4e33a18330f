//! A cast to 64 bits of what may be more than JSON carries is refused by the types.

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

#[portable]
fn cut_off_without_a_sign(price: f64) -> u64 {
    price.abs() as u64
}

#[portable]
fn narrow_float(price: f64) -> f32 {
    price as f32
}

fn main() {}
