//! Values and combinations that a random run seldom draws, and that tell a mistake which nothing else tells.

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{agree, argument, reads};

#[portable]
fn sum(left: i8, right: i8) -> i8 {
    left + right
}

#[test]
fn a_sum_overflows_at_both_ends() {
    for left in [i8::MIN, -2, 2, i8::MAX] {
        for right in [i8::MIN, -2, 2, i8::MAX] {
            agree!(sum(left: left, right: right));
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Sparse {
    #[serde(default, skip_serializing_if = "is_false")]
    flag: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    list: Vec<u8>,
}

#[portable]
fn filled(value: &Sparse) -> (bool, String, Vec<u8>) {
    (value.flag, value.text, value.list)
}

#[test]
fn what_serde_leaves_out_is_read_as_it_was() {
    for value in [
        Sparse { flag: false, text: String::new(), list: vec![] },
        Sparse { flag: true, text: "é".to_owned(), list: vec![0] },
    ] {
        agree!(filled(value: &value));
    }
}

#[portable]
fn long_text(number: u64) -> String {
    number.to_string()
}

#[portable]
fn short_text(number: u32) -> String {
    number.to_string()
}

#[test]
fn long_numbers_are_written_with_all_of_their_digits() {
    for number in [0, 1_234_567_890_123_456, 9_007_199_254_740_991] {
        agree!(long_text(number: number));
    }
    // The evaluator of these tests writes all digits; the reference implementation's `$string` writes 15.
    reads!(long_text(number) as r#"$formatNumber($states.input.number, "0")"#);
    reads!(short_text(number) as "$string($states.input.number)");
}

#[portable]
fn both(flag: bool, number: u8) -> bool {
    flag && number > 3
}

#[portable]
fn either(flag: bool, number: u8) -> bool {
    flag || number > 3
}

#[portable]
fn computed_first(flag: bool, number: u8) -> (bool, bool) {
    (both(flag, number + 250), either(flag, number + 250))
}

#[portable]
fn tested_first(flag: bool, number: u8) -> bool {
    both(flag, number + 250)
}

#[portable]
fn or_else(option: Option<u8>, number: u8) -> u8 {
    option.unwrap_or(number + 250)
}

#[test]
fn an_argument_that_fails_fails_where_nothing_reads_it() {
    for number in [1, 10] {
        for flag in [false, true] {
            agree!(computed_first(flag: flag, number: number));
        }
        for option in [None, Some(1)] {
            agree!(or_else(option: option, number: number));
        }
    }
    // The evaluator of these tests computes both sides of `and`; the reference implementation does not.
    let twin = tested_first::twin(&[argument("flag"), argument("number")]).to_jsonata();
    assert!(twin.starts_with("($checked := ($n := $states.input.number + 250;"), "{twin}");
}

#[portable]
fn read(text: &str) -> u64 {
    text.parse::<u64>().unwrap_or(7)
}

#[test]
fn a_number_that_json_does_not_carry_is_none() {
    for (text, number) in [
        ("9007199254740991", 9_007_199_254_740_991),
        ("9007199254740992", 7),
        ("9007199254740993", 7),
        ("18446744073709551616", 7),
    ] {
        assert_eq!(read::checked(text).ok(), Some(number), "{text}");
    }
    // The evaluator of these tests has no such patterns; `tests/portable_law` runs them.
    let twin = read::twin(&[argument("text")]).to_jsonata();
    assert!(twin.contains("$n <= 9007199254740991 ? $n : null"), "{twin}");
}

#[portable]
fn less(left: i64, right: i64) -> i64 {
    left - right
}

#[portable]
fn more(left: u64, right: u64) -> u64 {
    left + right
}

#[test]
fn integers_end_where_those_of_json_do() {
    for right in [0_i64, 1, 2] {
        agree!(less(left: -9_007_199_254_740_991_i64, right: right));
        agree!(less(left: -9_007_199_254_740_990_i64, right: right));
        agree!(more(left: 9_007_199_254_740_990_u64, right: right.unsigned_abs()));
        agree!(more(left: 9_007_199_254_740_991_u64, right: right.unsigned_abs()));
    }
}

#[portable]
fn within(number: u8, low: u8, high: u8) -> (bool, bool, u8) {
    let kind = match number {
        3..=5 => 1,
        6..9 => 2,
        _ => 3,
    };
    ((low..=high).contains(&number), (low..high).contains(&number), kind)
}

#[test]
fn ranges_end_where_they_say() {
    for number in 1..11 {
        agree!(within(number: number, low: 3, high: 6));
    }
}

#[portable]
fn total(numbers: &[i8]) -> i8 {
    numbers.iter().sum()
}

#[test]
fn a_total_overflows_at_both_ends() {
    for numbers in [vec![], vec![100, 27], vec![100, 28], vec![-100, -28], vec![-100, -29]] {
        agree!(total(numbers: &numbers));
    }
}

#[portable]
fn missing(option: Option<u8>) -> (bool, u8) {
    let kind = match option {
        None => 0,
        Some(number) if number > 3 => 1,
        Some(_) => 2,
    };
    (matches!(option, None), kind)
}

#[portable]
fn chosen(first: bool, second: bool) -> u8 {
    if if first { second } else { !second } { 1 } else { 2 }
}

#[portable]
fn made(text: String) -> (Sparse, Sparse) {
    (
        Sparse { flag: false, text: "".to_owned(), list: vec![] },
        Sparse { flag: true, text: text, list: vec![1] },
    )
}

#[test]
fn what_is_missing_chosen_and_left_out() {
    for option in [None, Some(0), Some(9)] {
        agree!(missing(option: option));
    }
    for first in [false, true] {
        for second in [false, true] {
            agree!(chosen(first: first, second: second));
        }
    }
    for text in [String::new(), "a".to_owned()] {
        agree!(made(text: text.clone()));
    }
}

#[portable]
fn hidden(name: String, other: Option<String>) -> (String, usize, usize, String) {
    (
        name,
        {
            let name = other;
            name.map_or(0, |name| name.len())
        },
        if let Some(name) = &other { name.len() } else { 1 },
        name,
    )
}

#[test]
fn a_name_that_another_one_hides_is_read_again_behind_it() {
    agree!(hidden(name: "ab".to_owned(), other: Some("c".to_owned())));
    agree!(hidden(name: String::new(), other: None::<String>));
}

#[portable]
fn looked_at(pair: (Option<String>, String), other: Option<String>) -> (String, String, usize) {
    let first = &pair.0;
    match &pair {
        (Some(found), _) => (
            pair.0.unwrap_or(found.clone()),
            found.to_uppercase(),
            first.as_ref().map_or(0, |name| name.len()),
        ),
        (_, last) => match other.as_ref() {
            Some(name) => (other.unwrap_or(pair.1), name.clone(), last.len()),
            None => (last.clone(), pair.1, 7),
        },
    }
}

#[portable]
fn looked_at_through_another(
    pair: (Option<(String, u32)>, String),
) -> ((Option<(String, u32)>, String), String) {
    let found = &pair.0;
    let found = found.as_ref();
    match (found, &pair.1) {
        (Some(found), _) => (pair, found.0.clone()),
        (None, name) => (pair, name.clone()),
    }
}

/// Rust without a workflow would ask for a `clone` in the first two arms.
#[test]
fn what_a_reference_looks_at_is_cloned_while_that_is_read() {
    let pairs = [(Some("a".to_owned()), "b".to_owned()), (None, "c".to_owned())];
    for pair in pairs {
        agree!(looked_at_through_another(pair: (pair.0.clone().map(|name| (name, 7)), pair.1.clone())));
        for other in [Some("d".to_owned()), None] {
            agree!(looked_at(pair: pair.clone(), other: other));
        }
    }
}
