//! Reads the annotated module: options, task handles, and which of its functions are states. Read next:
//! `parse_signature.rs` and `parse_body.rs`.

use std::cell::RefCell;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, ExprLit, FnArg, Item, ItemFn, ItemMod, Lit, Meta, Pat, Path,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

use super::{
    imports::import_what_is_missing,
    model::{Handle, Kind, Module, State},
    parse_body::{Bodies, parse_body},
    parse_signature::{check_signature, meant_output, parse_output, parse_params},
    unreadable::is_unread,
};
use crate::{
    errors::Errors,
    names::{nearest, pascal, plain, snake},
    options::{Place, Value, Written, attribute_options, parse_options, take_stray_options},
    policy::{Policy, Ranges, parse_policy},
};

/// Reads the whole module. What cannot be read is reported and left out.
pub(crate) fn parse_module(options: TokenStream, item: ItemMod, errors: &mut Errors) -> Option<Module> {
    let Some((_, content)) = item.content else {
        let help = "write the states between braces: `mod name { .. }`";
        errors.spanned(&item.ident, "a workflow is a module with its body here", help);
        return None;
    };
    let mut module = Module {
        attrs: item.attrs,
        vis: item.vis,
        ident: item.ident,
        timeout: None,
        tasks: Vec::new(),
        workflows: Vec::new(),
        refused: Vec::new(),
        unread: false,
        items: Vec::new(),
        helpers: Vec::new(),
        states: Vec::new(),
        const_checks: Vec::new(),
        wrong: false,
        twins: false,
        clashes: false,
    };
    parse_workflow_options(options, &mut module, errors);
    let mut functions = Vec::new();
    for mut item in content {
        if let Item::Fn(function) = &mut item {
            correct_kind(function, errors);
        }
        match item {
            Item::Fn(function) if is_state(&function) => functions.push(function),
            other => parse_other(other, &mut module, errors),
        }
    }
    let states: Vec<String> = functions.iter().map(|function| plain(&function.sig.ident)).collect();
    let bodies = Bodies {
        tasks: &module.tasks,
        workflows: &module.workflows,
        refused: &module.refused,
        unread: module.unread,
        states: &states,
        told: RefCell::default(),
    };
    let read: Vec<State> =
        functions.into_iter().map(|function| parse_state(function, &bodies, errors)).collect();
    for state in &read {
        module.const_checks.extend(state.policy.checks.iter().cloned());
    }
    module.states = read;
    import_what_is_missing(&mut module, errors);
    drop_twins(&mut module, errors);
    Some(module)
}

/// Two states of one name, or of names that are one in the state enum: the first stands.
fn drop_twins(module: &mut Module, errors: &mut Errors) {
    let mut kept: Vec<State> = Vec::new();
    for state in std::mem::take(&mut module.states) {
        let Some(first) = kept.iter().find(|first| pascal(&first.ident) == pascal(&state.ident)) else {
            kept.push(state);
            continue;
        };
        let name = &state.ident;
        let message = if plain(&first.ident) == plain(name) {
            format!("state `{name}` is declared twice")
        } else {
            format!("states `{}` and `{name}` are both `{}` among the checkpoints", first.ident, pascal(name))
        };
        errors.spanned(name, message, "give the second another name");
        module.twins = true;
    }
    module.states = kept;
}

fn parse_workflow_options(options: TokenStream, module: &mut Module, errors: &mut Errors) {
    for option in parse_options(options, Place::Workflow, errors) {
        if option.is("timeout") {
            let before = errors.len();
            module.timeout = option.expr(errors);
            if let Some(timeout) = &module.timeout {
                let mut ranges = Ranges { errors, checks: &mut module.const_checks };
                ranges.duration(timeout, "timeout", 1, 99_999_999);
            }
            module.timeout.take_if(|_| errors.len() > before);
        } else {
            let known = option.is("tasks") || option.is("workflows");
            let handles = if known { option.list(errors) } else { stray_handle(&option) };
            let Some(handles) = handles else {
                module.unread = true;
                continue;
            };
            for mut handle in handles {
                handle.misspelt.take().into_iter().for_each(|mistake| errors.push(mistake));
                if !check_handle(&handle, module, errors) {
                    continue;
                }
                if option.is("workflows") && !check_not_itself(&handle, &module.ident, errors) {
                    module.refused.push(handle.ident);
                    continue;
                }
                let list = if option.is("workflows") { &mut module.workflows } else { &mut module.tasks };
                list.push(handle);
            }
        }
    }
}

/// A handle that stands where `tasks(..)` should stand around it, of which the options have told.
fn stray_handle(option: &Written) -> Option<Vec<Handle>> {
    let Value::List(path, _) = &option.value else { return None };
    let path = syn::parse2(path.clone()).ok()?;
    Some(vec![Handle { ident: option.key.clone(), path, misspelt: None }])
}

fn check_handle(handle: &Handle, module: &Module, errors: &mut Errors) -> bool {
    let twice = module.tasks.iter().chain(&module.workflows).any(|other| other.ident == handle.ident);
    if twice {
        let message = format!("handle `{}` is declared twice", handle.ident);
        errors.spanned(&handle.ident, message, "give the second another name");
    }
    !twice
}

/// A workflow in itself would never end. Other paths may be those of another module of the same name: rustc follows them.
fn check_not_itself(handle: &Handle, module: &Ident, errors: &mut Errors) -> bool {
    let segments: Vec<String> = handle.path.segments.iter().map(|segment| plain(&segment.ident)).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let itself = plain(module);
    let is_itself = matches!(segments.as_slice(), ["super", name] | [name] if *name == itself);
    if is_itself {
        let message = format!("workflow `{module}` is nested in itself");
        errors.spanned(&handle.path, message, "end a state with a call of the first one: that is a loop");
    }
    !is_itself
}

impl Parse for Handle {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ident: Ident = input.parse()?;
        let help = "write a name for the states to use, and what is behind it: `bank(Bank)`";
        let misspelt =
            |span| syn::Error::new(span, format!("a handle is not written like this\nhelp: {help}"));
        if input.peek(syn::Token![:]) && !input.peek(syn::Token![::]) || input.peek(syn::Token![=]) {
            let between: proc_macro2::TokenTree = input.parse()?;
            let path: Path = input.parse()?;
            let help = format!("write `{ident}({})`", path.to_token_stream().to_string().replace(' ', ""));
            let message = format!("a handle is not written like this\nhelp: {help}");
            return Ok(Self { ident, path, misspelt: Some(syn::Error::new(between.span(), message)) });
        }
        // `tasks(Bank)`: the name that its `Workflow` is most likely given it by.
        if input.is_empty() || input.peek(syn::Token![,]) {
            let name = Ident::new(&snake(&ident), ident.span());
            let help =
                format!("write a name for the states to use, and what is behind it: `{name}({ident})`");
            let message = format!("a handle is not written like this\nhelp: {help}");
            let misspelt = Some(syn::Error::new(ident.span(), message));
            return Ok(Self { ident: name, path: ident.into(), misspelt });
        }
        if !input.peek(syn::token::Paren) {
            return Err(misspelt(ident.span()));
        }
        let content;
        syn::parenthesized!(content in input);
        let path: Path = content.parse()?;
        if !content.is_empty() {
            return Err(content.error("one path is expected here\nhelp: write `bank(Bank)`"));
        }
        Ok(Self { ident, path, misspelt: None })
    }
}

/// Items that are not states: kept as they are, `#[portable]` functions by name.
fn parse_other(item: Item, module: &mut Module, errors: &mut Errors) {
    match &item {
        Item::Fn(function) if has_attribute(&function.attrs, "portable") => {
            module.helpers.push(function.sig.ident.clone());
        }
        Item::Fn(function) => {
            let message = format!("function `{}` is neither a state nor portable", function.sig.ident);
            let kinds = Kind::ALL.map(|(name, _)| format!("`#[{name}]`")).join(", ");
            errors.spanned(
                &function.sig.ident,
                message,
                format!("put one of {kinds} or `#[portable]` on it, or move it out of the module"),
            );
            module.wrong = true;
            return module.items.push(Item::Verbatim(crate::portable::stand_in(function)));
        }
        _ => {}
    }
    module.items.push(item);
}

/// Reads a kind that is misspelt as the one that is meant, so that the mistake stays the only one.
fn correct_kind(function: &mut ItemFn, errors: &mut Errors) {
    // Attributes of rustc's that are like a kind, or tell nothing of one.
    const OTHERS: [&str; 8] = ["start", "test", "cfg", "doc", "allow", "expect", "cold", "inline"];
    let known = || Kind::ALL.iter().map(|(name, _)| *name).chain(["portable"]);
    if known().any(|name| has_attribute(&function.attrs, name)) {
        return;
    }
    let name = function.sig.ident.clone();
    for attr in &mut function.attrs {
        let Some(written) = attr.path().get_ident().cloned() else { continue };
        let other = OTHERS.iter().any(|other| written == other);
        let Some(near) = nearest(&written.to_string(), known()).filter(|_| !other) else { continue };
        let message = format!("unknown kind `{written}` of `{name}`");
        errors.spanned(&written, message, format!("did you mean `#[{near}]`?"));
        let meant = Ident::new(near, written.span());
        match &mut attr.meta {
            Meta::Path(path) => *path = meant.into(),
            Meta::List(list) => list.path = meant.into(),
            Meta::NameValue(value) => value.path = meant.into(),
        }
        return;
    }
}

fn has_attribute(attrs: &[Attribute], name: &str) -> bool {
    attrs.iter().any(|attribute| last_segment(attribute).is_some_and(|last| last == name))
}

fn last_segment(attribute: &Attribute) -> Option<String> {
    attribute.path().segments.last().map(|segment| plain(&segment.ident))
}

fn kind_of(attribute: &Attribute) -> Option<Kind> {
    let name = attribute.path().get_ident()?;
    Kind::ALL.iter().find(|(known, _)| name == known).map(|(_, kind)| *kind)
}

/// `#[start]` alone makes a function a state too, one whose kind is missing.
fn is_state(function: &ItemFn) -> bool {
    function.attrs.iter().any(|attribute| kind_of(attribute).is_some() || attribute.path().is_ident("start"))
}

/// Reads a state. What cannot be read is reported and replaced, so that who calls the state stays quiet.
fn parse_state(mut item: ItemFn, bodies: &Bodies<'_>, errors: &mut Errors) -> State {
    let before = errors.len();
    let mut attributes = std::mem::take(&mut item.attrs);
    let known = parse_kind(&item, &attributes, errors);
    let kind = known.as_ref().map_or(Kind::Pass, |(_, kind)| *kind);
    take_stray_options(&mut attributes, kind.place(), errors);
    let options = known
        .iter()
        .flat_map(|(attribute, kind)| attribute_options(attribute, kind.place(), errors))
        .collect::<Vec<_>>();
    let start = parse_start(&attributes, errors);
    let attrs: Vec<Attribute> = attributes
        .into_iter()
        .filter(|attribute| kind_of(attribute).is_none() && !attribute.path().is_ident("start"))
        .collect();
    let name_option =
        options.iter().find(|option| option.is("name")).and_then(|option| match option.expr(errors)? {
            Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) => Some(name),
            _ => option.refuse_form(errors),
        });
    let mut policy = parse_policy(&options, errors);
    let max_concurrency =
        options.iter().find(|option| option.is("max_concurrency")).and_then(|option| option.expr(errors));
    if let Some(limit) = &max_concurrency {
        let mut ranges = Ranges { errors, checks: &mut policy.checks };
        ranges.count(
            (limit, &quote!(usize)),
            "max_concurrency",
            1.0,
            f64::INFINITY,
            "1 or more, or leave it out for no limit",
        );
    }
    let body = known.and_then(|(_, kind)| parse_body(kind, &item, bodies, errors));
    check_heartbeat(kind, &policy, body.as_ref(), errors);
    let described = errors.len();
    check_signature(&item, errors);
    let params = parse_params(&item, bodies, errors);
    let output = parse_output(&item, errors);
    let readable = errors.len() == described;
    check_options_are_constant(&options, &item, errors);
    if errors.len() > before {
        // What is left of the options would be judged by the runtime a second time.
        policy = Policy::default();
    }
    State {
        docs: docs(&attrs),
        attrs,
        ident: item.sig.ident.clone(),
        kind,
        name: name_option.as_ref().map_or_else(|| pascal(&item.sig.ident), syn::LitStr::value),
        name_option,
        start,
        params,
        output: output.or_else(|| meant_output(&item)).unwrap_or_else(|| syn::parse_quote!(())),
        machine_output: None,
        max_concurrency: max_concurrency.filter(|_| errors.len() == before),
        policy,
        body,
        readable,
        wrong: errors.len() > before || is_unread(&item.block),
        item,
    }
}

/// An option is the same in each execution, and stands where no parameter is known.
fn check_options_are_constant(options: &[Written], item: &ItemFn, errors: &mut Errors) {
    let params: Vec<String> = item
        .sig
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(typed) => match &*typed.pat {
                Pat::Ident(name) => Some(plain(&name.ident)),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        })
        .collect();
    for option in options.iter().flat_map(Written::with_inner) {
        let named = names_in(option.value.tokens()).into_iter().find(|name| params.contains(&plain(name)));
        if let Some(name) = named {
            let message =
                format!("`{}` cannot read parameter `{name}`: it is the same in each execution", option.key);
            errors.spanned(&name, message, "write a number or a constant");
        }
    }
}

/// Every identifier in tokens that is none behind a dot or a `::`.
fn names_in(tokens: TokenStream) -> Vec<Ident> {
    let mut names = Vec::new();
    let mut before = ' ';
    for token in tokens {
        match token {
            TokenTree::Ident(name) if !matches!(before, '.' | ':') => names.push(name),
            TokenTree::Group(group) => names.extend(names_in(group.stream())),
            TokenTree::Punct(punct) => {
                before = punct.as_char();
                continue;
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
        before = ' ';
    }
    names
}

/// `#[start]`, which says nothing but that.
fn parse_start(attributes: &[Attribute], errors: &mut Errors) -> Option<Span> {
    let start = attributes.iter().find(|attribute| attribute.path().is_ident("start"))?;
    if !matches!(start.meta, Meta::Path(_)) {
        let help =
            "write `#[start]`; the options of a state stand on its kind, as in `#[pass(name = \"Begin\")]`";
        errors.spanned(start.path(), "`#[start]` has no options", help);
    }
    Some(start.path().span())
}

/// The one kind of a state; the first stands where there are two.
fn parse_kind(item: &ItemFn, attributes: &[Attribute], errors: &mut Errors) -> Option<(Attribute, Kind)> {
    let mut kinds = attributes.iter().filter_map(|attribute| Some((attribute, kind_of(attribute)?)));
    let state = &item.sig.ident;
    let Some((attribute, kind)) = kinds.next() else {
        let all = Kind::ALL.map(|(name, _)| format!("`#[{name}]`")).join(", ");
        errors.spanned(state, format!("state `{state}` has no kind"), format!("put one of {all} on it"));
        return None;
    };
    for (other, _) in kinds {
        let first = kind.attribute();
        errors.spanned(other.path(), format!("state `{state}` is a `#[{first}]` already"), "keep one kind");
    }
    Some((attribute.clone(), kind))
}

impl Kind {
    fn place(self) -> Place {
        match self {
            Kind::Task => Place::Task,
            Kind::Choice => Place::Choice,
            Kind::Parallel => Place::Parallel,
            Kind::Map => Place::Map,
            Kind::Wait => Place::Wait,
            Kind::Pass => Place::Pass,
            Kind::Succeed => Place::Succeed,
            Kind::Fail => Place::Fail,
        }
    }
}

/// Only who holds a token can send a heartbeat.
fn check_heartbeat(kind: Kind, policy: &Policy, body: Option<&super::model::Body>, errors: &mut Errors) {
    use super::model::{Call, Effect, Form};
    let (Some(heartbeat), Kind::Task, Some(body)) = (&policy.heartbeat, kind, body) else { return };
    let callback =
        matches!(&body.form, Form::Effect(Effect { call: Call::Task(call), .. }) if call.is_callback());
    if !callback {
        let help = "a plain task has a `timeout(..)`; a heartbeat is for a callback, whose task is given `task_token()`, \
                    and an activity's stands in its trait";
        errors.spanned(&heartbeat.key, "`heartbeat` cannot stand on a plain task", help);
    }
}

/// The text of the doc comments, as ASL's `Comment` has it.
pub(crate) fn docs(attrs: &[Attribute]) -> Option<String> {
    let lines: Vec<String> = attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(lit) => match &lit.lit {
                    Lit::Str(text) => Some(text.value()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
        .flat_map(|text| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>())
        .collect();
    let text = lines.join("\n").trim().replace("\n\n", "\u{0}").replace('\n', " ").replace('\u{0}', "\n");
    (!text.is_empty()).then_some(text)
}

impl ToTokens for Handle {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.ident.to_tokens(tokens);
    }
}
