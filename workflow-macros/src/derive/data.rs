//! `#[derive(Data)]`: from serde's attributes to `Data::shape`. Read next: `check.rs` (the rules), `shape.rs` (the code).

use proc_macro2::TokenStream;
use quote::quote;
use serde_derive_internals::{
    ast::{Container, Data},
    attr::TagType,
};
use syn::DeriveInput;

use super::{check, mistakes::Mistakes, read_back, serde_input, shape};
use crate::runtime_path::runtime;

/// The implementation of `Data` for the item in `input`, or the errors in it beside an implementation that keeps
/// callers quiet.
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
    }
    match container {
        Some(container) if mistakes.is_empty() => expand_data(&runtime, &container),
        _ => {
            let errors = mistakes.into_errors();
            let opaque = expand_opaque(&runtime, &item);
            quote!(#errors #opaque)
        }
    }
}

/// `impl Data` for a type without mistakes.
pub(super) fn expand_data(runtime: &TokenStream, container: &Container<'_>) -> TokenStream {
    let name = &container.ident;
    let mut generics = container.generics.clone();
    for parameter in shape::parameters_looked_into(container) {
        generics.make_where_clause().predicates.push(syn::parse_quote!(#parameter: #runtime::data::Data));
    }
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let missing = read_back::expand_may_be_missing(runtime, container);
    let shape = shape::expand_shape(runtime, container);
    let untagged = is_untagged(container).then(|| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #runtime::__private::expr::Untagged for #name #type_generics #where_clause {
                type Enum = Self;
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #runtime::data::Data for #name #type_generics #where_clause {
            fn shape() -> #runtime::data::Shape {
                #[allow(unused_imports)]
                use #runtime::__private::ProbeFallback as _;
                #missing
                #shape
            }
        }
        #untagged
    }
}

/// Whether there are variants that nothing in the JSON tells apart.
fn is_untagged(container: &Container<'_>) -> bool {
    let Data::Enum(variants) = &container.data else { return false };
    let written = variants.iter().filter(|variant| !variant.attrs.skip_serializing()).count();
    written > 1 && matches!(container.attrs.tag(), TagType::None)
}

/// `impl Data` for a type with mistakes: an opaque value, so that its users are not blamed too.
pub(super) fn expand_opaque(runtime: &TokenStream, item: &DeriveInput) -> TokenStream {
    let name = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #runtime::data::Data for #name #type_generics #where_clause {
            fn shape() -> #runtime::data::Shape {
                #runtime::data::Shape::Opaque
            }
        }
    }
}
