//! The driver's tokens of `if`, `match` and blocks: where liveness parts and comes together again.
//!
//! Read next: `native.rs`, whose printer this is a part of.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{BinOp, Block, Expr, ExprIf, ExprMacro, ExprMatch, Pat, Stmt};

use super::{
    bound::{Matched, before_lines, behind_condition},
    names::locals,
    native::{Printer, Want},
    pattern::bound_names,
    scope::Live,
};

impl Printer<'_> {
    pub(super) fn conditional(&self, value: &ExprIf, live: &mut Live, want: Want) -> TokenStream {
        let want = want.part();
        let mut no_live = live.clone();
        let no = value.else_branch.as_ref().map(|(else_token, no)| {
            let no = self.expr(no, &mut no_live, want);
            quote!(#else_token #no)
        });
        let names = condition_names(&value.cond);
        let scope = behind_condition(&value.cond, self.scope);
        let yes = self.inner(&scope).block(&value.then_branch, live, want);
        for name in &names {
            live.remove(name);
        }
        live.union(&no_live);
        let condition = self.condition(&value.cond, live);
        let if_token = &value.if_token;
        quote!(#if_token #condition #yes #no)
    }

    /// A condition, whose `let`s move nothing that is read when they do not match. What one is matched with stands before the
    /// names that it binds.
    fn condition(&self, condition: &Expr, live: &mut Live) -> TokenStream {
        match condition {
            Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
                let behind = behind_condition(&binary.left, self.scope);
                let right = self.inner(&behind).condition(&binary.right, live);
                let left = self.condition(&binary.left, live);
                let operator = &binary.op;
                quote!(#left #operator #right)
            }
            Expr::Let(let_) => {
                let binds = !bound_names(&let_.pat).is_empty();
                let want = if binds { Want::Binding } else { Want::Place };
                let value = self.expr(&let_.expr, live, want);
                let (let_token, pat, eq) = (&let_.let_token, &let_.pat, &let_.eq_token);
                quote!(#let_token #pat #eq #value)
            }
            _ => self.expr(condition, live, Want::Place),
        }
    }

    pub(super) fn match_(&self, value: &ExprMatch, live: &mut Live, want: Want) -> TokenStream {
        let want = want.part();
        let after = live.clone();
        let mut binds = false;
        let matched = Matched::of(&value.expr, self.scope);
        let mut arms = Vec::new();
        for arm in &value.arms {
            let names = bound_names(&arm.pat);
            binds |= !names.is_empty();
            let scope = matched.behind(&names);
            let mut arm_live = after.clone();
            let body = self.inner(&scope).expr(&arm.body, &mut arm_live, want);
            let pat = self.inner(&scope).arm_pattern(&arm.pat, &mut arm_live);
            for name in &names {
                arm_live.remove(name);
            }
            live.union(&arm_live);
            let (arrow, attrs) = (&arm.fat_arrow_token, &arm.attrs);
            arms.push(quote!(#(#attrs)* #pat #arrow #body,));
        }
        let scrutinee = self.expr(&value.expr, live, if binds { Want::Binding } else { Want::Place });
        let match_token = &value.match_token;
        quote_spanned!(value.brace_token.span.join()=> #match_token #scrutinee { #(#arms)* })
    }

    /// A pattern with its guard, in which nothing is moved.
    fn arm_pattern(&self, pat: &Pat, live: &mut Live) -> TokenStream {
        match pat {
            Pat::Guard(guarded) => {
                let (pat, if_token) = (&guarded.pat, &guarded.if_token);
                // It may be evaluated more than once, and what it turns away is met by the arms behind it.
                let guard = self.expr(&guarded.guard, &mut Live::everything(), Want::Place);
                locals(&guarded.guard, self.scope).iter().for_each(|name| live.insert(name));
                quote!(#pat #if_token #guard)
            }
            _ => pat.to_token_stream(),
        }
    }

    pub(super) fn block(&self, block: &Block, live: &mut Live, want: Want) -> TokenStream {
        let scopes = before_lines(block, self.scope);
        let (mut tokens, after) = (Vec::new(), live.clone());
        for (statement, scope) in block.stmts.iter().zip(&scopes).rev() {
            tokens.push(self.inner(scope).statement(statement, live, &after, want));
        }
        tokens.reverse();
        quote_spanned!(block.brace_token.span.join()=> { #(#tokens)* })
    }

    /// A statement of a block behind which these names are read: what the block binds hides them no longer there.
    fn statement(&self, statement: &Stmt, live: &mut Live, after: &Live, want: Want) -> TokenStream {
        match statement {
            Stmt::Local(local) => {
                for name in bound_names(&local.pat).iter().filter(|name| !after.contains(name)) {
                    live.remove(name);
                }
                let init = local.init.as_ref().map(|init| {
                    let (eq, value) = (&init.eq_token, self.expr(&init.expr, live, Want::Binding));
                    quote!(#eq #value)
                });
                let (let_token, pat, semi) = (&local.let_token, &local.pat, &local.semi_token);
                quote!(#let_token #pat #init #semi)
            }
            Stmt::Expr(expr, semi) => {
                let expr = self.expr(expr, live, want);
                quote!(#expr #semi)
            }
            Stmt::Macro(call) if call.semi_token.is_none() => {
                let call = ExprMacro { attrs: call.attrs.clone(), mac: call.mac.clone() };
                self.macro_call(&call, live, want)
            }
            Stmt::Item(_) | Stmt::Macro(_) => statement.to_token_stream(),
        }
    }
}

/// The names that the `let`s of a condition bind.
fn condition_names(condition: &Expr) -> Vec<Ident> {
    match condition {
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            let mut names = condition_names(&binary.left);
            names.extend(condition_names(&binary.right));
            names
        }
        Expr::Let(let_) => bound_names(&let_.pat),
        _ => Vec::new(),
    }
}
