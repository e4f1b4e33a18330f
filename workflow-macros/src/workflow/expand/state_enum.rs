//! The enum of a machine's states: a value of it is a checkpoint.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Expander, checkpoint::Record, doc, text};
use crate::{
    names::{pascal, plain},
    workflow::model::{Kind, State},
};

/// The variant of a state: its function's name in `PascalCase`, whatever its ASL name is.
pub(super) fn variant(state: &State) -> Ident {
    Ident::new(&pascal(&state.ident), state.ident.span())
}

impl Expander<'_> {
    pub(super) fn state_enum(&self, machine: usize) -> TokenStream {
        let (vis, name) = (&self.vis, self.machines.state_enum(machine, self.module));
        let states: Vec<&State> =
            self.machines.machines[machine].states.iter().map(|state| &self.module.states[*state]).collect();
        let docs = doc(&self.enum_docs(machine));
        let variants = states.iter().map(|state| self.variant_declaration(state));
        let records: Vec<Record<'_>> = states.iter().map(|state| record(state)).collect();
        let clone_and_debug = self.clone_and_debug(&name, &records);
        let (write, read) = (self.written(&name, &records), self.read_back(&name, &records));
        let about = self.machine_state(&name, &states);
        quote! {
            #[doc = #docs]
            #[allow(clippy::large_enum_variant, clippy::enum_variant_names, private_interfaces)]
            #vis enum #name {
                #(#variants),*
            }

            #clone_and_debug

            #write

            #read

            #about
        }
    }

    fn enum_docs(&self, machine: usize) -> String {
        let machine = &self.machines.machines[machine];
        let workflow = &self.module.ident;
        if machine.is_main() {
            format!("A checkpoint of the workflow `{workflow}`: the state it is in, with that state's input.")
        } else {
            let start = &self.module.states[machine.start].ident;
            format!("A checkpoint of the branch `{start}` of the workflow `{workflow}`.")
        }
    }

    fn variant_declaration(&self, state: &State) -> TokenStream {
        let name = variant(state);
        let docs = doc(state.docs.as_deref().unwrap_or("A state of the workflow."));
        let fields = state.params.iter().map(|param| {
            let (ident, ty) = (&param.ident, &param.ty);
            let docs = doc(&format!("The parameter `{}`.", plain(ident)));
            quote!(#[doc = #docs] #ident: #ty)
        });
        quote!(#[doc = #docs] #name { #(#fields),* })
    }

    /// The names, kinds and inputs of the states.
    fn machine_state(&self, name: &Ident, states: &[&State]) -> TokenStream {
        let runtime = &self.runtime;
        let names = states.iter().map(|state| {
            let (variant, name) = (variant(state), text(&state.name));
            quote!(Self::#variant { .. } => #name)
        });
        let kinds = states.iter().map(|state| {
            let (variant, kind) = (variant(state), kind_name(state.kind));
            quote!(Self::#variant { .. } => #runtime::StateKind::#kind)
        });
        let inputs = states.iter().map(|state| {
            let variant = variant(state);
            let fields: Vec<&Ident> = state.params.iter().map(|param| &param.ident).collect();
            let input = self.input_json(&state.params);
            quote!(Self::#variant { #(#fields),* } => #input)
        });
        quote! {
            #[automatically_derived]
            impl #runtime::MachineState for #name {
                fn name(&self) -> &'static str {
                    match self { #(#names),* }
                }

                fn kind(&self) -> #runtime::StateKind {
                    match self { #(#kinds),* }
                }

                fn input(&self) -> #runtime::__private::serde_json::Result<#runtime::__private::serde_json::Value> {
                    match self { #(#inputs),* }
                }
            }
        }
    }
}

fn record(state: &State) -> Record<'_> {
    let name = variant(state);
    Record { path: quote!(Self::#name), name, params: &state.params }
}

fn kind_name(kind: Kind) -> Ident {
    let name = match kind {
        Kind::Task => "Task",
        Kind::Choice => "Choice",
        Kind::Parallel => "Parallel",
        Kind::Map => "Map",
        Kind::Wait => "Wait",
        Kind::Pass => "Pass",
        Kind::Succeed => "Succeed",
        Kind::Fail => "Fail",
    };
    Ident::new(name, proc_macro2::Span::call_site())
}
