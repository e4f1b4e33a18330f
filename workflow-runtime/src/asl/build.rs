//! Building states from Rust: constructors and setters in the words of the language.

use serde_json::{Map, Value};

use super::choice::ChoiceRule;
use super::machine::{QueryLanguage, StateMachine};
use super::map::MapState;
use super::retry::{Catcher, Retrier};
use super::state::{FailState, State, StateKind, TaskState, WaitState};
use super::value::Computed;

impl State {
    /// A state of this kind with nothing else set.
    #[must_use]
    pub fn new(kind: StateKind) -> Self {
        Self {
            kind,
            comment: None,
            query_language: None,
            input_path: None,
            parameters: None,
            arguments: None,
            result_selector: None,
            result_path: None,
            output_path: None,
            assign: None,
            output: None,
            retry: Vec::new(),
            catch: Vec::new(),
            next: None,
            end: None,
            other: Map::new(),
        }
    }

    /// A Task state: of a resource's ARN, or of a [`TaskState`] that says more.
    #[must_use]
    pub fn task(task: impl Into<TaskState>) -> Self {
        Self::new(StateKind::Task(task.into()))
    }

    /// A Parallel state of these branches.
    #[must_use]
    pub fn parallel(branches: impl IntoIterator<Item = StateMachine>) -> Self {
        Self::new(StateKind::Parallel { branches: branches.into_iter().collect() })
    }

    /// A Map state.
    #[must_use]
    pub fn map(map: MapState) -> Self {
        Self::new(StateKind::Map(Box::new(map)))
    }

    /// A Choice state with these rules, tried in order, and where it goes when none holds.
    #[must_use]
    pub fn choice(choices: impl IntoIterator<Item = ChoiceRule>, default: Option<String>) -> Self {
        Self::new(StateKind::Choice { choices: choices.into_iter().collect(), default })
    }

    /// A Wait state of so many seconds, written down or computed.
    #[must_use]
    pub fn wait(seconds: impl Into<Computed<i64>>) -> Self {
        Self::new(StateKind::Wait(WaitState { seconds: Some(seconds.into()), ..WaitState::default() }))
    }

    /// A Wait state until a moment: RFC 3339, or an expression.
    #[must_use]
    pub fn wait_until(timestamp: impl Into<String>) -> Self {
        Self::new(StateKind::Wait(WaitState { timestamp: Some(timestamp.into()), ..WaitState::default() }))
    }

    /// A Pass state.
    #[must_use]
    pub fn pass() -> Self {
        Self::new(StateKind::Pass { result: None })
    }

    /// A Succeed state.
    #[must_use]
    pub fn succeed() -> Self {
        Self::new(StateKind::Succeed)
    }

    /// A Fail state with the name of its error and what happened.
    #[must_use]
    pub fn fail(error: impl Into<String>, cause: impl Into<String>) -> Self {
        let (error, cause) = (Some(error.into()), Some(cause.into()));
        Self::new(StateKind::Fail(FailState { error, cause, ..FailState::default() }))
    }
}

impl State {
    /// Sets the note to the reader.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Sets the language of this state's expressions.
    #[must_use]
    pub fn query_language(mut self, language: QueryLanguage) -> Self {
        self.query_language = Some(language);
        self
    }

    /// Sets what a Task or Parallel state is given (JSONata).
    #[must_use]
    pub fn arguments(mut self, arguments: impl Into<Value>) -> Self {
        self.arguments = Some(arguments.into());
        self
    }

    /// Sets what the state gives out (JSONata).
    #[must_use]
    pub fn output(mut self, output: impl Into<Value>) -> Self {
        self.output = Some(output.into());
        self
    }

    /// Sets a variable when the state is left.
    #[must_use]
    pub fn assign(mut self, variable: impl Into<String>, value: impl Into<Value>) -> Self {
        self.assign.get_or_insert_default().insert(variable.into(), value.into());
        self
    }

    /// Adds a retrier after the others.
    #[must_use]
    pub fn retry(mut self, retrier: Retrier) -> Self {
        self.retry.push(retrier);
        self
    }

    /// Adds a catcher after the others.
    #[must_use]
    pub fn catch(mut self, catcher: Catcher) -> Self {
        self.catch.push(catcher);
        self
    }

    /// Sets the state that comes next; the machine does not end here.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self.end = None;
        self
    }

    /// Ends the machine here.
    #[must_use]
    pub fn end(mut self) -> Self {
        self.next = None;
        self.end = Some(true);
        self
    }
}

impl TaskState {
    /// Work that is done by `resource`.
    #[must_use]
    pub fn new(resource: impl Into<String>) -> Self {
        Self { resource: resource.into(), ..Self::default() }
    }

    /// Sets the seconds an attempt may take.
    #[must_use]
    pub fn timeout_seconds(mut self, seconds: impl Into<Computed<i64>>) -> Self {
        self.timeout_seconds = Some(seconds.into());
        self
    }

    /// Sets the seconds between two heartbeats.
    #[must_use]
    pub fn heartbeat_seconds(mut self, seconds: impl Into<Computed<i64>>) -> Self {
        self.heartbeat_seconds = Some(seconds.into());
        self
    }

    /// Sets the role the work is done under.
    #[must_use]
    pub fn credentials(mut self, credentials: impl Into<Value>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }
}

impl From<&str> for TaskState {
    fn from(resource: &str) -> Self {
        Self::new(resource)
    }
}

impl From<String> for TaskState {
    fn from(resource: String) -> Self {
        Self::new(resource)
    }
}

impl MapState {
    /// Puts each of `items` (JSONata: an array or an expression) through `processor`.
    #[must_use]
    pub fn new(items: impl Into<Value>, processor: StateMachine) -> Self {
        Self { items: Some(items.into()), item_processor: Some(processor), ..Self::default() }
    }

    /// Sets the input of each iteration.
    #[must_use]
    pub fn item_selector(mut self, selector: impl Into<Value>) -> Self {
        self.item_selector = Some(selector.into());
        self
    }

    /// Sets how many iterations run at once; 0 is as many as possible.
    #[must_use]
    pub fn max_concurrency(mut self, iterations: impl Into<Computed<i64>>) -> Self {
        self.max_concurrency = Some(iterations.into());
        self
    }
}
