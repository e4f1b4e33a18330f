//! Connections that read, off the threads that async code runs on.
//!
//! What is asked while a read runs waits and is then answered by the same transaction: a connection whose file has
//! changed reads its pages anew, so many questions at once cost little more than one. Knows nothing of what is asked.

use std::collections::VecDeque;
use std::fmt;
use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::super::StoreError;
use super::open;
use super::trouble::Trouble;

/// How many questions may be open; more wait.
const QUEUE: usize = 1_024;

/// How many connections read at a time.
const CONNECTIONS: usize = 2;

/// How many questions one transaction answers: it must not live long, or the log cannot be moved.
const TOGETHER: usize = 256;

/// A question, which answers its caller itself; or tells it why there is no connection.
type Question = Box<dyn FnOnce(Result<&Connection, StoreError>) + Send>;

/// The connections of a store that read.
#[derive(Clone)]
pub(super) struct Readers {
    state: Arc<Mutex<State>>,
    room: Arc<Semaphore>,
    path: Arc<PathBuf>,
    in_place: bool,
}

#[derive(Default)]
struct State {
    questions: VecDeque<(Question, OwnedSemaphorePermit)>,
    idle: Vec<Connection>,
    /// How many workers there are.
    working: usize,
    closed: bool,
}

impl Readers {
    pub(super) fn new(path: PathBuf, first: Option<Connection>, in_place: bool) -> Self {
        let state = State { idle: first.into_iter().collect(), ..State::default() };
        Self {
            state: Arc::new(Mutex::new(state)),
            room: Arc::new(Semaphore::new(QUEUE)),
            path: Arc::new(path),
            in_place,
        }
    }

    /// Answers a question from one moment of the store.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Connection) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, StoreError> {
        let room = Arc::clone(&self.room).acquire_owned().await.map_err(|_| self.closed())?;
        let (done, answer) = oneshot::channel();
        let path = Arc::clone(&self.path);
        let question: Question = Box::new(move |connection| {
            let found = connection.and_then(|it| question(it).map_err(|trouble| trouble.at(&path)));
            let _ = done.send(found);
        });
        if let Some(worker) = self.push(question, room)? {
            match Handle::try_current() {
                Ok(runtime) if !self.in_place => drop(runtime.spawn_blocking(|| worker.work())),
                _ => worker.work(),
            }
        }
        answer.await.map_err(|_| self.closed())?
    }

    /// Runs something that blocks and has its own connection, off the threads that async code runs on.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, StoreError> {
        let done = match Handle::try_current() {
            Ok(runtime) if !self.in_place => runtime.spawn_blocking(work).await.map_err(|_| self.closed())?,
            _ => work(),
        };
        done.map_err(|trouble| trouble.at(&self.path))
    }

    fn closed(&self) -> StoreError {
        StoreError::closed(format!("the store `{}` was closed", self.path.display()))
    }

    /// Queues a question; gives a worker if there may be one more.
    fn push(&self, question: Question, room: OwnedSemaphorePermit) -> Result<Option<Worker>, StoreError> {
        let mut state = self.state();
        if state.closed {
            return Err(self.closed());
        }
        state.questions.push_back((question, room));
        if state.working == CONNECTIONS {
            return Ok(None);
        }
        state.working += 1;
        Ok(Some(Worker { readers: self.clone(), counted: true }))
    }

    /// Later questions are refused, and connections that are not in use are let go of.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        let unanswered = mem::take(&mut state.questions);
        state.idle.clear();
        drop(state);
        drop(unanswered);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No question is asked under the lock, so a panic cannot have left it halfway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readers").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Answers questions until there are no more.
struct Worker {
    readers: Readers,
    counted: bool,
}

impl Worker {
    fn work(mut self) {
        let idle = self.readers.state().idle.pop();
        let path = Arc::clone(&self.readers.path);
        let mut connection =
            idle.map_or_else(|| open::reader(&path).map_err(|trouble| trouble.at(&path)), Ok);
        while let Some(questions) = self.next(&mut connection) {
            answer(questions, &connection);
        }
    }

    /// Some questions; without any it ends, and leaves its connection to the next worker.
    fn next(
        &mut self,
        connection: &mut Result<Connection, StoreError>,
    ) -> Option<Vec<(Question, OwnedSemaphorePermit)>> {
        let mut state = self.readers.state();
        if !state.questions.is_empty() {
            let some = state.questions.len().min(TOGETHER);
            return Some(state.questions.drain(..some).collect());
        }
        // In one go with finding the queue empty: whoever asks next starts a worker.
        state.working -= 1;
        self.counted = false;
        let nothing = || Err(StoreError::closed("this reader has ended"));
        if let Ok(connection) = mem::replace(connection, nothing())
            && !state.closed
        {
            state.idle.push(connection);
        }
        None
    }
}

impl Drop for Worker {
    /// Also without having worked, when a runtime shuts down, or after a panic.
    fn drop(&mut self) {
        if self.counted {
            self.readers.state().working -= 1;
        }
    }
}

fn answer(questions: Vec<(Question, OwnedSemaphorePermit)>, connection: &Result<Connection, StoreError>) {
    // Without a transaction each question is still answered, from a moment of its own; what keeps it from beginning
    // is told by the first question.
    let run = |sql| {
        connection
            .as_ref()
            .ok()
            .is_some_and(|it| it.prepare_cached(sql).and_then(|mut s| s.execute([])).is_ok())
    };
    let begun = run("begin");
    for (question, _room) in questions {
        question(connection.as_ref().map_err(Clone::clone));
    }
    if begun {
        run("commit");
    }
}
