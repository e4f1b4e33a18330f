//! Durable steps a second, beside the physical limit and beside other Rust crates, in one run.
//!
//! `cargo run --release -p workflow-benches --bin durable` prints a table; what is measured, and what came of it, is in
//! `docs/performance.md`. Read next: `../../load.rs` (the load), `../../log.rs` (the limit).

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use workflow_benches::load::{Cargo, Meter, Report, STEPS, drive};
use workflow_benches::log::Log;

/// Drives executions of ten steps, each step durable, and prints what they took.
#[derive(Debug, Parser)]
struct Arguments {
    /// Executions at a time
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64, 256, 1024])]
    at_a_time: Vec<usize>,
    /// Seconds that each contender runs, each time
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// How often each is run, taking turns; the medians are printed
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Where the files are made: the disk that is measured
    #[arg(long, value_name = "DIRECTORY", default_value = "target")]
    directory: PathBuf,
    /// Also drive the crates of `benches/peers`, which are built first
    #[arg(long)]
    peers: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    println!(
        "{} cores; fsync on: nothing is acknowledged before it is on the disk, if not said otherwise",
        std::thread::available_parallelism()?
    );
    println!("medians of {}, {} s each", arguments.rounds, arguments.seconds);
    for &at_a_time in &arguments.at_a_time {
        for reports in rounds(&arguments, at_a_time)? {
            print(&reports);
        }
    }
    Ok(())
}

/// The reports of each contender.
fn rounds(arguments: &Arguments, at_a_time: usize) -> Result<Vec<Vec<Report>>, Box<dyn std::error::Error>> {
    let lasting = Duration::from_secs(arguments.seconds);
    let mut reports: Vec<Vec<Report>> = Vec::new();
    for _ in 0..arguments.rounds {
        let mut round = vec![on_runtime(log(&arguments.directory, at_a_time, lasting))??];
        if arguments.peers {
            round.push(peer("cano", at_a_time, arguments)?);
            round.push(peer("durare", at_a_time, arguments)?);
        }
        reports.resize_with(round.len(), Vec::new);
        for (all, report) in reports.iter_mut().zip(round) {
            all.push(report);
        }
    }
    Ok(reports)
}

fn on_runtime<T>(future: impl Future<Output = T>) -> std::io::Result<T> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(future))
}

/// The physical limit: the same records appended to a log.
async fn log(directory: &Path, at_a_time: usize, lasting: Duration) -> std::io::Result<Report> {
    let directory = tempfile::tempdir_in(directory)?;
    let log = Log::create(&directory.path().join("log"))?;
    let meter = Meter::new(at_a_time);
    let ticks = Arc::clone(&meter);
    Ok(drive("log (append + fdatasync)", meter, at_a_time, lasting, move |worker, _| {
        let (log, ticks) = (log.clone(), Arc::clone(&ticks));
        async move {
            let mut cargo = Cargo::new(worker);
            for step in 0..=STEPS {
                cargo.step = step;
                log.append(serde_json::to_vec(&cargo).unwrap_or_default()).await;
                if step < STEPS {
                    ticks.tick(worker);
                }
            }
        }
    })
    .await)
}

/// Another crate, in a process of its own.
fn peer(name: &str, at_a_time: usize, arguments: &Arguments) -> Result<Report, Box<dyn std::error::Error>> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/Cargo.toml");
    let output = Command::new("cargo")
        .args(["run", "--quiet", "--release", "--manifest-path"])
        .arg(&manifest)
        .arg("--target-dir")
        .arg(manifest.with_file_name("../../target/peers"))
        .args(["--", name, &at_a_time.to_string(), &arguments.seconds.to_string()])
        .current_dir(&arguments.directory)
        .output()?;
    if !output.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// One line: the medians of a contender's reports.
fn print(reports: &[Report]) {
    let Some(first) = reports.first() else { return };
    let median = |of: fn(&Report) -> f64| {
        let mut values: Vec<f64> = reports.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!(
        "{:>5} at a time  {:<34} {:>9.0} steps/s  p50 {:>7.3} ms  p99 {:>7.3} ms  {:>6.1} CPU µs  {:>6.0} bytes",
        first.at_a_time,
        first.contender,
        median(|report| report.per_second),
        median(|report| report.p50_ms),
        median(|report| report.p99_ms),
        median(|report| report.cpu_us),
        median(|report| report.bytes),
    );
}
