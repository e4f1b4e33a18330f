//! Timeouts, heartbeats and retriers: read from their options, checked against ASL's ranges, and printed for the
//! driver (`native`) and for the definition (`twin`). States and the methods of a task trait share it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Expr, ExprCall, ExprLit, ExprPath, ExprUnary, Lit, LitStr, Path, UnOp,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

use crate::{
    errors::Errors,
    names::plain,
    options::{Place, Value, Written, parse_options},
};

/// What a task does when it takes too long or fails.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    pub(crate) timeout: Option<Expr>,
    pub(crate) heartbeat: Option<Heartbeat>,
    pub(crate) retry: Vec<Retry>,
    /// Ranges that only the compiler can check, because the number is a constant: condition and words.
    pub(crate) checks: Vec<TokenStream>,
}

/// `heartbeat(..)`, with its key for messages.
#[derive(Clone, Debug)]
pub(crate) struct Heartbeat {
    pub(crate) key: Ident,
    pub(crate) duration: Expr,
}

/// One `retry(..)`.
#[derive(Clone, Debug)]
pub(crate) struct Retry {
    pub(crate) on: Vec<Selector>,
    pub(crate) interval: Option<Expr>,
    pub(crate) max_attempts: Option<Expr>,
    pub(crate) backoff_rate: Option<Expr>,
    pub(crate) max_delay: Option<Expr>,
    pub(crate) jitter: Option<Ident>,
}

/// What a retrier is for.
#[derive(Clone, Debug)]
pub(crate) enum Selector {
    /// `OpenError::Busy`
    Error(Path),
    TimedOut(Ident),
    Crashed(Ident),
    /// `any`
    Any(Ident),
    /// `error_name("Lambda.TooManyRequestsException")`
    Named(LitStr),
}

impl Selector {
    fn key(&self) -> String {
        match self {
            Selector::Error(path) => path.to_token_stream().to_string().replace(' ', ""),
            Selector::TimedOut(word) | Selector::Crashed(word) | Selector::Any(word) => word.to_string(),
            Selector::Named(name) => format!("\"{}\"", name.value()),
        }
    }
}

impl ToTokens for Selector {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Selector::Error(path) => path.to_tokens(tokens),
            Selector::TimedOut(word) | Selector::Crashed(word) | Selector::Any(word) => {
                word.to_tokens(tokens);
            }
            Selector::Named(name) => name.to_tokens(tokens),
        }
    }
}

impl Parse for Selector {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let expr: Expr = input.parse()?;
        let help = "write an error variant (`OpenError::Busy`), `TimedOut`, `Crashed`, `any` or `error_name(\"..\")`";
        let refused = || syn::Error::new_spanned(&expr, format!("`on` cannot match this\nhelp: {help}"));
        match &expr {
            Expr::Path(ExprPath { path, .. }) => Ok(match path.get_ident() {
                Some(word) if word == "TimedOut" => Selector::TimedOut(word.clone()),
                Some(word) if word == "Crashed" => Selector::Crashed(word.clone()),
                Some(word) if word == "any" => Selector::Any(word.clone()),
                _ => Selector::Error(path.clone()),
            }),
            Expr::Call(ExprCall { func, args, .. }) if func.to_token_stream().to_string() == "error_name" => {
                match args.iter().collect::<Vec<_>>().as_slice() {
                    [Expr::Lit(ExprLit { lit: Lit::Str(name), .. })] => Ok(Selector::Named(name.clone())),
                    _ => Err(refused()),
                }
            }
            _ => Err(refused()),
        }
    }
}

/// Takes the policy out of a state's or a task method's options.
pub(crate) fn parse_policy(options: &[Written], errors: &mut Errors) -> Policy {
    let mut policy = Policy::default();
    for option in options {
        if option.is("timeout") {
            policy.timeout = option.expr(errors);
        } else if option.is("heartbeat") {
            let key = option.key.clone();
            policy.heartbeat = option.expr(errors).map(|duration| Heartbeat { key, duration });
        } else if option.is("retry")
            && let Some(retry) = parse_retry(option, errors)
        {
            policy.retry.push(retry);
        }
    }
    check_policy(&mut policy, errors);
    policy
}

fn parse_retry(option: &Written, errors: &mut Errors) -> Option<Retry> {
    let Value::List(tokens, _) = &option.value else { return option.refuse_form(errors) };
    let written = parse_options(tokens.clone(), Place::Retry, errors);
    let find = |key: &str| written.iter().find(|option| option.is(key));
    let Some(on) = find("on") else {
        if !written.is_empty() || tokens.is_empty() {
            let help = "add `on(..)`: an error variant, `TimedOut`, `Crashed`, `any` or `error_name(\"..\")`";
            errors.spanned(&option.key, "`retry` does not say what it is for", help);
        }
        return None;
    };
    let selectors: Vec<Selector> = on.list(errors)?;
    if selectors.is_empty() {
        errors.spanned(
            on,
            "`on` is empty: this retrier matches nothing",
            "name an error in it, or write `on(any)`",
        );
    }
    let jitter = find("jitter").and_then(|option| parse_jitter(option, errors));
    let mut number = |key: &str| find(key).and_then(|option| option.expr(errors));
    Some(Retry {
        on: selectors,
        interval: number("interval"),
        max_attempts: number("max_attempts"),
        backoff_rate: number("backoff_rate"),
        max_delay: number("max_delay"),
        jitter,
    })
}

fn parse_jitter(option: &Written, errors: &mut Errors) -> Option<Ident> {
    let expr = option.expr(errors)?;
    if let Expr::Path(ExprPath { path, .. }) = &expr
        && let Some(word) = path.get_ident()
        && (word == "Full" || word == "None")
    {
        return Some(word.clone());
    }
    errors.spanned(&expr, "`jitter` is neither `Full` nor `None`", "write `jitter(Full)`, or leave it out");
    None
}

// ---------------------------------------------------------------------------------------------- checks

fn check_policy(policy: &mut Policy, errors: &mut Errors) {
    let mut ranges = Ranges { errors, checks: &mut policy.checks };
    if let Some(timeout) = &policy.timeout {
        ranges.duration(timeout, "timeout", 1, MAX_SECONDS);
    }
    if let Some(heartbeat) = &policy.heartbeat {
        ranges.duration(&heartbeat.duration, "heartbeat", 1, MAX_SECONDS);
        if let Some(timeout) = &policy.timeout {
            let help = "make it shorter, or the timeout longer";
            ranges.longer(
                timeout,
                &heartbeat.duration,
                &heartbeat.duration,
                "`heartbeat` is not shorter than `timeout`",
                help,
            );
        }
    }
    for retry in &policy.retry {
        check_numbers(retry, &mut ranges);
    }
    check_selectors(&policy.retry, errors);
}

/// ASL: `TimeoutSeconds` and `MaxAttempts` are at most 99999999; `MaxDelaySeconds` at most 31622400.
const MAX_SECONDS: u64 = 99_999_999;
const MAX_DELAY_SECONDS: u64 = 31_622_400;
const MAX_ATTEMPTS: f64 = 99_999_999.0;

fn check_numbers(retry: &Retry, ranges: &mut Ranges<'_>) {
    if let Some(interval) = &retry.interval {
        ranges.duration(interval, "interval", 1, MAX_SECONDS);
    }
    if let Some(attempts) = &retry.max_attempts {
        ranges.number(attempts, "max_attempts", 0.0, MAX_ATTEMPTS, "0 to 99999999");
    }
    if let Some(rate) = &retry.backoff_rate {
        ranges.number(rate, "backoff_rate", 1.0, f64::INFINITY, "1.0 or more");
    }
    if let Some(max_delay) = &retry.max_delay {
        ranges.duration(max_delay, "max_delay", 1, MAX_DELAY_SECONDS);
        let default = syn::parse_quote!(::core::time::Duration::from_secs(1));
        let interval = retry.interval.as_ref().unwrap_or(&default);
        let help = "make it longer, or the interval shorter";
        ranges.longer(max_delay, interval, max_delay, "`max_delay` is not longer than `interval`", help);
    }
}

/// The same name twice, and whatever stands behind a catch-all, can never be reached.
fn check_selectors(retry: &[Retry], errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    let mut catch_all = false;
    for retrier in retry {
        if catch_all {
            let help = "put the retrier with `on(any)` last";
            errors.spanned(Listed(&retrier.on), "a retrier stands behind one that matches everything", help);
        }
        let any = retrier.on.iter().find(|selector| matches!(selector, Selector::Any(_)));
        if let (Some(any), true) = (any, retrier.on.len() > 1) {
            errors.spanned(
                any,
                "`any` is not alone in its `on`",
                "write `on(any)`: it matches everything by itself",
            );
        }
        catch_all |= any.is_some();
        for selector in &retrier.on {
            let key = selector.key();
            if seen.contains(&key) {
                let message = format!("`on` names `{key}` a second time");
                errors.spanned(selector, message, "keep the first: it decides");
            } else {
                seen.push(key);
            }
        }
    }
}

struct Listed<'a>(&'a [Selector]);

impl ToTokens for Listed<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for selector in self.0 {
            selector.to_tokens(tokens);
        }
    }
}

/// Range checks: at once where a literal stands, by the compiler where a constant does.
pub(crate) struct Ranges<'a> {
    pub(crate) errors: &'a mut Errors,
    pub(crate) checks: &'a mut Vec<TokenStream>,
}

impl Ranges<'_> {
    pub(crate) fn duration(&mut self, expr: &Expr, key: &str, least: u64, most: u64) {
        let message = format!("`{key}` is out of range");
        let help = if least == 0 {
            format!("write {most} seconds or less")
        } else {
            format!("write {least} to {most} seconds")
        };
        if let Expr::Lit(_) = expr {
            let help = format!("name the unit: `seconds({})`", expr.to_token_stream());
            return self.errors.spanned(expr, format!("`{key}` is no duration"), help);
        }
        match literal_seconds(expr) {
            Some(seconds) if seconds < least || seconds > most => self.errors.spanned(expr, message, help),
            Some(_) => {}
            None => self.check(
                expr,
                &quote!(::core::time::Duration::as_secs(&#expr) >= #least && ::core::time::Duration::as_secs(&#expr) <= #most),
                &format!("{message}: {help}"),
            ),
        }
    }

    pub(crate) fn number(&mut self, expr: &Expr, key: &str, least: f64, most: f64, range: &str) {
        let message = format!("`{key}` is out of range");
        match literal_number(expr) {
            Some(number) if number < least || number > most => {
                self.errors.spanned(expr, message, format!("write {range}"));
            }
            Some(_) => {}
            None => {
                let low = quote!((#expr) as f64 >= #least);
                let all = if most.is_finite() { quote!(#low && (#expr) as f64 <= #most) } else { low };
                self.check(expr, &all, &format!("{message}: {range}"));
            }
        }
    }

    fn longer(&mut self, longer: &Expr, shorter: &Expr, blame: &Expr, message: &str, help: &str) {
        match (literal_seconds(longer), literal_seconds(shorter)) {
            (Some(long), Some(short)) if long > short => {}
            (Some(_), Some(_)) => self.errors.spanned(blame, message, help),
            _ => self.check(
                blame,
                &quote!(::core::time::Duration::as_secs(&#longer) > ::core::time::Duration::as_secs(&#shorter)),
                &format!("{message}: {help}"),
            ),
        }
    }

    fn check(&mut self, expr: &Expr, condition: &TokenStream, message: &str) {
        self.checks.push(quote_spanned!(expr.span()=> const _: () = ::core::assert!(#condition, #message);));
    }
}

/// `seconds(30)`, `minutes(5)`, `hours(24)`, `days(7)` with a literal.
pub(crate) fn literal_seconds(expr: &Expr) -> Option<u64> {
    let Expr::Call(ExprCall { func, args, .. }) = expr else { return None };
    let Expr::Path(ExprPath { path, .. }) = &**func else { return None };
    let unit = match plain(&path.segments.last()?.ident).as_str() {
        "seconds" | "from_secs" => 1,
        "minutes" => 60,
        "hours" => 3_600,
        "days" => 86_400,
        _ => return None,
    };
    match args.iter().collect::<Vec<_>>().as_slice() {
        [Expr::Lit(ExprLit { lit: Lit::Int(number), .. })] => {
            number.base10_parse::<u64>().ok()?.checked_mul(unit)
        }
        _ => None,
    }
}

pub(crate) fn literal_number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => literal_number(expr).map(|number| -number),
        _ => None,
    }
}

// ------------------------------------------------------------------------------------------- printing

/// Whose failures a policy looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failures {
    /// `TaskFailure<E>`
    Task,
    /// `BranchFailure`, of a parallel, a map or a nested workflow.
    Branch,
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
    pub(crate) fn native(&self, runtime: &TokenStream) -> TokenStream {
        let option = |value: Option<&Expr>| match value {
            Some(value) => quote!(::core::option::Option::Some(#value)),
            None => quote!(::core::option::Option::None),
        };
        let timeout = option(self.timeout.as_ref());
        let heartbeat = option(self.heartbeat.as_ref().map(|heartbeat| &heartbeat.duration));
        let retriers = self.native_retriers(runtime, Failures::Task);
        quote!(#runtime::TaskPolicy { timeout: #timeout, heartbeat: #heartbeat, retry: &#retriers })
    }

    /// An array of the driver's `Retrier`s.
    pub(crate) fn native_retriers(&self, runtime: &TokenStream, failures: Failures) -> TokenStream {
        let retriers = self.retry.iter().map(|retry| retry.native(runtime, failures));
        quote!([#(#retriers),*])
    }

    /// What the definition is told of the policy; `names` answers for the task's own errors.
    pub(crate) fn twin(&self, runtime: &TokenStream, names: &TokenStream, failures: Failures) -> TokenStream {
        let timeout = self.timeout.iter().map(|timeout| quote!(.timeout(#timeout)));
        let heartbeat = self.heartbeat.iter().map(|Heartbeat { duration, .. }| quote!(.heartbeat(#duration)));
        let retriers = self.retry.iter().map(|retry| {
            let retrier = retry.twin(runtime, names, failures);
            quote!(.retry(#retrier))
        });
        quote!(#runtime::__private::definition::Policy::new() #(#timeout)* #(#heartbeat)* #(#retriers)*)
    }
}

impl Retry {
    fn native(&self, runtime: &TokenStream, failures: Failures) -> TokenStream {
        let tests = self.on.iter().map(|selector| native_selector(selector, runtime, failures));
        let numbers = self.numbers();
        let jitter = self.native_jitter(runtime);
        // Named, because what follows the call takes from it what rustc could infer the type from.
        let failure = match failures {
            Failures::Task => quote!(#runtime::TaskFailure<_>),
            Failures::Branch => quote!(#runtime::BranchFailure),
        };
        quote!(#runtime::Retrier::on(|__failure: &#failure| #(#tests)||*) #numbers #jitter)
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
        let interval = self.interval.iter().map(|interval| quote!(.interval(#interval)));
        let attempts = self.max_attempts.iter().map(|attempts| quote!(.max_attempts(#attempts)));
        let rate = self.backoff_rate.iter().map(|rate| {
            let rate = literal_number(rate).map_or_else(|| quote!((#rate) as f64), |number| quote!(#number));
            quote!(.backoff_rate(#rate))
        });
        let delay = self.max_delay.iter().map(|delay| quote!(.max_delay(#delay)));
        quote!(#(#interval)* #(#attempts)* #(#rate)* #(#delay)*)
    }

    fn native_jitter(&self, runtime: &TokenStream) -> Option<TokenStream> {
        self.jitter.as_ref().map(|jitter| quote!(.jitter(#runtime::Jitter::#jitter)))
    }
}

fn native_selector(selector: &Selector, runtime: &TokenStream, failures: Failures) -> TokenStream {
    let failure = quote!(#runtime::TaskFailure);
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
