//! Timeouts, heartbeats and retriers: read from their options, checked against ASL's ranges, and printed for the
//! driver (`native`) and for the definition (`twin`). States and the methods of a task trait share it.
//! Read next: `check.rs`, `print.rs`.

mod check;
mod print;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{
    Expr, ExprCall, ExprLit, ExprPath, ExprStruct, Lit, LitStr, Path, Token,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
};

pub(crate) use check::{Ranges, constant, duration, is_constant_duration, literal_seconds};
pub(crate) use print::{ErrorsOf, Failures};

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
                _ => match of_asl(path) {
                    Some(instead) => {
                        let message =
                            format!("`on` does not know `{}`\nhelp: write `on({instead})`", compact(path));
                        return Err(syn::Error::new_spanned(path, message));
                    }
                    None => Selector::Error(path.clone()),
                },
            }),
            Expr::Infer(_) => {
                Err(syn::Error::new_spanned(&expr, "`on` cannot match this\nhelp: write `on(any)`"))
            }
            Expr::Struct(ExprStruct { path, .. }) => Err(of_a_variant(&expr, path)),
            Expr::Call(ExprCall { func, args, .. }) if is_variant_of_something(func, args) => {
                Err(of_a_variant(&expr, func))
            }
            Expr::Call(ExprCall { func, args, .. }) if func.to_token_stream().to_string() == "error_name" => {
                match args.iter().collect::<Vec<_>>().as_slice() {
                    [Expr::Lit(ExprLit { lit: Lit::Str(name), .. })] => Ok(Selector::Named(name.clone())),
                    _ => Err(refused()),
                }
            }
            Expr::Call(ExprCall { func, args, .. })
                if func.to_token_stream().to_string() == "Failed" && args.len() == 1 =>
            {
                let help = match &args[0] {
                    Expr::Infer(_) => "name the variants of the task's error, as in `on(OpenError::Busy)`, or write `on(any)`".to_owned(),
                    own => format!("write `on({})`", compact(own)),
                };
                let message = format!("`on` names errors without `Failed(..)`\nhelp: {help}");
                Err(syn::Error::new_spanned(&expr, message))
            }
            _ => Err(refused()),
        }
    }
}

/// Instead of a name that ASL has, or that other libraries have.
fn of_asl(path: &Path) -> Option<&'static str> {
    let name = compact(path);
    match name.trim_start_matches("States::") {
        "ALL" | "all" => Some("any"),
        "Timeout" if name.starts_with("States::") => Some("TimedOut"),
        _ => None,
    }
}

/// `OpenError::Duplicate(..)`, but not `error_name(..)`.
fn is_variant_of_something(function: &Expr, fields: &Punctuated<Expr, Token![,]>) -> bool {
    let is_bound = |field: &Expr| matches!(field, Expr::Infer(_) | Expr::Range(_));
    matches!(function, Expr::Path(path) if path.path.segments.len() > 1) && fields.iter().all(is_bound)
}

/// A variant with what is in it.
fn of_a_variant(selector: &Expr, variant: impl ToTokens) -> syn::Error {
    let variant = compact(&variant);
    let message = format!(
        "`on` names an error's variant alone\nhelp: write `on({variant})`: it is for any that is in it"
    );
    syn::Error::new_spanned(selector, message)
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
