//! A `Result` is data like any other enum: a portable function gives one, and who calls it takes it apart.

use serde::{Deserialize, Serialize};
use workflow_runtime::{Data, portable};

use crate::harness::{agree, reads};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
enum Refusal {
    Empty,
    TooMuch { by: u32 },
}

#[portable]
fn checked(total: u32) -> Result<u32, Refusal> {
    if total == 0 {
        Err(Refusal::Empty)
    } else if total > 100 {
        Err(Refusal::TooMuch { by: total - 100 })
    } else {
        Ok(total * 2)
    }
}

#[portable]
fn said(total: u32) -> String {
    match checked(total) {
        Ok(double) if double > 100 => format!("much: {double}"),
        Ok(double) => double.to_string(),
        Err(Refusal::TooMuch { by }) => format!("{by} too much"),
        Err(_) => "nothing".to_owned(),
    }
}

#[portable]
fn checked_twice(total: u32, more: u32) -> Result<u32, Refusal> {
    let first = checked(total)?;
    if first == 84 {
        return Err(Refusal::Empty);
    }
    let second: u32 = checked(more)?;
    if second == 4 { checked(first + second) } else { Ok(first + second) }
}

#[test]
fn a_refusal_is_handed_on() {
    for total in [0, 1, 42, 50, 101] {
        for more in [0, 2, 100, 107] {
            agree!(checked_twice(total: total, more: more));
        }
    }
    assert_eq!(checked_twice(101, 0), Err(Refusal::TooMuch { by: 1 }));
    assert_eq!(checked_twice(1, 0), Err(Refusal::Empty));
    assert_eq!(checked_twice(1, 3), Ok(8));
}

#[portable]
fn of_a_list(totals: &[u32], by: u32) -> Result<u32, Refusal> {
    let first = totals.first().copied().ok_or(Refusal::Empty)?;
    let second: u32 = totals.get(1).copied().ok_or(Refusal::TooMuch { by })?;
    let third = totals.get(2).ok_or_else(|| Refusal::TooMuch { by: by - 1 })?;
    let all = checked(first + second + *third)?;
    Ok(all)
}

#[test]
fn nothing_is_refused() {
    for totals in [&[][..], &[1], &[1, 2], &[1, 2, 3], &[0, 0, 0], &[1, 2, 98]] {
        for by in [0, 7] {
            agree!(of_a_list(totals: totals, by: by));
        }
    }
    assert_eq!(of_a_list(&[], 7), Err(Refusal::Empty));
    assert_eq!(of_a_list(&[1], 7), Err(Refusal::TooMuch { by: 7 }));
    assert_eq!(of_a_list(&[1, 2], 7), Err(Refusal::TooMuch { by: 6 }));
    assert_eq!(of_a_list(&[1, 2, 98], 7), Err(Refusal::TooMuch { by: 1 }));
}

/// An enum of one's own has the name of std's, and other JSON.
mod race {
    use serde::{Deserialize, Serialize};
    use workflow_runtime::{Data, portable};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
    pub(super) enum Result {
        #[serde(rename = "won")]
        Ok(u32),
        #[serde(rename = "lost")]
        Err,
    }

    #[portable]
    pub(super) fn result(place: u32) -> Result {
        if place < 4 { Result::Ok(place) } else { Result::Err }
    }
}

#[test]
fn a_result_of_ones_own_is_another() {
    use race::result;

    for place in [1, 4] {
        agree!(result(place: place));
    }
}

#[portable]
fn kept(total: u32) -> u32 {
    if let Ok(double) = checked(total) { double } else { 0 }
}

#[portable]
fn all(totals: Vec<u32>) -> Vec<Result<u32, Refusal>> {
    totals.iter().map(|total| if *total == 0 { Err(Refusal::Empty) } else { Ok(*total) }).collect()
}

#[portable]
fn of_text(name: &str) -> Result<&str, String> {
    if name.is_empty() { Err("no name") } else { Ok(name) }
}

#[test]
fn it_is_given_and_taken_apart() {
    for total in [0, 1, 60, 100, 101] {
        agree!(checked(total: total));
        agree!(said(total: total));
        agree!(kept(total: total));
    }
    agree!(all(totals: vec![0, 1, 200]));
    for name in ["", "Ann"] {
        agree!(of_text(name: name));
    }
    reads!(of_text(name) as
        r#"$states.input.name = "" ? {"Err": "no name"} : {"Ok": $states.input.name}"#);
}

#[portable]
fn is_checked(total: u32) -> (bool, bool, Option<u32>, u32) {
    let result = checked(total);
    (checked(total).is_ok(), checked(total + 1).is_err(), result.ok(), checked(total).unwrap_or(100 - total))
}

#[portable]
fn renamed(total: u32) -> Result<u32, String> {
    let first = checked(total).map_err(|refusal| match refusal {
        Refusal::Empty => "empty".to_owned(),
        Refusal::TooMuch { by } => {
            if by > 5 {
                return "too much".to_owned();
            }
            format!("{} too much", by * 1_000_000_000)
        }
    })?;
    checked(first - 2).map_err(|_| format!("{first} is"))
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
enum Problem {
    Of(Refusal),
    NoNumber(String),
    None,
}

#[portable]
fn wrapped(total: u32, more: Option<u32>) -> Result<u32, Problem> {
    let more = more.ok_or(Problem::None)?;
    let sum = checked(total).map_err(Problem::Of)? + checked(more).map_err(Problem::Of)?;
    if sum > 50 {
        checked(sum).map_err(|refusal: Refusal| Problem::Of(refusal))
    } else {
        more.checked_sub(2).ok_or(Problem::None)
    }
}

#[portable]
fn read(text: &str) -> Result<u32, Problem> {
    let number = text.parse::<u32>().map_err(|_| Problem::NoNumber(text.to_owned()))?;
    let same = text.parse::<u32>().map_err(|_| Problem::None);
    if same.is_err() { Ok(0) } else { Ok(number - text.parse::<u32>().unwrap_or_else(|_| 1) + 3) }
}

#[portable]
fn recovered(total: u32) -> u32 {
    let first =
        checked(total).unwrap_or_else(|refusal| if let Refusal::TooMuch { by } = refusal { by } else { 1 });
    let (second, third) = (checked(total).unwrap_or_else(|_| first - 1), checked(first).unwrap_or(7));
    first + second + third
}

#[portable]
fn refusals(totals: Vec<Option<u32>>) -> Vec<Result<u32, Refusal>> {
    totals.iter().map(|total| total.ok_or_else(|| Refusal::TooMuch { by: 3 })).collect()
}

#[test]
fn results_have_methods() {
    for total in [0, 1, 2, 50, 99, 100, 101, 104, 200] {
        agree!(is_checked(total: total));
        agree!(renamed(total: total));
        agree!(recovered(total: total));
        for more in [None, Some(0), Some(1), Some(40), Some(107)] {
            agree!(wrapped(total: total, more: more));
            agree!(refusals(totals: vec![more, None, Some(total)]));
        }
    }
    assert_eq!(renamed(103), Err("3000000000 too much".to_owned()));
    assert_eq!(renamed(107), Err("too much".to_owned()));
    assert_eq!(renamed(1), Err("2 is".to_owned()));
    assert_eq!(wrapped(1, Some(107)), Err(Problem::Of(Refusal::TooMuch { by: 7 })));
    // What is parsed is compared by `tests/portable_law`, with an evaluator that knows its patterns.
    assert_eq!(read("x"), Err(Problem::NoNumber("x".to_owned())));
    assert_eq!(read("12"), Ok(3));
}
