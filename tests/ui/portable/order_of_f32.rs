//! The JSON of an `f32` has two forms, of which a definition can compare neither with the other.

use workflow_runtime::prelude::*;

const LIMIT: f32 = 0.1;

#[derive(Debug, Clone, Serialize, Deserialize, Data)]
pub struct Sample {
    value: f32,
    exact: f64,
    last: Option<f32>,
    all: Vec<f32>,
}

#[portable]
fn is_high(sample: &Sample) -> bool {
    sample.value > LIMIT
}

#[portable]
fn is_the_limit(sample: &Sample) -> bool {
    sample.last == Some(0.1)
}

#[portable]
fn has_the_limit(sample: &Sample) -> bool {
    sample.all.contains(&0.1)
}

#[portable]
fn is_exactly_half(sample: &Sample) -> bool {
    let half = 0.5;
    sample.exact == half && half < sample.exact + 1.0
}

fn main() {}
