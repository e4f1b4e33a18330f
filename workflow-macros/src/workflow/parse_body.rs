//! Reads a state's body into the form that its kind has. A body that does not fit is reported with that form.

use quote::ToTokens;
use syn::{
    Block, Expr, ExprCall, ExprLit, ExprMatch, ExprMethodCall, ItemFn, Lit, Pat, PatTupleStruct, Stmt,
};

use super::model::{
    Arm, Arms, Body, Branch, Call, Decision, Effect, Form, Handle, Kind, Let, StateCall, Tail, TaskCall,
    Transition, called,
};
use crate::{
    errors::Errors,
    names::{nearest, pascal, plain},
};

/// What a name can mean in a body.
pub(crate) struct Bodies<'a> {
    pub(crate) tasks: &'a [Handle],
    pub(crate) workflows: &'a [Handle],
    pub(crate) states: &'a [String],
}

/// Reads one body.
struct Reader<'a> {
    kind: Kind,
    state: &'a syn::Ident,
    bodies: &'a Bodies<'a>,
    errors: &'a mut Errors,
}

pub(crate) fn parse_body(
    kind: Kind,
    item: &ItemFn,
    bodies: &Bodies<'_>,
    errors: &mut Errors,
) -> Option<Body> {
    let mut reader = Reader { kind, state: &item.sig.ident, bodies, errors };
    let (lets, rest) = reader.lets(&item.block)?;
    let form = match kind {
        Kind::Task | Kind::Parallel | Kind::Map => reader.effect(rest, &item.block)?,
        Kind::Wait => reader.wait(rest, &item.block)?,
        Kind::Choice => Form::Choice(reader.decision(rest, &item.block)?),
        Kind::Pass | Kind::Succeed | Kind::Fail => Form::Tail(reader.plain_tail(rest, &item.block)?),
    };
    Some(Body { lets, form })
}

impl Reader<'_> {
    /// "does not fit its kind", on `tokens`.
    fn misfit<T>(&mut self, tokens: impl ToTokens, what: &str) -> Option<T> {
        let kind = self.kind.attribute();
        let message = format!("the body of `#[{kind}]` state `{}` does not fit its kind: {what}", self.state);
        self.errors.spanned(tokens, message, format!("write {}", self.kind.form()));
        None
    }

    /// The `let x = P;` lines at the head of a block, and the statements behind them. An effect with `?` is no such
    /// line: it ends the head.
    fn lets<'b>(&mut self, block: &'b Block) -> Option<(Vec<Let>, &'b [Stmt])> {
        let mut lets = Vec::new();
        let mut rest = &block.stmts[..];
        while let [Stmt::Local(local), behind @ ..] = rest {
            let Some(init) = &local.init else {
                return self.misfit(local, "`let` without a value");
            };
            if matches!(&*init.expr, Expr::Try(_)) {
                break;
            }
            if let Some((token, _)) = &init.diverge {
                return self.misfit(token, "`let .. else` decides, which a `#[choice]` state does");
            }
            if self.is_effect(&init.expr) {
                let help = "write `?` behind it, or `match` its result: it can fail";
                self.errors.spanned(&init.expr, "the failure of this call goes nowhere", help);
                return None;
            }
            lets.push(Let { local: local.clone(), pat: local.pat.clone(), value: (*init.expr).clone() });
            rest = behind;
        }
        Some((lets, rest))
    }

    /// Whether it calls a task, or branches.
    fn is_effect(&self, expr: &Expr) -> bool {
        match strip(expr) {
            Expr::MethodCall(call) => match strip(&call.receiver) {
                Expr::Path(path) => path.path.get_ident().is_some_and(|name| {
                    self.bodies.tasks.iter().chain(self.bodies.workflows).any(|handle| handle.ident == *name)
                }),
                _ => false,
            },
            Expr::Call(call) => called(call).is_some_and(|name| {
                let name = plain(name);
                ["parallel", "map"].contains(&name.as_str()) && !self.bodies.states.contains(&name)
            }),
            _ => false,
        }
    }

    /// What stands where the transition should, in words of its own where there are better ones.
    fn misplaced<T>(&mut self, statement: &Stmt, what: &str) -> Option<T> {
        match statement {
            Stmt::Local(local) => {
                if let Some(init) = &local.init
                    && let Expr::Try(tried) = &*init.expr
                    && self.is_effect(&tried.expr)
                {
                    let kind = self.kind.attribute();
                    let (message, help) = match self.kind {
                        Kind::Task | Kind::Parallel | Kind::Map => {
                            ("a state makes one call".to_owned(), "move this one to a state of its own")
                        }
                        _ => (
                            format!("a `#[{kind}]` state cannot make a call"),
                            "make it in a `#[task]`, `#[parallel]` or `#[map]` state, and pass the result on",
                        ),
                    };
                    self.errors.spanned(&tried.expr, message, help);
                    return None;
                }
                self.misfit(statement, what)
            }
            Stmt::Expr(Expr::Return(returned), _) => {
                let help = "leave `return` and the semicolon out: the last call is the transition";
                self.errors.spanned(returned.return_token, "a transition is not returned", help);
                None
            }
            _ => self.misfit(statement, what),
        }
    }

    fn effect(&mut self, rest: &[Stmt], block: &Block) -> Option<Form> {
        match rest {
            [Stmt::Local(local), behind @ ..] => {
                let init = local.init.as_ref()?;
                let Expr::Try(tried) = &*init.expr else {
                    return self.misfit(local, "this `let` stands behind the call");
                };
                let call = self.call(&tried.expr)?;
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
            [] => self.misfit(block, "it is empty"),
            [statement, ..] => self.misfit(statement, "this is not the call it makes"),
        }
    }

    fn call(&mut self, expr: &Expr) -> Option<Call> {
        match (self.kind, strip(expr)) {
            (_, Expr::Await(awaited)) => {
                let help = "leave `.await` out: the driver awaits the state's effect";
                self.errors.spanned(awaited.await_token, "a call in a workflow is not awaited", help);
                None
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
            return self.misfit(&call.receiver, "a task is called on the name of its handle");
        };
        let Some(name) = path.path.get_ident() else {
            return self.misfit(path, "a task is called on the name of its handle");
        };
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
            if !nested {
                let help = "call it in a `#[task]` state of a branch of its own";
                self.errors.spanned(call, "a nested workflow cannot be a branch by itself", help);
                return None;
            }
            return Some(Call::Nested(TaskCall { call: call.clone(), handle }));
        }
        let handles =
            self.bodies.tasks.iter().chain(self.bodies.workflows).map(|handle| plain(&handle.ident));
        let handles: Vec<String> = handles.collect();
        let help = match nearest(&plain(name), handles.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it: `#[workflow(tasks({name}(Trait)))]`"),
        };
        self.errors.spanned(name, format!("`{name}` is no handle of a task trait"), help);
        None
    }

    fn parallel(&mut self, call: &ExprCall) -> Option<Call> {
        if call.args.is_empty() {
            return self.misfit(call, "it has no branches");
        }
        let branches: Vec<Option<Branch>> = call.args.iter().map(|branch| self.branch(branch)).collect();
        Some(Call::Parallel { call: call.clone(), branches: branches.into_iter().collect::<Option<_>>()? })
    }

    fn map(&mut self, call: &ExprCall) -> Option<Call> {
        let arguments: Vec<&Expr> = call.args.iter().collect();
        let [items, Expr::Closure(closure)] = arguments.as_slice() else {
            return self.misfit(call, "`map` takes the items and a closure");
        };
        if closure.inputs.is_empty() || closure.inputs.len() > 2 {
            let tokens = &closure.inputs;
            return self.misfit(tokens, "the closure takes `|item|` or `|index, item|`");
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
            Expr::Call(call) => match called(call) {
                Some(ident) => Some(Branch::Machine(StateCall {
                    call: call.clone(),
                    ident: ident.clone(),
                    target: None,
                })),
                None => self.misfit(&call.func, "a branch is a state or a task"),
            },
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

    fn arms(&mut self, matched: &ExprMatch) -> Option<Vec<Arm>> {
        let mut arms = Vec::new();
        for arm in &matched.arms {
            let (pat, guard) = match &arm.pat {
                Pat::Guard(guarded) => (&*guarded.pat, Some(guarded)),
                pat => (pat, None),
            };
            if let Some(guard) = guard {
                let help = "decide in a `#[choice]` state";
                self.errors.spanned(&guard.guard, "an arm of a call's result cannot have a guard", help);
                return None;
            }
            let (ok, inner) = match pat {
                Pat::TupleStruct(PatTupleStruct { path, elems, .. }) if elems.len() == 1 => {
                    let last = path.segments.last().map(|segment| plain(&segment.ident)).unwrap_or_default();
                    match last.as_str() {
                        "Ok" => (true, elems[0].clone()),
                        "Err" => (false, elems[0].clone()),
                        _ => return self.misfit(pat, "an arm is `Ok(..)` or `Err(..)`"),
                    }
                }
                pat => return self.misfit(pat, "an arm is `Ok(..)` or `Err(..)`"),
            };
            let tail = self.arm_tail(&arm.body)?;
            arms.push(Arm { pat: pat.clone(), inner, ok, elided: false, tail });
        }
        Some(arms)
    }

    fn arm_tail(&mut self, body: &Expr) -> Option<Tail> {
        match body {
            Expr::Block(block) if block.label.is_none() => {
                let (lets, rest) = self.lets(&block.block)?;
                let tail = self.tail(rest, &block.block)?;
                Some(Tail { lets: lets.into_iter().chain(tail.lets).collect(), ..tail })
            }
            other => Some(Tail { lets: Vec::new(), transition: self.transition(other)? }),
        }
    }

    fn wait(&mut self, rest: &[Stmt], block: &Block) -> Option<Form> {
        let [Stmt::Expr(Expr::Call(call), Some(_)), behind @ ..] = rest else {
            return match rest.first() {
                Some(statement) => self.misfit(statement, "it does not begin by waiting"),
                None => self.misfit(block, "it is empty"),
            };
        };
        let until = match called(call).map(plain).as_deref() {
            Some("wait") => false,
            Some("wait_until") => true,
            _ => return self.misfit(&call.func, "it does not begin by waiting"),
        };
        let arguments: Vec<&Expr> = call.args.iter().collect();
        let [value] = arguments.as_slice() else { return self.misfit(call, "a wait takes one value") };
        let tail = self.tail(behind, block)?;
        Some(Form::Wait { call: call.clone(), value: (*value).clone(), until, tail })
    }

    /// `let` lines and a transition: what ends a body behind its effect.
    fn tail(&mut self, statements: &[Stmt], block: &Block) -> Option<Tail> {
        let behind = Block { brace_token: block.brace_token, stmts: statements.to_vec() };
        let (lets, rest) = self.lets(&behind)?;
        let Tail { transition, .. } = self.plain_tail(rest, block)?;
        Some(Tail { lets, transition })
    }

    fn plain_tail(&mut self, rest: &[Stmt], block: &Block) -> Option<Tail> {
        match rest {
            [Stmt::Expr(expr, None)] => Some(Tail { lets: Vec::new(), transition: self.transition(expr)? }),
            [] => {
                let close = syn::Error::new(block.brace_token.span.close(), self.missing_transition());
                self.errors.push(close);
                None
            }
            [Stmt::Expr(Expr::Call(call), Some(semicolon)), ..] if self.is_transition(call) => {
                let help = "leave the semicolon out: the call is the transition";
                self.errors.spanned(semicolon, "a transition ends the body", help);
                None
            }
            [first, ..] => self.misplaced(first, "this is neither a `let` nor the transition that ends it"),
        }
    }

    fn missing_transition(&self) -> String {
        format!("state `{}` ends without a transition\nhelp: write {}", self.state, self.kind.form())
    }

    fn is_transition(&self, call: &ExprCall) -> bool {
        called(call).is_some_and(|name| {
            let name = plain(name);
            name == "succeed" || name == "fail" || self.bodies.states.contains(&name)
        })
    }

    fn transition(&mut self, expr: &Expr) -> Option<Transition> {
        let expr = strip(expr);
        match expr {
            Expr::Call(call) => {
                let Some(ident) = called(call) else {
                    return self.misfit(&call.func, "a transition calls a state by its name");
                };
                let name = plain(ident);
                let terminal = !self.bodies.states.contains(&name) && (name == "succeed" || name == "fail");
                if !terminal {
                    return Some(Transition::State(StateCall {
                        call: call.clone(),
                        ident: ident.clone(),
                        target: None,
                    }));
                }
                let arguments: Vec<&Expr> = call.args.iter().collect();
                let [value] = arguments.as_slice() else {
                    return self.misfit(call, &format!("`{name}` takes one value"));
                };
                let (call, value) = (call.clone(), (*value).clone());
                Some(if name == "succeed" {
                    Transition::Succeed { call, value, via: None }
                } else {
                    Transition::Fail { call, value, via: None }
                })
            }
            Expr::Try(tried) => {
                let help = "write `let value = handle.task(..)?;`, and the transition behind it";
                self.errors.spanned(tried.question_token, "`?` cannot stand on a transition", help);
                None
            }
            Expr::Await(awaited) => {
                let help = "leave `.await` out: the driver awaits the state's effect";
                self.errors.spanned(awaited.await_token, "a call in a workflow is not awaited", help);
                None
            }
            Expr::If(_) | Expr::Match(_) if self.kind != Kind::Choice => {
                let help = "move it to a `#[choice]` state, and end this one with a call of it";
                let first = match expr {
                    Expr::If(decision) => decision.if_token.to_token_stream(),
                    Expr::Match(decision) => decision.match_token.to_token_stream(),
                    _ => expr.to_token_stream(),
                };
                let kind = self.kind.attribute();
                self.errors.spanned(first, format!("a `#[{kind}]` state cannot decide where to go"), help);
                None
            }
            Expr::Return(returned) => {
                let help = "leave `return` out: the last call is the transition";
                self.errors.spanned(returned.return_token, "a transition is not returned", help);
                None
            }
            other => self.misfit(other, "this is not a transition"),
        }
    }

    // ------------------------------------------------------------------------------------------ choice

    fn decision(&mut self, rest: &[Stmt], block: &Block) -> Option<Decision> {
        match rest {
            [Stmt::Expr(expr, None)] => self.decision_expr(expr),
            // `if` and `match` as statements would be values thrown away; the semicolon is what is wrong.
            [Stmt::Expr(Expr::If(_) | Expr::Match(_), Some(semicolon))] => {
                let help = "leave the semicolon out: the decision is the transition";
                self.errors.spanned(semicolon, "a transition ends the body", help);
                None
            }
            [] => {
                self.errors.push(syn::Error::new(block.brace_token.span.close(), self.missing_transition()));
                None
            }
            [first, ..] => self.misplaced(first, "this is neither a `let` nor the decision that ends it"),
        }
    }

    fn decision_expr(&mut self, expr: &Expr) -> Option<Decision> {
        match expr {
            Expr::If(decision)
                if matches!((&*decision.cond, &decision.else_branch), (Expr::Let(_), Some(_))) =>
            {
                self.if_let(decision)
            }
            Expr::If(decision) => {
                let then = self.decision_block(&decision.then_branch)?;
                let otherwise = match &decision.else_branch {
                    Some((_, branch)) => Some(Box::new(self.decision_expr(branch)?)),
                    None => None,
                };
                Some(Decision::If {
                    if_token: decision.if_token,
                    cond: (*decision.cond).clone(),
                    then: Box::new(then),
                    otherwise,
                })
            }
            Expr::Match(decision) => {
                let arms =
                    decision.arms.iter().map(|arm| Some((arm.pat.clone(), self.decision_expr(&arm.body)?)));
                let arms: Vec<Option<(Pat, Decision)>> = arms.collect();
                Some(Decision::Match {
                    match_token: decision.match_token,
                    braces: decision.brace_token.span.join(),
                    scrutinee: (*decision.expr).clone(),
                    arms: arms.into_iter().collect::<Option<_>>()?,
                })
            }
            Expr::Block(block) if block.label.is_none() => self.decision_block(&block.block),
            other => Some(Decision::Transition(self.transition(other)?)),
        }
    }

    /// `if let pat = value { T } else { T }` is a `match` of two arms.
    fn if_let(&mut self, decision: &syn::ExprIf) -> Option<Decision> {
        let (Expr::Let(tested), Some((_, otherwise))) = (&*decision.cond, &decision.else_branch) else {
            return None;
        };
        let span = decision.if_token.span;
        let then = self.decision_block(&decision.then_branch)?;
        let otherwise = self.decision_expr(otherwise)?;
        let arms = vec![((*tested.pat).clone(), then), (syn::parse_quote!(_), otherwise)];
        let braces = decision.then_branch.brace_token.span.join();
        Some(Decision::Match {
            match_token: syn::Token![match](span),
            braces,
            scrutinee: (*tested.expr).clone(),
            arms,
        })
    }

    fn decision_block(&mut self, block: &Block) -> Option<Decision> {
        let (lets, rest) = self.lets(block)?;
        let inner = self.decision(rest, block)?;
        Some(if lets.is_empty() { inner } else { Decision::Block { lets, inner: Box::new(inner) } })
    }
}

/// The expression without parentheses and invisible groups around it.
fn strip(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => strip(&paren.expr),
        Expr::Group(group) => strip(&group.expr),
        other => other,
    }
}
