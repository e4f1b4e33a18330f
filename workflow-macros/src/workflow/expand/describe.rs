//! The description: a function a state, which tells the runtime's `definition` module what ASL is to say.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Expr, Pat};

use super::{
    Expander,
    driver::{clone_import, scopes},
    text,
};
use crate::{
    names::{generated, plain},
    policy::{duration, is_constant_duration},
    portable::{self, Scope},
    tokens::option,
    workflow::{
        model::{Body, Decision, Form, Kind, Let, State, Tail, Transition},
        resolve::describe_name,
    },
};

impl Expander<'_> {
    pub(super) fn describe(&self) -> TokenStream {
        let (bounds, workflow) = (self.bounds(), self.workflow_type());
        let states =
            self.module.states.iter().enumerate().map(|(index, state)| self.describe_state(index, state));
        let machines = (0..self.machines.machines.len()).map(|machine| self.describe_machine(machine));
        quote! {
            // Never a second report of what the driver's copy of the same tokens is told.
            #[allow(warnings, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            impl<#bounds> #workflow {
                #(#machines)*
                #(#states)*
            }
        }
    }

    /// The states of a machine, in source order; the start state's input may be given by the state around it.
    fn describe_machine(&self, index: usize) -> TokenStream {
        let runtime = &self.runtime;
        let definition = quote!(#runtime::__private::definition);
        let machine = &self.machines.machines[index];
        let start = &self.module.states[machine.start];
        let start_name = text(&start.name);
        let states = machine.states.iter().map(|state| {
            let describe = describe_name(&self.module.states[*state]);
            let input =
                if *state == machine.start { quote!(__start) } else { quote!(#definition::Input::Own) };
            quote!(Self::#describe(&mut __machine, #input);)
        });
        // The start state is printed first wherever it stands in the source: that is where a reader begins.
        if machine.is_main() {
            let comment = option(super::super::parse::docs(&self.module.attrs).as_deref().map(text));
            let timeout = option(self.module.timeout.as_ref().map(duration));
            return quote! {
                fn describe() -> #runtime::asl::StateMachine {
                    let mut __machine = #definition::Machine::main(#start_name);
                    let __start = #definition::Input::Own;
                    #(#states)*
                    __machine.definition(#comment, #timeout)
                }
            };
        }
        let name = machine_name(start);
        quote! {
            fn #name(__start: #definition::Input) -> #definition::Machine {
                let mut __machine = #definition::Machine::branch(#start_name).entered_at(&__start);
                #(#states)*
                __machine
            }
        }
    }

    fn describe_state(&self, index: usize, state: &State) -> TokenStream {
        let runtime = &self.runtime;
        let definition = quote!(#runtime::__private::definition);
        let name = describe_name(state);
        let (machine, input) = (generated("__machine"), generated("__input"));
        let count = state.params.len();
        let keys = state.params.iter().map(|param| text(&plain(&param.ident)));
        let params = state.params.iter().enumerate().map(|(index, param)| {
            let (ident, ty, key) = (&param.ident, &param.ty, text(&plain(&param.ident)));
            quote!(let #ident: #runtime::__private::expr::Local<#ty> = #input.param(#index, #key, #count);)
        });
        let body = match &state.body {
            Some(body) if self.machines.reached[index] && !self.module.wrong => {
                self.describe_body(state, body)
            }
            _ => TokenStream::new(),
        };
        let clone = clone_import(&body);
        quote! {
            fn #name(#machine: &mut #definition::Machine, #input: #definition::Input) {
                #clone
                #machine.enters(&#input, &[#(#keys),*]);
                #(#params)*
                #body
            }
        }
    }

    fn describe_body(&self, state: &State, body: &Body) -> TokenStream {
        let scopes = scopes(self.scope(state), &body.lets);
        let (lets, computed) = self.twin_lets(&body.lets, &scopes);
        let scope = &scopes[body.lets.len()];
        let machine = generated("__machine");
        let head = {
            let (name, comment) = (text(&state.name), option(state.docs.as_deref().map(text)));
            quote!(#name, #comment)
        };
        let rest = match &body.form {
            Form::Tail(tail) => self.describe_tail(state, tail, &head, scope, &computed),
            Form::Wait { value, until, tail, .. } => {
                let wait = self.describe_wait(value, *until, scope);
                let way = self.tail_way(tail, scope, &[]);
                if computed.is_empty() {
                    quote!(#machine.wait(#head, &#wait, #way);)
                } else {
                    let until = generated("__wait");
                    quote! {
                        let #until = #wait;
                        #machine.wait(#head, &#until, #until.after([#(#computed),*], #way));
                    }
                }
            }
            Form::Choice(decision) => {
                let choice = generated("__choice");
                let rules = self.describe_decision(decision, scope);
                let definition = self.definition_path();
                let computed = (!computed.is_empty()).then(|| quote!(#choice.compute([#(#computed),*]);));
                quote! {
                    let mut #choice = #definition::Choice::new();
                    #computed
                    #rules
                    #machine.choice(#head, #choice);
                }
            }
            Form::Effect(effect) => self.describe_effect(state, effect, &head, scope, &computed),
        };
        quote!(#lets #rest)
    }

    pub(super) fn definition_path(&self) -> TokenStream {
        let runtime = &self.runtime;
        quote!(#runtime::__private::definition)
    }

    /// The twins of `let`s, and the names of their values.
    fn twin_lets(&self, lets: &[Let], scopes: &[Scope]) -> (TokenStream, Vec<Ident>) {
        let mut tokens = TokenStream::new();
        let mut computed = Vec::new();
        for (line, scope) in lets.iter().zip(scopes) {
            // Lines of a body are followed by those of its tail.
            let name = generated(&format!("__computed_{}_{}", scope.locals.len(), computed.len()));
            let value = portable::twin_named(&line.pat, &line.value, scope);
            tokens.extend(quote!(let #name = #value;));
            tokens.extend(portable::twin_let_of(&line.pat, &line.value, &quote!(#name.clone()), scope));
            computed.push(name);
        }
        (tokens, computed)
    }

    fn describe_tail(
        &self,
        state: &State,
        tail: &Tail,
        head: &TokenStream,
        scope: &Scope,
        computed: &[Ident],
    ) -> TokenStream {
        let machine = generated("__machine");
        if let (Kind::Fail, Transition::Fail { value, .. }) = (state.kind, &tail.transition) {
            let scopes = scopes(scope.clone(), &tail.lets);
            let (lets, _) = self.twin_lets(&tail.lets, &scopes);
            let failed = self.failed(value, &scopes[tail.lets.len()]);
            return quote!({ #lets #machine.fail(#head, &#failed); });
        }
        let way = self.tail_way(tail, scope, computed);
        let kind = if state.kind == Kind::Succeed { quote!(succeed) } else { quote!(pass) };
        quote!(#machine.#kind(#head, #way);)
    }

    fn describe_wait(&self, value: &Expr, until: bool, scope: &Scope) -> TokenStream {
        let definition = self.definition_path();
        if until {
            let moment = portable::twin(value, scope);
            return quote!(#definition::Wait::Until(#moment));
        }
        let seconds = self.whole_seconds(value, scope);
        quote!(#definition::Wait::Seconds(#seconds))
    }

    /// A duration as ASL has it.
    fn whole_seconds(&self, value: &Expr, scope: &Scope) -> TokenStream {
        let definition = self.definition_path();
        if is_constant_duration(value) {
            let value = duration(value);
            return quote!(#definition::whole_seconds(#value));
        }
        if portable::locals(value, scope).is_empty() {
            return quote!(#definition::whole_seconds(#value));
        }
        portable::twin_duration(value, scope)
    }

    // --------------------------------------------------------------------------------------------- ways

    /// The way of a tail, after these values were computed.
    pub(super) fn tail_way(&self, tail: &Tail, scope: &Scope, before: &[Ident]) -> TokenStream {
        let scopes = scopes(scope.clone(), &tail.lets);
        let (lets, computed) = self.twin_lets(&tail.lets, &scopes);
        let way = self.way(&tail.transition, &scopes[tail.lets.len()]);
        let computed: Vec<&Ident> = before.iter().chain(&computed).collect();
        let way = if computed.is_empty() { way } else { quote!(#way.after([#(#computed),*])) };
        if tail.lets.is_empty() { way } else { quote!({ #lets #way }) }
    }

    /// A `definition::Way`.
    fn way(&self, transition: &Transition, scope: &Scope) -> TokenStream {
        let definition = self.definition_path();
        let runtime = &self.runtime;
        match transition {
            Transition::State(call) => {
                let Some(target) = call.target else {
                    // rustc says that there is no such state.
                    return quote!(#definition::Way::unknown());
                };
                let target = &self.module.states[target];
                let name = text(&target.name);
                let values = call.call.args.iter().map(|arg| portable::twin(arg, scope));
                let params = target.params.iter().map(|param| text(&plain(&param.ident)));
                quote! {
                    #definition::Way::next(#name, &[#(#params),*], #runtime::__private::vec([#(#values),*]))
                }
            }
            Transition::Succeed { value, via, .. } => {
                let (output, via) = (portable::twin(value, scope), option(via.as_deref().map(text)));
                quote!(#definition::Way::Succeed { output: #output, via: #via })
            }
            Transition::Fail { value, via, .. } => {
                let (failed, via) = (self.failed(value, scope), option(via.as_deref().map(text)));
                quote!(#definition::Way::Fail { failed: #failed, via: #via })
            }
        }
    }

    /// A `definition::Failed`: the error's name by its type, and by its variant when that is written down.
    fn failed(&self, value: &Expr, scope: &Scope) -> TokenStream {
        if portable::constructed(value).is_some() {
            // What is no error is told of: every error is `Data`.
            scope.told(value);
        }
        let (witness, twin) = (portable::witness(value, scope), portable::twin(value, scope));
        let variant = option(portable::constructed(value).as_deref().map(text));
        let definition = self.definition_path();
        quote!({ use #definition::Fallback as _; #witness.failed(#twin, #variant) })
    }

    // ------------------------------------------------------------------------------------------- choice

    fn describe_decision(&self, decision: &Decision, scope: &Scope) -> TokenStream {
        let choice = generated("__choice");
        match decision {
            Decision::Transition(transition) => {
                let way = self.way(transition, scope);
                quote!(#choice.go(#way);)
            }
            Decision::Block { lets, inner, .. } if lets.is_empty() => self.describe_decision(inner, scope),
            Decision::Block { lets, inner, .. } => {
                let scopes = scopes(scope.clone(), lets);
                let (lines, computed) = self.twin_lets(lets, &scopes);
                let inner = self.describe_decision(inner, &scopes[lets.len()]);
                quote!({ #lines #choice.compute([#(#computed),*]); #inner })
            }
            Decision::If { cond, then, otherwise, .. } => {
                let cond = portable::twin(cond, scope);
                let then = self.describe_decision(then, scope);
                let otherwise = otherwise.as_ref().map(|otherwise| self.describe_decision(otherwise, scope));
                quote!(#choice.enter(#cond); #then #choice.leave(); #otherwise)
            }
            Decision::Match { scrutinee, arms, .. } => {
                let value = generated("__scrutinee");
                let binding: Pat = syn::parse_quote!(#value);
                let scrutinee_twin = portable::twin_scrutinee(scrutinee, scope);
                let local = portable::twin_let_of(&binding, scrutinee, &scrutinee_twin, scope);
                let asked = portable::readable_scrutinee(scrutinee, arms.iter().map(|(pat, _)| pat), scope);
                let inner = scope.with([&value], false);
                let last = arms.len().saturating_sub(1);
                let arms = arms.iter().enumerate().map(|(index, (pat, arm))| {
                    let described = portable::twin_case(pat, &value, scrutinee, &inner);
                    let names: Vec<Ident> = described.bindings.iter().map(|(name, _)| name.clone()).collect();
                    let lets = described.lets();
                    let condition = described.condition;
                    let arm = self.describe_decision(arm, &inner.with(names.iter(), false));
                    // A `match` is exhaustive: what no arm before it takes is the last one's.
                    if index == last && !matches!(pat, Pat::Guard(_)) {
                        return quote!({ #lets #arm });
                    }
                    quote!({ #choice.enter(#condition); #lets #arm #choice.leave(); })
                });
                quote!({ #asked #local #choice.compute([#value.expr()]); #(#arms)* })
            }
        }
    }
}

/// The function that describes a branch's machine.
pub(super) fn machine_name(start: &State) -> Ident {
    crate::names::prefixed("machine", &start.ident)
}
