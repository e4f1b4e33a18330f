//! The description of effects: calls, branches, maps, and the arms on their results.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Expr, Pat};

use super::{Expander, calls::locals_in, describe::machine_name, known_tasks, text, type_param};
use crate::{
    names::{generated, pascal, plain},
    policy::{Failures, constant},
    portable::{self, Scope},
    tokens::option,
    workflow::{
        error_arms::{Caught, caught_again, twin_caught},
        model::{Arm, Arms, Branch, Call, Effect, State, Tail, TaskCall, is_task_token},
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
    pub(super) fn describe_effect(
        &self,
        state: &State,
        effect: &Effect,
        head: &TokenStream,
        scope: &Scope,
        computed: &[Ident],
    ) -> TokenStream {
        let runtime = &self.runtime;
        let definition = self.definition_path();
        let before = quote!([#(#computed.clone()),*]);
        let after = (!computed.is_empty()).then(|| quote!(.after(&#before)));
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
                    let #call = #described #after;
                    let #result = #definition::success(&#witness, #call.result());
                    #machine.task(#head, &#call, #policy, #way, &#arms);
                }
            }
            Call::Nested(task) => {
                let input = task.args().first().map(|input| {
                    let (twin, shape) = (portable::twin(input, scope), portable::shape(input, scope));
                    quote!(#twin, #shape)
                });
                let arn = text(&format!("{}Arn", pascal(&self.module.workflows[task.handle].ident)));
                quote! {
                    #prelude
                    let #call = #definition::Call::nested(#arn, #input) #after;
                    let #result = #definition::success(&#witness, #call.result());
                    #machine.task(#head, &#call, #policy, #way, &#arms);
                }
            }
            Call::Parallel { branches, .. } => {
                let branches = branches.iter().map(|branch| self.described_branch(branch, scope));
                quote! {
                    #prelude
                    let #result = #definition::success(&#witness, #runtime::__private::expr::Expr::result());
                    let __forked = #definition::Forked {
                        computed: #runtime::__private::vec(#before),
                        branches: #runtime::__private::vec([#(#branches),*]),
                    };
                    #machine.parallel(#head, __forked, &#policy, #way, &#arms);
                }
            }
            Call::Map { items, closure, branch, .. } => {
                let items_twin = portable::twin(items, scope);
                let bindings = self.map_locals(items, closure, scope);
                let inner = self.map_scope(closure, scope);
                let given = option(self.given_shape(branch, &inner));
                let branch = self.described_branch(branch, &inner);
                let limit =
                    option(state.max_concurrency.as_ref().map(|limit| constant(limit, &quote!(usize))));
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
                            computed: #runtime::__private::vec(#before),
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
        let items = self.items(items, &portable::witnessed(items, scope, portable::Want::Cloned));
        let item = generated("__item");
        let local = quote! {
            let #item = #runtime::__private::expr::Local::bind(
                || { #shadows #definition::item_of(#items) },
                #runtime::__private::expr::Expr::context(["Map", "Item", "Value"]),
            );
        };
        let inner = scope.with([&item], false);
        let bind = |pat: &Pat| -> TokenStream {
            let portable::TwinPattern { bindings, asked, .. } = portable::twin_pattern(pat, &item, &inner);
            let lets = bindings.into_iter().map(|(name, local)| quote!(let #name = #local;));
            quote!(#asked #(#lets)*)
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
        let tasks = known_tasks(&param, path);
        let of_trait = quote!((#tasks.describe)(#task));
        let callback = call.is_callback();
        let arguments = call.args().into_iter().map(|arg| {
            if is_task_token(arg) { quote!(#definition::task_token()) } else { portable::twin(arg, scope) }
        });
        let given = option(match call.args().as_slice() {
            [token] if is_task_token(token) => Some(quote!(#runtime::data::Shape::Text)),
            [argument] => Some(portable::shape(argument, scope)),
            _ => None,
        });
        quote! {
            #definition::Call::task(#of_trait, #runtime::__private::vec([#(#arguments),*]), #given, #callback)
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
        let way = self.tail_way(tail, &scope.with(names.iter(), false), &[]);
        let asked = &described.asked;
        quote!({ #asked #(#lets)* #way })
    }

    /// A `definition::Arm`.
    fn catcher(&self, arm: &Arm, failing: Failing, scope: &Scope) -> Option<TokenStream> {
        let runtime = &self.runtime;
        let definition = self.definition_path();
        let selectors = caught_again(&arm.inner)?;
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
        let way = self.tail_way(&arm.tail, &scope.with(bound.iter(), false), &[]);
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
                quote!(let #name = { use #definition::Fallback as _; #witness.task_failure() };)
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
        let mut scope = Scope::new(self.runtime.clone(), None);
        scope.bind(&payload);
        let described = portable::twin_pattern(inner, &payload, &scope);
        let lets = described.bindings.iter().map(|(name, local)| quote!(let #name = #local;));
        quote!(#local #(#lets)*)
    }
}
