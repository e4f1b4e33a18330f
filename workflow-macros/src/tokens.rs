//! Small pieces of generated code that several printers write, and code as errors quote it.

use proc_macro2::{Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Type;

/// `Some(value)` or `None`, by their full paths: the caller's prelude may have neither.
pub(crate) fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// Generated names that messages place where `span` is.
pub(crate) fn located(tokens: &TokenStream, span: Span) -> TokenStream {
    let place = |mut token: TokenTree| {
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.clone().into_iter().map(place).collect()
}

/// The tokens at another place, as if they were written there: a path from the root means the same everywhere.
pub(crate) fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(span);
            token
        })
        .collect()
}

/// A string literal.
pub(crate) fn text(text: &str) -> Literal {
    Literal::string(text)
}

/// Tokens as they would be written on one line.
pub(crate) fn compact(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    const TIGHT: [(&str, &str); 9] = [
        ("(- ", "(-"),
        (" :: ", "::"),
        (" . ", "."),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        ("& ", "&"),
        (" [", "["),
    ];
    let text = TIGHT.iter().fold(text, |text, (spaced, tight)| text.replace(spaced, tight));
    // The angle brackets of types, and not those of comparisons.
    let Some((before, types)) = text.split_once("::< ") else { return text };
    format!("{before}::<{}", types.replacen(" >", ">", 1))
}

/// A type as it would be written on one line.
pub(crate) fn compact_type(ty: &Type) -> String {
    compact(ty).replace(" < ", "<").replace(" >", ">")
}
