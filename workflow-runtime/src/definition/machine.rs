//! A machine while it is described: states in order, each followed by the terminal states that it needs.

use crate::{
    asl,
    expr::{Expr, Local},
};

use super::{
    branch::{Branch, Mapped},
    choice::Choice,
    policy::{Policy, Selector},
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
    /// The keys of the input of the state now being described, when it is an object of its parameters.
    keys: &'static [&'static str],
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
        Self { machine, envelope: None, start, keys: &[], terminals: Vec::new() }
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

    /// Begins a state of these parameters.
    pub fn given(&mut self, input: &Input, params: &'static [&'static str]) {
        self.keys = match (input, params) {
            (Input::Own, [_, _, ..]) => params,
            _ => &[],
        };
    }

    /// An object of all that the state was given, in the same order, is its input.
    pub(super) fn unchanged(&self, value: Expr) -> Expr {
        let same =
            |(key, entry): (&&str, &(String, Expr))| entry.0 == **key && entry.1 == Expr::input().key(*key);
        match value.entries() {
            Some(entries)
                if !self.keys.is_empty()
                    && entries.len() == self.keys.len()
                    && self.keys.iter().zip(entries).all(same) =>
            {
                Expr::input()
            }
            _ => value,
        }
    }

    /// The input with which a state of this machine is entered.
    pub(super) fn entered(&self, target: &str, input: Expr) -> Expr {
        let input = self.unchanged(input);
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
                asl::State::succeed().output(output.to_template())
            }
            _ => asl::State::succeed(),
        };
        self.add(name, comment, state);
    }

    /// A `#[fail]` state.
    pub fn fail(&mut self, name: &str, comment: Option<&str>, failed: &Failed) {
        let state = failed.state(|value| self.unchanged(value));
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
        branches: Vec<Branch>,
        policy: &Policy,
        way: Way,
        arms: &[Arm],
    ) {
        let state = policy.apply(super::branch::parallel(branches));
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
    /// those that no arm before it names go where a later arm takes them.
    fn catch(&mut self, mut state: asl::State, arms: &[Arm]) -> asl::State {
        let mut named: Vec<&'static str> = Vec::new();
        for (index, arm) in arms.iter().enumerate() {
            for selector in &arm.on {
                if let Selector::Crashed(own) = selector {
                    for name in own.iter().filter(|name| !named.contains(name)) {
                        let later = arms[index..].iter().find(|later| takes(later, name));
                        if let Some(later) = later {
                            state = self.catcher(state, vec![name], later.way.clone());
                        }
                    }
                }
            }
            let names: Vec<&'static str> = arm.on.iter().flat_map(Selector::error_equals).collect();
            named.extend(&names);
            if !names.is_empty() {
                state = self.catcher(state, names, arm.way.clone());
            }
        }
        state
    }

    fn catcher(&mut self, state: asl::State, names: Vec<&'static str>, way: Way) -> asl::State {
        let (output, next) = match way.target(self) {
            Target::Next(output, next) => (output, next),
            // The macro gives every end in a Catcher a terminal state.
            Target::End(output) => (output, String::new()),
        };
        let catcher = asl::Catcher::on(names, next);
        state.catch(if output == Expr::error_output() {
            catcher
        } else {
            catcher.output(output.to_template())
        })
    }
}

/// Whether an arm takes an error of the task's own.
fn takes(arm: &Arm, name: &str) -> bool {
    arm.on.iter().any(|selector| match selector {
        Selector::Own(names) => names.contains(&name),
        Selector::All => true,
        _ => false,
    })
}
