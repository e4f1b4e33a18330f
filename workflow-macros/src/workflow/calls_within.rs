//! A call that stands inside of something else, in a state that makes none where it should.

use syn::{
    Block, Expr, ExprAwait, ExprTry, Local, Stmt, Token,
    visit::{self, Visit},
};

use super::{
    parse_body::{Reader, strip},
    parse_call::in_short,
};
use crate::portable::bound_anywhere;

impl Reader<'_> {
    /// Reports a call inside of a value or a transition, if no line of the body makes one.
    pub(super) fn refuse_call_within(&mut self, block: &Block) -> bool {
        if block.stmts.iter().any(|line| self.makes_a_call(line)) {
            return false;
        }
        // A name that is bound in the body, by a closure or a pattern, is no handle there.
        let before = self.bound.len();
        self.bound.extend(bound_anywhere(block));
        let mut within = Within { reader: self, found: None };
        within.visit_block(block);
        let found = within.found;
        self.bound.truncate(before);
        match found {
            None => false,
            Some(Found::Matched(token, call)) => {
                let call = in_short(call);
                let help = format!(
                    "write `let value = {call}?;` and the transition behind it, or `match {call} {{ Ok(value) => next(..), Err(error) => fail(error) }}` as the last line"
                );
                self.errors.spanned(token, "the result of a call is matched where the body ends", help);
                true
            }
            Some(Found::Alone(call)) => {
                let help = format!(
                    "write `let value = {}?;`, and behind it what is made of `value`",
                    in_short(call)
                );
                self.errors.spanned(call, "a call stands in a line of its own", help);
                true
            }
        }
    }

    /// Whether a line is a call, or what is said of one in words of its own.
    fn makes_a_call(&self, line: &Stmt) -> bool {
        let value = match line {
            Stmt::Local(Local { init: Some(init), .. }) => match &*init.expr {
                Expr::Match(_) => return false,
                value => value,
            },
            Stmt::Expr(value, _) => value,
            Stmt::Local(_) | Stmt::Item(_) | Stmt::Macro(_) => return false,
        };
        let value = match strip(value) {
            Expr::Match(matched) => strip(&matched.expr),
            Expr::If(decision) => match &*decision.cond {
                Expr::Let(tested) => strip(&tested.expr),
                _ => return false,
            },
            value => value,
        };
        let mut value = value;
        while let Expr::Try(ExprTry { expr, .. }) | Expr::Await(ExprAwait { base: expr, .. }) = value {
            value = strip(expr);
        }
        self.is_effect(value) || self.behind_an_effect(value).is_some()
    }
}

/// How a call was found.
enum Found<'ast> {
    /// In a `match`.
    Matched(&'ast Token![match], &'ast Expr),
    Alone(&'ast Expr),
}

/// The first call inside of anything.
struct Within<'r, 'a, 'ast> {
    reader: &'r Reader<'a>,
    found: Option<Found<'ast>>,
}

impl<'ast> Visit<'ast> for Within<'_, '_, 'ast> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        if self.found.is_some() {
            return;
        }
        match expr {
            Expr::Match(matched) if self.reader.is_effect(&matched.expr) => {
                self.found = Some(Found::Matched(&matched.match_token, &matched.expr));
            }
            call if self.reader.is_effect(call) => self.found = Some(Found::Alone(call)),
            other => visit::visit_expr(self, other),
        }
    }
}
