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
