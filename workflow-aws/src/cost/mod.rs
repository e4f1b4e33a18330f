//! What executions of a definition are billed, path by path, and where a state could go.
//!
//! It knows prices (`prices.rs`) and how long a path takes (`seconds.rs`), and nothing of how often it is taken. The paths
//! and their transitions are [`asl::transitions`](workflow_runtime::asl::transitions()).

mod advice;
mod prices;
mod seconds;

use std::fmt;

use workflow_runtime::Workflow;
use workflow_runtime::asl::{PathCost, StateMachine, transitions};

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

    /// What is billed of an execution, and what all of them cost.
    fn line(&self, path: &PathCost) -> String {
        let count = f64::from(self.executions);
        let states = path.states.join(" > ");
        if self.express {
            let task_seconds = f64::from(self.task_ms) / 1_000.0;
            let (least, most) = seconds::along(&self.definition, &path.states, task_seconds);
            let (least, most) = (self.gb_seconds(least) * count, self.gb_seconds(most) * count);
            let price = |amount: f64| self.prices.requests(count) + self.prices.gb_seconds(amount);
            format!(
                "{:>WIDTH$} {:>WIDTH$}  {states}\n",
                range(least, most, 1),
                range(price(least), price(most), 2)
            )
        } else {
            let items = u64::from(self.items);
            let least = path.least + path.items.iter().map(|(_, least, _)| items * least).sum::<u64>();
            let most = path.most + path.items.iter().map(|(_, _, most)| items * most).sum::<u64>();
            let price = |transitions: u64| self.prices.transitions(number(transitions) * count);
            let transitions = range(number(least), number(most), 0);
            format!("{transitions:>WIDTH$} {:>WIDTH$}  {states}\n", range(price(least), price(most), 2))
        }
    }

    /// Time is rounded up to 100 ms, memory to 64 MB (Step Functions pricing).
    fn gb_seconds(&self, seconds: f64) -> f64 {
        let rounded = (seconds * 10.0).ceil().max(1.0) / 10.0;
        let chunks = self.memory_mb.div_ceil(64).max(1);
        rounded * f64::from(chunks) * 64.0 / 1024.0
    }
}

fn number(count: u64) -> f64 {
    // A definition has fewer states than 2^53.
    #[allow(clippy::cast_precision_loss, reason = "see above")]
    let number = count as f64;
    number
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
        let paths = transitions(&self.definition);
        let head = if self.express { "GB-seconds" } else { "transitions" };
        writeln!(f, "{head:>WIDTH$} {currency:>WIDTH$}  path")?;
        for path in &paths.paths {
            f.write_str(&self.line(path))?;
        }
        if paths.truncated {
            writeln!(f, "… and more paths than these")?;
        }
        if !paths.laps.is_empty() {
            writeln!(f, "\nmore for each lap of")?;
            for lap in &paths.laps {
                f.write_str(&self.line(lap))?;
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
