//! The mistakes found in one item: all of them are reported, never only the first.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// Collects mistakes; [`Mistakes::into_errors`] prints them.
#[derive(Default)]
pub(super) struct Mistakes {
    found: Vec<syn::Error>,
}

impl Mistakes {
    /// Records what is wrong with `tokens`, and what to write instead.
    pub(super) fn add(&mut self, tokens: impl ToTokens, wrong: impl AsRef<str>, help: impl AsRef<str>) {
        let message = format!("{}\nhelp: {}", wrong.as_ref(), help.as_ref());
        self.found.push(syn::Error::new_spanned(tokens, message));
    }

    /// Records an error that another parser words.
    pub(super) fn add_foreign(&mut self, error: syn::Error) {
        self.found.push(error);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// One `compile_error!` a mistake.
    pub(super) fn into_errors(self) -> TokenStream {
        self.found.iter().map(syn::Error::to_compile_error).collect()
    }
}
