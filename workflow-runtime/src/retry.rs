//! Retrying, with the arithmetic of Amazon States Language.
//!
//! One pure function (`Counts::next_delay` over [`Retrier::delay`]) decides for the driver and for [`Retry`]; it knows no
//! clock and draws no random numbers of its own. Source of the rules: the ASL specification, "Errors".

use std::fmt;
use std::future::Future;
use std::time::Duration;

use crate::clock::seconds;

/// When a failure is tried again, and after how long: one entry of ASL's `Retry`.
///
/// The defaults are ASL's: an interval of 1 s, 3 attempts after the first, a backoff rate of 2.0, no longest delay and
/// no jitter. Everything is `const`, so that policies are constants.
///
/// ```
/// # use workflow_runtime::{Jitter, Retrier, prelude::*};
/// const BUSY: Retrier<u16> = Retrier::on(|status| *status == 503)
///     .interval(seconds(2))
///     .max_attempts(5)
///     .backoff_rate(1.5)
///     .max_delay(seconds(10))
///     .jitter(Jitter::Full);
/// assert!(BUSY.matches(&503));
/// ```
pub struct Retrier<F> {
    matches: fn(&F) -> bool,
    interval: Duration,
    max_attempts: u32,
    backoff_rate: f64,
    max_delay: Option<Duration>,
    jitter: Jitter,
}

/// Whether a delay is shortened at random: ASL's `JitterStrategy`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jitter {
    /// `NONE`: the delay as computed.
    #[default]
    None,
    /// `FULL`: uniformly between zero and the delay as computed.
    Full,
}

impl<F> Retrier<F> {
    /// A retrier for the failures that `matches` accepts, with ASL's defaults.
    #[must_use]
    pub const fn on(matches: fn(&F) -> bool) -> Self {
        Self {
            matches,
            interval: seconds(1),
            max_attempts: 3,
            backoff_rate: 2.0,
            max_delay: None,
            jitter: Jitter::None,
        }
    }

    /// The delay before the first retry: `IntervalSeconds`.
    #[must_use]
    pub const fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// How often to try again, at most: `MaxAttempts`. 0 is never; the first try does not count.
    #[must_use]
    pub const fn max_attempts(mut self, max_attempts: u32) -> Self {
        self.max_attempts = max_attempts;
        self
    }

    /// What the delay is multiplied with after each retry: `BackoffRate`, 1.0 or more.
    #[must_use]
    pub const fn backoff_rate(mut self, backoff_rate: f64) -> Self {
        self.backoff_rate = backoff_rate;
        self
    }

    /// The longest delay, before jitter: `MaxDelaySeconds`.
    #[must_use]
    pub const fn max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = Some(max_delay);
        self
    }

    /// Whether delays are shortened at random: `JitterStrategy`.
    #[must_use]
    pub const fn jitter(mut self, jitter: Jitter) -> Self {
        self.jitter = jitter;
        self
    }

    /// Whether this retrier is the one for `failure`.
    #[must_use]
    pub fn matches(&self, failure: &F) -> bool {
        (self.matches)(failure)
    }

    /// The delay before retry number `retry`, of which the first is 0, or nothing if that is one too many.
    ///
    /// `interval * backoff_rate ^ retry`, at most `max_delay`; with full jitter times `random`, which is in 0..1. A
    /// delay too long for a [`Duration`] is [`Duration::MAX`].
    #[must_use]
    pub fn delay(&self, retry: u32, random: impl FnOnce() -> f64) -> Option<Duration> {
        if retry >= self.max_attempts {
            return None;
        }
        let factor = self.backoff_rate.powi(i32::try_from(retry).unwrap_or(i32::MAX));
        let whole = scale(self.interval, factor);
        let bounded = self.max_delay.map_or(whole, |max_delay| whole.min(max_delay));
        Some(match self.jitter {
            Jitter::None => bounded,
            Jitter::Full => scale(bounded, random()),
        })
    }
}

/// `duration * factor`; what does not fit is the longest duration.
fn scale(duration: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(duration.as_secs_f64() * factor).unwrap_or(Duration::MAX)
}

impl<F> Clone for Retrier<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Retrier<F> {}

impl<F> fmt::Debug for Retrier<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retrier")
            .field("interval", &self.interval)
            .field("max_attempts", &self.max_attempts)
            .field("backoff_rate", &self.backoff_rate)
            .field("max_delay", &self.max_delay)
            .field("jitter", &self.jitter)
            .finish_non_exhaustive()
    }
}

/// How often each retrier of a state has retried since the state was entered.
///
/// It allocates at the first failure that is retried, not before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts(Vec<u32>);

impl Counts {
    /// Decides on `failure`: the delay before the next attempt, or nothing if there is to be none.
    ///
    /// The first retrier that matches decides, alone; each counts for itself.
    pub(crate) fn next_delay<F>(
        &mut self,
        retriers: &[Retrier<F>],
        failure: &F,
        random: impl FnOnce() -> f64,
    ) -> Option<Duration> {
        let index = retriers.iter().position(|retrier| retrier.matches(failure))?;
        self.0.resize(retriers.len(), 0);
        let count = &mut self.0[index];
        let delay = retriers[index].delay(*count, random)?;
        *count += 1;
        Some(delay)
    }

    /// The counts as they were stored.
    pub(crate) fn stored(counts: Vec<u32>) -> Self {
        Self(counts)
    }

    /// The count of each retrier; empty before the first retry.
    pub(crate) fn as_slice(&self) -> &[u32] {
        &self.0
    }

    /// All retries so far: the context object's `RetryCount`.
    pub(crate) fn total(&self) -> u32 {
        self.0.iter().sum()
    }
}

/// Retries any asynchronous operation as a task state is retried.
///
/// Delays go through tokio's clock.
///
/// ```
/// # use std::sync::atomic::{AtomicU32, Ordering};
/// # use workflow_runtime::{Retrier, Retry, prelude::*};
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let calls = AtomicU32::new(0);
/// let page = Retry::new([Retrier::on(|status| *status == 503).interval(seconds(2))])
///     .run(|| async {
///         match calls.fetch_add(1, Ordering::Relaxed) {
///             0 => Err(503),
///             _ => Ok("<html>"),
///         }
///     })
///     .await;
/// assert_eq!(page, Ok("<html>"));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Retry<F, const N: usize> {
    retriers: [Retrier<F>; N],
}

impl<F, const N: usize> Retry<F, N> {
    /// Retries by the first of `retriers` that matches a failure.
    #[must_use]
    pub const fn new(retriers: [Retrier<F>; N]) -> Self {
        Self { retriers }
    }

    /// Calls `operation` until it succeeds or no retrier allows another attempt.
    ///
    /// # Errors
    ///
    /// The last failure.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the attempt or the delay that it is in; counts start anew with each call.
    pub async fn run<T, Op, Fut>(&self, operation: Op) -> Result<T, F>
    where
        Op: Fn() -> Fut,
        Fut: Future<Output = Result<T, F>>,
    {
        let mut counts = Counts::default();
        loop {
            let failure = match operation().await {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            match counts.next_delay(&self.retriers, &failure, fastrand::f64) {
                Some(delay) => crate::wait(delay).await,
                None => return Err(failure),
            }
        }
    }
}
