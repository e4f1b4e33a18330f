//! What stands instead of iterators' methods that are not portable, and of arithmetic on what is not one name.

use workflow_runtime::portable;

#[portable]
fn of_sums(total: i32) -> i32 {
    total.rem_euclid(total - 1) + total.div_euclid(total + 2)
}

#[portable]
fn chained(prices: &Vec<u32>) -> Vec<u32> {
    prices.iter().copied().chain(std::iter::once(3)).collect()
}

#[portable]
fn chained_behind_a_closure(prices: &Vec<u32>) -> Vec<u32> {
    prices.iter().map(|price| price + 1).chain(prices.clone()).collect()
}

#[portable]
fn place(prices: &[u32]) -> Option<usize> {
    prices.iter().map(|price| price + 1).position(|price| price == 4)
}

#[portable]
fn cloned(names: &[String]) -> Vec<String> {
    names.iter().map(Clone::clone).collect()
}

#[portable]
fn joined(names: &[String]) -> String {
    names.iter().map(|name| name.to_lowercase()).collect::<String>()
}

#[portable]
fn is_number(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_digit())
}

fn main() {}
