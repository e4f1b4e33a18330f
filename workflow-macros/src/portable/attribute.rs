//! `#[portable]` on a function: the function, callable as ever, and beside it what workflows call.
//!
//! The companion is a type of the function's own name, so one `use` brings both. Read next: `native.rs`, `twin.rs`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    Expr, ExprPath, FnArg, GenericParam, ItemFn, Pat, ReturnType, Type, spanned::Spanned as _, visit::Visit,
};

use super::{Live, Scope, Want, check_block, native_block, syntax::is_helper_call, twin_block};
use crate::{errors::Errors, names::plain, tokens::text};

/// Expands `#[portable]`.
pub(crate) fn portable(attribute: &TokenStream, item: &TokenStream) -> TokenStream {
    let function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            let error = syn::Error::new_spanned(
                item,
                "`#[portable]` is for functions\nhelp: write it on `fn name(value: Type) -> Type { … }`",
            )
            .to_compile_error();
            return quote!(#item #error);
        }
    };
    let mut errors = Errors::new();
    if !attribute.is_empty() {
        errors.spanned(attribute, "`#[portable]` takes no options", "write `#[portable]`");
    }
    let scope = scope(&function);
    check_signature(&function, &mut errors);
    let readable = errors.is_empty();
    check_block(&function.block, &scope, &mut errors);
    check_recursion(&function, &mut errors);
    if errors.is_empty() {
        return expand(&function, &Body::of(&function, &scope), &scope);
    }
    let errors = errors.into_compile_errors();
    let stub = stub(&function, readable, &scope);
    quote!(#stub #errors)
}

/// The function without its body, so that nothing is said of what is called wrong already; and for those who call it
/// what they call, where its signature can be read.
fn stub(function: &ItemFn, readable: bool, scope: &Scope) -> TokenStream {
    let mut stub = function.clone();
    stub.attrs.push(syn::parse_quote!(#[allow(unused)]));
    let (runtime, path) = (&scope.runtime, scope.expr());
    if readable {
        let body = Body {
            native: quote!(#runtime::__private::unread()),
            twin: quote!(#path::null()),
            called: Vec::new(),
        };
        return expand(&stub, &body, scope);
    }
    *stub.block = syn::parse_quote!({ #runtime::__private::unread() });
    quote!(#stub)
}

/// What the companion of a function does.
struct Body {
    native: TokenStream,
    twin: TokenStream,
    /// The portable functions that it calls.
    called: Vec<ExprPath>,
}

impl Body {
    fn of(function: &ItemFn, scope: &Scope) -> Self {
        Self {
            native: native_block(&function.block, scope, &mut Live::new(), Want::Value),
            twin: twin_block(&function.block, scope),
            called: called_in(function, scope),
        }
    }
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

/// A definition has the function's body where it is called: it would never end.
fn check_recursion(function: &ItemFn, errors: &mut Errors) {
    struct Calls<'a>(&'a syn::Ident, Vec<syn::Ident>);
    impl<'ast> Visit<'ast> for Calls<'_> {
        fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
            if let syn::Expr::Path(path) = &*call.func
                && let Some(name) = path.path.get_ident()
                && name == self.0
            {
                self.1.push(name.clone());
            }
            syn::visit::visit_expr_call(self, call);
        }
    }
    let name = &function.sig.ident;
    let mut calls = Calls(name, Vec::new());
    calls.visit_block(&function.block);
    for call in calls.1 {
        errors.spanned(call, format!("portable function `{name}` cannot call itself"), "do it in a task");
    }
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

fn expand(function: &ItemFn, body: &Body, scope: &Scope) -> TokenStream {
    let (name, visibility) = (&function.sig.ident, &function.vis);
    let runtime = &scope.runtime;
    let path = scope.expr();
    let inputs = &function.sig.inputs;
    let generics = &function.sig.generics;
    let ReturnType::Type(_, output) = &function.sig.output else { return TokenStream::new() };
    let Body { native, twin, called } = body;
    let typed = inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some((&input.pat, &input.ty)),
        FnArg::Receiver(_) => None,
    });
    let names: Vec<_> = typed.clone().map(|(name, _)| name).collect();
    let arguments = Ident::new("arguments", Span::mixed_site());
    let locals = typed.enumerate().map(|(position, (name, type_))| {
        quote!(let #name: #path::Local<#type_> = #path::Local::argument(#arguments, #position);)
    });
    // One body serves both ways of calling, so a mistake in it is told once.
    let mut callable = function.clone();
    *callable.block = syn::parse_quote!({ #path::unchecked(#name::checked(#(#names),*)) });
    let value = Ident::new("value", Span::mixed_site());
    let circles = called.iter().map(|callee| circle_check(name, callee, &path));
    quote! {
        #callable

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
                let #value: #output = #native;
                ::core::result::Result::Ok(#value)
            }

            #[doc(hidden)]
            #visibility fn twin #generics (#arguments: &[#path::Expr]) -> #path::Expr {
                use ::core::clone::Clone as _;
                #(#locals)*
                #twin
            }

            #[doc(hidden)]
            #visibility const fn function() -> &'static #path::Function {
                static FUNCTION: #path::Function = #path::Function {
                    id: ::core::concat!(
                        ::core::module_path!(), "::", ::core::stringify!(#name), ":", ::core::line!(), ":", ::core::column!(),
                    ),
                    calls: &[#(#called::function()),*],
                };
                &FUNCTION
            }
        }

        #(#circles)*
    }
}

/// A definition has the body of a function where it is called, so none may come back to itself.
fn circle_check(name: &Ident, callee: &ExprPath, path: &TokenStream) -> TokenStream {
    let to = callee.path.segments.last().map(|segment| plain(&segment.ident)).unwrap_or_default();
    let message = text(&format!(
        "portable function `{name}` comes back to itself through `{to}`\nhelp: do it in a task"
    ));
    quote_spanned! {callee.span()=>
        const _: () = ::core::assert!(!#path::comes_back(#name::function(), #callee::function()), #message);
    }
}

/// The portable functions that a function calls, each as it is first written.
fn called_in(function: &ItemFn, scope: &Scope) -> Vec<ExprPath> {
    struct Calls<'a>(&'a Scope, Vec<ExprPath>);
    impl<'ast> Visit<'ast> for Calls<'_> {
        fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
            if let Expr::Path(callee) = &*call.func
                && is_helper_call(call, self.0)
                && !self.1.contains(callee)
            {
                self.1.push(callee.clone());
            }
            syn::visit::visit_expr_call(self, call);
        }
    }
    let mut calls = Calls(scope, Vec::new());
    calls.visit_block(&function.block);
    calls.1
}
