//! What a body has that no body has: in words of its own, where they are better than the form of the kind. Read next:
//! `parse_body.rs`, of which this is a part.

use quote::ToTokens;
use syn::{BinOp, Expr, ExprAwait, ExprCall, ExprMacro, ExprPath, Ident, Macro, Stmt};

use super::{
    model::{Kind, called},
    parse_body::{Reader, strip},
};
use crate::{names::plain, portable, tokens::compact};

impl Reader<'_> {
    /// "does not fit its kind", on `tokens`.
    pub(super) fn misfit<T>(&mut self, tokens: impl ToTokens, what: &str) -> Option<T> {
        let kind = self.kind.attribute();
        let message = format!("the body of `#[{kind}]` state `{}` does not fit its kind: {what}", self.state);
        self.errors.spanned(tokens, message, format!("write {}", self.kind.form()));
        None
    }

    /// What stands where the transition should, in words of its own where there are better ones.
    pub(super) fn misplaced<T>(&mut self, statement: &Stmt, what: &str) -> Option<T> {
        match statement {
            Stmt::Local(local) => match local.init.as_ref().map(|init| &*init.expr) {
                Some(Expr::Try(tried)) if self.is_effect(&tried.expr) => self.refuse_call(&tried.expr),
                Some(Expr::Try(tried)) if self.kind == Kind::Choice => {
                    let help = "write `let Some(value) = .. else { return next(..) };`";
                    let message = "a state ends with a transition, and `?` has none";
                    self.errors.spanned(tried.question_token, message, help);
                    None
                }
                _ => self.misfit(statement, what),
            },
            Stmt::Expr(Expr::Try(tried), _) if self.is_effect(&tried.expr) => self.refuse_call(&tried.expr),
            Stmt::Expr(call, Some(_)) if self.is_effect(call) => self.refuse_call(call),
            Stmt::Expr(Expr::MethodCall(call), Some(_)) => {
                let appends = ["push", "extend", "append", "insert"].iter().any(|name| call.method == name);
                let help = if appends {
                    "bind a new value, as in `let list = [list, vec![item]].concat();`"
                } else {
                    "bind a new value with `let`, or do it in a task"
                };
                let message =
                    format!("`{}` changes nothing here: values are not changed in a state", call.method);
                self.errors.spanned(&call.method, message, help);
                None
            }
            Stmt::Expr(Expr::Return(returned), _) => {
                let help = "leave `return` and the semicolon out: the last call is the transition";
                self.errors.spanned(returned.return_token, "a transition is not returned", help);
                None
            }
            Stmt::Item(item) => {
                let help = "write it in the module, beside the states";
                self.errors.spanned(item, "an item cannot stand inside of a state", help);
                None
            }
            Stmt::Macro(call) => self.refuse_macro(&call.mac),
            Stmt::Expr(Expr::Macro(call), _) => self.refuse_macro(&call.mac),
            Stmt::Expr(Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_), _) => self.refuse_loop(statement),
            Stmt::Expr(Expr::Call(call), _) if is_wait(call) => self.refuse_wait(call),
            Stmt::Expr(Expr::If(decision), _) if self.kind != Kind::Choice => {
                self.refuse_decision(decision.if_token)
            }
            Stmt::Expr(cases, _) if portable::refuse_value_left(cases, self.errors) => None,
            Stmt::Expr(Expr::If(decision), _) => {
                let help = "write `return next(..);` at its end, or what follows in an `else`";
                let message = "an `if` before the decision returns a transition";
                self.errors.spanned(decision.if_token, message, help);
                None
            }
            Stmt::Expr(Expr::Assign(assigned), _) => self.refuse_assignment(assigned),
            Stmt::Expr(Expr::Binary(changed), _) if is_assignment(&changed.op) => {
                self.refuse_assignment(changed)
            }
            Stmt::Expr(..) => self.misfit(statement, what),
        }
    }

    /// `receipt` where the body ends: a value, or what was decided in a `let`.
    pub(super) fn refuse_name<T>(&mut self, name: &ExprPath) -> Option<T> {
        let value = compact(name);
        let help = format!(
            "if it comes out of the workflow, write `succeed({value})`; what chooses a transition stands at the end itself, without a `let`"
        );
        self.refuse_value(name, &value, help)
    }

    /// `Ok(receipt)` where the body ends.
    pub(super) fn refuse_constructed<T>(&mut self, call: &ExprCall, name: &str) -> Option<T> {
        let help = match name {
            "Ok" | "Err" if matches!(call.args.first(), Some(Expr::Call(inner)) if self.is_transition(inner)) =>
            {
                format!("leave `{name}(..)` out: `{}` is the transition", compact(&call.args))
            }
            "Ok" => format!("write `succeed({})`", compact(&call.args)),
            "Err" => format!("write `fail({})`", compact(&call.args)),
            _ => format!("if it comes out of the workflow, write `succeed({name}(..))`"),
        };
        self.refuse_value(&call.func, &format!("{name}(..)"), help)
    }

    /// Any other value where the body ends.
    pub(super) fn refuse_expression<T>(&mut self, value: &Expr) -> Option<T> {
        let help = |value: &str| format!("if it comes out of the workflow, write `succeed({value})`");
        match value {
            Expr::Struct(made) => {
                let name = compact(&made.path);
                let value = format!("{name} {{ .. }}");
                self.refuse_value(&made.path, &value, help(&value))
            }
            Expr::Lit(_) | Expr::Tuple(_) | Expr::Field(_) | Expr::Index(_) => {
                let text = compact(value);
                self.refuse_value(value, &text, help(&text))
            }
            Expr::MethodCall(_)
            | Expr::Macro(_)
            | Expr::Reference(_)
            | Expr::Binary(_)
            | Expr::Unary(_)
            | Expr::Array(_)
            | Expr::Cast(_) => {
                let message = "this is a value, and a body ends with a transition";
                self.errors.spanned(value, message, help(".."));
                None
            }
            other => self.misfit(other, "this is not a transition"),
        }
    }

    /// `error` where an arm for failures ends, which has bound it.
    pub(super) fn refuse_failure<T>(&mut self, name: &ExprPath) -> Option<T> {
        let value = compact(name);
        let help = format!("if the workflow fails with it, write `fail({value})`");
        self.refuse_value(name, &value, help)
    }

    pub(super) fn refuse_await<T>(&mut self, awaited: &ExprAwait) -> Option<T> {
        let help = "leave `.await` out: the driver awaits the state's effect";
        self.errors.spanned(awaited.await_token, "a call in a workflow is not awaited", help);
        None
    }

    fn refuse_value<T>(&mut self, tokens: impl ToTokens, value: &str, help: String) -> Option<T> {
        self.errors.spanned(tokens, format!("`{value}` is a value, and a body ends with a transition"), help);
        None
    }

    /// A call where there is none to be made.
    pub(super) fn refuse_call<T>(&mut self, call: &Expr) -> Option<T> {
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
        self.errors.spanned(call, message, help);
        None
    }

    /// What stands where an effect's state makes its call.
    pub(super) fn no_call<T>(&mut self, statement: &Stmt) -> Option<T> {
        match statement {
            Stmt::Expr(Expr::If(decision), _) => {
                if let Expr::Let(tested) = &*decision.cond
                    && self.is_effect(&tested.expr)
                {
                    let help = "write `match ..` with an arm for `Ok(..)` and one for `Err(..)`";
                    self.errors.spanned(decision.if_token, "the result of a call is matched", help);
                    return None;
                }
                let kind = self.kind.attribute();
                let message = format!("a `#[{kind}]` state cannot decide where to go");
                let help = "decide in a `#[choice]` state before it, which goes on to this one";
                self.errors.spanned(decision.if_token, message, help);
                None
            }
            Stmt::Expr(Expr::Call(call), None) if self.is_transition(call) => {
                self.misfit(statement, "it makes no call")
            }
            // A call alone, of which nothing follows.
            Stmt::Expr(call, None) if self.is_effect(call) => {
                let help =
                    "write `let value = ..?;` around it, and the transition behind it: `succeed(value)`";
                self.errors.spanned(call, "the result of this call goes nowhere", help);
                None
            }
            Stmt::Expr(call, Some(_)) if self.is_effect(call) => self.refuse_lost_failure(call),
            Stmt::Expr(Expr::Match(matched), Some(semicolon)) if self.is_effect(&matched.expr) => {
                let help = "leave the semicolon out: the arms end with the transitions";
                self.errors.spanned(semicolon, "a body ends with a transition", help);
                None
            }
            other => self.misplaced(other, "this is not the call it makes"),
        }
    }

    /// `bank.pay(..);`, `let receipt = bank.pay(..);`
    pub(super) fn refuse_lost_failure<T>(&mut self, call: &Expr) -> Option<T> {
        let help = "write `?` behind it, or `match` its result: it can fail";
        self.errors.spanned(call, "the failure of this call goes nowhere", help);
        None
    }

    /// The method behind a call of a task or of branches, as in `bank.check(..).unwrap()`.
    pub(super) fn behind_an_effect(&self, expr: &Expr) -> Option<Ident> {
        let Expr::MethodCall(call) = strip(expr) else { return None };
        if self.is_effect(&call.receiver) {
            return Some(call.method.clone());
        }
        self.behind_an_effect(&call.receiver)
    }

    pub(super) fn refuse_behind<T>(&mut self, method: &Ident) -> Option<T> {
        let message = format!("`{method}` cannot stand behind a call");
        let help = "write `?` behind the call, or `match` its result";
        self.errors.spanned(method, message, help);
        None
    }

    fn refuse_assignment<T>(&mut self, assigned: impl ToTokens) -> Option<T> {
        let help =
            "bind a new value, as in `let order = Order { paid: true, ..order };` or `let left = left - 1;`";
        self.errors.spanned(assigned, "nothing is assigned in a state", help);
        None
    }

    pub(super) fn refuse_macro<T>(&mut self, call: &Macro) -> Option<T> {
        let name = call.path.to_token_stream().to_string().replace(' ', "");
        let message = format!("`{name}!` cannot stand in a state: on AWS there is nothing to do it");
        let help = "do it in a task, or watch the execution with an `Observer`";
        self.errors.spanned(&call.path, message, help);
        None
    }

    pub(super) fn refuse_loop<T>(&mut self, tokens: impl ToTokens) -> Option<T> {
        let help = "go over a list with `.iter().map(..)` or in a `#[map]` state; what is done again is a transition back";
        self.errors.spanned(tokens, "a loop cannot stand in a state", help);
        None
    }

    /// `self::done(..)`
    pub(super) fn refuse_path<T>(&mut self, call: &ExprCall) -> Option<T> {
        let what = "a transition calls a state by its name";
        let last = match &*call.func {
            Expr::Path(path) => path.path.segments.last().map(|segment| plain(&segment.ident)),
            _ => None,
        };
        match last.filter(|name| self.bodies.states.contains(name)) {
            Some(name) => {
                self.errors.spanned(&call.func, what, format!("write `{name}(..)`"));
                None
            }
            None => self.misfit(&call.func, what),
        }
    }

    /// An `if` or a `match` where there is no choice.
    pub(super) fn refuse_decision<T>(&mut self, token: impl ToTokens) -> Option<T> {
        let kind = self.kind.attribute();
        let help = "move it to a `#[choice]` state, and end this one with a call of it";
        self.errors.spanned(token, format!("a `#[{kind}]` state cannot decide where to go"), help);
        None
    }

    fn refuse_wait<T>(&mut self, call: &ExprCall) -> Option<T> {
        if self.kind == Kind::Wait {
            let help = "add the two up, or wait again in a `#[wait]` state of its own";
            self.errors.spanned(&call.func, "a `#[wait]` state waits once", help);
            return None;
        }
        let kind = self.kind.attribute();
        let help = "wait in a `#[wait]` state before it, and end that one with a call of this one";
        self.errors.spanned(&call.func, format!("a `#[{kind}]` state cannot wait"), help);
        None
    }
}

/// `x += 1`
pub(super) fn is_assignment(operator: &BinOp) -> bool {
    operator.to_token_stream().to_string().ends_with('=')
        && !matches!(operator, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Le(_) | BinOp::Ge(_))
}

/// Whether a macro gives a value.
pub(super) fn is_value_macro(call: &ExprMacro) -> bool {
    ["format", "vec", "matches"].iter().any(|name| call.mac.path.is_ident(name))
}

pub(super) fn is_wait(call: &ExprCall) -> bool {
    called(call).is_some_and(|name| ["wait", "wait_until"].contains(&plain(name).as_str()))
}
