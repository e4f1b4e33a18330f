//! What is known of a running execution and of each machine in it, for whoever asks.
//!
//! A frame is one allocation for the main machine and one for each branch. A transition stores one number in it, or none
//! if nobody can ask; everything that costs more (a timestamp, a key, a name) is worked out when it is asked for. The
//! numbers are atomic because a frame is shared with the tasks; only the frame's own driver writes them, so no order is
//! needed.

use std::fmt::Write as _;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::Timestamp;
use pin_project_lite::pin_project;
use tokio::task::futures::TaskLocalFuture;
use tokio::time::Instant;

use super::span::{Inside, Spans};
use crate::Error;
use crate::clock::Clock;

tokio::task_local! {
    /// The frame of the machine that is running, set once a poll of its driver.
    static CURRENT: Arc<Frame>;
}

/// Asks the frame of the machine that is running here, if one is.
pub(crate) fn current<T>(ask: impl FnOnce(&Arc<Frame>) -> T) -> Option<T> {
    CURRENT.try_with(ask).ok()
}

/// What all frames of an execution share.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) workflow: &'static str,
    pub(crate) name: OnceLock<String>,
    pub(crate) id: OnceLock<Arc<str>>,
    /// Of a nested execution: the frame, the visit and the attempt that began it.
    pub(crate) parent: Option<(Arc<Frame>, u64, u32)>,
    pub(crate) clock: Clock,
    pub(crate) random: Option<Mutex<fastrand::Rng>>,
    pub(crate) payload_limit: bool,
    pub(crate) traced: bool,
    pub(crate) last_event: AtomicU64,
    /// What the last task that panicked said: a failure that is carried on has no place for it.
    pub(crate) last_panic: Mutex<Option<String>>,
}

impl Run {
    /// Notes what a task said when it panicked.
    pub(crate) fn panicked(&self, message: String) {
        *self.last_panic.lock().unwrap_or_else(PoisonError::into_inner) = Some(message);
    }

    /// What the last task that panicked said.
    pub(crate) fn last_panic(&self) -> Option<String> {
        self.last_panic.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the frames of an execution share whose steps are stored.
    pub(crate) fn durable(
        workflow: &'static str,
        name: &str,
        clock: Clock,
        payload_limit: bool,
    ) -> Arc<Self> {
        Arc::new(Self {
            workflow,
            name: OnceLock::from(name.to_owned()),
            id: OnceLock::new(),
            parent: None,
            clock,
            random: None,
            payload_limit,
            traced: tracing::enabled!(tracing::Level::INFO),
            last_event: AtomicU64::new(0),
            last_panic: Mutex::new(None),
        })
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The name of the execution: the caller's; of a nested one made from its parent's; or else a random one.
    pub(crate) fn name(&self) -> &str {
        self.name.get_or_init(|| match &self.parent {
            Some((frame, visit, 0)) => frame.idempotency_key(*visit),
            Some((frame, visit, attempt)) => format!("{}~{attempt}", frame.idempotency_key(*visit)),
            None => uuid::Uuid::new_v4().to_string(),
        })
    }

    /// The id of the execution: the workflow's name, a colon, the execution's name.
    pub(crate) fn id(&self) -> &Arc<str> {
        self.id.get_or_init(|| format!("{}:{}", self.workflow, self.name()).into())
    }

    /// A number from 0 up to but not 1, for jitter.
    pub(crate) fn random(&self) -> f64 {
        match &self.random {
            Some(random) => random.lock().unwrap_or_else(PoisonError::into_inner).f64(),
            None => fastrand::f64(),
        }
    }

    /// A generator for a nested execution, repeatable if this one's is.
    pub(crate) fn fork_random(&self) -> Option<Mutex<fastrand::Rng>> {
        self.random
            .as_ref()
            .map(|random| Mutex::new(random.lock().unwrap_or_else(PoisonError::into_inner).fork()))
    }

    pub(crate) fn next_event_id(&self) -> u64 {
        self.last_event.fetch_add(1, Relaxed) + 1
    }
}

/// One step into a branch: where the parallel or map state stood, which of its attempts, which branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Descent {
    pub(crate) visit: u64,
    pub(crate) attempt: u32,
    pub(crate) branch: usize,
}

/// What is known of one machine: the main one, or a branch.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) run: Arc<Run>,
    pub(crate) descents: Vec<Descent>,
    /// How many states were entered: the ordinal of the one that is running, from 1.
    visit: AtomicU64,
    /// The visit that `entered_at`, in nanoseconds of the execution's clock, belongs to.
    entered_visit: AtomicU64,
    entered_at: AtomicU64,
    /// The visit that the two numbers below belong to: the state's effect, if there is more to say of it than that its
    /// first attempt has no timeout.
    effect_visit: AtomicU64,
    attempt: AtomicU32,
    /// When the attempt ends, in nanoseconds of the execution's clock; `NEVER` if it has no timeout.
    deadline: AtomicU64,
    last_heartbeat: AtomicU64,
    spans: Spans,
    /// An error that no state may catch.
    fatal: Mutex<Option<Error>>,
}

const NEVER: u64 = u64::MAX;

pin_project! {
    /// A driver that runs in its frame. A type of its own: an `async fn` would have room for the driver twice.
    pub(crate) struct Scoped<'a, F: Future> {
        frame: &'a Arc<Frame>,
        #[pin]
        driver: TaskLocalFuture<Arc<Frame>, F>,
    }
}

impl<F: Future> Future for Scoped<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _entered = this.frame.run.traced.then(|| this.frame.spans.enter());
        this.driver.poll(cx)
    }
}

impl Frame {
    pub(crate) fn new(run: Arc<Run>, descents: Vec<Descent>) -> Arc<Self> {
        Arc::new(Self {
            run,
            descents,
            visit: AtomicU64::new(0),
            entered_visit: AtomicU64::new(0),
            entered_at: AtomicU64::new(0),
            effect_visit: AtomicU64::new(0),
            attempt: AtomicU32::new(0),
            deadline: AtomicU64::new(NEVER),
            last_heartbeat: AtomicU64::new(0),
            spans: Spans::default(),
            fatal: Mutex::new(None),
        })
    }

    /// Runs the driver of this machine: whatever it polls finds this frame, and is in its spans.
    pub(crate) fn scope<F: Future>(self: &Arc<Self>, driver: F) -> Scoped<'_, F> {
        Scoped { frame: self, driver: CURRENT.scope(Arc::clone(self), driver) }
    }

    /// Goes into a span, if anybody listens; gives the depth to [leave](Self::leave_span) it to.
    #[inline]
    pub(crate) fn enter_span(&self, inside: Inside) -> usize {
        if self.run.traced { self.spans.push(inside, self.run.id()) } else { 0 }
    }

    #[inline]
    pub(crate) fn leave_span(&self, depth: usize) {
        if self.run.traced {
            self.spans.leave(depth);
        }
    }

    pub(crate) fn run(&self) -> &Run {
        &self.run
    }

    /// The indices of the branches from the outermost inwards.
    pub(crate) fn path(&self) -> Arc<[usize]> {
        self.descents.iter().map(|descent| descent.branch).collect()
    }

    #[inline]
    pub(crate) fn visit(&self) -> u64 {
        self.visit.load(Relaxed)
    }

    /// Enters a state.
    #[inline]
    pub(crate) fn enter(&self, visit: u64) {
        self.visit.store(visit, Relaxed);
    }

    /// Enters a state at a time that is known.
    pub(crate) fn enter_at(&self, visit: u64, at: Timestamp) {
        self.visit.store(visit, Relaxed);
        let since: Duration =
            at.duration_since(self.run.clock.started_at()).try_into().unwrap_or(Duration::ZERO);
        self.entered_at.store(u64::try_from(since.as_nanos()).unwrap_or(NEVER), Relaxed);
        self.entered_visit.store(visit, Relaxed);
    }

    /// When the state was entered. It is noted when the state first has to wait or is first asked, whichever is
    /// earlier: until then a state takes no time.
    pub(crate) fn entered_at(&self) -> Timestamp {
        self.run.clock.after(Duration::from_nanos(self.note_entered()))
    }

    pub(crate) fn note_entered(&self) -> u64 {
        let visit = self.visit();
        if self.entered_visit.load(Relaxed) != visit {
            self.entered_at.store(self.elapsed(), Relaxed);
            self.entered_visit.store(visit, Relaxed);
        }
        self.entered_at.load(Relaxed)
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.run.clock.elapsed().as_nanos()).unwrap_or(NEVER)
    }

    /// Begins an attempt of the state's effect.
    ///
    /// The first one without a timeout is what a state is in anyhow, and nothing is noted.
    #[inline]
    pub(crate) fn begin_attempt(&self, attempt: u32, timeout: Option<Duration>) -> Option<Instant> {
        if attempt == 0 && timeout.is_none() { None } else { self.note_attempt(attempt, timeout) }
    }

    fn note_attempt(&self, attempt: u32, timeout: Option<Duration>) -> Option<Instant> {
        self.effect_visit.store(self.visit(), Relaxed);
        self.attempt.store(attempt, Relaxed);
        let Some(timeout) = timeout else {
            self.deadline.store(NEVER, Relaxed);
            return None;
        };
        let ends = self.run.clock.elapsed().saturating_add(timeout);
        self.deadline.store(u64::try_from(ends.as_nanos()).unwrap_or(NEVER), Relaxed);
        self.run.clock.instant(ends)
    }

    /// Whether something was noted of the running state's effect.
    fn has_noted_attempt(&self) -> bool {
        self.effect_visit.load(Relaxed) == self.visit()
    }

    /// How often the effect of the state was retried.
    pub(crate) fn attempt(&self) -> u32 {
        if self.has_noted_attempt() { self.attempt.load(Relaxed) } else { 0 }
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        match self.deadline.load(Relaxed) {
            NEVER => None,
            _ if !self.has_noted_attempt() => None,
            nanos => Some(self.run.clock.after(Duration::from_nanos(nanos))),
        }
    }

    /// [`deadline`](Self::deadline), by the clock that a timer goes by.
    pub(crate) fn deadline_instant(&self) -> Option<Instant> {
        match self.deadline.load(Relaxed) {
            NEVER => None,
            _ if !self.has_noted_attempt() => None,
            nanos => self.run.clock.instant(Duration::from_nanos(nanos)),
        }
    }

    pub(crate) fn heartbeat(&self) {
        self.last_heartbeat.store(self.elapsed(), Relaxed);
    }

    pub(crate) fn last_heartbeat(&self) -> Option<Instant> {
        self.run.clock.instant(Duration::from_nanos(self.last_heartbeat.load(Relaxed)))
    }

    /// `execution/path/visit`: the same for every attempt of an effect, and for nothing else.
    ///
    /// A step of the path is `visit.branch` of the parallel or map state, and after a retry `visit~attempt.branch`.
    pub(crate) fn idempotency_key(&self, visit: u64) -> String {
        let mut key = self.run.id().to_string();
        for Descent { visit, attempt, branch } in &self.descents {
            // Writing to a string cannot fail.
            let _ = match attempt {
                0 => write!(key, "/{visit}.{branch}"),
                _ => write!(key, "/{visit}~{attempt}.{branch}"),
            };
        }
        let _ = write!(key, "/{visit}");
        key
    }

    /// Ends the machine with an error that no state may catch.
    pub(crate) fn set_fatal(&self, error: Error) {
        *self.fatal.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    pub(crate) fn is_fatal(&self) -> bool {
        self.fatal.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    pub(crate) fn take_fatal(&self) -> Option<Error> {
        self.fatal.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
