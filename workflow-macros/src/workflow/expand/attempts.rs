//! The attempts at a task, and where rustc says of what it gives that it cannot be written: a result that goes into a
//! state as it is, or is the output, is told of there, with the words that are said of every parameter and output.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, Pat, Type, spanned::Spanned};

use super::{Expander, calls::locals_in, effects::called_at};
use crate::{
    portable::Scope,
    workflow::{
        error_arms::is_catch_all,
        model::{Arm, Arms, Call, Effect, Tail, TaskCall, Transition},
    },
};

/// Who asks that the result of a task can be written and read back.
#[derive(Clone, Copy)]
pub(super) enum Asks<'a> {
    /// Nobody but the call.
    Call,
    /// A parameter, of which the same is asked.
    Parameter(&'a Type),
    /// The output of the machine.
    Output,
}

impl Expander<'_> {
    /// `match Attempts::of(policy, || async { .. }) { __attempts => { TaskOutput::asked_of(&__attempts); __attempts.task(..) } }`
    pub(super) fn attempts(
        &self,
        call: &TaskCall,
        asks: Asks<'_>,
        (policy, each): (&TokenStream, &TokenStream),
        run: (&str, TokenStream),
    ) -> TokenStream {
        let runtime = &self.runtime;
        let span = call.call.method.span();
        let made = Ident::new(if call.is_callback() { "with_token" } else { "of" }, span);
        let made = called_at(span, &quote!(#runtime::__private::Attempts::#made), quote!(#policy, #each));
        let asked = match asks {
            Asks::Call => Some((quote!(#runtime::checkpoint::TaskOutput::asked_of), span)),
            Asks::Parameter(ty) => {
                Some((quote!(#runtime::checkpoint::Checkpoint::asked_of), self.module.first(ty).span()))
            }
            // `type Output` asks.
            Asks::Output => None,
        };
        // As the user's own tokens are, so that rustc's words land on these.
        let attempts = |span: Span| Ident::new("__attempts", span);
        let asked = asked.map(|(asked, place)| {
            let attempts = attempts(place);
            let asked = called_at(place, &asked, quote_spanned!(place=> &#attempts));
            quote!(#asked;)
        });
        let (attempts, (effect, arguments)) = (attempts(span), run);
        let effect = Ident::new(effect, Span::mixed_site().located_at(span));
        // A `match`, so that what the policy borrows lives as long as the effect.
        quote_spanned! {span=>
            match #made {
                #attempts => {
                    #asked
                    #attempts.#effect(#arguments)
                }
            }
        }
    }

    /// Where the result of an effect's task goes; of a parallel, that of its branch with this index.
    pub(super) fn asks(&self, effect: &Effect, branch: usize) -> Asks<'_> {
        let found = match &effect.arms {
            Arms::Try { pat, tail } => Some((&**pat, &**tail)),
            Arms::Match(arms, _) => arms.iter().find(|arm| arm.ok).map(|arm| (&arm.inner, &arm.tail)),
        };
        let Some((pat, tail)) = found else { return Asks::Call };
        let pat = match (&effect.call, pat) {
            (Call::Task(_), pat) => Some(pat),
            (Call::Parallel { branches, .. }, Pat::Tuple(tuple)) if tuple.elems.len() == branches.len() => {
                tuple.elems.get(branch)
            }
            _ => None,
        };
        match pat {
            Some(Pat::Ident(bound)) if bound.subpat.is_none() && tail.lets.is_empty() => {
                self.asks_for(&bound.ident, tail)
            }
            _ => Asks::Call,
        }
    }

    /// Where a name goes as it is.
    fn asks_for(&self, name: &Ident, tail: &Tail) -> Asks<'_> {
        let is_it = |expr: &Expr| is_path_to(name, expr);
        match &tail.transition {
            Transition::State(call) => {
                let argument = call.call.args.iter().position(is_it);
                let target = call.target.map(|target| &self.module.states[target]);
                target
                    .zip(argument)
                    .and_then(|(target, argument)| target.params.get(argument))
                    .map_or(Asks::Call, |param| Asks::Parameter(&param.ty))
            }
            Transition::Succeed { value, .. } if is_it(value) => Asks::Output,
            _ => Asks::Call,
        }
    }

    /// `let error = Caught(error).known();`, where an arm has a failure as a whole: of one whose error is refused in the
    /// task's trait nothing more is said.
    pub(super) fn known_failure(&self, arm: &Arm, scope: &Scope) -> Option<TokenStream> {
        let runtime = &self.runtime;
        let (name, known) = match &arm.inner {
            Pat::Ident(bound) if is_catch_all(&arm.inner) => (&bound.ident, "known"),
            Pat::TupleStruct(own) => match (own.elems.first(), &arm.tail.transition) {
                (Some(Pat::Ident(bound)), Transition::Fail { value, .. })
                    if is_path_to(&bound.ident, value) =>
                {
                    (&bound.ident, "known_own")
                }
                _ => return None,
            },
            _ => return None,
        };
        let known = Ident::new(known, Span::mixed_site());
        let read = locals_in(read_in(&arm.tail), &scope.with([name], false));
        read.contains(name).then(|| quote!(let #name = #runtime::__private::Caught(#name).#known();))
    }
}

fn is_path_to(name: &Ident, expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident(name))
}

/// The expressions behind an arm.
fn read_in(tail: &Tail) -> Vec<&Expr> {
    let mut read: Vec<&Expr> = tail.lets.iter().map(|line| &line.value).collect();
    match &tail.transition {
        Transition::State(call) => read.extend(&call.call.args),
        Transition::Succeed { value, .. } | Transition::Fail { value, .. } => read.push(value),
    }
    read
}
