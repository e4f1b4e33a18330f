//! Arithmetic whose operands are integers without a type: a definition could not say where it overflows.

use workflow_runtime::prelude::*;

#[portable]
fn charged(urgent: bool) -> u8 {
    (if urgent { 250 } else { 100 }) * 2
}

#[portable]
fn named() -> u8 {
    let most = 250;
    most + 5
}

#[workflow]
pub mod counting {
    use super::*;

    #[start]
    #[pass]
    fn begin(count: u8) -> Transition<u8> {
        let step = match count {
            0 => 100,
            _ => 10,
        };
        succeed(count + step * 3)
    }
}

#[portable]
fn typed(urgent: bool, count: u8) -> u8 {
    let (most, step) = (250_u8, 3);
    let more = 7;
    (if urgent { 100_u8 } else { 10 }) * 2 + most + count * step + (more - count) + 2 * 3
}

fn main() {}
