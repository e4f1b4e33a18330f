//! What a run did, read from its history: the same reader for the history of both sides.
//!
//! Events become visits of states; a Parallel's or Map's visit holds the visits of its branches, each branch under the
//! name of its first state or the index of its item. So the order within a machine is kept, and what happened in another
//! branch before or after is not part of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use workflow_runtime::observer::{EventDetails, HistoryEvent};

/// An event of either side, as far as it matters.
#[derive(Clone, Debug)]
pub struct Event {
    id: u64,
    previous: u64,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Entered {
        kind: String,
        name: String,
        input: Value,
    },
    Left {
        name: String,
    },
    ForkStarted {
        map: bool,
    },
    ForkSucceeded,
    IterationStarted {
        name: String,
        index: usize,
    },
    /// With what the task is given, as far as the history says.
    Scheduled(Option<Value>),
    Succeeded,
    Failed {
        error: String,
        cause: Option<String>,
    },
    NotEvaluated {
        error: String,
    },
    Other,
}

/// A run of either side.
#[derive(Clone, Debug)]
pub struct Run {
    /// The visits of the main machine.
    pub visits: Vec<Visit>,
    /// How it ended.
    pub end: End,
    /// How long each back-off was to be, in seconds; in order where nothing runs side by side.
    pub backoffs: Vec<f64>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// With an output.
    Succeeded(Value),
    /// With an error.
    Failed {
        /// Its name.
        error: String,
        /// Its cause.
        cause: Option<String>,
        /// Whether the execution as a whole passed its deadline.
        timed_out: bool,
    },
}

/// A state that was entered.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// The state's name.
    pub name: String,
    /// Its type, such as `Task`.
    pub kind: String,
    /// Its input.
    pub input: Value,
    /// What its task is given, where the history says so: the engine's does.
    pub payload: Option<Value>,
    /// What became of each attempt of its task, or of its expressions.
    pub attempts: Vec<Attempt>,
    /// The branches, anew for each attempt.
    pub forks: Vec<Fork>,
    /// Whether it was left, for another state or at the end.
    pub left: bool,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Attempt {
    /// It was still going on when the state was given up.
    Open,
    /// It succeeded.
    Succeeded,
    /// It failed with this error name and cause.
    Failed(String, Option<String>),
}

/// The branches of one attempt of a Parallel or Map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fork {
    /// Whether all of them succeeded.
    pub succeeded: bool,
    /// What each did, by the name of its first state or the index of its item.
    pub branches: BTreeMap<String, Vec<Visit>>,
}

/// What a function is given: text is JSON already. Nothing is known of text that is none, nor of `null` but that a function
/// gets `{}`; so neither is what the workflow here hands over.
fn as_json(payload: Value) -> Value {
    match payload {
        Value::String(text) => serde_json::from_str(&text)
            .unwrap_or_else(|_| Value::String(format!("text that is no JSON: {text}"))),
        Value::Null => Value::Object(serde_json::Map::new()),
        other => other,
    }
}

impl Event {
    /// An event of `GetExecutionHistory`.
    #[must_use]
    pub fn of_aws(event: &Value) -> Self {
        let details = |key: &str| &event[key];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let kind = event["type"].as_str().unwrap_or_default();
        let what = match kind {
            "TaskScheduled" => {
                let parameters = details("taskScheduledEventDetails")["parameters"].as_str();
                let parameters: Option<Value> = parameters.and_then(|text| serde_json::from_str(text).ok());
                What::Scheduled(parameters.map(|parameters| match parameters {
                    Value::Object(mut fields) => match fields.remove("Payload") {
                        Some(payload) => as_json(payload),
                        None => Value::Object(fields),
                    },
                    other => other,
                }))
            }
            "TaskSucceeded" => What::Succeeded,
            "TaskFailed" | "TaskTimedOut" | "TaskSubmitFailed" | "TaskStartFailed" => {
                let fields = event.as_object().and_then(|event| {
                    event.iter().find(|(key, _)| key.starts_with("task")).map(|(_, details)| details)
                });
                let fields = fields.unwrap_or(&Value::Null);
                What::Failed {
                    error: text(&fields["error"]).unwrap_or_default(),
                    cause: text(&fields["cause"]),
                }
            }
            "EvaluationFailed" => What::NotEvaluated {
                error: text(&details("evaluationFailedEventDetails")["error"]).unwrap_or_default(),
            },
            "ParallelStateStarted" => What::ForkStarted { map: false },
            "MapStateStarted" => What::ForkStarted { map: true },
            "ParallelStateSucceeded" | "MapStateSucceeded" => What::ForkSucceeded,
            "MapIterationStarted" => {
                let details = details("mapIterationStartedEventDetails");
                let index = details["index"].as_u64().and_then(|index| usize::try_from(index).ok());
                What::IterationStarted {
                    name: text(&details["name"]).unwrap_or_default(),
                    index: index.unwrap_or_default(),
                }
            }
            _ => {
                if let Some(kind) = kind.strip_suffix("StateEntered") {
                    let details = details("stateEnteredEventDetails");
                    let input = details["input"].as_str().unwrap_or("null");
                    What::Entered {
                        kind: kind.to_owned(),
                        name: text(&details["name"]).unwrap_or_default(),
                        input: serde_json::from_str(input).unwrap_or_default(),
                    }
                } else if kind.ends_with("StateExited") {
                    let details = details("stateExitedEventDetails");
                    What::Left { name: text(&details["name"]).unwrap_or_default() }
                } else {
                    What::Other
                }
            }
        };
        let number = |key: &str| event[key].as_u64().unwrap_or_default();
        Self { id: number("id"), previous: number("previousEventId"), what }
    }

    /// An event of a native history.
    #[must_use]
    pub fn of_native(event: &HistoryEvent) -> Self {
        let what = match &event.details {
            EventDetails::StateEntered { kind, name, input } => What::Entered {
                kind: kind.as_str().to_owned(),
                name: name.to_string(),
                input: input.clone().unwrap_or_default(),
            },
            EventDetails::StateExited { name, .. } => What::Left { name: name.to_string() },
            EventDetails::ParallelStateStarted => What::ForkStarted { map: false },
            EventDetails::MapStateStarted { .. } => What::ForkStarted { map: true },
            EventDetails::ParallelStateSucceeded | EventDetails::MapStateSucceeded => What::ForkSucceeded,
            EventDetails::MapIterationStarted { name, index } => {
                What::IterationStarted { name: name.to_string(), index: *index }
            }
            EventDetails::TaskScheduled { .. } => What::Scheduled(None),
            EventDetails::TaskSucceeded { .. } => What::Succeeded,
            EventDetails::TaskFailed { error, cause } => {
                What::Failed { error: error.clone(), cause: cause.clone() }
            }
            EventDetails::TaskTimedOut { error } => What::Failed { error: error.clone(), cause: None },
            EventDetails::EvaluationFailed { error, .. } => What::NotEvaluated { error: error.clone() },
            _ => What::Other,
        };
        Self { id: event.id, previous: event.previous_event_id, what }
    }
}

impl Run {
    /// The run that a history tells of.
    #[must_use]
    pub fn of(events: &[Event], end: End, backoffs: Vec<f64>) -> Self {
        let mut reader = Reader::default();
        reader.machines.push(Machine::default());
        for event in events {
            reader.read(event);
        }
        Self { visits: reader.visits_of(0), end, backoffs }
    }

    /// The run that a native history tells of.
    #[must_use]
    pub fn of_native(events: &[HistoryEvent], end: End) -> Self {
        let events: Vec<Event> = events.iter().map(Event::of_native).collect();
        Self::of(&events, end, Vec::new())
    }
}

/// A machine while its history is read.
#[derive(Debug, Default)]
struct Machine {
    parent: Option<usize>,
    visits: Vec<Visit>,
    /// Of each visit the branches of each attempt, by machine.
    forks: Vec<Vec<BTreeMap<String, usize>>>,
}

#[derive(Debug, Default)]
struct Reader {
    machines: Vec<Machine>,
    /// In which machine each event happened.
    places: BTreeMap<u64, usize>,
    /// The events after which a branch of a Parallel begins.
    fork_starts: BTreeMap<u64, usize>,
    /// The iterations that began, and the machine of each.
    iterations: BTreeMap<u64, usize>,
    /// The events that told of an expression that failed.
    not_evaluated: BTreeSet<u64>,
}

impl Reader {
    fn read(&mut self, event: &Event) {
        let near = self.places.get(&event.previous).copied().unwrap_or(0);
        let place = match &event.what {
            What::Entered { kind, name, input } => self.enter(event.previous, near, (kind, name, input)),
            What::ForkStarted { map } => {
                let place = self.outwards(near, |visit| {
                    !visit.left && visit.kind == if *map { "Map" } else { "Parallel" }
                });
                let machine = &mut self.machines[place];
                if let (Some(visit), Some(forks)) = (machine.visits.last_mut(), machine.forks.last_mut()) {
                    visit.forks.push(Fork::default());
                    forks.push(BTreeMap::new());
                }
                if !map {
                    self.fork_starts.insert(event.id, place);
                }
                place
            }
            What::ForkSucceeded => {
                let place = self.outwards(near, |visit| {
                    !visit.left && visit.forks.last().is_some_and(|fork| !fork.succeeded)
                });
                let fork = self.machines[place].visits.last_mut().and_then(|visit| visit.forks.last_mut());
                if let Some(fork) = fork {
                    fork.succeeded = true;
                }
                place
            }
            What::IterationStarted { name, index } => {
                let parent = self.outwards(near, |visit| !visit.left && visit.name == *name);
                let place = self.branch(parent, format!("{index:03}"));
                self.iterations.insert(event.id, place);
                place
            }
            What::Left { name } => {
                // The event before it may be one of a branch.
                let place = self.outwards(near, |visit| !visit.left && visit.name == *name);
                if let Some(visit) = self.machines[place].visits.last_mut() {
                    visit.left = true;
                }
                place
            }
            // LocalStack tells of it twice where AWS does once.
            What::NotEvaluated { .. } if self.not_evaluated.contains(&event.previous) => near,
            What::Scheduled(_) | What::Succeeded | What::Failed { .. } | What::NotEvaluated { .. } => {
                if matches!(event.what, What::NotEvaluated { .. }) {
                    self.not_evaluated.insert(event.id);
                }
                self.attempt(near, &event.what);
                near
            }
            What::Other => near,
        };
        self.places.insert(event.id, place);
    }

    /// The machine from here outwards whose last visit is such a one.
    fn outwards(&self, from: usize, wanted: impl Fn(&Visit) -> bool) -> usize {
        let mut place = from;
        loop {
            let machine = &self.machines[place];
            if machine.visits.last().is_some_and(&wanted) {
                return place;
            }
            match machine.parent {
                Some(parent) => place = parent,
                None => return from,
            }
        }
    }

    fn branch(&mut self, parent: usize, key: String) -> usize {
        let place = self.machines.len();
        self.machines.push(Machine { parent: Some(parent), ..Machine::default() });
        if let Some(branches) = self.machines[parent].forks.last_mut().and_then(|forks| forks.last_mut()) {
            branches.insert(key, place);
        }
        place
    }

    fn enter(&mut self, previous: u64, near: usize, (kind, name, input): (&str, &str, &Value)) -> usize {
        let place = if let Some(parent) = self.fork_starts.get(&previous) {
            self.branch(*parent, name.to_owned())
        } else if let Some(iteration) = self.iterations.get(&previous) {
            *iteration
        } else {
            near
        };
        self.machines[place].visits.push(Visit {
            name: name.to_owned(),
            kind: kind.to_owned(),
            input: input.clone(),
            payload: None,
            attempts: Vec::new(),
            forks: Vec::new(),
            left: false,
        });
        self.machines[place].forks.push(Vec::new());
        place
    }

    fn attempt(&mut self, place: usize, what: &What) {
        let Some(visit) = self.machines[place].visits.last_mut() else { return };
        let attempts = &mut visit.attempts;
        let ended = match what {
            What::Scheduled(payload) => {
                visit.payload.clone_from(payload);
                return attempts.push(Attempt::Open);
            }
            What::Failed { error, cause } => Attempt::Failed(error.clone(), cause.clone()),
            What::NotEvaluated { error } => Attempt::Failed(error.clone(), None),
            _ => Attempt::Succeeded,
        };
        // Natively a task is scheduled before its arguments are evaluated, on AWS after.
        match attempts.last_mut() {
            Some(last @ Attempt::Open) => *last = ended,
            _ => attempts.push(ended),
        }
    }

    fn visits_of(&self, machine: usize) -> Vec<Visit> {
        let machine = &self.machines[machine];
        let mut visits = machine.visits.clone();
        for (visit, forks) in visits.iter_mut().zip(&machine.forks) {
            for (fork, branches) in visit.forks.iter_mut().zip(forks) {
                fork.branches =
                    branches.iter().map(|(key, machine)| (key.clone(), self.visits_of(*machine))).collect();
            }
        }
        visits
    }
}
