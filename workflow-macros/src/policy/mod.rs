//! Timeouts, heartbeats and retriers: read from their options, checked against ASL's ranges, and printed for the
//! driver (`native`) and for the definition (`twin`). States and the methods of a task trait share it.
//! Read next: `check.rs`, `print.rs`.

mod check;
mod print;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{
    Expr, ExprCall, ExprLit, ExprPath, Lit, LitStr, Path,
    parse::{Parse, ParseStream},
};

pub(crate) use check::{Ranges, constant, duration, is_constant_duration, literal_seconds};
pub(crate) use print::Failures;

use crate::{
    errors::Errors,
    options::{Place, Value, Written, parse_options},
    tokens::compact,
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
                Some(word) if word == "Failed" => {
                    let help = "name the variants of the task's error, as in `on(OpenError::Busy)`, or write `on(any)`";
                    let message = format!("`on` cannot match `Failed` as a whole\nhelp: {help}");
                    return Err(syn::Error::new_spanned(word, message));
                }
                _ => Selector::Error(path.clone()),
            }),
            Expr::Call(ExprCall { func, args, .. }) if func.to_token_stream().to_string() == "error_name" => {
                match args.iter().collect::<Vec<_>>().as_slice() {
                    [Expr::Lit(ExprLit { lit: Lit::Str(name), .. })] => Ok(Selector::Named(name.clone())),
                    _ => Err(refused()),
                }
            }
            Expr::Call(ExprCall { func, args, .. })
                if func.to_token_stream().to_string() == "Failed" && args.len() == 1 =>
            {
                let help = format!("write `on({})`", compact(&args[0]));
                let message = format!("`on` names errors without `Failed(..)`\nhelp: {help}");
                Err(syn::Error::new_spanned(&expr, message))
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
    check::check_policy(&mut policy, errors);
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
