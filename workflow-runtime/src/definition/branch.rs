//! The branches of a Parallel and the processor of a Map.

use crate::{
    asl,
    data::Shape,
    expr::{self, Expr, each},
};

use super::{
    machine::{Input, Machine, input_of},
    task::Call,
    way::Way,
};

/// A branch of a Parallel or a Map.
#[derive(Debug)]
pub struct Branch {
    name: &'static str,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// One state, which calls a task.
    Task(Box<Call>),
    /// A machine that begins with a state of the workflow.
    Machine {
        /// The names of the start state's parameters.
        params: &'static [&'static str],
        arguments: Vec<Expr>,
        reenters: bool,
        describe: fn(Input) -> Machine,
    },
}

/// The branches of a Parallel.
#[derive(Debug)]
pub struct Forked {
    /// What is computed before: the values of `let`s, whose errors come first.
    pub computed: Vec<Expr>,
    /// The branches.
    pub branches: Vec<Branch>,
}

/// A Map's items and what is done with each.
#[derive(Debug)]
pub struct Mapped {
    /// The items.
    pub items: Expr,
    /// What is done with each; its arguments are printed over `$states.context.Map.Item`.
    pub branch: Branch,
    /// The shape of the branch's one parameter; of several there is none.
    pub given: Option<Shape>,
    /// What is computed before: the values of `let`s, whose errors come first.
    pub computed: Vec<Expr>,
    /// How many at a time; no limit when absent.
    pub max_concurrency: Option<usize>,
}

impl Branch {
    /// A branch of one state that calls a task.
    #[must_use]
    pub fn task(name: &'static str, call: Call) -> Self {
        Self { name, kind: Kind::Task(Box::new(call)) }
    }

    /// A branch that begins with a state of the workflow.
    #[must_use]
    pub fn machine(
        name: &'static str,
        params: &'static [&'static str],
        arguments: Vec<Expr>,
        reenters: bool,
        describe: fn(Input) -> Machine,
    ) -> Self {
        Self { name, kind: Kind::Machine { params, arguments, reenters, describe } }
    }

    /// A branch that begins with a state there is not: rustc says so.
    #[must_use]
    pub fn unknown() -> Self {
        Self::machine("", &[], Vec::new(), false, |_| Machine::branch(""))
    }

    /// Whether the Parallel has to make this branch's input: where a transition comes back to the branch's start, which
    /// then needs an input of the shape it gives itself; and where an argument may fail, which fails the Parallel before
    /// any branch begins, and is no error for the first state to retry or to catch. A task's arguments are its own.
    fn needs_envelope(&self) -> bool {
        let Kind::Machine { arguments, reenters, .. } = &self.kind else { return false };
        *reenters || arguments.iter().any(Expr::can_fail)
    }

    /// The branch where the first state has the parent's input and prints its arguments over it.
    fn over_parent(self) -> asl::StateMachine {
        match self.kind {
            Kind::Task(call) => task_machine(self.name, &call),
            Kind::Machine { arguments, describe, .. } => describe(Input::Given(arguments)).into_asl(),
        }
    }

    /// What the Parallel gives this branch under the branch's name, and the branch that finds it there.
    fn in_envelope(self) -> ((&'static str, Expr), asl::StateMachine) {
        let name = self.name;
        match self.kind {
            Kind::Task(call) => {
                let (given, call) = call.within(Expr::input().key(name));
                ((name, given), task_machine(name, &call))
            }
            Kind::Machine { params, arguments, describe, .. } => {
                ((name, input_of(params, arguments)), describe(Input::Under(name)).into_asl())
            }
        }
    }
}

/// A machine of one Task state.
fn task_machine(name: &'static str, call: &Call) -> asl::StateMachine {
    let mut machine = Machine::branch(name);
    let way = Way::Succeed { output: call.result(), via: None };
    machine.task(name, call.comment(), call, super::policy::Policy::new(), way, &[]);
    machine.into_asl()
}

impl Forked {
    /// The Parallel state.
    pub(super) fn state(self) -> asl::State {
        let Self { computed, branches } = self;
        if !branches.iter().any(Branch::needs_envelope) {
            let arguments = expr::entered_after(&computed, Expr::input());
            let state = asl::State::parallel(branches.into_iter().map(Branch::over_parent));
            return if arguments == Expr::input() { state } else { state.arguments(arguments.to_template()) };
        }
        let (arguments, branches): (Vec<_>, Vec<_>) = branches.into_iter().map(Branch::in_envelope).unzip();
        let arguments = expr::entered_after(&computed, Expr::object(arguments));
        asl::State::parallel(branches).arguments(arguments.to_template())
    }
}

impl Mapped {
    /// The Map state.
    pub(super) fn state(self) -> asl::State {
        let item = Expr::context(["Map", "Item", "Value"]);
        let (selector, processor) = match self.branch.kind {
            Kind::Machine { params, arguments, describe, .. } => {
                (input_of(params, arguments), describe(Input::Own).into_asl())
            }
            Kind::Task(call) => {
                let (given, call) = call.given(Expr::input());
                (given, task_machine(self.branch.name, &call))
            }
        };
        let inline = asl::ProcessorConfig {
            mode: Some(asl::ProcessorMode::Inline),
            ..asl::ProcessorConfig::default()
        };
        // An `ItemSelector` makes objects. What is none is made of the items themselves.
        let selects = matches!(selector.to_template(), serde_json::Value::Object(_));
        let items = match self.given {
            Some(shape) if !selects && selector != item => {
                each(self.items, expr::item(selector.clone(), shape))
            }
            _ => self.items,
        };
        let items = expr::entered_after(&self.computed, items);
        let map = asl::MapState {
            items: Some(items.to_template()),
            item_selector: selects.then(|| selector.to_template()),
            max_concurrency: self
                .max_concurrency
                .map(|limit| i64::try_from(limit).unwrap_or(i64::MAX).into()),
            item_processor: Some(processor.processor(inline)),
            ..asl::MapState::default()
        };
        asl::State::map(map)
    }
}
