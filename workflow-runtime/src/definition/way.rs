//! How a state is left: to another state, or with an end. Where ASL cannot end, a terminal state is added.

use crate::{asl, expr::Expr};

use super::{machine::Machine, policy::Selector};

/// How a state is left.
#[derive(Clone, Debug)]
pub enum Way {
    /// A transition, with the input of the next state.
    Next {
        /// The ASL name of the state.
        target: &'static str,
        /// Its input.
        input: Expr,
    },
    /// The machine succeeds.
    Succeed {
        /// With this output.
        output: Expr,
        /// In this terminal state, where ASL needs one.
        via: Option<&'static str>,
    },
    /// The machine fails.
    Fail {
        /// With this.
        failed: Failed,
        /// In this terminal state, but for `#[fail]` states, which are one.
        via: Option<&'static str>,
    },
}

impl Way {
    /// This way once these were computed: the values of `let`s, whose errors come first.
    #[must_use]
    pub fn after<I>(self, computed: I) -> Self
    where
        I: IntoIterator<Item = Expr, IntoIter: DoubleEndedIterator>,
    {
        let after = |value| crate::expr::after(computed, value);
        match self {
            Self::Next { target, input } => Self::Next { target, input: after(input) },
            Self::Succeed { output, via } => Self::Succeed { output: after(output), via },
            Self::Fail { failed, via } => {
                Self::Fail { failed: Failed { error: after(failed.error), ..failed }, via }
            }
        }
    }
}

/// What a machine fails with.
#[derive(Clone, Debug)]
pub struct Failed {
    pub(super) error: Expr,
    pub(super) payload: Payload,
    /// Whether the value is written as one variant, whose name the Fail state then has.
    constructed: bool,
}

/// What becomes of `Cause`.
#[derive(Clone, Debug)]
pub(super) enum Payload {
    /// A value: its JSON text.
    Json {
        /// The value.
        value: Expr,
        /// Whether its JSON is an object, whatever it is.
        object: bool,
    },
    /// Text that is a cause already.
    Cause(Expr),
}

/// A Catcher: what it catches and where it goes.
#[derive(Clone, Debug)]
pub struct Arm {
    /// What the arm's pattern names.
    pub on: Vec<Selector>,
    /// Where it goes.
    pub way: Way,
}

impl Arm {
    /// The entries of its `ErrorEquals`.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.on.iter().flat_map(Selector::error_equals).collect()
    }
}

impl Failed {
    /// A value with the error name that is known for it.
    #[must_use]
    pub fn value(error: Expr, value: Expr, constructed: bool, object: bool) -> Self {
        let object = object || value.entries().is_some();
        Self { error, payload: Payload::Json { value, object }, constructed }
    }

    /// An error that came from elsewhere, with its cause as it is.
    #[must_use]
    pub fn cause(error: Expr, cause: Expr) -> Self {
        Self { error, payload: Payload::Cause(cause), constructed: false }
    }

    /// The `Fail` state that ends a `#[fail]` state function.
    pub(super) fn state(&self, whole: impl Fn(Expr) -> Expr) -> asl::State {
        let cause = match &self.payload {
            Payload::Json { value, object } => json_text(value, *object, whole(value.clone())),
            Payload::Cause(cause) => cause.clone(),
        };
        asl::State::fail(text(&self.error), text(&cause))
    }

    /// The same as a [`Failure`](crate::Failure), which can be carried.
    pub(super) fn into_failure(self) -> Expr {
        let cause = match self.payload {
            Payload::Json { value, object } => json_text(&value, object, value.clone()),
            Payload::Cause(cause) => cause,
        };
        Expr::object([("Error", self.error), ("Cause", cause)])
    }

    /// What the terminal state is given, and the terminal state.
    fn through(&self) -> (Expr, asl::State) {
        match &self.payload {
            Payload::Json { value, object } if self.constructed => {
                let cause = json_text(value, *object, Expr::input());
                (value.clone(), asl::State::fail(text(&self.error), text(&cause)))
            }
            Payload::Json { value, object } => self.pair(json_text(value, *object, value.clone())),
            Payload::Cause(cause) => self.pair(cause.clone()),
        }
    }

    fn pair(&self, cause: Expr) -> (Expr, asl::State) {
        let read = |key: &str| text(&Expr::input().key(key));
        // A failure that was caught or carried has this shape already.
        let carried = self.error.base("Error").filter(|base| cause.base("Cause") == Some(base)).cloned();
        let input =
            carried.unwrap_or_else(|| Expr::object([("Error", self.error.clone()), ("Cause", cause)]));
        (input, asl::State::fail(read("Error"), read("Cause")))
    }
}

/// The JSON text of `value`, which is found at `place`.
fn json_text(value: &Expr, object: bool, place: Expr) -> Expr {
    match value.as_literal() {
        Some(_) => value.clone().json_text(),
        None if object => place.object_text(),
        None => place.json_text(),
    }
}

/// A string field: literal text as it is, all else as an expression.
pub(super) fn text(expr: &Expr) -> String {
    match expr.to_template() {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    }
}

/// What a state gives out. A value that is no object is written as an expression, literals too: AWS takes any JSON
/// there, and validators do not.
pub(super) fn as_output(expr: &Expr) -> serde_json::Value {
    match expr.to_template() {
        serde_json::Value::Object(object) => object.into(),
        _ => format!("{{% {} %}}", expr.to_jsonata()).into(),
    }
}

/// The output of a way and where it goes.
pub(super) enum Target {
    /// `Next`.
    Next(Expr, String),
    /// `End`.
    End(Expr),
}

impl Way {
    /// A transition to a state of these parameters.
    #[must_use]
    pub fn next(target: &'static str, params: &[&'static str], values: Vec<Expr>) -> Self {
        Self::Next { target, input: super::machine::input_of(params, values) }
    }

    /// A transition to a state that there is not: rustc says so.
    #[must_use]
    pub fn unknown() -> Self {
        Self::Next { target: "", input: Expr::input() }
    }

    /// Where this goes in the machine; a terminal state that it needs is added to it.
    pub(super) fn target(self, machine: &mut Machine) -> Target {
        match self {
            Self::Next { target, input } => Target::Next(machine.entered(target, input), target.to_owned()),
            Self::Succeed { output, via: None } => Target::End(machine.whole(output)),
            Self::Succeed { output, via: Some(via) } => {
                machine.terminal(via, asl::State::succeed());
                Target::Next(machine.whole(output), via.to_owned())
            }
            Self::Fail { failed, via } => {
                let (input, state) = failed.through();
                let via = via.unwrap_or("Failed");
                machine.terminal(via, state);
                Target::Next(machine.whole(input), via.to_owned())
            }
        }
    }
}

impl Target {
    /// Sets the fields of a state whose output is `given` when it says nothing.
    pub(super) fn apply(self, state: asl::State, given: &Expr) -> asl::State {
        let (output, next) = match self {
            Self::Next(output, next) => (output, Some(next)),
            Self::End(output) => (output, None),
        };
        let state = if output == *given { state } else { state.output(as_output(&output)) };
        match next {
            Some(next) => state.next(next),
            None => state.end(),
        }
    }
}
