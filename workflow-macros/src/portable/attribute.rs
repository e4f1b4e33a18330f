//! `#[portable]` on a function: the function, callable as ever, and beside it what workflows call.
//!
//! The companion is a type of the function's own name, so one `use` brings both. Read next: `native.rs`, `twin.rs`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Attribute, Expr, ExprPath, FnArg, GenericParam, ItemFn, Pat, PatIdent, PatType, ReturnType, Type,
    parse_quote, spanned::Spanned, visit::Visit,
};

use super::{
    Live, Scope, Want, as_value, bound_anywhere, check_block, native_block, refuse_cfg,
    syntax::is_helper_call, twin_block, twin_pattern::let_name,
};
use crate::{errors::Errors, names::plain, tokens::text, workflow::without_body};

/// Expands `#[portable]`.
pub(crate) fn portable(attribute: &TokenStream, item: &TokenStream) -> TokenStream {
    let mut function: ItemFn = match syn::parse2(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            // rustc has said what it could not read in the body.
            if let Some(function) = without_body(item) {
                return stub(&function, &scope(&function));
            }
            let error = syn::Error::new_spanned(
                item,
                "`#[portable]` is for functions\nhelp: write it on `fn name(value: Type) -> Type { … }`",
            )
            .to_compile_error();
            return quote!(#item #error);
        }
    };
    let mut errors = Errors::new();
    if let Some(receiver) = function.sig.receiver() {
        // Nothing but functions may stand beside it.
        let name = &function.sig.ident;
        let message = format!("method `{name}` cannot be portable");
        let help = format!("write a function beside the states: `fn {name}(value: &Type, ..)`");
        errors.spanned(receiver, message, help);
        let errors = errors.into_compile_errors();
        return quote!(#item #errors);
    }
    if !attribute.is_empty() {
        errors.spanned(attribute, "`#[portable]` takes no options", "write `#[portable]`");
    }
    refuse_cfg(&function.block, &mut errors);
    *function.block = as_value((*function.block).clone(), &function.sig.output);
    let scope = scope(&function);
    check_signature(&function, &mut errors);
    check_block(&function.block, &scope, &mut errors);
    check_recursion(&function, &mut errors);
    if errors.is_empty() {
        return expand(&function, &Body::of(&function, &scope), &scope);
    }
    let errors = errors.into_compile_errors();
    let stub = stub(&function, &scope);
    quote!(#stub #errors)
}

/// What stands for a function of a workflow's module that should be portable and does not say so: its callers are right.
pub(crate) fn stand_in(function: &ItemFn) -> TokenStream {
    let mut function = function.clone();
    function.attrs.retain(|attr| attr.path().is_ident("doc") || attr.path().is_ident("cfg"));
    stub(&function, &scope(&function))
}

/// The function and its companion without the body, so that nothing is said of what is called wrong already.
fn stub(function: &ItemFn, scope: &Scope) -> TokenStream {
    let mut stub = function.clone();
    stub.attrs.push(parse_quote!(#[allow(unused)]));
    let signature = &mut stub.sig;
    signature.constness = None;
    for (position, input) in signature.inputs.iter_mut().enumerate() {
        if let FnArg::Typed(input) = input {
            let name = format_ident!("argument_{position}", span = Span::mixed_site());
            input.pat = parse_quote!(#name);
        }
    }
    if matches!(signature.output, ReturnType::Default) {
        signature.output = parse_quote!(-> ());
    }
    let (runtime, path) = (&scope.runtime, scope.expr());
    let native = quote!(#runtime::__private::unread());
    expand(&stub, &Body { native, twin: quote!(#path::null()), called: Vec::new() }, scope)
}

/// What the companion of a function does.
struct Body {
    native: TokenStream,
    /// What makes the expression, of the parameters in `arguments`.
    twin: TokenStream,
    /// The portable functions that it calls.
    called: Vec<ExprPath>,
}

impl Body {
    fn of(function: &ItemFn, scope: &Scope) -> Self {
        let path = scope.expr();
        let arguments = arguments();
        let locals = typed(function).enumerate().map(|(position, input)| {
            let (pat, type_, name) = (&input.pat, &input.ty, let_name(&input.pat));
            quote!(let #pat: #path::Local<#type_> = #path::Local::argument(#arguments, #position, #name);)
        });
        let twin = twin_block(&function.block, scope);
        Self {
            native: native_block(&function.block, scope, &mut Live::new(), Want::Value),
            twin: quote!(#(#locals)* #twin),
            called: called_in(function, scope),
        }
    }
}

/// What a companion's `twin` is called with.
fn arguments() -> Ident {
    Ident::new("arguments", Span::mixed_site())
}

/// The parameters of a function.
fn typed(function: &ItemFn) -> impl Iterator<Item = &PatType> {
    function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input),
        FnArg::Receiver(_) => None,
    })
}

fn scope(function: &ItemFn) -> Scope {
    let mut scope = Scope::new(crate::runtime_path::runtime(), None);
    scope.elsewhere = bound_anywhere(&function.block).into();
    for input in typed(function) {
        if let Pat::Ident(name) = &*input.pat {
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
    if let Some(token) = &function.sig.constness {
        let help = "leave `const` out: of constants it is evaluated when the definition is made";
        errors.spanned(token, format!("portable function `{name}` cannot be `const`"), help);
    }
    for parameter in &function.sig.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            let message = format!("portable function `{name}` cannot be generic");
            errors.spanned(parameter, message, "name the type");
        }
    }
    for input in typed(function) {
        let Pat::Ident(PatIdent { mutability, subpat: None, .. }) = &*input.pat else {
            let message = format!("portable function `{name}` has a pattern for a parameter");
            errors.spanned(&input.pat, message, "name the parameter, and take it apart with `let`");
            continue;
        };
        if let Some(mutability) = mutability {
            errors.spanned(mutability, "a `mut` parameter is not portable", "bind a new name with `let`");
        }
        if let Type::ImplTrait(any) = &*input.ty {
            let message = format!("portable function `{name}` cannot be generic");
            errors.spanned(any, message, "name the type: a list is a `&[Type]`");
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
    let lifetimes = generics.lifetimes();
    let ReturnType::Type(_, output) = &function.sig.output else { return TokenStream::new() };
    let Body { native, twin, called } = body;
    let names = typed(function).map(|input| &input.pat);
    let arguments = arguments();
    // One body serves both ways of calling, so a mistake in it is told once.
    let mut callable = function.clone();
    // What the user has to say of lints is said of the body.
    let levels: Vec<_> = function.attrs.iter().filter(|attr| is_lint_level(attr)).collect();
    callable.attrs.retain(|attr| !attr.path().is_ident("expect"));
    *callable.block = parse_quote!({ #path::unchecked(#name::checked(#(#names),*)) });
    // What is borrowed of a local is told of where the function's value stands.
    let end = function.block.stmts.last().map_or_else(Span::mixed_site, Spanned::span);
    let value = Ident::new("value", Span::mixed_site().located_at(end));
    let returned = quote_spanned!(value.span()=> ::core::result::Result::Ok(#value));
    let circles = called.iter().map(|callee| circle_check(name, callee, &path));
    quote! {
        #callable

        #[doc(hidden)]
        #[automatically_derived]
        #[allow(non_camel_case_types)]
        #visibility enum #name {}

        #[allow(
            dead_code, unused_imports, unused_parens, unused_braces, unreachable_code, noop_method_call,
            clippy::all, clippy::pedantic, clippy::nursery
        )]
        impl #name {
            // As visible as the enum is, like the other two: of a private function rustc speaks once.
            #[doc(hidden)]
            #(#levels)*
            pub fn checked #generics (#inputs) -> ::core::result::Result<#output, #runtime::EvaluationError> {
                use ::core::clone::Clone as _;
                let #value: #output = #native;
                #returned
            }
        }

        #[automatically_derived]
        #[allow(warnings, unused, clippy::all, clippy::pedantic, clippy::nursery)]
        impl #name {
            #[doc(hidden)]
            pub fn twin <#(#lifetimes),*> (#arguments: &[#path::Expr]) -> #path::Expr {
                use ::core::clone::Clone as _;
                #twin
            }

            #[doc(hidden)]
            pub const fn function() -> &'static #path::Function {
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

fn is_lint_level(attr: &Attribute) -> bool {
    ["allow", "expect", "warn", "deny", "forbid"].iter().any(|level| attr.path().is_ident(level))
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
