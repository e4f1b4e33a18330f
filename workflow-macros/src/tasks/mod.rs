//! `#[tasks]`: a trait of async methods becomes a task trait.
//!
//! Methods become functions that return `impl Future + Send`, so that an implementation writes plain `async fn`. Two
//! hidden functions answer, by a task's name, for what the trait says of it: its policy here, its description for the
//! definition. `Stub` implements the trait so that a definition needs no instance, and `Arc`, `Box` and `&'static`
//! pass calls on. A function of the trait's own name makes a set of an implementation, for a server of tasks.

mod expand;
mod parse;
mod resource;
mod set;
#[cfg(test)]
mod tests;

pub(crate) use expand::KNOWN;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemTrait;

use crate::errors::Errors;

/// Expands the attribute. The trait is there whatever is wrong with it, so that its users stay quiet.
pub(crate) fn expand(options: &TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let item: ItemTrait = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(_) => {
            let message = "`#[tasks]` is for a trait\nhelp: write `#[tasks] pub trait Bank { async fn .. }`";
            errors.push(syn::Error::new_spanned(item, message));
            let errors = errors.into_compile_errors();
            return quote!(#errors #item);
        }
    };
    if !options.is_empty() {
        errors.spanned(
            options,
            "`#[tasks]` has no options",
            "write `#[tasks]`; a method's options stand on the method, in `#[task(..)]`",
        );
    }
    let tasks = parse::parse(item, &mut errors);
    let expanded = expand::expand(&tasks, &crate::runtime_path::runtime());
    let errors = errors.into_compile_errors();
    quote!(#expanded #errors)
}
