//! The one that writes: a thread with a bounded queue, which makes one transaction of all that is queued.
//!
//! It never waits for more to come: while one group is made durable the next one gathers; and it stays awake for a moment
//! in which the next job may come. It also looks, twenty times a second, whether another process has left a command, and
//! whether the file is still where it was (`place.rs`). Read next: `group.rs` (what a transaction does), `patience.rs` (how it waits).

use std::fmt;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::{Notify, Semaphore, oneshot};

use super::super::{Commit, StoreError};
use super::apply::{Labels, Written};
use super::group::{Log, Session};
use super::lock::OwnerLock;
use super::patience::{Attention, Patience};
use super::place::Place;

/// How many calls may be queued; more wait.
const QUEUE: usize = 1_024;

/// With so many rows a group is closed, as many as so many plain steps have: what is queued behind it waits no longer for
/// large commits than for many small ones.
const ROWS: usize = 2 * QUEUE;

/// How often it is looked whether another process has changed the file.
const LOOK: Duration = Duration::from_millis(50);

/// [`Store::command_left`](super::super::Store::command_left) promises 100 ms.
const _: () = assert!(LOOK.as_millis() < 100, "a command is noticed within 100 ms");

/// What a caller gets back.
type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// A change that is not a commit.
type Change = Box<dyn FnOnce(&mut Session<'_>) -> Result<(), StoreError> + Send>;

/// What the writer and its callers share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) path: PathBuf,
    pub(super) command_left: Notify,
    pub(super) log: Arc<Log>,
    pub(super) closed: AtomicBool,
    /// Why the store has ended, if it has.
    ended: OnceLock<StoreError>,
}

impl Shared {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            command_left: Notify::new(),
            log: Arc::default(),
            closed: AtomicBool::new(false),
            ended: OnceLock::new(),
        }
    }

    pub(super) fn closed_error(&self) -> StoreError {
        StoreError::closed(format!("the store `{}` was closed", self.path.display()))
    }

    /// Refuses calls to a store that was closed.
    pub(super) fn check_open(&self) -> Result<(), StoreError> {
        if self.closed.load(Ordering::Acquire) { Err(self.closed_error()) } else { Ok(()) }
    }

    fn check_usable(&self) -> Result<(), StoreError> {
        self.check_open()?;
        self.ended.get().map_or(Ok(()), |error| Err(error.clone()))
    }

    fn end(&self, error: &StoreError) {
        tracing::error!(store = %self.path.display(), %error, "the store cannot go on");
        let _ = self.ended.set(error.clone());
    }
}

/// What the owner holds: the connection that writes, and the lock, which outlives it.
pub(super) struct Owned {
    pub(super) connection: Connection,
    pub(super) labels: Labels,
    pub(super) lock: OwnerLock,
}

/// The one that writes.
pub(super) enum Writer {
    /// On a thread of its own.
    Thread(Thread),
    /// On the thread of whoever calls.
    InPlace(InPlace),
}

impl Writer {
    pub(super) fn start(owned: Owned, shared: &Arc<Shared>, in_place: bool) -> Result<Self, StoreError> {
        if in_place {
            InPlace::start(owned, shared).map(Self::InPlace)
        } else {
            Thread::start(owned, shared).map(Self::Thread)
        }
    }

    pub(super) async fn commit(&self, shared: &Shared, commit: Arc<Commit>) -> Result<(), StoreError> {
        shared.check_usable()?;
        match self {
            Self::Thread(thread) => thread.submit(shared, |done| Job::Commit { commit, done }).await,
            Self::InPlace(writer) => writer.run(shared, |session| {
                let verdicts = session.commit(&[commit])?;
                Ok(verdicts.into_iter().next().unwrap_or(Ok(())))
            }),
        }
    }

    /// Runs `change` as a transaction of its own.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        shared: &Arc<Shared>,
        change: impl FnOnce(&Connection) -> Written<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        shared.check_usable()?;
        let path = shared.path.clone();
        // No room, or a refusal, is the caller's; anything else is everybody's.
        let work = move |session: &mut Session<'_>| match session
            .transaction(|session| change(session.connection))
        {
            Ok(done) => Ok(Ok(done)),
            Err(trouble) if trouble.is_full() => Ok(Err(trouble.at(&path))),
            Err(trouble) => Err(trouble.at(&path)),
        };
        match self {
            Self::Thread(thread) => {
                thread.submit(shared, |done| Job::Change { change: boxed(work, done) }).await
            }
            Self::InPlace(writer) => writer.run(shared, work),
        }
    }

    pub(super) async fn close(&self, shared: &Shared) -> Result<(), StoreError> {
        if shared.closed.swap(true, Ordering::AcqRel) {
            return Err(shared.closed_error());
        }
        match self {
            Self::Thread(thread) => thread.submit(shared, |done| Job::Close { done }).await,
            Self::InPlace(writer) => {
                drop(writer.owned().take());
                Ok(())
            }
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Thread(_) => "Thread",
            Self::InPlace(_) => "InPlace",
        })
    }
}

/// Makes one closure of a piece of work and of where its result goes.
fn boxed<T: Send + 'static>(
    work: impl FnOnce(&mut Session<'_>) -> Result<Result<T, StoreError>, StoreError> + Send + 'static,
    done: Reply<T>,
) -> Change {
    Box::new(move |session| match work(session) {
        Ok(result) => {
            // A caller that has gone away does not want to know.
            let _ = done.send(result);
            Ok(())
        }
        Err(error) => {
            let _ = done.send(Err(error.clone()));
            Err(error)
        }
    })
}

enum Job {
    Commit { commit: Arc<Commit>, done: Reply<()> },
    Change { change: Change },
    Close { done: Reply<()> },
}

/// The writing thread, from outside.
pub(super) struct Thread {
    queue: Option<Sender<Job>>,
    room: Arc<Semaphore>,
    attention: Attention,
    thread: Option<JoinHandle<()>>,
}

impl Thread {
    fn start(owned: Owned, shared: &Arc<Shared>) -> Result<Self, StoreError> {
        let (queue, jobs) = channel();
        let room = Arc::new(Semaphore::new(QUEUE));
        let (shared, left) = (Arc::clone(shared), Arc::clone(&room));
        let inside = Inside { jobs, room: left, taken: 0, shared, group: Vec::new(), replies: Vec::new() };
        let thread = thread::Builder::new()
            .name("workflow-store".to_owned())
            .spawn(move || inside.run(owned))
            .map_err(|error| StoreError::other(format!("no thread can be started for the store: {error}")))?;
        Ok(Self { queue: Some(queue), room, attention: Attention::new(), thread: Some(thread) })
    }

    async fn submit<T>(&self, shared: &Shared, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, StoreError> {
        let gone = || shared.ended.get().cloned().unwrap_or_else(|| shared.closed_error());
        // It is given back, with that of others, when the job is taken from the queue.
        match self.room.try_acquire() {
            Ok(room) => room.forget(),
            Err(_) => self.room.acquire().await.map_err(|_| gone())?.forget(),
        }
        let (done, reply) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or_else(gone)?;
        queue.send(job(done)).map_err(|_| gone())?;
        self.attention.wait(reply).await.map_err(|_| gone())?
    }
}

impl Drop for Thread {
    /// What is queued is still made durable, and the file is free when this returns.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // A panic in there has been printed, and its callers were told.
            let _ = thread.join();
        }
    }
}

/// The writing thread, from inside.
struct Inside {
    jobs: Receiver<Job>,
    /// How many more jobs may be queued.
    room: Arc<Semaphore>,
    /// How many were taken from the queue since the last were made room for.
    taken: usize,
    shared: Arc<Shared>,
    group: Vec<Arc<Commit>>,
    replies: Vec<Reply<()>>,
}

impl Drop for Inside {
    /// Whoever waits for room in the queue is told that there will be none.
    fn drop(&mut self) {
        self.room.close();
    }
}

/// Why the thread stops.
enum Stop {
    Closed(Option<Reply<()>>),
    Ended(StoreError),
}

impl Inside {
    fn run(mut self, owned: Owned) {
        let Owned { connection, mut labels, lock } = owned;
        let stop = self.serve(&connection, &mut labels);
        // The connection before the lock: the next owner finds the file let go of.
        drop(connection);
        match stop {
            Stop::Closed(done) => {
                drop(lock);
                if let Some(done) = done {
                    let _ = done.send(Ok(()));
                }
            }
            Stop::Ended(error) => {
                self.shared.end(&error);
                self.refuse_all(&error);
                drop(lock);
            }
        }
    }

    /// Answers everything with why the store has ended, until nobody asks any more.
    fn refuse_all(&mut self, error: &StoreError) {
        for reply in self.replies.drain(..) {
            let _ = reply.send(Err(error.clone()));
        }
        while let Ok(job) = self.jobs.recv() {
            self.room.add_permits(1);
            match job {
                Job::Commit { done, .. } => drop(done.send(Err(error.clone()))),
                // Its reply goes with it: the caller sees that the store has ended.
                Job::Change { .. } => {}
                Job::Close { done } => drop(done.send(Err(error.clone()))),
            }
        }
    }

    fn serve(&mut self, connection: &Connection, labels: &mut Labels) -> Stop {
        let shared = Arc::clone(&self.shared);
        let session = Session::new(connection, labels, &shared.path, &shared.log);
        let mut session = match session {
            Ok(session) => session,
            Err(error) => return Stop::Ended(super::trouble::Trouble::from(error).at(&shared.path)),
        };
        let (mut look, mut patience) = (Look::new(&shared.path), Patience::new());
        loop {
            let first = match patience.next(&self.jobs, look.wait()) {
                Ok(job) => Some(job),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return Stop::Closed(None),
            };
            let done = self.take_all(first, &mut session).and_then(|closed| {
                session.checkpoint()?;
                look.now_and_then(&session, &shared)?;
                Ok(closed)
            });
            match done {
                Ok(None) => {}
                Ok(Some(closed)) => return Stop::Closed(Some(closed)),
                Err(error) => return Stop::Ended(error),
            }
        }
    }

    /// Does `first` and what is queued behind it, as much as makes one group.
    fn take_all(
        &mut self,
        first: Option<Job>,
        session: &mut Session<'_>,
    ) -> Result<Option<Reply<()>>, StoreError> {
        let mut next = first;
        let (mut taken, mut rows) = (0, 0);
        while let Some(job) = next {
            self.taken += 1;
            match job {
                Job::Commit { commit, done } => {
                    rows += commit.history.len() + commit.frames.len();
                    self.group.push(commit);
                    self.replies.push(done);
                }
                Job::Change { change } => {
                    self.commit_group(session)?;
                    change(session)?;
                }
                Job::Close { done } => {
                    self.commit_group(session)?;
                    return Ok(Some(done));
                }
            }
            taken += 1;
            next = if taken < QUEUE && rows < ROWS { self.jobs.try_recv().ok() } else { None };
        }
        self.commit_group(session)?;
        Ok(None)
    }

    fn commit_group(&mut self, session: &mut Session<'_>) -> Result<(), StoreError> {
        self.room.add_permits(mem::take(&mut self.taken));
        if self.group.is_empty() {
            return Ok(());
        }
        let verdicts = session.commit(&self.group)?;
        self.group.clear();
        for (reply, verdict) in self.replies.drain(..).zip(verdicts) {
            let _ = reply.send(verdict);
        }
        Ok(())
    }
}

/// Looks every [`LOOK`] whether another process has changed the file, or taken it away.
struct Look {
    last: Instant,
    version: Option<i64>,
    place: Place,
}

impl Look {
    fn new(path: &Path) -> Self {
        Self { last: Instant::now(), version: None, place: Place::of(path) }
    }

    fn wait(&self) -> Duration {
        LOOK.saturating_sub(self.last.elapsed())
    }

    fn now_and_then(&mut self, session: &Session<'_>, shared: &Shared) -> Result<(), StoreError> {
        if self.last.elapsed() < LOOK && self.version.is_some() {
            return Ok(());
        }
        self.last = Instant::now();
        self.place.check()?;
        let version = Some(session.data_version()?);
        if mem::replace(&mut self.version, version) != version {
            shared.command_left.notify_one();
        }
        Ok(())
    }
}

/// The connection that writes, for whoever calls. A thread only looks for commands.
pub(super) struct InPlace(Arc<Mutex<Option<Owned>>>);

impl InPlace {
    fn start(owned: Owned, shared: &Arc<Shared>) -> Result<Self, StoreError> {
        let owned = Arc::new(Mutex::new(Some(owned)));
        let (weak, shared) = (Arc::downgrade(&owned), Arc::clone(shared));
        let look = Look::new(&shared.path);
        thread::Builder::new()
            .name("workflow-store".to_owned())
            .spawn(move || look_for_commands(look, &weak, &shared))
            .map_err(|error| StoreError::other(format!("no thread can be started for the store: {error}")))?;
        Ok(Self(owned))
    }

    fn owned(&self) -> MutexGuard<'_, Option<Owned>> {
        // What a panic interrupted was undone when its transaction was.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run<T>(
        &self,
        shared: &Shared,
        work: impl FnOnce(&mut Session<'_>) -> Result<Result<T, StoreError>, StoreError>,
    ) -> Result<T, StoreError> {
        let mut owned = self.owned();
        let owned = owned.as_mut().ok_or_else(|| shared.closed_error())?;
        let done = Session::new(&owned.connection, &mut owned.labels, &shared.path, &shared.log)
            .map_err(|error| super::trouble::Trouble::from(error).at(&shared.path))
            .and_then(|mut session| {
                let done = work(&mut session)?;
                session.checkpoint()?;
                Ok(done)
            });
        done.unwrap_or_else(|error| {
            shared.end(&error);
            Err(error)
        })
    }
}

impl Drop for InPlace {
    fn drop(&mut self) {
        drop(self.owned().take());
    }
}

fn look_for_commands(mut look: Look, owned: &Weak<Mutex<Option<Owned>>>, shared: &Shared) {
    while let Some(owned) = owned.upgrade() {
        let mut guard = owned.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = guard.as_mut() else { return };
        let looked = Session::new(&open.connection, &mut open.labels, &shared.path, &shared.log)
            .map_err(|error| super::trouble::Trouble::from(error).at(&shared.path))
            .and_then(|session| look.now_and_then(&session, shared));
        drop(guard);
        drop(owned);
        if let Err(error) = looked {
            shared.end(&error);
            return;
        }
        thread::sleep(LOOK);
    }
}
