//! What a closure in which something can fail gives, and what is behind it.

use workflow_runtime::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
pub struct Line {
    pub count: u32,
}

#[portable]
fn found(lines: &Vec<Line>, positions: &Vec<usize>) -> Vec<Line> {
    positions.iter().map(|position| lines[*position]).collect()
}

#[portable]
fn first_two(counts: &Vec<u32>) -> Vec<u32> {
    counts.iter().map(|count| 100 / *count).take(2).collect()
}

#[portable]
fn numbered(counts: &Vec<u32>) -> bool {
    counts.iter().filter(|count| **count - 1 > 2).enumerate().any(|(place, _)| place > 1)
}

fn main() {}
