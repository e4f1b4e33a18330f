//! Which states and transitions of a workflow some run has passed.

use std::fmt;
use std::marker::PhantomData;

use super::run::Run;
use super::visit::Visit;
use crate::asl::{StateMachine, ways};
use crate::{StateKind, Workflow};

/// The states and transitions of a workflow, and how often runs have passed them.
///
/// ```
/// # use workflow_runtime::{prelude::*, testing::{self, Coverage}};
/// # #[workflow]
/// # pub mod greeting {
/// #     use super::*;
/// #     #[start]
/// #     #[choice]
/// #     fn decide(name: String, late: bool) -> Transition<String> {
/// #         if late { succeed(name) } else { say(name) }
/// #     }
/// #     #[pass]
/// #     fn say(name: String) -> Transition<String> {
/// #         succeed(format!("good day, {name}"))
/// #     }
/// # }
/// # fn main() {
/// let input = greeting::Input { name: "Ann".to_owned(), late: true };
/// let mut coverage = Coverage::of();
/// coverage.record(&testing::run(&greeting::Workflow {}, input));
/// assert_eq!(coverage.missing(), ["`Say` was never entered", "`Decide` never went to `Say`: otherwise"]);
/// assert_eq!(coverage.to_string(), "\
/// Greeting: 2 of 3 states, 2 of 4 transitions, by 1 run
///   STATE           ENTERED  GOES TO         TAKEN  WHEN
///   Decide                1  DecideSucceeds      1  late
///                            Say             never  otherwise
///   DecideSucceeds        1  (end)               1  succeeds
///   Say               never  (end)           never
/// ");
/// # }
/// ```
///
/// The states are those of the definition, those that only ASL has and those of branches among them; of two ways to one
/// state only a catch is told from what is none. Nested workflows have a coverage of their own.
pub struct Coverage<W> {
    states: Vec<StateCount>,
    runs: usize,
    workflow: PhantomData<fn() -> W>,
}

#[derive(Clone, Debug)]
struct StateCount {
    name: String,
    depth: usize,
    entered: usize,
    ways: Vec<WayCount>,
}

#[derive(Clone, Debug)]
struct WayCount {
    /// `None` where the machine ends.
    to: Option<String>,
    is_catch: bool,
    when: String,
    taken: usize,
}

impl<W: Workflow> Coverage<W> {
    /// The coverage of no run.
    #[must_use]
    pub fn of() -> Self {
        let mut states = Vec::new();
        add_states(&W::definition(), 0, &mut states);
        Self { states, runs: 0, workflow: PhantomData }
    }

    /// Counts what a run has passed.
    pub fn record(&mut self, run: &Run<W>) {
        self.runs += 1;
        self.record_machine(run.visits());
    }

    fn record_machine(&mut self, visits: &[Visit]) {
        for (index, visit) in visits.iter().enumerate() {
            visit.branches.iter().for_each(|branch| self.record_machine(branch));
            let Some(state) = self.states.iter_mut().find(|state| state.name == visit.state) else {
                continue;
            };
            state.entered += 1;
            let next = visits.get(index + 1).map(|next| &*next.state);
            // An error that nobody catches takes no way out; nothing leaves a Fail state but its machine's failure.
            if next.is_some() || visit.left || visit.kind == StateKind::Fail {
                state.count(next, visit.failed);
            }
        }
    }

    /// What no run has passed: a sentence a state, and one a transition out of a state that was entered.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let states = self.states.iter().filter(|state| state.entered == 0);
        let never_entered = states.map(|state| format!("`{}` was never entered", state.name));
        let entered = self.states.iter().filter(|state| state.entered > 0);
        let never_taken = entered.flat_map(|state| {
            state.ways.iter().filter(|way| way.taken == 0).map(|way| {
                let to = way.to.as_ref().map_or_else(|| "its end".to_owned(), |to| format!("`{to}`"));
                let when = if way.when.is_empty() { String::new() } else { format!(": {}", way.when) };
                format!("`{}` never went to {to}{when}", state.name)
            })
        });
        never_entered.chain(never_taken).collect()
    }

    /// Asserts that every state was entered and every transition taken.
    ///
    /// # Panics
    ///
    /// If one was not; the message has the whole table.
    #[track_caller]
    pub fn assert_complete(&self) {
        let missing = self.missing();
        assert!(
            missing.is_empty(),
            "the tests do not cover everything\n  {}\n\n{self}",
            missing.join("\n  ")
        );
    }
}

impl StateCount {
    fn count(&mut self, to: Option<&str>, failed: bool) {
        let leads_there = |way: &&mut WayCount| way.to.as_deref() == to;
        let mut ways: Vec<&mut WayCount> = self.ways.iter_mut().filter(leads_there).collect();
        let best = ways.iter().position(|way| way.is_catch == failed).unwrap_or(0);
        if let Some(way) = ways.get_mut(best) {
            way.taken += 1;
        }
    }
}

fn add_states(machine: &StateMachine, depth: usize, states: &mut Vec<StateCount>) {
    for (name, state) in &machine.states {
        let mut counts: Vec<WayCount> = Vec::new();
        for way in ways(state) {
            let same =
                |known: &&mut WayCount| known.to.as_deref() == way.to && known.is_catch == way.is_catch;
            match counts.iter_mut().find(same) {
                Some(known) => known.when = format!("{}, or {}", known.when, way.when),
                None => counts.push(WayCount {
                    to: way.to.map(str::to_owned),
                    is_catch: way.is_catch,
                    when: way.when,
                    taken: 0,
                }),
            }
        }
        states.push(StateCount { name: name.clone(), depth, entered: 0, ways: counts });
        for inside in state.machines() {
            add_states(inside, depth + 1, states);
        }
    }
}

impl<W: Workflow> fmt::Display for Coverage<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ways = || self.states.iter().flat_map(|state| &state.ways);
        let entered = self.states.iter().filter(|state| state.entered > 0).count();
        let taken = ways().filter(|way| way.taken > 0).count();
        let runs = if self.runs == 1 { "1 run".to_owned() } else { format!("{} runs", self.runs) };
        writeln!(
            f,
            "{}: {entered} of {} states, {taken} of {} transitions, by {runs}",
            W::NAME,
            self.states.len(),
            ways().count(),
        )?;
        let rows = self.rows();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (state, goes_to) = (width(0), width(2));
        for [name, entered, to, taken, when] in &rows {
            let line = format!("  {name:state$}  {entered:>7}  {to:goes_to$}  {taken:>5}  {when}");
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

impl<W> Coverage<W> {
    fn rows(&self) -> Vec<[String; 5]> {
        let number = |count: usize| if count == 0 { "never".to_owned() } else { count.to_string() };
        let mut rows = vec![["STATE", "ENTERED", "GOES TO", "TAKEN", "WHEN"].map(str::to_owned)];
        for state in &self.states {
            let mut first = [format!("{}{}", "  ".repeat(state.depth), state.name), number(state.entered)];
            for way in &state.ways {
                let [name, entered] = std::mem::take(&mut first);
                let to = way.to.clone().unwrap_or_else(|| "(end)".to_owned());
                rows.push([name, entered, to, number(way.taken), way.when.clone()]);
            }
        }
        rows
    }
}

impl<W: Workflow> fmt::Debug for Coverage<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Coverage")
            .field("workflow", &W::NAME)
            .field("runs", &self.runs)
            .finish_non_exhaustive()
    }
}
