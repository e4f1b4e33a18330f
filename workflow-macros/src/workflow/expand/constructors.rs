//! The constructor of each state, under the user's own name: it makes the user's tail calls stay verbatim.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote;

use super::Expander;
use crate::workflow::model::State;

impl Expander<'_> {
    pub(super) fn constructor(&self, index: usize, state: &State) -> TokenStream {
        let runtime = &self.runtime;
        let (attrs, vis, inputs, function) =
            (&state.attrs, &state.item.vis, &state.item.sig.inputs, &state.item.sig.fn_token);
        let (name, variant) = (&state.ident, super::state_enum::variant(state));
        let transition = self.transition_type(index, state, state.output_for_callers());
        let states = self.states_of(index);
        let fields = state.params.iter().map(|param| &param.ident);
        let next = quote!(#runtime::Transition::next(#states::#variant { #(#fields),* }));
        // Between the user's own braces, so that what rustc says of the function underlines the function.
        let mut body = Group::new(Delimiter::Brace, next);
        body.set_span(state.item.block.brace_token.span.join());
        quote! {
            #(#attrs)*
            #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
            // The empty brackets are generated: rustc does not suggest to add a parameter for a type that there is not.
            #vis #function #name<>(#inputs) -> #transition #body
        }
    }
}
