//! Reads `#[resource(..)]` of a task: the ARN of the integration that does it on AWS, and where values go in it.
//!
//! Of services it knows what some of their integrations wait for, and no keys: those are their traits' to say. Read next:
//! `expand.rs`.

use proc_macro2::TokenStream;
use syn::{
    Attribute, Expr, ExprLit, Lit, LitStr, Token,
    parse::{Parse, ParseStream},
};

use crate::{
    errors::Errors,
    options::{Place, Written, parse_options},
};

/// A service that does the task on AWS.
#[derive(Clone)]
pub(crate) struct Resource {
    pub(crate) arn: LitStr,
    /// Where the task's token goes in the arguments: `MessageBody.TaskToken`.
    pub(crate) token_at: Option<LitStr>,
    /// Where the service takes DynamoDB's attribute values and the task plain ones: `Key`.
    pub(crate) attributes_at: Vec<LitStr>,
    /// Where the service gives DynamoDB's attribute values and the task plain ones: `Item`.
    pub(crate) attributes_from: Vec<LitStr>,
}

impl Resource {
    /// Whether a worker of the user's own does it, who fetches the work.
    pub(super) fn is_activity(&self) -> bool {
        self.arn.value().contains(":activity:")
    }
}

/// What is inside `#[resource(..)]`: the ARN, and the options behind it.
struct Inside {
    arn: LitStr,
    options: TokenStream,
}

impl Parse for Inside {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let arn = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(Self { arn, options: input.parse()? })
    }
}

/// `#[resource("arn:aws:states:::sqs:sendMessage")]`
pub(super) fn parse_resource(attribute: &Attribute, errors: &mut Errors) -> Option<Resource> {
    let Ok(Inside { arn, options }) = attribute.parse_args() else {
        let help = "write `#[resource(\"arn:aws:states:::sqs:sendMessage\")]`, \
                    and `token_at = \"MessageBody.TaskToken\"` in it for a callback";
        errors.spanned(attribute, "`#[resource]` takes the ARN of an integration", help);
        return None;
    };
    let before = errors.len();
    let mut resource =
        Resource { arn, token_at: None, attributes_at: Vec::new(), attributes_from: Vec::new() };
    for option in parse_options(options, Place::Resource, errors) {
        if option.is("token_at") {
            resource.token_at = text(&option, errors);
        } else if option.is("attributes_at") {
            resource.attributes_at = keys(&option, "arguments", errors);
        } else {
            resource.attributes_from = keys(&option, "result", errors);
        }
    }
    check_arn(&resource.arn, errors);
    check_pattern(&resource.arn, errors);
    // Of an option that cannot be read is not known whether it is right.
    if errors.len() == before {
        check_token_place(&resource, errors);
    }
    Some(resource)
}

/// The text of `key = "text"`.
fn text(option: &Written, errors: &mut Errors) -> Option<LitStr> {
    match option.expr(errors)? {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => option.refuse_form(errors),
    }
}

/// The keys of `key("Key", "Item")`.
fn keys(option: &Written, place: &str, errors: &mut Errors) -> Vec<LitStr> {
    let written: Vec<Lit> = option.list(errors).unwrap_or_default();
    let mut keys: Vec<LitStr> = Vec::new();
    for literal in written {
        let Lit::Str(key) = literal else {
            errors.spanned(literal, format!("this is no key of the {place}"), "write it as text: `\"Key\"`");
            continue;
        };
        if key.value().is_empty() || key.value().contains('.') {
            let help = "write one key of the object itself: what is inside of it follows";
            errors.spanned(&key, format!("this is no key of the {place}"), help);
        } else if keys.contains(&key) {
            errors.spanned(&key, format!("key `{}` is given twice", key.value()), "keep one of the two");
        } else {
            keys.push(key);
        }
    }
    keys
}

fn check_arn(arn: &LitStr, errors: &mut Errors) {
    if !arn.value().starts_with("arn:") && !arn.value().starts_with("${") {
        let help = "an integration's begins with `arn:aws:states:::`; a name from the template is `${Name}`";
        errors.spanned(arn, "this is not an ARN", help);
    }
}

/// What an integration can wait for, beside sending its request.
struct Waits {
    /// `sqs:`, all of a service's.
    calls: &'static str,
    /// The patterns, as they stand behind the ARN.
    patterns: &'static [&'static str],
}

/// The integrations that are used most (AWS Step Functions developer guide, "Integrating services"). Of others AWS may
/// have any.
const WAITS: [Waits; 12] = [
    Waits { calls: "aws-sdk:", patterns: &["waitForTaskToken"] },
    Waits { calls: "batch:", patterns: &["sync"] },
    Waits { calls: "dynamodb:", patterns: &[] },
    Waits { calls: "ecs:", patterns: &["sync", "waitForTaskToken"] },
    Waits { calls: "events:", patterns: &["waitForTaskToken"] },
    Waits { calls: "glue:", patterns: &["sync"] },
    Waits { calls: "http:", patterns: &[] },
    Waits { calls: "lambda:", patterns: &["waitForTaskToken"] },
    Waits { calls: "sagemaker:", patterns: &["sync"] },
    Waits { calls: "sns:", patterns: &["waitForTaskToken"] },
    Waits { calls: "sqs:", patterns: &["waitForTaskToken"] },
    Waits { calls: "states:", patterns: &["sync", "sync:2", "waitForTaskToken"] },
];

/// An integration waits for what AWS lets it wait for.
fn check_pattern(arn: &LitStr, errors: &mut Errors) {
    let text = arn.value();
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", _, "states", "", "", call] = parts.as_slice() else { return };
    let Some((call, pattern)) = call.split_once('.') else { return };
    if pattern.contains("${") {
        return;
    }
    let known = WAITS.iter().find(|waits| call.starts_with(waits.calls));
    let patterns = known.map_or(&["sync", "sync:2", "waitForTaskToken"][..], |waits| waits.patterns);
    if patterns.contains(&pattern) {
        return;
    }
    let forms: Vec<String> = patterns.iter().map(|pattern| format!("`.{pattern}`")).collect();
    let help = match forms.is_empty() {
        true => "write nothing behind it: it only sends a request".to_owned(),
        false => format!("write nothing behind it, or {}", forms.join(", ")),
    };
    errors.spanned(arn, format!("integration `{call}` has no `.{pattern}`"), help);
}

/// An integration that waits for a token is told where the token goes, and no other one is.
fn check_token_place(resource: &Resource, errors: &mut Errors) {
    let waits = resource.arn.value().ends_with(".waitForTaskToken");
    match &resource.token_at {
        None if waits => {
            let help = "add its place in the arguments: `token_at = \"MessageBody.TaskToken\"`";
            errors.spanned(&resource.arn, "this integration waits for a token that it is not given", help);
        }
        Some(place) if !waits => {
            let help = "write `.waitForTaskToken` behind the ARN, or leave `token_at` out";
            errors.spanned(place, "this integration does not wait for a token", help);
        }
        Some(place) if place.value().split('.').any(str::is_empty) => {
            let help = "write keys with a dot between them: `MessageBody.TaskToken`";
            errors.spanned(place, "this is no place in the arguments", help);
        }
        _ => {}
    }
}
