//! What an expression of literals says of its type and value: text, a number whose type its surroundings decide, nothing.
//!
//! It looks at syntax alone. Read next: `untyped.rs`, which follows such numbers through names; `twin_shapes.rs`, which asks a
//! witness of the rest.

use syn::{BinOp, Block, Expr, ExprLit, ExprMacro, ExprMethodCall, Lit, Stmt, UnOp};

use super::{
    syntax::{empty_collection, is_macro, is_of_option, list_macro, tail_of},
    twin_calls::unwrapped,
};

/// The value of arithmetic on integer literals alone, which has no type to be evaluated in.
pub(super) fn literal_number(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        Expr::Paren(paren) => literal_number(&paren.expr),
        Expr::Group(group) => literal_number(&group.expr),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => literal_number(&unary.expr)?.checked_neg(),
        Expr::Binary(binary) => {
            let (left, right) = (literal_number(&binary.left)?, literal_number(&binary.right)?);
            match binary.op {
                BinOp::Add(_) => left.checked_add(right),
                BinOp::Sub(_) => left.checked_sub(right),
                BinOp::Mul(_) => left.checked_mul(right),
                BinOp::Div(_) => left.checked_div(right),
                BinOp::Rem(_) => left.checked_rem(right),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether each branch of an expression is an integer literal, whose type its surroundings say.
pub(super) fn literal_branches(expr: &Expr) -> bool {
    let block = |block: &Block| tail_of(block).is_some_and(literal_branches);
    match expr {
        Expr::Lit(literal) => matches!(&literal.lit, Lit::Int(number) if number.suffix().is_empty()),
        Expr::Paren(paren) => literal_branches(&paren.expr),
        Expr::Group(group) => literal_branches(&group.expr),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => literal_branches(&unary.expr),
        Expr::Block(value) => block(&value.block),
        Expr::If(value) => {
            block(&value.then_branch) && value.else_branch.iter().all(|(_, no)| literal_branches(no))
        }
        Expr::Match(value) => {
            !value.arms.is_empty() && value.arms.iter().all(|arm| literal_branches(&arm.body))
        }
        _ => false,
    }
}

/// Whether an expression's own tokens do not say its type, so that a witness of it alone would not compile.
pub(super) fn is_untyped(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => is_untyped(&paren.expr),
        Expr::Group(group) => is_untyped(&group.expr),
        Expr::Macro(call) => list_macro(&call.mac)
            .is_some_and(|elements| elements.iter().all(|e| is_untyped(e) || literal_branches(e))),
        Expr::Path(path) => is_of_option(&path.path, "None"),
        Expr::Call(call) => empty_collection(call).is_some(),
        Expr::Tuple(tuple) => tuple.elems.iter().any(|e| is_untyped(e) || literal_branches(e)),
        Expr::Block(block) => block_is_untyped(&block.block),
        Expr::If(value) => {
            block_is_untyped(&value.then_branch)
                && value.else_branch.as_ref().is_none_or(|(_, no)| is_untyped(no))
        }
        Expr::Match(value) => value.arms.iter().all(|arm| is_untyped(&arm.body)),
        _ => false,
    }
}

fn block_is_untyped(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(tail, None)) => is_untyped(tail),
        Some(Stmt::Macro(call)) => {
            is_untyped(&Expr::Macro(ExprMacro { attrs: Vec::new(), mac: call.mac.clone() }))
        }
        _ => false,
    }
}

/// Whether an expression is a text or a number by its syntax.
pub(crate) fn is_literal(expr: &Expr) -> bool {
    matches!(unwrapped(expr), Expr::Lit(_)) || is_text(expr)
}

/// The literal of `"text".into()`, which is what a literal by itself becomes.
pub(super) fn text_into(call: &ExprMethodCall) -> Option<&Lit> {
    match &*call.receiver {
        Expr::Lit(ExprLit { lit: text @ Lit::Str(_), .. })
            if call.method == "into" && call.args.is_empty() =>
        {
            Some(text)
        }
        _ => None,
    }
}

/// Whether an expression is text by its syntax: a witness could not say which type its literals have.
pub(super) fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Str(_)),
        Expr::Paren(paren) => is_text(&paren.expr),
        Expr::Group(group) => is_text(&group.expr),
        Expr::Macro(call) => is_macro(&call.mac.path, "format"),
        Expr::MethodCall(call) => text_into(call).is_some(),
        Expr::Block(block) => tail_of(&block.block).is_some_and(is_text),
        Expr::If(value) => {
            tail_of(&value.then_branch).is_some_and(is_text)
                || value.else_branch.as_ref().is_some_and(|(_, no)| is_text(no))
        }
        Expr::Match(value) => value.arms.iter().any(|arm| is_text(&arm.body)),
        _ => false,
    }
}
