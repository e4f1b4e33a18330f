//! Prints the one rule that only rustc can check: a key that may be missing must be readable when it is.
//!
//! That holds where serde has a default, and where the field's type is an `Option`, which is rustc's to say.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use serde_derive_internals::ast::{Container, Field};

use super::serde_input::keyword;

/// An assertion for each field that serde may leave out and has no default for.
pub(super) fn expand_may_be_missing(runtime: &TokenStream, container: &Container<'_>) -> TokenStream {
    if container.attrs.transparent() || !container.attrs.default().is_none() {
        return TokenStream::new();
    }
    let without_default = |field: &&Field<'_>| field.attrs.default().is_none() && !field.attrs.flatten();
    let assertion = |field: &Field<'_>| {
        let attributes = &field.original.attrs;
        let key =
            keyword(attributes, "skip_serializing").or_else(|| keyword(attributes, "skip_serializing_if"))?;
        let ty = field.ty;
        Some(quote_spanned!(key.span()=> #runtime::__private::may_be_missing::<#ty>();))
    };
    container.data.all_fields().filter(without_default).filter_map(assertion).collect()
}
