//! Which expressions are portable, as far as syntax shows it; each that is not is named, with what to write instead.
//!
//! What only types show is asserted by the twin. Read next: `check_calls.rs` and `check_blocks.rs`, then `native.rs`.

use quote::ToTokens;
use syn::{BinOp, Expr, ExprBinary, ExprIf, Ident, Lit, Pat, UnOp, visit::Visit as _};

use super::{
    can_fail::{is_constant, is_duration},
    check_blocks::{check_block, refuse_lack},
    check_calls::{check_call, check_macro, check_method},
    elsewhere::check_name,
    ending::Ending,
    instead::of_cast,
    lines_of_cases::Lacks,
    literals::is_text,
    names::is_closed,
    pattern::{check_pattern, check_patterns, is_text_pattern},
    scope::Scope,
    syntax::{checked_operation, is_cast_to_number},
    twin_calls::unwrapped,
    untyped::{Integer, bind, item, sum_of_no_type, untyped, untyped_arithmetic, untyped_negation},
};
use crate::{errors::Errors, tokens::compact};

pub(super) const TASK: &str = "do it in a task";

/// Reports what is not portable in an expression.
pub(crate) fn check(expr: &Expr, scope: &Scope, errors: &mut Errors) {
    match expr {
        Expr::Lit(literal) => check_literal(&literal.lit, errors),
        Expr::Path(path) => match path.path.get_ident() {
            Some(name) => check_name(name, path, scope, errors),
            None if is_no_number(&path.path) => {
                let what = format!("`{}`", compact(path));
                let help = "JSON has no number for it: take `f64::MAX`, or an `Option`";
                refuse(path, &what, help, errors);
            }
            None => {}
        },
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
            check_ordered(binary, errors);
            check_durations(binary, scope, errors);
            check_operands(binary, errors);
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
        Expr::If(value) => check_if(value, scope, errors),
        Expr::Match(value) => {
            check_scrutinee(&value.expr, value.arms.iter().map(|arm| &arm.pat), scope, errors);
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
        Expr::Cast(cast) if is_cast_to_number(cast) => check(&cast.expr, scope, errors),
        _ => check_other(expr, errors),
    }
}

fn check_if(value: &ExprIf, scope: &Scope, errors: &mut Errors) {
    let inner = check_condition(&value.cond, scope, errors);
    // Lines that end the body do so only where each case has a value, and are not to blame where one has none.
    let ends = Ending { asks: true }.is_within(|ends| ends.visit_block(&value.then_branch));
    if value.else_branch.is_some() || !ends {
        check_block(&value.then_branch, &inner, errors);
    }
    match &value.else_branch {
        Some((_, other)) => check(other, scope, errors),
        None => refuse_lack(&Lacks::Else(value.if_token), errors),
    }
}

/// Reports a scrutinee that is looked into as no definition does: what went wrong in `parse` is a type of std's, and
/// what `as_ref` of text gives depends on the patterns.
pub(crate) fn check_scrutinee<'p>(
    value: &Expr,
    pats: impl IntoIterator<Item = &'p Pat>,
    scope: &Scope,
    errors: &mut Errors,
) {
    let Expr::MethodCall(call) = unwrapped(value) else { return };
    if is_constant(value, scope) {
        return;
    }
    if call.method == "parse" {
        let message = "what `parse` gives cannot be matched: its error is a type of std";
        let help = format!("match `{}.ok()` with `Some(..)` and `None`", compact(call));
        errors.spanned(&call.method, message, help);
    } else if call.method == "as_ref" && pats.into_iter().any(is_text_pattern) {
        let help = format!("write `{}.as_str()`", compact(&call.receiver));
        errors.spanned(&call.method, "`as_ref` of text is not portable", help);
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

pub(super) fn refuse_untyped(integer: Option<Integer>, errors: &mut Errors) {
    let Some(Integer { literal, is_negative }) = integer else { return };
    let message = "arithmetic on integers that have no type of their own is not portable";
    let suffix = if is_negative { "i32" } else { "u32" };
    let help = format!("write its type behind it, as in `{}_{suffix}`", literal.to_token_stream());
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
            check_scrutinee(&let_.expr, [&*let_.pat], scope, errors);
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

/// Refuses to compute with a sum of no type, or to compare it; behind an operator that compares, it has the other's.
fn check_operands(binary: &ExprBinary, errors: &mut Errors) {
    let sums = match checked_operation(&binary.op) {
        Some(_) => [sum_of_no_type(&binary.left), sum_of_no_type(&binary.right)],
        None => [sum_of_no_type(&binary.left), None],
    };
    sums.into_iter().flatten().for_each(|sum| refuse_sum(sum, errors));
}

pub(super) fn refuse_sum(sum: &Ident, errors: &mut Errors) {
    errors.spanned(sum, "nothing says of which type this `sum` is", "write `sum::<u32>()`");
}

/// Refuses arithmetic on a duration that is computed.
fn check_durations(binary: &ExprBinary, scope: &Scope, errors: &mut Errors) {
    let whole = Expr::Binary(binary.clone());
    let computes = matches!(binary.op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_));
    if computes
        && (is_duration(&binary.left, scope) || is_duration(&binary.right, scope))
        && !is_closed(&whole, scope)
    {
        let help = "compute the count: `seconds(60 * count + 5)`";
        refuse(binary.op, "arithmetic on durations", help, errors);
    }
}

/// Refuses to order what is text by its syntax; of other text the twin asks the type.
fn check_ordered(binary: &ExprBinary, errors: &mut Errors) {
    if !matches!(binary.op, BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_)) {
        return;
    }
    let side = |side| match unwrapped(side) {
        Expr::Reference(reference) => is_text(&reference.expr),
        Expr::Unary(unary) => is_text(&unary.expr),
        side => is_text(side),
    };
    if side(&binary.left) || side(&binary.right) {
        let help = "JSONata orders text by UTF-16 units: compare it in a task";
        refuse(binary.op, "ordering of text", help, errors);
    }
}

/// `f64::INFINITY`, `f64::NAN`
fn is_no_number(path: &syn::Path) -> bool {
    let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    matches!(
        names.iter().map(String::as_str).collect::<Vec<_>>()[..],
        [.., "f64" | "f32", "INFINITY" | "NEG_INFINITY" | "NAN"]
    )
}

/// Names a construct that is never portable.
pub(super) fn check_other(expr: &Expr, errors: &mut Errors) {
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
        Expr::Return(_) => {
            ("`return` here", "use `if` or `match` as the value, or return at the end of a branch")
        }
        Expr::Break(_) | Expr::Continue(_) => ("leaving a loop", TASK),
        Expr::Try(_) => (
            "`?` here",
            "it ends a function, or a closure, whose type is written as `Option<..>` or `Result<..>`, but not from behind `&&` or `||`: use `match` here",
        ),
        Expr::Cast(cast) => return refuse(expr, "a cast with `as`", &of_cast(cast), errors),
        Expr::Assign(_) => ("an assignment", "bind a new name with `let`, or compare by `==`"),
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

pub(super) fn refuse(tokens: impl ToTokens, what: &str, help: &str, errors: &mut Errors) {
    errors.spanned(tokens, format!("{what} is not portable"), help);
}
