//! Arithmetic on integers without a type that are found in a tuple, a list, an `Option`, a `Result`.

use workflow_runtime::prelude::*;

#[portable]
fn tuple() -> u8 {
    let (most, step) = (250, 3);
    most * step
}

#[portable]
fn place(count: u8) -> u8 {
    let pair = (200, count);
    pair.0 * 2 + pair.1 * 2
}

#[portable]
fn lists() -> Vec<u8> {
    [90, 100].iter().map(|each| each * 2).collect()
}

#[portable]
fn total() -> u8 {
    vec![150, 100].iter().sum()
}

#[portable]
fn option() -> u8 {
    if let Some(most) = Some(240) { most * 2 } else { 0 }
}

#[portable]
fn result(urgent: bool) -> u8 {
    match if urgent { Ok(240) } else { Err("late") } {
        Ok(most) => most * 2,
        Err(_) => 0,
    }
}

#[portable]
fn early(urgent: Option<bool>) -> u8 {
    let each = match urgent {
        Some(true) => Some(120),
        Some(false) => None,
        None => return 0,
    };
    each.map_or(0, |each| each * 2)
}

#[portable]
fn no_list(urgent: bool) -> Vec<u8> {
    let list = if urgent { vec![] } else { vec![200] };
    list.iter().map(|each| each * 2).collect()
}

#[portable]
fn joined(urgent: bool, most: u8) -> u8 {
    let (a, b) = if urgent { (1, most) } else { (most, 1) };
    a * 2 + b * 2
}

#[portable]
fn negative(low: bool) -> i8 {
    let least = -128;
    if low { -least } else { 0 }
}

#[workflow]
pub mod counting {
    use super::*;

    #[start]
    #[choice]
    fn begin(count: u8) -> Transition<u8> {
        match (110, count) {
            (most, 0) => succeed(most * 3),
            (_, count) => each(count),
        }
    }

    #[map]
    fn each(count: u8) -> Transition<u8> {
        let counts = map(vec![120, 3], |each| next(each * 4))?;
        succeed(counts[0] + count)
    }

    #[pass]
    fn next(count: u8) -> Transition<u8> {
        succeed(count)
    }
}

#[portable]
fn typed(count: u8) -> u8 {
    let ((most, step), list) = ((250_u8, count), [1_u8, 2]);
    let three = Some(3);
    list.iter().map(|each| each * 2).sum::<u8>() + list[0] * most + step * three.unwrap_or(1)
}

fn main() {}
