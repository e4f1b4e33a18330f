//! Expressions that read nothing: the definition has their value, or fails as the execution does.

use workflow_runtime::portable;

use crate::harness::agree;

const LOWEST: i16 = i16::MIN;
const SIZES: &[u8] = &[200, 100];
const NAME: &str = "abc";

#[portable]
fn absolute(choice: u8) -> i16 {
    match choice {
        0 => (-32_768_i16).abs(),
        1 => LOWEST.abs(),
        2 => 7_i16.abs(),
        _ => (LOWEST + 1).abs() - 1,
    }
}

#[portable]
fn total(choice: u8) -> u8 {
    match choice {
        0 => SIZES.iter().sum(),
        1 => SIZES.iter().sum::<u8>() - 1,
        2 => [200_u8, 55].iter().sum(),
        _ => 1 + SIZES.iter().skip(1).sum::<u8>(),
    }
}

#[portable]
fn changed(choice: u8) -> Vec<u8> {
    match choice {
        0 => SIZES.iter().map(|size| size + 100).collect(),
        1 => SIZES.iter().map(|size| size - 100).collect(),
        _ => vec![1, 2].into_iter().map(|size| size + 1).collect(),
    }
}

#[portable]
fn length(choice: u8) -> usize {
    match choice {
        0 => NAME.len() - 4,
        1 => NAME.len() - 3,
        2 => (NAME.len() + 2) * "ab".len(),
        _ => SIZES.len() / (NAME.len() - 3),
    }
}

#[portable]
fn found(choice: u8) -> u8 {
    match choice {
        0 => SIZES[NAME.len()],
        1 => SIZES[2],
        2 => vec![1, 2][1],
        _ => SIZES[1] / 7,
    }
}

#[portable]
fn negative(choice: u8) -> i8 {
    match choice {
        0 => -(i8::MIN.abs()),
        _ => -(5_i8.abs()),
    }
}

#[test]
fn what_reads_nothing_fails_as_anything_else() {
    for choice in 0..4 {
        agree!(absolute(choice: choice));
        agree!(total(choice: choice));
        agree!(changed(choice: choice));
        agree!(length(choice: choice));
        agree!(found(choice: choice));
        agree!(negative(choice: choice));
    }
}
