//! A workflow as it was written: what `parse` hands to `resolve`, `check` and the printers.
//!
//! Every node keeps the tokens it was read from, so that errors and expansion speak of what the user wrote.

use proc_macro2::{Span, TokenStream};
use syn::{
    Attribute, Expr, ExprCall, ExprClosure, ExprMethodCall, Ident, Item, ItemFn, LitStr, Local, Pat, Path,
    Type, Visibility,
};

use crate::policy::Policy;

/// `#[workflow(..)] mod name { .. }`
pub(crate) struct Module {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) timeout: Option<Expr>,
    /// `tasks(bank(Bank))`
    pub(crate) tasks: Vec<Handle>,
    /// `workflows(billing(crate::billing))`
    pub(crate) workflows: Vec<Handle>,
    /// Handles that cannot be, of which nothing more is said.
    pub(crate) refused: Vec<Ident>,
    /// Whether handles could not be read: then any name may be one.
    pub(crate) unread: bool,
    /// What stands beside the states, in source order.
    pub(crate) items: Vec<Item>,
    /// The names of `#[portable]` functions.
    pub(crate) helpers: Vec<Ident>,
    pub(crate) states: Vec<State>,
    /// Range checks of constants.
    pub(crate) const_checks: Vec<TokenStream>,
    /// Whether a mistake beside the states has been reported.
    pub(crate) wrong: bool,
    /// Whether a second state of a name was left out.
    pub(crate) twins: bool,
    /// Whether an item of the user's has the name of a generated one: then nothing is generated.
    pub(crate) clashes: bool,
}

impl Module {
    /// The type as the first state that has it wrote it: what is missing is told of a type once.
    pub(crate) fn first<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut types = self.states.iter().flat_map(|state| &state.params).map(|param| &param.ty);
        types.find(|first| *first == ty).unwrap_or(ty)
    }
}

/// `bank(Bank)`: a name that states use, and the trait or module behind it.
#[derive(Clone)]
pub(crate) struct Handle {
    pub(crate) ident: Ident,
    pub(crate) path: Path,
    /// What is wrong with how it is written, where it can be read nevertheless.
    pub(crate) misspelt: Option<syn::Error>,
}

/// The eight kinds of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Task,
    Choice,
    Parallel,
    Map,
    Wait,
    Pass,
    Succeed,
    Fail,
}

impl Kind {
    pub(crate) const ALL: [(&'static str, Kind); 8] = [
        ("task", Kind::Task),
        ("choice", Kind::Choice),
        ("parallel", Kind::Parallel),
        ("map", Kind::Map),
        ("wait", Kind::Wait),
        ("pass", Kind::Pass),
        ("succeed", Kind::Succeed),
        ("fail", Kind::Fail),
    ];

    pub(crate) fn attribute(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The body that a state of this kind has, for the help of an error.
    pub(crate) fn form(self) -> &'static str {
        match self {
            Kind::Task => {
                "`match handle.task(..) { Ok(value) => next(..), Err(error) => fail(error) }` or `let value = handle.task(..)?; next(..)`"
            }
            Kind::Choice => {
                "`if condition { next(..) } else { other(..) }` or `match value { pattern => next(..), .. }`"
            }
            Kind::Parallel => {
                "`match parallel(branch(..), other(..)) { Ok((a, b)) => next(..), Err(error) => fail(error) }` or `let (a, b) = parallel(..)?; next(..)`"
            }
            Kind::Map => {
                "`match map(items, |item| branch(item)) { Ok(results) => next(..), Err(error) => fail(error) }` or `let results = map(..)?; next(..)`"
            }
            Kind::Wait => "`wait(duration); next(..)` or `wait_until(timestamp); next(..)`",
            Kind::Pass => "a transition: `next(..)`, `succeed(..)` or `fail(..)`",
            Kind::Succeed => "`succeed(output)`",
            Kind::Fail => "`fail(error)`",
        }
    }
}

/// A state function.
pub(crate) struct State {
    /// Docs and attributes that are not ours.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) docs: Option<String>,
    pub(crate) item: ItemFn,
    pub(crate) ident: Ident,
    pub(crate) kind: Kind,
    /// `name = ".."`
    pub(crate) name_option: Option<LitStr>,
    pub(crate) name: String,
    pub(crate) start: Option<Span>,
    pub(crate) params: Vec<Param>,
    /// The `Account` of `Transition<Account>`.
    pub(crate) output: Type,
    /// The output of its machine, when the state declares another one, or writes it in another way.
    pub(crate) machine_output: Option<Type>,
    pub(crate) policy: Policy,
    pub(crate) max_concurrency: Option<Expr>,
    /// `None` when it does not fit its kind: that has been reported.
    pub(crate) body: Option<Body>,
    /// Whether the signature could be read; where not, `mend` finds one that its callers can live with.
    pub(crate) readable: bool,
    /// Whether a mistake in it has been reported.
    pub(crate) wrong: bool,
}

#[derive(Clone)]
pub(crate) struct Param {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
}

/// `let x = P;` lines and what follows them.
pub(crate) struct Body {
    pub(crate) lets: Vec<Let>,
    pub(crate) form: Form,
}

#[derive(Clone)]
pub(crate) struct Let {
    pub(crate) local: Local,
    pub(crate) pat: Pat,
    pub(crate) value: Expr,
}

#[allow(clippy::large_enum_variant, reason = "a build holds one a state")]
pub(crate) enum Form {
    Effect(Effect),
    Wait { call: ExprCall, value: Expr, until: bool, tail: Tail },
    Choice(Decision),
    Tail(Tail),
}

/// A task, a parallel, a map or a nested run, and what is done with its result.
pub(crate) struct Effect {
    pub(crate) call: Call,
    pub(crate) arms: Arms,
}

pub(crate) enum Call {
    /// `bank.check_name(&name)`
    Task(TaskCall),
    /// `billing.run(input)`
    Nested(TaskCall),
    /// `parallel(branch, branch)`
    Parallel { call: ExprCall, branches: Vec<Branch> },
    /// `map(items, |item| branch)`
    Map { call: ExprCall, items: Expr, closure: Box<ExprClosure>, branch: Box<Branch> },
}

/// A call through a handle.
#[derive(Clone)]
pub(crate) struct TaskCall {
    pub(crate) call: ExprMethodCall,
    /// Index in `Module::tasks` or `Module::workflows`.
    pub(crate) handle: usize,
}

impl TaskCall {
    pub(crate) fn args(&self) -> Vec<&Expr> {
        self.call.args.iter().collect()
    }

    /// Whether the task gets a token and is waited for until the token is completed.
    pub(crate) fn is_callback(&self) -> bool {
        self.call.args.iter().any(is_task_token)
    }
}

/// `task_token()`
pub(crate) fn is_task_token(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(call) if call.args.is_empty() && called(call).is_some_and(|name| name == "task_token"))
}

/// The one-segment name that a call calls.
pub(crate) fn called(call: &ExprCall) -> Option<&Ident> {
    match &*call.func {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// Whether a function of this name ends a workflow, where no state has it.
pub(crate) fn is_end(name: &str) -> bool {
    name == "succeed" || name == "fail"
}

pub(crate) enum Branch {
    /// A state function that starts a machine of its own.
    Machine(StateCall),
    /// A one-state branch, named after the task or by `named("…", ..)`.
    Task { call: TaskCall, name: String, named: Option<LitStr> },
}

pub(crate) enum Arms {
    /// `let pat = call?; T`
    Try { pat: Box<Pat>, tail: Box<Tail> },
    /// `match call { Ok(..) => T, Err(..) => T }`, in source order, and where the braces are.
    Match(Vec<Arm>, Span),
}

pub(crate) struct Arm {
    /// The whole pattern, `Ok(account)`.
    pub(crate) pat: Pat,
    /// What stands in `Ok(..)` or `Err(..)`.
    pub(crate) inner: Pat,
    pub(crate) ok: bool,
    /// `Err(e) => fail(e)` at the end: no Catch at all in ASL. Filled by `resolve`.
    pub(crate) elided: bool,
    pub(crate) tail: Tail,
    /// Where its body ends, as [`Decision::span`] says it.
    pub(crate) end: Span,
}

/// A transition behind `let` lines.
pub(crate) struct Tail {
    pub(crate) lets: Vec<Let>,
    pub(crate) transition: Transition,
}

pub(crate) enum Transition {
    State(StateCall),
    /// `via`: the terminal state that ASL needs where this stands, filled by `resolve`.
    Succeed {
        call: ExprCall,
        value: Expr,
        via: Option<String>,
    },
    Fail {
        call: ExprCall,
        value: Expr,
        via: Option<String>,
    },
}

/// `decide(application, name)`: `target` is filled by `resolve`.
#[derive(Clone)]
pub(crate) struct StateCall {
    pub(crate) call: ExprCall,
    pub(crate) ident: Ident,
    pub(crate) target: Option<usize>,
}

/// The body of a choice.
pub(crate) enum Decision {
    If {
        if_token: syn::Token![if],
        cond: Expr,
        then: Box<Decision>,
        otherwise: Option<Box<Decision>>,
        end: Span,
    },
    Match {
        match_token: syn::Token![match],
        braces: Span,
        scrutinee: Expr,
        arms: Vec<(Pat, Decision)>,
    },
    Block {
        braces: Span,
        lets: Vec<Let>,
        inner: Box<Decision>,
    },
    Transition(Transition),
}

impl Transition {
    /// Where its arguments are.
    pub(crate) fn span(&self) -> Span {
        match self {
            Transition::State(StateCall { call, .. })
            | Transition::Succeed { call, .. }
            | Transition::Fail { call, .. } => call.paren_token.span.join(),
        }
    }
}

impl Decision {
    /// Where it ends: its last braces or parentheses, behind which rustc suggests what is missing.
    pub(crate) fn span(&self) -> Span {
        match self {
            Decision::If { end, .. } => *end,
            Decision::Match { braces, .. } => *braces,
            Decision::Block { braces, .. } => *braces,
            Decision::Transition(transition) => transition.span(),
        }
    }
}

impl State {
    /// Calls `see` for every transition in the body.
    pub(crate) fn transitions<'a>(&'a self, see: &mut dyn FnMut(&'a Transition)) {
        let Some(body) = &self.body else { return };
        match &body.form {
            Form::Effect(effect) => match &effect.arms {
                Arms::Try { tail, .. } => see(&tail.transition),
                Arms::Match(arms, _) => arms.iter().for_each(|arm| see(&arm.tail.transition)),
            },
            Form::Wait { tail, .. } | Form::Tail(tail) => see(&tail.transition),
            Form::Choice(decision) => decision.transitions(see),
        }
    }

    /// The branches that an effect of this state starts.
    pub(crate) fn branches(&self) -> &[Branch] {
        match self.body.as_ref().map(|body| &body.form) {
            Some(Form::Effect(Effect { call: Call::Parallel { branches, .. }, .. })) => branches,
            Some(Form::Effect(Effect { call: Call::Map { branch, .. }, .. })) => std::slice::from_ref(branch),
            _ => &[],
        }
    }

    pub(crate) fn branches_mut(&mut self) -> &mut [Branch] {
        match self.body.as_mut().map(|body| &mut body.form) {
            Some(Form::Effect(Effect { call: Call::Parallel { branches, .. }, .. })) => branches,
            Some(Form::Effect(Effect { call: Call::Map { branch, .. }, .. })) => std::slice::from_mut(branch),
            _ => &mut [],
        }
    }
}

/// Where a transition stands in its state: it decides which terminal states ASL needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// The way on: `End` can stand there.
    Main,
    /// A rule of a Choice.
    Choice,
    /// A Catcher.
    Catch,
    /// A Catcher that is left out.
    Elided,
}

impl State {
    /// Calls `see` for every transition in the body, with where it stands.
    pub(crate) fn transitions_mut(&mut self, see: &mut dyn FnMut(&mut Transition, Position)) {
        let Some(body) = &mut self.body else { return };
        match &mut body.form {
            Form::Effect(Effect { arms: Arms::Try { tail, .. }, .. }) => {
                see(&mut tail.transition, Position::Main);
            }
            Form::Wait { tail, .. } | Form::Tail(tail) => see(&mut tail.transition, Position::Main),
            Form::Effect(Effect { arms: Arms::Match(arms, _), .. }) => {
                for arm in arms {
                    let position = match (arm.ok, arm.elided) {
                        (true, _) => Position::Main,
                        (false, true) => Position::Elided,
                        (false, false) => Position::Catch,
                    };
                    see(&mut arm.tail.transition, position);
                }
            }
            Form::Choice(decision) => decision.transitions_mut(see),
        }
    }
}

impl Decision {
    fn transitions_mut(&mut self, see: &mut dyn FnMut(&mut Transition, Position)) {
        match self {
            Decision::If { then, otherwise, .. } => {
                then.transitions_mut(see);
                if let Some(otherwise) = otherwise {
                    otherwise.transitions_mut(see);
                }
            }
            Decision::Match { arms, .. } => arms.iter_mut().for_each(|(_, arm)| arm.transitions_mut(see)),
            Decision::Block { inner, .. } => inner.transitions_mut(see),
            Decision::Transition(transition) => see(transition, Position::Choice),
        }
    }

    pub(crate) fn transitions<'a>(&'a self, see: &mut dyn FnMut(&'a Transition)) {
        match self {
            Decision::If { then, otherwise, .. } => {
                then.transitions(see);
                if let Some(otherwise) = otherwise {
                    otherwise.transitions(see);
                }
            }
            Decision::Match { arms, .. } => arms.iter().for_each(|(_, arm)| arm.transitions(see)),
            Decision::Block { inner, .. } => inner.transitions(see),
            Decision::Transition(transition) => see(transition),
        }
    }
}
