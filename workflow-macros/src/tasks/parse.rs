//! Reads a task trait: its methods, their options and their signatures.

use syn::{
    Attribute, Expr, FnArg, Ident, ItemTrait, Lit, LitStr, Pat, ReturnType, TraitItem, TraitItemFn, Type,
    visit::Visit,
};

use crate::{
    errors::Errors,
    names::plain,
    options::{Place, attribute_options},
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
    pub(crate) resource: Option<LitStr>,
}

/// Reads the trait. What is no task is reported and left out.
pub(crate) fn parse(mut item: ItemTrait, errors: &mut Errors) -> Tasks {
    let mut methods = Vec::new();
    for member in std::mem::take(&mut item.items) {
        match member {
            TraitItem::Fn(method) => methods.extend(parse_task(method, errors)),
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
    let attributes = std::mem::take(&mut item.attrs);
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
    let params = parse_params(&item, errors)?;
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

/// `#[resource("arn:aws:states:::sqs:sendMessage")]`
fn parse_resource(attribute: &Attribute, errors: &mut Errors) -> Option<LitStr> {
    let arn = match attribute.parse_args::<Expr>() {
        Ok(Expr::Lit(literal)) => match literal.lit {
            Lit::Str(arn) => Some(arn),
            _ => None,
        },
        _ => None,
    };
    let Some(arn) = arn else {
        let help = "write `#[resource(\"arn:aws:states:::sqs:sendMessage\")]`";
        errors.spanned(attribute, "`#[resource]` takes the ARN of an integration", help);
        return None;
    };
    if !arn.value().starts_with("arn:") && !arn.value().starts_with("${") {
        let help = "an integration's begins with `arn:aws:states:::`; a name from the template is `${Name}`";
        errors.spanned(&arn, "this is not an ARN", help);
    }
    Some(arn)
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

fn parse_params(item: &TraitItemFn, errors: &mut Errors) -> Option<Vec<Ident>> {
    let mut names = Vec::new();
    for input in &item.sig.inputs {
        let FnArg::Typed(typed) = input else { continue };
        match &*typed.pat {
            Pat::Ident(ident) if ident.by_ref.is_none() && ident.mutability.is_none() => {
                names.push(ident.ident.clone())
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
