//! Where generated code finds the runtime: the one path that every expansion starts with.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The absolute path of the runtime crate, under the name that the caller's `Cargo.toml` gives it.
///
/// Inside the runtime's own package `::workflow_runtime` is right too: the crate names itself so. It is also the best
/// guess when the caller reaches the runtime through another crate only: rustc then says that it is missing.
pub(crate) fn runtime() -> TokenStream {
    let name = match crate_name("workflow-runtime") {
        Ok(FoundCrate::Name(name)) => name,
        Ok(FoundCrate::Itself) | Err(_) => "workflow_runtime".to_owned(),
    };
    let name = Ident::new(&name, Span::call_site());
    quote!(::#name)
}
