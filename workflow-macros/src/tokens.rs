//! Small pieces of generated code that several printers write, and code as errors quote it.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

/// `Some(value)` or `None`, by their full paths: the caller's prelude may have neither.
pub(crate) fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// A string literal.
pub(crate) fn text(text: &str) -> Literal {
    Literal::string(text)
}

/// Tokens as they would be written on one line.
pub(crate) fn compact(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    const TIGHT: [(&str, &str); 8] = [
        (" :: ", "::"),
        (" . ", "."),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        ("& ", "&"),
        (" [", "["),
    ];
    TIGHT.iter().fold(text, |text, (spaced, tight)| text.replace(spaced, tight))
}
