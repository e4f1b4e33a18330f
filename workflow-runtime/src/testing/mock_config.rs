//! The cases of a test-suite for AWS Step Functions Local and for LocalStack: their mock configuration file.
//!
//! Format: AWS Step Functions developer guide, "Configuration file for mocked service integrations".

use std::collections::HashMap;
use std::fmt;

use serde_json::{Map, Value, json};

use super::run::Run;
use crate::Workflow;
use crate::asl::{StateKind, StateMachine};
use crate::observer::{EventDetails, HistoryEvent};

/// Runs as cases of a mock configuration (`SFN_MOCK_CONFIG`): each task state answers there what it answered here.
///
/// ```
/// # use workflow_runtime::{prelude::*, testing::{self, MockConfig, Scripted, script}};
/// # #[derive(Debug, Serialize, Deserialize, TaskError)]
/// # pub enum PaymentError { Busy }
/// # #[tasks]
/// # pub trait Till {
/// #     async fn charge(&self, amount: u32) -> Result<String, PaymentError>;
/// # }
/// # #[workflow(tasks(till(Till)))]
/// # pub mod payment {
/// #     use super::*;
/// #     #[start]
/// #     #[task(retry(on(PaymentError::Busy)))]
/// #     fn charge(amount: u32) -> Transition<String> {
/// #         let receipt = till.charge(amount)?;
/// #         succeed(receipt)
/// #     }
/// # }
/// # fn main() {
/// let till = Scripted::new();
/// script!(till.charge(_) => Err(PaymentError::Busy), Ok("R1".to_owned()));
/// let run = testing::run(&payment::Workflow { till }, 300);
///
/// let config = MockConfig::new().case("busy", &run).to_value();
/// assert_eq!(config["StateMachines"]["Payment"]["TestCases"]["busy"]["Charge"], "Payment.busy.Charge");
/// let responses = &config["MockedResponses"]["Payment.busy.Charge"];
/// assert_eq!(responses["0"]["Throw"]["Error"], "PaymentError.Busy");
/// assert_eq!(responses["1"]["Return"]["Payload"], "R1");
/// # }
/// ```
///
/// A state machine of the engine has the name of the workflow ([`Workflow::NAME`]), and an execution plays a case when
/// it is started as `<state machine ARN>#<case>`, with the case's [input](Self::input). Times are not in the format: an
/// answer comes at once, and a task that ran out of time throws `States.Timeout`. Where the engine runs the iterations
/// of a map side by side, which of them is given which answer is its own affair.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MockConfig {
    machines: Map<String, Value>,
    responses: Map<String, Value>,
    inputs: HashMap<String, Value>,
}

impl MockConfig {
    /// A configuration without cases.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a run as a case of its workflow; one of the same name is replaced.
    #[must_use]
    pub fn case<W: Workflow>(mut self, name: &str, run: &Run<W>) -> Self {
        let mut states = Map::new();
        for (state, answers) in answers(&W::definition(), run.history()) {
            let key = format!("{}.{name}.{state}", W::NAME);
            states.insert(state.to_owned(), key.clone().into());
            self.responses.insert(key, numbered(answers));
        }
        let machine = self.machines.entry(W::NAME).or_insert_with(|| json!({ "TestCases": {} }));
        machine["TestCases"][name] = states.into();
        self.inputs.insert(format!("{}#{name}", W::NAME), run.input());
        self
    }

    /// The input of a case.
    #[must_use]
    pub fn input<W: Workflow>(&self, case: &str) -> Option<&Value> {
        self.inputs.get(&format!("{}#{case}", W::NAME))
    }

    /// The file's content.
    #[must_use]
    pub fn to_value(&self) -> Value {
        json!({ "StateMachines": self.machines, "MockedResponses": self.responses })
    }
}

/// The content as indented JSON.
impl fmt::Display for MockConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.to_value())
    }
}

/// The answers of each task state, attempt by attempt, in the order the attempts began.
fn answers<'a>(machine: &StateMachine, history: &'a [HistoryEvent]) -> Vec<(&'a str, Vec<Value>)> {
    let mut resources = HashMap::new();
    collect_resources(machine, &mut resources);
    let mut found: Vec<(&str, Vec<Value>)> = Vec::new();
    let mut running: HashMap<&[usize], Attempt<'_, '_>> = HashMap::new();
    let Some(first) = history.first() else { return found };
    // What a nested execution does is answered by the state that starts it.
    for event in history.iter().filter(|event| event.execution == first.execution) {
        match &event.details {
            EventDetails::StateEntered { name, .. } => {
                let resource = resources.get(&**name).map_or("", String::as_str);
                let attempt = Attempt { state: name, resource, handed_over: false, slot: 0 };
                running.insert(&event.path, attempt);
            }
            details => {
                if let Some(attempt) = running.get_mut(&*event.path) {
                    attempt.note(details, &mut found);
                }
            }
        }
    }
    found
}

fn collect_resources(machine: &StateMachine, resources: &mut HashMap<String, String>) {
    for (name, state) in &machine.states {
        if let StateKind::Task(task) = &state.kind {
            resources.insert(name.clone(), task.resource.clone());
        }
        for inside in state.machines() {
            collect_resources(inside, resources);
        }
    }
}

/// The attempt that a machine's state is at.
struct Attempt<'a, 'r> {
    state: &'a str,
    resource: &'r str,
    /// Whether its token is with somebody.
    handed_over: bool,
    /// The place of its answer among those of the state.
    slot: usize,
}

impl<'a> Attempt<'a, '_> {
    fn note(&mut self, details: &EventDetails, found: &mut Vec<(&'a str, Vec<Value>)>) {
        let answer = match details {
            EventDetails::TaskScheduled { .. } => {
                self.handed_over = false;
                // An attempt that another branch's failure ended has no answer here, and needs one there.
                let nothing = self.returns(Value::Null);
                let answers = answers_of(self.state, found);
                self.slot = answers.len();
                answers.push(nothing);
                return;
            }
            EventDetails::TaskSubmitted => {
                self.handed_over = true;
                return;
            }
            EventDetails::TaskSucceeded { output } => self.returns(output.clone().unwrap_or_default()),
            EventDetails::TaskFailed { error, cause } => {
                throws(error, &self.cause(error, cause.as_deref().unwrap_or_default()))
            }
            EventDetails::TaskTimedOut { error } => throws(error, ""),
            _ => return,
        };
        let answers = answers_of(self.state, found);
        if let Some(slot) = answers.get_mut(self.slot) {
            *slot = answer;
        }
    }

    /// A result as the integration wraps it, and the definition unwraps it.
    fn returns(&self, output: Value) -> Value {
        let result = match self.resource {
            "arn:aws:states:::lambda:invoke" => {
                json!({ "ExecutedVersion": "$LATEST", "Payload": output, "StatusCode": 200 })
            }
            "arn:aws:states:::states:startExecution.sync:2" => {
                json!({ "Output": output, "Status": "SUCCEEDED" })
            }
            _ => output,
        };
        json!({ "Return": result })
    }

    /// A cause as a Lambda function has it, unless somebody failed the task's token, or no function is called.
    fn cause(&self, error: &str, cause: &str) -> String {
        let from_function = self.resource.starts_with("arn:aws:states:::lambda:invoke") && !self.handed_over;
        if from_function {
            json!({ "errorType": error, "errorMessage": cause, "trace": [] }).to_string()
        } else {
            cause.to_owned()
        }
    }
}

fn answers_of<'f, 'a>(state: &'a str, found: &'f mut Vec<(&'a str, Vec<Value>)>) -> &'f mut Vec<Value> {
    let index = found.iter().position(|(known, _)| *known == state).unwrap_or_else(|| {
        found.push((state, Vec::new()));
        found.len() - 1
    });
    &mut found[index].1
}

fn throws(error: &str, cause: &str) -> Value {
    json!({ "Throw": { "Error": error, "Cause": cause } })
}

/// `{"0": …, "1-2": …}`: answers in a row that are equal share an entry.
fn numbered(answers: Vec<Value>) -> Value {
    let mut entries: Vec<(usize, usize, Value)> = Vec::new();
    for (index, answer) in answers.into_iter().enumerate() {
        match entries.last_mut() {
            Some((_, last, same)) if *same == answer => *last = index,
            _ => entries.push((index, index, answer)),
        }
    }
    let key = |first: usize, last: usize| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    entries.into_iter().map(|(first, last, answer)| (key(first, last), answer)).collect::<Map<_, _>>().into()
}
