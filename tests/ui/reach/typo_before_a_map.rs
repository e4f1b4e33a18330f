//! A misspelt transition to a map: what is in the map is not blamed.

use workflow_runtime::prelude::*;

#[workflow]
pub mod squares {
    use super::*;

    #[start]
    #[pass]
    fn begin(numbers: Vec<u32>) -> Transition<Vec<u32>> {
        squareall(numbers)
    }

    #[map]
    fn square_all(numbers: Vec<u32>) -> Transition<Vec<u32>> {
        let squares = map(numbers, |index, number| square(index, number))?;
        succeed(squares)
    }

    #[pass]
    fn square(_index: usize, number: u32) -> Transition<u32> {
        succeed(number * number)
    }
}

fn main() {}
