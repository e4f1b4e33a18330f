//! What a checkpoint asks of the parameters in it, always through `Checkpoint` and at the parameter's type: the same
//! complaint at the same place, which rustc prints once.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Type, spanned::Spanned};

use super::{Expander, text};
use crate::{
    names::{generated, plain},
    workflow::model::Param,
};

/// A variant or a struct with parameters in it.
pub(super) struct Record<'a> {
    /// `Self::Decide` or `Self`
    pub(super) path: TokenStream,
    pub(super) name: Ident,
    pub(super) params: &'a [Param],
}

impl Expander<'_> {
    /// `<Order as Checkpoint>`, all of it where the type begins.
    fn as_checkpoint(&self, ty: &Type) -> TokenStream {
        let runtime = &self.runtime;
        at(ty.span(), quote!(<#ty as #runtime::checkpoint::Checkpoint>))
    }

    /// `<Order as Checkpoint>::copy`
    fn ability(&self, ty: &Type, name: &str) -> TokenStream {
        let (checkpoint, name) = (self.as_checkpoint(ty), Ident::new(name, ty.span()));
        at(ty.span(), quote!(#checkpoint::#name))
    }

    /// A field with how it is written and read.
    pub(super) fn stored_field(&self, param: &Param, docs: &str, vis: Option<&TokenStream>) -> TokenStream {
        let Param { ident, ty } = param;
        let docs = text(docs);
        let ability = |name: &str| {
            let mut path = text(&unspaced(&self.ability(ty, name)));
            path.set_span(ty.span());
            path
        };
        let (write, read) = (ability("write"), ability("read"));
        quote! {
            #[doc = #docs]
            #[serde(serialize_with = #write, deserialize_with = #read)]
            #vis #ident: #ty
        }
    }

    /// `Clone` and `Debug`, as their derives would write them.
    pub(super) fn clone_and_debug(&self, name: &Ident, records: &[Record<'_>]) -> TokenStream {
        let formatter = generated("formatter");
        let clones = records.iter().map(|Record { path, params, .. }| {
            let fields: Vec<&Ident> = params.iter().map(|param| &param.ident).collect();
            let copies = params.iter().map(|param| self.ability(&param.ty, "copy"));
            quote!(#path { #(#fields),* } => #path { #(#fields: #copies(#fields)),* })
        });
        let shows = records.iter().map(|Record { path, name, params }| {
            let name = text(&plain(name));
            let fields: Vec<&Ident> = params.iter().map(|param| &param.ident).collect();
            let keys = fields.iter().map(|field| text(&plain(field)));
            let shown = params.iter().map(|param| self.ability(&param.ty, "shown"));
            let builder = quote!(::core::fmt::Formatter::debug_struct(#formatter, #name));
            quote!(#path { #(#fields),* } => #builder #(.field(#keys, #shown(#fields)))* .finish())
        });
        quote! {
            #[automatically_derived]
            impl ::core::clone::Clone for #name {
                fn clone(&self) -> Self {
                    match self { #(#clones),* }
                }
            }

            #[automatically_derived]
            impl ::core::fmt::Debug for #name {
                fn fmt(&self, #formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self { #(#shows),* }
                }
            }
        }
    }

    /// The parameters as the JSON that a state has for its input.
    pub(super) fn input_json(&self, params: &[Param]) -> TokenStream {
        let runtime = &self.runtime;
        let json: Vec<TokenStream> = params
            .iter()
            .map(|param| {
                let (ability, field) = (self.ability(&param.ty, "json"), &param.ident);
                quote!(#ability(#field))
            })
            .collect();
        match json.as_slice() {
            [only] => only.clone(),
            _ => {
                let keys = params.iter().map(|param| text(&plain(&param.ident)));
                quote!(#runtime::__private::object([#((#keys, #json?)),*]))
            }
        }
    }
}

/// The tokens, all of them at one place.
fn at(span: Span, tokens: TokenStream) -> TokenStream {
    let moved = |token: TokenTree| match token {
        TokenTree::Group(group) => {
            let mut moved = proc_macro2::Group::new(group.delimiter(), at(span, group.stream()));
            moved.set_span(span);
            TokenTree::Group(moved)
        }
        mut other => {
            other.set_span(span);
            other
        }
    };
    tokens.into_iter().map(moved).collect()
}

/// A path as text, for serde.
fn unspaced(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    [(" :: ", "::"), ("< ", "<"), (" >", ">"), (":: ", "::"), (" <", "<")]
        .iter()
        .fold(text, |text, (spaced, tight)| text.replace(spaced, tight))
}
