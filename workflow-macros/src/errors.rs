//! The mistakes of one macro call, gathered so that all are reported at once.
//!
//! It knows no rule and chooses no span. Read next: `portable/check.rs`.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// Gathers errors; [`Errors::check`] has to be called in the end, whether there were any or not.
#[derive(Debug)]
pub(crate) struct Errors {
    errors: Option<Vec<syn::Error>>,
}

impl Errors {
    /// Nothing wrong yet.
    pub(crate) fn new() -> Self {
        Self { errors: Some(Vec::new()) }
    }

    /// Adds an error.
    pub(crate) fn push(&mut self, error: syn::Error) {
        if let Some(errors) = &mut self.errors {
            errors.push(error);
        }
    }

    /// Adds an error on `tokens`, from the first to the last: what is wrong, and what to write.
    pub(crate) fn spanned(&mut self, tokens: impl ToTokens, message: impl AsRef<str>, help: impl AsRef<str>) {
        let text = format!("{}\nhelp: {}", message.as_ref(), help.as_ref());
        self.push(syn::Error::new_spanned(tokens, text));
    }

    /// Takes the errors of another.
    pub(crate) fn combine(&mut self, mut other: Self) {
        for error in other.errors.take().unwrap_or_default() {
            self.push(error);
        }
    }

    /// Whether nothing is wrong yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors.as_ref().is_none_or(Vec::is_empty)
    }

    /// The errors as `compile_error!`s, in the order they were found; none when nothing is wrong.
    pub(crate) fn check(mut self) -> Option<TokenStream> {
        let errors = self.errors.take().unwrap_or_default();
        errors.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        })
        .map(|all| all.to_compile_error())
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        // An unchecked error would be a mistake that nobody hears of. When a panic is under way, that one matters.
        assert!(self.errors.is_none() || std::thread::panicking(), "errors were gathered and never checked");
    }
}
