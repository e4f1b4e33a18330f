//! The verbs that every example takes: `run`; `list`, `show`, `stop`, `redrive`, `approve`, `deny` for executions that
//! are kept in a store; `export`, `diagram`, `states`, `transitions`, `template`, `cost`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use serde::de::DeserializeOwned;
use tracing_subscriber::filter::LevelFilter;
use workflow_runtime::Workflow;
use workflow_runtime::asl::{self, Report, StateMachine, diagram};

use crate::durable::{self, Decision, Place, Verdict};
use crate::input::Source;
use crate::{Problem, Stage, cost, deploy, stage};

/// An example: a workflow, what it works on, and how it is run.
pub trait Example {
    /// The workflow, which the verbs print.
    type Workflow: Workflow;
    /// The workflow with the world that executions in a store work in.
    type Live: Workflow;
    /// The shape of the input document.
    type Input: DeserializeOwned;
    /// The example's own options; [`NoOptions`] if there are none.
    type Options: Args;
    /// What `approve` and `deny` say; [`NoDecision`](durable::NoDecision) if nothing waits for a person.
    type Decision: Decision;

    /// The input document when none is named, as JSON.
    const INPUT: &'static str;
    /// Whether waits are real without `--real-time`, because the world is.
    const IN_REAL_TIME: bool = false;

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

    /// What executions in a store begin with, each under a name of its own: the same names for the same input.
    fn executions(
        input: Self::Input,
        options: &Self::Options,
    ) -> Vec<(String, <Self::Live as Workflow>::Input)>;

    /// The world that executions in a store work in. It lasts as long as the store does, and stands beside it.
    ///
    /// # Errors
    ///
    /// What keeps that world from being there.
    fn live(options: Self::Options, place: &Place) -> impl Future<Output = Result<Self::Live, Problem>>;

    /// How far an execution in a store is, if that can be told from its state: how much is done, of how much.
    fn progress(state: &<Self::Live as Workflow>::State) -> Option<(u64, u64)> {
        let _ = state;
        None
    }

    /// What a person wants to read of an output beside its JSON.
    fn report(output: &<Self::Live as Workflow>::Output) -> Option<String> {
        let _ = output;
        None
    }

    /// Works on the input in a store. Only an example that does more than begin executions and wait for them has one of
    /// its own.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), and if the store cannot be used.
    fn run_in_store(
        input: Self::Input,
        options: Self::Options,
        place: &Place,
        patience: Duration,
        stage: &Stage,
    ) -> impl Future<Output = Result<(), Problem>>
    where
        Self: Sized,
    {
        durable::run::<Self>(input, options, place, patience, stage)
    }
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
    /// List the executions in a store, whether somebody runs it or not
    List {
        #[command(flatten)]
        filter: durable::Filter,
        #[command(flatten)]
        kept: Kept,
    },
    /// Show an execution in a store: the states it passed, how often they were tried, its history
    Show {
        /// The name of the execution
        name: String,
        #[command(flatten)]
        depth: durable::Depth,
        #[command(flatten)]
        kept: Kept,
    },
    /// Stop an execution in a store, by whoever runs it now or next
    Stop {
        /// The name of the execution
        name: String,
        /// The name of the error that it ends with
        #[arg(long, default_value = "Stopped")]
        error: String,
        /// Why
        #[arg(long)]
        cause: Option<String>,
        #[command(flatten)]
        kept: Kept,
    },
    /// Have an execution in a store that failed go on from the state that failed
    Redrive {
        /// The name of the execution
        name: String,
        #[command(flatten)]
        kept: Kept,
    },
    /// Say yes to what waits for a person
    Approve {
        /// The token, as it is printed by who asks and by `show`; or the name of an execution that waits for one answer
        token: String,
        #[command(flatten)]
        kept: Kept,
    },
    /// Say no to what waits for a person
    Deny {
        /// The token, as it is printed by who asks and by `show`; or the name of an execution that waits for one answer
        token: String,
        /// Why
        #[arg(long, default_value = "no reason was given")]
        reason: String,
        #[command(flatten)]
        kept: Kept,
    },
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
    /// Print how the workflow is deployed: an AWS SAM template
    Template(deploy::Options),
    /// Print what executions are billed on AWS, path by path
    Cost(cost::Options),
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
    /// Keep executions in FILE, where they survive whatever happens to this process
    ///
    /// Killed anywhere and run again with the same input, each execution goes on where it was; one that is over is only
    /// reported. A file that is not there is made; what the simulated world has to remember stands beside it. Time is
    /// real, because others may look on (`list`, `show`) and have a say (`stop`, `redrive`, `approve`, `deny`) meanwhile.
    /// What such a verb leaves while nobody runs the store is done first by the next run.
    ///
    /// A run ends when everything has ended, or when all that is left waits longer than its patience: then it says when
    /// that is due, and the next run goes on. While something waits for a person, it stays.
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// With --store: how long a wait the run stays for
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "store")]
    patience: u64,
    #[command(flatten)]
    options: O,
}

/// Where executions are kept.
#[derive(Debug, Args)]
struct Kept {
    /// The file in which executions are kept, as `run --store` made it
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
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
        Verb::List { filter, kept } => in_real_time(durable::list::<E>(&kept.place(), &filter)),
        Verb::Show { name, depth, kept } => in_real_time(durable::show::<E>(&kept.place(), &name, depth)),
        Verb::Stop { name, error, cause, kept } => {
            in_real_time(durable::stop::<E>(&kept.place(), name, error, cause))
        }
        Verb::Redrive { name, kept } => in_real_time(durable::redrive::<E>(&kept.place(), name)),
        Verb::Approve { token, kept } => {
            in_real_time(durable::decide::<E>(&kept.place(), token, Verdict::Approved))
        }
        Verb::Deny { token, reason, kept } => {
            in_real_time(durable::decide::<E>(&kept.place(), token, Verdict::Denied { reason }))
        }
        Verb::Export => export(&E::Workflow::report(), &definition()),
        Verb::Diagram { format: Format::Mermaid } => stage::print(&diagram::mermaid(&definition())),
        Verb::Diagram { format: Format::Dot } => stage::print(&diagram::graphviz(&definition())),
        Verb::States => stage::print(&asl::table(&definition())),
        Verb::Template(options) => deploy::template::<E::Workflow>(&options),
        Verb::Cost(options) => cost::print::<E::Workflow>(&options),
        Verb::Transitions => stage::print(&asl::transitions(&definition()).to_string()),
    }
}

fn run<E: Example>(arguments: Run<E::Options>) -> Result<(), Problem> {
    let Run { input, real_time, store, patience, options } = arguments;
    let input = Source::named(input.as_deref(), E::INPUT).read()?;
    let real_time = real_time || E::IN_REAL_TIME;
    // An engine whose store has no room, or fails, says so here.
    let _ =
        tracing_subscriber::fmt().with_max_level(LevelFilter::ERROR).with_writer(std::io::stderr).try_init();
    let Some(store) = store else {
        return in_time(real_time, E::run(input, options, &Stage::new(real_time)));
    };
    let (place, stage) = (Place::at(&store), Stage::new(true));
    in_real_time(E::run_in_store(input, options, &place, Duration::from_secs(patience), &stage))
}

fn in_real_time(work: impl Future<Output = Result<(), Problem>>) -> Result<(), Problem> {
    in_time(true, work)
}

fn in_time(real: bool, work: impl Future<Output = Result<(), Problem>>) -> Result<(), Problem> {
    // With its clock paused, tokio goes on to the next timer as soon as nothing else is left to do.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(!real)
        .build()
        .map_err(|error| Problem::new(format_args!("cannot start: {error}")))?;
    let result = runtime.block_on(work);
    // A read of standard input cannot be given up: an example that has what it needs does not wait for it.
    runtime.shutdown_background();
    result
}

impl Kept {
    fn place(&self) -> Place {
        Place::at(&self.store)
    }
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
