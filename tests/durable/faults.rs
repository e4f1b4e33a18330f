//! What goes wrong around an engine on a file: no room, damage, a second owner, clocks that jump, tasks that hang, tokens
//! of the past, payloads at the limit.
//!
//! Also tested, and not again here. In `workflow-runtime/tests/engine/`: `faults.rs` (no room and a broken store in memory,
//! a task that panics, states that are gone, the limit of an input), `tokens.rs` (a token twice, of an earlier engine,
//! never issued), `lives.rs` (a shutdown amid a task that hangs). In `workflow-runtime/src/store/sqlite/tests/`:
//! `faults.rs` (flipped bits, a file cut short, emptied, foreign), `owner.rs` (a second owner, a file that may not be
//! written), `room.rs` (a full store, a full disk), `torn.rs` (a log cut at every byte).

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use workflow_runtime::TaskContext;
use workflow_runtime::engine::{Builder, Engine};
use workflow_runtime::prelude::*;
use workflow_runtime::store::{ExecutionStatus, SqliteOptions, SqliteReader, SqliteStore, Store as _};
use workflow_tests::durable::fast_directory;
use workflow_tests::durable::shapes::SHAPES;

use crate::kills::start;

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum DeskError {
    #[error("not now")]
    NotNow,
}

/// A desk at which things are done as their names say.
#[tasks]
pub(crate) trait Desk {
    /// Gives a text of so many bytes.
    async fn write(&self, bytes: usize) -> Result<String, DeskError>;
    /// Hangs in its first attempt.
    async fn dither(&self, item: &str) -> Result<String, DeskError>;
    /// Hands a token over.
    async fn ask(&self, item: &str, token: TaskToken<String>) -> Result<(), DeskError>;
}

/// What there is on the desk.
#[derive(Clone, Debug, Default)]
struct OnDesk(Arc<Mutex<Drawer>>);

#[derive(Debug, Default)]
struct Drawer {
    /// The attempts that were begun, by key.
    begun: BTreeMap<String, Vec<u32>>,
    tokens: Vec<TaskToken<String>>,
}

impl OnDesk {
    fn begin(&self) -> u32 {
        let context = TaskContext::current().expect("a workflow calls it");
        let mut drawer = self.0.lock().expect("no panic");
        drawer.begun.entry(context.idempotency_key()).or_default().push(context.attempt());
        context.attempt()
    }

    fn tokens(&self) -> Vec<TaskToken<String>> {
        self.0.lock().expect("no panic").tokens.clone()
    }

    fn begun(&self, key: &str) -> Vec<u32> {
        self.0.lock().expect("no panic").begun.get(key).cloned().unwrap_or_default()
    }
}

impl Desk for OnDesk {
    async fn write(&self, bytes: usize) -> Result<String, DeskError> {
        self.begin();
        Ok("x".repeat(bytes))
    }

    async fn dither(&self, item: &str) -> Result<String, DeskError> {
        if self.begin() == 0 {
            std::future::pending::<()>().await;
        }
        Ok(item.to_owned())
    }

    async fn ask(&self, _: &str, token: TaskToken<String>) -> Result<(), DeskError> {
        self.begin();
        self.0.lock().expect("no panic").tokens.push(token);
        Ok(())
    }
}

/// Writes, and gives the length.
#[workflow(tasks(desk(Desk)))]
pub(crate) mod letter {
    use super::*;

    #[start]
    #[task]
    fn write(bytes: usize) -> Transition<usize> {
        let text = desk.write(bytes)?;
        measure(text)
    }

    #[choice]
    fn measure(text: String) -> Transition<usize> {
        if text.is_empty() { fail(DeskError::NotNow) } else { succeed(text.len()) }
    }
}

/// Hangs for an hour, then tries again.
#[workflow(tasks(desk(Desk)))]
pub(crate) mod hesitation {
    use super::*;

    #[start]
    #[task(timeout(hours(1)), retry(on(TimedOut), interval(seconds(5))))]
    fn dither(item: String) -> Transition<String> {
        let item = desk.dither(&item)?;
        succeed(item)
    }
}

/// Asks until somebody says yes; asks again who says nothing for an hour.
#[workflow(tasks(desk(Desk)))]
pub(crate) mod insistence {
    use super::*;

    #[start]
    #[task(timeout(hours(1)), retry(on(TimedOut), interval(seconds(5)), max_attempts = 3))]
    fn ask(item: String) -> Transition<String> {
        let answer = desk.ask(&item, task_token())?;
        hear(item, answer)
    }

    #[choice]
    fn hear(item: String, answer: String) -> Transition<String> {
        if answer == "no" { ask(item) } else { succeed(answer) }
    }
}

/// Waits for a day.
#[workflow]
pub(crate) mod day {
    use super::*;

    #[start]
    #[wait]
    fn sleep(text: String) -> Transition<String> {
        wait(hours(24));
        succeed(text)
    }
}

type Letter = letter::Workflow<OnDesk>;
type Hesitation = hesitation::Workflow<OnDesk>;
type Insistence = insistence::Workflow<OnDesk>;

fn register(builder: Builder, desk: &OnDesk) -> Builder {
    builder
        .register(letter::Workflow { desk: desk.clone() })
        .register(hesitation::Workflow { desk: desk.clone() })
        .register(insistence::Workflow { desk: desk.clone() })
        .register(day::Workflow {})
}

fn open(path: &Path) -> SqliteStore {
    SqliteOptions::new().in_place(true).open(path).expect("the store opens")
}

async fn engine(path: &Path, desk: &OnDesk) -> Engine {
    register(Engine::open(open(path)), desk).start().await.expect("it starts")
}

/// A full file, by SQLite's own limit of pages: it needs no disk of its own, and no rights.
#[tokio::test(start_paused = true)]
async fn a_full_file_acknowledges_nothing_loses_nothing_and_goes_on_when_there_is_room() {
    let directory = fast_directory();
    let store = SqliteOptions::new().in_place(true).max_bytes(600_000);
    let store = store.open(directory.path().join("db")).expect("the store opens");
    let builder = register(Engine::open(store), &OnDesk::default()).retention(hours(2));
    let engine = builder.start().await.expect("it starts");
    // What will be pruned in two hours, and make room.
    for number in 0..10 {
        let letter = engine.execute::<Letter>(&number.to_string(), 10_000).await.expect("there is room");
        assert_eq!(letter.output().await.expect("it succeeds"), 10_000);
    }
    let mut begun = Vec::new();
    let refused = loop {
        let name = format!("day-{}", begun.len());
        match engine.execute::<day::Workflow>(&name, "x".repeat(5_000)).await {
            Ok(handle) => begun.push(handle),
            Err(error) => break error,
        }
        assert!(begun.len() < 1_000, "it is full at some time");
    };
    assert!(refused.is_store_failure() && refused.to_string().contains("no room"), "{refused}");
    assert!(begun.len() > 5, "{}", begun.len());
    let late = format!("day-{}", begun.len());
    assert!(engine.execution::<day::Workflow>(&late).await.expect_err("it was refused").is_not_found());
    tokio::time::sleep(minutes(150)).await;
    let more = engine.execute::<day::Workflow>(&late, "x".repeat(5_000)).await;
    begun.push(more.expect("what was pruned has made room"));
    for handle in begun {
        assert_eq!(handle.output().await.expect("it was acknowledged").len(), 5_000);
    }
}

#[tokio::test(start_paused = true)]
async fn a_payload_at_the_limit_passes_and_a_byte_more_does_not() {
    const LIMIT: usize = 262_144;
    let (directory, desk) = (fast_directory(), OnDesk::default());
    let engine = engine(&directory.path().join("db"), &desk).await;
    // Two quotation marks around a text, and beside it nothing: the next state's input is the text itself.
    let fits = engine.execute::<Letter>("fits", LIMIT - 2).await.expect("it begins");
    assert_eq!(fits.output().await.expect("262,144 bytes are allowed"), LIMIT - 2);
    let long = engine.execute::<Letter>("long", LIMIT - 1).await.expect("it begins");
    let error = long.output().await.expect_err("262,145 bytes are not");
    assert!(error.is_data_limit_exceeded(), "{error}");
    let cause = error.cause().unwrap_or_default();
    assert!(cause.contains("`Write`") && cause.contains("262145") && cause.contains("262144"), "{cause}");

    let asked = engine.execute::<Insistence>("asked", "?".to_owned()).await.expect("it begins");
    tokio::time::sleep(seconds(1)).await;
    let token = desk.tokens().remove(0);
    engine.complete(&token, "x".repeat(LIMIT - 1)).await.expect("somebody waits for it");
    let error = asked.output().await.expect_err("262,145 bytes are not allowed");
    assert!(error.is_data_limit_exceeded(), "{error}");
    assert_eq!(asked.status().await.expect("it is there"), ExecutionStatus::Failed);
}

#[tokio::test(start_paused = true)]
async fn a_task_that_hangs_times_out_and_one_that_hung_when_the_engine_went_is_tried_again() {
    let (directory, desk) = (fast_directory(), OnDesk::default());
    let path = directory.path().join("db");
    let first = engine(&path, &desk).await;
    first.execute::<Hesitation>("h", "tea".to_owned()).await.expect("it begins");
    tokio::time::sleep(minutes(30)).await;
    drop(first);
    tokio::task::yield_now().await;
    let engine = engine(&path, &desk).await;
    let handle = engine.execution::<Hesitation>("h").await.expect("it is there");
    let since = tokio::time::Instant::now();
    assert_eq!(handle.output().await.expect("the second attempt succeeds"), "tea");
    assert_eq!(since.elapsed().as_secs(), 3_605, "it had its hour anew, and the delay");
    assert_eq!(desk.begun("Hesitation:h/1"), [0, 0, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_token_of_the_past_is_refused_in_words_wherever_it_comes_from() {
    for unload in [Duration::ZERO, days(1)] {
        let (directory, desk) = (fast_directory(), OnDesk::default());
        let path = directory.path().join("db");
        let start = async || {
            let builder = register(Engine::open(open(&path)), &desk).passivate_after(unload);
            builder.start().await.expect("it starts")
        };
        let engine = start().await;
        engine.execute::<Insistence>("i", "?".to_owned()).await.expect("it begins");
        tokio::time::sleep(minutes(61)).await;
        // The first attempt was silent for an hour: its token is one of an attempt that is over.
        let tokens = desk.tokens();
        assert_eq!(tokens.len(), 2);
        let refused = async |engine: &Engine, token: &TaskToken<String>| {
            for error in [
                engine.complete(token, "yes".to_owned()).await.expect_err("it is over"),
                engine.heartbeat(token).await.expect_err("it is over"),
                engine.fail(token, DeskError::NotNow).await.expect_err("it is over"),
            ] {
                assert!(error.is_closed_token(), "{error}");
            }
        };
        refused(&engine, &tokens[0]).await;
        engine.complete(&tokens[1], "no".to_owned()).await.expect("somebody waits for it");
        tokio::time::sleep(seconds(1)).await;
        // The same state again: the answered token is one of a visit that is over.
        refused(&engine, &tokens[1]).await;
        drop(engine);
        tokio::task::yield_now().await;

        let engine = start().await;
        tokio::time::sleep(seconds(1)).await;
        let tokens = desk.tokens();
        assert_eq!(tokens.len(), 3, "the one that waits was handed over before");
        refused(&engine, &tokens[0]).await;
        refused(&engine, &tokens[1]).await;
        engine.complete(&tokens[2], "yes".to_owned()).await.expect("it outlives its engine");
        let handle = engine.execution::<Insistence>("i").await.expect("it is there");
        assert_eq!(handle.output().await.expect("it succeeds"), "yes");
        for token in &tokens {
            refused(&engine, token).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_completed_by_many_at_once_is_completed_once() {
    let (directory, desk) = (fast_directory(), OnDesk::default());
    let engine = engine(&directory.path().join("db"), &desk).await;
    let handle = engine.execute::<Insistence>("i", "?".to_owned()).await.expect("it begins");
    tokio::time::sleep(seconds(5)).await;
    let token = desk.tokens().remove(0);
    let mut all = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (engine, token) = (engine.clone(), token.clone());
        all.spawn(async move { (number, engine.complete(&token, number.to_string()).await) });
    }
    let mut taken = Vec::new();
    for (number, told) in all.join_all().await {
        match told {
            Ok(()) => taken.push(number.to_string()),
            Err(error) => assert!(error.is_closed_token(), "{error}"),
        }
    }
    assert_eq!(taken, [handle.output().await.expect("it succeeds")], "who was told so was heard");
}

/// Whichever way the clock jumps between two engines, what waits goes on, and at the time that was said.
#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_between_two_engines_loses_no_wait() {
    let noon: jiff::Timestamp = "2026-06-01T12:00:00Z".parse().expect("a time");
    let hours = |count: i64| jiff::SignedDuration::from_hours(count);
    // How far the second clock is from the first, and how long the wait of a day takes by it.
    for (jump, rest) in [(1, 23), (-48, 72), (23, 1), (24, 0), (24 * 365, 0)] {
        let (directory, desk) = (fast_directory(), OnDesk::default());
        let path = directory.path().join("db");
        let start = async |at| {
            let builder = register(Engine::open(open(&path)), &desk).started_at(at);
            builder.start().await.expect("it starts")
        };
        let engine = start(noon).await;
        engine.execute::<day::Workflow>("d", "tea".to_owned()).await.expect("it begins");
        tokio::time::sleep(Duration::from_millis(10)).await;
        drop(engine);
        tokio::task::yield_now().await;
        let engine = start(noon + hours(jump)).await;
        let handle = engine.execution::<day::Workflow>("d").await.expect("it is there");
        let since = tokio::time::Instant::now();
        assert_eq!(handle.output().await.expect("it succeeds"), "tea");
        assert_eq!(since.elapsed().as_secs().div_ceil(3_600), rest, "a jump of {jump} hours");
        // And back again: what is begun then works as ever.
        drop((engine, handle));
        tokio::task::yield_now().await;
        let engine = start(noon - hours(24 * 365)).await;
        let again = engine.execute::<day::Workflow>("e", "milk".to_owned()).await.expect("it begins");
        assert_eq!(again.output().await.expect("it succeeds"), "milk");
        let over = engine.execution::<day::Workflow>("d").await.expect("it is there");
        assert_eq!(over.output().await.expect("it has succeeded"), "tea");
    }
}

#[tokio::test]
async fn a_second_engine_is_told_which_process_has_the_file_and_follows_it() {
    let directory = fast_directory();
    let mut owner = start(directory.path(), 1, 3);
    let mut stdout = BufReader::new(owner.stdout.take().expect("it is piped"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("it prints text");
    let pid = line.trim().strip_prefix("owner ").expect("it says who it is").to_owned();
    assert_eq!(pid, owner.id().to_string());

    let path = directory.path().join("store.db");
    let error = SqliteStore::open(&path).expect_err("it is owned");
    assert!(error.is_owned() && error.to_string().contains(&format!("process {pid}")), "{error}");
    let second = std::process::Command::new(env!("CARGO_BIN_EXE_killed"))
        .args([directory.path().display().to_string(), "2".to_owned(), "1".to_owned()])
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(!second.status.success() && said.contains(&format!("process {pid}")), "{said}");
    // Others may read meanwhile.
    let reader = SqliteReader::open(&path).expect("it can be read");
    assert!(reader.find(SHAPES[0], "nobody").await.expect("it can be read").is_none());

    owner.kill().expect("it runs");
    owner.wait().expect("it was started here");
    SqliteStore::open(&path).expect("nobody has it any more").close().await.expect("it closes");
}

/// A closed store with an execution that waits.
async fn left_waiting(path: &Path) {
    let engine = engine(path, &OnDesk::default()).await;
    for name in ["a", "b"] {
        engine.execute::<day::Workflow>(name, format!("{name}-marker")).await.expect("it begins");
    }
    tokio::time::sleep(seconds(10)).await;
    engine.shutdown(Duration::ZERO).await.expect("it closes");
}

/// What runs goes on without a row of its history: it is written, and never read to run anything.
#[tokio::test(start_paused = true)]
async fn without_its_history_everything_goes_on() {
    let (directory, desk) = (fast_directory(), OnDesk::default());
    let path = directory.path().join("db");
    let first = engine(&path, &desk).await;
    first.execute::<day::Workflow>("d", "tea".to_owned()).await.expect("it begins");
    first.execute::<Insistence>("i", "?".to_owned()).await.expect("it begins");
    first.execute::<Hesitation>("h", "milk".to_owned()).await.expect("it begins");
    tokio::time::sleep(minutes(1)).await;
    first.shutdown(Duration::ZERO).await.expect("it closes");
    let connection = rusqlite::Connection::open(&path).expect("the file can be changed");
    let deleted = connection.execute("delete from history", []).expect("the file can be changed");
    assert!(deleted >= 3, "{deleted}");
    drop(connection);

    let engine = engine(&path, &desk).await;
    engine.complete(&desk.tokens()[0], "yes".to_owned()).await.expect("somebody waits for it");
    let asked = engine.execution::<Insistence>("i").await.expect("it is there");
    assert_eq!(asked.output().await.expect("it succeeds"), "yes");
    let hesitates = engine.execution::<Hesitation>("h").await.expect("it is there");
    assert_eq!(hesitates.output().await.expect("it succeeds"), "milk");
    let waits = engine.execution::<day::Workflow>("d").await.expect("it is there");
    assert_eq!(waits.output().await.expect("it succeeds"), "tea");
    assert!(engine.blocked().is_empty());
}

/// What cannot be opened is refused in words that name the file, and not a byte of it is changed.
#[tokio::test(start_paused = true)]
async fn a_file_that_is_refused_is_left_byte_for_byte() {
    let directory = fast_directory();
    let path = directory.path().join("db");
    left_waiting(&path).await;
    let whole = fs::read(&path).expect("it is readable");
    let changed = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        bytes
    };
    for (what, bytes, says) in [
        // SQLite's user_version stands at byte 60, big-endian.
        ("newer", changed(63, 99), "newer version"),
        ("cut short", whole[..whole.len() / 2].to_vec(), "damaged"),
        ("no database", changed(0, b'?'), "not a store"),
        ("a root that is none", changed(100, 0x77), "damaged"),
    ] {
        fs::write(&path, &bytes).expect("it is written");
        let error = SqliteOptions::new().in_place(true).open(&path).expect_err(what);
        let said = error.to_string();
        assert!(error.is_unreadable() && said.contains(says) && said.contains("db`"), "{what}: {said}");
        assert_eq!(fs::read(&path).expect("it is readable"), bytes, "{what}: it was changed");
    }
}

/// A bit that flips in what is stored of one execution blocks that one; the engine says so, and runs the others.
#[tokio::test(start_paused = true)]
async fn a_flipped_bit_in_a_checkpoint_blocks_its_execution_and_no_other() {
    let directory = fast_directory();
    let path = directory.path().join("db");
    left_waiting(&path).await;
    let mut bytes = fs::read(&path).expect("it is readable");
    // In the checkpoint, and wherever else it stands: only the waiting state of `a` has these words.
    let words = b"a-marker";
    let places: Vec<usize> =
        (0..bytes.len() - words.len()).filter(|at| bytes[*at..].starts_with(words)).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at] ^= 1 << 3;
    }
    fs::write(&path, &bytes).expect("it is written");
    let engine = engine(&path, &OnDesk::default()).await;
    let other = engine.execution::<day::Workflow>("b").await.expect("it is whole");
    assert_eq!(other.output().await.expect("it goes on"), "b-marker");
    let blocked = engine.blocked();
    assert_eq!(blocked.len(), 1, "{blocked:?}");
    assert_eq!(blocked[0].execution, "Day:a");
    assert!(blocked[0].reason.contains("is not as it was written"), "{}", blocked[0].reason);
    let reader = engine.execution::<day::Workflow>("a").await.expect_err("it is damaged");
    assert!(reader.to_string().contains("is not as it was written"), "{reader}");
    engine.shutdown(Duration::ZERO).await.expect("it closes");
}
