//! What AWS takes and what then costs money or breaks late.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::history::{LIMIT, events_of, events_of_machine};
use crate::asl::machine::StateMachine;
use crate::asl::map::MapState;
use crate::asl::state::{State, StateKind, TaskState, WaitState};
use crate::asl::validate::walk::{Place, is_distributed, machines};
use crate::asl::value::Computed;
use crate::asl::ways::ways;

/// Something that AWS takes, and that costs money or breaks late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where: `States.CheckName`.
    pub path: String,
    /// What it is about.
    pub advice: Advice,
    /// What will happen and what to write instead.
    pub words: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.path, self.words, self.advice.id())
    }
}

/// What a [`Warning`] is about. Its text is a stable id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Advice {
    /// A loop can be passed so often that the history is full: 25,000 events (service quotas).
    LoopFillsHistory,
    /// An inline map can have so many items that the history is full.
    MapFillsHistory,
    /// A retrier can try so often that the history is full.
    RetriesFillHistory,
    /// A task has no `TimeoutSeconds`: AWS waits 99,999,999 seconds for it (developer guide, "Use timeouts to avoid
    /// stuck executions").
    TaskWithoutTimeout,
    /// A callback has no `HeartbeatSeconds`: that nobody works on it any more is not noticed before its timeout.
    CallbackWithoutHeartbeat,
    /// An inline map runs at most 40 iterations at once (developer guide, "Inline mode").
    InlineConcurrency,
    /// A payload whose type has a list or a map in it is carried through many states; only a workflow knows its types.
    UnboundedPayload,
    /// A Fail state's literal `Error` has more than 256 characters, or its `Cause` more than 32,768 (API reference,
    /// `ExecutionFailedEventDetails`).
    FailTooLong,
}

impl Advice {
    /// The stable id: kebab-case.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::LoopFillsHistory => "loop-fills-history",
            Self::MapFillsHistory => "map-fills-history",
            Self::RetriesFillHistory => "retries-fill-history",
            Self::TaskWithoutTimeout => "task-without-timeout",
            Self::CallbackWithoutHeartbeat => "callback-without-heartbeat",
            Self::InlineConcurrency => "inline-concurrency",
            Self::UnboundedPayload => "unbounded-payload",
            Self::FailTooLong => "fail-too-long",
        }
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// An execution ends after a year (service quotas, "Maximum execution time").
const YEAR: u64 = 365 * 24 * 60 * 60;

/// What is to be warned of, machine by machine and state by state.
pub(super) fn warnings(machine: &StateMachine) -> Vec<Warning> {
    let seconds = machine.timeout_seconds.and_then(|seconds| u64::try_from(seconds).ok());
    let lifetime = seconds.unwrap_or(YEAR).min(YEAR);
    let mut found = Vec::new();
    for place in machines(machine) {
        for state in place.states() {
            check_state(&state, &mut found);
        }
        check_loops(place.machine, lifetime, |name| place.at(&format!("States.{name}")), &mut found);
    }
    found
}

fn check_state(place: &Place<'_>, found: &mut Vec<Warning>) {
    let mut warn = |advice, words: String| {
        found.push(Warning { path: place.path.clone(), advice, words });
    };
    let state: &State = place.state;
    match &state.kind {
        StateKind::Task(task) => check_task(task, &mut warn),
        StateKind::Map(map) => check_map(map, &mut warn),
        StateKind::Fail(fail) => {
            let long = |text: &Option<String>, limit| {
                text.as_ref().is_some_and(|text| !text.starts_with("{%") && text.chars().count() > limit)
            };
            if long(&fail.error, 256) || long(&fail.cause, 32_768) {
                let words = "an `Error` has at most 256 characters and a `Cause` 32,768; shorten it";
                warn(Advice::FailTooLong, words.to_owned());
            }
        }
        StateKind::Parallel { .. }
        | StateKind::Choice { .. }
        | StateKind::Wait(_)
        | StateKind::Pass { .. }
        | StateKind::Succeed => {}
    }
    check_retries(state, &mut warn);
}

fn check_task(task: &TaskState, warn: &mut impl FnMut(Advice, String)) {
    let callback = task.resource.ends_with(".waitForTaskToken");
    if task.timeout_seconds.is_none() && task.timeout_seconds_path.is_none() {
        let words = "the task has no timeout: one that never answers is awaited for three years, or until the \
                     execution ends; write `timeout(..)`";
        warn(Advice::TaskWithoutTimeout, words.to_owned());
    }
    if callback && task.heartbeat_seconds.is_none() && task.heartbeat_seconds_path.is_none() {
        let words = "the callback has no heartbeat: that whoever has the token is gone is not noticed before the \
                     timeout; write `heartbeat(..)`";
        warn(Advice::CallbackWithoutHeartbeat, words.to_owned());
    }
}

fn check_map(map: &MapState, warn: &mut impl FnMut(Advice, String)) {
    let Some(processor) = map.processor().filter(|processor| !is_distributed(processor)) else { return };
    let listed = map.items.as_ref().and_then(|items| items.as_array()).map(|items| items.len() as u64);
    let events = events_of_machine(processor) + 2;
    if listed.is_none_or(|items| items * events > LIMIT) {
        let words = format!(
            "an item adds about {events} events to the history, and an execution ends at {LIMIT}: more than {} items \
             do not fit; map over parts of the list in nested workflows, if there can be so many",
            LIMIT / events
        );
        warn(Advice::MapFillsHistory, words);
    }
    if let Some(Computed::Literal(most)) = map.max_concurrency
        && most > 40
    {
        let words =
            format!("an inline map runs at most 40 iterations at once, and not {most}; write 40 or less");
        warn(Advice::InlineConcurrency, words);
    }
}

fn check_retries(state: &State, warn: &mut impl FnMut(Advice, String)) {
    let attempts = state.retry.iter().map(|retrier| retrier.max_attempts.unwrap_or(3));
    let attempts: u64 = attempts.filter_map(|attempts| u64::try_from(attempts).ok()).sum();
    let events = events_of(state).saturating_sub(2).max(1);
    if attempts.saturating_mul(events) > LIMIT {
        let words = format!(
            "a retry adds about {events} events to the history, and an execution ends at {LIMIT}: {attempts} do not \
             fit; write a smaller `max_attempts`, and a longer `interval`"
        );
        warn(Advice::RetriesFillHistory, words);
    }
}

/// A loop is harmless if every lap waits so long that the execution ends before its history is full.
///
/// Each state of a loop is passed at most once between two waits if the loop is none without them; so the laps that fit
/// into the lifetime, times the events of all its states, are more than there can be.
fn check_loops(machine: &StateMachine, lifetime: u64, at: impl Fn(&str) -> String, found: &mut Vec<Warning>) {
    for knot in knots(machine, |_| true) {
        let events: u64 = knot.iter().map(|name| events_of(&machine.states[*name])).sum();
        let waits: HashMap<&str, u64> =
            knot.iter().filter_map(|name| Some((*name, waits_for(&machine.states[*name])?))).collect();
        let inside: HashSet<&str> = knot.iter().copied().collect();
        let busy = knots(machine, |name| inside.contains(name) && !waits.contains_key(name));
        let shortest = waits.values().min().copied().unwrap_or(0);
        let laps = lifetime.checked_div(shortest).map_or(u64::MAX, |laps| laps.saturating_add(1));
        if busy.is_empty() && laps.saturating_mul(events) <= LIMIT {
            continue;
        }
        let words = format!(
            "this state is in a loop of about {events} events a lap ({}), and an execution ends when its history has \
             {LIMIT}: after about {} laps; let each lap wait for a constant time, set the workflow's `timeout(..)`, or \
             go on in a nested workflow",
            knot.join(", "),
            LIMIT / events.max(1),
        );
        found.push(Warning { path: at(knot[0]), advice: Advice::LoopFillsHistory, words });
    }
}

/// The seconds that a state always waits.
fn waits_for(state: &State) -> Option<u64> {
    let StateKind::Wait(WaitState { seconds: Some(Computed::Literal(seconds)), .. }) = state.kind else {
        return None;
    };
    u64::try_from(seconds).ok().filter(|seconds| *seconds > 0)
}

/// The states that can come back to themselves, put together where they can come to each other, over the states that
/// are kept; in the order of the definition.
fn knots(machine: &StateMachine, keep: impl Fn(&str) -> bool) -> Vec<Vec<&str>> {
    let names: Vec<&str> = machine.states.keys().map(String::as_str).filter(|name| keep(name)).collect();
    let reached: HashMap<&str, HashSet<&str>> =
        names.iter().map(|name| (*name, reached_from(machine, name, &keep))).collect();
    let mut found: Vec<Vec<&str>> = Vec::new();
    for name in names.iter().filter(|name| reached[*name].contains(*name)) {
        let same = |knot: &&mut Vec<&str>| reached[knot[0]].contains(name) && reached[name].contains(knot[0]);
        match found.iter_mut().find(same) {
            Some(knot) => knot.push(name),
            None => found.push(vec![name]),
        }
    }
    found
}

/// The states that come after one, by one transition or more.
fn reached_from<'a>(machine: &'a StateMachine, name: &str, keep: &impl Fn(&str) -> bool) -> HashSet<&'a str> {
    let mut reached = HashSet::new();
    let mut open: Vec<&str> = vec![name];
    while let Some(name) = open.pop() {
        let Some(state) = machine.states.get(name) else { continue };
        for next in ways(state).into_iter().filter_map(|way| way.to) {
            if let Some((known, _)) = machine.states.get_key_value(next)
                && keep(known)
                && reached.insert(known.as_str())
            {
                open.push(known);
            }
        }
    }
    reached
}
