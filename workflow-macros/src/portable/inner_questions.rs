//! `?` within a line, as a line before it: `Some(a? + 1)` is `let value = a?; Some(value + 1)`.
//!
//! Only where the line always comes to it: behind `&&`, in a branch and in a closure it stays, and is refused. What Rust
//! computes before it and can fail becomes a line too, so that both are computed in Rust's order. Read next:
//! `guard_clauses.rs`, which ends the body at such a line.

use std::{cell::Cell, mem};

use proc_macro2::Span;
use syn::{
    BinOp, Expr, ExprBinary, ExprCall, ExprMethodCall, ExprTry, Ident, Local, LocalInit, Stmt, UnOp,
    parse_quote_spanned, spanned::Spanned as _,
};

use super::{
    can_fail::closures_can_fail,
    methods,
    syntax::{is_comparison, is_constructor},
};

/// The lines that stand before this one.
pub(super) fn lines_before(statement: &mut Stmt, named: &Cell<usize>) -> Vec<Stmt> {
    let mut lines = Lines { before: Vec::new(), named };
    match statement {
        Stmt::Local(Local { init: Some(LocalInit { expr, .. }), .. }) => match &mut **expr {
            Expr::Try(tried) => lines.take(&mut tried.expr),
            value => lines.take(value),
        },
        Stmt::Expr(value, _) => lines.take(value),
        _ => {}
    }
    lines.before
}

struct Lines<'a> {
    before: Vec<Stmt>,
    /// How many values have a name so far: names are compared as text, so each has another.
    named: &'a Cell<usize>,
}

impl Lines<'_> {
    /// Takes out each `?` that this value always comes to.
    fn take(&mut self, value: &mut Expr) {
        if let Expr::Try(ExprTry { expr, .. }) = value {
            self.take(expr);
            return self.name(value);
        }
        let mut operands = operands(value);
        let Some(last) = operands.iter_mut().rposition(|operand| asks(operand)) else { return };
        for operand in &mut operands[..last] {
            self.take(operand);
            self.compute(operand);
        }
        self.take(operands[last]);
    }

    /// Has computed before what can fail; the rest, a literal of no type among it, stays where it is.
    fn compute(&mut self, value: &mut Expr) {
        if !can_fail(value) {
            return;
        }
        match value {
            Expr::Reference(_)
            | Expr::Paren(_)
            | Expr::Group(_)
            | Expr::Tuple(_)
            | Expr::Array(_)
            | Expr::Struct(_) => operands(value).into_iter().for_each(|operand| self.compute(operand)),
            Expr::Call(call) if is_constructor(&call.func) => {
                call.args.iter_mut().for_each(|argument| self.compute(argument));
            }
            _ => self.name(value),
        }
    }

    fn name(&mut self, value: &mut Expr) {
        self.named.set(self.named.get() + 1);
        let span = match &*value {
            Expr::Try(tried) => tried.question_token.span,
            other => other.span(),
        };
        let name = Ident::new(&format!("value_{}", self.named.get()), Span::mixed_site().located_at(span));
        let value = mem::replace(value, parse_quote_spanned!(span=> #name));
        self.before.push(parse_quote_spanned!(span=> let #name = #value;));
    }
}

/// Whether a value always comes to a `?`.
fn asks(value: &mut Expr) -> bool {
    matches!(value, Expr::Try(_)) || operands(value).into_iter().any(asks)
}

/// What is always computed of a value, in Rust's order.
fn operands(value: &mut Expr) -> Vec<&mut Expr> {
    match value {
        Expr::Binary(ExprBinary { left, op: BinOp::And(_) | BinOp::Or(_), .. }) => vec![left],
        Expr::Binary(ExprBinary { left, right, .. }) => vec![left, right],
        Expr::Unary(unary) => vec![&mut unary.expr],
        Expr::Paren(paren) => vec![&mut paren.expr],
        Expr::Group(group) => vec![&mut group.expr],
        Expr::Reference(reference) => vec![&mut reference.expr],
        Expr::Cast(cast) => vec![&mut cast.expr],
        Expr::Field(field) => vec![&mut field.base],
        Expr::Try(tried) => vec![&mut tried.expr],
        Expr::Index(index) => vec![&mut index.expr, &mut index.index],
        Expr::Tuple(tuple) => tuple.elems.iter_mut().collect(),
        Expr::Array(array) => array.elems.iter_mut().collect(),
        Expr::Call(ExprCall { args, .. }) => args.iter_mut().collect(),
        Expr::MethodCall(ExprMethodCall { receiver, args, .. }) => {
            [&mut **receiver].into_iter().chain(args.iter_mut()).collect()
        }
        Expr::Struct(value) => {
            let rest = value.rest.as_deref_mut();
            value.fields.iter_mut().map(|field| &mut field.expr).chain(rest).collect()
        }
        Expr::Return(returned) => returned.expr.as_deref_mut().into_iter().collect(),
        Expr::If(decision) => vec![&mut decision.cond],
        Expr::Let(tested) => vec![&mut tested.expr],
        Expr::Match(decision) => vec![&mut decision.expr],
        _ => Vec::new(),
    }
}

/// Whether a value can fail, as far as syntax shows that it cannot.
fn can_fail(value: &mut Expr) -> bool {
    let itself = match value {
        Expr::Lit(_) | Expr::Path(_) => return false,
        Expr::Closure(_) => false,
        Expr::Binary(binary) => match binary.op {
            BinOp::And(_) | BinOp::Or(_) => can_fail(&mut binary.right),
            operator => !is_comparison(&operator),
        },
        Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_)) && !matches!(*unary.expr, Expr::Lit(_)),
        Expr::Paren(_)
        | Expr::Group(_)
        | Expr::Reference(_)
        | Expr::Field(_)
        | Expr::Tuple(_)
        | Expr::Array(_)
        | Expr::Struct(_) => false,
        Expr::Call(call) => !is_constructor(&call.func),
        Expr::MethodCall(call) => {
            let known = methods::find(&call.method.to_string()).is_some();
            !known || call.method == "abs" || call.method == "sum"
        }
        _ => true,
    };
    itself || closures_can_fail(value) || operands(value).into_iter().any(can_fail)
}
