//! A story on a store in a file, stopped at each of its writes: before it, after it, and torn; then it goes on.
//!
//! Its clock is tokio's, which has to be paused.

use std::fmt::Debug;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;
use workflow_runtime::engine::{Builder, Engine};
use workflow_runtime::store::fault::{Alter, Altered, Cut, Faulty, SqliteFiles};
use workflow_runtime::store::{Answered, SqliteOptions, SqliteStore, Store};
use workflow_runtime::{Error, Workflow};

use super::fast_directory;
use super::record::Record;
use super::tally::Tally;

/// How an execution ended: its output, or its error and cause.
pub type Outcome = Result<Value, (String, Option<String>)>;

/// Something that is run until it ends, over and over, with what outlives its engines.
pub trait Story {
    /// Has an engine know its workflows.
    fn register(&self, builder: Builder) -> Builder;

    /// Runs it from wherever it is; ends with what came of its executions.
    ///
    /// # Errors
    ///
    /// If the engine has ended before.
    fn play(&self, engine: &Engine) -> impl Future<Output = Result<Vec<Outcome>, Error>>;

    /// The calls of its tasks.
    fn tally(&self) -> &Tally;
}

/// Begins an execution, or joins it.
///
/// # Errors
///
/// If the engine has ended.
pub async fn outcome<W: Workflow>(engine: &Engine, name: &str, input: W::Input) -> Result<Outcome, Error> {
    let output = engine.execute::<W>(name, input).await?.output().await;
    ended(output)
}

/// How an execution ended, unless it was its engine that did.
///
/// # Errors
///
/// If it was.
///
/// # Panics
///
/// If an output is no JSON.
pub fn ended<T: serde::Serialize>(output: Result<T, Error>) -> Result<Outcome, Error> {
    match output {
        Ok(output) => Ok(Ok(serde_json::to_value(output).expect("an output is JSON"))),
        Err(error) if error.is_store_failure() || error.is_engine_closed() => Err(error),
        Err(error) => Ok(Err((error.error().to_owned(), error.cause().map(str::to_owned)))),
    }
}

/// When stories begin.
const BEGINNING: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// How a story's store is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The write is not made.
    Before,
    /// It is made, and nobody is told.
    After,
    /// It is under way: some of it is in the file. The number says how much, in thousandths.
    Torn(u64),
}

/// What came of one life of a story.
#[derive(Debug)]
pub struct Life {
    /// What came of its executions, if it was not cut before.
    pub came: Option<Vec<Outcome>>,
    /// How many writes it made.
    pub writes: u64,
}

/// A story in a file, which lives until it is cut, and lives again.
#[derive(Debug)]
pub struct Lives<S> {
    story: S,
    path: PathBuf,
    began: Instant,
}

impl<S: Story> Lives<S> {
    /// A story, before its first life, in a file of a directory.
    pub fn new(story: S, directory: &Path) -> Self {
        Self { story, path: directory.join("store.db"), began: Instant::now() }
    }

    /// The story.
    pub fn story(&self) -> &S {
        &self.story
    }

    /// Runs it until it ends, or write `at` stops it; then leaves the file as a killed process, or a loss of power,
    /// would.
    ///
    /// # Panics
    ///
    /// If it does neither.
    pub async fn live(&self, cut: Option<(u64, How)>, options: impl FnOnce(Builder) -> Builder) -> Life {
        let store = SqliteOptions::new().in_place(true).open(&self.path).expect("the store opens");
        let store = Arc::new(Faulty::new(store, self.cut(cut)));
        let now = BEGINNING + jiff::SignedDuration::try_from(self.began.elapsed()).expect("a short story");
        let builder = Engine::open(Altered::new(Arc::clone(&store), FindsNothingOld)).started_at(now);
        let engine = options(self.story.register(builder)).start().await;
        let came = match &engine {
            Err(error) => {
                assert!(error.is_store_failure(), "{error}");
                None
            }
            Ok(engine) => self.play(engine, &store).await,
        };
        assert_eq!(came.is_none(), store.has_stopped(), "{cut:?}: it ends, or is cut");
        let files = store.has_stopped().then(|| self.left_behind(&store, cut));
        let writes = store.writes();
        drop(engine);
        gone(store).await;
        if let Some(files) = files {
            files.write(&self.path).expect("the file can be written");
        }
        Life { came, writes }
    }

    async fn play(&self, engine: &Engine, store: &Faulty<SqliteStore>) -> Option<Vec<Outcome>> {
        let stopped = async {
            while !store.has_stopped() {
                tokio::time::sleep(Duration::from_secs(300)).await;
            }
        };
        tokio::select! {
            biased;
            came = self.story.play(engine) => came.ok(),
            () = stopped => None,
            () = tokio::time::sleep(Duration::from_hours(24 * 80)) => panic!("it does not end"),
        }
    }

    fn cut(&self, cut: Option<(u64, How)>) -> Cut {
        match cut {
            None => Cut::Never,
            Some((at, How::Before)) => Cut::Before(at),
            Some((at, How::After)) => Cut::After(at),
            Some((at, How::Torn(_))) => Cut::Torn(at, self.path.clone()),
        }
    }

    /// The files at the cut.
    fn left_behind(&self, store: &Faulty<SqliteStore>, cut: Option<(u64, How)>) -> SqliteFiles {
        let (Some((_, How::Torn(much))), Some((before, after))) = (cut, store.torn_files()) else {
            return SqliteFiles::read(&self.path).expect("the file can be read");
        };
        // A log that was moved into the database in between had been synced.
        let Some(bytes) = before.unsynced(after) else { return after.clone() };
        let length = u64::try_from(bytes.len()).expect("a log is not that long");
        let much = usize::try_from(length.saturating_sub(1) * much / 1_000).expect("less than the length");
        before.torn(after, bytes.start + much)
    }

    /// What the file says.
    ///
    /// # Panics
    ///
    /// If it cannot be read.
    pub async fn record(&self) -> Record {
        let store = SqliteOptions::new().in_place(true).open(&self.path).expect("the store opens");
        let store = Arc::new(store);
        let record = Record::read(|| Arc::clone(&store), |_| true).await;
        drop(store);
        // What no execution leads to was written for nothing, or lost.
        let connection = rusqlite::Connection::open(&self.path).expect("the file can be read");
        let rows: i64 = connection
            .query_row("select count(*) from history", [], |row| row.get(0))
            .expect("the file can be read");
        assert_eq!(
            usize::try_from(rows),
            Ok(record.rows()),
            "every row of the history belongs to an execution's"
        );
        record
    }
}

/// Waits until nothing has the store any more, as if its process were gone.
async fn gone<T: Debug>(store: Arc<T>) {
    for _ in 0..10_000 {
        if Arc::strong_count(&store) == 1 {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("somebody still has {store:?}");
}

/// How often a story was cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// How many writes it makes uncut.
    pub writes: u64,
    /// How many cuts it went on from.
    pub cuts: u64,
}

/// Cuts a story at every write, before it, after it, and torn; each time it goes on to its end.
///
/// It ends as it does uncut; no task whose success was recorded is called again; each attempt is made once, but for those
/// that were under way; the history has the same events.
///
/// # Panics
///
/// If not.
pub async fn everywhere<S: Story>(make: impl AsyncFn() -> S, passivate_after: Duration) -> Cuts {
    let options = |builder: Builder| builder.passivate_after(passivate_after);
    let directory = fast_directory();
    let whole = Lives::new(make().await, directory.path());
    let life = whole.live(None, options).await;
    let came = life.came.expect("nothing stops it");
    let record = whole.record().await;
    let mut cuts = Cuts { writes: life.writes, cuts: 0 };
    for how in [How::Before, How::After, How::Torn(0)] {
        for write in 1.. {
            let how = if let How::Torn(_) = how { How::Torn(write * 379 % 1_000) } else { how };
            let context = format!("{how:?} write {write}");
            let directory = fast_directory();
            let again = Lives::new(make().await, directory.path());
            let first = again.live(Some((write, how)), options).await;
            let tally = again.story().tally();
            let calls = tally.count();
            let recorded = again.record().await;
            if first.came.is_none() {
                cuts.cuts += 1;
                let second = again.live(None, options).await;
                assert_eq!(second.came.as_ref(), Some(&came), "{context}");
            } else {
                assert_eq!(first.came.as_ref(), Some(&came), "{context}");
            }
            for (key, _) in tally.calls(calls) {
                assert!(!recorded.succeeded.contains(&key), "{context}: {key} was called after its success");
            }
            check_attempts(&tally.calls(0), calls, &context);
            again.record().await.same(&record).unwrap_or_else(|difference| panic!("{context}: {difference}"));
            if first.came.is_some() {
                break;
            }
        }
    }
    assert!(cuts.cuts >= 3 * (cuts.writes - 1), "{cuts:?}: every write was cut");
    cuts
}

/// In one life each attempt of a task is made once.
fn check_attempts(calls: &[(String, u32)], first_life: usize, context: &str) {
    for life in [&calls[..first_life], &calls[first_life..]] {
        for (number, call) in life.iter().enumerate() {
            assert!(!life[..number].contains(call), "{context}: {call:?} was made twice");
        }
    }
}

/// What ended before the story began is not there, so the engine's looking for it every ten minutes is no write.
#[derive(Clone, Copy, Debug)]
struct FindsNothingOld;

impl<S: Store> Alter<S> for FindsNothingOld {
    fn prune<'a>(&'a self, inner: &'a S, finished_before: Timestamp, limit: usize) -> Answered<'a, usize> {
        if finished_before <= BEGINNING {
            return Box::pin(async { Ok(0) });
        }
        inner.prune(finished_before, limit)
    }
}
