//! Durable steps a second and what else durability costs, beside the physical limit and beside other engines.
//!
//! `cargo run --release -p workflow-benches --bin durable` prints tables, and every goal beside its number. What came of
//! it is in `docs/performance.md`. Read next: `steps.rs`, `waiting.rs`, `branches.rs`, `inbox.rs` (what is measured),
//! `workflows.rs` (what is driven), and of the library `load.rs` (the load) and `log.rs` (the limit).

mod branches;
mod check;
mod goals;
mod inbox;
mod memory;
mod peers;
mod steps;
mod tokens;
mod waiting;
mod workflows;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use self::peers::Peer;

/// What can fail here fails the run.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Drives durable executions, and prints what they took beside what is wanted.
///
/// Every output is checked, and so is what the store has afterwards.
#[derive(Debug, Parser)]
struct Arguments {
    /// What is measured
    #[arg(value_enum, default_values_t = [Measure::Steps])]
    what: Vec<Measure>,
    /// Executions at a time, of `steps`
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64, 256, 1024])]
    at_a_time: Vec<usize>,
    /// Seconds that each contender runs, each time
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// How often each is run, taking turns; the medians are printed
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Executions that wait, of `waiting`
    #[arg(long, default_value_t = 1_000_000)]
    executions: usize,
    /// Commands that another process leaves, of `inbox`
    #[arg(long, default_value_t = 500)]
    commands: usize,
    /// Where the files are made: the disk that is measured
    #[arg(long, value_name = "DIRECTORY", default_value = "target")]
    directory: PathBuf,
    /// Also drive the engines of `benches/peers`, of `steps`; those in Rust are built first
    #[arg(long)]
    peers: bool,
    /// Drive the engine without the log beside it, of `steps`: for a profiler
    #[arg(long, conflicts_with = "peers")]
    alone: bool,
    /// Everything once and briefly: shows that it works, and measures nothing
    #[arg(long)]
    smoke: bool,
    /// Starts an engine on a store, and prints how long that took
    #[arg(long, value_name = "FILE", hide = true)]
    ready: Option<PathBuf>,
    /// Leaves commands in a store that another process has
    #[arg(long, value_name = "FILE", hide = true)]
    leave: Option<PathBuf>,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Measure {
    /// Executions of ten steps
    Steps,
    /// A million executions that wait
    Waiting,
    /// Branches of Parallel and Map
    Branches,
    /// What another process leaves in the inbox
    Inbox,
}

impl Arguments {
    fn what(&self) -> &[Measure] {
        if self.smoke { Measure::value_variants() } else { &self.what }
    }

    fn at_a_time(&self) -> Vec<usize> {
        if self.smoke { vec![1, 64] } else { self.at_a_time.clone() }
    }

    fn rounds(&self) -> usize {
        if self.smoke { 1 } else { self.rounds.max(1) }
    }

    fn lasting(&self) -> Duration {
        if self.smoke { Duration::from_millis(200) } else { Duration::from_secs(self.seconds) }
    }

    fn executions(&self) -> usize {
        if self.smoke { 10_000 } else { self.executions }
    }

    fn commands(&self) -> usize {
        if self.smoke { 20 } else { self.commands }
    }
}

fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    if let Some(path) = &arguments.ready {
        println!("{}", serde_json::to_string(&on_runtime(waiting::ready(path))??)?);
        return Ok(());
    }
    if let Some(path) = &arguments.leave {
        return on_runtime(inbox::leave(path, arguments.commands))?;
    }
    fs::create_dir_all(&arguments.directory)?;
    println!(
        "{} cores, load average {}; {} s each; SQLite in WAL mode, synchronous=FULL: fsync before every answer",
        std::thread::available_parallelism()?,
        fs::read_to_string("/proc/loadavg").unwrap_or_default().trim(),
        arguments.lasting().as_secs_f64(),
    );
    let peers = if arguments.peers { Peer::found() } else { Vec::new() };
    let mut goals = Vec::new();
    for measure in arguments.what() {
        goals.extend(match measure {
            Measure::Steps => steps::run(&arguments, &peers)?,
            Measure::Waiting => waiting::run(&arguments)?,
            Measure::Branches => branches::run(&arguments)?,
            Measure::Inbox => inbox::run(&arguments)?,
        });
    }
    if arguments.smoke {
        println!("\nEverything ran and every result was right; such short runs say nothing of the goals.");
    } else {
        goals::print(&goals);
        println!("\nload average {}", fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    }
    Ok(())
}

fn on_runtime<T>(future: impl Future<Output = T>) -> std::io::Result<T> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(future))
}
