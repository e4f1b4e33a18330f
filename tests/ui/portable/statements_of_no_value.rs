//! Statements that a body would have where it did something: a `return` of nothing, a value that nobody takes, a panic.

use workflow_runtime::portable;

#[portable]
fn returns_nothing(count: u32) -> u32 {
    if count > 3 {
        return;
    }
    count
}

#[portable]
fn of_a_closure(counts: &[u32]) -> Vec<u32> {
    counts
        .iter()
        .map(|count| {
            if *count > 3 {
                return;
            }
            *count
        })
        .collect()
}

#[portable]
fn leaves_a_value(count: u32) -> u32 {
    if count > 3 { 5 }
    count
}

#[portable]
fn panics_in_a_case(count: u32) -> u32 {
    if count > 3 {
        panic!("too many");
    }
    count
}

#[portable]
fn panics_in_the_value(count: u32) -> u32 {
    match count {
        0 => unreachable!(),
        count => count,
    }
}

#[portable]
fn panics_unless(count: u32) -> u32 {
    assert!(count > 3);
    count
}

fn main() {}
