//! What ends the body within a line, as a line before it: `Some(a? + 1)` is `let value = a?; Some(value + 1)`, and
//! `Ok(match k { A => return b, C => c })` is `let value = match k { A => return b, C => c }; Ok(value)`.
//!
//! Only where the line always comes to it: behind `&&` it stays, and is refused; what is in a closure ends that. What Rust
//! computes before it and can fail becomes a line too, so that both are computed in Rust's order. Read next:
//! `guard_clauses.rs`, which ends the body at such a line.

use std::{cell::Cell, mem};

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::{
    BinOp, Block, Expr, ExprBinary, ExprCall, ExprMethodCall, ExprReturn, Ident, Local, LocalInit, Stmt,
    UnOp, parse_quote_spanned, spanned::Spanned as _,
};

use super::{
    can_fail::closures_can_fail,
    ending::{Ending, is_decision},
    macro_arguments::Arguments,
    methods,
    syntax::{is_comparison, is_constructor},
};

/// Gives names that nothing else has: they are compared as text.
pub(super) struct Names {
    /// All that is written where they are given.
    written: String,
    given: Cell<usize>,
}

impl Names {
    pub(super) fn of(body: &Block) -> Self {
        Self { written: body.to_token_stream().to_string(), given: Cell::new(0) }
    }

    fn next(&self) -> String {
        loop {
            self.given.set(self.given.get() + 1);
            let name = format!("value_{}", self.given.get());
            if !self.written.contains(&name) {
                return name;
            }
        }
    }
}

/// The lines that stand before this one, which is made a `let` if it asks and nothing more.
pub(super) fn lines_before(statement: &mut Stmt, ending: Ending, names: &Names) -> Vec<Stmt> {
    let mut lines = Lines { before: Vec::new(), ending, names };
    if let Stmt::Expr(value @ Expr::Try(_), Some(_)) = statement
        && ending.asks
    {
        *statement = parse_quote_spanned!(value.span()=> let _ = #value;);
    }
    match statement {
        Stmt::Local(Local { init: Some(LocalInit { expr, .. }), .. }) => match &mut **expr {
            Expr::Try(tried) if ending.asks => lines.take(&mut tried.expr),
            value => lines.take_within(value),
        },
        Stmt::Expr(Expr::Return(ExprReturn { expr: Some(value), .. }), _) if is_decision(value) => {
            lines.take_within(value);
        }
        Stmt::Expr(value @ Expr::Try(_), _) => lines.take(value),
        Stmt::Expr(value, _) => lines.take_within(value),
        _ => {}
    }
    lines.before
}

struct Lines<'a> {
    before: Vec<Stmt>,
    ending: Ending,
    names: &'a Names,
}

impl Lines<'_> {
    /// Takes out what ends the body, if this value always comes to it.
    fn take(&mut self, value: &mut Expr) {
        self.take_within(value);
        if self.ending.is(value) {
            self.name(value);
        }
    }

    /// The same of all that this value is computed of.
    fn take_within(&mut self, value: &mut Expr) {
        match value {
            Expr::Macro(call) => {
                if let Some(mut arguments) = Arguments::of(&call.mac)
                    && arguments.values.iter_mut().any(|argument| ends(argument, self.ending))
                {
                    self.take_all(&mut arguments.values.iter_mut().collect::<Vec<_>>());
                    call.mac.tokens = arguments.tokens();
                }
            }
            value => self.take_all(&mut operands(value)),
        }
    }

    fn take_all(&mut self, operands: &mut [&mut Expr]) {
        let Some(last) = operands.iter_mut().rposition(|operand| ends(operand, self.ending)) else { return };
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
            // What is behind it would be taken out of its place.
            Expr::Reference(reference) if is_place(&reference.expr) => self.name(value),
            Expr::Reference(_)
            | Expr::Range(_)
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
        let span = match &*value {
            Expr::Try(tried) => tried.question_token.span,
            other => other.span(),
        };
        let name = Ident::new(&self.names.next(), Span::mixed_site().located_at(span));
        let value = mem::replace(value, parse_quote_spanned!(span=> #name));
        self.before.push(parse_quote_spanned!(span=> let #name = #value;));
    }
}

/// Whether a value always comes to one that ends the body.
fn ends(value: &mut Expr, ending: Ending) -> bool {
    match value {
        value if ending.is(value) => true,
        Expr::Macro(call) => Arguments::of(&call.mac)
            .is_some_and(|mut arguments| arguments.values.iter_mut().any(|value| ends(value, ending))),
        value => operands(value).into_iter().any(|operand| ends(operand, ending)),
    }
}

fn is_place(value: &Expr) -> bool {
    match value {
        Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => true,
        Expr::Paren(paren) => is_place(&paren.expr),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)),
        _ => false,
    }
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
        Expr::Range(range) => {
            [&mut range.start, &mut range.end].into_iter().filter_map(Option::as_deref_mut).collect()
        }
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
        | Expr::Range(_)
        | Expr::Field(_)
        | Expr::Tuple(_)
        | Expr::Array(_)
        | Expr::Struct(_) => false,
        Expr::Call(call) => !is_constructor(&call.func),
        Expr::MethodCall(call) => {
            let known = methods::find(&call.method.to_string()).is_some();
            !known || call.method == "abs" || call.method == "sum"
        }
        Expr::Macro(call) => match Arguments::of(&call.mac) {
            Some(mut arguments) => {
                let matched = arguments.is_matched();
                return matched || arguments.values.iter_mut().any(can_fail);
            }
            None => true,
        },
        _ => true,
    };
    itself || closures_can_fail(value) || operands(value).into_iter().any(can_fail)
}
