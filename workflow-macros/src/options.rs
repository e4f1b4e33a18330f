//! The options of every attribute: one table, and the parser that reads an attribute by it.
//!
//! An option is `key(value)` or `key = value`: the grammar that rustfmt formats. The table feeds the parser and the
//! help of its errors; `docs/language.md` is compared with it by a test.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, Meta, Token, parenthesized,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    token::Paren,
};

use crate::{
    errors::Errors,
    names::{nearest, plain},
    tokens::compact,
};

/// Where an attribute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Workflow,
    Task,
    Choice,
    Parallel,
    Map,
    Wait,
    Pass,
    Succeed,
    Fail,
    /// `#[task(..)]` on a method of a task trait.
    TaskMethod,
    /// `#[resource(..)]` on a method of a task trait, behind the ARN.
    Resource,
    /// Inside `retry(..)`.
    Retry,
}

impl Place {
    fn attribute(self) -> &'static str {
        match self {
            Place::Workflow => "`#[workflow]`",
            Place::Task => "`#[task]`",
            Place::Choice => "`#[choice]`",
            Place::Parallel => "`#[parallel]`",
            Place::Map => "`#[map]`",
            Place::Wait => "`#[wait]`",
            Place::Pass => "`#[pass]`",
            Place::Succeed => "`#[succeed]`",
            Place::Fail => "`#[fail]`",
            Place::TaskMethod => "`#[task]` of a task trait",
            Place::Resource => "`#[resource]`",
            Place::Retry => "`retry`",
        }
    }

    /// The attribute's name.
    fn name(self) -> &'static str {
        match self {
            Place::TaskMethod => "task",
            other => other.attribute().trim_matches(|mark: char| !mark.is_alphanumeric()),
        }
    }
}

/// An option: its key, where it may stand, and what it is for.
pub(crate) struct Known {
    pub(crate) key: &'static str,
    pub(crate) places: &'static [Place],
    pub(crate) repeats: bool,
    pub(crate) form: &'static str,
}

const STATES: &[Place] = &[
    Place::Task,
    Place::Choice,
    Place::Parallel,
    Place::Map,
    Place::Wait,
    Place::Pass,
    Place::Succeed,
    Place::Fail,
];

/// Every option of every attribute.
#[rustfmt::skip]
pub(crate) const OPTIONS: &[Known] = &[
    Known { key: "attributes_at", places: &[Place::Resource], repeats: false, form: "attributes_at(\"Key\", \"Item\")" },
    Known { key: "attributes_from", places: &[Place::Resource], repeats: false, form: "attributes_from(\"Item\")" },
    Known { key: "backoff_rate", places: &[Place::Retry], repeats: false, form: "backoff_rate = 2.0" },
    Known { key: "heartbeat", places: &[Place::Task, Place::TaskMethod], repeats: false, form: "heartbeat(seconds(60))" },
    Known { key: "interval", places: &[Place::Retry], repeats: false, form: "interval(seconds(1))" },
    Known { key: "jitter", places: &[Place::Retry], repeats: false, form: "jitter(Full)" },
    Known { key: "max_attempts", places: &[Place::Retry], repeats: false, form: "max_attempts = 3" },
    Known { key: "max_concurrency", places: &[Place::Map], repeats: false, form: "max_concurrency = 4" },
    Known { key: "max_delay", places: &[Place::Retry], repeats: false, form: "max_delay(minutes(1))" },
    Known { key: "memory_mb", places: &[Place::TaskMethod], repeats: false, form: "memory_mb = 512" },
    Known { key: "name", places: STATES, repeats: false, form: "name = \"OpenAccount\"" },
    Known { key: "on", places: &[Place::Retry], repeats: false, form: "on(TimedOut)" },
    Known { key: "retry", places: &[Place::Task, Place::Parallel, Place::Map, Place::TaskMethod], repeats: true, form: "retry(on(any))" },
    Known { key: "tasks", places: &[Place::Workflow], repeats: false, form: "tasks(bank(Bank))" },
    Known { key: "timeout", places: &[Place::Workflow, Place::Task, Place::TaskMethod], repeats: false, form: "timeout(seconds(30))" },
    Known { key: "token_at", places: &[Place::Resource], repeats: false, form: "token_at = \"MessageBody.TaskToken\"" },
    Known { key: "workflows", places: &[Place::Workflow], repeats: false, form: "workflows(billing(crate::billing))" },
];

/// What ASL has for a Map whose items are executions of their own, as somebody would look for it here.
const DISTRIBUTED: [&str; 9] = [
    "batch",
    "distributed",
    "item_batcher",
    "item_reader",
    "label",
    "mode",
    "result_writer",
    "tolerated_failure_count",
    "tolerated_failure_percentage",
];

/// An option as it was written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

/// What follows an option's key.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Nothing,
    Equals(Expr),
    List(TokenStream, Span),
}

/// Takes options out that stand beside the attribute they belong into, as in `#[task] #[retry(..)]`, and reports them:
/// rustc would only say that there is no such attribute.
pub(crate) fn take_stray_options(attributes: &mut Vec<Attribute>, place: Place, errors: &mut Errors) {
    attributes.retain(|attribute| {
        let here = |known: &&Known| known.places.contains(&place) && attribute.path().is_ident(known.key);
        let Some(known) = OPTIONS.iter().find(here) else { return true };
        let (key, kind) = (known.key, place.attribute());
        let message = format!("option `{key}` cannot stand beside {kind}");
        let help = format!("put it inside, as in `#[{}({})]`", place.name(), known.form);
        errors.spanned(attribute.path(), message, help);
        false
    });
}

impl Value {
    /// What it was written as.
    pub(crate) fn tokens(&self) -> TokenStream {
        match self {
            Value::Nothing => TokenStream::new(),
            Value::Equals(expr) => expr.to_token_stream(),
            Value::List(tokens, _) => tokens.clone(),
        }
    }
}

impl Written {
    pub(crate) fn is(&self, key: &str) -> bool {
        self.key == key
    }

    /// The options in a `retry(..)` that are numbers or durations; any other option is one by itself.
    pub(crate) fn with_inner(&self) -> Vec<Written> {
        if !self.is("retry") {
            return vec![self.clone()];
        }
        let parser = Punctuated::<Written, Token![,]>::parse_terminated;
        let inner = syn::parse::Parser::parse2(parser, self.value.tokens()).unwrap_or_default();
        inner.into_iter().filter(|option| !option.is("on") && !option.is("jitter")).collect()
    }

    /// The one expression of `key = expr` or `key(expr)`.
    pub(crate) fn expr(&self, errors: &mut Errors) -> Option<Expr> {
        match &self.value {
            Value::Equals(expr) => Some(expr.clone()),
            Value::List(tokens, _) => match syn::parse2(tokens.clone()) {
                Ok(expr) => Some(expr),
                Err(_) => self.refuse_form(errors),
            },
            Value::Nothing => self.refuse_form(errors),
        }
    }

    /// The comma-separated list of `key(a, b)`.
    pub(crate) fn list<T: Parse>(&self, errors: &mut Errors) -> Option<Vec<T>> {
        let Value::List(tokens, _) = &self.value else { return self.refuse_form(errors) };
        let parser = Punctuated::<T, Token![,]>::parse_terminated;
        match syn::parse::Parser::parse2(parser, tokens.clone()) {
            Ok(list) => Some(list.into_iter().collect()),
            Err(error) => {
                errors.push(error);
                None
            }
        }
    }

    pub(crate) fn refuse_form<T>(&self, errors: &mut Errors) -> Option<T> {
        let form = OPTIONS.iter().find(|known| self.is(known.key)).map_or("", |known| known.form);
        let key = &self.key;
        let blame = match &self.value {
            Value::Equals(expr) => expr.to_token_stream(),
            _ => self.to_token_stream(),
        };
        let help = match &self.value {
            // Of one value, and not of two.
            Value::Equals(value) if form.starts_with(&format!("{key}(")) && !form.contains("\", \"") => {
                format!("write `{key}({})`", compact(value))
            }
            _ => format!("write `{form}`"),
        };
        errors.spanned(blame, format!("option `{key}` is not written like this"), help);
        None
    }
}

impl ToTokens for Written {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let key = &self.key;
        tokens.extend(match &self.value {
            Value::Nothing => quote!(#key),
            Value::Equals(expr) => quote!(#key = #expr),
            Value::List(list, span) => {
                let mut group = proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, list.clone());
                group.set_span(*span);
                quote!(#key #group)
            }
        });
    }
}

impl Parse for Written {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(syn::ext::IdentExt::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Equals(input.parse()?)
        } else if input.peek(Paren) {
            let content;
            let paren = parenthesized!(content in input);
            Value::List(content.parse()?, paren.span.join())
        } else {
            Value::Nothing
        };
        Ok(Self { key, value })
    }
}

/// Reads the options in `tokens`; unknown, misplaced and repeated ones are refused by name and left out.
pub(crate) fn parse_options(tokens: TokenStream, place: Place, errors: &mut Errors) -> Vec<Written> {
    let parser = Punctuated::<Written, Token![,]>::parse_terminated;
    let written = match syn::parse::Parser::parse2(parser, tokens) {
        Ok(written) => written,
        Err(error) => {
            let mut message = error.to_string();
            let mut help = "options are `key(value)` or `key = value`, with commas between".to_owned();
            if message == "expected ident" {
                // A value without its key.
                let here = OPTIONS.iter().filter(|known| known.places.contains(&place));
                let forms = here.map(|known| format!("`{}`", known.form)).collect::<Vec<_>>().join(", ");
                message = format!("this is no option of {}", place.attribute());
                help = format!("options here are written {forms}");
            }
            errors.push(syn::Error::new(error.span(), format!("{message}\nhelp: {help}")));
            return Vec::new();
        }
    };
    let mut kept: Vec<Written> = Vec::new();
    for option in written {
        if check_option(&option, place, &kept, errors) {
            kept.push(option);
        }
    }
    kept
}

/// The options of an attribute such as `#[task(..)]`; a bare `#[task]` has none.
pub(crate) fn attribute_options(attribute: &Attribute, place: Place, errors: &mut Errors) -> Vec<Written> {
    match &attribute.meta {
        Meta::List(list) => parse_options(list.tokens.clone(), place, errors),
        Meta::NameValue(pair) => {
            let help = format!("write {} with its options in parentheses", place.attribute());
            errors.spanned(&pair.value, format!("{} takes no value", place.attribute()), help);
            Vec::new()
        }
        Meta::Path(_) => Vec::new(),
    }
}

/// The trait that is written behind a key as behind a handle: `bank(Bank)`.
fn handled(option: &Written) -> Option<syn::Path> {
    let Value::List(tokens, _) = &option.value else { return None };
    let path: syn::Path = syn::parse2(tokens.clone()).ok()?;
    let last = path.segments.last()?;
    plain(&last.ident).starts_with(char::is_uppercase).then_some(path)
}

fn check_option(option: &Written, place: Place, kept: &[Written], errors: &mut Errors) -> bool {
    let key = plain(&option.key);
    let here = || OPTIONS.iter().filter(|known| known.places.contains(&place)).map(|known| known.key);
    let Some(known) = OPTIONS.iter().find(|known| known.key == key && known.places.contains(&place)) else {
        let elsewhere = OPTIONS.iter().any(|known| known.key == key);
        if place == Place::Task && key == "memory_mb" {
            let help = "put it on the task's method in its trait: whichever state calls the task, the function is the same";
            errors.spanned(&option.key, "option `memory_mb` cannot stand on a state", help);
            return false;
        }
        if place == Place::Map && DISTRIBUTED.contains(&key.as_str()) {
            let message = format!("option `{key}` is for a distributed map, and a map here is inline");
            let help = "leave it out; what is too much for one history goes to a nested workflow, in pages";
            errors.spanned(&option.key, message, help);
            return false;
        }
        if let (Place::Workflow, false, Some(path)) = (place, elsewhere, handled(option)) {
            let help = format!("write `tasks({key}({}))`", compact(&path));
            errors.spanned(&option.key, format!("handle `{key}` stands outside of `tasks(..)`"), help);
            return true;
        }
        let message = if elsewhere {
            format!("option `{key}` cannot stand on {}", place.attribute())
        } else {
            format!("unknown option `{key}` on {}", place.attribute())
        };
        let all = here().collect::<Vec<_>>().join(", ");
        let help = match nearest(&key, here()).filter(|_| !elsewhere) {
            Some(near) => format!("did you mean `{near}`? options here: {all}"),
            None => format!("options here: {all}"),
        };
        errors.spanned(&option.key, message, help);
        return false;
    };
    if !known.repeats && kept.iter().any(|other| other.key == option.key) {
        // Of a list both are read, so that what is in the second is known.
        let is_list = option.is("tasks") || option.is("workflows");
        let help = if is_list {
            "put all of them into one, with commas between them"
        } else {
            "keep one of the two"
        };
        errors.spanned(&option.key, format!("option `{key}` is given twice on {}", place.attribute()), help);
        return is_list;
    }
    true
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::OPTIONS;

    #[test]
    fn the_reference_has_every_option() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/language.md");
        let page = fs::read_to_string(page).expect("the reference can be read");
        let missing: Vec<_> = OPTIONS
            .iter()
            .map(|known| known.key)
            .filter(|key| !page.contains(&format!("{key}(")) && !page.contains(&format!("{key} =")))
            .collect();
        assert!(missing.is_empty(), "docs/language.md does not have {missing:?}");
    }
}
