//! `#[as_text]`: the field of an error whose type has no JSON is written as its `Display` text.
//!
//! Serde's derive cannot be asked for on such an item, so its expansion is asked for here, on a shadow: an item with
//! the same fields that serde's `remote` ties to the real one, in which the marked fields are written and read by
//! functions. The shadow has no values, only code.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{
    Attribute, Data, DeriveInput, Field, Fields, LitStr, Meta, Type, ext::IdentExt, parse::ParseStream,
    spanned::Spanned,
};

use super::{mistakes::Mistakes, serde_input::keyword};
use crate::tokens::located;

/// The serde attributes that say how a field is written or read, which `#[as_text]` says too.
const CLASHING: [&str; 9] = [
    "deserialize_with",
    "flatten",
    "serialize_with",
    "skip",
    "skip_deserializing",
    "skip_serializing",
    "skip_serializing_if",
    "with",
    "default",
];

/// Whether the field stands as text in JSON.
pub(super) fn is_marked(field: &Field) -> bool {
    marker(field).is_some()
}

/// Whether the item has a field that stands as text in JSON.
pub(super) fn is_used(item: &DeriveInput) -> bool {
    fields(item).any(is_marked)
}

fn marker(field: &Field) -> Option<&Attribute> {
    field.attrs.iter().find(|attribute| attribute.path().is_ident("as_text"))
}

fn fields(item: &DeriveInput) -> Box<dyn Iterator<Item = &Field> + '_> {
    match &item.data {
        Data::Struct(data) => Box::new(data.fields.iter()),
        Data::Enum(data) => Box::new(data.variants.iter().flat_map(|variant| variant.fields.iter())),
        Data::Union(_) => Box::new(std::iter::empty()),
    }
}

/// Records the `#[as_text]` attributes that say nothing: misplaced, repeated, malformed, or beside serde's own.
pub(super) fn check(item: &DeriveInput, mistakes: &mut Mistakes) {
    let variants = match &item.data {
        Data::Enum(data) => data.variants.iter().map(|variant| &variant.attrs).collect(),
        Data::Struct(_) | Data::Union(_) => Vec::new(),
    };
    for attribute in [&item.attrs].into_iter().chain(variants).flatten() {
        if attribute.path().is_ident("as_text") {
            let help = "put it on a field whose type has no JSON";
            mistakes.add(attribute.path(), "attribute `as_text` is misplaced", help);
        }
    }
    fields(item).for_each(|field| check_field(field, mistakes));
    check_made_of_one(item, mistakes);
}

fn check_field(field: &Field, mistakes: &mut Mistakes) {
    let mut markers = field.attrs.iter().filter(|attribute| attribute.path().is_ident("as_text"));
    let Some(first) = markers.next() else { return };
    for again in markers {
        mistakes.add(again.path(), "`as_text` is repeated", "keep one of them");
    }
    if let Err(error) = options(first) {
        mistakes.add_foreign(error);
    }
    for key in CLASHING.into_iter().filter_map(|key| keyword(&field.attrs, key)) {
        mistakes.add(
            &key,
            format!("`{key}` and `as_text` both say how this field is written or read"),
            "drop one of them",
        );
    }
}

/// What stands in `#[as_text(..)]`.
#[derive(Default)]
struct Options {
    /// `read(function)`: a function from `String` to the field's type.
    read: Option<TokenStream>,
    /// `from(sqlx::Error)`: a foreign error, of which the field keeps the text.
    from: Option<Type>,
}

fn options(marker: &Attribute) -> syn::Result<Options> {
    const HELP: &str = "help: write `#[as_text]`, `#[as_text(read(function))]` with a function from `String`, or \
                        `#[as_text(from(foreign::Error))]`";
    let refused = |tokens: &dyn ToTokens, message: String| {
        syn::Error::new_spanned(tokens.to_token_stream(), format!("{message}\n{HELP}"))
    };
    let list = match &marker.meta {
        Meta::Path(_) => return Ok(Options::default()),
        Meta::NameValue(pair) => return Err(refused(pair, "`as_text` takes no value".to_owned())),
        Meta::List(list) => list,
    };
    list.parse_args_with(|input: ParseStream<'_>| {
        let key = Ident::parse_any(input)?;
        let mut options = Options::default();
        let value = input.parse::<TokenTree>().ok().and_then(|value| match value {
            TokenTree::Group(value) => Some(value.stream()),
            _ => None,
        });
        if key == "read" {
            let function = value.and_then(|value| syn::parse2::<syn::Expr>(value).ok());
            let function =
                function.ok_or_else(|| refused(&key, "option `read` needs a function".to_owned()))?;
            options.read = Some(function.into_token_stream());
        } else if key == "from" {
            let foreign = value.and_then(|value| syn::parse2(value).ok());
            options.from =
                Some(foreign.ok_or_else(|| refused(&key, "option `from` needs a type".to_owned()))?);
        } else {
            return Err(refused(&key, format!("unknown option `{key}` on `#[as_text]`")));
        }
        if let Ok(more) = input.parse::<TokenTree>() {
            return Err(refused(&more, "`as_text` takes one option".to_owned()));
        }
        Ok(options)
    })
}

/// The foreign error that a field keeps the text of.
fn foreign(field: &Field) -> Option<Type> {
    marker(field).and_then(|marker| options(marker).ok()).and_then(|options| options.from)
}

/// The struct, or the variants, with what makes them and their fields.
fn constructors(item: &DeriveInput) -> Vec<(TokenStream, &Fields)> {
    match &item.data {
        Data::Struct(data) => vec![(quote!(Self), &data.fields)],
        Data::Enum(data) => data
            .variants
            .iter()
            .map(|variant| {
                let name = &variant.ident;
                (quote!(Self::#name), &variant.fields)
            })
            .collect(),
        Data::Union(_) => Vec::new(),
    }
}

/// A foreign error makes the whole: there is nothing that another field could be made of.
fn check_made_of_one(item: &DeriveInput, mistakes: &mut Mistakes) {
    for (_, fields) in constructors(item) {
        if let (Some(foreign), true) = (fields.iter().find_map(foreign), fields.len() > 1) {
            let message =
                "`from` stands on a field that is not alone: nothing says what the others are".to_owned();
            mistakes.add(&foreign, message, "make it the only field, or write `From` by hand");
        }
    }
}

/// `impl From<sqlx::Error>` for each `#[as_text(from(sqlx::Error))]`; of an item with mistakes without a body.
pub(super) fn expand_from(runtime: &TokenStream, item: &DeriveInput, mistaken: bool) -> TokenStream {
    let name = &item.ident;
    let made = constructors(item).into_iter().filter_map(|(constructor, fields)| {
        let field = fields.iter().find(|field| foreign(field).is_some())?;
        let (foreign, ty) = (foreign(field)?, &field.ty);
        let member = field.ident.as_ref().map_or_else(|| quote!(0), ToTokens::to_token_stream);
        let text = quote_spanned!(foreign.span()=> ::std::format!("{error}"));
        let body = match mistaken {
            true => quote!({
                ::core::mem::drop(error);
                ::core::unreachable!()
            }),
            false => quote!({
                #[allow(unused_imports)]
                use #runtime::__private::TextProbeFallback as _;
                #constructor { #member: #runtime::__private::TextProbe::<#ty>::new().read(#text) }
            }),
        };
        Some(quote_spanned! {foreign.span()=>
            #[automatically_derived]
            impl ::core::convert::From<#foreign> for #name {
                fn from(error: #foreign) -> Self #body
            }
        })
    });
    made.collect()
}

/// Serde's two implementations for a checked item that has marked fields.
pub(super) fn expand_serde(runtime: &TokenStream, item: &DeriveInput) -> TokenStream {
    let mut item = item.clone();
    // `Self` in a field's type is the item, not its shadow.
    serde_derive_internals::replace_receiver(&mut item);
    let name = &item.ident;
    let shadow_name = format_ident!("__{}InJson", name.unraw());
    let mut readers = Vec::new();
    let shadow = expand_shadow(runtime, &item, &shadow_name, &mut readers);
    let serde = quote!(#runtime::__private::serde);
    let implementations = quote! {
        #[automatically_derived]
        impl #serde::Serialize for #name {
            fn serialize<__S>(&self, serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error>
            where
                __S: #serde::Serializer,
            {
                #shadow_name::serialize(self, serializer)
            }
        }
        #[automatically_derived]
        impl<'de> #serde::Deserialize<'de> for #name {
            fn deserialize<__D>(deserializer: __D) -> ::core::result::Result<Self, __D::Error>
            where
                __D: #serde::Deserializer<'de>,
            {
                #shadow_name::deserialize(deserializer)
            }
        }
    };
    // Whoever derives the two as well is shown the attribute because of which they are here.
    let marked = fields(&item).find_map(marker).map_or_else(Span::call_site, |marker| marker.path().span());
    let implementations = located(&implementations, marked);
    quote! {
        const _: () = {
            #(#readers)*
            #shadow
            #implementations
        };
    }
}

/// The two implementations without a body, so that an item with mistakes is not blamed for missing them.
pub(super) fn expand_stub(runtime: &TokenStream, item: &DeriveInput) -> TokenStream {
    let name = &item.ident;
    let serde = quote!(#runtime::__private::serde);
    quote! {
        #[automatically_derived]
        impl #serde::Serialize for #name {
            fn serialize<__S: #serde::Serializer>(&self, _: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                ::core::unreachable!()
            }
        }
        #[automatically_derived]
        impl<'de> #serde::Deserialize<'de> for #name {
            fn deserialize<__D: #serde::Deserializer<'de>>(_: __D) -> ::core::result::Result<Self, __D::Error> {
                ::core::unreachable!()
            }
        }
    }
}

fn expand_shadow(
    runtime: &TokenStream,
    item: &DeriveInput,
    shadow_name: &Ident,
    readers: &mut Vec<TokenStream>,
) -> TokenStream {
    let serde = quote!(#runtime::__private::serde);
    let serde_path = serde.to_string().replace(' ', "");
    let name = item.ident.to_string();
    let attributes = serde_attributes(&item.attrs);
    // The item may say itself where serde is.
    let crate_path = keyword(&item.attrs, "crate").is_none().then(|| quote!(#[serde(crate = #serde_path)]));
    let body = match &item.data {
        Data::Struct(data) => {
            let fields = expand_fields(runtime, &data.fields, readers);
            let end = matches!(data.fields, Fields::Unnamed(_) | Fields::Unit).then(|| quote!(;));
            quote!(struct #shadow_name #fields #end)
        }
        Data::Enum(data) => {
            let variants = data.variants.iter().map(|variant| {
                let (attributes, name) = (serde_attributes(&variant.attrs), &variant.ident);
                let fields = expand_fields(runtime, &variant.fields, readers);
                quote!(#(#attributes)* #name #fields)
            });
            quote!(enum #shadow_name { #(#variants),* })
        }
        // Refused before.
        Data::Union(_) => TokenStream::new(),
    };
    quote! {
        #[derive(#serde::Serialize, #serde::Deserialize)]
        #crate_path
        #[serde(remote = #name)]
        #(#attributes)*
        #[allow(dead_code, deprecated)]
        #body
    }
}

fn expand_fields(runtime: &TokenStream, fields: &Fields, readers: &mut Vec<TokenStream>) -> TokenStream {
    let mut expand = |field: &Field| {
        let (attributes, name, ty) = (serde_attributes(&field.attrs), &field.ident, &field.ty);
        let colon = field.colon_token;
        let as_text = marker(field).map(|marker| {
            let function = format_ident!("__read_{}", readers.len());
            readers.push(expand_reader(runtime, field, marker, &function));
            // Serde's expansion calls the two where these strings stand: there rustc says that a type has no `Display`.
            let span = marker.path().span();
            let write = quote!(#runtime::__private::write_text).to_string().replace(' ', "");
            let (write, read) = (LitStr::new(&write, span), LitStr::new(&function.to_string(), span));
            quote!(#[serde(serialize_with = #write, deserialize_with = #read)])
        });
        quote!(#(#attributes)* #as_text #name #colon #ty)
    };
    match fields {
        Fields::Named(fields) => {
            let fields: Vec<_> = fields.named.iter().map(&mut expand).collect();
            quote!({ #(#fields),* })
        }
        Fields::Unnamed(fields) => {
            let fields: Vec<_> = fields.unnamed.iter().map(&mut expand).collect();
            quote!(( #(#fields),* ))
        }
        Fields::Unit => TokenStream::new(),
    }
}

/// The function that reads a marked field: the text, and then the user's function or the runtime's choice.
fn expand_reader(runtime: &TokenStream, field: &Field, marker: &Attribute, function: &Ident) -> TokenStream {
    let ty = &field.ty;
    let serde = quote!(#runtime::__private::serde);
    let from_text = match options(marker).unwrap_or_default().read {
        Some(reader) => reader,
        // A malformed marker was refused before.
        None => {
            let span = marker.path().span();
            quote_spanned!(span=> |text| #runtime::__private::TextProbe::<#ty>::new().read(text))
        }
    };
    quote! {
        fn #function<'de, __D>(deserializer: __D) -> ::core::result::Result<#ty, __D::Error>
        where
            __D: #serde::Deserializer<'de>,
        {
            #[allow(unused_imports)]
            use #runtime::__private::TextProbeFallback as _;
            #runtime::__private::read_text::<_, #ty>(deserializer, #from_text)
        }
    }
}

fn serde_attributes(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("serde"))
}
