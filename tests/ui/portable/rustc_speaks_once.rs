use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

#[derive(Clone, Serialize, Deserialize, Data)]
struct Order {
    total: u32,
    name: String,
    tags: Vec<String>,
}

#[portable]
fn field(order: &Order) -> u32 {
    order.totl + 1
}

#[portable]
fn sum(order: &Order) -> u32 {
    order.total + order.name
}

#[portable]
fn literal(order: &Order) -> u32 {
    order.total + "1"
}

#[portable]
fn comparison(order: &Order) -> bool {
    order.total == order.name
}

#[portable]
fn no_method(order: &Order) -> usize {
    order.total.len()
}

#[portable]
fn argument(order: &Order) -> bool {
    order.tags.contains("x")
}

#[portable]
fn value(order: &Order) -> String {
    order.total
}

#[portable]
fn display(order: &Order) -> String {
    format!("{}", order)
}

#[portable]
fn construction(total: u32) -> Order {
    Order { total, name: 3.to_string() }
}

#[portable]
fn closure(order: &Order) -> bool {
    order.tags.iter().any(|tag| tag.size > 1)
}

fn main() {}
