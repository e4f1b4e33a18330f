//! Methods that go from an `Option` or a `Result` to a `Result`, or out of one, as the `match` that they are:
//! `a.ok_or(e)` is `match a { Some(x) => Ok(x), None => Err(e) }`, `a.map_err(|e| f(e))` is
//! `match a { Ok(x) => Ok(x), Err(e) => Err(f(e)) }`.
//!
//! They become so before anything is checked, so that one form is checked, run and exported. Behind a `?` they are a part of
//! the `match` that it is. Read next: `question_marks.rs`, which does that.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{
    Block, Expr, ExprClosure, ExprMethodCall, Ident, Macro, Pat, ReturnType, parse_quote_spanned,
    spanned::Spanned as _,
    visit::Visit as _,
    visit_mut::{self, VisitMut},
};

use super::{
    ending::Ending,
    guard_clauses::matching,
    macro_arguments::Arguments,
    question_marks::{Halves, refusal},
    syntax::is_constructor,
};

/// A body in which each such method is its `match`.
pub(crate) fn with_results(mut body: Block) -> Block {
    Results.visit_block_mut(&mut body);
    body
}

struct Results;

impl VisitMut for Results {
    fn visit_expr_mut(&mut self, value: &mut Expr) {
        match value {
            // Which is left to what makes a case of the `?`.
            Expr::Try(tried) => visit_mut::visit_expr_mut(self, &mut tried.expr),
            value => {
                visit_mut::visit_expr_mut(self, value);
                if let Expr::MethodCall(call) = value
                    && let Some(decision) = decided(call)
                {
                    *value = decision;
                }
            }
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        Arguments::change(call, |value| self.visit_expr_mut(value));
    }
}

fn decided(call: &ExprMethodCall) -> Option<Expr> {
    let span = call.method.span();
    let (value, name) = (&call.receiver, Ident::new("__value", Span::mixed_site().located_at(span)));
    let Halves { some, none, ok, err } = Halves::at(span);
    if let Some(error) = refusal(call) {
        let decision =
            parse_quote_spanned!(span=> match () { #some(#name) => #ok(#name), #none => #err(#error) });
        return Some(matching(taken(value), decision));
    }
    let Recovery { value, error, recovered } = recovery(call)?;
    let (good, bad) = if call.method == "map_err" {
        (quote_spanned!(span=> #ok(#name)), quote_spanned!(span=> #err(#recovered)))
    } else {
        (quote_spanned!(span=> #name), recovered)
    };
    let (ok, err) = error.map_or((some, none), |pat| (ok, quote_spanned!(span=> #err(#pat))));
    Some(matching(value, parse_quote_spanned!(span=> match () { #ok(#name) => #good, #err => #bad })))
}

/// What is made of the error of a `Result`.
pub(super) struct Recovery {
    /// The `Result`, or an `Option` of one whose error nobody reads.
    pub(super) value: Expr,
    /// What binds the error of a `Result`.
    pub(super) error: Option<Pat>,
    pub(super) recovered: TokenStream,
}

/// What `result.map_err(|error| ..)` and its like make of the error.
pub(super) fn recovery(call: &ExprMethodCall) -> Option<Recovery> {
    if call.method != "map_err" && call.method != "unwrap_or_else" {
        return None;
    }
    let [argument] = call.args.iter().collect::<Vec<_>>()[..] else { return None };
    let (span, value) = (argument.span(), (*call.receiver).clone());
    match argument {
        Expr::Closure(ExprClosure { inputs, output: ReturnType::Default, body, .. })
            if !ends_within(body) =>
        {
            let [pat] = inputs.iter().collect::<Vec<_>>()[..] else { return None };
            if is_parsed(&value) {
                // Its error is a type of std.
                let value = parse_quote_spanned!(span=> #value.ok());
                return matches!(pat, Pat::Wild(_)).then(|| Recovery {
                    value,
                    error: None,
                    recovered: quote_spanned!(span=> #body),
                });
            }
            let (error, recovered) = match pat {
                Pat::Type(_) => {
                    let name = Ident::new("__error", Span::mixed_site().located_at(span));
                    (parse_quote_spanned!(span=> #name), quote_spanned!(span=> { let #pat = #name; #body }))
                }
                pat => (pat.clone(), quote_spanned!(span=> #body)),
            };
            Some(Recovery { value, error: Some(error), recovered })
        }
        constructor if is_constructor(constructor) && !is_parsed(&value) => {
            let name = Ident::new("__error", Span::mixed_site().located_at(span));
            let recovered = quote_spanned!(span=> #constructor(#name));
            Some(Recovery { value, error: Some(parse_quote_spanned!(span=> #name)), recovered })
        }
        _ => None,
    }
}

/// The `Option` that a method takes of a name, which may be that of a reference.
pub(super) fn taken(value: &Expr) -> Expr {
    match value {
        Expr::Path(path) if path.path.get_ident().is_some() => {
            parse_quote_spanned!(value.span()=> #path.or(::core::option::Option::None))
        }
        value => value.clone(),
    }
}

/// Whether the body of a closure ends early, which would end the body around it in its place.
pub(super) fn ends_within(body: &Expr) -> bool {
    Ending { asks: true }.is_within(|ends| ends.visit_expr(body))
}

/// Whether this is `result.unwrap_or_else(|error| ..)` still: as a method it is of an `Option`, or of what `parse` gives.
pub(super) fn reads_an_error(call: &ExprMethodCall) -> bool {
    let reads = |argument: &Expr| match argument {
        Expr::Closure(ExprClosure { inputs, .. }) if is_parsed(&call.receiver) => {
            !inputs.iter().all(|pat| matches!(pat, Pat::Wild(_)))
        }
        Expr::Closure(ExprClosure { inputs, .. }) => !inputs.is_empty(),
        _ => false,
    };
    call.method == "unwrap_or_else" && call.args.iter().any(reads)
}

fn is_parsed(value: &Expr) -> bool {
    matches!(value, Expr::MethodCall(call) if call.method == "parse")
}
