//! Reads the body of a choice: `if`, `if let` and `match`, nested. Read next: `parse_body.rs`, of which this is a part.

use syn::{BinOp, Block, Expr, Pat, Stmt};

use super::{
    model::Decision,
    parse_body::{Reader, end_of},
};
use crate::portable::naming_variants;

impl Reader<'_> {
    pub(super) fn decision(&mut self, rest: &[Stmt], block: &Block) -> Option<Decision> {
        match rest {
            [Stmt::Expr(expr, None)] => self.decision_expr(expr),
            // `if` and `match` as statements would be values thrown away; the semicolon is what is wrong.
            [Stmt::Expr(Expr::If(_) | Expr::Match(_), Some(semicolon))] => {
                let help = "leave the semicolon out: the decision is the transition";
                self.errors.spanned(semicolon, "a transition ends the body", help);
                None
            }
            [] => {
                self.errors.push(syn::Error::new(block.brace_token.span.close(), self.missing_transition()));
                None
            }
            [first, ..] => self.misplaced(first, "this is neither a `let` nor the decision that ends it"),
        }
    }

    fn decision_expr(&mut self, expr: &Expr) -> Option<Decision> {
        match expr {
            Expr::If(decision) if begins_with_let(&decision.cond) && decision.else_branch.is_some() => {
                self.refuse_let_behind(&decision.cond)?;
                self.if_let(decision)
            }
            Expr::If(decision) if begins_with_let(&decision.cond) => {
                let message = "an `if let` without `else` has no transition for the other values";
                self.errors.spanned(decision.if_token, message, "add an `else` with a transition");
                None
            }
            Expr::If(decision) => {
                self.refuse_let_behind(&decision.cond)?;
                // Both are read before one may be missing: each tells its mistakes.
                let then = self.decision_block(&decision.then_branch);
                let otherwise = match &decision.else_branch {
                    Some((_, branch)) => Some(Box::new(self.decision_expr(branch)?)),
                    None => None,
                };
                let then = then?;
                Some(Decision::If {
                    if_token: decision.if_token,
                    cond: (*decision.cond).clone(),
                    then: Box::new(then),
                    otherwise,
                    end: end_of(expr),
                })
            }
            Expr::Match(decision) => {
                let arms = decision
                    .arms
                    .iter()
                    .map(|arm| Some((naming_variants(&arm.pat), self.decision_expr(&arm.body)?)));
                let arms: Vec<Option<(Pat, Decision)>> = arms.collect();
                Some(Decision::Match {
                    match_token: decision.match_token,
                    braces: decision.brace_token.span.join(),
                    scrutinee: (*decision.expr).clone(),
                    arms: arms.into_iter().collect::<Option<_>>()?,
                })
            }
            Expr::Block(block) if block.label.is_none() => self.decision_block(&block.block),
            other => Some(Decision::Transition(self.transition(other)?)),
        }
    }

    /// `if let pat = value && condition { T } else { T }` is a `match` of two arms, the first with a guard.
    fn if_let(&mut self, decision: &syn::ExprIf) -> Option<Decision> {
        let Some((_, otherwise)) = &decision.else_branch else { return None };
        let mut conditions = Vec::new();
        conjuncts(&decision.cond, &mut conditions);
        let (Expr::Let(tested), guards) = conditions.split_first()? else { return None };
        let span = decision.if_token.span;
        let then = self.decision_block(&decision.then_branch);
        let otherwise = self.decision_expr(otherwise)?;
        let then = then?;
        let guard = guards
            .iter()
            .map(|guard| (*guard).clone())
            .reduce(|all, guard| syn::parse_quote!(#all && #guard));
        let pat = naming_variants(&tested.pat);
        let pat = match guard {
            Some(guard) => Pat::Guard(syn::PatGuard {
                attrs: Vec::new(),
                pat: Box::new(pat),
                if_token: syn::Token![if](span),
                guard: Box::new(guard),
            }),
            None => pat,
        };
        Some(Decision::Match {
            match_token: syn::Token![match](span),
            braces: decision.then_branch.brace_token.span.join(),
            scrutinee: (*tested.expr).clone(),
            arms: vec![(pat, then), (syn::parse_quote!(_), otherwise)],
        })
    }

    /// A `let` behind `&&`: what it binds would have to be bound on one of two ways to the same transition.
    fn refuse_let_behind(&mut self, condition: &Expr) -> Option<()> {
        let mut conditions = Vec::new();
        conjuncts(condition, &mut conditions);
        let behind = conditions.iter().skip(1).find_map(|condition| match condition {
            Expr::Let(tested) => Some(tested.let_token),
            _ => None,
        });
        let Some(token) = behind else { return Some(()) };
        let help = "nest a second `if let` in the first, or `match` a tuple";
        self.errors.spanned(token, "a `let` behind `&&` cannot stand in a choice", help);
        None
    }

    fn decision_block(&mut self, block: &Block) -> Option<Decision> {
        let (lets, rest) = self.lets(block)?;
        let inner = self.decision(rest, block)?;
        Some(Decision::Block { braces: block.brace_token.span.join(), lets, inner: Box::new(inner) })
    }
}

/// The conditions between the `&&` of one.
fn conjuncts<'e>(condition: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match condition {
        Expr::Binary(both) if matches!(both.op, BinOp::And(_)) => {
            conjuncts(&both.left, parts);
            conjuncts(&both.right, parts);
        }
        _ => parts.push(condition),
    }
}

fn begins_with_let(condition: &Expr) -> bool {
    let mut parts = Vec::new();
    conjuncts(condition, &mut parts);
    matches!(parts.first(), Some(Expr::Let(_)))
}
