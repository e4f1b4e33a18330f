//! Cases of a `let` that forget their value, and one of a statement that leaves one.

use workflow_runtime::portable;

#[portable]
fn without_else(kind: Option<u32>, urgent: bool) -> u32 {
    let fee = match kind {
        Some(kind) => {
            if urgent {
                return kind;
            }
        }
        None => 3,
    };
    fee
}

#[portable]
fn without_else_behind_lines(total: u32) -> u32 {
    let fee = if total > 3 {
        if total > 5 {
            return 4;
        }
        4
    };
    fee
}

#[portable]
fn with_lines_alone(kind: Option<u32>) -> u32 {
    let fee = match kind {
        Some(kind) => {
            if kind > 3 {
                return 1;
            }
            let fee = kind;
        }
        None => return 3,
    };
    fee
}

#[portable]
fn with_nothing(kind: Option<u32>) -> u32 {
    let fee = match kind {
        Some(0) => {}
        Some(kind) => return kind,
        None => 3,
    };
    fee
}

#[portable]
fn with_a_semicolon(kind: Option<u32>) -> u32 {
    let fee = match kind {
        Some(kind) => {
            kind;
        }
        None => return 3,
    };
    fee
}

#[portable]
fn left(kind: Option<u32>) -> u32 {
    match kind {
        Some(kind) => {
            if kind > 3 {
                return 1;
            }
        }
        None => 3,
    }
    4
}

fn main() {}
