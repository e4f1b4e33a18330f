//! Methods of std that are not portable, and what is.

use workflow_runtime::portable;

#[portable]
fn bounded(total: u32) -> u32 {
    total.clamp(1, 100)
}

#[portable]
fn other(note: Option<u32>, more: Option<u32>) -> Option<u32> {
    note.or_else(|| more)
}

#[portable]
fn left(total: u32, paid: u32) -> Option<u32> {
    (total + 1).checked_div(paid)
}

#[portable]
fn added(total: u32, fee: u32) -> u32 {
    total.wrapping_add(fee)
}

#[portable]
fn folded(prices: &[u32]) -> u32 {
    prices.iter().fold(0, |sum, price| sum + price)
}

#[portable]
fn chosen(paid: bool) -> Option<u32> {
    paid.then_some(3)
}

#[portable]
fn third(prices: &[u32]) -> Option<u32> {
    prices.iter().nth(2).copied()
}

#[portable]
fn place(prices: &[u32]) -> Option<usize> {
    prices.iter().position(|price| *price == 1)
}

#[portable]
fn same(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

#[portable]
fn grown(prices: Vec<u32>) -> Vec<u32> {
    prices.push(1)
}

#[portable]
fn last_name(names: Vec<String>) -> Option<String> {
    names.iter().max().cloned()
}

#[portable]
fn highest(shares: &[f64]) -> Option<f64> {
    shares.iter().copied().max()
}

#[portable]
fn misspelt(prices: &[u32]) -> bool {
    prices.is_emtpy()
}

#[portable]
fn one_behind_another(prices: &[u32]) -> Vec<u32> {
    prices.iter().copied().chain([1, 2]).collect()
}

#[portable]
fn boxes(parcels: u32, each: u32) -> u32 {
    parcels.div_ceil(each)
}

#[portable]
fn distance(from: i64, to: i64) -> u64 {
    (to - from).unsigned_abs()
}

#[portable]
fn halves(text: &str) -> bool {
    text.split_once(':').is_some() && text.chars().count() > 3
}

#[portable]
fn apart(from: i64, to: i64) -> i64 {
    from.abs_diff(to).pow(2)
}

#[portable]
fn of_the_week(day: i64) -> bool {
    day.rem_euclid(7).is_positive() && day.is_multiple_of(7)
}

#[portable]
fn both(note: Option<u32>, more: Option<u32>) -> Option<(u32, u32)> {
    note.zip(more)
}

#[portable]
fn newest(prices: &[u32]) -> Option<u32> {
    prices.iter().last().copied()
}

#[portable]
fn fits(total: u64) -> u32 {
    total.try_into().unwrap_or(0)
}

fn main() {}
