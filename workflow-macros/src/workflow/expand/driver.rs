//! The driver: a function a state, whose only awaits are the effects of the context.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Expr, ExprLit, Lit, Pat, spanned::Spanned};

use super::{
    Expander,
    calls::{arguments, rebuilt},
    effects::block_at,
    machine::awaits,
    text,
};
use crate::{
    names::generated,
    policy::{duration, is_constant_duration},
    portable::{self, Live, Scope, Want, bound_names},
    workflow::{
        model::{Body, Decision, Form, Let, State, Tail, Transition},
        resolve::driver_name,
    },
};

impl Expander<'_> {
    pub(super) fn driver(&self) -> TokenStream {
        let (bounds, workflow) = (self.bounds(), self.workflow_type());
        let functions =
            self.module.states.iter().enumerate().map(|(index, state)| self.state_function(index, state));
        quote! {
            #[allow(dead_code, unused_parens, clippy::all, clippy::pedantic, clippy::nursery)]
            impl<#bounds> #workflow {
                #(#functions)*
            }
        }
    }

    fn state_function(&self, index: usize, state: &State) -> TokenStream {
        let runtime = &self.runtime;
        let name = driver_name(state);
        let (inputs, transition) =
            (&state.item.sig.inputs, self.transition_type(index, state, state.output_of_body()));
        let cx = generated("__cx");
        let (result, quiet) = match &state.body {
            Some(body) => (self.body(index, state, body), None),
            None => (quote!(#runtime::__private::unread()), Some(quote!(#[allow(unused_variables)]))),
        };
        let clone = clone_import(&result);
        // rustc's word on a missing `else` points at the return type.
        let ended = quote_spanned!(state.output.span()=> let __transition: #transition =);
        // The states between two effects become one loop.
        let (unused, inline) = (!awaits(state)).then(|| (quote!(let _ = #cx;), quote!(#[inline]))).unzip();
        let output = quote!(::core::result::Result<#transition, #runtime::EvaluationError>);
        let body = quote! {
            #clone
            #unused
            #ended #result;
            ::core::result::Result::Ok(__transition)
        };
        let (output, body) = if awaits(state) {
            // An `async fn` would keep what it is given twice: as it is given, and as it uses it. That the block uses it,
            // rustc does not know where it finds arms missing there.
            let params = state.params.iter().map(|param| &param.ident);
            let used = params.filter(|param| names(&result, &|ident| ident == *param));
            (
                quote!(impl ::core::future::Future<Output = #output>),
                quote!(#(let _ = &#used;)* async move { #body }),
            )
        } else {
            (output, body)
        };
        quote! {
            #quiet
            #inline
            fn #name<__C: #runtime::Context>(&self, #cx: &__C, #inputs) -> #output {
                #body
            }
        }
    }

    fn body(&self, index: usize, state: &State, body: &Body) -> TokenStream {
        let scopes = scopes(self.scope(state), &body.lets);
        let scope = &scopes[body.lets.len()];
        let (rest, mut live) = match &body.form {
            Form::Tail(tail) => self.tail(tail, scope),
            Form::Choice(decision) => self.decision(decision, scope),
            Form::Wait { call, value, until, tail } => {
                let (tail, mut live) = self.tail(tail, scope);
                let cx = generated("__cx");
                let duration = if is_constant_duration(value) {
                    duration(value)
                } else {
                    portable::native(value, scope, &mut live, Want::Value)
                };
                let method = Ident::new(if *until { "wait_until" } else { "wait" }, call.func.span());
                (quote!({ #cx.#method(#duration).await; #tail }), live)
            }
            Form::Effect(effect) => self.effect(index, state, effect, scope),
        };
        with_lets(&body.lets, &scopes, &mut live, rest)
    }

    pub(super) fn tail(&self, tail: &Tail, scope: &Scope) -> (TokenStream, Live) {
        let scopes = scopes(scope.clone(), &tail.lets);
        let mut live = Live::new();
        let transition = self.transition(&tail.transition, &scopes[tail.lets.len()], &mut live);
        let tokens = with_lets(&tail.lets, &scopes, &mut live, transition);
        (tokens, live)
    }

    /// The user's call with its arguments moved or cloned; in the terminal state that ASL needs, if it needs one.
    fn transition(&self, transition: &Transition, scope: &Scope, live: &mut Live) -> TokenStream {
        match transition {
            Transition::State(call) => {
                let args = arguments(call.call.args.iter(), scope, live, Want::Value);
                rebuilt(&call.call.func, &call.call, &args)
            }
            Transition::Succeed { call, value, via } | Transition::Fail { call, value, via } => {
                let fails = matches!(transition, Transition::Fail { .. });
                let told = fails && portable::constructed(value).is_none();
                let value = portable::native(value, scope, live, Want::Value);
                let end = rebuilt(&call.func, call, &[value]);
                match via {
                    Some(via) => {
                        let (runtime, via) = (&self.runtime, text(via));
                        let through = if told { quote!(via_told) } else { quote!(via) };
                        quote!(#runtime::Transition::#through(#end, #via))
                    }
                    None => end,
                }
            }
        }
    }

    fn decision(&self, decision: &Decision, scope: &Scope) -> (TokenStream, Live) {
        match decision {
            Decision::Transition(transition) => {
                let mut live = Live::new();
                (self.transition(transition, scope, &mut live), live)
            }
            Decision::Block { lets, inner, .. } => {
                let scopes = scopes(scope.clone(), lets);
                let (inner, mut live) = self.decision(inner, &scopes[lets.len()]);
                (with_lets(lets, &scopes, &mut live, inner), live)
            }
            Decision::If { if_token, cond, then, otherwise, .. } => {
                let (then, mut live) = self.decision(then, scope);
                let otherwise = otherwise.as_ref().map(|otherwise| {
                    let (otherwise, other) = self.decision(otherwise, scope);
                    live.union(&other);
                    quote!(else { #otherwise })
                });
                let cond = portable::native(cond, scope, &mut live, Want::Place);
                let span = if_token.span;
                (quote_spanned!(span=> if #cond { #then } #otherwise), live)
            }
            Decision::Match { match_token, braces, scrutinee, arms } => {
                self.matched(match_token.span, *braces, scrutinee, arms, scope)
            }
        }
    }

    fn matched(
        &self,
        span: Span,
        braces: Span,
        scrutinee: &Expr,
        arms: &[(Pat, Decision)],
        scope: &Scope,
    ) -> (TokenStream, Live) {
        let mut live = Live::new();
        let mut tokens = TokenStream::new();
        let matched = portable::Matched::of(scrutinee, scope);
        for (pat, arm) in arms {
            let names = bound_names(pat);
            let inner = matched.behind(&names);
            let body = arm.span();
            let (arm, mut own) = self.decision(arm, &inner);
            let (pat, guard) = match pat {
                Pat::Guard(guarded) => {
                    // It may be evaluated more than once, and what it turns away is met by the arms behind it.
                    let everything = &mut Live::everything();
                    let guard = portable::native(&guarded.guard, &inner, everything, Want::Place);
                    portable::locals(&guarded.guard, &inner).iter().for_each(|name| own.insert(name));
                    (&*guarded.pat, Some(guard))
                }
                pat => (pat, None),
            };
            let guard = guard.map(|guard| quote!(if #guard));
            names.iter().for_each(|name| own.remove(name));
            live.union(&own);
            let arm = block_at(body, arm);
            tokens.extend(quote!(#pat #guard => #arm));
        }
        let binds = arms.iter().any(|(pat, _)| !bound_names(pat).is_empty());
        let want = if binds { Want::Value } else { Want::Place };
        let scrutinee = portable::native(scrutinee, scope, &mut live, want);
        let arms = block_at(braces, tokens);
        (quote_spanned!(span=> match #scrutinee #arms), live)
    }
}

/// `.clone()` is a method of the prelude's, which a module may do without.
pub(super) fn clone_import(body: &TokenStream) -> Option<TokenStream> {
    names(body, &|ident| ident == "clone").then(|| {
        quote!(
            use ::core::clone::Clone as _;
        )
    })
}

/// Whether a name that is meant stands somewhere in the tokens.
fn names(tokens: &TokenStream, is_meant: &impl Fn(&Ident) -> bool) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => is_meant(&ident),
        TokenTree::Group(group) => names(&group.stream(), is_meant),
        TokenTree::Literal(_) | TokenTree::Punct(_) => false,
    })
}

/// The scope before each line, and behind the last.
pub(super) fn scopes(first: Scope, lets: &[Let]) -> Vec<Scope> {
    let mut scopes = vec![first];
    for (index, line) in lets.iter().enumerate() {
        let names = bound_names(&line.pat);
        let next = portable::with_bound(&names, &line.value, &scopes[index]);
        scopes.push(next);
    }
    scopes
}

/// A block of the lines and what follows them.
fn with_lets(lets: &[Let], scopes: &[Scope], live: &mut Live, rest: TokenStream) -> TokenStream {
    if lets.is_empty() {
        return rest;
    }
    let mut lines: Vec<TokenStream> = Vec::new();
    for (index, line) in lets.iter().enumerate().rev() {
        bound_names(&line.pat).iter().for_each(|name| live.remove(name));
        let value = match &line.value {
            // What a literal is here, `let` alone decides.
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => quote!(#text),
            value => portable::native(value, &scopes[index], live, Want::Value),
        };
        let (token, pat) = (&line.local.let_token, &line.pat);
        lines.push(quote!(#token #pat = #value;));
    }
    lines.reverse();
    quote!({ #(#lines)* #rest })
}
