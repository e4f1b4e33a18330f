//! Looks for a failure that is read as text: engines differ in what they say of one, so a workflow reads its name alone.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Expr, ExprField, ExprMethodCall, Macro, visit::Visit};

use super::model::{Tail, Transition};
use crate::names::plain;

/// The first place behind an arm where what is bound to `failure` is shown.
pub(super) fn read_as_text(failure: &Ident, tail: &Tail) -> Option<TokenStream> {
    let mut reads = Reads { failure: plain(failure), found: None };
    tail.lets.iter().for_each(|line| reads.visit_expr(&line.value));
    match &tail.transition {
        Transition::State(call) => call.call.args.iter().for_each(|argument| reads.visit_expr(argument)),
        Transition::Succeed { value, .. } | Transition::Fail { value, .. } => reads.visit_expr(value),
    }
    reads.found
}

struct Reads {
    failure: String,
    found: Option<TokenStream>,
}

impl Reads {
    fn is_failure(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.get_ident().is_some_and(|name| plain(name) == self.failure))
    }

    /// In `format!`, as a capture or as an argument.
    fn is_shown(&self, tokens: TokenStream) -> bool {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        tokens.iter().enumerate().any(|(at, token)| match token {
            TokenTree::Literal(text) => {
                let text = text.to_string();
                ["}", ":"].iter().any(|end| text.contains(&format!("{{{}{end}", self.failure)))
            }
            TokenTree::Ident(name) => {
                let member =
                    |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(dot)) if dot.as_char() == '.');
                plain(name) == self.failure && !member(at + 1) && !(at > 0 && member(at - 1))
            }
            _ => false,
        })
    }
}

impl<'ast> Visit<'ast> for Reads {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        // `into` has words of its own, and a clone is as good as the failure.
        let known = ["name", "into", "clone"].iter().any(|known| call.method == known);
        if self.is_failure(&call.receiver) && !known {
            self.found.get_or_insert_with(|| call.method.to_token_stream());
        }
        syn::visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_field(&mut self, field: &'ast ExprField) {
        if self.is_failure(&field.base) {
            self.found.get_or_insert_with(|| field.member.to_token_stream());
        }
        syn::visit::visit_expr_field(self, field);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if call.path.is_ident("format") && self.is_shown(call.tokens.clone()) {
            self.found.get_or_insert_with(|| call.to_token_stream());
        }
    }
}
