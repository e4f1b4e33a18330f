//! What executions of a definition are billed, path by path, and where a state could go.
//!
//! It knows prices (`prices.rs`), the paths of a machine (`paths.rs`) and nothing of how often each is taken.

mod advice;
mod paths;
mod prices;

use std::fmt;

use workflow_runtime::Workflow;
use workflow_runtime::asl::StateMachine;

use self::paths::{Assumed, Billed};
pub use self::prices::{Express, Prices, Standard, Tier};

/// What so many executions of a definition are billed. Its text is a report; see the methods for what it assumes.
///
/// ```
/// use workflow_aws::Cost;
/// use workflow_runtime::asl::{State, StateMachine};
///
/// let machine = StateMachine::jsonata("Work")
///     .state("Work", State::task("${Work}").next("Done"))
///     .state("Done", State::new(workflow_runtime::asl::StateKind::Succeed));
/// let report = Cost::new("Work", machine).executions(1_000_000).to_string();
/// assert!(report.contains(" 2                50.00  Work > Done"), "{report}");
/// ```
#[derive(Clone, Debug)]
pub struct Cost {
    name: String,
    definition: StateMachine,
    prices: Prices,
    executions: u32,
    items: u32,
    task_ms: u32,
    express: bool,
    memory_mb: u32,
}

impl Cost {
    /// Of a thousand executions of a STANDARD machine, at the prices that come with this crate.
    #[must_use]
    pub fn new(name: impl Into<String>, definition: StateMachine) -> Self {
        Self {
            name: name.into(),
            definition,
            prices: Prices::default(),
            executions: 1_000,
            items: 10,
            task_ms: 100,
            express: false,
            memory_mb: 64,
        }
    }

    /// [`new`](Self::new) of a workflow.
    #[must_use]
    pub fn of<W: Workflow>() -> Self {
        Self::new(W::NAME, W::definition())
    }

    /// At these prices.
    #[must_use]
    pub fn prices(mut self, prices: Prices) -> Self {
        self.prices = prices;
        self
    }

    /// Of so many executions, all on the same path.
    #[must_use]
    pub fn executions(mut self, count: u32) -> Self {
        self.executions = count;
        self
    }

    /// Where every Map has so many items; 10 otherwise.
    #[must_use]
    pub fn items(mut self, count: u32) -> Self {
        self.items = count;
        self
    }

    /// As an EXPRESS machine: billed by requests, and by time and memory.
    #[must_use]
    pub fn express(mut self) -> Self {
        self.express = true;
        self
    }

    /// Where every task takes so many milliseconds; 100 otherwise. It matters to EXPRESS alone.
    #[must_use]
    pub fn task_ms(mut self, ms: u32) -> Self {
        self.task_ms = ms;
        self
    }

    /// Where an EXPRESS execution has so much memory, which is billed in steps of 64 MB; 64 otherwise.
    #[must_use]
    pub fn memory_mb(mut self, megabytes: u32) -> Self {
        self.memory_mb = megabytes;
        self
    }

    /// Billed transitions of each path, at least and at most, with the path's states.
    #[must_use]
    pub fn transitions(&self) -> Vec<(Vec<&str>, f64, f64)> {
        let paths = paths::of(&self.definition, self.assumed());
        let ways = paths.ways.into_iter();
        ways.map(|path| (path.states, path.billed.transitions.0, path.billed.transitions.1)).collect()
    }

    fn assumed(&self) -> Assumed {
        Assumed { items: self.items, task_seconds: f64::from(self.task_ms) / 1_000.0 }
    }

    /// What is billed of an execution, and what all of them cost.
    fn line(&self, billed: Billed, states: &[&str]) -> String {
        let count = f64::from(self.executions);
        let path = states.join(" > ");
        if self.express {
            let gb_seconds = |seconds: f64| self.gb_seconds(seconds) * count;
            let (least, most) = (gb_seconds(billed.seconds.0), gb_seconds(billed.seconds.1));
            let price = |amount: f64| self.prices.requests(count) + self.prices.gb_seconds(amount);
            format!(
                "{:>WIDTH$} {:>WIDTH$}  {path}\n",
                range(least, most, 1),
                range(price(least), price(most), 2)
            )
        } else {
            let (least, most) = billed.transitions;
            let price = |transitions: f64| self.prices.transitions(transitions * count);
            format!(
                "{:>WIDTH$} {:>WIDTH$}  {path}\n",
                range(least, most, 0),
                range(price(least), price(most), 2)
            )
        }
    }

    /// Time is rounded up to 100 ms, memory to 64 MB (Step Functions pricing).
    fn gb_seconds(&self, seconds: f64) -> f64 {
        let rounded = (seconds * 10.0).ceil().max(1.0) / 10.0;
        let chunks = self.memory_mb.div_ceil(64).max(1);
        rounded * f64::from(chunks) * 64.0 / 1024.0
    }
}

/// How wide a column of numbers is.
const WIDTH: usize = 20;

fn range(least: f64, most: f64, digits: usize) -> String {
    let (least, most) = (format!("{least:.digits$}"), format!("{most:.digits$}"));
    if least == most { least } else { format!("{least} to {most}") }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Prices { as_of, region, source, currency, standard, express } = &self.prices;
        let kind = if self.express { "an EXPRESS" } else { "a STANDARD" };
        writeln!(f, "{}: {} executions of {kind} machine, all on one path", self.name, self.executions)?;
        if self.express {
            let first = express.per_gb_second.first().map_or(0.0, |tier| tier.price);
            let requests = express.per_1000000_requests;
            writeln!(f, "{requests} {currency} a million requests, {first} {currency} a GB-second at first")?;
        } else {
            let price = standard.per_1000_transitions;
            writeln!(f, "{price} {currency} a thousand transitions")?;
        }
        writeln!(f, "({source}, {region}, {as_of}; without free tiers, and without what the tasks cost)\n")?;
        let paths = paths::of(&self.definition, self.assumed());
        let head = if self.express { "GB-seconds" } else { "transitions" };
        writeln!(f, "{head:>WIDTH$} {currency:>WIDTH$}  path")?;
        for path in &paths.ways {
            f.write_str(&self.line(path.billed, &path.states))?;
        }
        if paths.more {
            writeln!(f, "… and more paths than these")?;
        }
        if !paths.rounds.is_empty() {
            writeln!(f, "\nmore for each round of")?;
            for round in &paths.rounds {
                f.write_str(&self.line(round.billed, &round.states))?;
            }
        }
        if !self.express {
            writeln!(
                f,
                "\nEach retry of a state is a transition more. Maps have {} items here.",
                self.items
            )?;
        } else {
            let (ms, items) = (self.task_ms, self.items);
            writeln!(
                f,
                "\nEach task takes {ms} ms here, waits what is written down, and Maps have {items} items."
            )?;
        }
        let advice = advice::of(&self.definition);
        if !advice.is_empty() {
            writeln!(f, "\nwhere a state could go:")?;
            advice.iter().try_for_each(|words| writeln!(f, "  {words}"))?;
        }
        Ok(())
    }
}
