//! A choice ends as the one of a definition does, also where a `let` of it can fail: it fails where Rust computes it, and not
//! behind a condition that does not hold.

use serde_json::{Value, json};
use workflow_runtime::{Workflow as _, portable, prelude::workflow};

use crate::harness::evaluate;

#[portable]
fn half(b: u32) -> Option<u32> {
    let half = 100 / b;
    if half == 7 { None } else { Some(half) }
}

#[workflow]
mod nested {
    use workflow_runtime::prelude::*;

    #[start]
    #[choice]
    fn begin(a: Option<u32>, b: u32) -> Transition<u32> {
        if a.is_some() {
            let x = 100 / b;
            if x > 9 { if x > 50 { succeed(x) } else { succeed(1_u32) } } else { succeed(x) }
        } else {
            succeed(3_u32)
        }
    }
}

#[workflow]
mod guarded {
    use workflow_runtime::prelude::*;

    use super::half;

    #[start]
    #[choice]
    fn begin(a: Option<u32>, b: u32) -> Transition<u32> {
        let Some(left) = a else { return succeed(3_u32) };
        let y = 50 / b;
        if left == 9 {
            return succeed(left);
        }
        let Some(x) = half(b) else { return succeed(left) };
        if x > 9 && y > 20 {
            return succeed(1_u32);
        }
        let more = match left {
            1 => x,
            2 => y,
            _ => return succeed(x + y),
        };
        if more > 20 { succeed(left) } else { succeed(more) }
    }
}

#[workflow]
mod of_cases {
    use workflow_runtime::prelude::*;

    #[start]
    #[choice]
    fn begin(a: Option<u32>, b: u32) -> Transition<u32> {
        let x = match a {
            Some(0) => {
                if b > 3 {
                    return succeed(b);
                }
                4
            }
            Some(a) if a < 3 => 100 / b,
            Some(a) => {
                let less = a - b;
                if less == 5 {
                    return succeed(less);
                }
                less
            }
            None => return succeed(1_u32),
        };
        match a {
            Some(1) => return succeed(x),
            Some(n) => {
                if n < x {
                    return succeed(n + x);
                }
            }
            None => {}
        }
        if b > 2 {
            let Some(n) = a else { return succeed(9_u32) };
            if 14 / n > 6 {
                return succeed(n);
            }
        }
        succeed(x)
    }
}

#[workflow]
mod of_a_block {
    use workflow_runtime::prelude::*;

    #[start]
    #[choice]
    fn begin(a: Option<u32>, b: u32) -> Transition<u32> {
        let c = {
            let Some(d) = a else { return succeed(b) };
            if b > 2 {
                let Some(n) = a.filter(|n| *n > 1) else { return succeed(d + 1) };
                let _x = n - 2;
                b
            } else {
                8
            }
        };
        if b > 1 { succeed(c) } else { succeed(b) }
    }
}

#[workflow]
mod of_parts {
    use workflow_runtime::prelude::*;

    #[start]
    #[choice]
    fn begin(a: Option<u32>, b: u32) -> Transition<u32> {
        match (
            if a.is_some() {
                let share = 100 / b;
                share + share
            } else {
                7
            },
            b,
        ) {
            (x @ 0..=9, 0..=100) => succeed(x + x),
            (x @ 10..=60, 2 | 200) => succeed(x + 1),
            (x, _) => succeed(x),
        }
    }
}

/// What a definition of one Choice state gives.
fn decided(definition: &Value, input: &Value) -> Result<Value, String> {
    let state = &definition["States"]["Begin"];
    let expression = |text: &Value| text.as_str().unwrap().replace("{%", "").replace("%}", "");
    for rule in state["Choices"].as_array().unwrap() {
        if evaluate(&expression(&rule["Condition"]), input)? == json!(true) {
            return evaluate(&expression(&rule["Output"]), input);
        }
    }
    evaluate(&expression(&state["Output"]), input)
}

macro_rules! same {
    ($workflow:ident, $a:expr, $b:expr) => {{
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let input = json!({ "a": $a, "b": $b });
        let native = runtime.block_on($workflow::Workflow {}.run($workflow::Input { a: $a, b: $b }));
        let definition = serde_json::to_value($workflow::definition()).unwrap();
        let foreign = decided(&definition, &input);
        assert_eq!(native.ok().map(Value::from), foreign.clone().ok(), "{input} {foreign:?}");
    }};
}

#[test]
fn a_let_fails_where_it_stands() {
    for a in [None, Some(0), Some(1), Some(2), Some(9)] {
        for b in [0, 1, 2, 3, 4, 13, 14, 40, 200] {
            same!(nested, a, b);
            same!(guarded, a, b);
            same!(of_cases, a, b);
            same!(of_a_block, a, b);
            same!(of_parts, a, b);
        }
    }
}

#[test]
fn a_let_behind_a_condition_is_computed_once() {
    let definition = serde_json::to_value(nested::definition()).unwrap();
    let condition = definition["States"]["Begin"]["Choices"][0]["Condition"].as_str().unwrap();
    assert_eq!(
        condition,
        "{% $states.input.a != null and ($x := $states.input.b = 0 ? $error(\"attempt to divide by zero\") : \
         $floor(100 / $states.input.b); $x > 9 and $x > 50) %}"
    );
}
