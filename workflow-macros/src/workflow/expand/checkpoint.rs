//! What a checkpoint asks of the parameters in it, always through `Checkpoint` and at the parameter's type: the same
//! complaint at the same place, which rustc prints once a type.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Type, spanned::Spanned};

use super::{Expander, doc, text};
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
    /// `<Order as Checkpoint>::copy`, all of it where the type begins, but for the names in what it is given.
    fn ability(&self, ty: &Type, name: &str) -> TokenStream {
        let (runtime, ty) = (&self.runtime, self.module.first(ty));
        let name = Ident::new(name, ty.span());
        let written = placed(ty.span(), ty.to_token_stream());
        let (before, behind) = (quote!(<), quote!(as #runtime::checkpoint::Checkpoint>::#name));
        [at(ty.span(), before), written, at(ty.span(), behind)].into_iter().collect()
    }

    /// A field with how it is written and read.
    pub(super) fn stored_field(&self, param: &Param, docs: &str, vis: Option<&TokenStream>) -> TokenStream {
        let Param { ident, ty } = param;
        let docs = doc(docs);
        // The type is left to rustc: as text it would be at one place, and `Ordr` in `Vec<Ordr>` reported at two.
        let runtime = &self.runtime;
        let ability = |name: &str| {
            let name = Ident::new(name, Span::call_site());
            let mut path = text(&unspaced(&quote!(<_ as #runtime::checkpoint::Checkpoint>::#name)));
            path.set_span(self.module.first(ty).span());
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

    /// `Serialize` of an enum, as its derive would write it.
    pub(super) fn written(&self, name: &Ident, records: &[Record<'_>]) -> TokenStream {
        let runtime = &self.runtime;
        let ser = quote!(#runtime::__private::serde::ser);
        let (serializer, stored) = (generated("serializer"), generated("stored"));
        let enum_name = text(&plain(name));
        let variants = records.iter().enumerate().map(|(index, Record { path, name, params })| {
            let (index, name, count) =
                (Literal::u32_unsuffixed(index_of(index)), text(&plain(name)), params.len());
            let idents = params.iter().map(|param| &param.ident);
            let fields = params.iter().map(|param| {
                let (write, ident, key) =
                    (self.ability(&param.ty, "write_field"), &param.ident, text(&plain(&param.ident)));
                quote!(#write(#ident, #key, &mut #stored)?;)
            });
            // Without parameters there is nothing to write to.
            let mutable = (!params.is_empty()).then(|| quote!(mut));
            quote! {
                #path { #(#idents),* } => {
                    let #mutable #stored = #ser::Serializer::serialize_struct_variant(
                        #serializer, #enum_name, #index, #name, #count,
                    )?;
                    #(#fields)*
                    #ser::SerializeStructVariant::end(#stored)
                }
            }
        });
        quote! {
            #[automatically_derived]
            impl #ser::Serialize for #name {
                fn serialize<__S: #ser::Serializer>(
                    &self,
                    #serializer: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    match self { #(#variants),* }
                }
            }
        }
    }

    /// `Deserialize` of an enum: what its derive would write a variant, `stored` has once for all.
    pub(super) fn read_back(&self, name: &Ident, records: &[Record<'_>]) -> TokenStream {
        let runtime = &self.runtime;
        let stored = quote!(#runtime::__private::stored);
        let de = quote!(#runtime::__private::serde::de);
        let enum_name = text(&plain(name));
        let names = records.iter().map(|record| text(&plain(&record.name)));
        let keys = records.iter().map(|record| {
            let keys = record.params.iter().map(|param| text(&plain(&param.ident)));
            quote!(&[#(#keys),*])
        });
        let (fields, variant) = (generated("fields"), generated("variant"));
        let variants = records.iter().enumerate().map(|(index, record)| {
            let (index, read) = (Literal::usize_unsuffixed(index), self.read_variant(record, &fields));
            quote!(#index => #read)
        });
        quote! {
            #[automatically_derived]
            impl<'de> #de::Deserialize<'de> for #name {
                fn deserialize<__D: #de::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::core::result::Result<Self, __D::Error> {
                    #stored::read(deserializer)
                }
            }

            #[automatically_derived]
            impl #stored::Stored for #name {
                const NAME: &'static str = #enum_name;
                const VARIANTS: &'static [&'static str] = &[#(#names),*];
                const FIELDS: &'static [&'static [&'static str]] = &[#(#keys),*];

                fn read<'de, __F: #stored::Fields<'de>>(
                    #variant: usize,
                    #fields: &mut __F,
                ) -> ::core::result::Result<Self, __F::Error> {
                    match #variant {
                        #(#variants,)*
                        _ => #stored::unknown(#variant),
                    }
                }
            }
        }
    }

    fn read_variant(&self, record: &Record<'_>, fields: &Ident) -> TokenStream {
        let runtime = &self.runtime;
        let stored = quote!(#runtime::__private::stored);
        let (path, field) = (&record.path, generated("field"));
        // A parameter may be called as the enum's own constants are: each has a name of its own here.
        let slots: Vec<Ident> =
            record.params.iter().map(|param| generated(&format!("slot_{}", plain(&param.ident)))).collect();
        let reads = record.params.iter().zip(&slots).enumerate().map(|(index, (param, slot))| {
            let (index, key) = (Literal::usize_unsuffixed(index), text(&plain(&param.ident)));
            let read = self.ability(&param.ty, "read_field");
            quote!(#index => #read(&mut #slot, #key, #fields)?)
        });
        let found = record.params.iter().zip(&slots).map(|(param, slot)| {
            let (ident, key) = (&param.ident, text(&plain(&param.ident)));
            quote!(#ident: #stored::found(#slot, #key)?)
        });
        quote! {{
            #(let mut #slots = ::core::option::Option::None;)*
            while let ::core::option::Option::Some(#field) = #stored::Fields::next_field(#fields)? {
                match #field { #(#reads,)* _ => {} }
            }
            ::core::result::Result::Ok(#path { #(#found),* })
        }}
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

/// The index of a variant, as serde has it.
fn index_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A type at this place, of which `Ordr` in `Vec<Ordr>` stays where it is: rustc says at its own place that there is none.
fn placed(span: Span, ty: TokenStream) -> TokenStream {
    let (mut depth, mut arrow) = (0_usize, false);
    let moved = |token: TokenTree| {
        if let TokenTree::Punct(mark) = &token {
            match mark.as_char() {
                '<' => depth += 1,
                '>' if !arrow => depth = depth.saturating_sub(1),
                _ => {}
            }
            arrow = mark.as_char() == '-';
        }
        match token {
            TokenTree::Ident(name) if depth > 0 => name.into_token_stream(),
            other => at(span, other.into()),
        }
    };
    ty.into_iter().flat_map(moved).collect()
}

/// The tokens, all of them at one place.
pub(super) fn at(span: Span, tokens: TokenStream) -> TokenStream {
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
