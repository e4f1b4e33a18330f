//! A `let` that is read more than once is a variable in a definition: it means the same, and one can read it.

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{agree, argument, reads};

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
    let text = chain::twin(&[argument("a")]).to_jsonata();
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
    let text = of_a_function::twin(&[argument("a")]).to_jsonata();
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

#[portable]
fn in_a_closure(names: Vec<String>, first: String, last: String) -> bool {
    let whole = format!("{first} {last}");
    names.iter().any(|name| *name == whole)
}

#[portable]
fn of_an_element(names: Vec<String>, last: String) -> bool {
    names.iter().any(|name| {
        let whole = format!("{name} {last}");
        whole == "Ann Lee"
    })
}

#[test]
fn what_closures_read_is_computed_once() {
    for names in [vec![], vec!["Ann".to_owned(), "Ann Lee".to_owned()]] {
        let last = || "Lee".to_owned();
        agree!(in_a_closure(names: names.clone(), first: "Ann".to_owned(), last: last()));
        agree!(of_an_element(names: names, last: last()));
    }
    reads!(in_a_closure(names, first, last)
        as concat!(
            r#"($whole := $states.input.first & " " & $states.input.last; "#,
            "$exists($filter($states.input.names, function($name) { $name = $whole })))",
        ));
    reads!(of_an_element(names, last)
        as concat!(
            "$exists($filter($states.input.names, function($name) { ",
            r#"$name & " " & $states.input.last = "Ann Lee" }))"#,
        ));
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Money {
    net: u8,
    tax: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rest: Option<u8>,
}

#[portable]
fn structs(net: u8, rate: u8) -> u8 {
    let one = Money { net, tax: net / rate, rest: None };
    let two = Money { net: one.net + one.tax, tax: one.tax * 2, rest: Some(one.tax) };
    if two.net > 100 { two.tax } else { two.net + two.tax + two.rest.unwrap_or(0) + one.rest.unwrap_or(1) }
}

#[test]
fn what_is_read_of_a_struct_is_read_by_its_name() {
    for net in [0, 7, 90, 200, 255] {
        for rate in [0, 1, 2, 9] {
            agree!(structs(net: net, rate: rate));
        }
    }
    let text = structs::twin(&[argument("net"), argument("rate")]).to_jsonata();
    for name in ["one", "two"] {
        assert_eq!(text.matches(&format!("${name} := ")).count(), 1, "{text}");
    }
    assert_eq!(text.matches("divide by zero").count(), 1, "{text}");
}

#[portable]
fn lists(lines: Vec<Line>, by: u32) -> bool {
    let totals: Vec<u32> = lines.iter().map(|line| line.price * line.count / by).collect();
    totals.iter().any(|total| *total > 10) && totals.iter().map(|total| total + by).all(|total| total > 1)
}

#[test]
fn what_is_collected_is_gone_over_by_its_name() {
    for lines in [vec![], vec![(1, 1)], vec![(6, 4), (1, 0)], vec![(u32::MAX, 2)]] {
        let lines: Vec<_> = lines.into_iter().map(|(price, count)| Line { price, count }).collect();
        for by in [0, 1, 2] {
            agree!(lists(lines: lines.clone(), by: by));
        }
    }
    let text = lists::twin(&[argument("lines"), argument("by")]).to_jsonata();
    assert_eq!(text.matches("divide by zero").count(), 1, "{text}");
}

#[portable]
fn long(a: u32, b: u32) -> u32 {
    let c1 = a + b;
    let c2 = c1 + a;
    let c3 = c2 + c1;
    let c4 = c3 + c2;
    let c5 = c4 + c3;
    let c6 = c5 + c5;
    let c7 = c6 + c6;
    let c8 = c7 + c7;
    let c9 = c8 + c8;
    let c10 = c9 + c9;
    let c11 = c10 + c10;
    let c12 = c11 + c11;
    let c13 = c12 + c12;
    let c14 = c13 + c13;
    let c15 = c14 + c14;
    let c16 = c15 + c15;
    let c17 = c16 + c16;
    let c18 = c17 + c17;
    c18 + c18
}

#[test]
fn a_long_chain_has_an_end() {
    for (a, b) in [(1, 0), (100_000, 1)] {
        agree!(long(a: a, b: b));
    }
    // Each line twice the one before would be 200 million characters.
    let text = long::twin(&[argument("a"), argument("b")]).to_jsonata();
    assert!(text.len() < 10_000, "{}", text.len());
}

#[portable]
fn a_text_at_the_end(names: Vec<String>) -> bool {
    names.iter().any(|name| {
        let count = name.len();
        format!("{name}{count}").len() > 4
    })
}

#[test]
fn a_text_may_begin_the_last_line() {
    for name in ["", "Ann", "Anna"] {
        agree!(a_text_at_the_end(names: vec![name.to_owned()]));
    }
}

#[portable]
#[allow(unused_variables, reason = "that nothing reads it is the case")]
fn hidden_by_a_name_that_nobody_reads(a: u8, b: u8) -> u8 {
    let share = a / b;
    let kept = share;
    let more = {
        let share = b / a;
        kept + 1
    };
    more + kept
}

#[test]
fn a_name_that_nobody_reads_hides_no_other() {
    for (a, b) in [(8, 2), (2, 8), (0, 1), (1, 0)] {
        agree!(hidden_by_a_name_that_nobody_reads(a: a, b: b));
    }
}

#[portable]
fn read_behind_an_or(option: Option<u32>, x: u32) -> u32 {
    let v = x * 7 + 1;
    option.unwrap_or(v).min(v)
}

#[portable]
fn a_chain_of_ors(option: Option<u32>, x: u32) -> u32 {
    let a = option.unwrap_or(x).min(x) + 1;
    let b = option.unwrap_or(a).min(a) + 1;
    let c = option.unwrap_or(b).min(b) + 1;
    let d = option.unwrap_or(c).min(c) + 1;
    option.unwrap_or(d).min(d) + 1
}

#[test]
fn what_may_not_be_needed_is_computed_once() {
    for (option, x) in [(None, 5), (Some(3), 5), (Some(3), u32::MAX), (None, u32::MAX)] {
        agree!(read_behind_an_or(option: option, x: x));
        agree!(a_chain_of_ors(option: option, x: x));
    }
    reads!(read_behind_an_or(option, x) as "($v := ($n2 := ($n := $states.input.x * 7; $n <= 4294967295 ? $n : $error(\"attempt to multiply with overflow\")) + 1; $n2 <= 4294967295 ? $n2 : $error(\"attempt to add with overflow\")); $min([$states.input.option != null ? $states.input.option : $v, $v]))");
    let text = a_chain_of_ors::twin(&[argument("option"), argument("x")]).to_jsonata();
    assert_eq!(text.matches("overflow").count(), 5, "{text}");
}

#[portable]
fn inside(list: &Vec<u8>, rest: &Vec<u8>) -> (Vec<u8>, Vec<usize>) {
    (
        list.iter()
            .map(|one| {
                let first = rest[0];
                if first > 3 { first - 3 } else { first + *one }
            })
            .collect(),
        list.iter().map(|one| rest[..2].iter().count()).collect(),
    )
}

proptest::proptest! {
    #[test]
    fn what_a_closure_alone_computes_is_not_computed_outside(
        list in proptest::collection::vec(0_u8..9, 0..3),
        rest in proptest::collection::vec(0_u8..9, 0..3),
    ) {
        agree!(inside(list: &list, rest: &rest));
    }
}

#[test]
fn what_a_closure_computes_is_computed_for_its_elements_alone() {
    agree!(inside(list: &Vec::<u8>::new(), rest: &Vec::<u8>::new()));
    agree!(inside(list: &vec![1], rest: &Vec::<u8>::new()));
    agree!(inside(list: &vec![1], rest: &vec![5, 6]));
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
enum Choice {
    One(Line),
    None,
}

#[portable]
fn price(line: &Line) -> u32 {
    line.price
}

#[portable]
fn references(choice: &Choice, line: &Option<Line>, lines: &Vec<Line>) -> u32 {
    let of_choice = match choice {
        Choice::One(line) => price(line) + line.count,
        Choice::None => 0,
    };
    let of_option = if let Some(line) = line { price(line) + price(line) } else { 0 };
    let of_list = match lines.first() {
        Some(line) => price(line) + price(line),
        None => 0,
    };
    of_choice + of_option + of_list
}

#[test]
fn a_reference_that_a_pattern_binds_is_given_away_more_than_once() {
    let line = Line { price: 3, count: 2 };
    for choice in [Choice::None, Choice::One(line.clone())] {
        agree!(references(choice: &choice, line: &Some(line.clone()), lines: &vec![line.clone()]));
        agree!(references(choice: &choice, line: &None::<Line>, lines: &Vec::<Line>::new()));
    }
}

#[portable]
fn matched_with_itself(name: Option<String>, other: Option<String>) -> String {
    if let Some(name) = &name.or(name)
        && name.len() > 1
        && let Some(other) = other.or(other)
    {
        format!("{name}{other}")
    } else {
        name.unwrap_or("none".into())
    }
}

#[test]
fn what_a_condition_is_matched_with_stands_before_the_names_that_it_binds() {
    for name in [None, Some("a"), Some("ann")] {
        for other in [None, Some("bob")] {
            let (name, other) = (name.map(str::to_owned), other.map(str::to_owned));
            agree!(matched_with_itself(name: name.clone(), other: other.clone()));
        }
    }
}
