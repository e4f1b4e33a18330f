//! Statements that no block has, each refused in words of its own where there are better ones.
//!
//! Read before: `check_blocks.rs`.

use syn::{
    Expr, ExprReturn, Item, Macro, Path, Stmt,
    visit::{self, Visit},
};

use super::{
    check_calls::{panics, refuse_macro},
    instead_of_method::of_statement,
    lines_of_cases::{value_left, value_of_a_case},
};
use crate::errors::Errors;

/// What a block is made of.
const LINES: &str = "a block has `let x = value;` lines and then its value";

/// Reports the value of a case of a statement that ends the body in another case, if there is one.
pub(crate) fn refuse_value_left(cases: &Expr, errors: &mut Errors) -> bool {
    value_left(cases).is_some_and(|value| {
        refuse_left(&value, errors);
        true
    })
}

fn refuse_left(value: &Expr, errors: &mut Errors) {
    let help = "write `return` before it if the body ends with it, or `let x =` before the cases and read `x` behind them";
    errors.spanned(value, "a case of a statement leaves a value", help);
}

/// Reports a statement of a block that no block has.
pub(super) fn refuse_statement(statement: &Stmt, errors: &mut Errors) {
    let mut within = Within::default();
    within.visit_stmt(statement);
    if let Some(returned) = within.without_value {
        let help = "write `return value;`: the body gives one";
        return errors.spanned(returned, "this `return` gives no value", help);
    }
    if let Some(path) = within.panicking {
        return refuse_macro(&path, errors);
    }
    if let Stmt::Expr(cases, _) = statement
        && let Some(value) = value_left(cases).or_else(|| plain_value(cases))
    {
        return refuse_left(&value, errors);
    }
    match statement {
        Stmt::Expr(Expr::If(value), _) => {
            let message = "an `if` that is not the value of its block is not portable";
            let help = "write `if .. { .. } else { .. }` as the value: nothing is assigned, and only the body of a function or a closure returns early";
            errors.spanned(value.if_token, message, help);
        }
        Stmt::Item(item) => {
            errors.spanned(item, "an item inside of a block is not portable", "write it beside the function");
        }
        Stmt::Expr(Expr::MethodCall(call), _) => match of_statement(call) {
            Some(help) => {
                let message = format!("`{}` changes nothing here: values are not changed", call.method);
                errors.spanned(&call.method, message, help);
            }
            None => errors.spanned(statement, "this statement is not portable", LINES),
        },
        _ => errors.spanned(statement, "this statement is not portable", LINES),
    }
}

/// The value of a case that stands there for what it is, and not for what it does.
fn plain_value(cases: &Expr) -> Option<Box<Expr>> {
    value_of_a_case(cases).filter(|value| {
        matches!(**value, Expr::Lit(_) | Expr::Path(_) | Expr::Field(_) | Expr::Struct(_) | Expr::Tuple(_))
    })
}

/// The first of what says more than the statement around it.
#[derive(Default)]
struct Within {
    without_value: Option<ExprReturn>,
    panicking: Option<Path>,
}

impl<'ast> Visit<'ast> for Within {
    fn visit_expr_return(&mut self, returned: &'ast ExprReturn) {
        if returned.expr.is_none() {
            self.without_value.get_or_insert_with(|| returned.clone());
        }
        visit::visit_expr_return(self, returned);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if panics(&call.path) {
            self.panicking.get_or_insert_with(|| call.path.clone());
        }
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
