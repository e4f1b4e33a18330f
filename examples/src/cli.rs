//! The verbs that every example takes: `run`, `export`, `diagram`, `states`, `transitions`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use serde::de::DeserializeOwned;
use workflow_runtime::Workflow;
use workflow_runtime::asl::{self, Report, StateMachine, diagram};

use crate::input::Source;
use crate::{Problem, Stage, stage};

/// An example: a workflow, what it works on, and how it is run.
pub trait Example {
    /// The workflow, which the verbs print.
    type Workflow: Workflow;
    /// The shape of the input document.
    type Input: DeserializeOwned;
    /// Options beside `--input` and `--real-time`; [`NoOptions`] if there are none.
    type Options: Args;

    /// The input document when none is named, as JSON.
    const INPUT: &'static str;

    /// Works on the input, and says on the stage what happens.
    ///
    /// # Errors
    ///
    /// What keeps the example from doing its work; an execution that fails as its workflow means it to is none.
    fn run(
        input: Self::Input,
        options: Self::Options,
        stage: &Stage,
    ) -> impl Future<Output = Result<(), Problem>>;
}

/// The options of an example that has none of its own.
#[derive(Clone, Copy, Debug, Args)]
pub struct NoOptions {}

/// The whole `main` of an example.
///
/// It ends with success, with 1 and one line on standard error if the example cannot do its work, or with 2 if its
/// command line is wrong.
#[must_use]
pub fn main<E: Example>() -> ExitCode {
    match parse::<E>().and_then(obey::<E>) {
        Ok(()) | Err(Problem::OutputClosed) => ExitCode::SUCCESS,
        Err(Problem::Told(words)) => {
            eprintln!("error: {words}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Cli<O: Args> {
    #[command(subcommand)]
    verb: Option<Verb<O>>,
    #[command(flatten)]
    run: Run<O>,
}

#[derive(Debug, Subcommand)]
enum Verb<O: Args> {
    /// Work on the input (the default)
    Run(Run<O>),
    /// Print the workflow in Amazon States Language
    Export,
    /// Print the workflow as a state diagram
    Diagram {
        /// For which tool
        #[arg(long, value_enum, default_value_t = Format::Mermaid)]
        format: Format,
    },
    /// Print the table of states and transitions
    States,
    /// Print what each path costs on AWS, in billed transitions
    Transitions,
}

#[derive(Debug, Args)]
struct Run<O: Args> {
    /// The input, a JSON file; `-` reads standard input [default: the example's own]
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Really wait; otherwise time is simulated, and waits pass at once
    #[arg(long)]
    real_time: bool,
    #[command(flatten)]
    options: O,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Mermaid, which code hosts and editors show
    Mermaid,
    /// Graphviz
    Dot,
}

/// Reads the command line. A wrong one ends the process, as clap does; the help speaks with the workflow's own comment.
fn parse<E: Example>() -> Result<Cli<E::Options>, Problem> {
    let about = E::Workflow::definition().comment.unwrap_or_default();
    let matches = Cli::<E::Options>::command().about(about).get_matches();
    Cli::from_arg_matches(&matches).map_err(Problem::new)
}

fn obey<E: Example>(cli: Cli<E::Options>) -> Result<(), Problem> {
    let definition = E::Workflow::definition;
    match cli.verb.unwrap_or(Verb::Run(cli.run)) {
        Verb::Run(arguments) => run::<E>(arguments),
        Verb::Export => export(&E::Workflow::report(), &definition()),
        Verb::Diagram { format: Format::Mermaid } => stage::print(&diagram::mermaid(&definition())),
        Verb::Diagram { format: Format::Dot } => stage::print(&diagram::graphviz(&definition())),
        Verb::States => stage::print(&asl::table(&definition())),
        Verb::Transitions => stage::print(&asl::transitions(&definition()).to_string()),
    }
}

fn run<E: Example>(Run { input, real_time, options }: Run<E::Options>) -> Result<(), Problem> {
    let input = Source::named(input.as_deref(), E::INPUT).read()?;
    // With its clock paused, tokio goes on to the next timer as soon as nothing else is left to do.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(!real_time)
        .build()
        .map_err(|error| Problem::new(format_args!("cannot start: {error}")))?;
    let result = runtime.block_on(E::run(input, options, &Stage::new(real_time)));
    // A read of standard input cannot be given up: an example that has what it needs does not wait for it.
    runtime.shutdown_background();
    result
}

/// Prints a definition that AWS would take, and on standard error what costs money or breaks late; of any other, what is
/// wrong with it.
fn export(report: &Report, definition: &StateMachine) -> Result<(), Problem> {
    let Report { findings, warnings } = report;
    if findings.is_empty() {
        warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
        return stage::print(&format!("{definition:#}\n"));
    }
    let findings: Vec<String> = findings.iter().map(|finding| format!("\n  {finding}")).collect();
    Err(Problem::new(format_args!("the definition is not valid{}", findings.concat())))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use workflow_runtime::asl::{self, State, StateMachine};

    use super::{Cli, NoOptions, export};

    #[test]
    fn the_command_line_is_sound() {
        Cli::<NoOptions>::command().debug_assert();
    }

    #[test]
    fn a_definition_that_is_not_valid_is_not_exported() {
        let nowhere = StateMachine::jsonata("First").state("First", State::pass().next("Second"));
        let problem = export(&asl::report("Test", &nowhere), &nowhere)
            .expect_err("there is no state `Second`")
            .to_string();
        assert!(problem.contains("[unknown-next]"), "{problem}");
    }

    #[test]
    fn a_definition_is_not_exported_under_a_name_that_aws_refuses() {
        let machine = StateMachine::jsonata("First").state("First", State::succeed());
        let problem = export(&asl::report(&"x".repeat(81), &machine), &machine)
            .expect_err("the name is too long")
            .to_string();
        assert!(problem.contains("[machine-name]"), "{problem}");
    }
}
