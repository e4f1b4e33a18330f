//! Methods of a `Result` that are no `match`: with what is no closure in place, or that reads an error of std's.

use workflow_runtime::{portable, prelude::*};

#[portable]
fn checked(total: u32) -> Result<u32, String> {
    if total > 3 { Err("much".to_owned()) } else { Ok(total) }
}

#[portable]
fn with_a_function(total: u32) -> Result<u32, u32> {
    let total = checked(total).map_err(length)?;
    Ok(total)
}

#[portable]
fn length(text: String) -> u32 {
    text.len() as u32
}

#[portable]
fn of_a_type(total: u32) -> u32 {
    checked(total).unwrap_or_else(|_| -> u32 { 0 })
}

#[portable]
fn reads_the_error(text: &str) -> u32 {
    text.parse::<u32>().unwrap_or_else(|error| error.to_string().len() as u32)
}

#[portable]
fn computed(total: Option<u32>, least: u32) -> Result<u32, u32> {
    total.ok_or(least - 1)
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub enum ShopError {
    Busy,
}

#[tasks]
pub trait Shop {
    async fn charge(&self, cents: u32) -> Result<u32, ShopError>;
}

#[workflow(tasks(shop(Shop)))]
pub mod sale {
    use super::*;

    #[start]
    #[task]
    fn charge(total: u32) -> Transition<u32> {
        let cents = checked(total).unwrap_or_else(|_| 0);
        let charged = shop.charge(cents)?;
        succeed(charged)
    }
}

fn main() {}
