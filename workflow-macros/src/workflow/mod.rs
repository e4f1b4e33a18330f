//! `#[workflow]`: parse, resolve, check, mend, settle outputs, expand. Only the first three can report anything.

mod calls_within;
mod check;
mod error_arms;
mod expand;
mod failures;
mod imports;
mod mend;
mod misfits;
mod missed_cases;
mod model;
mod outputs;
mod parse;
mod parse_body;
mod parse_call;
mod parse_choice;
mod parse_signature;
mod portable_checks;
mod resolve;
#[cfg(test)]
mod tests;
mod unreadable;

pub(crate) use mend::owned;
pub(crate) use parse::docs;
pub(crate) use parse_signature::unstorable;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemMod;
pub(crate) use unreadable::without_body;

use crate::{errors::Errors, runtime_path::runtime};

/// Expands the attribute. On a mistake the module is still there, so that one mistake stays one.
pub(crate) fn expand(options: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let read = syn::parse2(item.clone()).ok().or_else(|| unreadable::without_bodies(item));
    let item: ItemMod = match read {
        Some(item) => item,
        None => {
            // rustc has said what it could not read in the module; the name stays, for those who use it.
            if let Some(empty) = unreadable::empty_module(item) {
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

fn expand_module(options: TokenStream, item: ItemMod, errors: &mut Errors) -> TokenStream {
    let runtime = runtime();
    let Some(mut module) = parse::parse_module(options, item, errors) else { return TokenStream::new() };
    let machines = resolve::resolve(&mut module, errors);
    check::check(&mut module, &machines, errors);
    portable_checks::check(&mut module, &runtime, errors);
    mend::mend(&mut module, &machines, &runtime);
    outputs::settle(&mut module, &machines);
    expand::expand(&module, &machines, runtime)
}
