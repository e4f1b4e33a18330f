//! What is computed of a call of `vec!`, `format!` or `matches!`, and the tokens of the call again.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Ident, LitStr, Macro};

use super::{
    format_string::{Argument, Format},
    syntax::{is_macro, list_macro, matches_parts},
};

/// What is computed of a call of `vec!`, `format!` or `matches!`.
pub(super) struct Arguments {
    pub(super) values: Vec<Expr>,
    rest: Rest,
}

/// What else stands in it.
enum Rest {
    Nothing,
    /// The text, and the names of those that have one.
    Text(LitStr, Vec<Option<Ident>>),
    Pattern(TokenStream),
}

impl Arguments {
    pub(super) fn of(call: &Macro) -> Option<Self> {
        if let Some(values) = list_macro(call) {
            return Some(Self { values, rest: Rest::Nothing });
        }
        if let Some((value, pattern)) = matches_parts(call) {
            return Some(Self { values: vec![value], rest: Rest::Pattern(pattern) });
        }
        if !is_macro(&call.path, "format") {
            return None;
        }
        let Format { text, arguments, .. } = call.parse_body().ok()?;
        let (names, values) = arguments.into_iter().map(|Argument { name, value }| (name, value)).unzip();
        Some(Self { values, rest: Rest::Text(text, names) })
    }

    /// Changes what is computed of a call, whose tokens stay as they are where nothing is.
    pub(super) fn change(call: &mut Macro, mut change: impl FnMut(&mut Expr)) {
        let Some(mut arguments) = Self::of(call) else { return };
        let before = arguments.values.clone();
        arguments.values.iter_mut().for_each(&mut change);
        if arguments.values != before {
            call.tokens = arguments.tokens();
        }
    }

    /// Whether a pattern looks at it.
    pub(super) fn is_matched(&self) -> bool {
        matches!(self.rest, Rest::Pattern(_))
    }

    pub(super) fn tokens(&self) -> TokenStream {
        let values = &self.values;
        match &self.rest {
            Rest::Nothing => quote!(#(#values),*),
            Rest::Pattern(pattern) => quote!(#(#values)*, #pattern),
            Rest::Text(text, names) => {
                let names = names.iter().map(|name| name.as_ref().map(|name| quote!(#name =)));
                quote!(#text #(, #names #values)*)
            }
        }
    }
}
