//! JSON has no infinity.

use workflow_runtime::portable;

#[portable]
fn is_below(price: f64, cap: Option<f64>) -> bool {
    price < cap.unwrap_or(f64::INFINITY)
}

#[portable]
fn unknown() -> f64 {
    std::f64::NAN
}

fn main() {}
