//! Real kills: an executable that runs executions of all shapes is killed at random moments, over and over, and goes on.
//!
//! 200 times; `DURABLE_KILLS` says another number (1,000 is what a release is tested with), and `DURABLE_KILLS_SEED`
//! repeats a run as far as the scheduler of the system lets it. The moment of a kill is counted in lines that the process
//! has printed, and then a little later, so that it falls anywhere between two of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use workflow_runtime::engine::Engine;
use workflow_runtime::store::{ExecutionStatus, MemoryStore, SqliteReader, SqliteStore};
use workflow_tests::durable::cut::Story as _;
use workflow_tests::durable::fast_directory;
use workflow_tests::durable::record::{Record, Recorded};
use workflow_tests::seeds::{number, seed};

use crate::shapes::AtOnce;

/// Starts the executable for a life in which it begins `new` executions.
pub(crate) fn start(directory: &Path, life: u64, new: u64) -> Child {
    Command::new(env!("CARGO_BIN_EXE_killed"))
        .args([directory.display().to_string(), life.to_string(), new.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the executable starts")
}

/// Lives until so many lines are printed, or nothing is left to be done, and a little longer; then it is killed.
fn live_and_die(directory: &Path, life: u64, random: &mut Rng) {
    let mut child = start(directory, life, random.u64(0..=4));
    let lines = if random.u8(..20) == 0 { 0 } else { random.usize(1..40) };
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    for line in stdout.by_ref().lines().take(lines) {
        if line.expect("it prints text") == "idle" {
            break;
        }
    }
    std::thread::sleep(Duration::from_micros(random.u64(0..2_000)));
    child.kill().expect("it is running");
    let status = child.wait().expect("it was started here");
    assert!(!status.success(), "it was killed: {status}");
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        assert_eq!(status.signal(), Some(9), "life {life} was killed, and did not end by itself");
    }
}

/// The whole lines of a file from a byte on, after the word they begin with.
fn lines(path: &Path, from: usize, word: &str) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text[from..].lines().filter_map(|line| line.strip_prefix(word)).map(str::to_owned).collect()
}

/// The keys whose success the store has, of the executions that were not over when it was read last.
struct Successes {
    keys: BTreeSet<String>,
    over: BTreeSet<String>,
}

impl Successes {
    async fn read_on(&mut self, store: &Path) {
        if !store.exists() {
            return;
        }
        // What was killed before its first write has no tables yet.
        if SqliteReader::open(store).is_err() {
            return;
        }
        let open = || SqliteReader::open(store).expect("it was read a moment ago");
        let record = Record::read(open, |name| !self.over.contains(name)).await;
        self.keys.extend(record.succeeded);
        let over = record.executions.into_iter().filter(|(_, one)| one.status != ExecutionStatus::Running);
        self.over.extend(over.map(|(name, _)| name));
    }
}

/// What one execution of each shape does when nobody kills it, by shape.
async fn unharmed() -> BTreeMap<String, Recorded> {
    let (store, story) = (MemoryStore::new(), AtOnce::default());
    let engine = story.register(Engine::open(store.clone())).start().await.expect("it starts");
    story.play(&engine).await.expect("nothing stops it");
    let record = Record::read(|| store.clone(), |_| true).await;
    record.executions.into_iter().map(|(name, one)| (shape(&name).to_owned(), one)).collect()
}

/// The shape of an execution: of a nested one that of its parent, too, because each has its own input.
fn shape(name: &str) -> &str {
    let colon = name.match_indices(':').nth(usize::from(name.matches(':').count() > 1));
    &name[..colon.expect("a name has a workflow's name in it").0]
}

#[tokio::test(start_paused = true)]
async fn killed_again_and_again_it_loses_nothing_and_repeats_nothing() {
    let kills = number("DURABLE_KILLS").unwrap_or(200);
    let mut random = Rng::with_seed(seed("DURABLE_KILLS_SEED"));
    let directory = fast_directory();
    let (store, ledger) = (directory.path().join("store.db"), directory.path().join("ledger"));
    let mut recorded = Successes { keys: BTreeSet::new(), over: BTreeSet::new() };
    let mut read = 0;
    let mut repeat = |recorded: &Successes, life: u64| {
        let begun = lines(&ledger, read, "begin ");
        for key in &begun {
            assert!(!recorded.keys.contains(key), "life {life}: {key} was called again after its success");
        }
        read = fs::read(&ledger).unwrap_or_default().len();
        begun.len()
    };
    let mut worked = 0;
    for life in 0..kills {
        live_and_die(directory.path(), life, &mut random);
        worked += usize::from(repeat(&recorded, life) > 0);
        recorded.read_on(&store).await;
    }
    assert!(worked as u64 > kills / 2, "in {worked} of {kills} lives something was done");

    let mut last = start(directory.path(), kills, 0);
    let mut stdout = BufReader::new(last.stdout.take().expect("it is piped"));
    let idle = stdout.by_ref().lines().any(|line| line.expect("it prints text") == "idle");
    assert!(idle, "it does all that is left");
    last.stdin.take().expect("it is piped").write_all(b"\n").expect("it listens");
    assert!(last.wait().expect("it was started here").success(), "it ends gently");
    repeat(&recorded, kills);
    let done = check_end(directory.path()).await;
    println!("{kills} kills, {done} executions, {worked} lives in which something was done");
}

/// When all is over: everything acknowledged is there and succeeded, with the history of one that nobody killed, and
/// everything that succeeded is in the ledger.
async fn check_end(directory: &Path) -> usize {
    SqliteReader::open(directory.join("store.db"))
        .expect("it can be read")
        .verify()
        .await
        .expect("it is whole");
    let store = Arc::new(SqliteStore::open(directory.join("store.db")).expect("nobody has it any more"));
    let record = Record::read(|| Arc::clone(&store), |_| true).await;
    let acknowledged = lines(&directory.join("acks"), 0, "ack ");
    assert!(!acknowledged.is_empty());
    for name in &acknowledged {
        assert!(record.executions.contains_key(name), "{name} was acknowledged, and is gone");
    }
    let unharmed = unharmed().await;
    for (name, one) in &record.executions {
        assert_eq!(one.status, ExecutionStatus::Succeeded, "{name}");
        let like = &unharmed[shape(name)];
        one.same(like).unwrap_or_else(|difference| panic!("{name}{difference}"));
    }
    let begun: BTreeSet<String> = lines(&directory.join("ledger"), 0, "begin ").into_iter().collect();
    for key in &record.succeeded {
        assert!(begun.contains(key), "{key} succeeded, and was never done");
    }
    assert_eq!(begun.len(), record.succeeded.len(), "and nothing else was done");
    record.executions.len()
}
