//! What a module with mistakes is expanded as, so that each mistake is one error: a state that is wrong keeps its place
//! and loses its body, and what cannot be read of a signature is replaced by what its callers can live with.
//!
//! Nothing here reports anything, and a module without mistakes passes through unchanged.

use proc_macro2::TokenStream;
use syn::{GenericParam, Type, parse_quote, punctuated::Punctuated, visit::Visit};

use super::{
    model::{Module, Param, Transition},
    resolve::Machines,
};
use crate::policy::Policy;

/// Mends the checked module.
pub(crate) fn mend(module: &mut Module, machines: &Machines, runtime: &TokenStream) {
    for index in 0..module.states.len() {
        if !machines.reached[index] && leaves_its_machine(index, module, machines) {
            module.states[index].wrong = true;
        }
    }
    for index in 0..module.states.len() {
        if !module.states[index].readable {
            mend_signature(index, module, machines, runtime);
        }
        let state = &mut module.states[index];
        // A function that is neither state nor portable may be called anywhere.
        if state.wrong || module.wrong {
            state.body = None;
            state.policy = Policy::default();
        }
    }
}

/// A state that nothing reaches counts as the main machine's, for want of another: its way into a branch is no mistake.
fn leaves_its_machine(index: usize, module: &Module, machines: &Machines) -> bool {
    let mut leaves = false;
    module.states[index].transitions(&mut |transition| {
        if let Transition::State(call) = transition {
            leaves |= call.target.is_some_and(|target| machines.of[target] != machines.of[index]);
        }
    });
    leaves
}

/// Plain parameters and the output of the machine that the state is in.
fn mend_signature(index: usize, module: &mut Module, machines: &Machines, runtime: &TokenStream) {
    let neighbour = (0..module.states.len())
        .find(|other| module.states[*other].readable && machines.of[*other] == machines.of[index])
        .map(|other| module.states[other].output.clone());
    let state = &mut module.states[index];
    let signature = &mut state.item.sig;
    if state.params.iter().any(|param| mentions(&param.ty, &signature.generics)) {
        state.params.clear();
    }
    // Who calls the state may give it a value: what was to be borrowed is owned, as the message asks.
    state.params.iter_mut().for_each(|param| param.ty = owned(&param.ty));
    state.params.retain(|param| super::parse_signature::unstorable(&param.ty).is_none());
    signature.inputs = Punctuated::new();
    for Param { ident, ty } in &state.params {
        signature.inputs.push(parse_quote!(#ident: #ty));
    }
    signature.generics = syn::Generics::default();
    if let Some(output) = neighbour {
        state.output = output;
    }
    let output = &state.output;
    signature.output = parse_quote!(-> #runtime::Transition<#output>);
}

/// Whether a type has one of these parameters in it.
fn mentions(ty: &Type, generics: &syn::Generics) -> bool {
    struct Finder<'a>(&'a syn::Generics, bool);
    impl Visit<'_> for Finder<'_> {
        fn visit_ident(&mut self, ident: &syn::Ident) {
            self.1 |= self.0.params.iter().any(|param| match param {
                GenericParam::Type(param) => param.ident == *ident,
                GenericParam::Const(param) => param.ident == *ident,
                GenericParam::Lifetime(param) => param.lifetime.ident == *ident,
            });
        }
    }
    let mut finder = Finder(generics, false);
    finder.visit_type(ty);
    finder.1
}

/// The type that is owned where this one is borrowed.
pub(crate) fn owned(ty: &Type) -> Type {
    let Type::Reference(reference) = ty else { return ty.clone() };
    match &*reference.elem {
        Type::Slice(list) => {
            let element = &list.elem;
            parse_quote!(::std::vec::Vec<#element>)
        }
        Type::Path(path) if path.path.is_ident("str") => parse_quote!(::std::string::String),
        other => owned(other),
    }
}
