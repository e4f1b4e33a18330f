//! Which calls are portable: of macros, functions and methods, with what they are given.
//!
//! Read next: `methods.rs`, the table of methods, and `check.rs`, which checks what stands around a call.

use quote::ToTokens;
use syn::{
    Expr, ExprCall, ExprClosure, ExprLit, ExprMacro, ExprMethodCall, GenericArgument, Lit, Macro, Path, Type,
};

use super::{
    can_fail::{closures_can_fail, is_attempted, is_constant},
    check::{TASK, check, refuse, refuse_untyped},
    elsewhere::check_name,
    format_string::{Format, Piece},
    instead::{
        is_into, is_of_a_library, of_clock, of_function, refuse_collection, refuse_into,
        refuse_name_of_function,
    },
    instead_of_method::of_method,
    literals::text_into,
    methods::{self, Kind, is_iterator},
    names::{asked_by_path, context_function, fresh_function, is_closed},
    pattern::check_pattern,
    results::reads_an_error,
    scope::Scope,
    syntax::{
        duration_function, is_constructor, is_conversion, is_helper_call, is_macro, list_macro, map_entries,
        matches_macro,
    },
    twin_calls::unwrapped,
    untyped::{Untyped, closure_scope, item, untyped_sum},
};
use crate::{errors::Errors, tokens::compact};

pub(super) fn check_macro(call: &ExprMacro, scope: &Scope, errors: &mut Errors) {
    if let Some(elements) = list_macro(&call.mac) {
        elements.iter().for_each(|element| check(element, scope, errors));
        return;
    }
    if let Some(value) = matches_macro(&call.mac) {
        return check(&Expr::Match(value), scope, errors);
    }
    if is_macro(&call.mac.path, "vec") {
        errors.spanned(
            &call.mac.path,
            "`vec![value; count]` is not portable",
            "list the elements, or do it in a task",
        );
        return;
    }
    if !is_macro(&call.mac.path, "format") {
        return refuse_macro(&call.mac.path, errors);
    }
    check_format(&call.mac, scope, errors);
}

/// Reports a macro that is not portable.
pub(super) fn refuse_macro(path: &Path, errors: &mut Errors) {
    let name = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let help = match panics(path) {
        true => "give an `Option` or a `Result`, of which a choice makes `fail(..)`, or do it in a task",
        false => "`format!`, `matches!` and `vec!` are portable; do the rest in a task",
    };
    refuse(path, &format!("macro `{name}!`"), help, errors);
}

/// Whether this macro panics, or does so unless.
pub(super) fn panics(path: &Path) -> bool {
    const PANICKING: [&str; 10] = [
        "panic",
        "unreachable",
        "todo",
        "unimplemented",
        "assert",
        "assert_eq",
        "assert_ne",
        "debug_assert",
        "debug_assert_eq",
        "debug_assert_ne",
    ];
    path.segments.last().is_some_and(|last| PANICKING.iter().any(|name| last.ident == name))
}

fn check_format(call: &Macro, scope: &Scope, errors: &mut Errors) {
    let format = match call.parse_body::<Format>() {
        Ok(format) => format,
        Err(error) => {
            match call.parse_body::<Expr>() {
                Ok(value) if !matches!(value, Expr::Lit(_)) => {
                    let help = format!("write `format!(\"{{}}\", {})`", compact(&value));
                    errors.spanned(value, "a `format!` begins with its text, between quotes", help);
                }
                _ => errors.push(error),
            }
            return;
        }
    };
    format.arguments.iter().for_each(|argument| check(&argument.value, scope, errors));
    for piece in &format.pieces {
        check_piece(piece, &format, scope, errors);
    }
}

fn check_piece(piece: &Piece, format: &Format, scope: &Scope, errors: &mut Errors) {
    match piece {
        Piece::Text(_) | Piece::Argument(_) => {}
        Piece::Captured(name) => check_name(name, &format.text, scope, errors),
        Piece::Padded(piece, _) => check_piece(piece, format, scope, errors),
        Piece::Unknown(place) => {
            let message = format!("`{{{place}}}` in a `format!` is not portable");
            let help = if !place.contains(':') && syn::parse_str::<Expr>(place).is_ok() {
                format!("write `{{}}`, and `{place}` behind the text")
            } else if place.contains('.') {
                "write a float as text in a task: JSONata rounds it otherwise".to_owned()
            } else {
                "write `{}`, `{name}` or `{name:04}`, or do it in a task".to_owned()
            };
            errors.spanned(&format.text, message, help);
        }
    }
}

pub(super) fn check_call(call: &ExprCall, scope: &Scope, errors: &mut Errors) {
    let whole = Expr::Call(call.clone());
    let attempted = is_attempted(&whole, scope);
    // What rustc alone computes says what its arguments become.
    let native = attempted || is_constant(&whole, scope) && !is_constructor(&call.func);
    let typed = |argument: &&Expr| native && is_into(argument);
    call.args.iter().filter(|argument| !typed(argument)).for_each(|argument| check(argument, scope, errors));
    let Expr::Path(function) = &*call.func else {
        return refuse(&call.func, "a call of a computed function", TASK, errors);
    };
    if let Some(name) = fresh_function(&function.path, scope) {
        let message =
            format!("`{name}()` gives another value each time it is evaluated, and is not kept here");
        let help = "make it the whole of an argument in the transition of a `#[pass]` state";
        return errors.spanned(function, message, help);
    }
    if let Some(name) = context_function(&function.path, scope) {
        check_context_function(name, call, scope, errors);
        return;
    }
    if let Some(name) = asked_by_path(&function.path) {
        let message =
            format!("`{}()` would be evaluated once, when the definition is made", compact(function));
        let help = match scope.cx {
            Some(_) => format!("write `{name}()`: it is known by its name alone"),
            None => as_parameter(name),
        };
        return errors.spanned(function, message, help);
    }
    if function.path.segments.len() == 2 && compact(function) == "Default::default" {
        let help = "write the type: `Order::default()`";
        return errors.spanned(function, "`Default::default()` does not say of which type it is", help);
    }
    if let Some(instead) = of_clock(function) {
        let name = compact(function);
        let message = format!("`{name}()` would be evaluated once, when the definition is made");
        return errors.spanned(function, message, instead);
    }
    let computed = |key: &Expr| !attempted && !is_constant(key, scope);
    for (key, _) in map_entries(call).into_iter().flatten().filter(|(key, _)| computed(key)) {
        let help = "write it as text, or make the map in a task";
        errors.spanned(key, "a computed key of a map is not portable", help);
    }
    let helper = is_helper_call(call, scope) && !is_of_a_library(function);
    let known = helper
        || is_constructor(&call.func)
        || is_conversion(&function.path)
        || duration_function(&function.path, scope).is_some()
        || attempted
        || is_constant(&whole, scope);
    if !known {
        let name = function.to_token_stream().to_string().replace(' ', "");
        refuse(function, &format!("function `{name}`"), &of_function(call, function), errors);
    }
}

fn check_context_function(name: &str, call: &ExprCall, scope: &Scope, errors: &mut Errors) {
    if scope.cx.is_none() {
        let message =
            format!("`{name}()` is for states: a portable function gives the same of the same arguments");
        errors.spanned(&call.func, message, as_parameter(name));
    } else if !call.args.is_empty() {
        errors.spanned(&call.args, format!("`{name}()` takes nothing"), format!("write `{name}()`"));
    }
}

/// Instead of a context function that is called where there is no context.
fn as_parameter(name: &str) -> String {
    format!("make it a parameter, and pass `{name}()` where a state calls this")
}

pub(super) fn check_method(call: &ExprMethodCall, scope: &Scope, errors: &mut Errors) {
    let name = call.method.to_string();
    let before = errors.len();
    match &*call.receiver {
        Expr::Paren(paren) if matches!(&*paren.expr, Expr::Range(_)) && name == "contains" => {
            if let Expr::Range(range) = &*paren.expr {
                range.start.iter().chain(&range.end).for_each(|end| check(end, scope, errors));
            }
        }
        receiver => check(receiver, scope, errors),
    }
    // What a closure is given of an iterator that is not portable, nobody knows.
    let wrong = errors.len() > before;
    let whole = Expr::MethodCall(call.clone());
    if text_into(call).is_some() {
        return;
    }
    // Of a constant, too: it is evaluated for the definition, where nothing says what it becomes.
    if refuse_into(&whole, None, errors) || is_constant(&whole, scope) || is_attempted(&whole, scope) {
        return;
    }
    let of_another = is_of_lists_alone(&name, &call.receiver) || is_of_text(call) || reads_an_error(call);
    let known = methods::find(&name).filter(|_| !of_another);
    let Some(method) = known else {
        return refuse(&call.method, &format!("method `{name}`"), &of_method(call), errors);
    };
    let closes = matches!(method.kind, Kind::Closure | Kind::IteratorClosure);
    for (position, argument) in call.args.iter().enumerate() {
        match argument {
            Expr::Closure(_) if closes && wrong => {}
            Expr::Closure(closure) if closes => {
                check_closure(closure, item(&call.receiver, scope).as_ref(), scope, errors);
            }
            function
                if closes
                    && position + 1 == call.args.len()
                    && refuse_name_of_function(&name, function, scope, errors) => {}
            _ => check(argument, scope, errors),
        }
    }
    refuse_untyped(untyped_sum(call, scope), errors);
    if let Some(wanted) = collected_into(call) {
        refuse_collection(wanted, errors);
    }
    if name == "parse" && call.turbofish.is_none() {
        errors.spanned(
            &call.method,
            "`parse` without a type is not portable",
            "write `parse::<i64>()`, or another integer",
        );
    }
    if methods::counts(&name) && steps_can_fail(&call.receiver) {
        let message = format!("`{name}` behind a closure that can fail is not portable");
        errors.spanned(&call.method, message, format!("put `{name}` before the closure, or do it in a task"));
    }
    if methods::ends_early(&name) && flattens_what_can_fail(&call.receiver) {
        let message = format!("`{name}` behind lists of which the making can fail is not portable");
        let help = format!("collect them in a `let` before, and ask that with `.iter().{name}(..)`");
        errors.spanned(&call.method, message, help);
    }
    check_pattern_of_text(&name, call, scope, errors);
}

/// Whether it looks for something in a text; an iterator's method of this name takes a closure, or a function.
fn is_of_text(call: &ExprMethodCall) -> bool {
    let is_looked_for = |value: &Expr| match value {
        Expr::Lit(_) | Expr::Reference(_) | Expr::MethodCall(_) => true,
        Expr::Path(path) => {
            let last = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            // A constant, or one of `char`'s functions.
            last == last.to_uppercase() || path.path.segments[0].ident == "char"
        }
        _ => false,
    };
    call.method == "find" && call.args.first().is_some_and(is_looked_for)
}

/// The type that `collect::<Type>()` names.
fn collected_into(call: &ExprMethodCall) -> Option<&Type> {
    let types = call.turbofish.as_ref().filter(|_| call.method == "collect")?;
    match types.args.first()? {
        GenericArgument::Type(wanted) => Some(wanted),
        _ => None,
    }
}

/// Whether a method of lists stands behind an iterator, whose method of this name is another.
fn is_of_lists_alone(name: &str, receiver: &Expr) -> bool {
    matches!(name, "last" | "len" | "is_empty") && is_iterator(receiver)
}

/// Checks what a text is searched for or split at.
fn check_pattern_of_text(method: &str, call: &ExprMethodCall, scope: &Scope, errors: &mut Errors) {
    let Some(first) = call.args.first() else { return };
    if let Some((what, help)) = several_characters(method, first) {
        errors.spanned(first, format!("{what} as the pattern of `{method}` is not portable"), help);
    } else if methods::separates(method) && !is_separator(first, scope) {
        let message = format!("a computed or empty first argument of `{method}` is not portable");
        errors.spanned(first, message, "write a literal or a constant of one character or more");
    }
}

/// Whether a closure of this iterator's own steps can fail.
pub(super) fn steps_can_fail(iterator: &Expr) -> bool {
    match iterator {
        Expr::Paren(paren) => steps_can_fail(&paren.expr),
        Expr::MethodCall(step) if is_iterator(iterator) => {
            step.args.iter().any(closures_can_fail) || steps_can_fail(&step.receiver)
        }
        _ => false,
    }
}

/// Whether an iterator makes one list of several, and something can fail until that is done.
fn flattens_what_can_fail(iterator: &Expr) -> bool {
    match iterator {
        Expr::Paren(paren) => flattens_what_can_fail(&paren.expr),
        Expr::MethodCall(step) if methods::flattens(step) => steps_can_fail(iterator),
        Expr::MethodCall(step) if is_iterator(iterator) => flattens_what_can_fail(&step.receiver),
        _ => false,
    }
}

/// What looks for any of several characters in a text, and what to write instead.
fn several_characters(method: &str, pattern: &Expr) -> Option<(&'static str, String)> {
    let of_text = matches!(method, "split" | "replace" | "starts_with" | "ends_with");
    let help = match method {
        "replace" => "replace one after the other: `.replace('-', \"\").replace(' ', \"\")`".to_owned(),
        "split" => "split at one text, or do it in a task".to_owned(),
        _ => format!("ask for each: `text.{method}('a') || text.{method}('b')`"),
    };
    let is_character = |element: &Expr| matches!(element, Expr::Lit(ExprLit { lit: Lit::Char(_), .. }));
    let (pattern, is_lent) = match unwrapped(pattern) {
        Expr::Reference(reference) => (unwrapped(&reference.expr), true),
        pattern => (pattern, false),
    };
    match pattern {
        // A list is asked for what is lent.
        Expr::Array(array) => {
            let of_text =
                of_text || method == "contains" && (!is_lent || array.elems.iter().all(is_character));
            of_text.then_some(("a list of characters", help))
        }
        Expr::Path(path) if !is_lent && (of_text || method == "contains") => {
            let last = path.path.segments.last()?;
            let function = path.path.segments.len() > 1
                && last.ident.to_string().starts_with(|first: char| first.is_lowercase());
            function.then_some(("a function", help))
        }
        _ => None,
    }
}

/// Text is split at a constant: JSONata splits at nothing otherwise than Rust.
fn is_separator(argument: &Expr, scope: &Scope) -> bool {
    match argument {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => !text.value().is_empty(),
            _ => true,
        },
        _ => is_closed(argument, scope),
    }
}

fn check_closure(closure: &ExprClosure, argument: Option<&Untyped>, scope: &Scope, errors: &mut Errors) {
    closure.inputs.iter().for_each(|input| check_pattern(input, scope, errors));
    check(&closure.body, &closure_scope(closure, argument, scope), errors);
}
