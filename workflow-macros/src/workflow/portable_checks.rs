//! Walks every place of a body where a portable expression stands, and has it checked.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use syn::{
    Expr, ExprCall, ExprMethodCall, Ident, Pat,
    visit::{self, Visit},
};

use super::{
    error_arms::is_catch_all,
    expand::scope_of,
    failures,
    model::{
        Arm, Arms, Branch, Call, Decision, Effect, Form, Kind, Let, Module, Tail, Transition, called, is_end,
        is_task_token,
    },
};
use crate::{
    errors::Errors,
    names::plain,
    portable::{self, Scope, bound_names},
};

pub(crate) fn check(module: &mut Module, runtime: &TokenStream, errors: &mut Errors) {
    let mut wrong = Vec::new();
    for (index, state) in module.states.iter().enumerate() {
        let Some(body) = &state.body else { continue };
        let before = errors.len();
        let mut scope = scope_of(module, state, runtime.clone());
        scope.elsewhere = portable::bound_anywhere(&state.item.block).into();
        let mut walk = Walk { errors, kind: state.kind, module };
        let scope = walk.lets(&body.lets, &scope);
        walk.form(&body.form, &scope);
        if errors.len() > before {
            wrong.push(index);
        }
    }
    for index in wrong {
        module.states[index].wrong = true;
    }
}

struct Walk<'a> {
    errors: &'a mut Errors,
    kind: Kind,
    module: &'a Module,
}

/// The first of what is no value, and stands in one.
struct Misplaced<'a> {
    module: &'a Module,
    scope: &'a Scope,
    /// What closures and patterns bind in it: a handle of one of these names is hidden.
    bound: BTreeSet<String>,
    found: Option<NoValue>,
}

enum NoValue {
    Task(ExprMethodCall),
    Transition(Ident),
}

impl<'ast> Visit<'ast> for Misplaced<'_> {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if let Expr::Path(path) = &*call.receiver
            && let Some(name) = path.path.get_ident()
            && self.is_handle(name)
        {
            self.found.get_or_insert_with(|| NoValue::Task(call.clone()));
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Some(name) = called(call).filter(|name| self.is_transition(name)) {
            self.found.get_or_insert_with(|| NoValue::Transition(name.clone()));
        }
        visit::visit_expr_call(self, call);
    }
}

impl Misplaced<'_> {
    fn is_handle(&self, name: &Ident) -> bool {
        let mut handles = self.module.tasks.iter().chain(&self.module.workflows);
        let hidden = self.scope.is_local(name) || self.bound.contains(&plain(name));
        !hidden && handles.any(|handle| handle.ident == *name)
    }

    fn is_transition(&self, name: &Ident) -> bool {
        let is_state = self.module.states.iter().any(|state| plain(&state.ident) == plain(name));
        is_state || is_end(&plain(name)) && !self.module.helpers.contains(name)
    }
}

/// AWS: "Maximum input or output size for a task, state, or execution: 256 KiB of data as a UTF-8 encoded string".
const MOST_BYTES: usize = 262_144;

/// How long the texts of a payload are, and the one with which they are too long.
struct Texts {
    length: usize,
    too_long: Option<syn::LitStr>,
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.length += text.value().len();
        if self.length > MOST_BYTES {
            self.too_long.get_or_insert_with(|| text.clone());
        }
    }
}

impl Walk<'_> {
    /// A state has one effect, and its expressions have none.
    fn expr(&mut self, expr: &Expr, scope: &Scope) {
        let bound = portable::bound_within(expr);
        let mut misplaced = Misplaced { module: self.module, scope, bound, found: None };
        misplaced.visit_expr(expr);
        let call = match misplaced.found {
            None => return portable::check(expr, scope, self.errors),
            Some(NoValue::Task(call)) => call,
            Some(NoValue::Transition(name)) => {
                let message = format!("`{name}(..)` is a transition, and here is a value");
                let help = format!(
                    "a transition ends the body: give a value here, and decide behind it, `if .. {{ {name}(..) }} else {{ .. }}`"
                );
                return self.errors.spanned(name, message, help);
            }
        };
        let kind = self.kind.attribute();
        let (message, help) = match self.kind {
            Kind::Task | Kind::Parallel | Kind::Map => {
                ("a state makes one call".to_owned(), "move this one to a state of its own")
            }
            _ => (
                format!("a `#[{kind}]` state cannot call a task"),
                "call it in a `#[task]` state, and pass the result on",
            ),
        };
        self.errors.spanned(call, message, help);
    }

    fn lets(&mut self, lets: &[Let], scope: &Scope) -> Scope {
        let mut scope = scope.clone();
        for line in lets {
            portable::check_let_type(&line.local.pat, &line.value, &scope, self.errors);
            self.expr(&line.value, &scope);
            portable::check_pattern(&line.pat, &scope, self.errors);
            portable::bind_let(&line.local.pat, Some(&line.value), &mut scope);
        }
        scope
    }

    fn form(&mut self, form: &Form, scope: &Scope) {
        match form {
            Form::Tail(tail) => self.tail(tail, scope),
            Form::Wait { value, tail, .. } => {
                self.duration(value, scope);
                self.tail(tail, scope);
            }
            Form::Choice(decision) => self.decision(decision, scope),
            Form::Effect(effect) => self.effect(effect, scope),
        }
    }

    /// What the literals of one payload alone are long.
    fn payload<'e>(&mut self, values: impl IntoIterator<Item = &'e Expr>) {
        let mut texts = Texts { length: 0, too_long: None };
        values.into_iter().for_each(|value| texts.visit_expr(value));
        if let Some(text) = texts.too_long {
            let message = format!(
                "a payload has {MOST_BYTES} bytes at most, and its texts alone have {}",
                texts.length
            );
            self.errors.spanned(text, message, "write it where a task can read it, and pass its place on");
        }
    }

    /// `hours(n)` and its like are not values elsewhere: only what they are given is checked.
    fn duration(&mut self, value: &Expr, scope: &Scope) {
        match value {
            Expr::Call(call) if is_unit(&call.func) => call.args.iter().for_each(|arg| self.expr(arg, scope)),
            value => self.expr(value, scope),
        }
    }

    fn tail(&mut self, tail: &Tail, scope: &Scope) {
        let scope = self.lets(&tail.lets, scope);
        self.transition(&tail.transition, &scope);
    }

    fn transition(&mut self, transition: &Transition, scope: &Scope) {
        match transition {
            Transition::State(call) => {
                self.payload(&call.call.args);
                let pass = self.kind == Kind::Pass;
                let target = call.target.map(|target| &self.module.states[target].params);
                for (position, arg) in call.call.args.iter().enumerate() {
                    let wanted = target.and_then(|params| params.get(position)).map(|param| &param.ty);
                    let fresh = pass && is_fresh_value(arg, scope);
                    if !fresh && !portable::refuse_into(arg, wanted, self.errors) {
                        self.expr(arg, scope);
                    }
                }
            }
            Transition::Fail { value, .. } if portable::is_literal(value) => {
                let help =
                    "derive `TaskError` for a type of your own, and write `fail(Refused { reason: .. })`";
                self.errors.spanned(value, "`fail` takes an error, and this is a value without a name", help);
            }
            Transition::Succeed { value, .. } | Transition::Fail { value, .. } => {
                self.payload([value]);
                self.expr(value, scope);
            }
        }
    }

    fn decision(&mut self, decision: &Decision, scope: &Scope) {
        match decision {
            Decision::If { cond, then, otherwise, .. } => {
                self.expr(cond, scope);
                self.decision(then, scope);
                if let Some(otherwise) = otherwise {
                    self.decision(otherwise, scope);
                }
            }
            Decision::Match { scrutinee, arms, .. } => {
                let pats = arms.iter().map(|(pat, _)| pat);
                portable::check_scrutinee(scrutinee, pats.clone(), scope, self.errors);
                self.expr(scrutinee, scope);
                portable::check_patterns(pats, scope, self.errors);
                for (pat, arm) in arms {
                    let mut inner = scope.clone();
                    portable::bind_let(pat, Some(scrutinee), &mut inner);
                    self.decision(arm, &inner);
                }
            }
            Decision::Block { lets, inner, .. } => {
                let scope = self.lets(lets, scope);
                self.decision(inner, &scope);
            }
            Decision::Transition(transition) => self.transition(transition, scope),
        }
    }

    fn effect(&mut self, effect: &Effect, scope: &Scope) {
        match &effect.call {
            Call::Task(call) | Call::Nested(call) => {
                self.payload(&call.call.args);
                call.args()
                    .into_iter()
                    .filter(|arg| !is_task_token(arg))
                    .for_each(|arg| self.expr(arg, scope));
            }
            Call::Parallel { branches, .. } => branches.iter().for_each(|branch| self.branch(branch, scope)),
            Call::Map { items, closure, branch, .. } => {
                self.expr(items, scope);
                let names: Vec<_> = closure.inputs.iter().flat_map(bound_names).collect();
                let mut inner = scope.with(names.iter(), false);
                if let Some(item) = closure.inputs.last() {
                    portable::bind_item(item, items, &mut inner);
                }
                self.branch(branch, &inner);
            }
        }
        match &effect.arms {
            Arms::Try { pat, tail } => self.bound_tail(pat, tail, scope),
            Arms::Match(arms, _) => arms.iter().for_each(|arm| self.arm(arm, scope)),
        }
    }

    fn arm(&mut self, arm: &Arm, scope: &Scope) {
        if let (false, Pat::Ident(failure)) = (arm.ok, &arm.inner)
            && is_catch_all(&arm.inner)
            && let Some(read) = failures::read_as_text(&failure.ident, &arm.tail)
        {
            let help = format!(
                "write `{}.name()`; what an error carries is bound by an arm of its own, as in `Err(Failed(Refused {{ reason }}))`",
                failure.ident
            );
            self.errors.spanned(read, "of a failure a workflow reads its name alone", help);
            return;
        }
        self.bound_tail(&arm.inner, &arm.tail, scope);
    }

    fn bound_tail(&mut self, pat: &Pat, tail: &Tail, scope: &Scope) {
        self.tail(tail, &scope.with(bound_names(pat).iter(), false));
    }

    fn branch(&mut self, branch: &Branch, scope: &Scope) {
        match branch {
            Branch::Machine(call) => {
                self.payload(&call.call.args);
                call.call.args.iter().for_each(|arg| self.expr(arg, scope));
            }
            Branch::Task { call, .. } => {
                self.payload(&call.call.args);
                call.args()
                    .into_iter()
                    .filter(|arg| !is_task_token(arg))
                    .for_each(|arg| self.expr(arg, scope));
            }
        }
    }
}

fn is_unit(function: &Expr) -> bool {
    matches!(function, Expr::Path(path) if path.path.get_ident().is_some_and(|name| {
        ["seconds", "minutes", "hours", "days"].contains(&name.to_string().as_str())
    }))
}

/// `now()`, `uuid()`, `random()`: each evaluation gives another value, so it has to be kept where it was made.
fn is_fresh_value(arg: &Expr, scope: &Scope) -> bool {
    matches!(arg, Expr::Call(call) if call.args.is_empty() && matches!(&*call.func,
        Expr::Path(function) if portable::fresh_function(&function.path, scope).is_some()))
}
