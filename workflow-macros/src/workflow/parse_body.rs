//! Reads a state's body into the form that its kind has. A body that does not fit is reported with that form.
//!
//! Read next: `parse_call.rs` (the one call of a state) and `parse_choice.rs` (decisions).

use std::cell::RefCell;

use proc_macro2::Span;
use syn::{Block, Expr, ExprCall, ItemFn, Pat, Stmt, spanned::Spanned};

use super::{
    misfits::{is_value_macro, is_wait},
    model::{Body, Form, Handle, Kind, Let, StateCall, Tail, Transition, called, is_end},
    unreadable::is_unread,
};
use crate::{
    errors::Errors,
    names::plain,
    portable::{
        RETURN, as_value, bound_names, lacks_value, refuse_cfg, refuse_lack, refused_return, returned_case,
        with_closures_as_values, with_results,
    },
    tokens::compact,
};

/// What a name can mean in a body.
pub(crate) struct Bodies<'a> {
    pub(crate) tasks: &'a [Handle],
    pub(crate) workflows: &'a [Handle],
    pub(crate) refused: &'a [syn::Ident],
    pub(crate) unread: bool,
    pub(crate) states: &'a [String],
    /// The handles that are missing, of each of which the first call tells.
    pub(crate) told: RefCell<Vec<String>>,
}

/// Reads one body.
pub(super) struct Reader<'a> {
    pub(super) kind: Kind,
    pub(super) state: &'a syn::Ident,
    pub(super) bodies: &'a Bodies<'a>,
    pub(super) errors: &'a mut Errors,
    /// What the lines before have bound: a handle of one of these names is hidden.
    pub(super) bound: Vec<String>,
}

pub(crate) fn parse_body(
    kind: Kind,
    item: &ItemFn,
    bodies: &Bodies<'_>,
    errors: &mut Errors,
) -> Option<Body> {
    if is_unread(&item.block) {
        return None;
    }
    refuse_cfg(&item.block, errors);
    let mut reader = Reader { kind, state: &item.sig.ident, bodies, errors, bound: Vec::new() };
    if matches!(kind, Kind::Task | Kind::Parallel | Kind::Map) && reader.refuse_call_within(&item.block) {
        return None;
    }
    let block = match kind {
        Kind::Choice => as_value((*item.block).clone(), &item.sig.output),
        Kind::Task | Kind::Parallel | Kind::Map => with_closures_as_values((*item.block).clone()),
        Kind::Pass | Kind::Wait | Kind::Succeed | Kind::Fail => {
            with_results(with_closures_as_values((*item.block).clone()))
        }
    };
    let (lets, rest) = reader.lets(&block)?;
    let form = match kind {
        Kind::Task | Kind::Parallel | Kind::Map => reader.effect(rest, &block)?,
        Kind::Wait => reader.wait(rest, &block)?,
        Kind::Choice => Form::Choice(reader.decision(rest, &block)?),
        Kind::Pass | Kind::Succeed | Kind::Fail => Form::Tail(reader.plain_tail(rest, &block)?),
    };
    Some(Body { lets, form })
}

impl Reader<'_> {
    /// The `let x = P;` lines at the head of a block, and the statements behind them. An effect with `?` is no such
    /// line: it ends the head.
    pub(super) fn lets<'b>(&mut self, block: &'b Block) -> Option<(Vec<Let>, &'b [Stmt])> {
        let mut lets = Vec::new();
        let mut rest = &block.stmts[..];
        while let [Stmt::Local(local), behind @ ..] = rest {
            let Some(init) = &local.init else {
                return self.misfit(local, "`let` without a value");
            };
            if matches!(&*init.expr, Expr::Try(_)) {
                break;
            }
            if let Expr::Call(call) = strip(&init.expr)
                && is_wait(call)
            {
                let help = format!("leave `let` out: `{};`", compact(call));
                self.errors.spanned(local.let_token, "a wait gives nothing", help);
                return None;
            }
            if let Some((token, _)) = &init.diverge {
                let what = match self.kind {
                    Kind::Choice if matches!(local.pat, Pat::Type(_)) => "a `let .. else` has no type",
                    Kind::Choice => "the `else` of a `let` returns a transition: `else { return next(..) }`",
                    _ => "`let .. else` decides, which a `#[choice]` state does",
                };
                return self.misfit(token, what);
            }
            if self.is_effect(&init.expr) {
                return self.refuse_lost_failure(&init.expr);
            }
            if let Some(method) = self.behind_an_effect(&init.expr) {
                return self.refuse_behind(&method);
            }
            if let (Some(returned), true) = (returned_case(&init.expr), self.kind != Kind::Choice) {
                return self.refuse_decision(returned.return_token);
            }
            if let Some(lacks) = lacks_value(&init.expr) {
                refuse_lack(&lacks, self.errors);
                return None;
            }
            if let Some((returned, help)) = refused_return(local) {
                self.errors.spanned(returned, RETURN, help);
                return None;
            }
            self.bind(&local.pat);
            lets.push(Let { local: local.clone(), pat: local.pat.clone(), value: (*init.expr).clone() });
            rest = behind;
        }
        Some((lets, rest))
    }

    pub(super) fn bind(&mut self, pat: &Pat) {
        self.bound.extend(bound_names(pat).iter().map(plain));
    }

    /// Whether what the lines before have bound has this name.
    pub(super) fn hides(&self, name: &syn::Ident) -> bool {
        self.bound.contains(&plain(name))
    }

    /// Whether a name stands for tasks or a nested workflow.
    fn is_handle(&self, name: &syn::Ident) -> bool {
        let mut handles = self.bodies.tasks.iter().chain(self.bodies.workflows);
        !self.hides(name) && handles.any(|handle| handle.ident == *name)
    }

    /// Whether it calls a task, or branches.
    pub(super) fn is_effect(&self, expr: &Expr) -> bool {
        match strip(expr) {
            Expr::MethodCall(call) => match strip(&call.receiver) {
                Expr::Path(path) => path.path.get_ident().is_some_and(|name| self.is_handle(name)),
                _ => false,
            },
            Expr::Call(call) => called(call).is_some_and(|name| {
                let name = plain(name);
                ["parallel", "map"].contains(&name.as_str()) && !self.bodies.states.contains(&name)
            }),
            _ => false,
        }
    }

    pub(super) fn arm_tail(&mut self, body: &Expr) -> Option<Tail> {
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
                Some(Stmt::Expr(Expr::Call(call), None)) if is_wait(call) => {
                    let help = "write a semicolon behind it, and the transition on the next line: `next(..)`";
                    self.errors.spanned(call, "nothing follows this wait", help);
                    None
                }
                Some(Stmt::Expr(Expr::Await(awaited), _)) if matches!(strip(&awaited.base), Expr::Call(call) if is_wait(call)) => {
                    self.refuse_await(awaited)
                }
                Some(statement) => self.misplaced(statement, "it does not begin by waiting"),
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
    pub(super) fn tail(&mut self, statements: &[Stmt], block: &Block) -> Option<Tail> {
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

    pub(super) fn missing_transition(&self) -> String {
        format!("state `{}` ends without a transition\nhelp: write {}", self.state, self.kind.form())
    }

    pub(super) fn is_transition(&self, call: &ExprCall) -> bool {
        called(call).is_some_and(|name| {
            let name = plain(name);
            is_end(&name) || self.bodies.states.contains(&name)
        })
    }

    pub(super) fn transition(&mut self, expr: &Expr) -> Option<Transition> {
        let expr = strip(expr);
        match expr {
            Expr::Call(call) => {
                let Some(ident) = called(call) else {
                    return self.refuse_path(call);
                };
                let name = plain(ident);
                let is_state = self.bodies.states.contains(&name);
                if !is_state && name.starts_with(char::is_uppercase) {
                    return self.refuse_constructed(call, &name);
                }
                if is_state || !is_end(&name) {
                    return Some(Transition::State(StateCall {
                        call: call.clone(),
                        ident: ident.clone(),
                        target: None,
                    }));
                }
                let arguments: Vec<&Expr> = call.args.iter().collect();
                let [value] = arguments.as_slice() else {
                    let help = format!(
                        "write `{name}(value)`: several values are a struct or a tuple, none is `()`"
                    );
                    self.errors.spanned(call, format!("`{name}` takes one value"), help);
                    return None;
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
            Expr::Await(awaited) => self.refuse_await(awaited),
            Expr::If(decision) if self.kind != Kind::Choice => self.refuse_decision(decision.if_token),
            Expr::Match(decision) if self.kind != Kind::Choice => self.refuse_decision(decision.match_token),
            Expr::Return(returned) => {
                let help = "leave `return` out: the last call is the transition";
                self.errors.spanned(returned.return_token, "a transition is not returned", help);
                None
            }
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => self.refuse_loop(expr),
            Expr::Path(path) if path.path.get_ident().is_some() => self.refuse_name(path),
            Expr::Macro(call) if !is_value_macro(call) => self.refuse_macro(&call.mac),
            other if self.is_effect(other) => self.refuse_call(other),
            other => self.refuse_expression(other),
        }
    }
}

/// The last braces or parentheses of an arm's body: behind them rustc suggests an arm that is missing.
pub(super) fn end_of(body: &Expr) -> Span {
    match strip(body) {
        Expr::If(decision) => match &decision.else_branch {
            Some((_, otherwise)) => end_of(otherwise),
            None => decision.then_branch.brace_token.span.join(),
        },
        Expr::Match(decision) => decision.brace_token.span.join(),
        Expr::Block(block) => block.block.brace_token.span.join(),
        Expr::Call(call) => call.paren_token.span.join(),
        other => other.span(),
    }
}

/// The expression without parentheses and invisible groups around it.
pub(super) fn strip(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => strip(&paren.expr),
        Expr::Group(group) => strip(&group.expr),
        other => other,
    }
}
