//! Which blocks are portable: lines of `let`, and then a value.
//!
//! Read next: `check.rs`, which checks the values.

use syn::{Attribute, Block, Expr, ExprMacro, Pat, Stmt, visit::Visit};

use super::{
    can_fail::{is_attempted, is_constant},
    cases_of_a_let::refused_return,
    check::{bind_let, check, check_other, refuse_sum},
    check_calls::{check_macro, steps_can_fail},
    instead::{is_collected, refuse_collection},
    lines_of_cases::{Lacks, lacks_value},
    methods::is_iterator,
    native::{Want, native},
    pattern::check_pattern,
    refused_statements::refuse_statement,
    scope::{Live, Scope},
    twin_calls::unwrapped,
    untyped::sum_of_no_type,
};
use crate::errors::Errors;

/// Why a `return` is refused.
pub(crate) const RETURN: &str = "`return` here is not portable";

/// Reports what is not portable in a block: it has `let`s and a value.
pub(crate) fn check_block(block: &Block, scope: &Scope, errors: &mut Errors) {
    let mut scope = scope.clone();
    // What changes a `let mut` is told of where it stands.
    let changed = block.stmts.iter().enumerate().any(|(position, statement)| match statement {
        Stmt::Expr(Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_), _) => true,
        Stmt::Expr(_, semicolon) => semicolon.is_some() || position + 1 < block.stmts.len(),
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
                        match (lacks_value(&init.expr), refused_return(local)) {
                            (Some(lacks), _) => refuse_lack(&lacks, errors),
                            (None, Some((returned, help))) => errors.spanned(returned, RETURN, help),
                            (None, None) => {
                                check_let_type(&local.pat, &init.expr, &scope, errors);
                                check(&init.expr, &scope, errors);
                            }
                        }
                        if let Some((else_token, _)) = &init.diverge {
                            let help = match &local.pat {
                                Pat::Type(_) => "leave the type out: write it where the value is made",
                                _ => {
                                    "write `else { return value };` in line with the function's value, or use `match`"
                                }
                            };
                            errors.spanned(else_token, "`let … else` is not portable here", help);
                        }
                    }
                    None => {
                        let help = "give it a value, as in `let x = if .. { .. } else { .. };`";
                        return errors.spanned(local, "a `let` without a value is not portable", help);
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
                refuse_lack(&Lacks::Semicolon(*semicolon), errors);
            }
            _ => refuse_statement(statement, errors),
        }
    }
}

/// Reports a case of a `let` that has no value.
pub(crate) fn refuse_lack(lacks: &Lacks, errors: &mut Errors) {
    match lacks {
        Lacks::Else(token) => {
            errors.spanned(token, "an `if` without `else` has no value", "add an `else`");
        }
        Lacks::Semicolon(token) => {
            errors.spanned(token, "a block ends with its value", "leave the semicolon out");
        }
        Lacks::Value(end) => {
            let message = "this case has no value\nhelp: end its lines with one, or with `return value;`";
            errors.push(syn::Error::new(*end, message));
        }
    }
}

/// Reports a type of a `let` that its value cannot have, or that nothing says.
pub(crate) fn check_let_type(pat: &Pat, value: &Expr, scope: &Scope, errors: &mut Errors) {
    if is_constant(value, scope) || is_attempted(value, scope) {
        return;
    }
    match pat {
        Pat::Type(typed) if is_collected(value) => refuse_collection(&typed.ty, errors),
        Pat::Type(_) => {}
        _ => {
            if let Some(sum) = sum_of_no_type(value) {
                refuse_sum(sum, errors);
            }
        }
    }
    if let Expr::MethodCall(step) = unwrapped(value)
        && is_iterator(value)
        && steps_can_fail(value)
        && keeps(value, scope)
    {
        let message = "an iterator whose closures can fail is no value of a `let`";
        let help = "write `.collect::<Vec<_>>()` behind it, and `.iter()` where it is read";
        errors.spanned(&step.method, message, help);
    }
}

/// Whether a closure of a chain keeps what it fails with until the chain ends: the chain is then printed with a place for
/// it, and the closure names that place.
fn keeps(chain: &Expr, scope: &Scope) -> bool {
    let printed = native(chain, scope, &mut Live::new(), Want::Value).to_string();
    printed.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| *word == "kept").count() > 2
}

/// Refuses `#[cfg(..)]` inside of a body: a macro is given what it takes away, too.
pub(crate) fn refuse_cfg(body: &Block, errors: &mut Errors) {
    struct Configured<'a>(&'a mut Errors);
    impl Visit<'_> for Configured<'_> {
        fn visit_attribute(&mut self, attribute: &Attribute) {
            if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
                let help =
                    "write what differs as a `#[portable]` function, twice, each under its `#[cfg(..)]`";
                self.0.spanned(attribute, "a part of a body cannot be left out by `cfg`", help);
            }
        }
    }
    Configured(errors).visit_block(body);
}
