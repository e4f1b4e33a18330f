//! Edges that a random value seldom meets: each was a way to break the definition that no other test noticed.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::json;
use workflow_runtime::{
    __private::expr::{Expr, seconds},
    Data, portable,
};

use crate::harness::{agree, reads};

#[portable]
fn product(left: i8, right: i8) -> i8 {
    left * right
}

#[portable]
fn float_sum(left: f64, right: f64) -> bool {
    left + right > 0.0
}

#[portable]
fn float_difference(left: f64, right: f64) -> bool {
    left - right > 0.0
}

#[portable]
fn float_product(left: f64, right: f64) -> bool {
    left * right > 0.0
}

#[portable]
fn float_quotient(left: f64, right: f64) -> bool {
    left / right > 0.0
}

#[portable]
fn float_total(list: &Vec<f64>) -> bool {
    list.iter().sum::<f64>() > 0.0
}

#[test]
fn overflows_are_errors_wherever_they_go() {
    for left in [i8::MIN, -2, 2, i8::MAX] {
        for right in [i8::MIN, -2, 2, i8::MAX] {
            agree!(product(left: left, right: right));
        }
    }
    for left in [f64::MAX, -f64::MAX, 1.0, 0.5] {
        for right in [f64::MAX, -f64::MAX, 1.0, 0.5] {
            agree!(float_sum(left: left, right: right));
            agree!(float_difference(left: left, right: right));
            agree!(float_product(left: left, right: right));
            agree!(float_quotient(left: left, right: right));
            agree!(float_total(list: &vec![left, right]));
        }
    }
}

#[test]
fn minutes_are_sixty_seconds() {
    assert_eq!(seconds(Expr::literal(json!(2)), 60), Expr::literal(json!(120)));
    assert_eq!(seconds(Expr::input(), 60).to_jsonata(), "$states.input * 60");
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Labelled {
    id: u32,
    #[serde(flatten)]
    labels: BTreeMap<String, u32>,
}

#[portable]
fn labels(value: &Labelled) -> (BTreeMap<String, u32>, usize, bool) {
    (value.labels, value.labels.len(), value.labels.contains_key("id"))
}

#[test]
fn a_flattened_map_is_what_is_left() {
    for labels_ in [vec![], vec![("a", 1)], vec![("a", 1), ("b", 2)]] {
        let labels_ = labels_.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let value = Labelled { id: 7, labels: labels_ };
        agree!(labels(value: &value));
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Pair {
    left: u8,
    right: u8,
}

#[portable]
fn right_of(left: u8) -> u8 {
    Pair { left: left + 1, right: 2 }.right
}

#[portable]
fn nested_matches(left: u8, right: u8) -> u8 {
    match left + 1 {
        one @ 2.. => match right + 1 {
            other @ 3.. => one * other,
            other => one - other,
        },
        one => one,
    }
}

#[portable]
fn opposite(count: u32) -> (bool, bool) {
    (
        match count {
            1 => false,
            _ => true,
        },
        if count == 2 { false } else { true },
    )
}

#[test]
fn what_is_made_is_computed_and_what_is_bound_is_kept() {
    for left in [0, 1, 2, 254, 255] {
        agree!(right_of(left: left));
        for right in [0, 1, 2, 254, 255] {
            agree!(nested_matches(left: left, right: right));
        }
    }
    for count in [0, 1, 2] {
        agree!(opposite(count: count));
    }
}

#[portable]
fn named_like_functions(lists: &Vec<Vec<u8>>) -> (Vec<usize>, Vec<u8>, bool, Vec<u8>) {
    (
        lists.iter().map(|count| count.len() + 1).collect(),
        lists.iter().map(|sum| sum.iter().map(|map| *map + 1).sum::<u8>()).collect(),
        lists.iter().any(|exists| exists.iter().all(|filter| 9 / (*filter + 1) > 1)),
        lists.iter().map(|error| error[0] + 1).collect(),
    )
}

#[portable]
fn in_order(list: &Vec<u8>) -> Option<u8> {
    list.iter().find(|value| 100 / **value > 10).copied()
}

#[portable]
fn from_the_end(list: &Vec<u8>) -> (bool, Option<u8>) {
    (
        list.iter().map(|value| 10 / *value).rev().any(|value| value > 2),
        list.iter().rev().find(|value| 10 / **value > 2).copied(),
    )
}

#[portable]
fn behind_the_first(list: &Vec<u8>) -> (bool, bool) {
    (list.iter().skip(1).any(|value| 10 / *value > 2), list.iter().take(1).all(|value| 10 / *value > 2))
}

#[test]
fn chains_end_where_they_do_in_rust() {
    for list in [vec![], vec![0], vec![5, 0], vec![0, 5], vec![3, 0, 3], vec![200, 0], vec![0, 3, 200]] {
        agree!(in_order(list: &list));
        agree!(from_the_end(list: &list));
        agree!(behind_the_first(list: &list));
    }
    for lists in [vec![], vec![vec![1]], vec![vec![1, 2], vec![3]], vec![vec![255]], vec![vec![1], vec![]]] {
        agree!(named_like_functions(lists: &lists));
    }
}

#[portable]
fn defaults(option: Option<u8>, count: u8) -> u8 {
    option.map_or(10 / count, |value| value / 2)
}

#[portable]
fn positions(list: &Vec<u8>, count: usize) -> Option<u8> {
    list.get(10 / count).copied()
}

#[portable]
fn element(list: &Vec<u8>, count: usize) -> u8 {
    list[10 / count]
}

#[portable]
fn slice(list: &Vec<u8>, count: usize) -> Vec<u8> {
    list[10 / count..].to_vec()
}

#[test]
fn arguments_are_computed_even_where_nothing_needs_them() {
    for count in [0, 1, 10, 11] {
        agree!(defaults(option: None::<u8>, count: count));
        agree!(defaults(option: Some(7_u8), count: count));
        for list in [vec![], vec![1], vec![1, 2]] {
            agree!(positions(list: &list, count: usize::from(count)));
            agree!(element(list: &list, count: usize::from(count)));
            agree!(slice(list: &list, count: usize::from(count)));
        }
    }
}

#[portable]
fn held(lists: &Vec<Vec<u8>>, wanted: &Vec<u8>, pairs: &Vec<Pair>, pair: &Pair) -> (bool, bool) {
    (lists.contains(wanted), pairs.contains(pair))
}

#[test]
fn contains_compares_values() {
    let pair = Pair { left: 1, right: 2 };
    for lists in [vec![], vec![vec![]], vec![vec![1]], vec![vec![2], vec![1]]] {
        agree!(held(lists: &lists, wanted: &vec![1], pairs: &vec![pair.clone()], pair: &pair));
        agree!(held(lists: &lists, wanted: &Vec::<u8>::new(), pairs: &Vec::<Pair>::new(), pair: &pair));
    }
}

#[portable]
fn parsed(text: &str) -> Option<u8> {
    text.parse::<u8>().ok()
}

#[portable]
fn parsed_signed(text: &str) -> Option<i8> {
    text.parse::<i8>().ok()
}

/// `tests/portable_law` runs these: the evaluator here has no such patterns.
#[test]
fn what_is_parsed_has_a_pattern_and_bounds() {
    reads!(parsed(text) as r#"$contains($states.input.text, /^\+?0*[0-9]{1,20}(?![\s\S])/) ? ($n := $number($replace($states.input.text, /^(-?)\+?0*([0-9])/, "$1$2")); $n >= 0 and $n <= 255 ? $n : null) : null"#);
    reads!(parsed_signed(text) as r#"$contains($states.input.text, /^[-+]?0*[0-9]{1,20}(?![\s\S])/) ? ($n := $number($replace($states.input.text, /^(-?)\+?0*([0-9])/, "$1$2")); $n >= -128 and $n <= 127 ? $n : null) : null"#);
}

#[portable]
fn grouped(a: f64, b: f64, c: f64) -> (f64, f64, f64, f64) {
    (a - (b - c), a / (b * c), -(if a > b { a } else { c }), (a - b) * c)
}

#[test]
fn parentheses_stand_where_they_change_the_meaning() {
    for a in [1.0, 2.5, -3.0] {
        for b in [1.5, -2.0] {
            agree!(grouped(a: a, b: b, c: 4.0));
        }
    }
}

#[portable]
fn parameters(day: &str, count: u32) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("rounds".to_owned(), (count + 1).to_string()),
        ("day".to_owned(), day.to_owned()),
        (String::from("zone"), "eu".to_owned()),
    ])
}

#[portable]
fn said_twice(list: &Vec<u32>) -> HashMap<&'static str, u32> {
    HashMap::from([("first", list[0]), ("first", 7)])
}

#[portable]
fn parameter_of(day: &str) -> Option<String> {
    let parameters = BTreeMap::from([("day".to_owned(), day.to_owned())]);
    parameters.get("day").cloned()
}

#[test]
fn maps_of_entries() {
    for (day, count) in [("monday", 4), ("", u32::MAX)] {
        agree!(parameters(day: day, count: count));
        agree!(parameter_of(day: day));
    }
    for list in [vec![], vec![1]] {
        agree!(said_twice(list: &list));
    }
    reads!(parameter_of(day) as "($found := ({\"day\": $states.input.day}).day; $exists($found) ? $found : null)");
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Cached {
    id: u32,
    #[serde(skip)]
    hits: u32,
    #[serde(skip)]
    names: Vec<String>,
}

#[portable]
fn of_what_is_skipped(record: &Cached) -> (u32, bool) {
    (record.id + record.hits, record.names.is_empty())
}

#[test]
fn what_serde_skips_is_its_default() {
    agree!(of_what_is_skipped(record: &Cached { id: 3, hits: 0, names: vec![] }));
}

#[portable]
fn step(steps: &Vec<u32>, small: u8, middle: u16) -> u32 {
    steps[usize::from(small)] + steps[usize::from(middle)]
}

#[test]
fn small_numbers_are_positions() {
    for (small, middle) in [(0, 1), (1, 2), (2, 0)] {
        agree!(step(steps: &vec![5, 7], small: small, middle: middle));
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Unwritten {
    #[serde(skip_serializing, default)]
    count: u32,
}

#[portable]
fn of_what_is_not_written(record: &Unwritten) -> u32 {
    record.count + 1
}

#[test]
fn what_serde_does_not_write_may_be_in_the_input() {
    agree!(of_what_is_not_written(record: &Unwritten { count: 0 }));
    reads!(of_what_is_not_written(record) as "($n := ($exists($states.input.record.count) ? $states.input.record.count : 0) + 1; $n <= 4294967295 ? $n : $error(\"attempt to add with overflow\"))");
}
