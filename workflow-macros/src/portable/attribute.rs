//! `#[portable]` on a function: the function as it is, and beside it what workflows call.
//!
//! The companion is a type of the function's own name, so one `use` brings both. Read next: `native.rs`, `twin.rs`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{FnArg, GenericParam, ItemFn, Pat, ReturnType, Type};

use super::{Live, Scope, Want, check_block, native_block, twin_block};
use crate::errors::Errors;

/// Expands `#[portable]`.
pub(crate) fn portable(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            let error = syn::Error::new_spanned(
                &item,
                "`#[portable]` is for functions\nhelp: write it on `fn name(value: Type) -> Type { … }`",
            )
            .to_compile_error();
            return quote!(#item #error);
        }
    };
    let mut errors = Errors::new();
    if !attribute.is_empty() {
        errors.spanned(&attribute, "`#[portable]` takes no options", "write `#[portable]`");
    }
    let scope = scope(&function);
    check_signature(&function, &mut errors);
    check_block(&function.block, &scope, &mut errors);
    if errors.is_empty() {
        return expand(&function, &scope);
    }
    let errors = errors.into_compile_errors();
    quote!(#function #errors)
}

fn scope(function: &ItemFn) -> Scope {
    let mut scope = Scope::new(crate::runtime_path::runtime(), quote!(cx));
    for input in &function.sig.inputs {
        if let FnArg::Typed(input) = input
            && let Pat::Ident(name) = &*input.pat
        {
            if matches!(*input.ty, Type::Reference(_)) {
                scope.bind_reference(&name.ident);
            } else {
                scope.bind(&name.ident);
            }
        }
    }
    scope
}

fn check_signature(function: &ItemFn, errors: &mut Errors) {
    let name = &function.sig.ident;
    if let Some(token) = &function.sig.asyncness {
        errors.spanned(token, format!("portable function `{name}` cannot be `async`"), "do it in a task");
    }
    for parameter in &function.sig.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            let message = format!("portable function `{name}` cannot be generic");
            errors.spanned(parameter, message, "name the type");
        }
    }
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                let message = format!("portable function `{name}` cannot take `self`");
                errors.spanned(receiver, message, "write a function of its own, with a parameter");
            }
            FnArg::Typed(input) if !matches!(&*input.pat, Pat::Ident(name) if name.subpat.is_none() && name.mutability.is_none()) =>
            {
                let message = format!("portable function `{name}` has a pattern for a parameter");
                errors.spanned(&input.pat, message, "name the parameter, and take it apart with `let`");
            }
            FnArg::Typed(_) => {}
        }
    }
    if matches!(function.sig.output, ReturnType::Default) {
        errors.spanned(name, format!("portable function `{name}` has no value"), "add `-> Type`");
    }
}

fn expand(function: &ItemFn, scope: &Scope) -> TokenStream {
    let (name, visibility) = (&function.sig.ident, &function.vis);
    let runtime = &scope.runtime;
    let path = scope.expr();
    let inputs = &function.sig.inputs;
    let generics = &function.sig.generics;
    let ReturnType::Type(_, output) = &function.sig.output else { return TokenStream::new() };
    let body = native_block(&function.block, scope, &mut Live::new(), Want::Value);
    let twin = twin_block(&function.block, scope);
    let locals = inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => {
            let (name, type_) = (&input.pat, &input.ty);
            Some(quote!(#name: #path::Local<#type_>))
        }
        FnArg::Receiver(_) => None,
    });
    let ok = quote_spanned!(function.block.brace_token.span.join()=> ::core::result::Result::Ok(#body));
    quote! {
        #function

        #[doc(hidden)]
        #[automatically_derived]
        #[allow(non_camel_case_types)]
        #visibility enum #name {}

        #[automatically_derived]
        #[allow(warnings, clippy::all, clippy::pedantic)]
        impl #name {
            #[doc(hidden)]
            #visibility fn checked #generics (#inputs) -> ::core::result::Result<#output, #runtime::EvaluationError> {
                use ::core::clone::Clone as _;
                let _ = #name;
                #ok
            }

            #[doc(hidden)]
            #visibility fn twin #generics (#(#locals),*) -> #path::Expr {
                use ::core::clone::Clone as _;
                #twin
            }
        }
    }
}
