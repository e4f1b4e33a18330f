//! A state machine: the whole definition, a branch of a Parallel state, or the processor of a Map state.

use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fields::{Object, Reader, Reading, Writer, serde_by_object};
use super::state::State;

/// The language of a machine's or a state's expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueryLanguage {
    /// Paths and intrinsic functions: what is meant when nothing is said.
    #[serde(rename = "JSONPath")]
    JsonPath,
    /// Expressions between `{%` and `%}`.
    #[serde(rename = "JSONata")]
    Jsonata,
}

impl fmt::Display for QueryLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::JsonPath => "JSONPath",
            Self::Jsonata => "JSONata",
        })
    }
}

/// States and where they begin.
///
/// The same struct is the definition itself, a branch and a map's processor; which fields each may have is for
/// [`validate()`](super::validate()) to say. `{:#}` prints it as indented JSON, `{}` on one line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StateMachine {
    /// A note to the reader.
    pub comment: Option<String>,
    /// The language of the expressions of all states that do not name their own; JSONPath when absent.
    pub query_language: Option<QueryLanguage>,
    /// Of a map's processor only: inline or distributed.
    pub processor_config: Option<ProcessorConfig>,
    /// The name of the first state; empty when it is missing.
    pub start_at: String,
    /// The version of the language: `1.0`.
    pub version: Option<String>,
    /// Seconds an execution may take: 1 to 99,999,999.
    pub timeout_seconds: Option<i64>,
    /// The states by name, in the order they are printed.
    pub states: IndexMap<String, State>,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

impl StateMachine {
    /// A JSONata machine that begins with the state `start_at`.
    #[must_use]
    pub fn jsonata(start_at: impl Into<String>) -> Self {
        Self { query_language: Some(QueryLanguage::Jsonata), ..Self::branch(start_at) }
    }

    /// A branch or a map's processor, which has the query language of the machine around it.
    #[must_use]
    pub fn branch(start_at: impl Into<String>) -> Self {
        Self { start_at: start_at.into(), ..Self::default() }
    }

    /// Sets the note to the reader.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Sets the seconds an execution may take.
    #[must_use]
    pub fn timeout_seconds(mut self, seconds: i64) -> Self {
        self.timeout_seconds = Some(seconds);
        self
    }

    /// Adds a state after the others; one of the same name is replaced in its place.
    #[must_use]
    pub fn state(mut self, name: impl Into<String>, state: State) -> Self {
        self.states.insert(name.into(), state);
        self
    }

    /// Says how a map's processor runs.
    #[must_use]
    pub fn processor(mut self, config: ProcessorConfig) -> Self {
        self.processor_config = Some(config);
        self
    }

    /// Reads a definition; the same as [`str::parse`].
    ///
    /// # Errors
    ///
    /// When the text is not JSON, has a key twice in one object, or has no shape of a machine: each problem with its
    /// place. A definition that is only *wrong* is read; [`validate()`](super::validate()) judges it.
    pub fn from_json(text: &str) -> Result<Self, super::ParseError> {
        text.parse()
    }

    /// The definition on one line. The same machine gives the same bytes every time.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.to_value().to_string()
    }

    /// The definition indented by two spaces, without a newline at its end.
    #[must_use]
    pub fn to_json_pretty(&self) -> String {
        format!("{:#}", self.to_value())
    }
}

impl fmt::Display for StateMachine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&if f.alternate() { self.to_json_pretty() } else { self.to_json() })
    }
}

impl Object for StateMachine {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            comment: fields.take("Comment"),
            query_language: fields.take("QueryLanguage"),
            processor_config: fields.take_object("ProcessorConfig"),
            start_at: fields.take_text("StartAt"),
            version: fields.take("Version"),
            timeout_seconds: fields.take("TimeoutSeconds"),
            states: fields.take_named("States", read_state).unwrap_or_default(),
            other: fields.rest(),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put("Comment", self.comment.as_ref());
        fields.put("QueryLanguage", self.query_language.as_ref());
        fields.put_object("ProcessorConfig", self.processor_config.as_ref());
        fields.put_text("StartAt", &self.start_at);
        fields.put("Version", self.version.as_ref());
        fields.put("TimeoutSeconds", self.timeout_seconds.as_ref());
        fields.put("States", (!self.states.is_empty()).then_some(&self.states));
        fields.put_rest(&self.other);
    }
}

/// Reads a state, or notes why it is none and stands a Pass state in its place, so that its name is known.
fn read_state(value: Value, reading: &mut Reading) -> State {
    State::from_value(value, reading).unwrap_or_else(|| {
        reading.problem(super::Rule::WrongType, "a state must be a JSON object");
        State::pass()
    })
}

/// How the iterations of a map run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProcessorConfig {
    /// Within the execution, or each as an execution of its own.
    pub mode: Option<ProcessorMode>,
    /// Distributed: what kind of execution each is.
    pub execution_type: Option<ExecutionType>,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

/// Where the iterations of a map run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ProcessorMode {
    /// Within the execution: at most 40 at once. The default.
    Inline,
    /// Each an execution of its own: at most 10,000 at once.
    Distributed,
}

/// What kind of execution a distributed map starts for an item or a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ExecutionType {
    /// Exactly-once transitions, up to a year.
    Standard,
    /// At-least-once, up to five minutes.
    Express,
}

impl Object for ProcessorConfig {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self { mode: fields.take("Mode"), execution_type: fields.take("ExecutionType"), other: fields.rest() }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put("Mode", self.mode.as_ref());
        fields.put("ExecutionType", self.execution_type.as_ref());
        fields.put_rest(&self.other);
    }
}

serde_by_object!(StateMachine, ProcessorConfig);
