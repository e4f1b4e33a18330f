//! Where JSONata differs from Rust, one test a difference: carried, or refused (see `tests/ui/portable`).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use workflow_runtime::{__private::expr::Expr, Data, portable};

use crate::harness::{agree, argument, evaluate, reads};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Keys {
    #[serde(rename = "null")]
    null: u32,
    #[serde(rename = "and")]
    and: u32,
    #[serde(rename = "a b")]
    spaced: u32,
    #[serde(rename = "a`b")]
    tick: u32,
    r#type: u32,
}

#[portable]
fn keys(keys: &Keys) -> Vec<u32> {
    vec![keys.null, keys.and, keys.spaced, keys.tick, keys.r#type]
}

#[test]
fn field_names_that_jsonata_would_misread_are_quoted() {
    agree!(keys(keys: &Keys { null: 1, and: 2, spaced: 3, tick: 4, r#type: 5 }));
}

#[portable]
fn halves(value: i32) -> (i32, i32) {
    (value / 2, value % 2)
}

#[test]
fn signed_division_truncates() {
    for value in [-7, -1, 0, 7] {
        agree!(halves(value: value));
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Optional {
    left: Option<u32>,
    right: Option<u32>,
}

#[portable]
fn optional(value: &Optional) -> (bool, bool, bool, bool, bool, Option<u32>, u32) {
    (
        value.left == value.right,
        value.left != value.right,
        value.left == Some(1),
        value.left != Some(1),
        value.left == None,
        value.left,
        value.left.unwrap_or(9),
    )
}

/// The keys of `None` may be missing from an input that a person wrote: serde reads it, so the definition does.
#[test]
fn a_missing_key_is_none() {
    for input in [
        json!({}),
        json!({"left": 1}),
        json!({"right": 1}),
        json!({"left": null, "right": 1}),
        json!({"left": 1, "right": 1}),
    ] {
        let value: Optional = serde_json::from_value(input.clone()).unwrap();
        let native = optional::checked(&value);
        crate::harness::compare(native, &optional::twin(&[argument("value")]), &json!({ "value": input }));
    }
}

#[portable]
fn one_element(list: &Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    list.iter().map(|inner| inner.iter().map(|value| *value + 1).collect()).collect()
}

#[test]
fn lists_of_one_element_stay_lists() {
    for list in [vec![], vec![vec![]], vec![vec![5]], vec![vec![5], vec![]]] {
        agree!(one_element(list: &list));
    }
}

#[portable]
fn sooner(left: &Timestamp, right: &Timestamp) -> (bool, bool, String) {
    (left < right, left == right, format!("at {left}"))
}

#[test]
fn timestamps_order_as_instants_do() {
    let times = [
        "2024-01-01T00:00:00Z",
        "2024-01-01T00:00:00.5Z",
        "2024-01-01T00:00:00.123456789Z",
        "2031-12-01T00:00:00Z",
    ];
    for left in times {
        for right in times {
            let (left, right): (Timestamp, Timestamp) = (left.parse().unwrap(), right.parse().unwrap());
            agree!(sooner(left: &left, right: &right));
        }
    }
}

#[portable]
fn digits(number: u64, small: i32) -> String {
    format!("{number} {small}")
}

const WEEK: u16 = 7;

#[portable]
fn with_zeros(number: u64, small: u8) -> String {
    format!("{small:02}-{:020}/{0:04}/{next:03}{WEEK:04}", number, next = small)
}

#[portable]
fn invoice(number: u32) -> String {
    format!("R-{number:06}")
}

#[test]
fn zeros_before_integers_fill_up_to_the_width() {
    for (number, small) in [(0, 0), (9_007_199_254_740_991, 7), (12_345, 255)] {
        agree!(with_zeros(number: number, small: small));
    }
    reads!(invoice(number) as "\"R-\" & $pad($string($states.input.number), -6, \"0\")");
}

#[test]
fn integers_as_text_keep_all_their_digits() {
    for number in [0, 999_999_999_999_999, 1_234_567_890_123_456, 9_007_199_254_740_991] {
        agree!(digits(number: number, small: -2_147_483_648));
    }
}

#[portable]
fn product(left: u64, right: u64) -> u64 {
    left * right
}

/// Beyond 2^53 JSON is not exact: an error on both sides, where Rust alone would go on.
#[test]
fn wide_integers_end_at_two_to_the_53() {
    assert!(agree!(product(left: 1_u64 << 26, right: (1_u64 << 27) - 1)).is_some());
    assert!(agree!(product(left: 1_u64 << 27, right: 1_u64 << 27)).is_none());
}

#[portable]
fn quoted(text: String) -> (String, bool) {
    (format!("{{% {text} %}}"), text == "{% $x %}")
}

#[test]
fn text_that_looks_like_an_expression_is_text() {
    agree!(quoted(text: "{% $x %}".to_owned()));
    let literal = Expr::literal(json!({"a": "{% $x %}", "b": "plain"}));
    let template = literal.to_template();
    assert_eq!(template, json!({"a": "{% \"\\u007b% $x %\\u007d\" %}", "b": "plain"}));
    let inside = template["a"].as_str().unwrap().trim_start_matches("{%").trim_end_matches("%}").trim();
    assert_eq!(evaluate(inside, &json!(null)).unwrap(), json!("{% $x %}"));
}

#[portable]
fn guarded(left: u32, right: u32) -> bool {
    right == 0 || left / right > 2
}

#[test]
fn what_is_not_reached_does_not_fail() {
    agree!(guarded(left: 7, right: 0));
    agree!(guarded(left: 7, right: 2));
}

#[portable]
fn shadowing(n: u8, states: u8, sum: Vec<u8>) -> (u8, Vec<u8>) {
    let item = n + states;
    (item * 2, sum.iter().map(|states| *states + item + n).collect())
}

#[test]
fn generated_variables_hide_none_of_the_users() {
    agree!(shadowing(n: 3, states: 4, sum: vec![1, 2]));
    agree!(shadowing(n: 200, states: 4, sum: vec![250]));
    agree!(shadowing(n: 3, states: 4, sum: vec![250]));
}

#[test]
fn an_unchanged_input_is_recognised() {
    #[portable]
    fn same(order: u32) -> u32 {
        order
    }
    assert_eq!(same::twin(&[Expr::input()]), Expr::input());
    reads!(same(order) as "$states.input.order");
}
