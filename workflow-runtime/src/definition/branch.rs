//! The branches of a Parallel and the processor of a Map.

use crate::{asl, expr::Expr};

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
    Task { call: Call, comment: Option<&'static str> },
    /// A machine that begins with a state of the workflow.
    Machine {
        /// The names of the start state's parameters.
        params: &'static [&'static str],
        arguments: Vec<Expr>,
        reenters: bool,
        describe: fn(Input) -> Machine,
    },
}

/// A Map's items and what is done with each.
#[derive(Debug)]
pub struct Mapped {
    /// The items.
    pub items: Expr,
    /// What is done with each; its arguments are printed over `$states.context.Map.Item`.
    pub branch: Branch,
    /// How many at a time; no limit when absent.
    pub max_concurrency: Option<usize>,
}

impl Branch {
    /// A branch of one state that calls a task.
    #[must_use]
    pub fn task(name: &'static str, call: Call) -> Self {
        Self { name, kind: Kind::Task { call, comment: None } }
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

    /// Whether a transition comes back to the branch's start, which then needs an input of the shape it gives itself.
    fn reenters(&self) -> bool {
        matches!(self.kind, Kind::Machine { reenters: true, .. })
    }

    /// The branch where the first state has the parent's input and prints its arguments over it.
    fn over_parent(self) -> asl::StateMachine {
        match self.kind {
            Kind::Task { call, comment } => task_machine(self.name, comment, &call),
            Kind::Machine { arguments, describe, .. } => describe(Input::Given(arguments)).into_asl(),
        }
    }

    /// The branch where the Parallel gives each branch its input under the branch's name.
    fn in_envelope(self) -> asl::StateMachine {
        match self.kind {
            // The arguments of a task are printed where it stands: it needs the parent's input.
            Kind::Task { call, comment } => task_machine(self.name, comment, &call),
            Kind::Machine { describe, .. } => describe(Input::Under(self.name)).in_envelope(Some(self.name)).into_asl(),
        }
    }
}

/// A machine of one Task state.
fn task_machine(name: &'static str, comment: Option<&str>, call: &Call) -> asl::StateMachine {
    let mut machine = Machine::branch(name);
    let way = Way::Succeed { output: call.result(), via: None };
    machine.task(name, comment, call, super::policy::Policy::new(), way, Vec::new());
    machine.into_asl()
}

/// The Parallel state of these branches.
pub(super) fn parallel(branches: Vec<Branch>) -> asl::State {
    if !branches.iter().any(Branch::reenters) {
        return asl::State::parallel(branches.into_iter().map(Branch::over_parent));
    }
    let arguments = Expr::object(branches.iter().map(|branch| match &branch.kind {
        Kind::Machine { params, arguments, .. } => (branch.name, input_of(params, arguments.clone())),
        Kind::Task { .. } => (branch.name, Expr::input()),
    }));
    let branches: Vec<_> = branches.into_iter().map(Branch::in_envelope).collect();
    asl::State::parallel(branches).arguments(arguments.to_template())
}

impl Mapped {
    /// The Map state.
    pub(super) fn state(self) -> asl::State {
        let item = Expr::context(["Map", "Item", "Value"]);
        let (selector, processor) = match self.branch.kind {
            Kind::Machine { params, arguments, describe, .. } => {
                (input_of(params, arguments), describe(Input::Own).into_asl())
            }
            Kind::Task { call, comment } => (item.clone(), task_machine(self.branch.name, comment, &call)),
        };
        let inline = asl::ProcessorConfig { mode: Some(asl::ProcessorMode::Inline), ..asl::ProcessorConfig::default() };
        let map = asl::MapState {
            items: Some(self.items.to_template()),
            item_selector: (selector != item).then(|| selector.to_template()),
            max_concurrency: self.max_concurrency.map(|limit| i64::try_from(limit).unwrap_or(i64::MAX).into()),
            item_processor: Some(processor.processor(inline)),
            ..asl::MapState::default()
        };
        asl::State::map(map)
    }
}
