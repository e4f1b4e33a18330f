//! How stores keep times: microseconds since 1970, rounded up. Knows nothing of any store.

use jiff::{SignedDuration, Timestamp};

use super::Wake;

/// The number that stands for [`Wake::Now`]; every later time is larger.
pub(super) const NOW: i64 = 0;

/// A time in microseconds, rounded up.
pub(super) fn to_micros(at: Timestamp) -> i64 {
    let down = at.as_microsecond();
    if Timestamp::from_microsecond(down).is_ok_and(|whole| whole < at) { down + 1 } else { down }
}

/// The time of a number of microseconds; one that no timestamp can hold is brought to the nearest that it can.
pub(super) fn from_micros(micros: i64) -> Timestamp {
    let bound = if micros < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_microsecond(micros).unwrap_or(bound)
}

/// A time as it comes back from a store.
pub(super) fn kept(at: Timestamp) -> Timestamp {
    from_micros(to_micros(at))
}

/// A wake as a number that sorts by when: `None` for never.
pub(super) fn wake_to_micros(wake: Wake) -> Option<i64> {
    match wake {
        Wake::Now => Some(NOW),
        Wake::At(at) => Some(to_micros(at).max(NOW)),
        Wake::Never => None,
    }
}

/// The wake of a number from [`wake_to_micros`].
pub(super) fn wake_from_micros(micros: Option<i64>) -> Wake {
    match micros {
        None => Wake::Never,
        Some(micros) => due_from_micros(micros).map_or(Wake::Now, Wake::At),
    }
}

/// When a frame is due, as [`Due`](super::Due) says it: `None` for now.
pub(super) fn due_from_micros(micros: i64) -> Option<Timestamp> {
    (micros > NOW).then(|| from_micros(micros))
}

/// From when on answers to commands are kept: a day back, as [`Store::answer`](super::Store::answer) promises.
pub(super) fn answers_kept_since(now: Timestamp) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_rounded_up_to_the_microsecond() {
        for (nanos, kept_nanos) in
            [(0, 0), (1, 1_000), (999, 1_000), (1_000, 1_000), (-1, 0), (-1_000, -1_000), (-1_001, -1_000)]
        {
            let at = Timestamp::UNIX_EPOCH + SignedDuration::from_nanos(nanos);
            let expected = Timestamp::UNIX_EPOCH + SignedDuration::from_nanos(kept_nanos);
            assert_eq!(kept(at), expected, "{nanos} ns");
        }
    }

    #[test]
    fn the_bounds_of_time_stay_in_bounds() {
        assert_eq!(kept(Timestamp::MIN), Timestamp::MIN);
        assert!(kept(Timestamp::MAX) <= Timestamp::MAX);
        assert_eq!(wake_from_micros(wake_to_micros(Wake::At(Timestamp::MIN))), Wake::Now);
    }
}
