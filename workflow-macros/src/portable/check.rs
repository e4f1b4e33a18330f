//! Which expressions are portable, as far as syntax shows it; each that is not is named, with what to write instead.
//!
//! What only types show is asserted by the twin. Read next: `methods.rs`, `native.rs`.

use quote::ToTokens;
use syn::{
    BinOp, Block, Expr, ExprCall, ExprClosure, ExprMacro, ExprMethodCall, Lit, Macro, Pat, Stmt, UnOp,
};

use super::{
    can_fail::{closures_can_fail, is_attempted, is_constant},
    elsewhere::check_name,
    format_string::{Format, Piece},
    instead::{
        is_collected, is_of_a_library, of_cast, of_clock, of_function, refuse_collection, refuse_into,
        refuse_name_of_function,
    },
    instead_of_method::of_method,
    literals::text_into,
    methods::{self, Kind, is_iterator},
    names::{asked_by_path, context_function, fresh_function, is_closed},
    pattern::{check_pattern, check_patterns},
    scope::Scope,
    syntax::{
        duration_function, is_constructor, is_conversion, is_helper_call, is_macro, is_widening_cast,
        list_macro, map_entries, matches_macro,
    },
    twin_calls::unwrapped,
    untyped::{
        Integer, Untyped, bind, closure_scope, item, untyped, untyped_arithmetic, untyped_negation,
        untyped_sum,
    },
};
use crate::{errors::Errors, tokens::compact};

pub(super) const TASK: &str = "do it in a task";

/// Reports what is not portable in an expression.
pub(crate) fn check(expr: &Expr, scope: &Scope, errors: &mut Errors) {
    match expr {
        Expr::Lit(literal) => check_literal(&literal.lit, errors),
        Expr::Path(path) => {
            if let Some(name) = path.path.get_ident() {
                check_name(name, path, scope, errors);
            }
        }
        Expr::Paren(paren) => check(&paren.expr, scope, errors),
        Expr::Group(group) => check(&group.expr, scope, errors),
        Expr::Field(field) => check(&field.base, scope, errors),
        Expr::Reference(reference) => {
            if let Some(mutability) = &reference.mutability {
                errors.spanned(mutability, "`&mut` is not portable", "build a new value instead");
            }
            check(&reference.expr, scope, errors);
        }
        Expr::Unary(unary) => {
            if !matches!(unary.op, UnOp::Not(_) | UnOp::Neg(_) | UnOp::Deref(_)) {
                refuse(unary.op, "this operator", TASK, errors);
            }
            if let UnOp::Neg(_) = unary.op {
                refuse_untyped(untyped_negation(&unary.expr, scope), errors);
            }
            check(&unary.expr, scope, errors);
        }
        Expr::Binary(binary) => {
            check_operator(&binary.op, errors);
            refuse_untyped(untyped_arithmetic(binary, scope), errors);
            check(&binary.left, scope, errors);
            check(&binary.right, scope, errors);
        }
        Expr::Tuple(tuple) => tuple.elems.iter().for_each(|element| check(element, scope, errors)),
        Expr::Array(array) => array.elems.iter().for_each(|element| check(element, scope, errors)),
        Expr::Struct(value) => {
            value.fields.iter().for_each(|field| check(&field.expr, scope, errors));
            value.rest.iter().for_each(|rest| check(rest, scope, errors));
        }
        Expr::If(value) => {
            let inner = check_condition(&value.cond, scope, errors);
            check_block(&value.then_branch, &inner, errors);
            match &value.else_branch {
                Some((_, no)) => check(no, scope, errors),
                None => {
                    errors.spanned(value.if_token, "an `if` without `else` has no value", "add an `else`");
                }
            }
        }
        Expr::Match(value) => {
            check_scrutinee(&value.expr, scope, errors);
            check(&value.expr, scope, errors);
            check_patterns(value.arms.iter().map(|arm| &arm.pat), scope, errors);
            for arm in &value.arms {
                let mut inner = scope.clone();
                bind_let(&arm.pat, Some(&value.expr), &mut inner);
                check(&arm.body, &inner, errors);
            }
        }
        Expr::Block(block) => check_block(&block.block, scope, errors),
        Expr::Macro(call) => check_macro(call, scope, errors),
        Expr::Call(call) => check_call(call, scope, errors),
        Expr::MethodCall(call) => check_method(call, scope, errors),
        Expr::Index(index) => {
            check(&index.expr, scope, errors);
            match &*index.index {
                Expr::Range(range) => {
                    range.start.iter().chain(&range.end).for_each(|end| check(end, scope, errors));
                }
                position => check(position, scope, errors),
            }
        }
        Expr::Cast(cast) if is_widening_cast(cast) => check(&cast.expr, scope, errors),
        _ => check_other(expr, errors),
    }
}

/// Reports what is not portable in a block: it has `let`s and a value.
pub(crate) fn check_block(block: &Block, scope: &Scope, errors: &mut Errors) {
    let mut scope = scope.clone();
    let help = "a block has `let x = value;` lines and then its value";
    // What changes a `let mut` is told of where it stands.
    let changed = block.stmts.iter().any(|statement| match statement {
        Stmt::Expr(Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_), _) => true,
        Stmt::Expr(_, semicolon) => semicolon.is_some(),
        _ => false,
    });
    for (position, statement) in block.stmts.iter().enumerate() {
        let last = position + 1 == block.stmts.len();
        match statement {
            Stmt::Local(local) => {
                if !(changed && matches!(&local.pat, Pat::Ident(name) if name.mutability.is_some())) {
                    check_pattern(&local.pat, &scope, errors);
                }
                match &local.init {
                    Some(init) => {
                        check_let_type(&local.pat, &init.expr, &scope, errors);
                        check(&init.expr, &scope, errors);
                        if let Some((else_token, _)) = &init.diverge {
                            errors.spanned(else_token, "`let … else` is not portable", "use `match`");
                        }
                    }
                    None => {
                        errors.spanned(local, "a `let` without a value is not portable", "give it a value");
                    }
                }
                bind_let(&local.pat, local.init.as_ref().map(|init| &*init.expr), &mut scope);
            }
            Stmt::Expr(tail, None) if last => check(tail, &scope, errors),
            Stmt::Macro(call) if last && call.semi_token.is_none() => {
                check_macro(&ExprMacro { attrs: Vec::new(), mac: call.mac.clone() }, &scope, errors);
            }
            Stmt::Expr(
                Expr::Assign(_) | Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) | Expr::Return(_),
                _,
            ) => {
                if let Stmt::Expr(expr, _) = statement {
                    check_other(expr, errors);
                }
            }
            Stmt::Expr(_, Some(semicolon)) if last => {
                errors.spanned(semicolon, "a block ends with its value", "leave the semicolon out");
            }
            Stmt::Expr(Expr::If(value), _) => {
                let message = "an `if` that is not the value of its block is not portable";
                let help =
                    "write `if .. { .. } else { .. }` as the value: nothing is returned or assigned before";
                errors.spanned(value.if_token, message, help);
            }
            Stmt::Item(item) => {
                errors.spanned(
                    item,
                    "an item inside of a block is not portable",
                    "write it beside the function",
                );
            }
            _ => errors.spanned(statement, "this statement is not portable", help),
        }
    }
}

/// Reports a type of a `let` that its value cannot have in a definition.
pub(crate) fn check_let_type(pat: &Pat, value: &Expr, scope: &Scope, errors: &mut Errors) {
    if let Pat::Type(typed) = pat
        && is_collected(value)
        && !is_constant(value, scope)
        && !is_attempted(value, scope)
    {
        refuse_collection(&typed.ty, errors);
    }
}

/// Reports a scrutinee that is looked into as no definition does: what went wrong in `parse` is a type of std's.
pub(crate) fn check_scrutinee(value: &Expr, scope: &Scope, errors: &mut Errors) {
    if let Expr::MethodCall(call) = unwrapped(value)
        && call.method == "parse"
        && !is_constant(value, scope)
    {
        let message = "what `parse` gives cannot be matched: its error is a type of std";
        let help = format!("match `{}.ok()` with `Some(..)` and `None`", compact(call));
        errors.spanned(&call.method, message, help);
    }
}

/// Binds what a `let` binds, with what is known of its value.
pub(crate) fn bind_let(pat: &Pat, value: Option<&Expr>, scope: &mut Scope) {
    let value = value.and_then(|value| untyped(value, scope));
    bind(pat, value.as_ref(), scope);
}

/// Binds what a closure is given of a list, with what is known of that.
pub(crate) fn bind_item(pat: &Pat, list: &Expr, scope: &mut Scope) {
    bind(pat, item(list, scope).as_ref(), scope);
}

fn refuse_untyped(integer: Option<Integer>, errors: &mut Errors) {
    let Some(Integer { literal, is_negative }) = integer else { return };
    let message = "arithmetic on integers that have no type of their own is not portable";
    let suffix = if is_negative { "i32" } else { "u32" };
    let help = format!("write its type: `{}_{suffix}`", literal.to_token_stream());
    errors.spanned(literal, message, help);
}

/// Checks a condition and gives the scope in which its branch stands.
fn check_condition(condition: &Expr, scope: &Scope, errors: &mut Errors) -> Scope {
    match condition {
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            let scope = check_condition(&binary.left, scope, errors);
            check_condition(&binary.right, &scope, errors)
        }
        Expr::Let(let_) => {
            check_pattern(&let_.pat, scope, errors);
            check_scrutinee(&let_.expr, scope, errors);
            check(&let_.expr, scope, errors);
            let mut inner = scope.clone();
            bind_let(&let_.pat, Some(&let_.expr), &mut inner);
            inner
        }
        _ => {
            check(condition, scope, errors);
            scope.clone()
        }
    }
}

pub(super) fn check_literal(literal: &Lit, errors: &mut Errors) {
    match literal {
        // Of what is no literal at all rustc has spoken.
        Lit::Str(_) | Lit::Char(_) | Lit::Bool(_) | Lit::Float(_) | Lit::Verbatim(_) => {}
        Lit::Int(number) => {
            let exact = number.base10_parse::<i128>().is_ok_and(|value| value.abs() < 1 << 53);
            if !exact {
                let message = format!("integer `{number}` is not exact in JSON, which has 2^53");
                errors.spanned(number, message, "carry it as text");
            }
        }
        _ => errors.spanned(literal, "a literal of bytes is not portable", "write a string or a number"),
    }
}

fn check_operator(operator: &BinOp, errors: &mut Errors) {
    match operator {
        BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_) => {}
        BinOp::And(_) | BinOp::Or(_) => {}
        BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {}
        _ => {
            let name = operator.to_token_stream().to_string();
            let help = match name.strip_suffix('=') {
                Some(plain) => format!("write `{plain}`: nothing is assigned"),
                None => TASK.to_owned(),
            };
            refuse(operator, &format!("operator `{name}`"), &help, errors);
        }
    }
}

fn check_macro(call: &ExprMacro, scope: &Scope, errors: &mut Errors) {
    let name = call.mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
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
        let help = "`format!`, `matches!` and `vec!` are portable; do the rest in a task";
        return refuse(&call.mac.path, &format!("macro `{name}!`"), help, errors);
    }
    check_format(&call.mac, scope, errors);
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

fn check_call(call: &ExprCall, scope: &Scope, errors: &mut Errors) {
    call.args.iter().for_each(|argument| check(argument, scope, errors));
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
    let attempted = is_attempted(&Expr::Call(call.clone()), scope);
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
        || is_constant(&Expr::Call(call.clone()), scope);
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

fn check_method(call: &ExprMethodCall, scope: &Scope, errors: &mut Errors) {
    let name = call.method.to_string();
    match &*call.receiver {
        Expr::Paren(paren) if matches!(&*paren.expr, Expr::Range(_)) && name == "contains" => {
            if let Expr::Range(range) = &*paren.expr {
                range.start.iter().chain(&range.end).for_each(|end| check(end, scope, errors));
            }
        }
        receiver => check(receiver, scope, errors),
    }
    let whole = Expr::MethodCall(call.clone());
    if text_into(call).is_some() {
        return;
    }
    if is_constant(&whole, scope) || is_attempted(&whole, scope) || refuse_into(&whole, None, errors) {
        return;
    }
    let Some(method) = methods::find(&name) else {
        return refuse(&call.method, &format!("method `{name}`"), &of_method(call), errors);
    };
    let closes = matches!(method.kind, Kind::Closure | Kind::IteratorClosure);
    for (position, argument) in call.args.iter().enumerate() {
        match argument {
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
    let separates = methods::separates(&name);
    if let Some(first) = call.args.first().filter(|first| separates && !is_separator(first, scope)) {
        let message = format!("a computed or empty first argument of `{name}` is not portable");
        errors.spanned(first, message, "write a literal or a constant of one character or more");
    }
}

/// Whether a closure of this iterator's own steps can fail.
fn steps_can_fail(iterator: &Expr) -> bool {
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

/// Names a construct that is never portable.
fn check_other(expr: &Expr, errors: &mut Errors) {
    let (what, help) = match expr {
        Expr::Await(_) => ("`.await`", TASK),
        Expr::Async(_) => ("an `async` block", TASK),
        Expr::Unsafe(_) => ("an `unsafe` block", TASK),
        Expr::ForLoop(_) => (
            "a `for` loop",
            "write `list.iter()` with `.map(..)`, `.filter(..)`, `.sum()` and their like, or do it in a task",
        ),
        Expr::While(_) => ("a `while` loop", TASK),
        Expr::Loop(_) => ("a `loop`", TASK),
        Expr::Return(_) => ("`return`", "use `if` or `match` as the value"),
        Expr::Break(_) | Expr::Continue(_) => ("leaving a loop", TASK),
        Expr::Try(_) => ("`?`", "use `match`, or do it in a task"),
        Expr::Cast(cast) => return refuse(expr, "a cast with `as`", &of_cast(cast), errors),
        Expr::Assign(_) => ("an assignment", "bind a new name with `let`"),
        Expr::Closure(_) => ("a closure here", "write a `#[portable]` function instead, or do it in a task"),
        Expr::Range(_) => ("a range here", "go over a list, or do it in a task"),
        Expr::Repeat(_) => ("`[value; count]`", "list the elements, or do it in a task"),
        Expr::Let(_) => ("`let` here", "use it as a condition of `if`"),
        Expr::Const(_) => ("a `const` block", "name the constant in a `const` item"),
        Expr::Infer(_) => ("`_` here", "write the value"),
        _ => ("this expression", TASK),
    };
    refuse(expr, what, help, errors);
}

fn refuse(tokens: impl ToTokens, what: &str, help: &str, errors: &mut Errors) {
    errors.spanned(tokens, format!("{what} is not portable"), help);
}
