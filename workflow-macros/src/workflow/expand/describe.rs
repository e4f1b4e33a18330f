//! The description: a function a state, which tells the runtime's `definition` module what ASL is to say.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, Pat, spanned::Spanned};

use super::{
    Expander,
    calls::locals_in,
    driver::{clone_import, scopes},
    text, type_param,
};
use crate::{
    errors::Errors,
    names::{generated, pascal, plain},
    policy::Failures,
    portable::{self, Scope},
    workflow::{
        error_arms::{Caught, caught, twin_caught},
        model::{
            Arm, Arms, Body, Branch, Call, Decision, Effect, Form, Kind, Let, State, Tail, TaskCall,
            Transition, is_task_token,
        },
        resolve::describe_name,
    },
};

/// Whose failure an arm is about: that decides where the payload of an error stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Failing {
    Task,
    Callback,
    Branches,
}

impl Expander<'_> {
    pub(super) fn describe(&self) -> TokenStream {
        let (bounds, workflow) = (self.bounds(), self.workflow_type());
        let states =
            self.module.states.iter().enumerate().map(|(index, state)| self.describe_state(index, state));
        let machines = (0..self.machines.machines.len()).map(|machine| self.describe_machine(machine));
        quote! {
            // Never a second report of what the driver's copy of the same tokens is told.
            #[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
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
            let comment = option(super::super::parse::docs(&self.module.attrs).as_deref());
            let timeout = option_tokens(self.module.timeout.as_ref().map(|timeout| quote!(#timeout)));
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
        let lets = self.twin_lets(&body.lets, &scopes);
        let scope = &scopes[body.lets.len()];
        let machine = generated("__machine");
        let head = {
            let (name, comment) = (text(&state.name), option(state.docs.as_deref()));
            quote!(#name, #comment)
        };
        let rest = match &body.form {
            Form::Tail(tail) => self.describe_tail(state, tail, &head, scope),
            Form::Wait { value, until, tail, .. } => {
                let wait = self.describe_wait(value, *until, scope);
                let way = self.tail_way(tail, scope);
                quote!(#machine.wait(#head, &#wait, #way);)
            }
            Form::Choice(decision) => {
                let choice = generated("__choice");
                let rules = self.describe_decision(decision, scope);
                let definition = self.definition_path();
                quote! {
                    let mut #choice = #definition::Choice::new();
                    #rules
                    #machine.choice(#head, #choice);
                }
            }
            Form::Effect(effect) => self.describe_effect(state, effect, &head, scope),
        };
        quote!(#lets #rest)
    }

    fn definition_path(&self) -> TokenStream {
        let runtime = &self.runtime;
        quote!(#runtime::__private::definition)
    }

    fn twin_lets(&self, lets: &[Let], scopes: &[Scope]) -> TokenStream {
        lets.iter()
            .zip(scopes)
            .map(|(line, scope)| portable::twin_let(&line.pat, &line.value, scope))
            .collect()
    }

    fn describe_tail(&self, state: &State, tail: &Tail, head: &TokenStream, scope: &Scope) -> TokenStream {
        let machine = generated("__machine");
        if let (Kind::Fail, Transition::Fail { value, .. }) = (state.kind, &tail.transition) {
            let scopes = scopes(scope.clone(), &tail.lets);
            let lets = self.twin_lets(&tail.lets, &scopes);
            let failed = self.failed(value, &scopes[tail.lets.len()]);
            return quote!({ #lets #machine.fail(#head, &#failed); });
        }
        let way = self.tail_way(tail, scope);
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
        if portable::locals(value, scope).is_empty() {
            return quote!(#definition::whole_seconds(#value));
        }
        portable::twin_duration(value, scope)
    }

    // --------------------------------------------------------------------------------------------- ways

    fn tail_way(&self, tail: &Tail, scope: &Scope) -> TokenStream {
        let scopes = scopes(scope.clone(), &tail.lets);
        let lets = self.twin_lets(&tail.lets, &scopes);
        let way = self.way(&tail.transition, &scopes[tail.lets.len()]);
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
                let (output, via) = (portable::twin(value, scope), option(via.as_deref()));
                quote!(#definition::Way::Succeed { output: #output, via: #via })
            }
            Transition::Fail { value, via, .. } => {
                let (failed, via) = (self.failed(value, scope), option(via.as_deref()));
                quote!(#definition::Way::Fail { failed: #failed, via: #via })
            }
        }
    }

    /// A `definition::Failed`: the error's name by its type, and by its variant when that is written down.
    fn failed(&self, value: &Expr, scope: &Scope) -> TokenStream {
        let (witness, twin) = (portable::witness(value, scope), portable::twin(value, scope));
        let variant = option(portable::constructed(value).as_deref());
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
            Decision::Block { lets, inner } => {
                let scopes = scopes(scope.clone(), lets);
                let lines = self.twin_lets(lets, &scopes);
                let inner = self.describe_decision(inner, &scopes[lets.len()]);
                quote!({ #lines #inner })
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
                let local = portable::twin_let(&binding, scrutinee, scope);
                let inner = scope.with([&value], false);
                let last = arms.len().saturating_sub(1);
                let arms = arms.iter().enumerate().map(|(index, (pat, arm))| {
                    let described = portable::twin_pattern(pat, &value, &inner);
                    let names: Vec<Ident> = described.bindings.iter().map(|(name, _)| name.clone()).collect();
                    let lets = described.bindings.iter().map(|(name, local)| quote!(let #name = #local;));
                    let condition = described.condition;
                    let arm = self.describe_decision(arm, &inner.with(names.iter(), false));
                    // A `match` is exhaustive: what no arm before it takes is the last one's.
                    if index == last && !matches!(pat, Pat::Guard(_)) {
                        return quote!({ #(#lets)* #arm });
                    }
                    quote!({ #choice.enter(#condition); #(#lets)* #arm #choice.leave(); })
                });
                quote!({ #local #(#arms)* })
            }
        }
    }

    // ------------------------------------------------------------------------------------------ effects

    fn describe_effect(
        &self,
        state: &State,
        effect: &Effect,
        head: &TokenStream,
        scope: &Scope,
    ) -> TokenStream {
        let runtime = &self.runtime;
        let definition = self.definition_path();
        let (machine, call, names, witness) =
            (generated("__machine"), generated("__call"), generated("__names"), generated("__witness"));
        let witnessed = self.call_witness(&effect.call, scope);
        let failures = match effect.call {
            Call::Task(_) => Failures::Task,
            Call::Nested(_) | Call::Parallel { .. } | Call::Map { .. } => Failures::Branch,
        };
        let policy = state.policy.twin(runtime, &quote!(#names), failures);
        // Where the driver's copy has it, so that both tell the same of a pattern that does not fit.
        let result = Ident::new("__result", self.call_span(&effect.call));
        let (way, arms) = self.describe_arms(effect, &result, scope);
        let prelude = quote! {
            let #witness = #witnessed;
            let #names = { use #definition::Fallback as _; #witness.error_names() };
        };
        match &effect.call {
            Call::Task(task) => {
                let described = self.described_call(task, scope);
                quote! {
                    #prelude
                    let #call = #described;
                    let #result = #definition::success(&#witness, #call.result());
                    #machine.task(#head, &#call, #policy, #way, &#arms);
                }
            }
            Call::Nested(task) => {
                let input = task.args().first().map(|input| portable::twin(input, scope));
                let arn = text(&format!("{}Arn", pascal(&self.module.workflows[task.handle].ident)));
                quote! {
                    #prelude
                    let #call = #definition::Call::nested(#arn, #input);
                    let #result = #definition::success(&#witness, #call.result());
                    #machine.task(#head, &#call, #policy, #way, &#arms);
                }
            }
            Call::Parallel { branches, .. } => {
                let branches = branches.iter().map(|branch| self.described_branch(branch, scope));
                quote! {
                    #prelude
                    let #result = #definition::success(&#witness, #runtime::__private::expr::Expr::result());
                    #machine.parallel(#head, #runtime::__private::vec([#(#branches),*]), &#policy, #way, &#arms);
                }
            }
            Call::Map { items, closure, branch, .. } => {
                let items_twin = portable::twin(items, scope);
                let bindings = self.map_locals(items, closure, scope);
                let inner = self.map_scope(closure, scope);
                let given = option_tokens(self.given_shape(branch, &inner));
                let branch = self.described_branch(branch, &inner);
                let limit = option_tokens(state.max_concurrency.as_ref().map(|limit| quote!(#limit)));
                quote! {
                    #prelude
                    let #result = #definition::success(&#witness, #runtime::__private::expr::Expr::result());
                    let __mapped = {
                        let __items = #items_twin;
                        #bindings
                        #definition::Mapped {
                            items: __items,
                            branch: #branch,
                            given: #given,
                            max_concurrency: #limit,
                        }
                    };
                    #machine.map(#head, __mapped, &#policy, #way, &#arms);
                }
            }
        }
    }

    /// The closure's parameters: the item and its index, as the context object has them.
    fn map_locals(&self, items: &Expr, closure: &syn::ExprClosure, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let definition = self.definition_path();
        let inputs: Vec<&Pat> = closure.inputs.iter().collect();
        let shadows = portable::shadows(&locals_in([items], scope), scope);
        let items = portable::witnessed(items, scope, portable::Want::Cloned);
        let item = generated("__item");
        let local = quote! {
            let #item = #runtime::__private::expr::Local::bind(
                &#runtime::__private::expr::witness(|| {
                    #shadows
                    #runtime::__private::expr::of(&#definition::item_of(#items))
                }),
                #runtime::__private::expr::Expr::context(["Map", "Item", "Value"]),
            );
        };
        let inner = scope.with([&item], false);
        let bind = |pat: &Pat| -> TokenStream {
            let described = portable::twin_pattern(pat, &item, &inner);
            described.bindings.into_iter().map(|(name, local)| quote!(let #name = #local;)).collect()
        };
        match inputs.as_slice() {
            [Pat::Ident(index), pat] => {
                let (index, bound) = (&index.ident, bind(pat));
                let position = quote!(#runtime::__private::expr::Expr::context(["Map", "Item", "Index"]));
                quote!(#local #bound let #index = #runtime::__private::expr::Local::<usize>::new(#position);)
            }
            [_, pat] | [pat] => {
                let bound = bind(pat);
                quote!(#local #bound)
            }
            _ => TokenStream::new(),
        }
    }

    /// A `definition::Call` of a task.
    fn described_call(&self, call: &TaskCall, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let definition = self.definition_path();
        let handle = &self.module.tasks[call.handle];
        let (param, path, task) = (type_param(handle), &handle.path, text(&plain(&call.call.method)));
        let of_trait = quote_spanned!(path.span()=> <#param as #path>::__task(#task));
        let callback = call.is_callback();
        let arguments = call.args().into_iter().map(|arg| {
            if is_task_token(arg) { quote!(#definition::task_token()) } else { portable::twin(arg, scope) }
        });
        quote! {
            #definition::Call::task(#of_trait, #runtime::__private::vec([#(#arguments),*]), #callback)
        }
    }

    /// The shape of a branch's one argument.
    fn given_shape(&self, branch: &Branch, scope: &Scope) -> Option<TokenStream> {
        let arguments: Vec<Expr> = match branch {
            Branch::Task { call, .. } => call.args().into_iter().cloned().collect(),
            Branch::Machine(call) => call.call.args.iter().cloned().collect(),
        };
        match arguments.as_slice() {
            [argument] if !is_task_token(argument) => Some(portable::shape(argument, scope)),
            _ => None,
        }
    }

    fn described_branch(&self, branch: &Branch, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let definition = self.definition_path();
        let name = text(&self.branch_name(branch));
        match branch {
            Branch::Task { call, .. } => {
                let call = self.described_call(call, scope);
                quote!(#definition::Branch::task(#name, #call))
            }
            Branch::Machine(call) => {
                let known = call.target.and_then(|target| Some((target, self.machines.of[target]?)));
                let Some((target, machine)) = known else { return quote!(#definition::Branch::unknown()) };
                let start = &self.module.states[target];
                let params = start.params.iter().map(|param| text(&plain(&param.ident)));
                let arguments = call.call.args.iter().map(|arg| portable::twin(arg, scope));
                let reenters = self.machines.machines.get(machine).is_some_and(|machine| machine.reenters);
                let describe = machine_name(start);
                quote! {
                    #definition::Branch::machine(
                        #name,
                        &[#(#params),*],
                        #runtime::__private::vec([#(#arguments),*]),
                        #reenters,
                        Self::#describe,
                    )
                }
            }
        }
    }

    // --------------------------------------------------------------------------------------------- arms

    /// The way on and the Catchers.
    fn describe_arms(&self, effect: &Effect, result: &Ident, scope: &Scope) -> (TokenStream, TokenStream) {
        let runtime = &self.runtime;
        match &effect.arms {
            Arms::Try { pat, tail } => {
                (self.ok_way(result, pat, tail, scope), quote!(#runtime::__private::vec([])))
            }
            Arms::Match(arms, _) => {
                let definition = self.definition_path();
                let way = match arms.iter().find(|arm| arm.ok) {
                    Some(arm) => self.ok_way(result, &arm.inner, &arm.tail, scope),
                    None => quote!(#definition::Way::unknown()),
                };
                let failing = match &effect.call {
                    Call::Task(task) if task.is_callback() => Failing::Callback,
                    Call::Task(_) => Failing::Task,
                    Call::Nested(_) | Call::Parallel { .. } | Call::Map { .. } => Failing::Branches,
                };
                let catchers = arms
                    .iter()
                    .filter(|arm| !arm.ok && !arm.elided)
                    .filter_map(|arm| self.catcher(arm, failing, scope));
                (way, quote!(#runtime::__private::vec([#(#catchers),*])))
            }
        }
    }

    /// The way on, with what the pattern binds of the result.
    fn ok_way(&self, result: &Ident, pat: &Pat, tail: &Tail, scope: &Scope) -> TokenStream {
        let inner = scope.with([result], false);
        let described = portable::twin_pattern(pat, result, &inner);
        let names: Vec<Ident> = described.bindings.iter().map(|(name, _)| name.clone()).collect();
        let lets = described.bindings.iter().map(|(name, local)| quote!(let #name = #local;));
        let way = self.tail_way(tail, &scope.with(names.iter(), false));
        quote!({ #(#lets)* #way })
    }

    /// A `definition::Arm`.
    fn catcher(&self, arm: &Arm, failing: Failing, scope: &Scope) -> Option<TokenStream> {
        let runtime = &self.runtime;
        let definition = self.definition_path();
        let mut silent = Errors::new();
        let selectors = caught(&arm.inner, &mut silent);
        drop(silent.into_compile_errors());
        let selectors = selectors?;
        // An arm on the failure of branches names a task's errors by its pattern alone: the type is its witness.
        let names = if failing != Failing::Branches {
            let names = generated("__names");
            quote!(#names)
        } else {
            self.names_of_pattern(&arm.inner, &selectors)
        };
        let on = twin_caught(&selectors, runtime, &names);
        let bindings = self.failure_bindings(&arm.inner, failing);
        let bound = portable::bound_names(&arm.inner);
        let way = self.tail_way(&arm.tail, &scope.with(bound.iter(), false));
        Some(quote!({ #bindings #definition::Arm { on: #runtime::__private::vec(#on), way: #way } }))
    }

    fn names_of_pattern(&self, pat: &Pat, selectors: &[Caught]) -> TokenStream {
        let definition = self.definition_path();
        if super::super::error_arms::names_own(selectors) {
            quote!({
                use #definition::Fallback as _;
                #definition::failure_of(|__failure| { let ::core::option::Option::Some(#pat) = __failure.typed() else { return }; }).error_names()
            })
        } else {
            quote!(#definition::Names::none())
        }
    }

    /// What an error arm binds: the failure itself, its name, or what is in the task's own error.
    fn failure_bindings(&self, pat: &Pat, failing: Failing) -> TokenStream {
        let runtime = &self.runtime;
        let definition = self.definition_path();
        let expr = quote!(#runtime::__private::expr);
        match pat {
            Pat::Paren(paren) => self.failure_bindings(&paren.pat, failing),
            // One of them is what was caught; a name bound in each is found in each at the same place or not at all.
            Pat::Or(or) => {
                or.cases.first().map(|first| self.failure_bindings(first, failing)).unwrap_or_default()
            }
            Pat::Ident(ident) if !super::super::error_arms::is_variant_name(&plain(&ident.ident)) => {
                let name = &ident.ident;
                if failing == Failing::Branches {
                    return quote!(let #name = #definition::branch_failure(););
                }
                let witness = generated("__witness");
                quote!(let #name = #definition::task_failure(&#witness);)
            }
            Pat::TupleStruct(variant) if variant.elems.len() == 1 => {
                let last =
                    variant.path.segments.last().map(|segment| plain(&segment.ident)).unwrap_or_default();
                let inner = &variant.elems[0];
                match (last.as_str(), inner) {
                    ("Crashed", Pat::Ident(name)) => {
                        let name = &name.ident;
                        let text = quote!(#runtime::__private::String);
                        quote!(let #name = #expr::Local::<#text>::new(#expr::Expr::error_name());)
                    }
                    ("Failed", inner) => self.payload_bindings(pat, inner, failing),
                    _ => TokenStream::new(),
                }
            }
            _ => TokenStream::new(),
        }
    }

    /// What a pattern binds inside `Failed(..)`.
    fn payload_bindings(&self, pat: &Pat, inner: &Pat, failing: Failing) -> TokenStream {
        let definition = self.definition_path();
        let bound = portable::bound_names(inner);
        if bound.is_empty() {
            return TokenStream::new();
        }
        let payload = generated("__payload");
        let witness = generated("__witness");
        let local = match failing {
            Failing::Task => quote!(let #payload = #definition::payload(&#witness);),
            Failing::Callback => quote!(let #payload = #definition::any_payload(&#witness);),
            Failing::Branches => quote!(let #payload = #definition::any_payload(
                &#definition::failure_of(|__failure| { let ::core::option::Option::Some(#pat) = __failure.typed() else { return }; }),
            );),
        };
        let mut scope = Scope::new(self.runtime.clone(), TokenStream::new());
        scope.bind(&payload);
        let described = portable::twin_pattern(inner, &payload, &scope);
        let lets = described.bindings.iter().map(|(name, local)| quote!(let #name = #local;));
        quote!(#local #(#lets)*)
    }
}

/// The function that describes a branch's machine.
fn machine_name(start: &State) -> Ident {
    crate::names::prefixed("machine", &start.ident)
}

fn option(value: Option<&str>) -> TokenStream {
    option_tokens(value.map(|value| {
        let value = text(value);
        quote!(#value)
    }))
}

fn option_tokens(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
