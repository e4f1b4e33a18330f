//! `#[derive(TaskError)]`: the error names, the shape (`data.rs`) and, where a field is `#[as_text]`, serde's traits.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use serde_derive_internals::ast::{Container, Data};
use syn::{DeriveInput, GenericParam, ext::IdentExt};

use super::{as_text, check, data, error_names, error_names::Named, mistakes::Mistakes, serde_input};
use crate::runtime_path::runtime;

/// The implementations of `TaskError` and `Data` for the item in `input`, or the errors in it beside implementations
/// that keep callers quiet.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let item: DeriveInput = match syn::parse2(input) {
        Ok(item) => item,
        Err(error) => return error.to_compile_error(),
    };
    let runtime = runtime();
    let mut mistakes = Mistakes::default();
    let container = serde_input::read(&item, &mut mistakes);
    if let Some(container) = &container {
        check::check(container, &mut mistakes);
        check_no_variant_is_skipped(container, &mut mistakes);
    }
    check_not_generic(&item, &mut mistakes);
    as_text::check(&item, &mut mistakes);
    let names = error_names::names_of(&item, &mut mistakes);
    match container {
        Some(container) if mistakes.is_empty() => {
            let data = data::expand_data(&runtime, &container);
            let task_error = expand_task_error(&runtime, &item, &names);
            let serde = as_text::is_used(&item).then(|| as_text::expand_serde(&runtime, &item));
            let from = as_text::expand_from(&runtime, &item, false);
            quote!(#data #task_error #serde #from)
        }
        _ => expand_mistaken(&runtime, &item, mistakes),
    }
}

// The names of a generic error would be the same whatever its arguments, and a failure is kept beyond any lifetime.
fn check_not_generic(item: &DeriveInput, mistakes: &mut Mistakes) {
    for parameter in &item.generics.params {
        let (name, help) = match parameter {
            GenericParam::Lifetime(it) => {
                (it.lifetime.to_token_stream(), "own what the error holds: it outlives the task")
            }
            GenericParam::Type(it) => {
                (it.ident.to_token_stream(), "write the type out: an error name means one type")
            }
            GenericParam::Const(it) => {
                (it.ident.to_token_stream(), "make it a field: an error name means one type")
            }
        };
        mistakes.add(&name, format!("task error `{}` cannot be generic over `{name}`", item.ident), help);
    }
}

// An error that cannot be written cannot reach its catcher.
fn check_no_variant_is_skipped(container: &Container<'_>, mistakes: &mut Mistakes) {
    let Data::Enum(variants) = &container.data else { return };
    for variant in variants.iter().filter(|variant| variant.attrs.skip_serializing()) {
        let attributes = &variant.original.attrs;
        let key =
            ["skip", "skip_serializing"].into_iter().find_map(|key| serde_input::keyword(attributes, key));
        mistakes.add(
            key.as_ref().unwrap_or(&variant.ident),
            format!("variant `{}` of a task error is never written, so nobody could catch it", variant.ident),
            "drop the attribute, or the variant",
        );
    }
}

fn expand_task_error(runtime: &TokenStream, item: &DeriveInput, names: &[Named<'_>]) -> TokenStream {
    let name = &item.ident;
    let entries = names.iter().map(|Named { ident, error_name, .. }| {
        let variant = ident.unraw().to_string();
        quote!(#runtime::data::ErrorName { variant: #variant, name: #error_name })
    });
    let error_name = expand_error_name(item, names);
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #runtime::data::TaskError for #name {
            const ERROR_NAMES: &'static [#runtime::data::ErrorName] = &[#(#entries),*];

            fn error_name(&self) -> &'static str {
                #error_name
            }
        }
    }
}

fn expand_error_name(item: &DeriveInput, names: &[Named<'_>]) -> TokenStream {
    match (&item.data, names) {
        (syn::Data::Struct(_), [Named { error_name, .. }]) => quote!(#error_name),
        (_, []) => quote!(match *self {}),
        _ => {
            let arms = names
                .iter()
                .map(|Named { ident, error_name, .. }| quote!(Self::#ident { .. } => #error_name));
            quote!(match self { #(#arms),* })
        }
    }
}

fn expand_mistaken(runtime: &TokenStream, item: &DeriveInput, mistakes: Mistakes) -> TokenStream {
    let errors = mistakes.into_errors();
    let data = data::expand_opaque(runtime, item);
    if !item.generics.params.is_empty() {
        // What the traits ask of the parameters is not the mistake to speak of.
        return quote!(#errors #data);
    }
    let serde = as_text::is_used(item).then(|| as_text::expand_stub(runtime, item));
    let from = as_text::expand_from(runtime, item, true);
    let name = &item.ident;
    quote! {
        #errors
        #data
        #serde
        #from
        #[automatically_derived]
        impl #runtime::data::TaskError for #name {
            const ERROR_NAMES: &'static [#runtime::data::ErrorName] = &[];

            fn error_name(&self) -> &'static str {
                ""
            }
        }
    }
}
