//! The value that steps the machine of a branch, and the `step` that it and the main machine share.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Type;

use super::{Expander, at_once::is_at_once, doc, state_enum::variant};
use crate::workflow::{
    model::{Form, State},
    resolve::driver_name,
};

impl Expander<'_> {
    /// A branch's machine: a borrow of the workflow.
    pub(super) fn machine(&self, machine: usize) -> TokenStream {
        let runtime = &self.runtime;
        let (vis, name) = (&self.vis, self.machines.machine_struct(machine, self.module));
        let (states, start) =
            (self.machines.state_enum(machine, self.module), self.machines.machines[machine].start);
        let output = self.module.states[start].output_for_callers();
        let docs = doc(&format!("Runs the branch `{}`.", self.module.states[start].ident));
        let (bounds, workflow) = (self.bounds(), self.workflow_type());
        let step = self.step(machine, &quote!(self.0), output);
        let params = self.type_params();
        quote! {
            #[doc = #docs]
            #[doc(hidden)]
            #vis struct #name<'workflow, #(#params),*>(&'workflow #workflow);

            #[automatically_derived]
            impl<'workflow, #(#params),*> ::core::fmt::Debug for #name<'workflow, #(#params),*> {
                fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    formatter.write_str(::core::stringify!(#name))
                }
            }

            #[automatically_derived]
            #[allow(private_interfaces)]
            impl<'workflow, #bounds> #runtime::Machine for #name<'workflow, #(#params),*> {
                type State = #states;
                type Output = #output;

                #step
            }
        }
    }

    /// `async fn step`: an exhaustive `match` over the machine's states; and the same for those that await nothing.
    pub(super) fn step(&self, machine: usize, workflow: &TokenStream, output: &Type) -> TokenStream {
        let runtime = &self.runtime;
        let states = self.machines.state_enum(machine, self.module);
        let indices = &self.machines.machines[machine].states;
        let arms = indices.iter().map(|index| self.step_arm(*index, &states, workflow, output));
        let at_once = indices.iter().map(|index| self.at_once_arm(*index, &states, workflow, output));
        quote! {
            async fn step<__C: #runtime::Context>(
                &self,
                state: Self::State,
                __cx: &__C,
            ) -> #runtime::Transition<#output, #states> {
                match state { #(#arms),* }
            }

            #[inline]
            fn step_at_once<__C: #runtime::Context>(
                &self,
                state: Self::State,
                __cx: &__C,
            ) -> ::core::result::Result<#runtime::Transition<#output, #states>, Self::State> {
                match state { #(#at_once),* }
            }
        }
    }

    fn step_arm(&self, index: usize, states: &Ident, workflow: &TokenStream, output: &Type) -> TokenStream {
        let runtime = &self.runtime;
        let state = &self.module.states[index];
        let variant = variant(state);
        if !self.machines.reached[index] {
            return quote!(#states::#variant { .. } => #runtime::__private::unread());
        }
        let fields = state.params.iter().map(|param| &param.ident);
        let run = self.run(state, workflow, output);
        quote!(#states::#variant { #(#fields),* } => #run)
    }

    fn at_once_arm(
        &self,
        index: usize,
        states: &Ident,
        workflow: &TokenStream,
        output: &Type,
    ) -> TokenStream {
        let state = &self.module.states[index];
        let variant = variant(state);
        if !is_at_once(state) || !self.machines.reached[index] {
            return quote!(state @ #states::#variant { .. } => ::core::result::Result::Err(state));
        }
        let fields = state.params.iter().map(|param| &param.ident);
        let run = self.run(state, workflow, output);
        quote!(#states::#variant { #(#fields),* } => ::core::result::Result::Ok(#run))
    }

    /// The driver of a state, called.
    fn run(&self, state: &State, workflow: &TokenStream, output: &Type) -> TokenStream {
        let runtime = &self.runtime;
        let driver = driver_name(state);
        let fields = state.params.iter().map(|param| &param.ident);
        let wait = awaits(state).then(|| quote!(.await));
        let run = quote!(#runtime::__private::evaluated(#workflow.#driver(__cx, #(#fields),*)#wait));
        if state.output_of_body() == output {
            return run;
        }
        // Another way to write the same type, or a mistake of which rustc speaks.
        quote!({
            use #runtime::__private::OtherOutput as _;
            #runtime::__private::Ended::<_, #output, _>::new(#run).ended()
        })
    }
}

/// Whether the driver of a state awaits anything.
pub(super) fn awaits(state: &State) -> bool {
    matches!(state.body.as_ref().map(|body| &body.form), Some(Form::Effect(_) | Form::Wait { .. }))
}
