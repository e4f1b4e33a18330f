//! `?` behind an `Option` or a `Result` as the case that it is: the body ends with it, or goes on with what is in it.
//!
//! Read next: `guard_clauses.rs`, which finds them.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Block, Expr, ExprMatch, ExprTry, Ident, Pat, ReturnType, Type, parse_quote_spanned};

use super::results::{Cases, cases};

/// What a body gives, and so what it ends with at a `?` behind another of its kind.
#[derive(Clone, Copy)]
pub(super) enum Given {
    Option,
    /// Of the same error: none is made of another one, as `From` does it.
    Result,
    /// Of a state.
    Transition,
    Other,
}

impl Given {
    pub(super) fn of(output: &ReturnType) -> Self {
        match output {
            ReturnType::Type(_, output) => Self::of_type(output),
            ReturnType::Default => Self::Other,
        }
    }

    /// Whether a body ends with what a `?` ends with.
    pub(super) fn can_ask(self) -> bool {
        matches!(self, Self::Option | Self::Result)
    }

    /// Whether a body gives a value, which a transition is not.
    pub(super) fn is_value(self) -> bool {
        !matches!(self, Self::Transition)
    }

    fn of_type(output: &Type) -> Self {
        match output {
            Type::Path(path) => match path.path.segments.last().map(|last| last.ident.to_string()).as_deref()
            {
                Some("Option") => Self::Option,
                Some("Result") => Self::Result,
                Some("Transition") => Self::Transition,
                _ => Self::Other,
            },
            // What a `macro_rules!` was given.
            Type::Group(group) => Self::of_type(&group.elem),
            _ => Self::Other,
        }
    }
}

/// `let x = value?; rest`, `let x = value.ok_or(error)?; rest`
pub(super) fn asked(given: Given, tried: ExprTry, pat: Pat, rest: Block) -> (Expr, ExprMatch) {
    let span = tried.question_token.span;
    let (pat, rest) = without_type(pat, rest, span);
    let (value, decision) = match given {
        Given::Result => of_result(*tried.expr, &pat, &rest, span),
        Given::Option | Given::Transition | Given::Other => {
            let Halves { some, none, .. } = Halves::at(span);
            (*tried.expr, quote_spanned!(span=> #some(#pat) => #rest, #none => #none))
        }
    };
    (value, parse_quote_spanned!(span=> match () { #decision }))
}

/// What is matched of a `Result`, and the arms.
fn of_result(value: Expr, pat: &Pat, rest: &Block, span: Span) -> (Expr, TokenStream) {
    let Halves { ok, err, .. } = Halves::at(span);
    if let Expr::MethodCall(call) = &value
        && call.method != "unwrap_or_else"
        && let Some(Cases { value, good, bad, error }) = cases(call)
    {
        return (value, quote_spanned!(span=> #good(#pat) => #rest, #bad => #err(#error)));
    }
    let error = Ident::new("__error", Span::mixed_site().located_at(span));
    (value, quote_spanned!(span=> #ok(#pat) => #rest, #err(#error) => #err(#error)))
}

/// The variants of std's two enums of two cases, by paths that nothing hides.
pub(super) struct Halves {
    pub(super) some: TokenStream,
    pub(super) none: TokenStream,
    pub(super) ok: TokenStream,
    pub(super) err: TokenStream,
}

impl Halves {
    pub(super) fn at(span: Span) -> Self {
        Self {
            some: quote_spanned!(span=> ::core::option::Option::Some),
            none: quote_spanned!(span=> ::core::option::Option::None),
            ok: quote_spanned!(span=> ::core::result::Result::Ok),
            err: quote_spanned!(span=> ::core::result::Result::Err),
        }
    }
}

/// A pattern that can stand in `Some(..)`: the type of what it binds is said by a `let`.
pub(super) fn without_type(pat: Pat, rest: Block, told: Span) -> (Pat, Block) {
    if !matches!(pat, Pat::Type(_)) {
        return (pat, rest);
    }
    let name = Ident::new("__value", Span::mixed_site().located_at(told));
    let rest = parse_quote_spanned!(told=> { let #pat = #name; #rest });
    (parse_quote_spanned!(told=> #name), rest)
}
