//! What a path through a definition costs: AWS bills Standard workflows by state transitions.
//!
//! "Step Functions counts a state transition each time a step of your workflow is executed", and "each retry will be
//! charged as an additional state transition" (AWS Step Functions pricing).

use std::fmt;

use crate::asl::machine::StateMachine;
use crate::asl::state::{State, StateKind};
use crate::asl::ways::ways;

/// So many paths are listed; a definition with more has a note instead of the rest.
const MOST_PATHS: usize = 64;

/// The billed transitions of every path through a definition that comes to no state twice, and of every lap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transitions {
    /// From the start to an end.
    pub paths: Vec<PathCost>,
    /// From a state back to itself; what a path that goes round costs more.
    pub laps: Vec<PathCost>,
    /// Whether there are more paths than these.
    pub truncated: bool,
}

/// What a path costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathCost {
    /// The states, in order; of a lap, the first one again at its end.
    pub states: Vec<String>,
    /// The fewest billed transitions, branches included, maps without an item.
    pub least: u64,
    /// The most, without retries, laps and the items of maps.
    pub most: u64,
    /// How many retries there can be on it, branches included, each one transition more; of a Parallel or Map each runs
    /// its branches again.
    pub retries: u64,
    /// What an item of a map adds: the map, and the fewest and the most transitions.
    pub items: Vec<(String, u64, u64)>,
}

/// The billed transitions of a definition.
#[must_use]
pub fn transitions(machine: &StateMachine) -> Transitions {
    let mut walk = Walk { machine, path: Vec::new(), found: Transitions::default() };
    walk.visit(&machine.start_at);
    let Transitions { paths, laps, .. } = &mut walk.found;
    for path in paths.iter_mut().chain(laps) {
        path.count(machine);
    }
    walk.found
}

struct Walk<'a> {
    machine: &'a StateMachine,
    path: Vec<&'a str>,
    found: Transitions,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, name: &'a str) {
        if self.found.paths.len() >= MOST_PATHS {
            self.found.truncated = true;
            return;
        }
        if let Some(first) = self.path.iter().position(|passed| *passed == name) {
            self.note_lap(first);
            return;
        }
        let Some(state) = self.machine.states.get(name) else { return };
        self.path.push(name);
        let mut nexts: Vec<Option<&str>> = Vec::new();
        for way in ways(state) {
            if !nexts.contains(&way.to) {
                nexts.push(way.to);
            }
        }
        for next in nexts {
            match next {
                Some(next) => self.visit(next),
                None => {
                    let states = self.path.iter().map(|name| (*name).to_owned()).collect();
                    self.found.paths.push(PathCost { states, ..PathCost::default() });
                }
            }
        }
        self.path.pop();
    }

    /// Notes the states from `first` on as a lap, unless it is known from another state of its.
    fn note_lap(&mut self, first: usize) {
        let lap = &self.path[first..];
        let known = |known: &PathCost| {
            let states = &known.states[..known.states.len() - 1];
            let turned =
                |turn: usize| (0..lap.len()).all(|index| states[(index + turn) % lap.len()] == lap[index]);
            states.len() == lap.len() && (0..lap.len()).any(turned)
        };
        if !self.found.laps.iter().any(known) {
            let states = lap.iter().chain(lap.first()).map(|name| (*name).to_owned()).collect();
            self.found.laps.push(PathCost { states, ..PathCost::default() });
        }
    }
}

impl PathCost {
    /// Counts the transitions of the states; a lap's last state is its first one.
    fn count(&mut self, machine: &StateMachine) {
        let again = self.states.len() > 1 && self.states.first() == self.states.last();
        let counted = self.states.len() - usize::from(again);
        for name in self.states.clone().into_iter().take(counted) {
            if let Some(state) = machine.states.get(&name) {
                self.add(&name, state);
            }
        }
    }

    fn add(&mut self, name: &str, state: &State) {
        self.least += 1;
        self.most += 1;
        let retries = state.retry.iter().map(|retrier| retrier.max_attempts.unwrap_or(3));
        self.retries += retries.filter_map(|retries| u64::try_from(retries).ok()).sum::<u64>();
        for inside in state.machines() {
            let Transitions { paths, .. } = transitions(inside);
            let least = paths.iter().map(|path| path.least).min().unwrap_or(0);
            let most = paths.iter().map(|path| path.most).max().unwrap_or(0);
            if matches!(state.kind, StateKind::Map(_)) {
                self.items.push((name.to_owned(), least, most));
            } else {
                self.least += least;
                self.most += most;
                self.retries += paths.iter().map(|path| path.retries).max().unwrap_or(0);
            }
            for item in paths.into_iter().flat_map(|path| path.items) {
                if !self.items.contains(&item) {
                    self.items.push(item);
                }
            }
        }
    }

    fn transitions(&self) -> String {
        let range = |least: u64, most: u64| {
            if least == most { least.to_string() } else { format!("{least} to {most}") }
        };
        let items = self
            .items
            .iter()
            .map(|(map, least, most)| format!(" + {} an item of {map}", range(*least, *most)));
        format!("{}{}", range(self.least, self.most), items.collect::<String>())
    }
}

/// A line a path: its transitions, the retries there can be, its states.
impl fmt::Display for Transitions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |path: &PathCost, lap: bool| {
            let transitions = path.transitions();
            let retries = if path.retries == 0 { String::new() } else { format!("+{}", path.retries) };
            let sign = if lap { "each lap " } else { "" };
            [format!("{sign}{transitions}"), retries, path.states.join(" → ")]
        };
        let mut rows = vec![["TRANSITIONS", "RETRIES", "PATH"].map(str::to_owned)];
        rows.extend(self.paths.iter().map(|path| row(path, false)));
        rows.extend(self.laps.iter().map(|lap| row(lap, true)));
        let width = rows.iter().map(|[transitions, ..]| transitions.chars().count()).max().unwrap_or(0);
        for [transitions, retries, path] in rows {
            writeln!(f, "{transitions:width$}  {retries:>7}  {path}")?;
        }
        if self.truncated {
            writeln!(f, "and more: only {MOST_PATHS} paths are listed")?;
        }
        Ok(())
    }
}
