//! Prints the checked module: one file a generated item. Nothing here can fail.
//!
//! Two printers read the same resolved module: `driver` (what runs here) and `describe` (what `definition()` is made
//! of). Neither reads the other's output. User tokens stand as the user wrote them, so that rustc's messages land on
//! them; generated locals are `mixed_site`, so that no user name can meet them.

mod at_once;
mod attempts;
mod calls;
mod checkpoint;
mod constructors;
mod describe;
mod describe_effects;
mod driver;
mod effects;
mod machine;
mod state_enum;
mod workflow;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{GenericArgument, PathArguments, ReturnType, Type, Visibility, parse_quote, spanned::Spanned};

use super::{
    model::{Handle, Module, State},
    resolve::Machines,
};
pub(crate) use crate::tokens::text;
use crate::{
    names::{pascal, plain},
    portable::{Asked, Scope},
};

/// What every printer needs.
pub(crate) struct Expander<'a> {
    pub(crate) module: &'a Module,
    pub(crate) machines: &'a Machines,
    /// `::workflow_runtime`
    pub(crate) runtime: TokenStream,
    /// The visibility of generated items, as seen from inside the module.
    pub(crate) vis: TokenStream,
    /// What the definition has asked of the types in the module.
    asked: Asked,
}

/// Prints the whole module.
pub(crate) fn expand(module: &Module, machines: &Machines, runtime: TokenStream) -> TokenStream {
    let expander =
        Expander { module, machines, vis: inner_visibility(&module.vis), runtime, asked: Asked::default() };
    expander.module()
}

impl Expander<'_> {
    fn module(&self) -> TokenStream {
        let Module { attrs, vis, ident, items, const_checks, .. } = self.module;
        if self.module.clashes {
            return quote!(#(#attrs)* #[allow(unused)] #vis mod #ident { #(#items)* });
        }
        let enums = (0..self.machines.machines.len()).map(|machine| self.state_enum(machine));
        let constructors =
            self.module.states.iter().enumerate().map(|(index, state)| self.constructor(index, state));
        let outputs = self.module.states.iter().filter_map(|state| self.same_output(state));
        let machines = (1..self.machines.machines.len()).map(|machine| self.machine(machine));
        let (input, structure, implementation) =
            (self.input_struct(), self.workflow_struct(), self.implementation());
        let (driver, describe) = (self.driver(), self.describe());
        let definition = self.definition();
        // Where a body is left out, what it would use is not unused.
        let wrong = self.module.wrong || self.module.states.iter().any(|state| state.wrong);
        let quiet = wrong.then(|| quote!(#[allow(unused)]));
        quote! {
            #(#attrs)*
            // `use super::*` is how a workflow reads the types around it.
            #[allow(clippy::wildcard_imports)]
            #quiet
            #vis mod #ident {
                #(#items)*
                #(#const_checks)*
                #(#enums)*
                #(#constructors)*
                #(#outputs)*
                #input
                #structure
                #driver
                #describe
                #(#machines)*
                #implementation
                #definition
            }
        }
    }

    /// The scope of a state's body: its parameters and the module's portable functions.
    pub(crate) fn scope(&self, state: &State) -> Scope {
        let mut scope = scope_of(self.module, state, self.runtime.clone());
        scope.share(&self.asked);
        scope
    }

    /// The enum of the states of a machine, or of none when the state belongs to none.
    pub(crate) fn states_of(&self, state: usize) -> Ident {
        match self.machines.of[state] {
            Some(machine) if machine < self.machines.machines.len() => {
                self.machines.state_enum(machine, self.module)
            }
            _ => Ident::new("State", Span::call_site()),
        }
    }

    /// That what a state declares is the output of its machine, where it is not written in the same way.
    fn same_output(&self, state: &State) -> Option<TokenStream> {
        let (runtime, declared) = (&self.runtime, &state.output);
        state.machine_output.as_ref().map(|output| {
            // All of it where the type is written, so that rustc says it once.
            quote_spanned! {declared.span()=>
                const _: () = {
                    // The empty brackets are generated: rustc does not suggest a parameter for a type that there is not.
                    fn _same<>(_: <#declared as #runtime::__private::OutputOf<#output>>::Output) {}
                };
            }
        })
    }

    /// The return type as the user wrote it, with this output, and the machine's states as its second argument.
    pub(crate) fn transition_type(&self, index: usize, state: &State, output: &Type) -> TokenStream {
        let ReturnType::Type(_, ty) = &state.item.sig.output else { return TokenStream::new() };
        let mut states = self.states_of(index);
        // Within the user's own type, so that what rustc says of the function underlines the function.
        states.set_span(state.output.span());
        let mut ty = ty.clone();
        if let Type::Path(path) = &mut *ty
            && let Some(last) = path.path.segments.last_mut()
            && let PathArguments::AngleBracketed(arguments) = &mut last.arguments
        {
            arguments.args = parse_quote!(#output);
            arguments.args.push(GenericArgument::Type(parse_quote!(#states)));
        }
        ty.to_token_stream()
    }

    /// All handles: of task traits, then of nested workflows.
    pub(crate) fn handles(&self) -> impl Iterator<Item = &Handle> {
        self.module.tasks.iter().chain(&self.module.workflows)
    }

    /// The type parameters of `Workflow`, one a handle.
    pub(crate) fn type_params(&self) -> Vec<Ident> {
        self.handles().map(type_param).collect()
    }

    /// The type parameters with their bounds, without angle brackets.
    pub(crate) fn bounds(&self) -> TokenStream {
        let runtime = &self.runtime;
        let tasks = self.module.tasks.iter().map(|handle| {
            let (param, path) = (type_param(handle), &handle.path);
            // What `#[tasks]` asks of implementations: a trait without it is told of once.
            quote!(#param: #path + ::core::marker::Send + ::core::marker::Sync + 'static)
        });
        let nested = self.module.workflows.iter().map(|handle| {
            let (param, path) = (type_param(handle), &handle.path);
            let face = quote!(<#path::Workflow as #runtime::Workflow>);
            quote!(#param: #runtime::Workflow<Input = #face::Input, Output = #face::Output>)
        });
        let all: Vec<TokenStream> = tasks.chain(nested).collect();
        quote!(#(#all),*)
    }

    /// `Workflow<TBank>`
    pub(crate) fn workflow_type(&self) -> TokenStream {
        let params = self.type_params();
        if params.is_empty() { quote!(Workflow) } else { quote!(Workflow<#(#params),*>) }
    }
}

/// The scope of a state's body.
pub(crate) fn scope_of(module: &Module, state: &State, runtime: TokenStream) -> Scope {
    let cx = crate::names::generated("__cx");
    let mut scope = Scope::new(runtime, Some(quote!(#cx)));
    scope.helpers = module.helpers.iter().map(plain).collect();
    for param in &state.params {
        scope.bind_parameter(&param.ident, &param.ty, module.first(&param.ty).span());
    }
    scope
}

/// `bank` → `TBank`: the name shows in rustc's messages.
pub(crate) fn type_param(handle: &Handle) -> Ident {
    Ident::new(&format!("T{}", pascal(&handle.ident)), handle.ident.span())
}

/// What a task trait knows of its tasks; of a trait that is none rustc says so where its path ends.
pub(crate) fn known_tasks(param: &Ident, path: &syn::Path) -> TokenStream {
    let known = Ident::new(crate::tasks::KNOWN, path.span());
    quote_spanned!(path.span()=> <#param as #path>::#known())
}

/// Generated items are as visible as the module: written inside it, `pub(super)` and paths go one level up.
fn inner_visibility(vis: &Visibility) -> TokenStream {
    match vis {
        Visibility::Inherited => quote!(pub(super)),
        Visibility::Restricted(restricted) if restricted.path.is_ident("self") => quote!(pub(super)),
        Visibility::Restricted(restricted)
            if restricted.path.segments.first().is_some_and(|first| first.ident == "super") =>
        {
            let path = &restricted.path;
            quote!(pub(in super::#path))
        }
        other => other.to_token_stream(),
    }
}

/// The text of a doc comment, which reads as one that somebody wrote.
pub(crate) fn doc(text: &str) -> proc_macro2::Literal {
    proc_macro2::Literal::string(&format!(" {text}"))
}
