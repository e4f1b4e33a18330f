//! A `let` that is read more than once is a variable in a definition: it means the same, and one can read it.

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{agree, reads};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Line {
    price: u32,
    count: u32,
}

#[portable]
fn chain(a: f64) -> f64 {
    let double = a + a;
    let square = double * double;
    let cube = square * double;
    square + cube
}

#[test]
fn a_chain_does_not_grow() {
    agree!(chain(a: 3.0));
    agree!(chain(a: 1e300));
    let text = chain::twin(&[crate::harness::argument("a")]).to_jsonata();
    for name in ["double", "square"] {
        assert_eq!(text.matches(&format!("${name} := ")).count(), 1, "{text}");
    }
}

#[portable]
fn both_are_named(text: String, other: String) -> bool {
    let whole = format!("{text} {other}");
    whole.is_empty() || whole == "a b"
}

#[test]
fn it_has_its_name() {
    for text in ["a", ""] {
        agree!(both_are_named(text: text.to_owned(), other: "b".to_owned()));
    }
    reads!(both_are_named(text, other) as
        r#"($whole := $states.input.text & " " & $states.input.other; $whole = "" or $whole = "a b")"#);
}

#[portable]
fn in_a_branch(a: u8, b: u8) -> u8 {
    if b > 0 {
        let share = a / b;
        share * share
    } else if a > 100 {
        let share = a / b;
        share + share
    } else {
        7
    }
}

#[test]
fn a_branch_that_is_not_taken_computes_nothing() {
    for (a, b) in [(4, 2), (4, 0), (200, 0), (200, 1)] {
        agree!(in_a_branch(a: a, b: b));
    }
}

#[portable]
fn behind_what_it_reads(a: u8) -> u8 {
    match a % 7 {
        rest => {
            let more = rest + 250;
            more / 2 + more % 2
        }
    }
}

#[test]
fn it_is_bound_behind_what_it_reads() {
    for a in [0, 5, 6, 13] {
        agree!(behind_what_it_reads(a: a));
    }
}

#[portable]
fn in_each(lines: Vec<Line>, floor: u32) -> Vec<u32> {
    let floor = floor * 2;
    lines
        .iter()
        .map(|line| {
            let price = line.price * line.count;
            if price > floor { price - floor } else { price }
        })
        .collect()
}

#[test]
fn each_element_has_its_own() {
    let lines = vec![Line { price: 3, count: 4 }, Line { price: 1, count: 1 }];
    agree!(in_each(lines: lines.clone(), floor: 2));
    agree!(in_each(lines: lines, floor: u32::MAX));
    agree!(in_each(lines: Vec::<Line>::new(), floor: u32::MAX));
}

#[portable]
fn square(side: u64) -> u64 {
    side * side
}

#[portable]
fn of_a_function(a: u64) -> u64 {
    square(a + 1) + square(a + 2)
}

#[test]
fn the_parameters_of_a_function_are_such_variables() {
    for a in [0, 3, 94_906_265, 94_906_266] {
        agree!(of_a_function(a: a));
    }
    let text = of_a_function::twin(&[crate::harness::argument("a")]).to_jsonata();
    assert_eq!(text.matches("$states.input.a + ").count(), 2, "{text}");
}

#[portable]
fn named_like_functions(list: Vec<u32>, states: u32) -> (u32, u32) {
    let sum = list.iter().map(|one| one + 1).sum::<u32>();
    let states = states + sum + sum;
    (states, states)
}

#[test]
fn names_that_mean_something_hide_nothing() {
    agree!(named_like_functions(list: vec![1, 2], states: 5));
}
