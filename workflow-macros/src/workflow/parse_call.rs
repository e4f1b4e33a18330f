//! Reads the one call of a state: a task, a nested workflow, branches; and the arms on its result. Read next:
//! `parse_body.rs`, of which this is a part.

use quote::ToTokens as _;
use syn::{Block, Expr, ExprCall, ExprLit, ExprMatch, ExprMethodCall, Ident, Lit, Pat, PatTupleStruct, Stmt};

use super::{
    error_arms::of_variants,
    model::{Arm, Arms, Branch, Call, Effect, Form, Handle, Kind, StateCall, TaskCall, called},
    parse_body::{Reader, end_of, strip},
};
use crate::{
    names::{nearest, pascal, plain},
    portable::bound_names,
    tokens::compact,
};

/// As many branches as a tuple of the runtime's may have.
const MOST_BRANCHES: usize = 12;

impl Reader<'_> {
    pub(super) fn effect(&mut self, rest: &[Stmt], block: &Block) -> Option<Form> {
        match rest {
            [Stmt::Local(local), behind @ ..] => {
                let init = local.init.as_ref()?;
                if let Some((token, _)) = &init.diverge {
                    let help = "bind the value, and decide in a `#[choice]` state: `let value = ..?;` and `decide(value)`";
                    self.errors.spanned(token, "what a call gives is not decided by where it is made", help);
                    return None;
                }
                let Expr::Try(tried) = &*init.expr else {
                    return self.misfit(local, "this `let` stands behind the call");
                };
                let call = self.call(&tried.expr)?;
                self.bind(&local.pat);
                let tail = self.tail(behind, block)?;
                Some(Form::Effect(Effect {
                    call,
                    arms: Arms::Try { pat: Box::new(local.pat.clone()), tail: Box::new(tail) },
                }))
            }
            // `call?;`: what it gives is not needed.
            [Stmt::Expr(Expr::Try(tried), Some(_)), behind @ ..] => {
                let call = self.call(&tried.expr)?;
                let tail = self.tail(behind, block)?;
                let pat = Box::new(syn::parse_quote!(_));
                Some(Form::Effect(Effect { call, arms: Arms::Try { pat, tail: Box::new(tail) } }))
            }
            [Stmt::Expr(Expr::Match(matched), None)] => {
                if let Expr::Try(tried) = strip(&matched.expr)
                    && self.is_effect(&tried.expr)
                {
                    let help = "leave `?` out, or write `let value = ..?;` and the transition behind it";
                    self.errors.spanned(
                        tried.question_token,
                        "`?` cannot stand on a call that is matched",
                        help,
                    );
                    return None;
                }
                let call = self.call(&matched.expr)?;
                let arms = self.arms(matched)?;
                let braces = matched.brace_token.span.join();
                Some(Form::Effect(Effect { call, arms: Arms::Match(arms, braces) }))
            }
            [Stmt::Expr(Expr::Try(tried), None)] if self.is_effect(&tried.expr) => {
                let help = format!(
                    "write `let value = {}?;`, and the transition behind it: `succeed(value)`",
                    in_short(&tried.expr)
                );
                self.errors.spanned(tried, "the result of this call goes nowhere", help);
                None
            }
            [] => self.misfit(block, "it is empty"),
            [statement, ..] => self.no_call(statement),
        }
    }

    fn call(&mut self, expr: &Expr) -> Option<Call> {
        match (self.kind, strip(expr)) {
            (_, Expr::Await(awaited)) => self.refuse_await(awaited),
            (_, other @ Expr::MethodCall(_)) if self.behind_an_effect(other).is_some() => {
                let method = self.behind_an_effect(other)?;
                self.refuse_behind(&method)
            }
            (Kind::Task, Expr::MethodCall(call)) => self.task_call(call, true),
            (Kind::Parallel, Expr::Call(call)) if called(call).is_some_and(|name| name == "parallel") => {
                self.parallel(call)
            }
            (Kind::Map, Expr::Call(call)) if called(call).is_some_and(|name| name == "map") => self.map(call),
            (_, other) => self.misfit(other, "this is not the call it makes"),
        }
    }

    /// `handle.task(..)`; `nested` where `billing.run(..)` may stand.
    fn task_call(&mut self, call: &ExprMethodCall, nested: bool) -> Option<Call> {
        let Expr::Path(path) = strip(&call.receiver) else {
            if let Expr::Field(field) = strip(&call.receiver)
                && matches!(&*field.base, Expr::Path(path) if path.path.is_ident("self"))
            {
                let help = format!("write `{}.{}(..)`", field.member.to_token_stream(), call.method);
                self.errors.spanned(&field.base, "a state has no `self`", help);
                return None;
            }
            return self.misfit(&call.receiver, "a task is called on the name of its handle");
        };
        let Some(name) = path.path.get_ident() else {
            return self.misfit(path, "a task is called on the name of its handle");
        };
        if self.hides(name) {
            let message = format!("`{name}` is bound by a line before, and no handle here");
            self.errors.spanned(name, message, "give what is bound another name");
            return None;
        }
        let position = |handles: &[Handle]| handles.iter().position(|handle| handle.ident == *name);
        if let Some(handle) = position(self.bodies.tasks) {
            return Some(Call::Task(TaskCall { call: call.clone(), handle }));
        }
        if let Some(handle) = position(self.bodies.workflows) {
            if call.method != "run" {
                self.errors.spanned(
                    &call.method,
                    "a nested workflow has one method, `run`",
                    format!("write `{name}.run(..)`"),
                );
                return None;
            }
            if call.args.len() != 1 {
                return self.refuse_inputs(name, call);
            }
            if !nested {
                let help = "call it in a `#[task]` state of a branch of its own";
                self.errors.spanned(call, "a nested workflow cannot be a branch by itself", help);
                return None;
            }
            return Some(Call::Nested(TaskCall { call: call.clone(), handle }));
        }
        if self.bodies.unread || self.bodies.refused.contains(name) {
            return None;
        }
        if self.bodies.told.borrow().contains(&plain(name)) {
            return None;
        }
        self.bodies.told.borrow_mut().push(plain(name));
        let handles =
            self.bodies.tasks.iter().chain(self.bodies.workflows).map(|handle| plain(&handle.ident));
        let handles: Vec<String> = handles.collect();
        let help = match nearest(&plain(name), handles.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if call.method == "run" => format!(
                "declare it: `#[workflow(workflows({name}(path::to::{name})))]`, or `tasks({name}(Trait))` if it does tasks"
            ),
            None => format!("declare it: `#[workflow(tasks({name}(Trait)))]`"),
        };
        self.errors.spanned(name, format!("`{name}` is no handle of a task trait"), help);
        None
    }

    /// `billing.run(order, 3)`, `billing.run()`
    fn refuse_inputs<T>(&mut self, name: &Ident, call: &ExprMethodCall) -> Option<T> {
        let help = format!(
            "write `{name}.run(..)` with the value of its start state's parameter, or of several or none with the `Input` of its module"
        );
        let message = "a nested workflow is given one value, its input";
        match call.args.iter().nth(1) {
            Some(second) => self.errors.spanned(second, message, help),
            None => self.errors.spanned(&call.method, message, help),
        }
        None
    }

    fn parallel(&mut self, call: &ExprCall) -> Option<Call> {
        if call.args.is_empty() {
            return self.misfit(call, "it has no branches");
        }
        if let (Some(Expr::Tuple(tuple)), 1) = (call.args.first(), call.args.len()) {
            let help = "leave the parentheses around them out: `parallel(branch(..), other(..))`";
            self.errors.spanned(tuple, "`parallel` takes its branches one by one", help);
            return None;
        }
        if let Some(one_more) = call.args.iter().nth(MOST_BRANCHES) {
            let help = "let a branch be a state that starts several, or go over a list with `#[map]`";
            let message = format!("a `parallel` has {MOST_BRANCHES} branches at most");
            self.errors.spanned(one_more, message, help);
            return None;
        }
        let branches: Vec<Option<Branch>> = call.args.iter().map(|branch| self.branch(branch)).collect();
        Some(Call::Parallel { call: call.clone(), branches: branches.into_iter().collect::<Option<_>>()? })
    }

    fn map(&mut self, call: &ExprCall) -> Option<Call> {
        let arguments: Vec<&Expr> = call.args.iter().collect();
        if let [items, Expr::Path(function)] = arguments.as_slice()
            && !matches!(items, Expr::Closure(_))
        {
            let help = format!("write `|item| {}(item)`", compact(function));
            self.errors.spanned(function, "`map` takes a closure, which says what a branch is given", help);
            return None;
        }
        if let [Expr::Closure(_), items] = arguments.as_slice() {
            let help = format!("write `map({}, |item| ..)`", compact(items));
            self.errors.spanned(items, "`map` takes the items first, and then the closure", help);
            return None;
        }
        let [items, Expr::Closure(closure)] = arguments.as_slice() else {
            return self.misfit(call, "`map` takes the items and a closure");
        };
        if let Some(asyncness) = &closure.asyncness {
            let help = "leave `async` out: the driver awaits the branches";
            self.errors.spanned(asyncness, "the closure of `map` cannot be `async`", help);
            return None;
        }
        if closure.inputs.is_empty() || closure.inputs.len() > 2 {
            let tokens = &closure.inputs;
            return self.misfit(tokens, "the closure takes `|item|` or `|index, item|`");
        }
        if let Some(typed) = closure.inputs.iter().find_map(|input| match input {
            Pat::Type(typed) => Some(typed),
            _ => None,
        }) {
            let pat = compact(&typed.pat);
            let help = format!("write `{pat}` alone: the items of the list say its type");
            self.errors.spanned(&typed.ty, "a type stands at no parameter of `map`'s closure", help);
            return None;
        }
        // rustfmt puts braces around a body that needs a line of its own.
        let body = match &*closure.body {
            Expr::Block(block) if block.label.is_none() => match block.block.stmts.as_slice() {
                [Stmt::Expr(body, None)] => body,
                _ => return self.misfit(&closure.body, "a closure of `map` is one call"),
            },
            body => body,
        };
        let branch = Box::new(self.branch(body)?);
        Some(Call::Map {
            call: call.clone(),
            items: (*items).clone(),
            closure: Box::new(closure.clone()),
            branch,
        })
    }

    /// A state call, a task call, or `named("…", task call)`.
    fn branch(&mut self, expr: &Expr) -> Option<Branch> {
        match strip(expr) {
            Expr::MethodCall(call) => match self.task_call(call, false)? {
                Call::Task(call) => {
                    let name = pascal(&call.call.method);
                    Some(Branch::Task { call, name, named: None })
                }
                _ => None,
            },
            Expr::Call(call) if called(call).is_some_and(|name| name == "named") => self.named_branch(call),
            Expr::Call(call) if self.is_effect(expr) => {
                let message = format!("a `{}` is no branch", compact(&call.func));
                let help = "let a state of its own make this call, and start the branch with that state";
                self.errors.spanned(&call.func, message, help);
                None
            }
            Expr::Call(call) => match called(call) {
                Some(ident) => Some(Branch::Machine(StateCall {
                    call: call.clone(),
                    ident: ident.clone(),
                    target: None,
                })),
                None => self.misfit(&call.func, "a branch is a state or a task"),
            },
            Expr::Try(tried) => {
                let help = "leave it out: it stands behind the call that starts all branches";
                self.errors.spanned(tried.question_token, "`?` cannot stand on a branch", help);
                None
            }
            other => self.misfit(other, "a branch is a call of a state or a task"),
        }
    }

    fn named_branch(&mut self, call: &ExprCall) -> Option<Branch> {
        let arguments: Vec<&Expr> = call.args.iter().collect();
        let [Expr::Lit(ExprLit { lit: Lit::Str(name), .. }), Expr::MethodCall(task)] = arguments.as_slice()
        else {
            let help = "write `named(\"CheckName\", handle.task(..))`; a state takes `name = \"..\"` instead";
            self.errors.spanned(call, "`named` takes a name and a task call", help);
            return None;
        };
        match self.task_call(task, false)? {
            Call::Task(call) => Some(Branch::Task { call, name: name.value(), named: Some(name.clone()) }),
            _ => None,
        }
    }

    /// Every arm is read before one may be missing: each tells its mistakes.
    fn arms(&mut self, matched: &ExprMatch) -> Option<Vec<Arm>> {
        let arms: Vec<Option<Arm>> = matched.arms.iter().map(|arm| self.arm(arm)).collect();
        arms.into_iter().collect()
    }

    fn arm(&mut self, arm: &syn::Arm) -> Option<Arm> {
        if let Pat::Guard(guarded) = &arm.pat {
            let help = "decide in a `#[choice]` state";
            self.errors.spanned(&guarded.guard, "an arm of a call's result cannot have a guard", help);
            return None;
        }
        let mut pat = arm.pat.clone();
        let (ok, inner) = match &mut pat {
            Pat::TupleStruct(PatTupleStruct { path, elems, .. }) if elems.len() == 1 => {
                let last = path.segments.last().map(|segment| plain(&segment.ident)).unwrap_or_default();
                match last.as_str() {
                    "Ok" => (true, elems[0].clone()),
                    "Err" => {
                        elems[0] = of_variants(&elems[0]);
                        (false, elems[0].clone())
                    }
                    _ => {
                        let help = "write `Ok(..)` for success, and `Err(..)` around the failure";
                        self.errors.spanned(&arm.pat, "an arm is for success or for failure", help);
                        return None;
                    }
                }
            }
            Pat::TupleStruct(PatTupleStruct { path, elems, .. })
                if path.is_ident("Ok") && elems.len() > 1 =>
            {
                let help = format!("write `Ok(({}))`: what branches give is a tuple", compact(elems));
                self.errors.spanned(elems, "`Ok(..)` has one pattern in it", help);
                return None;
            }
            Pat::Or(or)
                if or
                    .cases
                    .iter()
                    .all(|case| matches!(case, Pat::TupleStruct(case) if case.path.is_ident("Err"))) =>
            {
                let cases: Vec<String> = or
                    .cases
                    .iter()
                    .map(|case| match case {
                        Pat::TupleStruct(case) => compact(&case.elems),
                        other => compact(other),
                    })
                    .collect();
                let help = format!("write `Err({})`", cases.join(" | "));
                self.errors.spanned(or, "alternatives stand inside of one `Err(..)`", help);
                return None;
            }
            pat => {
                let help = "write one arm for `Ok(..)`, and one for `Err(..)` or several";
                self.errors.spanned(pat, "an arm is for success or for failure", help);
                return None;
            }
        };
        if let (false, Expr::Path(name)) = (ok, strip(&arm.body))
            && name.path.get_ident().is_some_and(|name| bound_names(&inner).contains(name))
        {
            return self.refuse_failure(name);
        }
        let before = self.bound.len();
        self.bind(&inner);
        let tail = self.arm_tail(&arm.body);
        self.bound.truncate(before);
        let (tail, end) = (tail?, end_of(&arm.body));
        Some(Arm { pat, inner, ok, elided: false, tail, end })
    }
}

/// `desk.pay(..)`: a call without what it is given.
pub(super) fn in_short(call: &Expr) -> String {
    match strip(call) {
        Expr::MethodCall(call) => format!("{}.{}(..)", compact(&call.receiver), call.method),
        Expr::Call(call) => format!("{}(..)", compact(&call.func)),
        other => compact(other),
    }
}
