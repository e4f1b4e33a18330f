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
    ending::Ending, guard_clauses::matching, macro_arguments::Arguments, question_marks::Halves,
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

/// Such a method as its `match`.
fn decided(call: &ExprMethodCall) -> Option<Expr> {
    let span = call.method.span();
    let name = Ident::new("__value", Span::mixed_site().located_at(span));
    let Halves { ok, err, .. } = Halves::at(span);
    let Cases { value, good, bad, error } = cases(call)?;
    let arms = if call.method == "unwrap_or_else" {
        quote_spanned!(span=> #good(#name) => #name, #bad => #error)
    } else {
        quote_spanned!(span=> #good(#name) => #ok(#name), #bad => #err(#error))
    };
    Some(matching(value, parse_quote_spanned!(span=> match () { #arms })))
}

/// The cases of such a method.
pub(super) struct Cases {
    /// What is matched.
    pub(super) value: Expr,
    /// The variant of the good case: `Some` or `Ok`.
    pub(super) good: TokenStream,
    /// The pattern of the other.
    pub(super) bad: TokenStream,
    /// What is made there: an error, or what stands for the value.
    pub(super) error: TokenStream,
}

pub(super) fn cases(call: &ExprMethodCall) -> Option<Cases> {
    let span = call.method.span();
    let [argument] = call.args.iter().collect::<Vec<_>>()[..] else { return None };
    let Halves { some, none, ok, err } = Halves::at(span);
    if let Some(error) = refusal(call) {
        let error = quote_spanned!(span=> #error);
        return Some(Cases { value: taken(&call.receiver), good: some, bad: none, error });
    }
    if call.method != "map_err" && call.method != "unwrap_or_else" {
        return None;
    }
    let value = (*call.receiver).clone();
    let name = Ident::new("__error", Span::mixed_site().located_at(argument.span()));
    match argument {
        Expr::Closure(ExprClosure { inputs, output: ReturnType::Default, body, .. })
            if !ends_within(body) =>
        {
            let [pat] = inputs.iter().collect::<Vec<_>>()[..] else { return None };
            let error = quote_spanned!(span=> #body);
            if is_parsed(&value) {
                // Its error is a type of std.
                let value = parse_quote_spanned!(span=> #value.ok());
                return matches!(pat, Pat::Wild(_)).then(|| Cases { value, good: some, bad: none, error });
            }
            Some(match pat {
                Pat::Type(_) => {
                    let error = quote_spanned!(span=> { let #pat = #name; #error });
                    Cases { value, good: ok, bad: quote_spanned!(span=> #err(#name)), error }
                }
                pat => Cases { value, good: ok, bad: quote_spanned!(span=> #err(#pat)), error },
            })
        }
        constructor if is_constructor(constructor) && !is_parsed(&value) => {
            let error = quote_spanned!(span=> #constructor(#name));
            Some(Cases { value, good: ok, bad: quote_spanned!(span=> #err(#name)), error })
        }
        _ => None,
    }
}

/// What an `Option` is made an error with: `ok_or_else(|| error)`, or `ok_or(error)` of what cannot fail itself, so that
/// it does not matter when it is made.
fn refusal(call: &ExprMethodCall) -> Option<&Expr> {
    let [argument] = call.args.iter().collect::<Vec<_>>()[..] else { return None };
    if call.turbofish.is_some() {
        return None;
    }
    match argument {
        Expr::Closure(ExprClosure { inputs, output: ReturnType::Default, body, .. })
            if call.method == "ok_or_else" && inputs.is_empty() && !ends_within(body) =>
        {
            Some(body)
        }
        value if call.method == "ok_or" && is_plain(value) => Some(value),
        _ => None,
    }
}

/// Whether a value is made of others without computing anything.
fn is_plain(value: &Expr) -> bool {
    match value {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Field(field) => is_plain(&field.base),
        Expr::Reference(reference) => is_plain(&reference.expr),
        Expr::Paren(paren) => is_plain(&paren.expr),
        Expr::Struct(value) => value.rest.is_none() && value.fields.iter().all(|field| is_plain(&field.expr)),
        Expr::Call(call) => is_constructor(&call.func) && call.args.iter().all(is_plain),
        Expr::MethodCall(call) => {
            let copies = ["clone", "to_owned", "to_string", "into"];
            copies.iter().any(|name| call.method == name) && is_plain(&call.receiver)
        }
        _ => false,
    }
}

/// The `Option` that a method takes of a name, which may be that of a reference.
fn taken(value: &Expr) -> Expr {
    match value {
        Expr::Path(path) if path.path.get_ident().is_some() => {
            parse_quote_spanned!(value.span()=> #path.or(::core::option::Option::None))
        }
        value => value.clone(),
    }
}

/// Whether the body of a closure ends early, which would end the body around it in its place.
fn ends_within(body: &Expr) -> bool {
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
