//! Time: one clock, which follows tokio's, and the units that workflows are written in.
//!
//! Everything that runs a workflow asks here for the time, and no store: those say by the system's wall clock when an answer
//! to a request of another process is forgotten. Under `tokio::time::pause` all of it stands still together.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

/// A wall clock that is driven by tokio's clock.
///
/// It reads the system's wall clock once, when it is made, and goes on with tokio's monotonic clock: timestamps of one
/// execution never run backwards, and with tokio's clock paused they change only as it is advanced. Steps of the
/// system's wall clock after that are not followed.
///
/// ```
/// # use workflow_runtime::clock::{Clock, seconds};
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let clock = Clock::new();
/// let before = clock.now();
/// tokio::time::sleep(seconds(90)).await;
/// assert_eq!(clock.now().duration_since(before).as_secs(), 90);
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    wall: Timestamp,
    /// How much of the time since `wall` had passed when `started` was noted.
    before: Duration,
    started: Instant,
}

impl Clock {
    /// A clock that shows the system's time now.
    #[must_use]
    pub fn new() -> Self {
        Self::starting_at(Timestamp::now())
    }

    /// A clock that shows `wall` now.
    #[must_use]
    pub fn starting_at(wall: Timestamp) -> Self {
        Self { wall, before: Duration::ZERO, started: Instant::now() }
    }

    /// A clock that was made at `wall`, and shows `now` now; it does not go back behind `wall`.
    pub(crate) fn resumed(wall: Timestamp, now: Timestamp) -> Self {
        let before = now.duration_since(wall).try_into().unwrap_or(Duration::ZERO);
        Self { wall, before, started: Instant::now() }
    }

    /// The time when the clock was made.
    #[must_use]
    pub fn started_at(&self) -> Timestamp {
        self.wall
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.after(self.elapsed())
    }

    /// How long ago the clock was made.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.before + self.started.elapsed()
    }

    /// How long it is until `at`; zero if that has passed.
    #[must_use]
    pub fn until(&self, at: Timestamp) -> Duration {
        at.duration_since(self.now()).try_into().unwrap_or(Duration::ZERO)
    }

    /// The time `elapsed` after the clock was made, or the last one that a timestamp can hold.
    pub(crate) fn after(&self, elapsed: Duration) -> Timestamp {
        self.wall.saturating_add(elapsed).unwrap_or(Timestamp::MAX)
    }

    /// The instant `elapsed` after the clock was made, if there is one.
    pub(crate) fn instant(&self, elapsed: Duration) -> Option<Instant> {
        match elapsed.checked_sub(self.before) {
            Some(later) => self.started.checked_add(later),
            None => self.started.checked_sub(self.before - elapsed),
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

/// The time now: of the running execution's clock, or of the system outside one.
///
/// In a workflow it is a new value at each evaluation, and so stands only in the transition of a `#[pass]` state.
#[must_use]
pub fn now() -> Timestamp {
    crate::execution::current(|frame| frame.run().clock().now()).unwrap_or_else(Timestamp::now)
}

/// So many seconds.
#[must_use]
pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// So many minutes of 60 seconds; at most [`Duration::MAX`].
#[must_use]
pub const fn minutes(count: u64) -> Duration {
    whole(count, 60)
}

/// So many hours of 60 minutes; at most [`Duration::MAX`].
#[must_use]
pub const fn hours(count: u64) -> Duration {
    whole(count, 60 * 60)
}

/// So many days of 24 hours; at most [`Duration::MAX`].
///
/// ```
/// # use workflow_runtime::clock::{days, hours};
/// assert_eq!(days(2), hours(48));
/// assert_eq!(days(u64::MAX), std::time::Duration::MAX);
/// ```
#[must_use]
pub const fn days(count: u64) -> Duration {
    whole(count, 24 * 60 * 60)
}

/// So many units of so many seconds. The count may be anybody's: a wait that is too long is no reason to panic.
const fn whole(count: u64, unit: u64) -> Duration {
    match count.checked_mul(unit) {
        Some(seconds) => Duration::from_secs(seconds),
        None => Duration::MAX,
    }
}
