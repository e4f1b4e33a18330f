//! What to write instead of what is not portable, where the words of the expression tell it.
//!
//! It looks at syntax alone: a type's name is read to word a help, and decides nothing. Read next: `check.rs`, which
//! refuses; `instead_of_method.rs`, of methods.

use syn::{Expr, ExprCall, ExprCast, ExprPath, PathArguments, Type};

use super::{
    check::TASK,
    literals::text_into,
    methods,
    scope::{Scope, is_type_name, key},
    syntax::is_constructor,
    twin_calls::unwrapped,
};
use crate::{
    errors::Errors,
    tokens::{compact, compact_type},
};

/// The numbers that a smaller one is widened to.
const WIDE: [&str; 9] = ["u16", "u32", "u64", "u128", "i16", "i32", "i64", "i128", "f64"];

/// Types of std that people call functions of, or collect into.
const STD: [&str; 18] = [
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Box",
    "Cow",
    "Duration",
    "HashMap",
    "HashSet",
    "Instant",
    "LinkedList",
    "Option",
    "Rc",
    "Result",
    "String",
    "SystemTime",
    "Vec",
    "VecDeque",
];

/// Instead of `value as Type`.
pub(super) fn of_cast(cast: &ExprCast) -> String {
    let wanted = compact(&cast.ty);
    match wanted.as_str() {
        "f32" => "write `as f64`".to_owned(),
        "isize" | "i128" => "write `as i64`".to_owned(),
        "u128" => "write `as u64`".to_owned(),
        _ => "keep the type, or do it in a task".to_owned(),
    }
}

/// `value.into()`
pub(super) fn is_into(value: &Expr) -> bool {
    matches!(unwrapped(value), Expr::MethodCall(call) if call.method == "into" && call.args.is_empty())
}

/// Reports `value.into()` where a value of this type is wanted; `None` where nobody says which.
pub(crate) fn refuse_into(value: &Expr, wanted: Option<&Type>, errors: &mut Errors) -> bool {
    let Expr::MethodCall(call) = unwrapped(value) else { return false };
    if !is_into(value) || text_into(call).is_some() {
        return false;
    }
    let receiver = compact(&call.receiver);
    let wanted = wanted.filter(|ty| is_plain(ty)).map(|ty| compact(&ty));
    let help = match wanted.as_deref() {
        _ if matches!(unwrapped(&call.receiver), Expr::Lit(_)) => {
            format!("write `{receiver}`: a literal becomes what is wanted")
        }
        Some(wanted @ ("String" | "Failure")) => format!("write `{wanted}::from({receiver})`"),
        Some(wanted) if WIDE.contains(&wanted) => format!("write `{wanted}::from({receiver})`"),
        Some(wanted) => format!("make the `{wanted}` here of its fields, or in a task"),
        None => format!(
            "name the type: `u64::from({receiver})`, `String::from({receiver})`, or of an error `Failure::from({receiver})`"
        ),
    };
    errors.spanned(&call.method, "method `into` is not portable", help);
    true
}

/// Whether a type is a path without arguments.
fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => {
            path.path.segments.iter().all(|segment| matches!(segment.arguments, PathArguments::None))
        }
        _ => false,
    }
}

/// Whether a value is what an iterator is collected into, of which only a type beside it says what that is.
pub(super) fn is_collected(value: &Expr) -> bool {
    matches!(unwrapped(value), Expr::MethodCall(call) if call.method == "collect" && call.turbofish.is_none())
}

/// Reports a collection of std that no list is, where it is written as the type of what is collected.
pub(super) fn refuse_collection(wanted: &Type, errors: &mut Errors) {
    let Type::Path(path) = wanted else { return };
    let Some(last) = path.path.segments.last() else { return };
    let name = key(&last.ident);
    if name != "Vec" && STD.contains(&name.as_str()) {
        let message = format!("collecting into `{}` is not portable", compact_type(wanted));
        let help = match name.as_str() {
            "String" => format!("collect into a `Vec`, and write `.join(\"\")` behind it, or {TASK}"),
            _ => format!("collect into a `Vec`, or {TASK}"),
        };
        errors.spanned(wanted, message, help);
    }
}

/// Instead of a call of a function that is not portable.
pub(super) fn of_function(call: &ExprCall, function: &ExprPath) -> String {
    let segments = segments(function);
    let (Some(last), Some(of)) = (segments.last(), segments.iter().rev().nth(1)) else {
        return format!("mark it `#[portable]` in this module, or {TASK}");
    };
    let library =
        is_of_a_library(function) || STD.contains(&of.as_str()) || !of.starts_with(char::is_uppercase);
    if of == "Duration" {
        return "write `seconds(..)`, `minutes(..)`, `hours(..)` or `days(..)` of a whole number".to_owned();
    }
    if library && last == "try_from" {
        let value = call.args.first().map_or_else(|| "value".to_owned(), |value| compact(unwrapped(value)));
        return format!("ask by `if` whether it fits, and write `{value} as {of}`");
    }
    if library && last == "from_str" {
        return "write `text.parse::<i64>()`, or another integer".to_owned();
    }
    let method = library && (of == "cmp" || is_type_name(of)) && methods::find(last).is_some();
    if let (true, Some(receiver)) = (method, call.args.first()) {
        let receiver = match unwrapped(receiver) {
            Expr::Reference(reference) => compact(&reference.expr),
            receiver => compact(receiver),
        };
        let rest: Vec<String> = call.args.iter().skip(1).map(compact).collect();
        return format!("write `{receiver}.{last}({})`", rest.join(", "));
    }
    if library {
        return format!("a function of a library has no form in ASL: {TASK}");
    }
    format!("a function of a type cannot be `#[portable]`: write one outside of it, or {TASK}")
}

/// Instead of a function that gives another value each time or in each process, of whatever library: `Utc::now()`,
/// `Uuid::new_v4()`, `std::env::var(..)`.
pub(super) fn of_clock(function: &ExprPath) -> Option<&'static str> {
    if function.path.segments.len() < 2 {
        return None;
    }
    let last = function.path.segments.last()?;
    match key(&last.ident).as_str() {
        "now" | "now_utc" => Some(
            "write `now()`, as the whole of an argument in the transition of a `#[pass]` state, or \
             `state_entered_at()` anywhere",
        ),
        "new_v4" | "now_v7" => {
            Some("write `uuid()`, as the whole of an argument in the transition of a `#[pass]` state")
        }
        _ if is_of_the_process(function) => Some("take it as input, or do it in a task"),
        _ => None,
    }
}

/// Whether a function of std says something of the process that calls it: `std::env::var(..)`.
fn is_of_the_process(function: &ExprPath) -> bool {
    let modules = ["env", "fs", "io", "net", "process", "thread"];
    let segments = segments(function);
    match segments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["std", module, _, ..] => modules.contains(&module),
        // With the module imported; other functions of these names may be the user's own.
        ["env", "var"] | ["process", "id"] => true,
        _ => false,
    }
}

/// The names on the way to a function, and its own.
fn segments(function: &ExprPath) -> Vec<String> {
    function.path.segments.iter().map(|segment| key(&segment.ident)).collect()
}

/// Whether a function is one of a crate that has no `#[portable]` functions: of std's, or of `serde_json`.
pub(super) fn is_of_a_library(function: &ExprPath) -> bool {
    let crates = ["std", "core", "alloc", "serde_json"];
    let first = function.path.segments.first().filter(|_| function.path.segments.len() > 1);
    first.is_some_and(|first| crates.iter().any(|name| first.ident == name))
}

/// Reports a function that stands by its name where a closure should.
pub(super) fn refuse_name_of_function(
    method: &str,
    argument: &Expr,
    scope: &Scope,
    errors: &mut Errors,
) -> bool {
    let Expr::Path(function) = unwrapped(argument) else { return false };
    if function
        .path
        .get_ident()
        .is_some_and(|name| scope.is_local(name) || scope.elsewhere.contains(&key(name)))
    {
        return false;
    }
    let (segments, name) = (segments(function), compact(function));
    let called = segments.last().filter(|last| segments.len() > 1 && methods::find(last).is_some());
    let of_a_trait =
        matches!(segments.first().map(String::as_str), Some("Clone" | "ToString" | "ToOwned" | "Into"));
    let of_own_type = !of_a_trait
        && segments.iter().rev().nth(1).is_some_and(|of| {
            of.starts_with(char::is_uppercase) && !STD.contains(&of.as_str()) && !is_constructor(argument)
        });
    if of_own_type {
        let help =
            format!("a function of a type cannot be `#[portable]`: write one outside of it, or {TASK}");
        errors.spanned(function, format!("function `{name}` is not portable"), help);
        return true;
    }
    let closure = match called {
        _ if method == "unwrap_or_else" => format!("|| {name}()"),
        Some(method) if of_a_trait || !is_constructor(argument) => format!("|x| x.{method}()"),
        _ => format!("|x| {name}(x)"),
    };
    errors.spanned(
        function,
        format!("`{name}` in place of a closure is not portable"),
        format!("write `{closure}`"),
    );
    true
}
