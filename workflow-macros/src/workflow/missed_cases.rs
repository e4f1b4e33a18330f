//! A `match` that misses a case may be why a state is never reached: rustc says then what is missing, and no more is said.
//!
//! Of a task's result the macro knows itself what has to be caught. What a choice matches on only rustc knows: the state
//! is told of by a constant that is evaluated where a copy of the `match` misses nothing. Only a module with a state that
//! nothing reaches has such a constant.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Expr, Pat,
    visit::{self, Visit},
};

use super::{
    error_arms::{Caught, caught_again, is_catch_all},
    model::{Arms, Call, Decision, Effect, Form, Module, State},
    resolve::Machines,
};
use crate::{portable::without_names, tokens::text};

/// Whether the arms on a call's result leave out a failure that each call can have.
pub(super) fn misses_failures(state: &State) -> bool {
    let Some(Form::Effect(Effect { call, arms: Arms::Match(arms, _) })) =
        state.body.as_ref().map(|body| &body.form)
    else {
        return false;
    };
    let errors = || arms.iter().filter(|arm| !arm.ok);
    if !arms.iter().any(|arm| arm.ok) {
        return true;
    }
    if errors().any(|arm| is_catch_all(&arm.inner)) {
        return false;
    }
    let all: Vec<Caught> = errors().filter_map(|arm| caught_again(&arm.inner)).flatten().collect();
    let own = all.iter().any(|caught| matches!(caught, Caught::AllOwn | Caught::Own(_)));
    !matches!(call, Call::Task(_))
        || !own
        || !all.contains(&Caught::TimedOut)
        || !all.contains(&Caught::Crashed)
}

/// Whether a choice has an `if` without its `else`.
pub(super) fn misses_an_else(state: &State) -> bool {
    fn misses(decision: &Decision) -> bool {
        match decision {
            Decision::If { then, otherwise, .. } => {
                misses(then) || otherwise.as_ref().is_none_or(|otherwise| misses(otherwise))
            }
            Decision::Match { arms, .. } => arms.iter().any(|(_, arm)| misses(arm)),
            Decision::Block { inner, .. } => misses(inner),
            Decision::Transition(_) => false,
        }
    }
    matches!(state.body.as_ref().map(|body| &body.form), Some(Form::Choice(decision)) if misses(decision))
}

/// A constant that says `message` of `name`, unless a choice that is reached misses a case; `None` if no choice can.
pub(super) fn told_if_no_case_is_missed(
    module: &Module,
    machines: &Machines,
    name: &Ident,
    message: &str,
) -> Option<TokenStream> {
    let reached = module.states.iter().enumerate().filter(|(index, _)| machines.reached[*index]);
    let copies: Vec<TokenStream> = reached.filter_map(|(_, state)| copy_of(state)).collect();
    if copies.is_empty() {
        return None;
    }
    let functions: Vec<Ident> = (0..copies.len()).map(|index| format_ident!("copy_{index}")).collect();
    let message = text(message);
    let span = name.span();
    let told = quote_spanned!(span=> ::core::panic!(#message));
    Some(quote! {
        const _: () = {
            // Copies of what the choices match on: where one misses a case rustc says so of the choice, and nothing here.
            #(const fn #functions #copies)*
            #(#functions(::core::option::Option::None);)*
            #told
        };
    })
}

/// `(params: Option<(&Order,)>) { .. match order.kind { .. } }`: the match of a choice that may miss a case.
fn copy_of(state: &State) -> Option<TokenStream> {
    let body = state.body.as_ref()?;
    let Form::Choice(Decision::Match { match_token, braces, scrutinee, arms }) = &body.form else {
        return None;
    };
    if !body.lets.is_empty() || arms.iter().any(|(pat, _)| is_catch_all(pat) || is_beyond_copying(pat)) {
        return None;
    }
    let scrutinee = place(scrutinee, state)?;
    let copied = arms.iter().map(|(pat, arm)| {
        let (pat, guard) = match pat {
            Pat::Guard(guarded) => (&*guarded.pat, Some(quote!(if false))),
            pat => (pat, None),
        };
        let pat = without_names(pat);
        let body = braces_at(arm.span(), TokenStream::new());
        quote!(#pat #guard => #body)
    });
    let arms = braces_at(*braces, quote!(#(#copied)*));
    let span = match_token.span;
    let matched = quote_spanned!(span=> match #scrutinee #arms);
    let (names, types) =
        (state.params.iter().map(|param| &param.ident), state.params.iter().map(|param| &param.ty));
    Some(quote! {
        (params: ::core::option::Option<(#(&#types,)*)>) {
            #[allow(unused_variables)]
            if let ::core::option::Option::Some((#(#names,)*)) = params {
                #matched
            }
        }
    })
}

/// A parameter, or a field of one, through the reference that the copy has of it.
fn place(scrutinee: &Expr, state: &State) -> Option<TokenStream> {
    match scrutinee {
        Expr::Path(path) => {
            let name = path
                .path
                .get_ident()
                .filter(|name| state.params.iter().any(|param| param.ident == **name))?;
            let span = name.span();
            Some(quote_spanned!(span=> *#name))
        }
        Expr::Field(_) => is_field_of_param(scrutinee, state).then(|| quote!(#scrutinee)),
        _ => None,
    }
}

fn is_field_of_param(expr: &Expr, state: &State) -> bool {
    match expr {
        Expr::Field(field) => is_field_of_param(&field.base, state),
        Expr::Path(_) => place(expr, state).is_some(),
        _ => false,
    }
}

/// Whether a pattern is on text, of which every `match` needs an arm for the rest, or on a reference.
fn is_beyond_copying(pat: &Pat) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_lit_str(&mut self, _: &syn::LitStr) {
            self.0 = true;
        }

        fn visit_pat(&mut self, pat: &Pat) {
            self.0 |= matches!(pat, Pat::Reference(_) | Pat::Macro(_) | Pat::Slice(_));
            visit::visit_pat(self, pat);
        }
    }
    let mut finder = Finder(false);
    finder.visit_pat(pat);
    finder.0
}

fn braces_at(span: Span, tokens: TokenStream) -> TokenStream {
    let mut braces = Group::new(Delimiter::Brace, tokens);
    braces.set_span(span);
    quote!(#braces)
}
