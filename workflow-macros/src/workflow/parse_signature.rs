//! Reads a state's signature: its parameters, which a checkpoint holds, and its output. Read next: `parse.rs`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{
    Expr, ExprAssign, ExprBinary, FnArg, GenericArgument, ItemFn, Lifetime, Pat, PatIdent, PatType,
    PathArguments, ReturnType, Stmt, Type, TypeImplTrait, TypeReference,
    spanned::Spanned as _,
    visit::{self, Visit},
};

use super::{misfits::is_assignment, model::Param, parse_body::Bodies};
use crate::{errors::Errors, names::plain};

/// A state is a plain function: its parameters are all it knows.
pub(super) fn check_signature(item: &ItemFn, errors: &mut Errors) {
    let sig = &item.sig;
    let state = &sig.ident;
    if let Some(asyncness) = &sig.asyncness {
        let help = "leave `async` out: the driver awaits the state's one effect";
        errors.spanned(asyncness, format!("state `{state}` cannot be `async`"), help);
    }
    if !sig.generics.params.is_empty() || sig.generics.where_clause.is_some() {
        let help = "name the types: a state is stored and exported with them";
        errors.spanned(&sig.generics, format!("state `{state}` cannot be generic"), help);
    }
    if let Some(token) = &sig.constness {
        errors.spanned(token, format!("state `{state}` cannot be `const`"), "leave `const` out");
    }
    if let syn::Safety::Unsafe(token) = &sig.safety {
        errors.spanned(token, format!("state `{state}` cannot be `unsafe`"), "leave `unsafe` out");
    }
    if let Some(abi) = &sig.abi {
        errors.spanned(abi, format!("state `{state}` cannot be `extern`"), "leave `extern` out");
    }
}

/// What keeps a type from being stored: where it stands, what is wrong with it, and what to do.
pub(crate) struct Unstorable {
    pub(crate) tokens: TokenStream,
    pub(crate) breaks: &'static str,
    pub(crate) help: &'static str,
}

/// What keeps a type from being stored, as far as can be seen.
pub(crate) fn unstorable(ty: &Type) -> Option<Unstorable> {
    let mut found = Finder(None);
    found.visit_type(ty);
    found.0
}

struct Finder(Option<Unstorable>);

impl<'ast> Visit<'ast> for Finder {
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        let help =
            "own the value, as in `String` for `&str`: a checkpoint outlives what it could borrow from";
        let tokens = quote!(#reference);
        self.0.get_or_insert(Unstorable { tokens, breaks: "cannot borrow", help });
    }
    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if lifetime.ident != "static" {
            let help = "own the value: a checkpoint outlives what it could borrow from";
            let tokens = quote!(#lifetime);
            self.0.get_or_insert(Unstorable { tokens, breaks: "cannot borrow", help });
        }
    }
    fn visit_type_impl_trait(&mut self, any: &'ast TypeImplTrait) {
        let help = "name the type: a state is stored and exported with it";
        let tokens = quote!(#any);
        self.0.get_or_insert(Unstorable { tokens, breaks: "cannot be of any type", help });
    }
}

/// A checkpoint outlives whatever its values could borrow from, and is stored with their types.
fn check_parameter_type(typed: &PatType, state: &Ident, errors: &mut Errors) {
    if let Some(Unstorable { tokens, breaks, help }) = unstorable(&typed.ty) {
        let parameter = match &*typed.pat {
            Pat::Ident(ident) => format!("parameter `{}`", plain(&ident.ident)),
            _ => "a parameter".to_owned(),
        };
        errors.spanned(tokens, format!("{parameter} of state `{state}` {breaks}"), help);
    }
}

/// Refuses a `mut` parameter, unless the body tells of what is changed.
fn check_immutable(parameter: &PatIdent, item: &ItemFn, errors: &mut Errors) {
    struct Assigns(bool);
    impl<'ast> Visit<'ast> for Assigns {
        fn visit_expr_assign(&mut self, _: &'ast ExprAssign) {
            self.0 = true;
        }
        fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
            self.0 |= is_assignment(&binary.op);
        }
        fn visit_stmt(&mut self, statement: &'ast Stmt) {
            self.0 |= matches!(statement, Stmt::Expr(Expr::MethodCall(_), Some(_)));
            visit::visit_stmt(self, statement);
        }
    }
    let Some(token) = &parameter.mutability else { return };
    let mut body = Assigns(false);
    body.visit_block(&item.block);
    if !body.0 {
        let message = format!("a parameter of state `{}` cannot be `mut`", item.sig.ident);
        errors.spanned(token, message, "leave `mut` out: values are not changed in a state");
    }
}

pub(super) fn parse_params(item: &ItemFn, bodies: &Bodies<'_>, errors: &mut Errors) -> Vec<Param> {
    let state = &item.sig.ident;
    let mut params = Vec::new();
    for input in &item.sig.inputs {
        let typed = match input {
            FnArg::Receiver(receiver) => {
                let help = "a state knows its parameters and the tasks declared in `#[workflow(tasks(..))]`";
                errors.spanned(receiver, format!("state `{state}` cannot take `self`"), help);
                continue;
            }
            FnArg::Typed(typed) => typed,
        };
        if item.sig.generics.params.is_empty() {
            check_parameter_type(typed, state, errors);
        }
        match &*typed.pat {
            Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => {
                check_immutable(ident, item, errors);
                let ident = check_parameter_name(&ident.ident, state, &params, bodies, errors);
                params.push(Param { ident, ty: (*typed.ty).clone() });
            }
            pattern => {
                let help = "give it a plain name: it is a key of the state's input";
                errors.spanned(pattern, format!("a parameter of state `{state}` cannot be a pattern"), help);
                let ident = format_ident!("parameter{}", params.len() + 1, span = pattern.span());
                params.push(Param { ident, ty: (*typed.ty).clone() });
            }
        }
    }
    params
}

/// A parameter has a name of its own; one that has not is given one, so that who calls the state stays quiet.
fn check_parameter_name(
    name: &Ident,
    state: &Ident,
    params: &[Param],
    bodies: &Bodies<'_>,
    errors: &mut Errors,
) -> Ident {
    let handles = || bodies.tasks.iter().chain(bodies.workflows);
    let breaks = if params.iter().any(|other| plain(&other.ident) == plain(name)) {
        "is declared twice"
    } else if handles().any(|handle| plain(&handle.ident) == plain(name)) {
        "has the name of a handle, which it would hide"
    } else {
        return name.clone();
    };
    errors.spanned(name, format!("parameter `{name}` of state `{state}` {breaks}"), "give it another name");
    format_ident!("parameter{}", params.len() + 1, span = name.span())
}

/// An output is stored too; the one that a borrowed one is mended to.
fn check_output(output: &Type, item: &ItemFn, errors: &mut Errors) -> Option<Type> {
    let borrowed = unstorable(output).filter(|_| item.sig.generics.params.is_empty());
    let Some(Unstorable { tokens, breaks, help }) = borrowed else { return Some(output.clone()) };
    errors.spanned(tokens, format!("the output of state `{}` {breaks}", item.sig.ident), help);
    Some(super::mend::owned(output)).filter(|output| unstorable(output).is_none())
}

/// What the output of a state is, whose `Transition<Output>` is missing: `Account` of `-> Account` and of
/// `-> Result<Account, OpenError>`.
pub(super) fn meant_output(item: &ItemFn) -> Option<Type> {
    let ReturnType::Type(_, ty) = &item.sig.output else { return None };
    let mut meant = &**ty;
    if let Type::Path(path) = meant
        && let Some(last) = path.path.segments.last()
        && last.ident == "Result"
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(output)) = arguments.args.first()
    {
        meant = output;
    }
    let is_transition = matches!(meant, Type::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == "Transition"));
    let stored = item.sig.generics.params.is_empty() && unstorable(meant).is_none();
    (stored && !is_transition).then(|| meant.clone())
}

/// The `Account` of `-> Transition<Account>`, whatever the path to `Transition` is.
pub(super) fn parse_output(item: &ItemFn, errors: &mut Errors) -> Option<Type> {
    let state = &item.sig.ident;
    if let ReturnType::Type(_, ty) = &item.sig.output
        && let Type::Path(path) = &**ty
        && let Some(last) = path.path.segments.last()
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let [GenericArgument::Type(output)] = arguments.args.iter().collect::<Vec<_>>().as_slice()
        && !["Option", "Result", "Vec", "Box"].iter().any(|other| last.ident == other)
    {
        return check_output(output, item, errors);
    }
    let message = format!("state `{state}` does not return a `Transition<Output>`");
    let help = "write `-> Transition<Output>`, with the output of the workflow or the branch";
    match &item.sig.output {
        ReturnType::Default => errors.spanned(state, message, help),
        ReturnType::Type(_, ty) => errors.spanned(ty, message, help),
    }
    None
}
