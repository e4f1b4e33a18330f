//! Timeouts and retriers as the driver has them (`native`) and as the definition is told of them (`twin`).

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Path, spanned::Spanned};

use super::{
    Policy, Retry, Selector,
    check::{constant, duration, literal_number},
};
use crate::{names::plain, tokens::option};

/// Whose failures a policy looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failures {
    /// `TaskFailure<E>`
    Task,
    /// `BranchFailure`, of a parallel, a map or a nested workflow.
    Branch,
}

/// Who says which error of the task's own the retriers name.
#[derive(Clone, Copy)]
pub(crate) enum ErrorsOf<'a> {
    /// A local, which knows it of the call.
    Call(&'a Ident),
    /// A type.
    Type(&'a TokenStream),
    /// Nobody: there is none, or the surroundings say it.
    Unsaid,
}

impl Policy {
    /// Whether it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.timeout.is_none() && self.heartbeat.is_none() && self.retry.is_empty()
    }

    /// Whether a retrier names an error of the task's own.
    pub(crate) fn names_errors(&self) -> bool {
        self.retry.iter().flat_map(|retry| &retry.on).any(|selector| matches!(selector, Selector::Error(_)))
    }

    /// The driver's `TaskPolicy`, which a `static` can hold.
    pub(crate) fn native(&self, runtime: &TokenStream, errors: ErrorsOf<'_>) -> TokenStream {
        let timeout = option(self.timeout.as_ref().map(duration));
        let heartbeat = option(self.heartbeat.as_ref().map(|heartbeat| duration(&heartbeat.duration)));
        let retriers = self.native_retriers(runtime, Failures::Task, errors);
        quote!(#runtime::TaskPolicy { timeout: #timeout, heartbeat: #heartbeat, retry: &#retriers })
    }

    /// An array of the driver's `Retrier`s.
    pub(crate) fn native_retriers(
        &self,
        runtime: &TokenStream,
        failures: Failures,
        errors: ErrorsOf<'_>,
    ) -> TokenStream {
        let retriers = self.retry.iter().map(|retry| retry.native(runtime, failures, errors));
        quote!([#(#retriers),*])
    }

    /// What the definition is told of the policy; `names` answers for the task's own errors.
    pub(crate) fn twin(&self, runtime: &TokenStream, names: &TokenStream, failures: Failures) -> TokenStream {
        let timeout = self.timeout.iter().map(|timeout| {
            let timeout = duration(timeout);
            quote!(.timeout(#timeout))
        });
        let heartbeat = self.heartbeat.iter().map(|heartbeat| {
            let heartbeat = duration(&heartbeat.duration);
            quote!(.heartbeat(#heartbeat))
        });
        let retriers = self.retry.iter().map(|retry| {
            let retrier = retry.twin(runtime, names, failures);
            quote!(.retry(#retrier))
        });
        quote!(#runtime::__private::definition::Policy::new() #(#timeout)* #(#heartbeat)* #(#retriers)*)
    }
}

impl Retry {
    fn native(&self, runtime: &TokenStream, failures: Failures, errors: ErrorsOf<'_>) -> TokenStream {
        let tests = self.on.iter().map(|selector| native_selector(selector, runtime, failures));
        let numbers = self.numbers();
        let jitter = self.native_jitter(runtime);
        // Named, because what follows the call takes from it what rustc could infer the type from.
        let failure = match (failures, errors) {
            (Failures::Task, ErrorsOf::Type(error)) => quote!(#runtime::TaskFailure<#error>),
            (Failures::Task, ErrorsOf::Call(_) | ErrorsOf::Unsaid) => quote!(#runtime::TaskFailure<_>),
            (Failures::Branch, _) => quote!(#runtime::BranchFailure),
        };
        let matches = quote!(|__failure: &#failure| #(#tests)||*);
        let retrier = match errors {
            // It is the call that says which error the task has, and not the retrier.
            ErrorsOf::Call(errors) => quote!(#runtime::__private::retrier(#errors, #matches)),
            ErrorsOf::Type(_) | ErrorsOf::Unsaid => quote!(#runtime::Retrier::on(#matches)),
        };
        quote!(#retrier #numbers #jitter)
    }

    fn twin(&self, runtime: &TokenStream, names: &TokenStream, failures: Failures) -> TokenStream {
        let selectors = self.on.iter().map(|selector| match failures {
            Failures::Task => twin_selector(selector, runtime, names),
            Failures::Branch => twin_selector(selector, runtime, &branch_names(selector, runtime)),
        });
        let numbers = self.numbers();
        let jitter = self.native_jitter(runtime);
        quote! {
            #runtime::__private::definition::Retry::on([#(#selectors),*]) #numbers #jitter
        }
    }

    fn numbers(&self) -> TokenStream {
        let interval = self.interval.iter().map(|interval| {
            let interval = duration(interval);
            quote!(.interval(#interval))
        });
        let attempts = self.max_attempts.iter().map(|attempts| {
            let attempts = constant(attempts, &quote!(u32));
            quote!(.max_attempts(#attempts))
        });
        let rate = self.backoff_rate.iter().map(|rate| {
            let rate = literal_number(rate).map_or_else(|| quote!((#rate) as f64), |number| quote!(#number));
            quote!(.backoff_rate(#rate))
        });
        let delay = self.max_delay.iter().map(|delay| {
            let delay = duration(delay);
            quote!(.max_delay(#delay))
        });
        quote!(#(#interval)* #(#attempts)* #(#rate)* #(#delay)*)
    }

    fn native_jitter(&self, runtime: &TokenStream) -> Option<TokenStream> {
        self.jitter.as_ref().map(|jitter| quote!(.jitter(#runtime::Jitter::#jitter)))
    }
}

fn native_selector(selector: &Selector, runtime: &TokenStream, failures: Failures) -> TokenStream {
    let failure = quote!(#runtime::TaskFailure);
    if let (Failures::Task, Selector::Error(path)) = (failures, selector) {
        // All of it on the error that is named, where rustc says which one is expected.
        let pattern = native_pattern(path, runtime);
        let given = Ident::new("__failure", path.span());
        return quote_spanned!(path.span()=> match #given { #pattern => true, _ => false });
    }
    let pattern = match selector {
        Selector::Any(_) => {
            return quote!({
                let _ = __failure;
                true
            });
        }
        Selector::Named(name) => return quote!(#runtime::__private::is_named(__failure, #name)),
        Selector::Error(path) => native_pattern(path, runtime),
        Selector::TimedOut(_) => quote!(#failure::TimedOut),
        Selector::Crashed(_) => quote!(#failure::Crashed(..)),
    };
    match (failures, selector) {
        (Failures::Task, _) => quote!(::core::matches!(__failure, #pattern)),
        (Failures::Branch, Selector::Error(_)) => {
            quote!(::core::matches!(__failure.caught(), #pattern))
        }
        (Failures::Branch, _) => {
            quote!(::core::matches!(__failure.caught::<#runtime::__private::NoError>(), #pattern))
        }
    }
}

/// The task's own error in a pattern; braces match a unit, a tuple and a struct variant alike.
fn native_pattern(path: &Path, runtime: &TokenStream) -> TokenStream {
    quote_spanned!(path.span()=> #runtime::TaskFailure::Failed(#path { .. }))
}

/// The names of the errors among which a branch's failure is: the error that is named has its type.
fn branch_names(selector: &Selector, runtime: &TokenStream) -> TokenStream {
    let definition = quote!(#runtime::__private::definition);
    let Selector::Error(path) = selector else { return quote!(#definition::Names::none()) };
    let pattern = native_pattern(path, runtime);
    quote!({
        use #definition::Fallback as _;
        #definition::failure_of(|__failure| {
            let ::core::option::Option::Some(#pattern) = __failure.typed() else { return };
        })
        .error_names()
    })
}

/// A `definition::Selector`.
fn twin_selector(selector: &Selector, runtime: &TokenStream, names: &TokenStream) -> TokenStream {
    let kind = quote!(#runtime::__private::definition::Selector);
    match selector {
        Selector::Any(_) => quote!(#kind::All),
        Selector::Named(name) => quote!(#kind::Named(#name)),
        Selector::TimedOut(_) => quote!(#kind::TimedOut),
        Selector::Crashed(_) => quote!(#kind::Crashed(#names.all())),
        Selector::Error(path) => {
            let last = path.segments.last().map(|segment| plain(&segment.ident)).unwrap_or_default();
            quote!(#kind::Own(#names.of(#last)))
        }
    }
}
