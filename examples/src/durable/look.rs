//! What is in a store: executions in a table, and one of them with its path and its history.

use clap::{Args, ValueEnum};
use workflow_runtime::engine::{Doing, Remote, Shown, ShownMachine};
use workflow_runtime::observer::HistoryEvent;
use workflow_runtime::store::{ExecutionId, ExecutionStatus, ListFilter, Summary};
use workflow_runtime::{Observer as _, Workflow};

use super::{Place, told};
use crate::trail::{Trail, in_words};
use crate::{Example, Problem, stage};

/// How many events are read at a time.
const PAGE: usize = 1_000;

/// Which executions are listed.
#[derive(Clone, Debug, Args)]
pub(crate) struct Filter {
    /// Only those that stand like this
    #[arg(long, value_enum)]
    status: Option<Status>,
    /// Only those whose name begins like this
    #[arg(long, value_name = "BEGINNING")]
    name: Option<String>,
    /// At most so many, the newest first
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    limit: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Status {
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
}

impl From<Status> for ExecutionStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Running => Self::Running,
            Status::Succeeded => Self::Succeeded,
            Status::Failed => Self::Failed,
            Status::TimedOut => Self::TimedOut,
            Status::Aborted => Self::Aborted,
        }
    }
}

/// Prints the executions of the workflow.
pub(crate) async fn list<E: Example>(place: &Place, filter: &Filter) -> Result<(), Problem> {
    let remote = place.remote()?;
    let chosen = ListFilter {
        workflow: Some(E::Workflow::NAME.to_owned()),
        status: filter.status.map(ExecutionStatus::from),
        name_prefix: filter.name.clone(),
    };
    let found = remote.list(&chosen, None, filter.limit).await.map_err(told)?;
    if found.is_empty() {
        return stage::print(&format!("{} has no such execution of {}\n", place.store(), E::Workflow::NAME));
    }
    let rows: Vec<[String; 4]> = found.iter().map(row).collect();
    stage::print(&table(["NAME", "STATUS", "STARTED", "TOOK"], &rows))
}

fn row(Summary { name, status, started_at, finished_at, .. }: &Summary) -> [String; 4] {
    let took = finished_at.map(|at| in_words(at.duration_since(*started_at).unsigned_abs()));
    [name.clone(), status.to_string(), format!("{started_at:.0}"), took.unwrap_or_default()]
}

/// Lines with their columns one below the other.
fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = head.map(|title| title.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: [&str; N]| {
        let padded: Vec<String> =
            cells.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let body: String = rows.iter().map(|row| line(row.each_ref().map(String::as_str))).collect();
    line(head) + &body
}

/// How much of an execution is shown.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Depth {
    /// Inputs and outputs in full, however long they are
    #[arg(long)]
    full: bool,
}

/// Prints one execution: how it stands, the states that it passed, what it does, its history.
pub(crate) async fn show<E: Example>(place: &Place, name: &str, depth: Depth) -> Result<(), Problem> {
    let remote = place.remote()?;
    let id = place.find::<E>(&remote, name).await?;
    let shown = remote.show(id).await.map_err(told)?;
    stage::print(&status(&shown, depth))?;
    let trail = Trail::new();
    let mut events = remote.events(id).await.map_err(told)?;
    let mut rows = Vec::new();
    loop {
        let page = events.next(PAGE).await.map_err(told)?;
        if page.is_empty() {
            break;
        }
        page.iter().for_each(|event| trail.observe(event));
        rows.extend(page.iter().map(|event| event_row(event, depth)));
    }
    stage::print(&format!("path:     {trail}\n"))?;
    if shown.status == ExecutionStatus::Running {
        let machines: Vec<[String; 3]> = shown.machines.iter().map(machine_row).collect();
        stage::print(&format!("\n{}", table(["STATE", "ATTEMPTS", "DOING"], &machines)))?;
    }
    stage::print(&format!("\n{}", table(["ID", "AFTER", "TIME", "BRANCH", "EVENT"], &rows)))
}

/// How an execution stands, a line a fact.
fn status(shown: &Shown, depth: Depth) -> String {
    let mut lines = vec![
        ("name", shown.name.clone()),
        ("status", shown.status.to_string()),
        ("started", format!("{:.0}", shown.started_at)),
    ];
    if let Some(at) = shown.finished_at {
        let took = in_words(at.duration_since(shown.started_at).unsigned_abs());
        lines.push(("ended", format!("{at:.0}, after {took}")));
    }
    if shown.redrives > 0 {
        lines.push(("redrives", shown.redrives.to_string()));
    }
    let payloads = [("input", &shown.input), ("output", &shown.output)];
    let payloads = payloads.into_iter().filter_map(|(what, value)| Some((what, value.as_ref()?.to_string())));
    lines.extend(payloads.map(|(what, text)| (what, cut(&text, depth))));
    if let Some(error) = &shown.error {
        let cause = shown.cause.as_ref().map(|cause| format!(": {cause}")).unwrap_or_default();
        lines.push(("error", format!("{error}{cause}")));
    }
    lines.into_iter().map(|(what, text)| format!("{:<9} {text}\n", format!("{what}:"))).collect()
}

/// What a machine does: the main one, or a branch.
fn machine_row(machine: &ShownMachine) -> [String; 3] {
    let doing = match &machine.doing {
        Doing::Running => "runs".to_owned(),
        Doing::Waiting { until } => format!("waits until {until:.0}"),
        Doing::BackingOff { until } => format!("is tried again at {until:.0}"),
        Doing::Callback { token, until } => {
            let until = until.map(|until| format!(" until {until:.0}")).unwrap_or_default();
            format!("waits{until} for {token}")
        }
        Doing::Branches { count, succeeded } => format!("{succeeded} of {count} branches have succeeded"),
        Doing::Nested { execution } => format!("waits for execution {execution}"),
        _ => String::new(),
    };
    [machine.to_string(), machine.attempts.to_string(), doing]
}

fn event_row(event: &HistoryEvent, depth: Depth) -> [String; 5] {
    let branch: Vec<String> = event.path.iter().map(usize::to_string).collect();
    [
        event.id.to_string(),
        event.previous_event_id.to_string(),
        event.timestamp.strftime("%H:%M:%S%.3f").to_string(),
        branch.join("."),
        cut(&event.details.to_string(), depth),
    ]
}

/// A text in one line that is not too long to be looked over.
fn cut(text: &str, depth: Depth) -> String {
    const WIDTH: usize = 100;
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) if !depth.full => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}

/// The states that an execution passed.
pub(super) async fn trail(remote: &Remote, id: ExecutionId) -> Result<Trail, Problem> {
    let trail = Trail::new();
    let mut events = remote.events(id).await.map_err(told)?;
    loop {
        let page = events.next(PAGE).await.map_err(told)?;
        if page.is_empty() {
            return Ok(trail);
        }
        page.iter().for_each(|event| trail.observe(event));
    }
}
