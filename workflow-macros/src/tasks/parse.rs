//! Reads a task trait: its methods, their options and their signatures.

use proc_macro2::Span;
use quote::quote;
use syn::{
    AssocType, Expr, FnArg, GenericArgument, Generics, Ident, ItemTrait, Lifetime, LifetimeParam, Pat,
    PathArguments, PredicateType, ReturnType, TraitItem, TraitItemFn, Type, WherePredicate, spanned::Spanned,
    visit::Visit,
};

use super::resource::{Resource, parse_resource};
use crate::{
    errors::Errors,
    names::plain,
    options::{Place, Written, attribute_options, take_stray_options},
    policy::{Policy, Ranges, parse_policy},
    tokens::{compact, compact_type},
    workflow::{owned, unstorable},
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
    /// The memory of its Lambda function, in megabytes.
    pub(crate) memory_mb: Option<Expr>,
    pub(crate) resource: Option<Resource>,
}

/// Reads the trait. What is no task is reported and left out.
pub(crate) fn parse(mut item: ItemTrait, errors: &mut Errors) -> Tasks {
    refuse_bounds_on_self(&mut item, errors);
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
                methods.extend(parse_task(method, &item.generics, errors));
            }
            other => {
                let help = "declare it in another trait";
                errors.spanned(&other, "a task trait has nothing but tasks", help);
            }
        }
    }
    Tasks { item, methods }
}

/// A bound on `Self` is written behind the trait's name: what is generated beside the trait has no `Self`.
fn refuse_bounds_on_self(item: &mut ItemTrait, errors: &mut Errors) {
    let Some(bounds) = &mut item.generics.where_clause else { return };
    let is_of_another = |bound: &WherePredicate| match bound {
        WherePredicate::Type(PredicateType { bounded_ty: Type::Path(bounded), bounds, .. })
            if bounded.path.is_ident("Self") =>
        {
            let help = format!("write it behind the name: `trait {}: {}`", item.ident, compact(bounds));
            errors.spanned(bound, "a task trait has no bound on `Self` in its `where`", help);
            false
        }
        _ => true,
    };
    bounds.predicates = std::mem::take(&mut bounds.predicates).into_iter().filter(is_of_another).collect();
    item.generics.where_clause.take_if(|bounds| bounds.predicates.is_empty());
}

fn parse_task(mut item: TraitItemFn, generics: &Generics, errors: &mut Errors) -> Option<Task> {
    let name = item.sig.ident.clone();
    let mut attributes = std::mem::take(&mut item.attrs);
    take_stray_options(&mut attributes, Place::TaskMethod, errors);
    let mut policy = Policy::default();
    let mut resource = None;
    let mut has_resource = false;
    let (mut options, mut memory) = (None, None);
    for attribute in attributes {
        if attribute.path().is_ident("task") {
            let before = errors.len();
            let written = attribute_options(&attribute, Place::TaskMethod, errors);
            policy = parse_policy(&written, errors);
            memory = written.into_iter().find(|option| option.is("memory_mb"));
            if errors.len() > before {
                policy = Policy::default();
            }
            options = Some(attribute);
        } else if attribute.path().is_ident("resource") {
            has_resource = true;
            resource = parse_resource(&attribute, errors);
        } else if attribute.path().is_ident("cfg") {
            let help = "put what is not always there into a task trait of its own, under its `#[cfg(..)]`";
            errors.spanned(&attribute, format!("task `{name}` cannot be left out by `cfg`"), help);
        } else {
            item.attrs.push(attribute);
        }
    }
    let memory_mb = memory.and_then(|option| parse_memory(&option, &name, has_resource, &mut policy, errors));
    if item.sig.asyncness.is_none() {
        let help = match awaited(&mut item.sig.output) {
            Some(given) => format!("write `async fn {name}(..) -> {}`", compact_type(given)),
            None => "write `async fn`: a task is work that is awaited".to_owned(),
        };
        errors.spanned(item.sig.fn_token, format!("task `{name}` is not `async`"), help);
    }
    check_receiver(&mut item, errors);
    let params = parse_params(&mut item, errors);
    let ReturnType::Type(_, output) = &item.sig.output else {
        let help = "write `-> Result<Output, Error>`, with an error that derives `TaskError`";
        errors.spanned(&name, format!("task `{name}` does not return a `Result`"), help);
        return None;
    };
    let output = check_output(output, &name, errors)?;
    declare_lifetimes(&mut item, generics, errors);
    let task = Task { output, params, policy, memory_mb, resource, item };
    if let Some(options) = options.filter(|_| task.is_generic() && !task.policy.is_empty()) {
        let message = format!("task `{name}` has no one error type that a policy could be for");
        let help = "put the policy on the states that call it";
        errors.spanned(options.path(), message, help);
    }
    Some(task)
}

/// What a task that is written as `-> impl Future<Output = Result<..>>` gives: it is put in place of the future.
fn awaited(output: &mut ReturnType) -> Option<&Type> {
    #[derive(Default)]
    struct Output(Option<Type>);
    impl<'ast> Visit<'ast> for Output {
        fn visit_assoc_type(&mut self, named: &'ast AssocType) {
            if named.ident == "Output" {
                self.0.get_or_insert_with(|| named.ty.clone());
            }
        }
    }
    let mut found = Output::default();
    found.visit_return_type(output);
    let (ReturnType::Type(_, ty), Some(given)) = (output, found.0) else { return None };
    **ty = given;
    Some(ty)
}

/// The memory that Lambda gives a function, in megabytes (AWS Lambda quotas).
const LEAST_MEMORY_MB: f64 = 128.0;
const MOST_MEMORY_MB: f64 = 10_240.0;

/// The value of `memory_mb`, which is for a task that is a function: what a resource does is not deployed here.
fn parse_memory(
    option: &Written,
    task: &Ident,
    has_resource: bool,
    policy: &mut Policy,
    errors: &mut Errors,
) -> Option<Expr> {
    if has_resource {
        let message =
            format!("option `memory_mb` is for a Lambda function, and task `{task}` has a resource");
        errors.spanned(&option.key, message, "leave it out: only a task without `#[resource]` is a function");
        return None;
    }
    let before = errors.len();
    let memory = option.expr(errors)?;
    let mut ranges = Ranges { errors, checks: &mut policy.checks };
    let range = "128 to 10240 megabytes";
    ranges.count((&memory, &quote!(u32)), "memory_mb", LEAST_MEMORY_MB, MOST_MEMORY_MB, range);
    (errors.len() == before).then_some(memory)
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

/// What a task gives is stored, and read back from what a server of it answers; the type that a borrowed one is mended to.
fn check_output(output: &Type, task: &Ident, errors: &mut Errors) -> Option<Type> {
    let Type::Path(result) = output else { return Some(output.clone()) };
    let mut mended = result.clone();
    for segment in &mut mended.path.segments {
        let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else { continue };
        for argument in &mut arguments.args {
            let GenericArgument::Type(given) = argument else { continue };
            let Some(borrowed) = unstorable(given).filter(|found| found.breaks == "cannot borrow") else {
                continue;
            };
            let help = "own the value, as in `String` for `&str`: a result is stored, and outlives what it could borrow from";
            errors.spanned(borrowed.tokens, format!("the result of task `{task}` cannot borrow"), help);
            *given = owned(given);
            if unstorable(given).is_some() {
                return None;
            }
        }
    }
    Some(Type::Path(mended))
}

/// A lifetime that nothing declares is told of once, and then declared: each implementation would miss it too.
fn declare_lifetimes(item: &mut TraitItemFn, generics: &Generics, errors: &mut Errors) {
    let mut lifetimes = Lifetimes::default();
    lifetimes.visit_generics(generics);
    lifetimes.visit_signature(&item.sig);
    let task = &item.sig.ident;
    let Lifetimes { mut declared, named } = lifetimes;
    for lifetime in named {
        if !declared.contains(&lifetime.ident) && lifetime.ident != "static" && lifetime.ident != "_" {
            let message = format!("lifetime `{lifetime}` of task `{task}` is not declared");
            errors.spanned(
                &lifetime,
                message,
                "leave it out: what a task takes may be borrowed without a name",
            );
            item.sig.generics.params.push(syn::parse_quote!(#lifetime));
            declared.push(lifetime.ident);
        }
    }
}

/// The lifetimes that are declared somewhere, and those that are named.
#[derive(Default)]
struct Lifetimes {
    declared: Vec<Ident>,
    named: Vec<Lifetime>,
}

impl<'ast> Visit<'ast> for Lifetimes {
    fn visit_lifetime_param(&mut self, param: &'ast LifetimeParam) {
        self.declared.push(param.lifetime.ident.clone());
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        self.named.push(lifetime.clone());
    }
}

/// The parameters' names. What has none is told of, and given one: that keeps those quiet that call the task.
fn parse_params(item: &mut TraitItemFn, errors: &mut Errors) -> Vec<Ident> {
    let mut names: Vec<Ident> = Vec::new();
    for input in &mut item.sig.inputs {
        let FnArg::Typed(typed) = input else { continue };
        match &mut *typed.pat {
            Pat::Ident(ident) if ident.by_ref.is_none() && ident.mutability.is_none() => {
                if names.iter().any(|other| plain(other) == plain(&ident.ident)) {
                    let message =
                        format!("parameter `{}` of task `{}` is declared twice", ident.ident, item.sig.ident);
                    errors.spanned(&ident.ident, message, "give it another name");
                    ident.ident = numbered(names.len(), ident.ident.span());
                }
                names.push(ident.ident.clone());
            }
            other => {
                let message = format!("a parameter of task `{}` cannot be a pattern", item.sig.ident);
                errors.spanned(&*other, message, "give it a plain name: it is a key of the task's payload");
                let name = numbered(names.len(), other.span());
                *other = syn::parse_quote!(#name);
                names.push(name);
            }
        }
    }
    names
}

/// A name for the parameter behind so many others.
fn numbered(before: usize, span: Span) -> Ident {
    quote::format_ident!("parameter{}", before + 1, span = span)
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
