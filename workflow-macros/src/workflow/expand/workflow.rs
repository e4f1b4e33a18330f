//! The `Workflow` struct, its input, and its face to the runtime.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Type, spanned::Spanned as _};

use super::{Expander, checkpoint::Record, doc, known_tasks, state_enum::variant, text, type_param};
use crate::{
    names::{pascal, plain},
    policy::duration,
    workflow::model::State,
};

/// From so many states on a payload is carried, and not only handed over.
const CARRIED: usize = 5;

/// A type as people write it: the blanks of its tokens are not theirs.
fn written(ty: &Type) -> String {
    let tokens = ty.to_token_stream().to_string();
    tokens.replace(" :: ", "::").replace(" < ", "<").replace(" >", ">").replace(" ,", ",").replace("& ", "&")
}

impl Expander<'_> {
    fn start(&self) -> Option<&State> {
        self.machines.machines.first().map(|machine| &self.module.states[machine.start])
    }

    /// `Input`: what the workflow is given, where its start state has several parameters or none.
    pub(super) fn input_struct(&self) -> TokenStream {
        let Some(start) = self.start().filter(|start| start.params.len() != 1) else {
            return TokenStream::new();
        };
        let runtime = &self.runtime;
        let vis = &self.vis;
        let serde = text(&quote!(#runtime::__private::serde).to_string().replace(' ', ""));
        let docs = doc(&format!("The input of the workflow `{}`.", self.module.ident));
        let fields = start.params.iter().map(|param| {
            let docs = format!("The parameter `{}` of the start state.", plain(&param.ident));
            self.stored_field(param, &docs, Some(vis))
        });
        let name = syn::Ident::new("Input", proc_macro2::Span::call_site());
        let record = Record { path: quote!(Self), name: name.clone(), params: &start.params };
        let clone_and_debug = self.clone_and_debug(&name, &[record]);
        // So that another workflow, which this one is nested in, can make one.
        let pairs = start.params.iter().map(|param| (&param.ident, &param.ty));
        let data = pairs.map(|(name, ty)| quote!(#name: #ty));
        let data = crate::derive::data::expand(quote!(struct #name { #(#data),* }));
        quote! {
            #[doc = #docs]
            #[derive(#runtime::__private::serde::Serialize, #runtime::__private::serde::Deserialize)]
            #[serde(crate = #serde)]
            #[allow(private_interfaces)]
            #vis struct #name {
                #(#fields),*
            }

            #clone_and_debug

            #data
        }
    }

    fn input_type(&self) -> TokenStream {
        match self.start().map(|start| start.params.as_slice()) {
            Some([only]) => only.ty.to_token_stream(),
            _ => quote!(Input),
        }
    }

    pub(super) fn workflow_struct(&self) -> TokenStream {
        let (runtime, vis) = (&self.runtime, &self.vis);
        let docs = doc(&format!("The workflow `{}`, with what does its tasks.", self.module.ident));
        let tasks = self.module.tasks.iter().map(|handle| {
            let param = type_param(handle);
            quote!(#param = #runtime::Stub)
        });
        let nested = self.module.workflows.iter().map(|handle| {
            let (param, path) = (type_param(handle), &handle.path);
            // Where workflows are nested in each other, rustc's word on it stands here.
            quote_spanned!(path.span()=> #param = #path::Workflow)
        });
        let params: Vec<TokenStream> = tasks.chain(nested).collect();
        if params.is_empty() {
            return quote! {
                #[doc = #docs]
                #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::default::Default)]
                #vis struct Workflow;
            };
        }
        let fields = self.handles().map(|handle| {
            let (ident, param) = (&handle.ident, type_param(handle));
            let docs = doc(&format!(
                "Does the tasks of `{}`.",
                handle.path.to_token_stream().to_string().replace(' ', "")
            ));
            quote!(#[doc = #docs] #vis #ident: #param)
        });
        quote! {
            #[doc = #docs]
            #[derive(::core::clone::Clone, ::core::fmt::Debug)]
            #vis struct Workflow<#(#params),*> {
                #(#fields),*
            }
        }
    }

    /// `impl ::workflow_runtime::Workflow for Workflow`.
    pub(super) fn implementation(&self) -> TokenStream {
        let Some(start) = self.start() else { return TokenStream::new() };
        let runtime = &self.runtime;
        let (bounds, workflow) = (self.bounds(), self.workflow_type());
        let name = text(&pascal(&self.module.ident));
        let timeout = self.module.timeout.as_ref().map(duration).map(|timeout| {
            quote!(const TIMEOUT: ::core::option::Option<::core::time::Duration> = ::core::option::Option::Some(#timeout);)
        });
        let (input, output) = (self.input_type(), start.output_for_callers());
        // Where the types are written, of which rustc says it if they are private.
        let input_is = match start.params.as_slice() {
            [only] => quote_spanned!(only.ty.span()=> type Input = #input;),
            _ => quote!(type Input = #input;),
        };
        let output_is = quote_spanned!(output.span()=> type Output = #output;);
        let states = self.machines.state_enum(0, self.module);
        let start_variant = variant(start);
        let begin = match start.params.as_slice() {
            [only] => {
                let field = &only.ident;
                quote!(#states::#start_variant { #field: input })
            }
            params => {
                let fields: Vec<_> = params.iter().map(|param| &param.ident).collect();
                quote!(#states::#start_variant { #(#fields: input.#fields),* })
            }
        };
        let unused = start.params.is_empty().then(|| quote!(let Input {} = input;));
        let step = self.step(0, &quote!(self), output);
        let (memories, payloads) = (self.memories(), self.payloads());
        quote! {
            #[automatically_derived]
            #[allow(private_interfaces)]
            impl<#bounds> #runtime::Workflow for #workflow {
                const NAME: &'static str = #name;
                #timeout

                #input_is
                #output_is
                type State = #states;

                fn definition() -> #runtime::asl::StateMachine {
                    Self::describe()
                }

                #memories

                #payloads

                fn start(input: Self::Input) -> Self::State {
                    #unused
                    #begin
                }

                #step
            }
        }
    }

    /// `memories`: what the task traits say of their functions; nothing if there are no traits.
    fn memories(&self) -> Option<TokenStream> {
        let runtime = &self.runtime;
        let traits = self.module.tasks.iter().map(|handle| known_tasks(&type_param(handle), &handle.path));
        (!self.module.tasks.is_empty()).then(|| {
            quote! {
                fn memories() -> #runtime::__private::Memories {
                    #runtime::__private::memories(&[#(#traits),*])
                }
            }
        })
    }

    /// `payloads`: the types that are carried, with the states that carry them; nothing if there are none.
    fn payloads(&self) -> Option<TokenStream> {
        let mut carried: Vec<(&Type, Vec<String>)> = Vec::new();
        for state in &self.module.states {
            for param in &state.params {
                match carried.iter_mut().find(|(ty, _)| **ty == param.ty) {
                    Some((_, states)) if states.last() == Some(&state.name) => {}
                    Some((_, states)) => states.push(state.name.clone()),
                    None => carried.push((&param.ty, vec![state.name.clone()])),
                }
            }
        }
        carried.retain(|(_, states)| states.len() >= CARRIED);
        if carried.is_empty() {
            return None;
        }
        let runtime = &self.runtime;
        let payloads = carried.iter().map(|(ty, states)| {
            let (written, states) = (text(&written(ty)), states.iter().map(|state| text(state)));
            quote! {
                #runtime::__private::definition::Payload {
                    ty: #written,
                    states: &[#(#states),*],
                    shape: #runtime::__private::Probe::<#ty>::new().shape(),
                }
            }
        });
        Some(quote! {
            fn payloads() -> #runtime::__private::definition::Payloads {
                #[allow(unused_imports)]
                use #runtime::__private::ProbeFallback as _;
                #runtime::__private::vec([#(#payloads),*])
            }
        })
    }

    pub(super) fn definition(&self) -> TokenStream {
        if self.machines.machines.is_empty() {
            return TokenStream::new();
        }
        let (runtime, vis) = (&self.runtime, &self.vis);
        let docs = doc(&format!(
            "The definition of the workflow `{}` in Amazon States Language: the same bytes every time.",
            self.module.ident
        ));
        quote! {
            #[doc = #docs]
            #[must_use]
            #[allow(dead_code)]
            #vis fn definition() -> #runtime::asl::StateMachine {
                #[allow(unused_imports)]
                use #runtime::__private::NoDefinition as _;
                #runtime::__private::Definition::<Workflow>::of_stubs()
            }
        }
    }
}
