//! Prints the body of `Data::shape`. It decides nothing: serde's attributes are already read and checked.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use serde_derive_internals::{
    ast::{Container, Data, Field, Style, Variant},
    attr::{Default, TagType},
};
use syn::{Ident, Member, ext::IdentExt};

use super::as_text;

/// An expression of type `Shape`.
pub(super) fn expand_shape(runtime: &TokenStream, container: &Container<'_>) -> TokenStream {
    Printer { runtime, container }.expand()
}

/// The type parameters that stand in the type of a field that is looked into, in order: these must be `Data` too.
///
/// A parameter of a skipped field needs nothing, so a marker type (`Id<Customer>`) stays free.
pub(super) fn parameters_looked_into(container: &Container<'_>) -> Vec<Ident> {
    let looked_into = container
        .data
        .all_fields()
        .filter(|field| !is_skipped(container, field) && !as_text::is_marked(field.original));
    let words: Vec<Ident> = looked_into.flat_map(|field| idents(field.ty.to_token_stream())).collect();
    let parameters = container.generics.type_params().map(|parameter| &parameter.ident);
    parameters.filter(|name| words.contains(name)).cloned().collect()
}

fn idents(tokens: TokenStream) -> Vec<Ident> {
    let of_token = |token| match token {
        TokenTree::Ident(word) => vec![word],
        TokenTree::Group(group) => idents(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => Vec::new(),
    };
    tokens.into_iter().flat_map(of_token).collect()
}

/// Of a transparent struct all fields but one are left out, `#[serde(skip)]` or not.
fn is_skipped(container: &Container<'_>, field: &Field<'_>) -> bool {
    field.attrs.skip_serializing() || (container.attrs.transparent() && !field.attrs.transparent())
}

struct Printer<'a> {
    runtime: &'a TokenStream,
    container: &'a Container<'a>,
}

impl Printer<'_> {
    fn expand(&self) -> TokenStream {
        let runtime = self.runtime;
        let name = self.container.ident.unraw().to_string();
        match &self.container.data {
            Data::Struct(Style::Unit, _) => quote!(#runtime::data::Shape::Null),
            Data::Struct(style, fields) => {
                let style = self.expand_style(*style);
                let transparent = self.container.attrs.transparent();
                let fields = fields.iter().map(|field| self.expand_field(field));
                quote! {
                    #runtime::data::Shape::Struct(#runtime::data::StructShape {
                        name: #name,
                        style: #style,
                        transparent: #transparent,
                        fields: ::std::vec![#(#fields),*],
                    })
                }
            }
            Data::Enum(variants) => {
                let tagging = self.expand_tagging();
                let variants = variants.iter().map(|variant| self.expand_variant(variant));
                quote! {
                    #runtime::data::Shape::Enum(#runtime::data::EnumShape {
                        name: #name,
                        tagging: #tagging,
                        variants: ::std::vec![#(#variants),*],
                    })
                }
            }
        }
    }

    fn expand_variant(&self, variant: &Variant<'_>) -> TokenStream {
        let runtime = self.runtime;
        let rust = variant.ident.unraw().to_string();
        let json = &variant.attrs.name().serialize_name().value;
        let style = self.expand_style(variant.style);
        let skipped = variant.attrs.skip_serializing();
        let fields = variant.fields.iter().map(|field| self.expand_field(field));
        quote! {
            #runtime::data::VariantShape {
                rust: #rust,
                json: #json,
                style: #style,
                skipped: #skipped,
                fields: ::std::vec![#(#fields),*],
            }
        }
    }

    fn expand_field(&self, field: &Field<'_>) -> TokenStream {
        let runtime = self.runtime;
        let rust = match &field.member {
            Member::Named(name) => name.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        };
        let json = &field.attrs.name().serialize_name().value;
        let shape = self.expand_field_shape(field);
        let flatten = field.attrs.flatten();
        let skipped = is_skipped(self.container, field);
        // What is never written may be in the input of an execution.
        let read = field.attrs.skip_serializing() && !field.attrs.skip_deserializing();
        let optional = read || field.attrs.skip_serializing_if().is_some();
        let default = !field.attrs.default().is_none() || !self.container.attrs.default().is_none();
        quote! {
            #runtime::data::FieldShape {
                rust: #rust,
                json: #json,
                shape: || #shape,
                flatten: #flatten,
                skipped: #skipped,
                optional: #optional,
                default: #default,
            }
        }
    }

    fn expand_field_shape(&self, field: &Field<'_>) -> TokenStream {
        let runtime = self.runtime;
        let ty = field.ty;
        if as_text::is_marked(field.original) {
            quote!(#runtime::data::Shape::Text)
        } else if self.has_a_default_of_its_own(field) {
            quote!(#runtime::data::Shape::Opaque)
        } else {
            quote!(#runtime::__private::Probe::<#ty>::new().shape())
        }
    }

    /// Whether a field is not in the JSON, and read back as what only running code knows.
    fn has_a_default_of_its_own(&self, field: &Field<'_>) -> bool {
        let given =
            matches!(field.attrs.default(), Default::Path(_)) || !self.container.attrs.default().is_none();
        is_skipped(self.container, field) && given
    }

    fn expand_style(&self, style: Style) -> TokenStream {
        let runtime = self.runtime;
        match style {
            Style::Struct => quote!(#runtime::data::Style::Named),
            Style::Newtype => quote!(#runtime::data::Style::Newtype),
            Style::Tuple => quote!(#runtime::data::Style::Tuple),
            Style::Unit => quote!(#runtime::data::Style::Unit),
        }
    }

    fn expand_tagging(&self) -> TokenStream {
        let runtime = self.runtime;
        let tagging = quote!(#runtime::data::Tagging);
        match self.container.attrs.tag() {
            TagType::External => quote!(#tagging::External),
            TagType::Internal { tag } => quote!(#tagging::Internal { tag: #tag }),
            TagType::Adjacent { tag, content } => quote!(#tagging::Adjacent { tag: #tag, content: #content }),
            TagType::None => quote!(#tagging::Untagged),
        }
    }
}
