//! One state: the fields that many kinds share, and what only its kind has.

use serde_json::{Map, Value};

use super::choice::ChoiceRule;
use super::fields::{Object, Reader, Writer, serde_by_object};
use super::finding::Rule;
use super::machine::{QueryLanguage, StateMachine};
use super::map::MapState;
use super::retry::{Catcher, Retrier};
use super::value::{Computed, Path};

/// A state of a machine.
///
/// The shared fields stand here once, whether a kind may have them or not: a `Retry` on a Choice state can be held,
/// and [`validate()`](super::validate()) refuses it.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What the state does, and what only that kind has.
    pub kind: StateKind,
    /// A note to the reader.
    pub comment: Option<String>,
    /// The language of this state's expressions, when it is not the machine's.
    pub query_language: Option<QueryLanguage>,
    /// JSONPath: which part of the input the state sees.
    pub input_path: Option<Path>,
    /// JSONPath: the payload template that makes the effective input.
    pub parameters: Option<Value>,
    /// JSONata: what a Task or Parallel state is given.
    pub arguments: Option<Value>,
    /// JSONPath: the payload template that reshapes the result.
    pub result_selector: Option<Value>,
    /// JSONPath: where the result goes in the input.
    pub result_path: Option<Path>,
    /// JSONPath: which part of that the state gives out.
    pub output_path: Option<Path>,
    /// Variables that are set when the state is left.
    pub assign: Option<Map<String, Value>>,
    /// JSONata: what the state gives out.
    pub output: Option<Value>,
    /// What is tried again; empty when absent.
    pub retry: Vec<Retrier>,
    /// Where errors go; empty when absent.
    pub catch: Vec<Catcher>,
    /// The state that comes next.
    pub next: Option<String>,
    /// `true` when the machine ends here.
    pub end: Option<bool>,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

/// What a state does.
#[derive(Clone, Debug, PartialEq)]
pub enum StateKind {
    /// One unit of work.
    Task(TaskState),
    /// Branches side by side.
    Parallel {
        /// The machines that run; must not be empty.
        branches: Vec<StateMachine>,
    },
    /// A machine for each item.
    Map(Box<MapState>),
    /// A decision.
    Choice {
        /// The rules, tried in order; must not be empty.
        choices: Vec<ChoiceRule>,
        /// Where it goes when none holds; without one that is the error `States.NoChoiceMatched`.
        default: Option<String>,
    },
    /// A delay.
    Wait(WaitState),
    /// Nothing but data.
    Pass {
        /// JSONPath: the state's result, a literal.
        result: Option<Value>,
    },
    /// The end, well.
    Succeed,
    /// The end, badly.
    Fail(FailState),
}

/// What only a Task state has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskState {
    /// The ARN of what does the work, or a substitution; empty when it is missing.
    pub resource: String,
    /// The role the work is done under: `{"RoleArn": …}`.
    pub credentials: Option<Value>,
    /// Seconds an attempt may take: 1 to 99,999,999.
    pub timeout_seconds: Option<Computed<i64>>,
    /// JSONPath: where that number is in the input.
    pub timeout_seconds_path: Option<String>,
    /// Seconds between two heartbeats: less than the timeout.
    pub heartbeat_seconds: Option<Computed<i64>>,
    /// JSONPath: where that number is in the input.
    pub heartbeat_seconds_path: Option<String>,
}

/// What only a Wait state has: exactly one of the four.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaitState {
    /// Seconds: 0 to 99,999,999.
    pub seconds: Option<Computed<i64>>,
    /// JSONPath: where that number is in the input.
    pub seconds_path: Option<String>,
    /// A moment, RFC 3339 with a capital `T` and an offset or `Z`; in JSONata also an expression.
    pub timestamp: Option<String>,
    /// JSONPath: where that moment is in the input.
    pub timestamp_path: Option<String>,
}

/// What only a Fail state has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FailState {
    /// The error's name; in JSONata also an expression.
    pub error: Option<String>,
    /// JSONPath: where the name is in the input, or an intrinsic function.
    pub error_path: Option<String>,
    /// What happened, for people; in JSONata also an expression.
    pub cause: Option<String>,
    /// JSONPath: where the cause is in the input, or an intrinsic function.
    pub cause_path: Option<String>,
}

impl State {
    /// The machines inside: the branches of a Parallel state, the processor of a Map state.
    #[must_use]
    pub fn machines(&self) -> Vec<&StateMachine> {
        match &self.kind {
            StateKind::Parallel { branches } => branches.iter().collect(),
            StateKind::Map(map) => map.processor().into_iter().collect(),
            StateKind::Task(_)
            | StateKind::Choice { .. }
            | StateKind::Wait(_)
            | StateKind::Pass { .. }
            | StateKind::Succeed
            | StateKind::Fail(_) => Vec::new(),
        }
    }
}

impl StateKind {
    /// The value of `Type`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Task(_) => "Task",
            Self::Parallel { .. } => "Parallel",
            Self::Map(_) => "Map",
            Self::Choice { .. } => "Choice",
            Self::Wait(_) => "Wait",
            Self::Pass { .. } => "Pass",
            Self::Succeed => "Succeed",
            Self::Fail(_) => "Fail",
        }
    }

    /// Reads what the kind called `name` has; `None` when there is no such kind.
    fn read(name: &str, fields: &mut Reader<'_>) -> Option<Self> {
        Some(match name {
            "Task" => Self::Task(TaskState::read(fields)),
            "Parallel" => Self::Parallel { branches: fields.take_list("Branches") },
            "Map" => Self::Map(Box::new(MapState::read(fields))),
            "Choice" => {
                Self::Choice { choices: fields.take_list("Choices"), default: fields.take("Default") }
            }
            "Wait" => Self::Wait(WaitState::read(fields)),
            "Pass" => Self::Pass { result: fields.take_value("Result") },
            "Succeed" => Self::Succeed,
            "Fail" => Self::Fail(FailState::read(fields)),
            _ => return None,
        })
    }

    /// What is printed before the state's `Parameters` or `Arguments`.
    fn write_head(&self, fields: &mut Writer) {
        match self {
            Self::Task(task) => fields.put_text("Resource", &task.resource),
            Self::Map(map) => map.write_items(fields),
            Self::Choice { choices, default } => {
                fields.put_list("Choices", choices);
                fields.put("Default", default.as_ref());
            }
            Self::Wait(wait) => wait.write(fields),
            Self::Pass { result } => fields.put("Result", result.as_ref()),
            Self::Fail(fail) => fail.write(fields),
            Self::Parallel { .. } | Self::Succeed => {}
        }
    }

    /// What is printed after them.
    fn write_body(&self, fields: &mut Writer) {
        match self {
            Self::Task(task) => task.write_body(fields),
            Self::Parallel { branches } => fields.put_list("Branches", branches),
            Self::Map(map) => map.write_processor(fields),
            Self::Choice { .. } | Self::Wait(_) | Self::Pass { .. } | Self::Succeed | Self::Fail(_) => {}
        }
    }
}

impl TaskState {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            resource: fields.take_text("Resource"),
            credentials: fields.take_value("Credentials"),
            timeout_seconds: fields.take("TimeoutSeconds"),
            timeout_seconds_path: fields.take("TimeoutSecondsPath"),
            heartbeat_seconds: fields.take("HeartbeatSeconds"),
            heartbeat_seconds_path: fields.take("HeartbeatSecondsPath"),
        }
    }

    fn write_body(&self, fields: &mut Writer) {
        fields.put("Credentials", self.credentials.as_ref());
        fields.put("TimeoutSeconds", self.timeout_seconds.as_ref());
        fields.put("TimeoutSecondsPath", self.timeout_seconds_path.as_ref());
        fields.put("HeartbeatSeconds", self.heartbeat_seconds.as_ref());
        fields.put("HeartbeatSecondsPath", self.heartbeat_seconds_path.as_ref());
    }
}

impl WaitState {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            seconds: fields.take("Seconds"),
            seconds_path: fields.take("SecondsPath"),
            timestamp: fields.take("Timestamp"),
            timestamp_path: fields.take("TimestampPath"),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put("Seconds", self.seconds.as_ref());
        fields.put("SecondsPath", self.seconds_path.as_ref());
        fields.put("Timestamp", self.timestamp.as_ref());
        fields.put("TimestampPath", self.timestamp_path.as_ref());
    }
}

impl FailState {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            error: fields.take("Error"),
            error_path: fields.take("ErrorPath"),
            cause: fields.take("Cause"),
            cause_path: fields.take("CausePath"),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put("Error", self.error.as_ref());
        fields.put("ErrorPath", self.error_path.as_ref());
        fields.put("Cause", self.cause.as_ref());
        fields.put("CausePath", self.cause_path.as_ref());
    }
}

impl Object for State {
    fn read(fields: &mut Reader<'_>) -> Self {
        let mut state = Self::new(read_kind(fields));
        state.comment = fields.take("Comment");
        state.query_language = fields.take("QueryLanguage");
        state.input_path = fields.take("InputPath");
        state.parameters = fields.take_value("Parameters");
        state.arguments = fields.take_value("Arguments");
        state.result_selector = fields.take_value("ResultSelector");
        state.result_path = fields.take("ResultPath");
        state.output_path = fields.take("OutputPath");
        state.assign = fields.take("Assign");
        state.output = fields.take_value("Output");
        state.retry = fields.take_list("Retry");
        state.catch = fields.take_list("Catch");
        state.next = fields.take("Next");
        state.end = fields.take("End");
        state.other = fields.rest();
        state
    }

    fn write(&self, fields: &mut Writer) {
        fields.put_text("Type", self.kind.name());
        fields.put("Comment", self.comment.as_ref());
        fields.put("QueryLanguage", self.query_language.as_ref());
        fields.put("InputPath", self.input_path.as_ref());
        self.kind.write_head(fields);
        fields.put("Parameters", self.parameters.as_ref());
        fields.put("Arguments", self.arguments.as_ref());
        self.kind.write_body(fields);
        fields.put("ResultSelector", self.result_selector.as_ref());
        fields.put("ResultPath", self.result_path.as_ref());
        fields.put("OutputPath", self.output_path.as_ref());
        fields.put_map("Assign", self.assign.as_ref());
        fields.put("Output", self.output.as_ref());
        fields.put_list("Retry", &self.retry);
        fields.put_list("Catch", &self.catch);
        fields.put("Next", self.next.as_ref());
        fields.put("End", self.end.as_ref());
        fields.put_rest(&self.other);
    }
}

serde_by_object!(State);

/// The kind that `Type` names, or a note that there is none and a Pass state in its place.
fn read_kind(fields: &mut Reader<'_>) -> StateKind {
    const KINDS: &str = "`Task`, `Parallel`, `Map`, `Choice`, `Wait`, `Pass`, `Succeed` or `Fail`";
    let name: Option<String> = fields.take("Type");
    if let Some(kind) = name.as_deref().and_then(|name| StateKind::read(name, fields)) {
        return kind;
    }
    let (rule, what) = match name {
        Some(name) => (Rule::UnknownStateType, format!("there is no state type `{name}`")),
        None => (Rule::MissingStateType, "the state has no `Type`".to_owned()),
    };
    fields.reading.problem(rule, format!("{what}; write {KINDS}"));
    StateKind::Pass { result: None }
}
