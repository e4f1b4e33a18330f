//! Gives names their meaning: which state a call goes to, which machine a state belongs to, which terminal states the
//! definition needs. It reports only what makes the machines ambiguous; all other rules are `check`'s.

use std::collections::VecDeque;

use quote::ToTokens as _;
use syn::{Expr, Pat};

use super::{
    error_arms::{Caught, catches},
    model::{Arms, Branch, Call, Effect, Form, Kind, Module, Position, State, Transition},
};
use crate::{
    errors::Errors,
    names::{plain, prefixed},
};

/// The machines of a workflow: the main one first, then one for every branch that starts with a state.
pub(crate) struct Machines {
    pub(crate) machines: Vec<Machine>,
    /// Of every state its machine; the main one where no machine reaches it, so that rustc finds its variant.
    pub(crate) of: Vec<Option<usize>>,
    /// Of every state whether some machine reaches it.
    pub(crate) reached: Vec<bool>,
    /// Whether a call could not be resolved, or a state could not be read: rules on reachability stay silent.
    pub(crate) uncertain: bool,
}

/// A machine: the states that a start state can reach without leaving its branch.
pub(crate) struct Machine {
    pub(crate) start: usize,
    /// The state whose branch this is; the main machine has none.
    pub(crate) parent: Option<usize>,
    /// The states in source order.
    pub(crate) states: Vec<usize>,
    /// Whether a transition comes back to the start state.
    pub(crate) reenters: bool,
}

impl Machine {
    pub(crate) fn is_main(&self) -> bool {
        self.parent.is_none()
    }
}

impl Machines {
    /// The name of the enum of a machine's states: `State`, and `ScoreState` for the branch that starts with `score`.
    pub(crate) fn state_enum(&self, machine: usize, module: &Module) -> syn::Ident {
        let machine = &self.machines[machine];
        let start = &module.states[machine.start];
        if machine.is_main() {
            return syn::Ident::new("State", proc_macro2::Span::call_site().located_at(module.ident.span()));
        }
        syn::Ident::new(&format!("{}State", crate::names::pascal(&start.ident)), start.ident.span())
    }

    /// The name of the value that steps a branch's machine.
    pub(crate) fn machine_struct(&self, machine: usize, module: &Module) -> syn::Ident {
        let start = &module.states[self.machines[machine].start];
        syn::Ident::new(&format!("{}Machine", crate::names::pascal(&start.ident)), start.ident.span())
    }
}

/// Resolves the calls of the module in place and finds its machines.
pub(crate) fn resolve(module: &mut Module, errors: &mut Errors) -> Machines {
    let names: Vec<String> = module.states.iter().map(|state| plain(&state.ident)).collect();
    let find = |ident: &syn::Ident| names.iter().position(|name| *name == plain(ident));
    let mut uncertain = module.twins;
    for state in &mut module.states {
        uncertain |= state.body.is_none();
        mark_elided(state);
        state.transitions_mut(&mut |transition, _| {
            if let Transition::State(call) = transition {
                call.target = find(&call.ident);
                uncertain |= call.target.is_none();
            }
        });
        for branch in state.branches_mut() {
            if let Branch::Machine(call) = branch {
                call.target = find(&call.ident);
                uncertain |= call.target.is_none();
            }
        }
        name_terminals(state);
    }
    let starts: Vec<usize> =
        (0..module.states.len()).filter(|state| module.states[*state].start.is_some()).collect();
    let count = module.states.len();
    let mut machines =
        Machines { machines: Vec::new(), of: vec![None; count], reached: vec![false; count], uncertain };
    // Without a `#[start]` the first state stands for it, so that the rest of the module has its types.
    machines.uncertain |= starts.is_empty();
    if !module.states.is_empty() {
        let start = starts.first().copied().unwrap_or(0);
        for wrong in find_machines(start, module, &mut machines, errors) {
            module.states[wrong].wrong = true;
        }
    }
    machines
}

/// `Err(e) => fail(e)` as the last arm is what happens anyway; but for a `Crashed` arm before it, whose
/// `States.TaskFailed` would catch those of the task's own errors as well that no arm names.
fn mark_elided(state: &mut State) {
    let Some(Form::Effect(Effect { call, arms: Arms::Match(arms, _) })) =
        state.body.as_mut().map(|body| &mut body.form)
    else {
        return;
    };
    let catches = |what: fn(&Caught) -> bool| arms.iter().any(|arm| !arm.ok && catches(&arm.inner, what));
    let takes_too_much = matches!(call, Call::Task(_))
        && catches(|caught| *caught == Caught::Crashed)
        && !catches(|caught| *caught == Caught::AllOwn);
    let Some(last) = arms.last_mut().filter(|_| !takes_too_much) else { return };
    let (Pat::Ident(bound), Transition::Fail { value: Expr::Path(value), .. }) =
        (&last.inner, &last.tail.transition)
    else {
        return;
    };
    last.elided = !last.ok && last.tail.lets.is_empty() && value.path.is_ident(&bound.ident);
}

/// ASL's Choice and Catcher cannot end, and only a Fail state fails: these get a state of their own, and share it with
/// what ends alike.
fn name_terminals(state: &mut State) {
    let (name, kind) = (state.name.clone(), state.kind);
    let params: Vec<String> = state.params.iter().map(|param| plain(&param.ident)).collect();
    let mut fails: Vec<String> = Vec::new();
    state.transitions_mut(&mut |transition, position| match transition {
        Transition::Succeed { via, .. } if position != Position::Main => {
            *via = Some(terminal(&name, "Succeeds", 0));
        }
        Transition::Fail { value, via, .. } if kind != Kind::Fail && position != Position::Elided => {
            let state = fail_state(value, &params);
            let number = fails.iter().position(|other| *other == state).unwrap_or_else(|| {
                fails.push(state);
                fails.len() - 1
            });
            *via = Some(terminal(&name, "Fails", number));
        }
        _ => {}
    });
}

/// What the Fail state has in it: two that are the same text are one state.
fn fail_state(value: &Expr, params: &[String]) -> String {
    if crate::portable::constructed(value).is_none() {
        // It is told the error and the cause.
        return String::new();
    }
    match value {
        // It has the error's name and its input for a cause: a value with a parameter in it is no constant.
        Expr::Struct(error) if error.fields.iter().any(|field| is_part_of(&field.expr, params)) => {
            error.path.to_token_stream().to_string()
        }
        other => other.to_token_stream().to_string(),
    }
}

/// Whether the expression is a parameter or a field of one.
fn is_part_of(expr: &Expr, params: &[String]) -> bool {
    match expr {
        Expr::Path(path) => path.path.get_ident().is_some_and(|name| params.contains(&plain(name))),
        Expr::Field(field) => is_part_of(&field.base, params),
        _ => false,
    }
}

/// The name of a terminal state: `DecideFails`, and `Is it paid? Fails` where names are written in words.
fn terminal(state: &str, end: &str, before: usize) -> String {
    let gap = if state.contains(' ') { " " } else { "" };
    let number = if before == 0 { String::new() } else { (before + 1).to_string() };
    format!("{state}{gap}{end}{number}")
}

/// Walks from the start state; every branch call opens a machine. The states that cross a border are returned.
fn find_machines(start: usize, module: &Module, machines: &mut Machines, errors: &mut Errors) -> Vec<usize> {
    let mut wrong = Vec::new();
    let mut starts = VecDeque::from([(start, None)]);
    machines.of[start] = Some(0);
    while let Some((start, parent)) = starts.pop_front() {
        let index = machines.machines.len();
        machines.machines.push(Machine { start, parent, states: Vec::new(), reenters: false });
        for state in reach(start, index, module, machines, &mut wrong, errors) {
            for branch in module.states[state].branches() {
                let Branch::Machine(call) = branch else { continue };
                let Some(target) = call.target else { continue };
                if machines.of[target].is_some() {
                    refuse_shared(call, target, module, errors);
                    wrong.push(state);
                    continue;
                }
                machines.of[target] = Some(index + 1 + starts.len());
                starts.push_back((target, Some(state)));
            }
        }
    }
    machines.reached = machines.of.iter().map(Option::is_some).collect();
    for machine in &mut machines.of {
        machine.get_or_insert(0);
    }
    for (index, machine) in machines.machines.iter_mut().enumerate() {
        machine.states =
            (0..module.states.len()).filter(|state| machines.of[*state] == Some(index)).collect();
    }
    wrong
}

/// The states that transitions reach from `start`, which become part of machine `index`.
fn reach(
    start: usize,
    index: usize,
    module: &Module,
    machines: &mut Machines,
    wrong: &mut Vec<usize>,
    errors: &mut Errors,
) -> Vec<usize> {
    let mut reached = vec![start];
    let mut next = 0;
    while let Some(state) = reached.get(next).copied() {
        next += 1;
        module.states[state].transitions(&mut |transition| {
            let Transition::State(call) = transition else { return };
            let Some(target) = call.target else { return };
            machines.machines[index].reenters |= target == start;
            match machines.of[target] {
                None if starts_a_branch(target, module) => {
                    refuse_entry(call, errors);
                    wrong.push(state);
                }
                None => {
                    machines.of[target] = Some(index);
                    reached.push(target);
                }
                Some(other) if other == index => {}
                Some(_) => {
                    refuse_crossing(call, state, target, module, errors);
                    wrong.push(state);
                }
            }
        });
    }
    reached
}

/// Whether some state starts a branch with this one.
fn starts_a_branch(state: usize, module: &Module) -> bool {
    let starts = |branch: &Branch| matches!(branch, Branch::Machine(call) if call.target == Some(state));
    module.states.iter().any(|other| other.branches().iter().any(starts))
}

fn refuse_entry(call: &super::model::StateCall, errors: &mut Errors) {
    let name = &call.ident;
    let help = "go on with a state of this machine, or start the branch with a state of its own";
    errors.spanned(name, format!("`{name}` starts a branch, and no transition goes into one"), help);
}

fn refuse_crossing(
    call: &super::model::StateCall,
    from: usize,
    target: usize,
    module: &Module,
    errors: &mut Errors,
) {
    let (from, target) = (&module.states[from].ident, &module.states[target].ident);
    let message = format!("the transition from `{from}` to `{target}` crosses the border of a branch");
    let help = "a branch ends with `succeed(..)`; the state that started it goes on with the result";
    errors.spanned(&call.ident, message, help);
}

/// A branch that begins with a state in which a machine has begun.
fn refuse_shared(call: &super::model::StateCall, target: usize, module: &Module, errors: &mut Errors) {
    let name = &call.ident;
    if module.states[target].start.is_some() {
        let help = "start the branch with a state of its own";
        errors.spanned(name, format!("`#[start]` state `{name}` cannot be a branch"), help);
    } else {
        let help = "give each branch a state of its own: a state name is unique in the whole machine";
        errors.spanned(name, format!("state `{name}` starts two branches"), help);
    }
}

/// The function of the driver that runs a state.
pub(crate) fn driver_name(state: &State) -> syn::Ident {
    prefixed("state", &state.ident)
}

/// The function that describes a state for the definition.
pub(crate) fn describe_name(state: &State) -> syn::Ident {
    prefixed("describe", &state.ident)
}
