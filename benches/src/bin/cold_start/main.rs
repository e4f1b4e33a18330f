//! How long a cold start takes: a function that is one of several tasks, beside one that does nothing, on the same runtime.
//!
//! `cargo run --release -p workflow-benches --bin cold_start` builds both (`cold_start_tasks`, `cold_start_empty`), starts
//! them in turn, each as a process of its own against a runtime interface of this process, and prints how long it took
//! from the start of the process to its first request for work, and to its first answer. What Lambda adds before (a
//! machine, the download of the code) is the same for both. Read next: `interface.rs`.

mod interface;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;

use self::interface::Interface;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Starts functions, and prints how long that takes.
#[derive(Debug, Parser)]
struct Arguments {
    /// How often each is started, in turn
    #[arg(long, default_value_t = 200)]
    rounds: usize,
    /// A few starts: shows that it works, and measures nothing
    #[arg(long)]
    smoke: bool,
}

/// What is started, and what it is asked and answers.
struct Contender {
    name: &'static str,
    binary: &'static str,
    asked: &'static str,
    answers: &'static str,
}

const CONTENDERS: [Contender; 2] = [
    Contender { name: "an empty function", binary: "cold_start_empty", asked: "{}", answers: "{}" },
    Contender {
        name: "one task of several",
        binary: "cold_start_tasks",
        asked: r#"{"to":"ann@post.example","subject":"Hello","text":"Dear Ann"}"#,
        answers: r#"{"bytes":29}"#,
    },
];

/// How long one start took, from the start of the process.
#[derive(Clone, Copy, Debug, Default)]
struct Start {
    to_first_request: Duration,
    to_first_answer: Duration,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cold_start: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Outcome<()> {
    let rounds = if arguments.smoke { 3 } else { arguments.rounds.max(1) };
    let binaries = build()?;
    let mut starts = [const { Vec::new() }; CONTENDERS.len()];
    // The first start of each reads its file from the disk, and is not counted.
    for round in 0..=rounds {
        for ((contender, binary), starts) in CONTENDERS.iter().zip(&binaries).zip(&mut starts) {
            let start = started(contender, binary).await?;
            if round > 0 {
                starts.push(start);
            }
        }
    }
    let cores = std::thread::available_parallelism()?;
    let profile = if cfg!(debug_assertions) { ", not optimised" } else { "" };
    println!("{rounds} cold starts each, {cores} cores{profile}\n");
    println!("| milliseconds: least, median, most | to the first request | to the first answer |");
    println!("| --- | --- | --- |");
    for (contender, starts) in CONTENDERS.iter().zip(&starts) {
        let column = |of: fn(&Start) -> Duration| spread(starts.iter().map(of).collect());
        let (request, answer) =
            (column(|start| start.to_first_request), column(|start| start.to_first_answer));
        println!("| {} | {request} | {answer} |", contender.name);
    }
    Ok(())
}

/// Builds what is started, in the profile that this program has; it is put beside this program.
fn build() -> Outcome<Vec<PathBuf>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", env!("CARGO_PKG_NAME")]);
    cargo.args(CONTENDERS.iter().flat_map(|contender| ["--bin", contender.binary]));
    cargo.args((!cfg!(debug_assertions)).then_some("--release"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    let here = std::env::current_exe()?;
    let profile = here.parent().ok_or("a program is in a directory")?;
    cargo.env("CARGO_TARGET_DIR", profile.parent().ok_or("the directory is Cargo's")?);
    if !cargo.status()?.success() {
        return Err("what is measured cannot be built".into());
    }
    Ok(CONTENDERS.iter().map(|contender| profile.join(contender.binary)).collect())
}

/// Starts a function, asks it once, and ends it.
async fn started(contender: &Contender, binary: &Path) -> Outcome<Start> {
    // One of its own: what the process before still asks for is not heard.
    let mut interface = Interface::start().await?;
    let began = Instant::now();
    let mut process = Command::new(binary)
        .env("AWS_LAMBDA_RUNTIME_API", interface.address())
        .env("AWS_LAMBDA_FUNCTION_NAME", "function")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
        .env("WORKFLOW_TASK", "PostSendEmail")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let asked = interface.asked(contender.asked).await;
    // Whatever came of it, the process does not outlive its turn.
    process.kill()?;
    process.wait()?;
    let (requested, answered, answer) = asked?;
    if answer != contender.answers {
        return Err(format!("{} answers {answer}", contender.name).into());
    }
    Ok(Start { to_first_request: requested - began, to_first_answer: answered - began })
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let ms = |time: &Duration| time.as_secs_f64() * 1_000.0;
    let (least, median, most) = (times.first(), times.get(times.len() / 2), times.last());
    let of = |time: Option<&Duration>| time.map(ms).unwrap_or_default();
    format!("{:.2}, {:.2}, {:.2}", of(least), of(median), of(most))
}
