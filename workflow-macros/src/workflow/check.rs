//! The rules of a workflow that the macro checks itself: one function a rule. What types decide is rustc's.

use quote::ToTokens;
use syn::{
    Expr, ExprCall, Ident, Item, Pat,
    visit::{self, Visit},
};

use super::{
    error_arms::{caught, error_in, error_of, is_catch_all, names_own},
    missed_cases,
    model::{Arm, Arms, Branch, Call, Decision, Effect, Form, Kind, Module, State, Transition, called},
    resolve::Machines,
};
use crate::{
    errors::Errors,
    names::plain,
    policy::{Ranges, Selector, is_constant_duration, literal_seconds},
    tokens::compact,
};

/// Checks the resolved module; every mistake is pushed to `errors`.
pub(crate) fn check(module: &mut Module, machines: &Machines, errors: &mut Errors) {
    check_start(module, errors);
    check_reserved_names(module, machines, errors);
    check_state_names(module, errors);
    if !machines.uncertain {
        let misses =
            |state: &State| missed_cases::misses_failures(state) || missed_cases::misses_an_else(state);
        if !module.states.iter().any(misses) {
            check_reached(module, machines, errors);
        }
        if !is_end_unreached(module, machines) {
            check_ends(module, machines, errors);
        }
    }
    for state in &mut module.states {
        let before = errors.len();
        check_form(state, errors);
        check_arms(state, errors);
        check_nested_retriers(state, errors);
        state.wrong |= errors.len() > before;
    }
    check_waits(module, errors);
}

/// There is one `#[start]`.
fn check_start(module: &Module, errors: &mut Errors) {
    let mut starts = module.states.iter().filter(|state| state.start.is_some());
    let Some(first) = starts.next() else {
        let message = format!("workflow `{}` has no `#[start]` state", module.ident);
        errors.spanned(&module.ident, message, "put `#[start]` on the state where it begins");
        return;
    };
    for second in starts {
        let message = format!("state `{}` is a second `#[start]`", second.ident);
        let help = format!("`{}` is the first: keep one of the two", first.ident);
        errors.push(syn::Error::new(
            second.start.unwrap_or_else(|| second.ident.span()),
            format!("{message}\nhelp: {help}"),
        ));
    }
}

/// The items that the macro generates have their names for themselves.
fn check_reserved_names(module: &mut Module, machines: &Machines, errors: &mut Errors) {
    let start = module.states.iter().find(|state| state.start.is_some());
    let mut reserved = vec!["State".to_owned(), "Workflow".to_owned(), "definition".to_owned()];
    if start.is_some_and(|start| start.params.len() != 1) {
        reserved.push("Input".to_owned());
    }
    for branch in 1..machines.machines.len() {
        reserved.push(machines.state_enum(branch, module).to_string());
        reserved.push(machines.machine_struct(branch, module).to_string());
    }
    let states = module.states.iter().map(|state| ("state", &state.ident));
    let mut clashes = false;
    for (kind, name) in states.chain(module.items.iter().filter_map(named_item)) {
        if reserved.contains(&plain(name)) {
            clashes = true;
            let message = format!("{kind} `{name}` has the name of an item that the macro generates");
            errors.spanned(name, message, "give it another name");
        }
    }
    module.clashes = clashes;
}

/// What an item beside the states is, and its name.
fn named_item(item: &Item) -> Option<(&'static str, &Ident)> {
    Some(match item {
        Item::Const(item) => ("constant", &item.ident),
        Item::Enum(item) => ("enum", &item.ident),
        Item::Fn(item) => ("function", &item.sig.ident),
        Item::Mod(item) => ("module", &item.ident),
        Item::Static(item) => ("static", &item.ident),
        Item::Struct(item) => ("struct", &item.ident),
        Item::Trait(item) => ("trait", &item.ident),
        Item::Type(item) => ("type", &item.ident),
        Item::Union(item) => ("union", &item.ident),
        _ => return None,
    })
}

/// A name of the exported machine and the tokens to blame for it.
struct Named {
    name: String,
    blame: proc_macro2::TokenStream,
    help: String,
}

/// ASL: "State names MUST be unique within the scope of the whole state machine" and at most 80 characters long.
fn check_state_names(module: &Module, errors: &mut Errors) {
    let mut seen: Vec<Named> = Vec::new();
    for named in module.states.iter().flat_map(names_of) {
        let length = named.name.chars().count();
        if length > 80 {
            let message =
                format!("state name `{}` is {length} characters long, of 80 that ASL allows", named.name);
            errors.spanned(&named.blame, message, "shorten it, or give a shorter one with `name = \"..\"`");
        }
        if named.name.is_empty() {
            errors.spanned(
                &named.blame,
                "a state cannot have an empty name",
                "leave the name out, or write one",
            );
        }
        if let Some(first) = seen.iter().find(|other| other.name == named.name) {
            let message = format!("two states are named `{}` in ASL", named.name);
            let help = format!("{}; `{}` has the name already", named.help, first.blame);
            errors.spanned(&named.blame, message, help);
        } else {
            seen.push(named);
        }
    }
}

/// The names that a state brings to the definition: its own, its task branches', its terminals'.
fn names_of(state: &State) -> Vec<Named> {
    let own = match &state.name_option {
        Some(option) => option.to_token_stream(),
        None => state.ident.to_token_stream(),
    };
    let rename = "write another one with `name = \"..\"`".to_owned();
    let mut names = vec![Named { name: state.name.clone(), blame: own.clone(), help: rename.clone() }];
    for branch in state.branches() {
        if let Branch::Task { call, name, named } = branch {
            let blame =
                named.as_ref().map_or_else(|| call.call.method.to_token_stream(), ToTokens::to_token_stream);
            let call = format!("{}.{}(..)", compact(&call.call.receiver), call.call.method);
            let help = format!("give the branch a name of its own: `named(\"..\", {call})`");
            names.push(Named { name: name.clone(), blame, help });
        }
    }
    let mut terminals: Vec<&String> = Vec::new();
    state.transitions(&mut |transition| {
        if let Transition::Succeed { via: Some(name), .. } | Transition::Fail { via: Some(name), .. } =
            transition
            && !terminals.contains(&name)
        {
            terminals.push(name);
        }
    });
    let named = |name: &String| Named { name: name.clone(), blame: own.clone(), help: rename.clone() };
    names.extend(terminals.into_iter().map(named));
    names
}

/// Every state is reached from the start.
fn check_reached(module: &mut Module, machines: &Machines, errors: &mut Errors) {
    if machines.machines.is_empty() {
        return;
    }
    let unreached = |index: &usize| !machines.reached[*index] && module.states[*index].start.is_none();
    let all: Vec<usize> = (0..module.states.len()).filter(unreached).collect();
    for index in firsts(&all, module) {
        let name = &module.states[index].ident;
        if is_called_as_a_value(name, module, machines) {
            continue;
        }
        let message = format!("state `{name}` is never reached");
        let help = format!("end another state with `{name}(..)`, or remove it");
        let told = format!("{message}\nhelp: {help}");
        match missed_cases::told_if_no_case_is_missed(module, machines, name, &told) {
            Some(told) => module.const_checks.push(told),
            None => errors.spanned(name, message, help),
        }
    }
}

/// Whether a state that is reached calls one that is not: where no transition stands, of which more is said there.
fn is_called_as_a_value(name: &Ident, module: &Module, machines: &Machines) -> bool {
    struct Calls<'a>(&'a Ident, bool);

    impl<'ast> Visit<'ast> for Calls<'_> {
        fn visit_expr_call(&mut self, call: &'ast ExprCall) {
            self.1 |= called(call).is_some_and(|name| plain(name) == plain(self.0));
            visit::visit_expr_call(self, call);
        }
    }

    let mut calls = Calls(name, false);
    let states = module.states.iter().zip(&machines.reached);
    states.filter(|(_, reached)| **reached).for_each(|(state, _)| calls.visit_block(&state.item.block));
    calls.1
}

/// The first of each chain of these states, and of a ring the first that is written: one mistake may concern many, and
/// what is mended there is mended for what it leads to.
fn firsts(states: &[usize], module: &Module) -> Vec<usize> {
    let leads_to = |from: &usize| leads_to(&module.states[*from], *from);
    let led_to: Vec<usize> = states.iter().flat_map(leads_to).collect();
    let (inner, mut firsts): (Vec<usize>, Vec<usize>) =
        states.iter().partition(|index| led_to.contains(index));
    let mut told: Vec<usize> = firsts.clone();
    let mut next = 0;
    for ring in inner {
        while let Some(from) = told.get(next) {
            told.extend(leads_to(from).into_iter().filter(|to| !told.contains(to)).collect::<Vec<_>>());
            next += 1;
        }
        if !told.contains(&ring) {
            firsts.push(ring);
            told.push(ring);
        }
    }
    firsts
}

/// Whether a state that nothing reaches ends the workflow: where the way to it is missing, so is the end.
fn is_end_unreached(module: &Module, machines: &Machines) -> bool {
    let mut states = module.states.iter().zip(&machines.reached);
    states.any(|(state, reached)| !reached && state.start.is_none() && has_terminal(state))
}

/// The other states that a state goes to or starts as branches.
fn leads_to(state: &State, own: usize) -> Vec<usize> {
    let mut targets = Vec::new();
    state.transitions(&mut |transition| {
        if let Transition::State(call) = transition {
            targets.extend(call.target);
        }
    });
    targets.extend(state.branches().iter().filter_map(|branch| match branch {
        Branch::Machine(call) => call.target,
        Branch::Task { .. } => None,
    }));
    targets.retain(|target| *target != own);
    targets
}

/// From every state a `succeed` or a `fail` can be reached.
fn check_ends(module: &Module, machines: &Machines, errors: &mut Errors) {
    let mut ends: Vec<bool> = module.states.iter().map(has_terminal).collect();
    loop {
        let before = ends.iter().filter(|ends| **ends).count();
        for (index, state) in module.states.iter().enumerate() {
            let mut reaches = ends[index];
            state.transitions(&mut |transition| {
                if let Transition::State(call) = transition {
                    reaches |= call.target.is_some_and(|target| ends[target]);
                }
            });
            ends[index] = reaches;
        }
        if ends.iter().filter(|ends| **ends).count() == before {
            break;
        }
    }
    let endless = |index: usize| !ends[index] && machines.reached[index];
    let all: Vec<usize> = (0..module.states.len()).filter(|index| endless(*index)).collect();
    for index in firsts(&all, module) {
        let name = &module.states[index].ident;
        let help = "let a state that it leads to end with `succeed(..)` or `fail(..)`";
        errors.spanned(name, format!("state `{name}` never comes to an end"), help);
    }
}

fn has_terminal(state: &State) -> bool {
    let mut found = false;
    state.transitions(&mut |transition| found |= !matches!(transition, Transition::State(_)));
    found
}

/// `#[succeed]` succeeds, `#[fail]` fails, `#[choice]` decides.
fn check_form(state: &State, errors: &mut Errors) {
    let Some(body) = &state.body else { return };
    let misfit = match (&body.form, state.kind) {
        (Form::Tail(tail), Kind::Succeed) => !matches!(tail.transition, Transition::Succeed { .. }),
        (Form::Tail(tail), Kind::Fail) => !matches!(tail.transition, Transition::Fail { .. }),
        (Form::Choice(decision), _) => !decides(decision),
        _ => false,
    };
    if misfit {
        let mut call = None;
        state.transitions(&mut |transition| call = Some(call_of(transition)));
        let kind = state.kind.attribute();
        let message = format!("the body of `#[{kind}]` state `{}` does not fit its kind", state.ident);
        let help = match state.kind {
            Kind::Choice => format!("write {}, or make it a `#[pass]` state", state.kind.form()),
            _ => format!("write {}", state.kind.form()),
        };
        errors.spanned(call, message, help);
    }
}

/// Whether there is more than one way to go.
fn decides(decision: &Decision) -> bool {
    match decision {
        Decision::Block { inner, .. } => decides(inner),
        Decision::If { .. } => true,
        Decision::Match { arms, .. } => match arms.as_slice() {
            // Of an arm that does not take every value rustc says what is missing.
            [(pat, only)] => is_refutable(pat) || decides(only),
            _ => true,
        },
        Decision::Transition(_) => false,
    }
}

fn call_of(transition: &Transition) -> &Expr {
    match transition {
        Transition::State(call) => &call.call.func,
        Transition::Succeed { call, .. } | Transition::Fail { call, .. } => &call.func,
    }
}

/// The arms on a call's result: one `Ok`, nothing behind a catch-all, and of branches a catch-all at the end.
fn check_arms(state: &State, errors: &mut Errors) {
    let Some(Form::Effect(Effect { call, arms: Arms::Match(arms, _) })) =
        state.body.as_ref().map(|body| &body.form)
    else {
        return;
    };
    check_ok_arms(arms, errors);
    let retried = state.policy.retry.iter().flat_map(|retry| &retry.on).find_map(|on| match on {
        Selector::Error(variant) => error_of(variant),
        _ => None,
    });
    let in_arms = error_in(arms.iter().filter(|arm| !arm.ok).map(|arm| &arm.inner));
    let error = in_arms.or(retried).unwrap_or_else(|| "Error".to_owned());
    let mut catch_all = false;
    for arm in arms.iter().filter(|arm| !arm.ok) {
        if catch_all {
            errors.spanned(
                &arm.pat,
                "an arm stands behind one that catches everything",
                "put the catch-all arm last",
            );
        }
        catch_all |= is_catch_all(&arm.inner);
        // The patterns are read here for their mistakes; the printer reads them again.
        let named = caught(&arm.inner, &error, errors).is_some_and(|caught| names_own(&caught));
        if named && matches!(call, Call::Nested(_)) {
            let message = "an arm cannot name what a nested workflow failed with";
            errors.spanned(&arm.inner, message, NESTED_FAILS);
        }
    }
    // Of a task's failure, which is an enum, rustc says what is missing.
    let called = match call {
        Call::Task(_) => return,
        Call::Nested(call) => call.call.method.to_token_stream(),
        Call::Parallel { call, .. } | Call::Map { call, .. } => call.func.to_token_stream(),
    };
    if !catch_all {
        let blame = arms.iter().rfind(|arm| !arm.ok).map_or(called, |last| last.pat.to_token_stream());
        let (all, one) = match call {
            Call::Nested(_) => ("the nested workflow", "it"),
            _ => ("the branches", "a branch"),
        };
        let help = format!("add a last arm `Err(error) => ..`: {one} can fail in ways that no arm names");
        errors.spanned(blame, format!("the arms do not catch every failure of {all}"), help);
    }
}

/// AWS knows of a nested execution only that it failed.
const NESTED_FAILS: &str = "AWS says `States.TaskFailed` of each that fails: write `Err(TimedOut)`, `Err(Crashed(_))` or `Err(error)`";

/// A nested workflow's retrier cannot tell one failure of it from another.
fn check_nested_retriers(state: &State, errors: &mut Errors) {
    let Some(Form::Effect(Effect { call: Call::Nested(_), .. })) = state.body.as_ref().map(|body| &body.form)
    else {
        return;
    };
    for selector in state.policy.retry.iter().flat_map(|retry| &retry.on) {
        if let Selector::Error(path) = selector {
            let help = "AWS says `States.TaskFailed` of each that fails: write `on(Crashed)`";
            errors.spanned(path, "`on` cannot name what a nested workflow failed with", help);
        }
    }
}

/// A task state goes one way on success; what differs by the value is decided in a Choice.
fn check_ok_arms(arms: &[Arm], errors: &mut Errors) {
    let mut oks = arms.iter().filter(|arm| arm.ok);
    if let Some((arm, list)) = oks.clone().find_map(|arm| match &arm.inner {
        Pat::Slice(list) => Some((arm, &list.elems)),
        _ => None,
    }) {
        let help = format!(
            "write `Ok(({}))`: what branches give is a tuple; a list is bound by one name",
            compact(list)
        );
        errors.spanned(&arm.inner, "an `Ok` arm cannot take a list apart", help);
    } else if let Some(arm) = oks.clone().find(|arm| is_refutable(&arm.inner)) {
        let pattern = compact(&arm.inner);
        let help = format!(
            "bind the value and decide in a `#[choice]` state: `Ok(value) => decide(value)`, there `match value {{ {pattern} => .., .. }}`"
        );
        errors.spanned(&arm.inner, "an `Ok` arm cannot decide by the value", help);
    } else if let Some(second) = oks.nth(1) {
        errors.spanned(&second.pat, "a second `Ok` arm is never taken", "keep the first");
    }
}

fn is_refutable(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(ident) => {
            ident.subpat.is_some() || super::error_arms::is_variant_name(&plain(&ident.ident))
        }
        Pat::Wild(_) | Pat::Rest(_) => false,
        Pat::Tuple(tuple) => tuple.elems.iter().any(is_refutable),
        Pat::Paren(paren) => is_refutable(&paren.pat),
        // A struct pattern may be irrefutable; if it is a variant's, rustc asks for the missing arm.
        Pat::Struct(pattern) => {
            pattern.path.segments.len() > 1 || pattern.fields.iter().any(|field| is_refutable(&field.pat))
        }
        _ => true,
    }
}

/// AWS: a Wait is at most a year long, and the whole execution too.
const YEAR_SECONDS: u64 = 31_536_000;

fn check_waits(module: &mut Module, errors: &mut Errors) {
    let Module { states, const_checks, .. } = module;
    for state in states {
        let Some(Form::Wait { value, until: false, .. }) = state.body.as_ref().map(|body| &body.form) else {
            continue;
        };
        if matches!(value, Expr::Lit(_)) || literal_seconds(value).is_some() || is_constant_duration(value) {
            let before = errors.len();
            let mut ranges = Ranges { errors, checks: const_checks };
            ranges.duration(value, "wait", 0, YEAR_SECONDS);
            // A number is no duration for rustc either; one that is too long is, and hides nothing else.
            state.wrong |= errors.len() > before && matches!(value, Expr::Lit(_));
        }
    }
}
