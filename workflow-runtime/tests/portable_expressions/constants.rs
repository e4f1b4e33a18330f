//! Expressions that read nothing: the definition has their value, or fails as the execution does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::agree;

const LOWEST: i16 = i16::MIN;
const SIZES: &[u8] = &[200, 100];
const NAME: &str = "abc";
const SEPARATORS: [&str; 2] = ["", ","];
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
        _ => vec![1_u8, 2].into_iter().map(|size| size + 1).collect(),
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
        2 => u16::from(SIZES.iter().sum::<u8>()),
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

/// It is not portable: what it gives is made when the definition is.
fn limit(length: usize) -> u8 {
    if length > 9 { 9 } else { 5 }
}

/// A type whose operators are its own.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Money(u64);

impl Money {
    fn of(cents: usize) -> Self {
        Self(cents as u64)
    }
    fn plus(self, cents: usize) -> Self {
        self + Self::of(cents)
    }
}

impl std::ops::Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

#[portable]
fn called(choice: u8) -> u8 {
    match choice {
        0 => limit(NAME.len() - 4),
        1 => limit(NAME.len() - 3),
        2 => limit(SIZES[2].into()),
        _ => limit(NAME.len() * 4).saturating_sub(limit(SIZES[1..].len())),
    }
}

#[portable]
fn computed_with(choice: u8) -> Money {
    match choice {
        0 => Money::of(NAME.len() - 4) + Money::of(1),
        1 => Money::of(NAME.len() - 2) + Money::of(SIZES.len() - 1),
        2 => Money::of(1).plus(NAME.len() - 4),
        _ => Money::of(NAME.len() - 3).plus(2),
    }
}

#[portable]
fn asked(choice: u8) -> bool {
    match choice {
        0 => limit(NAME.len() - 4) > 3,
        1 => limit(NAME.len()) > 3 && limit(NAME.len() - 4) == 5,
        2 => NAME.is_empty() && limit(NAME.len() - 4) == 5,
        _ => vec![limit(NAME.len() - 1)].contains(&5),
    }
}

#[portable]
fn sliced(choice: u8) -> Vec<u8> {
    match choice {
        0 => SIZES[3..].to_vec(),
        1 => SIZES[NAME.len() - 2..].to_vec(),
        2 => SIZES[1..=2].iter().map(|size| size / 2).collect(),
        _ => SIZES[..2].iter().map(|size| size / 2).collect(),
    }
}

#[portable]
fn spelled(choice: u8) -> String {
    match choice {
        0 => NAME[4..].to_owned(),
        1 => NAME[1..].to_owned(),
        2 => format!("{}-{}", limit(3), &NAME[2..NAME.len() + 1]),
        _ => format!("{}-{}", limit(3), &NAME[..NAME.len() - 1]),
    }
}

#[portable]
fn keyed(choice: u8) -> BTreeMap<String, usize> {
    match choice {
        0 => BTreeMap::from([(NAME[4..].to_owned(), 1)]),
        1 => BTreeMap::from([(NAME[2..].to_owned(), NAME.len() - 1)]),
        2 => BTreeMap::from([(NAME.to_owned(), NAME.len() - 4)]),
        _ => BTreeMap::from([(NAME.to_owned(), SIZES[1..].len())]),
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

#[portable]
fn separated(choice: u8, text: &str) -> Vec<String> {
    match choice {
        0 => text.split(SEPARATORS[2]).map(|part| part.to_owned()).collect(),
        1 => text.split(SEPARATORS[1]).map(|part| part.to_owned()).collect(),
        2 => vec![text.replace(&NAME[4..], "-")],
        _ => vec![text.replace(if NAME.len() > 2 { &NAME[..1] } else { "" }, "-")],
    }
}

#[portable]
fn separated_at_nothing(text: &str) -> String {
    text.replace(SEPARATORS[0], "-")
}

#[test]
fn what_separates_is_known_when_the_definition_is_made() {
    let found = [0, 1, 2, 3].map(|choice| agree!(separated(choice: choice, text: "a,b")).is_some());
    assert_eq!(found, [false, true, false, true]);
}

#[test]
#[should_panic(expected = "an empty separator or pattern is not portable")]
fn nothing_does_not_separate() {
    agree!(separated_at_nothing(text: "ab"));
}

/// Which of the choices have a value, and which fail.
macro_rules! choices {
    ($function:ident) => {
        [0, 1, 2, 3].map(|choice| agree!($function(choice: choice)).is_some())
    };
}

#[test]
fn what_functions_of_ones_own_are_given_fails_in_the_execution() {
    assert_eq!(choices!(called), [false, true, false, true]);
    assert_eq!(choices!(computed_with), [false, true, false, true]);
    assert_eq!(choices!(asked), [false, false, true, true]);
    assert_eq!(choices!(keyed), [false, true, false, true]);
}

#[test]
fn parts_of_constants_fail_in_the_execution() {
    assert_eq!(choices!(sliced), [false, true, false, true]);
    assert_eq!(choices!(spelled), [false, true, false, true]);
}

#[portable]
fn picked(choice: u8) -> u8 {
    match choice {
        0 => (if let Some(first) = SIZES.first() { u8::MAX } else { 0 }) + 3,
        1 => (if let Some(first) = SIZES.first() { 0 } else { u8::MAX }) + 3,
        2 => {
            (match NAME.len() {
                0 => 0,
                _ => 250_u8,
            }) + 3
                + 10
        }
        _ => {
            3 - (match NAME.len() {
                0 => u8::MAX,
                _ => 1,
            })
        }
    }
}

#[test]
fn which_of_constants_is_picked_rustc_does_not_know() {
    assert_eq!(choices!(picked), [false, true, false, true]);
}

#[portable]
fn in_all_of_them(size: u8, list: Vec<u8>) -> (bool, Vec<u8>, usize) {
    (SIZES[..].contains(&size), SIZES[..].iter().map(|one| one / 2 + size / 2).collect(), list[..].len())
}

#[test]
fn a_whole_slice_of_a_constant_is_looked_at() {
    for size in [1, 7] {
        agree!(in_all_of_them(size: size, list: vec![size]));
    }
}

const BLANKS: [char; 2] = [' ', '-'];

#[portable]
fn searched_for_several(text: &str) -> bool {
    text.starts_with(BLANKS)
}

#[test]
#[should_panic(expected = "a list of characters as the pattern of a text is not portable")]
fn several_characters_are_no_pattern() {
    agree!(searched_for_several(text: "ab"));
}
