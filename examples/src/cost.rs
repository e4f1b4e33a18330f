//! The verb `cost`: what executions are billed on AWS.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use workflow_aws::{Cost, Prices};
use workflow_runtime::Workflow;

use crate::{Problem, stage};

/// What is assumed of executions.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// How many executions
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    executions: u32,
    /// How many items every Map has
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    items: u32,
    /// As an EXPRESS machine, billed by time
    #[arg(long)]
    express: bool,
    /// How long a task takes, for EXPRESS
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 100)]
    task_ms: u32,
    /// Other prices, in a file like `workflow-aws/src/cost/prices.json`
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
}

/// Prints what executions of a workflow are billed.
pub(crate) fn print<W: Workflow>(options: &Options) -> Result<(), Problem> {
    let mut cost =
        Cost::of::<W>().executions(options.executions).items(options.items).task_ms(options.task_ms);
    if options.express {
        cost = cost.express();
    }
    if let Some(file) = &options.prices {
        let told = |error: &dyn std::fmt::Display| Problem::new(format_args!("{}: {error}", file.display()));
        let text = fs::read_to_string(file).map_err(|error| told(&error))?;
        cost = cost.prices(Prices::from_json(&text).map_err(|error| told(&error))?);
    }
    stage::print(&cost.to_string())
}
