//! The driver's effects: the one call that a state awaits, its branches, and what is done with its result.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Pat, spanned::Spanned};

use super::{
    Expander,
    attempts::Asks,
    calls::{Reader, locals_in, locals_of},
    checkpoint::at,
    known_tasks, text,
};
use crate::{
    names::generated,
    policy::{ErrorsOf, Failures, constant},
    portable::{self, Live, Scope, Want, bound_names},
    tokens::option,
    workflow::{
        error_arms::{Caught, caught_again, names_own},
        model::{Arm, Arms, Branch, Call, Effect, State, Tail, TaskCall},
    },
};

impl Expander<'_> {
    pub(super) fn effect(
        &self,
        index: usize,
        state: &State,
        effect: &Effect,
        scope: &Scope,
    ) -> (TokenStream, Live) {
        // The binding of the result takes the span of the user's call, so that rustc's labels land there.
        let result = Ident::new("__result", self.call_span(&effect.call));
        if !self.has_machines(&effect.call) {
            return (self.unknown_branches(&effect.call, scope), Live::new());
        }
        let call = self.call(state, effect, scope);
        let handles = self.bind_handles(&effect.call);
        let (rest, mut live) = match &effect.arms {
            Arms::Try { pat, tail } => self.tried(index, state, effect, &result, (pat, tail), scope),
            Arms::Match(arms, braces) if matches!(effect.call, Call::Task(_)) => {
                self.task_arms(&result, arms, *braces, scope)
            }
            Arms::Match(arms, braces) => self.branch_arms(&result, arms, *braces, scope),
        };
        // The names in the call are borrowed or cloned, never moved: they only have to live until here.
        locals_of(&effect.call, scope).iter().for_each(|name| live.insert(name));
        let runtime = &self.runtime;
        let quiet = (!handles.is_empty()).then(|| {
            quote! {
                #[allow(unused_imports)]
                use #runtime::__private::{OtherAttempts as _, OtherCaught as _, OtherReturned as _, RefusedError as _};
            }
        });
        (quote!({ #quiet #handles let #result = #call; #rest }), live)
    }

    /// `let pat = call?;`: what fails ends the machine.
    fn tried(
        &self,
        index: usize,
        state: &State,
        effect: &Effect,
        result: &Ident,
        (pat, tail): (&Pat, &Tail),
        scope: &Scope,
    ) -> (TokenStream, Live) {
        let runtime = &self.runtime;
        let names = bound_names(pat);
        let (tail, mut live) = self.tail(tail, &scope.with(names.iter(), false));
        names.iter().for_each(|name| live.remove(name));
        let transition = self.transition_type(index, state, state.output_of_body());
        // Of what a task fails with its trait has told, if it is no error.
        let known = match &effect.call {
            Call::Task(_) => quote!(#runtime::__private::Caught(__failure).known()),
            _ => quote!(__failure),
        };
        // At the call, where rustc's "this expression has type" is to point.
        let value = quote_spanned! {result.span()=>
            match #result {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__failure) => {
                    let __failed: #transition = #runtime::fail(#known);
                    return ::core::result::Result::Ok(__failed);
                }
            }
        };
        (quote!({ let #pat = #value; #tail }), live)
    }

    /// The arms verbatim: a task's failure is an enum.
    fn task_arms(&self, result: &Ident, arms: &[Arm], braces: Span, scope: &Scope) -> (TokenStream, Live) {
        let mut live = Live::new();
        let arms: Vec<TokenStream> = arms
            .iter()
            .map(|arm| {
                let tail = self.arm(arm, scope, &mut live);
                if arm.ok {
                    return ok_arm(arm, result, &tail);
                }
                let known = self.known_failure(arm, scope);
                plain_arm(arm, &quote!(#known #tail))
            })
            .collect();
        let arms = block_at(braces, quote!(#(#arms)*));
        (quote!(match #result #arms), live)
    }

    fn arm(&self, arm: &Arm, scope: &Scope, live: &mut Live) -> TokenStream {
        let names = bound_names(&arm.inner);
        let (tail, mut own) = self.tail(&arm.tail, &scope.with(names.iter(), false));
        names.iter().for_each(|name| own.remove(name));
        live.union(&own);
        tail
    }

    /// The failure of branches is opaque: each arm asks whether it is the error it names.
    fn branch_arms(&self, result: &Ident, arms: &[Arm], braces: Span, scope: &Scope) -> (TokenStream, Live) {
        let runtime = &self.runtime;
        let mut live = Live::new();
        let oks = arms.iter().filter(|arm| arm.ok).map(|arm| {
            let tail = self.arm(arm, scope, &mut live);
            ok_arm(arm, result, &tail)
        });
        let oks: Vec<TokenStream> = oks.collect();
        let mut tests = TokenStream::new();
        let failure = generated("__failure");
        for arm in arms.iter().filter(|arm| !arm.ok) {
            let tail = self.arm(arm, scope, &mut live);
            let pat = &arm.inner;
            if super::super::error_arms::is_catch_all(pat) {
                tests.extend(quote!({ let #pat = #failure; #tail }));
                break;
            }
            let own = caught_again(pat).is_some_and(|caught| names_own(&caught));
            let kind = (!own).then(|| quote!(::<#runtime::__private::NoError>));
            tests.extend(quote!(if let #pat = #failure.caught #kind () { #tail } else));
        }
        let arms = block_at(braces, quote!(#(#oks)* ::core::result::Result::Err(#failure) => { #tests }));
        (quote!(match #result #arms), live)
    }

    /// The awaited effect.
    fn call(&self, state: &State, effect: &Effect, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let cx = generated("__cx");
        let evaluated = quote!(::core::result::Result::<_, #runtime::EvaluationError>::Ok);
        match &effect.call {
            Call::Task(call) => {
                let returned = self.returned(call, scope, Named::of(state, effect));
                let asks = self.asks(effect, 0);
                let span = call.call.method.span();
                // On the user's call, of which rustc says it where what is called is no task.
                let run = |errors: ErrorsOf<'_>, effect: &str| {
                    let policy = self.task_policy(&state.policy.native(runtime, errors), call);
                    let token = call.is_callback().then(|| generated("__token"));
                    let each = quote!(|#token| async { #evaluated(#returned) });
                    let run = self.attempts(call, asks, (&policy, &each), (effect, quote!(#cx)));
                    awaited(span, &run)
                };
                if call.is_callback() {
                    return run(ErrorsOf::Unsaid, "callback");
                }
                if !state.policy.names_errors() {
                    return run(ErrorsOf::Unsaid, "task");
                }
                // The call says which error it is, before the policy names one.
                let errors = generated("__errors");
                let task = run(ErrorsOf::Call(&errors), "task");
                quote! {{
                    let #errors = #runtime::__private::errors_of(|| async { #evaluated(#returned) });
                    #task
                }}
            }
            Call::Nested(call) => {
                let receiver = &call.call.receiver;
                let input = call
                    .args()
                    .first()
                    .map(|input| portable::native(input, scope, &mut Live::everything(), Want::Cloned));
                let (retriers, timeout) = (self.branch_policy(state), option(state.policy.timeout.as_ref()));
                quote!(#cx.nested(#timeout, &#retriers, #receiver, || #evaluated(#input)).await)
            }
            Call::Parallel { branches, .. } => {
                let retriers = self.branch_policy(state);
                let branches = branches
                    .iter()
                    .enumerate()
                    .map(|(branch, of)| self.branch(of, self.asks(effect, branch), scope));
                // All of it on the user's call, of which rustc says it where a branch is none.
                let span = self.call_span(&effect.call);
                let branches = block_in(Delimiter::Parenthesis, span, quote!(#(#branches,)*));
                let evaluated = at(span, evaluated);
                quote_spanned!(span=> #cx.parallel(&#retriers, || #evaluated(#branches)).await)
            }
            Call::Map { items, closure, branch, .. } => {
                let retriers = self.branch_policy(state);
                let limit =
                    option(state.max_concurrency.as_ref().map(|limit| constant(limit, &quote!(usize))));
                let list_span = items.span();
                let owned = portable::native(items, scope, &mut Live::everything(), Want::Cloned);
                let list = self.items(items, &owned);
                let items = Ident::new("__items", Span::mixed_site().located_at(list_span));
                let inner = self.map_scope(closure, scope);
                let branch = self.map_branch(branch, &inner);
                let inputs: Vec<&Pat> = closure.inputs.iter().collect();
                let parameters = match inputs.as_slice() {
                    [index, item] => quote!(#index, #item),
                    inputs => quote!(_, #(#inputs),*),
                };
                let each = quote_spanned!(list_span=> |#parameters| #evaluated(#branch));
                let map = called_at(
                    // On the items, of which rustc says it where they cannot be gone over.
                    list_span,
                    &quote!(#runtime::__private::map),
                    quote!(#cx, #limit, &#retriers, #items, #each),
                );
                let map = awaited(list_span, &map);
                quote_spanned!(list_span=> {
                    let #items = #list;
                    #map
                })
            }
        }
    }

    /// What a task returns: a `Result`, or what rustc has refused in its trait. If nothing in the state names an error of the
    /// task's own, one that is none is refused there alone.
    fn returned(&self, call: &TaskCall, scope: &Scope, named: Named) -> TokenStream {
        let (runtime, tokens) = (&self.runtime, self.task_tokens(call, scope, Reader::Driver));
        let result = match (named, result_of(call)) {
            (Named::Nothing, _) if !call.is_callback() => generated("settled"),
            (Named::Nothing | Named::Own, result) => result,
            (Named::Error, result) => format_ident!("typed_{result}", span = result.span()),
        };
        quote!(#runtime::__private::Returned(#tokens.await).#result())
    }

    /// What the state says of the task, and what its trait says where the state is silent.
    fn task_policy(&self, policy: &TokenStream, call: &crate::workflow::model::TaskCall) -> TokenStream {
        let runtime = &self.runtime;
        let handle = &self.module.tasks[call.handle];
        let (param, path) = (super::type_param(handle), &handle.path);
        let task = text(&crate::names::plain(&call.call.method));
        let tasks = known_tasks(&param, path);
        let of_trait = quote!((#tasks.policy)(#task));
        // All of it on the user's call, of which rustc says it where the call is none of a task.
        let span = call.call.method.span();
        called_at(span, &quote!(#runtime::__private::policy), quote!(#policy, #of_trait))
    }

    fn branch_policy(&self, state: &State) -> TokenStream {
        state.policy.native_retriers(&self.runtime, Failures::Branch, ErrorsOf::Unsaid)
    }

    fn branch(&self, branch: &Branch, asks: Asks<'_>, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let name = text(&self.branch_name(branch));
        match branch {
            Branch::Task { call, .. } => {
                let policy = self.task_policy(&quote!(#runtime::TaskPolicy::NONE), call);
                let returned = self.returned(call, scope, Named::Nothing);
                let (branch, token) = branch_kind(call);
                let each = quote! {
                    |#token| async { ::core::result::Result::<_, #runtime::EvaluationError>::Ok(#returned) }
                };
                self.attempts(call, asks, (&policy, &each), (branch, quote!(#name)))
            }
            Branch::Machine(call) => self.machine_branch(call, scope),
        }
    }

    /// Whether every branch starts a machine; where one does not, that has been reported.
    fn has_machines(&self, call: &Call) -> bool {
        let known = |branch: &Branch| match branch {
            Branch::Task { .. } => true,
            Branch::Machine(call) => self.machine_of(call).is_some(),
        };
        match call {
            Call::Parallel { branches, .. } => branches.iter().all(known),
            Call::Map { branch, .. } => known(branch),
            Call::Task(_) | Call::Nested(_) => true,
        }
    }

    /// The machine that a call starts.
    fn machine_of(&self, call: &crate::workflow::model::StateCall) -> Option<usize> {
        let target = call.target?;
        let machine = self.machines.of[target]?;
        self.machines.machines.get(machine).is_some_and(|machine| machine.start == target).then_some(machine)
    }

    /// The calls that start branches, for rustc to report; there is nothing to run.
    fn unknown_branches(&self, effect: &Call, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let branches: &[Branch] = match effect {
            Call::Parallel { branches, .. } => branches,
            Call::Map { branch, .. } => std::slice::from_ref(branch),
            Call::Task(_) | Call::Nested(_) => &[],
        };
        let starts = branches.iter().filter_map(|branch| match branch {
            Branch::Machine(call) => {
                let start = self.start_tokens(call, scope, Reader::Driver);
                let start = quote!(#runtime::__private::unknown_branch(#start));
                Some(match effect {
                    // The closure's parameters are known inside it alone.
                    Call::Map { closure, .. } => {
                        let parameters = &closure.inputs;
                        quote!(let _ = |#parameters| #start;)
                    }
                    _ => quote!(#start;),
                })
            }
            Branch::Task { .. } => None,
        });
        // They are read in the call that is not there.
        let names = locals_of(effect, scope);
        quote!({ #(let _ = &#names;)* #(#starts)* #runtime::__private::unread() })
    }

    fn machine_branch(&self, call: &crate::workflow::model::StateCall, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let start = self.start_tokens(call, scope, Reader::Driver);
        match self.machine_of(call) {
            Some(machine) => {
                let machine = self.machines.machine_struct(machine, self.module);
                quote!(#runtime::__private::machine_branch(#machine(self), #start))
            }
            None => start,
        }
    }

    /// A branch of a map outlives the closure that makes it: it owns what it uses, and every attempt has its own copy.
    fn map_branch(&self, branch: &Branch, scope: &Scope) -> TokenStream {
        let runtime = &self.runtime;
        let Branch::Task { call, .. } = branch else { return self.branch(branch, Asks::Call, scope) };
        let name = text(&self.branch_name(branch));
        let policy = self.task_policy(&quote!(#runtime::TaskPolicy::NONE), call);
        let returned = self.returned(call, scope, Named::Nothing);
        let names = locals_in(call.args(), scope);
        let copies: Vec<TokenStream> =
            names.iter().map(|name| quote!(let #name = ::core::clone::Clone::clone(&#name);)).collect();
        let (branch, token) = branch_kind(call);
        let each = quote! {
            move |#token| {
                #(#copies)*
                async move { ::core::result::Result::<_, #runtime::EvaluationError>::Ok(#returned) }
            }
        };
        let branch = self.attempts(call, Asks::Call, (&policy, &each), (branch, quote!(#name)));
        quote_spanned!(call.call.method.span()=> { #(#copies)* #branch })
    }
}

/// What a state says of the errors of a task's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Nothing,
    /// That there are some: `Failed(error)`.
    Own,
    /// One of them, and with it their type: `Failed(OpenError::Busy)`.
    Error,
}

impl Named {
    fn of(state: &State, effect: &Effect) -> Self {
        let arms = match &effect.arms {
            Arms::Match(arms, _) => arms.as_slice(),
            Arms::Try { .. } => &[],
        };
        let caught: Vec<_> = arms.iter().filter(|arm| !arm.ok).map(|arm| caught_again(&arm.inner)).collect();
        let is_error = |caught: &Caught| matches!(caught, Caught::Own(_));
        if state.policy.names_errors() || caught.iter().flatten().flatten().any(is_error) {
            return Self::Error;
        }
        match caught.iter().any(|caught| caught.as_ref().is_none_or(|caught| names_own(caught))) {
            true => Self::Own,
            false => Self::Nothing,
        }
    }
}

/// How a task's result is looked at: of a callback it says only that the token was handed over, and is refused otherwise.
pub(super) fn result_of(call: &TaskCall) -> Ident {
    if !call.is_callback() {
        return generated("result");
    }
    Ident::new("handed_over", Span::mixed_site().located_at(call.call.method.span()))
}

/// The method that makes a branch of the attempts at a task, and what each of them is given.
fn branch_kind(call: &TaskCall) -> (&'static str, Option<Ident>) {
    match call.is_callback() {
        true => ("callback_branch", Some(generated("__token"))),
        false => ("branch", None),
    }
}

/// `Ok(__value) => { let (name, address) = __value; .. }`: the pattern is a `let`'s, as it is in the definition's copy,
/// so that both tell the same of a pattern that does not fit.
fn ok_arm(arm: &Arm, result: &Ident, tail: &TokenStream) -> TokenStream {
    let (pat, inner) = (&arm.pat, &arm.inner);
    if matches!(inner, Pat::Ident(_) | Pat::Wild(_)) {
        return plain_arm(arm, tail);
    }
    let value = Ident::new("__value", result.span());
    let body = block_at(arm.end, quote!(let #inner = #value; #tail));
    quote_spanned!(pat.span()=> ::core::result::Result::Ok(#value) => #body)
}

/// The arm with the user's pattern.
fn plain_arm(arm: &Arm, tail: &TokenStream) -> TokenStream {
    let (pat, body) = (&arm.pat, block_at(arm.end, tail.clone()));
    quote!(#pat => #body)
}

/// A block between braces of the user's, so that what rustc suggests to add stands in the user's code.
pub(super) fn block_at(span: Span, tokens: TokenStream) -> TokenStream {
    block_in(Delimiter::Brace, span, tokens)
}

/// A call of the runtime's, at a place of the user's: there rustc says what it finds wrong with it.
pub(super) fn called_at(span: Span, function: &TokenStream, arguments: TokenStream) -> TokenStream {
    let function = at(span, function.clone());
    let arguments = block_in(Delimiter::Parenthesis, span, arguments);
    quote!(#function #arguments)
}

fn awaited(span: Span, effect: &TokenStream) -> TokenStream {
    quote_spanned!(span=> #effect.await)
}

fn block_in(delimiter: Delimiter, span: Span, tokens: TokenStream) -> TokenStream {
    let mut block = Group::new(delimiter, tokens);
    block.set_span(span);
    quote!(#block)
}
