//! Runs a portable function natively and its twin as JSONata, and demands equal JSON, or an error of both.

use std::panic;

use jsonata_core::{
    evaluator::{Context, Evaluator},
    parser,
    value::JValue,
};
use serde::Serialize;
use serde_json::{Value, json};
use workflow_runtime::{__private::expr::Expr, EvaluationError};

/// Compares both sides of a `#[portable]` function on these arguments: `agree!(is_big(order: &order))`.
///
/// The names are the keys of `$states.input`.
macro_rules! agree {
    ($function:ident($($name:ident: $value:expr),* $(,)?)) => {{
        let input = ::serde_json::json!({ $(stringify!($name): $value),* });
        let twin = $function::twin(&[$($crate::harness::argument(stringify!($name))),*]);
        $crate::harness::compare($function::checked($($value),*), &twin, &input)
    }};
}

/// Compares the JSONata of a `#[portable]` function's twin with what a reader should see.
macro_rules! reads {
    ($function:ident($($name:ident),*) as $jsonata:expr) => {
        let twin = $function::twin(&[$($crate::harness::argument(stringify!($name))),*]);
        assert_eq!(twin.to_jsonata(), $jsonata);
    };
}

/// These functions as portable ones, and in `by_rustc` the same as rustc alone has them.
macro_rules! both {
    (with $($types:ident),*; $(fn $name:ident $parameters:tt -> $value:ty { $($body:tt)* })*) => {
        $(#[portable] fn $name $parameters -> $value { $($body)* })*

        mod by_rustc {
            use super::{$($types),*};

            $(pub(super) fn $name $parameters -> $value { $($body)* })*
        }
    };
}

/// Runs functions of [`both`] as portable ones and as rustc has them, and compares both sides of the portable ones.
macro_rules! as_rustc {
    ($($function:ident($($name:ident: $value:expr),*);)*) => {
        $(
            let here = $crate::harness::given(|| $function($($value),*));
            let rustc = $crate::harness::given(|| by_rustc::$function($($value),*));
            assert_eq!(here, rustc, "{} {:?}", stringify!($function), ($($value),*));
            $crate::harness::agree!($function($($name: $value),*));
        )*
    };
}

pub(crate) use {agree, as_rustc, both, reads};

/// What is computed, or nothing if it panics.
pub(crate) fn given<T>(value: impl FnOnce() -> T + panic::UnwindSafe) -> Option<T> {
    panic::catch_unwind(value).ok()
}

/// An argument read from the state's input.
pub(crate) fn argument(name: &str) -> Expr {
    Expr::input().key(name)
}

/// Demands that the native result, the expression and the template agree; gives the value, or `None` for an error.
pub(crate) fn compare<T: Serialize>(
    native: Result<T, EvaluationError>,
    twin: &Expr,
    input: &Value,
) -> Option<Value> {
    let native = native.map(|value| serde_json::to_value(value).unwrap());
    let text = twin.to_jsonata();
    let evaluated = evaluate(&text, input);
    let template = fill(&twin.to_template(), input);
    for foreign in [&evaluated, &template] {
        let same = match (&native, foreign) {
            (Ok(native), Ok(foreign)) => same(native, foreign),
            (Err(_), Err(_)) => true,
            _ => false,
        };
        assert!(same, "native {native:?}\nforeign {foreign:?}\ninput {input}\njsonata {text}");
    }
    native.ok()
}

/// Equal JSON, in which `1` is `1.0`.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

/// The value of an expression where `$states.input` is `input`; nothing at all is an error, as it is on AWS.
pub(crate) fn evaluate(text: &str, input: &Value) -> Result<Value, String> {
    let ast = parser::parse(text).map_err(|error| format!("{text} does not parse: {error}"))?;
    let states = json!({ "input": input, "context": { "Execution": { "Id": "arn" } } });
    let mut context = Context::new();
    context.bind("states".to_owned(), JValue::from_json_str(&states.to_string()).unwrap());
    let value =
        Evaluator::with_context(context).evaluate(&ast, &JValue::Null).map_err(|error| error.to_string())?;
    if value.is_undefined() {
        return Err("undefined".to_owned());
    }
    let text = value.to_json_string().map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

/// Fills a template as AWS does: each string in `{% … %}` is evaluated.
fn fill(template: &Value, input: &Value) -> Result<Value, String> {
    match template {
        Value::String(text) => match text.strip_prefix("{%").and_then(|text| text.strip_suffix("%}")) {
            Some(expression) => evaluate(expression.trim(), input),
            None => Ok(template.clone()),
        },
        Value::Array(elements) => elements.iter().map(|element| fill(element, input)).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| Ok((key.clone(), fill(value, input)?)))
            .collect::<Result<serde_json::Map<_, _>, String>>()
            .map(Value::Object),
        _ => Ok(template.clone()),
    }
}
