//! Timeouts and retriers as ASL has them, and which error names a selector stands for.

use std::time::Duration;

use crate::{Jitter, asl};

/// What an `on(..)` or an `Err(..)` arm names.
#[derive(Clone, Debug)]
pub enum Selector {
    /// Errors of the task's own, by their ASL names.
    Own(Vec<&'static str>),
    /// A timeout or a heartbeat that did not come.
    TimedOut,
    /// What is neither; with all names of the task's own, which `States.TaskFailed` matches too.
    Crashed(Vec<&'static str>),
    /// A name that only AWS knows.
    Named(&'static str),
    /// Everything.
    All,
}

impl Selector {
    /// The entries of `ErrorEquals`.
    pub(super) fn error_equals(&self) -> Vec<&'static str> {
        match self {
            Self::Own(names) => names.clone(),
            Self::TimedOut => vec!["States.Timeout"],
            Self::Crashed(_) => vec!["States.TaskFailed"],
            Self::Named(name) => vec![name],
            Self::All => vec!["States.ALL"],
        }
    }
}

impl Selector {
    /// Of `Crashed`, the task's own names.
    pub(super) fn crashed(&self) -> Option<&[&'static str]> {
        match self {
            Self::Crashed(own) => Some(own),
            Self::Own(_) | Self::TimedOut | Self::Named(_) | Self::All => None,
        }
    }
}

/// The timeouts and retriers of a state, or those that a task trait gives its method.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub(super) timeout: Option<Duration>,
    pub(super) heartbeat: Option<Duration>,
    pub(super) retry: Vec<Retry>,
}

/// One retrier.
#[derive(Clone, Debug)]
pub struct Retry {
    on: Vec<Selector>,
    retrier: asl::Retrier,
}

impl Policy {
    /// A policy that says nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the timeout.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the heartbeat.
    #[must_use]
    pub fn heartbeat(mut self, heartbeat: Duration) -> Self {
        self.heartbeat = Some(heartbeat);
        self
    }

    /// Adds a retrier behind the others.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry.push(retry);
        self
    }

    /// What this leaves open is as in `defaults`.
    #[must_use]
    pub fn or(self, defaults: Self) -> Self {
        Self {
            timeout: self.timeout.or(defaults.timeout),
            heartbeat: self.heartbeat.or(defaults.heartbeat),
            retry: if self.retry.is_empty() { defaults.retry } else { self.retry },
        }
    }

    /// Sets the fields of a state; the timeouts are those of Task states.
    pub(super) fn apply(&self, mut state: asl::State) -> asl::State {
        if let asl::StateKind::Task(task) = &mut state.kind {
            task.timeout_seconds = self.timeout.map(|timeout| seconds(timeout).into());
            task.heartbeat_seconds = self.heartbeat.map(|heartbeat| seconds(heartbeat).into());
        }
        retriers(&self.retry).into_iter().fold(state, asl::State::retry)
    }
}

/// Whole seconds, rounded up: ASL has no shorter unit.
pub(super) fn seconds(duration: Duration) -> i64 {
    let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// The retriers in order. `States.TaskFailed` matches the task's own errors too, which a `Crashed` retrier does not:
/// before it, those that no retrier has named yet get what a later one has for them, or a retrier that never retries.
fn retriers(retry: &[Retry]) -> Vec<asl::Retrier> {
    let mut named: Vec<&str> = Vec::new();
    let mut printed = Vec::new();
    for (index, Retry { on, retrier }) in retry.iter().enumerate() {
        let mut names: Vec<&str> = on.iter().flat_map(Selector::error_equals).collect();
        names.retain(|name| !named.contains(name));
        if let Some(own) = on.iter().find_map(Selector::crashed) {
            let mut left: Vec<&str> = own.to_vec();
            left.retain(|name| !named.contains(name) && !names.contains(name));
            named.extend(&left);
            for later in &retry[index + 1..] {
                let (taken, rest) = left.into_iter().partition(|name| takes(&later.on, name));
                print(&mut printed, taken, &later.retrier);
                left = rest;
            }
            print(&mut printed, left, &asl::Retrier::default().max_attempts(0));
        }
        named.extend(&names);
        print(&mut printed, names, retrier);
    }
    printed
}

fn print(printed: &mut Vec<asl::Retrier>, names: Vec<&str>, retrier: &asl::Retrier) {
    if !names.is_empty() {
        let error_equals = names.into_iter().map(str::to_owned).collect();
        printed.push(asl::Retrier { error_equals, ..retrier.clone() });
    }
}

/// Whether one of the selectors takes an error of the task's own.
pub(super) fn takes(on: &[Selector], name: &str) -> bool {
    on.iter().any(|selector| match selector {
        Selector::Own(names) => names.contains(&name),
        Selector::All => true,
        Selector::TimedOut | Selector::Crashed(_) | Selector::Named(_) => false,
    })
}

impl Retry {
    /// A retrier with AWS's defaults: 1 second, 3 attempts, a rate of 2.
    #[must_use]
    pub fn on<const N: usize>(on: [Selector; N]) -> Self {
        Self { on: on.into(), retrier: asl::Retrier::default() }
    }

    /// The delay before the first retry.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.retrier.interval_seconds = Some(seconds(interval));
        self
    }

    /// How often it is tried again.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.retrier.max_attempts = Some(attempts.into());
        self
    }

    /// By what the delay grows.
    #[must_use]
    pub fn backoff_rate(mut self, rate: f64) -> Self {
        self.retrier = self.retrier.backoff_rate(rate);
        self
    }

    /// The longest delay.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.retrier.max_delay_seconds = Some(seconds(delay));
        self
    }

    /// Whether delays are shortened at random.
    #[must_use]
    pub fn jitter(mut self, jitter: Jitter) -> Self {
        self.retrier = self.retrier.jitter(match jitter {
            Jitter::Full => asl::JitterStrategy::Full,
            Jitter::None => asl::JitterStrategy::None,
        });
        self
    }
}
