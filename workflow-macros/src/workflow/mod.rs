//! `#[workflow]`: parse, resolve, check, mend, expand. Only the first three can report anything.

mod check;
mod error_arms;
mod expand;
mod failures;
mod mend;
mod misfits;
mod missed_cases;
mod model;
mod parse;
mod parse_body;
mod parse_call;
mod parse_choice;
mod parse_signature;
mod portable_checks;
mod resolve;
#[cfg(test)]
mod tests;

pub(crate) use mend::owned;
pub(crate) use parse::docs;
pub(crate) use parse_signature::unstorable;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::ItemMod;

use crate::{errors::Errors, runtime_path::runtime};

/// Expands the attribute. On a mistake the module is still there, so that one mistake stays one.
pub(crate) fn expand(options: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let item: ItemMod = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(_) => {
            // rustc has said what it could not read in the module; the name stays, for those who use it.
            if let Some(empty) = empty_module(item) {
                return empty;
            }
            let message = "`#[workflow]` is for a module\nhelp: write `#[workflow] pub mod name { .. }`";
            errors.push(syn::Error::new_spanned(item, message));
            let errors = errors.into_compile_errors();
            return quote!(#errors #item);
        }
    };
    let expanded = expand_module(options, item, &mut errors);
    let errors = errors.into_compile_errors();
    quote!(#expanded #errors)
}

/// The module without what is in it, when this is one that cannot be read.
fn empty_module(item: &TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let keyword = tokens.iter().position(|token| matches!(token, TokenTree::Ident(word) if word == "mod"))?;
    let is_other_item = tokens[..keyword].iter().any(|token| {
        matches!(token, TokenTree::Ident(word) if ["fn", "struct", "enum", "trait", "impl"].iter().any(|other| word == other))
    });
    let name = tokens.get(keyword + 1).filter(|token| matches!(token, TokenTree::Ident(_)))?;
    let body = tokens.get(keyword + 2)?;
    if is_other_item || !matches!(body, TokenTree::Group(_)) {
        return None;
    }
    let head = &tokens[..keyword];
    Some(quote!(#(#head)* mod #name {}))
}

fn expand_module(options: TokenStream, item: ItemMod, errors: &mut Errors) -> TokenStream {
    let runtime = runtime();
    let Some(mut module) = parse::parse_module(options, item, errors) else { return TokenStream::new() };
    let machines = resolve::resolve(&mut module, errors);
    check::check(&mut module, &machines, errors);
    portable_checks::check(&mut module, &runtime, errors);
    mend::mend(&mut module, &machines, &runtime);
    expand::expand(&module, &machines, runtime)
}
