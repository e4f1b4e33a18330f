//! A machine while it is described: states in order, each followed by the terminal states that it needs.

use crate::{
    asl,
    expr::{Expr, Local},
};

use super::{
    branch::{Forked, Mapped},
    choice::Choice,
    policy::{Policy, Selector, takes},
    task::Call,
    way::{Arm, Failed, Target, Way},
};

/// A machine while it is described.
#[derive(Debug)]
pub struct Machine {
    machine: asl::StateMachine,
    /// Where a state comes back to the start of a branch whose input stands under a key: that key.
    envelope: Option<&'static str>,
    start: &'static str,
    /// Where the state now being described finds its parameters, and their names, when its input is an object of them.
    params: Option<(Expr, &'static [&'static str])>,
    /// Terminal states that the state now being described needs.
    terminals: Vec<(&'static str, asl::State)>,
}

/// Where a state finds its parameters.
#[derive(Clone, Debug)]
pub enum Input {
    /// In its own input.
    Own,
    /// In its own input under this key.
    Under(&'static str),
    /// In what a Parallel state would have given it: the arguments, printed over the parent's input.
    Given(Vec<Expr>),
}

/// Until when a Wait state waits.
#[derive(Clone, Debug)]
pub enum Wait {
    /// So many whole seconds.
    Seconds(Expr),
    /// A point in time.
    Until(Expr),
}

impl Wait {
    /// This way once the wait is over, and once those of these were computed that the wait itself does not compute.
    #[must_use]
    pub fn after<const N: usize>(&self, computed: [Expr; N], way: Way) -> Way {
        let (Self::Seconds(value) | Self::Until(value)) = self;
        let left: Vec<Expr> = computed.into_iter().filter(|one| !value.evaluates(one)).collect();
        way.after(left)
    }
}

impl Input {
    /// The parameter at `index` of `count`: one parameter is the whole input, several are its keys.
    #[must_use]
    pub fn param<T>(&self, index: usize, name: &'static str, count: usize) -> Local<T> {
        let base = match self {
            Self::Given(values) => return Local::new(values.get(index).cloned().unwrap_or_else(Expr::input)),
            Self::Own => Expr::input(),
            Self::Under(key) => Expr::input().key(*key),
        };
        Local::new(if count == 1 { base } else { base.key(name) })
    }
}

/// The input that values make for a state of these parameters: the rule that [`Input::param`] reads by.
#[must_use]
pub(super) fn input_of(names: &[&'static str], values: Vec<Expr>) -> Expr {
    match (names, <[Expr; 1]>::try_from(values)) {
        ([_], Ok([value])) => value,
        (names, Ok([value])) => Expr::object(names.iter().copied().zip([value])),
        (names, Err(values)) => Expr::object(names.iter().copied().zip(values)),
    }
}

/// A closed duration as ASL has it.
#[must_use]
pub fn whole_seconds(duration: std::time::Duration) -> Expr {
    Expr::literal(super::policy::seconds(duration).into())
}

impl Machine {
    /// The main machine.
    #[must_use]
    pub fn main(start: &'static str) -> Self {
        Self::of(asl::StateMachine::jsonata(start), start)
    }

    /// A branch's machine.
    #[must_use]
    pub fn branch(start: &'static str) -> Self {
        Self::of(asl::StateMachine::branch(start), start)
    }

    fn of(machine: asl::StateMachine, start: &'static str) -> Self {
        Self { machine, envelope: None, start, params: None, terminals: Vec::new() }
    }

    /// Notes where the start state finds its input: whoever comes back to it has to put it there.
    #[must_use]
    pub fn entered_at(mut self, start: &Input) -> Self {
        self.envelope = match start {
            Input::Under(key) => Some(*key),
            Input::Own | Input::Given(_) => None,
        };
        self
    }

    /// Notes where the state that is described next finds its parameters.
    pub fn enters(&mut self, input: &Input, params: &'static [&'static str]) {
        let base = match input {
            Input::Own => Some(Expr::input()),
            Input::Under(key) => Some(Expr::input().key(*key)),
            Input::Given(_) => None,
        };
        self.params = base.filter(|_| params.len() > 1).map(|base| (base, params));
    }

    /// An object of just the state's own parameters is its input as it is.
    pub(super) fn whole(&self, output: Expr) -> Expr {
        let Some((base, params)) = &self.params else { return output };
        let same = output.entries().is_some_and(|entries| {
            entries.len() == params.len()
                && params.iter().all(|name| {
                    entries.iter().any(|(key, value)| key == name && *value == base.clone().key(*name))
                })
        });
        if same { base.clone() } else { output }
    }

    /// The whole definition.
    #[must_use]
    pub fn definition(
        self,
        comment: Option<&'static str>,
        timeout: Option<std::time::Duration>,
    ) -> asl::StateMachine {
        asl::StateMachine {
            comment: comment.map(str::to_owned),
            timeout_seconds: timeout.map(super::policy::seconds),
            ..self.machine
        }
    }

    pub(super) fn into_asl(self) -> asl::StateMachine {
        self.machine
    }

    /// The input with which a state of this machine is entered.
    pub(super) fn entered(&self, target: &str, input: Expr) -> Expr {
        let input = self.whole(input);
        match self.envelope {
            Some(envelope) if target == self.start => Expr::object([(envelope, input)]),
            _ => input,
        }
    }

    pub(super) fn terminal(&mut self, name: &'static str, state: asl::State) {
        self.terminals.push((name, state));
    }

    fn add(&mut self, name: &str, comment: Option<&str>, state: asl::State) {
        let state = match comment {
            Some(comment) => state.comment(comment),
            None => state,
        };
        self.machine.states.insert(name.to_owned(), state);
        for (name, terminal) in self.terminals.drain(..) {
            self.machine.states.insert(name.to_owned(), terminal);
        }
    }

    /// A `#[pass]` state.
    pub fn pass(&mut self, name: &str, comment: Option<&str>, way: Way) {
        let state = way.target(self).apply(asl::State::pass(), &Expr::input());
        self.add(name, comment, state);
    }

    /// A `#[succeed]` state.
    pub fn succeed(&mut self, name: &str, comment: Option<&str>, way: Way) {
        let state = match way.target(self) {
            Target::End(output) | Target::Next(output, _) if output != Expr::input() => {
                asl::State::succeed().output(super::way::as_output(&output))
            }
            _ => asl::State::succeed(),
        };
        self.add(name, comment, state);
    }

    /// A `#[fail]` state.
    pub fn fail(&mut self, name: &str, comment: Option<&str>, failed: &Failed) {
        let state = failed.state(|value| self.whole(value));
        self.add(name, comment, state);
    }

    /// A `#[wait]` state.
    pub fn wait(&mut self, name: &str, comment: Option<&str>, wait: &Wait, way: Way) {
        let state = match wait {
            Wait::Seconds(seconds) => match seconds.to_template() {
                serde_json::Value::Number(number) => asl::State::wait(number.as_i64().unwrap_or(i64::MAX)),
                _ => asl::State::wait(seconds.to_condition()),
            },
            Wait::Until(moment) => asl::State::wait_until(super::way::text(moment)),
        };
        let state = way.target(self).apply(state, &Expr::input());
        self.add(name, comment, state);
    }

    /// A `#[choice]` state.
    pub fn choice(&mut self, name: &str, comment: Option<&str>, choice: Choice) {
        let state = choice.state(self);
        self.add(name, comment, state);
    }

    /// A `#[task]` state; `policy` is the state's own, and the task's fills what it leaves open.
    pub fn task(
        &mut self,
        name: &str,
        comment: Option<&str>,
        call: &Call,
        policy: Policy,
        way: Way,
        arms: &[Arm],
    ) {
        let state = policy.or(call.policy()).apply(call.state());
        let state = way.target(self).apply(state, &Expr::result());
        let state = self.catch(state, arms);
        self.add(name, comment, state);
    }

    /// A `#[parallel]` state.
    pub fn parallel(
        &mut self,
        name: &str,
        comment: Option<&str>,
        forked: Forked,
        policy: &Policy,
        way: Way,
        arms: &[Arm],
    ) {
        let state = policy.apply(forked.state());
        let state = way.target(self).apply(state, &Expr::result());
        let state = self.catch(state, arms);
        self.add(name, comment, state);
    }

    /// A `#[map]` state.
    pub fn map(
        &mut self,
        name: &str,
        comment: Option<&str>,
        mapped: Mapped,
        policy: &Policy,
        way: Way,
        arms: &[Arm],
    ) {
        let state = policy.apply(mapped.state());
        let state = way.target(self).apply(state, &Expr::result());
        let state = self.catch(state, arms);
        self.add(name, comment, state);
    }

    /// The Catchers in order. `States.TaskFailed` matches the task's own errors too, which a `Crashed` arm does not:
    /// before it, those that no arm has named yet go where a later arm takes them. An error is named once.
    fn catch(&mut self, mut state: asl::State, arms: &[Arm]) -> asl::State {
        let mut named: Vec<&'static str> = Vec::new();
        for (index, arm) in arms.iter().enumerate() {
            let names = arm.names();
            if let Some(own) = arm.on.iter().find_map(Selector::crashed) {
                let mut left: Vec<&'static str> = own.to_vec();
                left.retain(|name| !named.contains(name) && !names.contains(name));
                for later in &arms[index + 1..] {
                    let (taken, rest): (Vec<_>, Vec<_>) =
                        left.into_iter().partition(|name| takes(&later.on, name));
                    state = self.catcher(state, &taken, later.way.clone());
                    named.extend(taken);
                    left = rest;
                }
            }
            let names: Vec<_> = names.into_iter().filter(|name| !named.contains(name)).collect();
            state = self.catcher(state, &names, arm.way.clone());
            named.extend(names);
        }
        state
    }

    fn catcher(&mut self, state: asl::State, names: &[&'static str], way: Way) -> asl::State {
        if names.is_empty() {
            return state;
        }
        let (output, next) = match way.target(self) {
            Target::Next(output, next) => (output, next),
            // The macro gives every end in a Catcher a terminal state.
            Target::End(output) => (output, String::new()),
        };
        let catcher = asl::Catcher::on(names.iter().copied(), next);
        state.catch(if output == Expr::error_output() {
            catcher
        } else {
            catcher.output(super::way::as_output(&output))
        })
    }
}
