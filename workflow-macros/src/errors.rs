//! What collects the macro's errors, so that all of a build's mistakes are told at once.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors found so far. It must be asked for them before it goes.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    taken: bool,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.found.push(error);
    }

    /// An error on `tokens`, first to last: what is wrong, and what to write.
    pub(crate) fn spanned(
        &mut self,
        tokens: impl ToTokens,
        message: impl std::fmt::Display,
        help: impl std::fmt::Display,
    ) {
        self.push(syn::Error::new_spanned(tokens, format!("{message}\nhelp: {help}")));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    pub(crate) fn into_compile_errors(mut self) -> TokenStream {
        self.taken = true;
        std::mem::take(&mut self.found).iter().map(syn::Error::to_compile_error).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(
            self.taken || self.found.is_empty() || std::thread::panicking(),
            "errors of the macro were dropped unseen"
        );
    }
}
