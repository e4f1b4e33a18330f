//! A derive's input as serde reads it, and where its words stand.

use proc_macro2::{Ident, Span, TokenTree};
use serde_derive_internals::{Ctxt, Derive, ast::Container};
use syn::{Attribute, DeriveInput, Meta};

use super::mistakes::Mistakes;

/// Reads the serde attributes of `item`; what serde refuses is recorded in serde's words.
///
/// Serde's own derive says the same on the same tokens, and rustc prints equal diagnostics once.
pub(super) fn read<'a>(item: &'a DeriveInput, mistakes: &mut Mistakes) -> Option<Container<'a>> {
    if let syn::Data::Union(data) = &item.data {
        mistakes.add(
            data.union_token,
            format!("union `{}` has no JSON", item.ident),
            "make it an enum: JSON tells variants apart",
        );
        return None;
    }
    let context = Ctxt::new();
    // The name of serde's private module: it stands only in the path of a function that we never print.
    let private = Ident::new("__private", Span::call_site());
    let container = Container::from_ast(&context, item, Derive::Serialize, &private);
    if let Err(errors) = context.check() {
        errors.into_iter().for_each(|error| mistakes.add_foreign(error));
    }
    container
}

/// The word `key` in the `#[serde(…)]` attributes among `attributes`: serde's parser keeps meanings, not places.
pub(super) fn keyword(attributes: &[Attribute], key: &str) -> Option<Ident> {
    let lists = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("serde") => Some(list.tokens.clone()),
        _ => None,
    });
    lists.flatten().find_map(|token| match token {
        TokenTree::Ident(word) if word == key => Some(word),
        _ => None,
    })
}
