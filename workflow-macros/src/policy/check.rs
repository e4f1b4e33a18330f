//! The ranges and the order of timeouts and retriers: at once where a literal stands, by the compiler where a constant
//! does.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, ExprCall, ExprLit, ExprPath, ExprUnary, Lit, Path, UnOp, spanned::Spanned};

use super::{Policy, Retry, Selector};
use crate::{
    errors::Errors,
    names::{is_screaming, plain},
};

pub(super) fn check_policy(policy: &mut Policy, errors: &mut Errors) {
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

/// ASL: `TimeoutSeconds` and `MaxAttempts` are at most 99999999; AWS: `MaxDelaySeconds` is less than 31622400.
const MAX_SECONDS: u64 = 99_999_999;
const MAX_DELAY_SECONDS: u64 = 31_622_399;
const MAX_ATTEMPTS: f64 = 99_999_999.0;

fn check_numbers(retry: &Retry, ranges: &mut Ranges<'_>) {
    if let Some(interval) = &retry.interval {
        ranges.duration(interval, "interval", 1, MAX_SECONDS);
    }
    if let Some(attempts) = &retry.max_attempts {
        ranges.count((attempts, &quote!(u32)), "max_attempts", 0.0, MAX_ATTEMPTS, "0 to 99999999");
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

/// The durations that there are.
const DURATIONS: &str = "`seconds(30)`, `minutes(5)`, `hours(1)` or `days(1)`";

/// The duration that a text means: `seconds(30)` of `30s`.
fn in_words(lit: &Lit) -> Option<String> {
    let Lit::Str(text) = lit else { return None };
    let text = text.value();
    let digits = text.trim().trim_end_matches(|end: char| !end.is_ascii_digit());
    let number: u64 = digits.parse().ok()?;
    let unit = match text.trim()[digits.len()..].trim() {
        "s" | "sec" | "secs" | "second" | "seconds" => "seconds",
        "m" | "min" | "mins" | "minute" | "minutes" => "minutes",
        "h" | "hour" | "hours" => "hours",
        "d" | "day" | "days" => "days",
        _ => return None,
    };
    Some(format!("`{unit}({number})`"))
}

impl Ranges<'_> {
    pub(crate) fn duration(&mut self, expr: &Expr, key: &str, least: u64, most: u64) {
        let message = format!("`{key}` is out of range");
        let help = if least == 0 {
            format!("write {most} seconds or less")
        } else {
            format!("write {least} to {most} seconds")
        };
        if let Expr::Lit(ExprLit { lit, .. }) = expr {
            let help = match lit {
                Lit::Int(_) => format!("name the unit: `seconds({})`", expr.to_token_stream()),
                lit => format!("write {}", in_words(lit).unwrap_or_else(|| DURATIONS.to_owned())),
            };
            return self.errors.spanned(expr, format!("`{key}` is no duration"), help);
        }
        match literal_seconds(expr) {
            Some(seconds) if seconds < least || seconds > most => self.errors.spanned(expr, message, help),
            Some(_) => {}
            None => {
                let duration = duration(expr);
                let seconds = quote!(::core::time::Duration::as_secs(&#duration));
                self.check(
                    expr,
                    &quote!(#seconds >= #least && #seconds <= #most),
                    &format!("{message}: {help}"),
                );
            }
        }
    }

    /// A whole number of this type.
    pub(crate) fn count(
        &mut self,
        (expr, type_): (&Expr, &TokenStream),
        key: &str,
        least: f64,
        most: f64,
        range: &str,
    ) {
        if matches!(unsigned(expr), Expr::Lit(ExprLit { lit: Lit::Float(_), .. })) {
            return self.errors.spanned(
                expr,
                format!("`{key}` is no whole number"),
                format!("write {range}"),
            );
        }
        self.ranged((expr, &constant(expr, type_)), key, least, most, range);
    }

    pub(crate) fn number(&mut self, expr: &Expr, key: &str, least: f64, most: f64, range: &str) {
        self.ranged((expr, &expr.to_token_stream()), key, least, most, range);
    }

    fn ranged(
        &mut self,
        (expr, tokens): (&Expr, &TokenStream),
        key: &str,
        least: f64,
        most: f64,
        range: &str,
    ) {
        let is_number = |lit: &Lit| matches!(lit, Lit::Int(_) | Lit::Float(_));
        if let Expr::Lit(ExprLit { lit, .. }) = unsigned(expr)
            && !is_number(lit)
        {
            return self.errors.spanned(expr, format!("`{key}` is no number"), format!("write {range}"));
        }
        let message = format!("`{key}` is out of range");
        match literal_number(expr) {
            Some(number) if number < least || number > most => {
                self.errors.spanned(expr, message, format!("write {range}"));
            }
            Some(_) => {}
            None => {
                let low = quote!((#tokens) as f64 >= #least);
                let all = if most.is_finite() { quote!(#low && (#tokens) as f64 <= #most) } else { low };
                self.check(expr, &all, &format!("{message}: {range}"));
            }
        }
    }

    fn longer(&mut self, longer: &Expr, shorter: &Expr, blame: &Expr, message: &str, help: &str) {
        match (literal_seconds(longer), literal_seconds(shorter)) {
            (Some(long), Some(short)) if long > short => {}
            (Some(_), Some(_)) => self.errors.spanned(blame, message, help),
            _ => {
                let (longer, shorter) = (duration(longer), duration(shorter));
                let condition = quote!(::core::time::Duration::as_secs(&#longer) > ::core::time::Duration::as_secs(&#shorter));
                self.check(blame, &condition, &format!("{message}: {help}"));
            }
        }
    }

    fn check(&mut self, expr: &Expr, condition: &TokenStream, message: &str) {
        self.checks.push(quote_spanned!(expr.span()=> const _: () = ::core::assert!(#condition, #message);));
    }
}

/// An option's value where it is used, and where its range is checked: rustc says the same of it everywhere, once.
pub(crate) fn constant(expr: &Expr, type_: &TokenStream) -> TokenStream {
    if literal_number(expr).is_some() || literal_seconds(expr).is_some() {
        return expr.to_token_stream();
    }
    quote_spanned!(expr.span()=> { const __OPTION: #type_ = #expr; __OPTION })
}

/// The same of a duration.
pub(crate) fn duration(expr: &Expr) -> TokenStream {
    constant(expr, &quote_spanned!(expr.span()=> ::core::time::Duration))
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

/// The number behind a minus.
fn unsigned(expr: &Expr) -> &Expr {
    match expr {
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => expr,
        expr => expr,
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

/// Whether rustc can say how long it is: a constant, or a duration counted from constants and literals. Of another function
/// no token tells whether it is `const`.
pub(crate) fn is_constant_duration(value: &Expr) -> bool {
    match value {
        Expr::Paren(paren) => is_constant_duration(&paren.expr),
        Expr::Path(path) => is_constant(&path.path),
        Expr::Call(call) => {
            let counts = matches!(&*call.func, Expr::Path(function) if function.path.segments.last().is_some_and(|last| {
                UNITS.contains(&plain(&last.ident).as_str())
            }));
            counts && call.args.iter().all(is_const_count)
        }
        _ => false,
    }
}

/// The functions of the prelude and of `Duration` that count a duration, all of them `const`.
const UNITS: [&str; 10] = [
    "seconds",
    "minutes",
    "hours",
    "days",
    "from_secs",
    "from_millis",
    "from_micros",
    "from_nanos",
    "from_mins",
    "from_hours",
];

fn is_const_count(count: &Expr) -> bool {
    match count {
        Expr::Lit(_) => true,
        Expr::Path(path) => is_constant(&path.path),
        Expr::Paren(paren) => is_const_count(&paren.expr),
        Expr::Binary(binary) => is_const_count(&binary.left) && is_const_count(&binary.right),
        _ => false,
    }
}

/// A constant is in upper case, as rustc's lints keep it.
fn is_constant(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        name.contains(char::is_uppercase) && is_screaming(&name)
    })
}
