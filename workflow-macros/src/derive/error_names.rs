//! The names of a task error's variants in Amazon States Language, and the rules for such names.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Attribute, Data, DeriveInput, Expr, ExprLit, Lit, LitStr, Meta, ext::IdentExt};

use super::mistakes::Mistakes;

/// The longest error name that AWS Step Functions takes (API reference, `SendTaskFailure`, `error`).
const LONGEST: usize = 256;
/// The names that the ASL specification keeps for itself.
const RESERVED: &str = "States.";
/// Those of an answer of an HTTP endpoint, by which a task of `http:invoke` fails and no other one.
const OF_HTTP: &str = "States.Http.";

/// A variant, or the struct, with its name.
pub(super) struct Named<'a> {
    pub(super) ident: &'a Ident,
    pub(super) error_name: String,
    /// What must change to change the name.
    place: TokenStream,
}

/// The names of `item` in source order, and what is wrong with them.
pub(super) fn names_of<'a>(item: &'a DeriveInput, mistakes: &mut Mistakes) -> Vec<Named<'a>> {
    let names = match &item.data {
        Data::Struct(data) => {
            check_fields_have_none(&data.fields, mistakes);
            vec![name_of(&item.ident, &item.attrs, item.ident.unraw().to_string(), &item.ident, mistakes)]
        }
        Data::Enum(data) => {
            check_enum_has_none(item, mistakes);
            let name_of_variant = |variant: &'a syn::Variant| {
                check_fields_have_none(&variant.fields, mistakes);
                let usual = format!("{}.{}", item.ident.unraw(), variant.ident.unraw());
                name_of(&variant.ident, &variant.attrs, usual, &item.ident, mistakes)
            };
            data.variants.iter().map(name_of_variant).collect()
        }
        Data::Union(_) => Vec::new(),
    };
    names.iter().for_each(|named| check_spelling(named, mistakes));
    check_names_differ(&names, mistakes);
    names
}

fn name_of<'a>(
    ident: &'a Ident,
    attributes: &[Attribute],
    usual: String,
    item: &Ident,
    mistakes: &mut Mistakes,
) -> Named<'a> {
    let mut given = attributes.iter().filter(|attribute| attribute.path().is_ident("error_name"));
    let name = given.next().and_then(|attribute| read_name(attribute, mistakes));
    for again in given {
        mistakes.add(again.path(), format!("`error_name` of `{ident}` is repeated"), "keep one of them");
    }
    match name {
        Some(name) => Named { ident, error_name: name.value(), place: name.into_token_stream() },
        // A usual name is reserved only because of how the type is called.
        None if usual.starts_with(RESERVED) => {
            Named { ident, error_name: usual, place: item.into_token_stream() }
        }
        None => Named { ident, error_name: usual, place: ident.into_token_stream() },
    }
}

fn read_name(attribute: &Attribute, mistakes: &mut Mistakes) -> Option<LitStr> {
    if let Meta::NameValue(pair) = &attribute.meta
        && let Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) = &pair.value
    {
        return Some(name.clone());
    }
    mistakes.add(&attribute.meta, "`error_name` is not a string", "write `#[error_name = \"CardDeclined\"]`");
    None
}

fn check_enum_has_none(item: &DeriveInput, mistakes: &mut Mistakes) {
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("error_name")) {
        mistakes.add(
            attribute.path(),
            format!("`error_name` on enum `{}` would name all its variants alike", item.ident),
            "put it on a variant",
        );
    }
}

fn check_fields_have_none(fields: &syn::Fields, mistakes: &mut Mistakes) {
    let attributes = fields.iter().flat_map(|field| &field.attrs);
    for attribute in attributes.filter(|attribute| attribute.path().is_ident("error_name")) {
        mistakes.add(
            attribute.path(),
            "attribute `error_name` is misplaced",
            "put it on a variant or a struct",
        );
    }
}

// AWS refuses what is empty or too long, and only AWS raises the reserved names.
fn check_spelling(named: &Named<'_>, mistakes: &mut Mistakes) {
    let Named { ident, error_name, place } = named;
    let length = error_name.chars().count();
    if error_name.is_empty() {
        mistakes.add(
            place,
            format!("error name of `{ident}` is empty"),
            "name the failure, such as `CardDeclined`, or drop the attribute",
        );
    } else if length > LONGEST {
        mistakes.add(
            place,
            format!("error name of `{ident}` has {length} characters"),
            format!("write `#[error_name = \"..\"]` with at most {LONGEST}"),
        );
    } else if error_name.starts_with(RESERVED) && !error_name.starts_with(OF_HTTP) {
        mistakes.add(
            place,
            format!("error name `{error_name}` is reserved: Step Functions itself raises the names in `{RESERVED}`"),
            "choose another name",
        );
    }
}

// A catcher of one would catch the other.
fn check_names_differ(names: &[Named<'_>], mistakes: &mut Mistakes) {
    let mut seen: HashMap<&str, &Ident> = HashMap::new();
    for Named { ident, error_name, place } in names {
        if let Some(earlier) = seen.get(error_name.as_str()) {
            mistakes.add(
                place,
                format!("error name `{error_name}` of `{ident}` is the name of `{earlier}` already"),
                "give one of the two another name: a catcher cannot tell them apart",
            );
        } else {
            seen.insert(error_name, ident);
        }
    }
}
