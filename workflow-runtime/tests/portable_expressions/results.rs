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
