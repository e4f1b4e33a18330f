//! Expressions that read nothing: the definition has their value, or fails as the execution does.

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::agree;

const LOWEST: i16 = i16::MIN;
const SIZES: &[u8] = &[200, 100];
const NAME: &str = "abc";
const MAYBE: Option<u16> = Some(7);

#[derive(Clone, Debug, Serialize, Deserialize, Data)]
struct Worded {
    name: String,
}

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

#[portable]
fn behind_names(choice: u8) -> usize {
    match choice {
        0 => {
            let length = NAME.len();
            length - 4
        }
        1 => (if NAME.is_empty() { 0 } else { NAME.len() }) - 4,
        2 => {
            (match NAME.len() {
                3 => NAME.len(),
                _ => 9,
            }) - 4
        }
        _ => String::from("abc").len() - 4,
    }
}

#[portable]
fn widened(choice: u8) -> u16 {
    match choice {
        0 => u16::from(200_u8) - 201,
        1 => u16::from(SIZES[0]) - 201,
        _ => {
            if let Some(size) = MAYBE {
                size - 8
            } else {
                0
            }
        }
    }
}

#[portable]
fn listed(choice: u8) -> Vec<usize> {
    match choice {
        0 => vec![NAME.len() - 4],
        1 => vec![NAME.len() - 3, 1],
        _ => [vec![NAME.len() - 4], vec![]].concat(),
    }
}

#[portable]
fn worded(choice: u8) -> usize {
    match choice {
        0 => Some(Worded { name: "abc" }).map_or(0, |worded| worded.name.len()),
        1 => vec![Worded { name: "ab" }, Worded { name: "" }]
            .iter()
            .filter(|word| word.name.is_empty())
            .count(),
        _ => [Worded { name: "ä" }][0].name.len(),
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
        agree!(behind_names(choice: choice));
        agree!(widened(choice: choice));
        agree!(listed(choice: choice));
        agree!(worded(choice: choice));
    }
}
