//! The verb `template`: how a workflow is deployed on AWS, printed or written to a directory.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use workflow_aws::{LogLevel, Template};
use workflow_runtime::Workflow;

use crate::{Problem, stage};

/// What can be chosen of a deployment.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Write `template.yaml` and the definition to this directory, and print nothing
    #[arg(long, value_name = "DIRECTORY")]
    directory: Option<PathBuf>,
    /// An EXPRESS machine: at most five minutes, and no waiting for jobs or people
    #[arg(long)]
    express: bool,
    /// Which events are logged
    #[arg(long, value_enum, default_value_t = Level::Error)]
    log: Level,
    /// Log inputs and outputs too
    #[arg(long)]
    log_payloads: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    /// Every event
    All,
    /// Failures of executions and states
    Error,
    /// Failures of executions
    Fatal,
    /// Nothing
    Off,
}

/// Prints the template of a workflow, or writes it beside its definition.
pub(crate) fn template<W: Workflow>(options: &Options) -> Result<(), Problem> {
    let mut template = Template::of::<W>().log_level(match options.log {
        Level::All => LogLevel::All,
        Level::Error => LogLevel::Error,
        Level::Fatal => LogLevel::Fatal,
        Level::Off => LogLevel::Off,
    });
    if options.express {
        template = template.express();
    }
    if options.log_payloads {
        template = template.log_payloads();
    }
    let deployment = template.render().map_err(Problem::new)?;
    let Some(directory) = &options.directory else { return stage::print(&deployment.template) };
    let written = deployment.write_to(directory);
    written.map_err(|error| Problem::new(format_args!("cannot write below {}: {error}", directory.display())))
}
