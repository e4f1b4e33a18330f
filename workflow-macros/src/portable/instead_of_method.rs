//! What to write instead of a method that is not portable.
//!
//! Read next: `methods.rs`, the table of those that are.

use syn::{Expr, ExprMethodCall};

use super::{
    check::TASK,
    check_calls::steps_can_fail,
    methods::{self, is_iterator},
    twin_calls::unwrapped,
};
use crate::{names::distance, tokens::compact};

/// A value as it stands beside an operator, or before a method.
fn operand(value: &Expr) -> String {
    match unwrapped(value) {
        plain @ (Expr::Path(_)
        | Expr::Field(_)
        | Expr::MethodCall(_)
        | Expr::Call(_)
        | Expr::Index(_)
        | Expr::Lit(_)
        | Expr::Reference(_)
        | Expr::Macro(_)) => compact(plain),
        value => format!("({})", compact(value)),
    }
}

/// Instead of what makes a list longer.
const APPENDED: &str = "nothing is changed in place: `[list, vec![value]].concat()` is a new list";

/// Instead of a method that is not portable.
pub(super) fn of_method(call: &ExprMethodCall) -> String {
    let receiver = operand(&call.receiver);
    let name = call.method.to_string();
    let arguments: Vec<String> = call.args.iter().map(compact).collect();
    let closed = match call.args.first() {
        Some(Expr::Closure(closure)) if closure.inputs.is_empty() => compact(&closure.body),
        _ => "..".to_owned(),
    };
    match (name.as_str(), arguments.as_slice()) {
        ("clamp", [least, greatest]) => format!("write `{receiver}.max({least}).min({greatest})`"),
        ("or_else", [_]) => format!("write `{receiver}.or({closed})`"),
        ("eq" | "ne", [_]) => {
            let operator = if name == "eq" { "==" } else { "!=" };
            let other = call.args.first().map(operand).unwrap_or_default();
            format!("write `{receiver} {operator} {}`", without_borrow(&other))
        }
        ("then_some", [value]) => format!("write `if {receiver} {{ Some({value}) }} else {{ None }}`"),
        ("then", [_]) => format!("write `if {receiver} {{ Some({closed}) }} else {{ None }}`"),
        ("chain", [other]) => joined(list_of(&receiver), other),
        ("nth", [position]) => of_element(&receiver, &format!("get({position})")),
        ("last", []) => of_element(&receiver, "last()"),
        ("len", []) => format!("write `{receiver}.count()`"),
        ("is_empty", []) => format!("write `{receiver}.count() == 0`"),
        ("next", []) => of_element(&receiver, "first()"),
        ("find_map", [_]) => "write `.filter_map(..).collect::<Vec<_>>().first().cloned()`".to_owned(),
        ("map_or_else", _) => "use `match`".to_owned(),
        ("partition", _) => "write a `.filter(..)` for each part".to_owned(),
        ("keys" | "values" | "into_keys" | "into_values", []) => {
            format!("a map is asked by `.get(..)`: keep a list to go over, or {TASK}")
        }
        ("sort" | "sort_by" | "sort_by_key" | "sort_unstable" | "sort_unstable_by_key", _) => {
            format!("`.min_by_key(..)` and `.max_by_key(..)` find one element; {TASK}")
        }
        ("fold" | "try_fold" | "reduce", _) => {
            format!("`sum`, `count`, `any` and `all` are portable; {TASK}")
        }
        ("zip", [other]) if !is_iterator(&call.receiver) && !call.args.iter().any(is_iterator) => {
            format!("write `match ({receiver}, {other}) {{ (Some(a), Some(b)) => Some((a, b)), _ => None }}`")
        }
        ("zip", [_]) => format!("write `.enumerate()`, and read the other list by position, or {TASK}"),
        ("and", [other]) => format!("write `if {receiver}.is_some() {{ {other} }} else {{ None }}`"),
        ("position", [_]) if steps_can_fail(&call.receiver) => TASK.to_owned(),
        ("position", [_]) => {
            format!("write `{receiver}.enumerate().find(|(_, x)| ..).map(|(i, _)| i)`, or {TASK}")
        }
        ("is_ok_and", [_]) => format!("write `{receiver}.ok().is_some_and(..)`"),
        ("ok_or", [error]) => {
            format!("write `{receiver}.ok_or_else(|| {error})` in a `#[portable]` function, or use `match`")
        }
        ("ok_or_else" | "map_err" | "unwrap_or_else", [_]) => {
            "use `match`; in a `#[portable]` function it takes a closure in place, of no type and without a `?`, that \
             does not read what went wrong in `parse`"
                .to_owned()
        }
        ("unwrap" | "expect", _) => "use `match`, or `unwrap_or` with a value for the other case".to_owned(),
        ("cmp" | "partial_cmp", [_]) => format!("compare with `<` and `==` in an `if`, or {TASK}"),
        (
            "chars" | "bytes" | "as_bytes" | "lines" | "repeat" | "strip_prefix" | "strip_suffix"
            | "is_ascii" | "take_while" | "skip_while" | "step_by" | "unzip" | "product" | "windows"
            | "chunks" | "binary_search" | "xor" | "split_first" | "split_last" | "trim_matches"
            | "char_indices" | "as_secs" | "as_millis" | "is_nan" | "is_finite",
            _,
        ) => TASK.to_owned(),
        ("push" | "append" | "extend" | "insert", _) => APPENDED.to_owned(),
        ("get_mut" | "pop" | "remove" | "retain" | "dedup" | "truncate" | "clear" | "swap" | "drain", _) => {
            format!("nothing is changed in place: make a new list with `.iter().filter(..)`, or {TASK}")
        }
        _ => of_text(&name, &receiver, &arguments)
            .or_else(|| of_number(call, &receiver))
            .or_else(|| of_arithmetic(&name))
            .or_else(|| did_you_mean(&name))
            .unwrap_or_else(|| format!("call a `#[portable]` function, or {TASK}")),
    }
}

/// Whether a statement of a call alone changes something in place, and what to write instead.
pub(super) fn of_statement(call: &ExprMethodCall) -> Option<String> {
    let name = call.method.to_string();
    let changes =
        ["push", "append", "extend", "insert", "pop", "remove", "retain", "dedup", "truncate", "clear"];
    (changes.contains(&name.as_str()) || name.starts_with("sort")).then(|| of_method(call))
}

/// Instead of a method that only text has.
fn of_text(name: &str, receiver: &str, arguments: &[String]) -> Option<String> {
    let instead = match (name, arguments) {
        ("eq_ignore_ascii_case", [other]) => {
            let other = without_borrow(other);
            format!(
                "write `{receiver}.to_lowercase() == {other}.to_lowercase()`, which looks at all letters alike"
            )
        }
        ("to_ascii_lowercase", []) => format!("write `{receiver}.to_lowercase()`, which changes all letters"),
        ("to_ascii_uppercase", []) => format!("write `{receiver}.to_uppercase()`, which changes all letters"),
        ("split_whitespace", []) => {
            format!("write `{receiver}.split(\" \")`, which splits at each single blank, or {TASK}")
        }
        ("find" | "rfind", [pattern]) => {
            format!("`{receiver}.contains({pattern})` asks whether it is there; for the place, {TASK}")
        }
        ("split_once", [separator]) => {
            format!("write `{receiver}.split({separator}).collect::<Vec<_>>()` and take its parts, or {TASK}")
        }
        _ => return None,
    };
    Some(instead)
}

/// Instead of a method that only numbers have.
fn of_number(call: &ExprMethodCall, receiver: &str) -> Option<String> {
    let operands: Vec<String> = call.args.iter().map(operand).collect();
    let instead = match (call.method.to_string().as_str(), operands.as_slice()) {
        ("div_ceil", [divisor]) => format!("write `({receiver} + {divisor} - 1) / {divisor}`"),
        ("unsigned_abs", []) => format!("write `{receiver}.abs() as u64`"),
        ("pow" | "powi", [exponent]) if exponent == "2" => format!("write `{receiver} * {receiver}`"),
        ("rem_euclid", [divisor]) => {
            format!("of a positive divisor write `({receiver} % {divisor} + {divisor}) % {divisor}`")
        }
        ("is_multiple_of", [divisor]) => format!("write `{receiver} % {divisor} == 0`"),
        ("is_positive", []) => format!("write `{receiver} > 0`"),
        ("is_negative", []) => format!("write `{receiver} < 0`"),
        ("signum", []) => format!("compare with `<` and `==` in an `if`, or {TASK}"),
        ("try_into", []) => {
            format!("ask by `if` whether it fits, and write its type, as in `{receiver} as u32`, or {TASK}")
        }
        (
            "pow" | "powi" | "powf" | "sqrt" | "isqrt" | "leading_zeros" | "trailing_zeros" | "count_ones",
            _,
        ) => TASK.to_owned(),
        _ => return None,
    };
    Some(instead)
}

/// Instead of the arithmetic of std that says what becomes of an overflow.
fn of_arithmetic(name: &str) -> Option<String> {
    let operators = [("add", '+'), ("sub", '-'), ("mul", '*'), ("div", '/'), ("rem", '%')];
    let (how, operation) = name.split_once('_')?;
    let (_, operator) = operators.into_iter().find(|(name, _)| *name == operation)?;
    match how {
        "checked" => Some(format!("`{operator}` ends the state where it fails: ask before, with `if`")),
        "wrapping" | "saturating" | "overflowing" => {
            Some(format!("`{operator}` ends the state where it overflows; to go on, do it in a task"))
        }
        _ => None,
    }
}

/// The portable method that is misspelt, begins as this one does, or that other languages call so, if there is any.
fn did_you_mean(name: &str) -> Option<String> {
    let first = |is_meant: &dyn Fn(&str) -> bool| {
        methods::METHODS.iter().map(|method| method.name).find(|meant| is_meant(meant))
    };
    let meant = match name {
        "length" | "lenght" | "size" => Some("len"),
        // Of short names any two are alike.
        _ => first(&|meant| meant.len() >= 5 && distance(name, meant) <= 2)
            .or_else(|| first(&|meant| begins_alike(name, meant))),
    };
    Some(format!("did you mean `{}`? if not, do it in a task", meant?))
}

/// Whether what a name has for itself are two letters at most.
fn begins_alike(name: &str, other: &str) -> bool {
    let common = name.chars().zip(other.chars()).take_while(|(left, right)| left == right).count();
    common >= 3 && common + 2 >= name.len()
}

/// What is lent, or the value itself.
fn without_borrow(argument: &str) -> &str {
    argument.strip_prefix('&').unwrap_or(argument)
}

/// Instead of two iterators in one: lists that are joined.
fn joined(list: &str, other: &str) -> String {
    let is_list = |text: &str| !text.ends_with(')');
    let other = list_of(other);
    let both = is_list(list) && (is_list(other) || other.starts_with("std::iter::once("));
    // An array and a slice are of another type than a list.
    let other = match other.strip_prefix("std::iter::once(").and_then(|other| other.strip_suffix(')')) {
        Some(element) => format!("vec![{element}]"),
        None if other.starts_with('[') => format!("vec!{other}"),
        None if other.starts_with("vec!") => other.to_owned(),
        None => format!("{other}.to_vec()"),
    };
    if both {
        return format!("join the lists before: `[{list}.to_vec(), {other}].concat()`");
    }
    "collect each into a list by a `let`, and join them: `[first, second].concat()`".to_owned()
}

/// An element of what an iterator goes over, by a method of lists.
fn of_element(receiver: &str, method: &str) -> String {
    let list = list_of(receiver);
    if list == receiver || list.ends_with(')') {
        return format!("write `.collect::<Vec<_>>().{method}.cloned()`");
    }
    format!("write `{list}.{method}`")
}

/// The list that an iterator goes over.
fn list_of(mut receiver: &str) -> &str {
    let steps = [".iter()", ".into_iter()", ".copied()", ".cloned()"];
    while let Some(inner) = steps.iter().find_map(|step| receiver.strip_suffix(step)) {
        receiver = inner;
    }
    receiver
}
