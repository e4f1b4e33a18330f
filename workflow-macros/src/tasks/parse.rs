//! Reads a task trait: its methods, their options and their signatures.

use syn::{
    Attribute, FnArg, Ident, ItemTrait, LitStr, Pat, ReturnType, Token, TraitItem, TraitItemFn, Type,
    parse::{Parse, ParseStream},
    visit::Visit,
};

use crate::{
    errors::Errors,
    names::plain,
    options::{Place, attribute_options, take_stray_options},
    policy::{Policy, parse_policy},
};

/// A task trait as it was written.
pub(crate) struct Tasks {
    /// The trait without its methods.
    pub(crate) item: ItemTrait,
    pub(crate) methods: Vec<Task>,
}

/// A method of a task trait.
pub(crate) struct Task {
    /// Without our attributes.
    pub(crate) item: TraitItemFn,
    pub(crate) params: Vec<Ident>,
    pub(crate) output: Type,
    pub(crate) policy: Policy,
    pub(crate) resource: Option<Resource>,
}

/// Reads the trait. What is no task is reported and left out.
pub(crate) fn parse(mut item: ItemTrait, errors: &mut Errors) -> Tasks {
    let mut methods = Vec::new();
    for member in std::mem::take(&mut item.items) {
        match member {
            TraitItem::Fn(method) => {
                let name = method.sig.ident.clone();
                if methods.iter().any(|other: &Task| other.name() == plain(&name)) {
                    errors.spanned(
                        &name,
                        format!("task `{name}` is declared twice"),
                        "give the second another name",
                    );
                    continue;
                }
                methods.extend(parse_task(method, errors));
            }
            other => {
                let help = "declare it in another trait";
                errors.spanned(&other, "a task trait has nothing but tasks", help);
            }
        }
    }
    Tasks { item, methods }
}

fn parse_task(mut item: TraitItemFn, errors: &mut Errors) -> Option<Task> {
    let name = item.sig.ident.clone();
    let mut attributes = std::mem::take(&mut item.attrs);
    take_stray_options(&mut attributes, Place::TaskMethod, errors);
    let mut policy = Policy::default();
    let mut resource = None;
    let mut options = None;
    for attribute in attributes {
        if attribute.path().is_ident("task") {
            let before = errors.len();
            policy = parse_policy(&attribute_options(&attribute, Place::TaskMethod, errors), errors);
            if errors.len() > before {
                policy = Policy::default();
            }
            options = Some(attribute);
        } else if attribute.path().is_ident("resource") {
            resource = parse_resource(&attribute, errors);
        } else {
            item.attrs.push(attribute);
        }
    }
    if item.sig.asyncness.is_none() {
        let help = "write `async fn`: a task is work that is awaited";
        errors.spanned(item.sig.fn_token, format!("task `{name}` is not `async`"), help);
    }
    check_receiver(&mut item, errors);
    let params = parse_params(&mut item, errors)?;
    let ReturnType::Type(_, output) = &item.sig.output else {
        let help = "write `-> Result<Output, Error>`, with an error that derives `TaskError`";
        errors.spanned(&name, format!("task `{name}` does not return a `Result`"), help);
        return None;
    };
    let task = Task { output: (**output).clone(), params, policy, resource, item };
    if let Some(options) = options.filter(|_| task.is_generic() && !task.policy.is_empty()) {
        let message = format!("task `{name}` has no one error type that a policy could be for");
        let help = "put the policy on the states that call it";
        errors.spanned(options.path(), message, help);
    }
    Some(task)
}

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

/// What is inside `#[resource(..)]`.
impl Parse for Resource {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let arn = input.parse()?;
        let (token_at, attributes_at, attributes_from) = (None, Vec::new(), Vec::new());
        let mut resource = Self { arn, token_at, attributes_at, attributes_from };
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let key: Ident = input.parse()?;
            if key == "token_at" && resource.token_at.is_none() {
                input.parse::<Token![=]>()?;
                resource.token_at = Some(input.parse()?);
            } else if key == "attributes_at" && resource.attributes_at.is_empty() {
                resource.attributes_at = places(input)?;
            } else if key == "attributes_from" && resource.attributes_from.is_empty() {
                resource.attributes_from = places(input)?;
            } else {
                return Err(syn::Error::new(key.span(), "unknown option"));
            }
        }
        if input.is_empty() { Ok(resource) } else { Err(input.error("unknown option")) }
    }
}

/// `("Key", "Item")`
fn places(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let places;
    syn::parenthesized!(places in input);
    Ok(places.parse_terminated(<LitStr as Parse>::parse, Token![,])?.into_iter().collect())
}

/// `#[resource("arn:aws:states:::sqs:sendMessage")]`
fn parse_resource(attribute: &Attribute, errors: &mut Errors) -> Option<Resource> {
    let Ok(resource) = attribute.parse_args::<Resource>() else {
        let help = "write `#[resource(\"arn:aws:states:::sqs:sendMessage\")]`, \
                    and `token_at = \"MessageBody.TaskToken\"` in it for a callback";
        errors.spanned(attribute, "`#[resource]` takes the ARN of an integration", help);
        return None;
    };
    let arn = resource.arn.value();
    if !arn.starts_with("arn:") && !arn.starts_with("${") {
        let help = "an integration's begins with `arn:aws:states:::`; a name from the template is `${Name}`";
        errors.spanned(&resource.arn, "this is not an ARN", help);
    }
    check_token_place(&resource, errors);
    Some(resource)
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

/// A task without `&self` gets it, so that the rest of the trait stands.
fn check_receiver(item: &mut TraitItemFn, errors: &mut Errors) {
    let name = &item.sig.ident;
    let help = "write `&self`: what does the tasks is shared by all that runs";
    let message = format!("task `{name}` does not take `&self`");
    let shared: FnArg = syn::parse_quote!(&self);
    match item.sig.inputs.first_mut() {
        Some(FnArg::Receiver(receiver)) => {
            let is_shared = matches!(&receiver.kind, syn::ReceiverKind::Reference(_, _, None))
                && receiver.mutability.is_none();
            if !is_shared {
                errors.spanned(&*receiver, message, help);
                item.sig.inputs[0] = shared;
            }
        }
        _ => {
            errors.spanned(name, message, help);
            item.sig.inputs.insert(0, shared);
        }
    }
}

fn parse_params(item: &mut TraitItemFn, errors: &mut Errors) -> Option<Vec<Ident>> {
    let mut names: Vec<Ident> = Vec::new();
    for input in &mut item.sig.inputs {
        let FnArg::Typed(typed) = input else { continue };
        match &mut *typed.pat {
            Pat::Ident(ident) if ident.by_ref.is_none() && ident.mutability.is_none() => {
                if names.iter().any(|other| plain(other) == plain(&ident.ident)) {
                    let message =
                        format!("parameter `{}` of task `{}` is declared twice", ident.ident, item.sig.ident);
                    errors.spanned(&ident.ident, message, "give it another name");
                    // Another name keeps those quiet that call the task.
                    ident.ident =
                        quote::format_ident!("parameter{}", names.len() + 1, span = ident.ident.span());
                }
                names.push(ident.ident.clone());
            }
            other => {
                let message = format!("a parameter of task `{}` cannot be a pattern", item.sig.ident);
                errors.spanned(other, message, "give it a plain name: it is a key of the task's payload");
                return None;
            }
        }
    }
    Some(names)
}

impl Task {
    pub(crate) fn name(&self) -> String {
        plain(&self.item.sig.ident)
    }

    /// Whether what it returns depends on the call: then it has no one error type to write a policy for.
    pub(crate) fn is_generic(&self) -> bool {
        struct Names<'a>(&'a syn::Generics, bool);
        impl<'ast> Visit<'ast> for Names<'_> {
            fn visit_ident(&mut self, ident: &'ast Ident) {
                self.1 |= self.0.type_params().any(|param| param.ident == *ident);
                self.1 |= self.0.const_params().any(|param| param.ident == *ident);
            }
        }
        let mut names = Names(&self.item.sig.generics, false);
        names.visit_type(&self.output);
        names.1
    }
}
