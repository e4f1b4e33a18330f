//! The arithmetic of retries, against the words of the ASL specification put down a second time.

use std::cell::Cell;
use std::time::Duration;

use proptest::prelude::*;
use workflow_runtime::{Jitter, Retrier, Retry};

/// "`BackoffRate`: the multiplier by which the retry interval increases on each attempt": multiplied step by step, in
/// whole nanoseconds of a hundredth rate, and "`MaxDelaySeconds`: the maximum interval".
fn delays(interval_s: u64, rate_hundredths: u64, max_delay_s: Option<u64>, count: u32) -> Vec<Duration> {
    let second = 1_000_000_000_u128;
    // A fixed-point number with room for the rounding of each step.
    let scale = 1_u128 << 32;
    let mut interval = u128::from(interval_s) * second * scale;
    let longest = max_delay_s.map(|max| u128::from(max) * second * scale);
    let mut delays = Vec::new();
    for _ in 0..count {
        let delay = longest.map_or(interval, |longest| interval.min(longest));
        delays.push(Duration::from_nanos(u64::try_from(delay / scale).expect("small enough")));
        interval = interval * u128::from(rate_hundredths) / 100;
    }
    delays
}

fn retrier(interval_s: u64, rate_hundredths: u64, max_delay_s: Option<u64>, attempts: u32) -> Retrier<()> {
    #[allow(clippy::cast_precision_loss, reason = "a few hundred")]
    let rate = rate_hundredths as f64 / 100.0;
    let retrier = Retrier::on(|(): &()| true)
        .interval(Duration::from_secs(interval_s))
        .backoff_rate(rate)
        .max_attempts(attempts);
    match max_delay_s {
        Some(max) => retrier.max_delay(Duration::from_secs(max)),
        None => retrier,
    }
}

proptest! {
    #[test]
    fn delays_are_the_specifications(
        interval in 1_u64..1000,
        rate in 100_u64..300,
        max_delay in proptest::option::of(1_u64..10_000),
        attempts in 0_u32..12,
    ) {
        let retrier = retrier(interval, rate, max_delay, attempts);
        for (retry, expected) in (0..).zip(delays(interval, rate, max_delay, attempts)) {
            let delay = retrier.delay(retry, || unreachable!("no jitter")).expect("allowed");
            // Both round; a microsecond in years is neither's mistake.
            prop_assert!(delay.abs_diff(expected) <= Duration::from_micros(1), "{delay:?} {expected:?}");
        }
        prop_assert_eq!(retrier.delay(attempts, || 0.0), None);
    }

    #[test]
    fn whole_rates_are_exact(interval in 1_u64..100, rate in 1_u64..4, attempts in 1_u32..10) {
        let retrier = retrier(interval, rate * 100, None, attempts);
        for retry in 0..attempts {
            let delay = retrier.delay(retry, || 0.0).expect("allowed");
            prop_assert_eq!(delay, Duration::from_secs(interval * rate.pow(retry)));
        }
    }

    #[test]
    fn full_jitter_is_between_nothing_and_the_delay(random in 0.0_f64..1.0, retry in 0_u32..5) {
        let plain = retrier(7, 150, Some(20), 5);
        let whole = plain.delay(retry, || unreachable!("no jitter")).expect("allowed");
        let jittered = plain.jitter(Jitter::Full).delay(retry, || random).expect("allowed");
        prop_assert!(jittered <= whole);
        let share = jittered.as_secs_f64() / whole.as_secs_f64();
        prop_assert!((share - random).abs() < 1e-6, "uniform: {share} of {random}");
    }
}

#[test]
fn a_delay_without_end_is_as_long_as_can_be() {
    let retrier = retrier(1000, 300, None, 99_999_999);
    assert_eq!(retrier.delay(99_999_998, || 0.0), Some(Duration::MAX));
    let bounded = retrier.max_delay(Duration::from_secs(60));
    assert_eq!(bounded.delay(99_999_998, || 0.0), Some(Duration::from_secs(60)));
}

#[tokio::test(start_paused = true)]
async fn the_primitive_gives_up_with_the_last_failure() {
    let calls = Cell::new(0);
    let retry = Retry::new([
        Retrier::on(|failure| *failure == "a").max_attempts(1),
        Retrier::on(|failure: &&str| *failure != "fatal"),
    ]);
    let start = tokio::time::Instant::now();
    let result: Result<(), &str> = retry
        .run(|| {
            calls.set(calls.get() + 1);
            let failure = ["a", "b", "b", "fatal"][calls.get() - 1];
            async move { Err(failure) }
        })
        .await;
    assert_eq!((result, calls.get()), (Err("fatal"), 4));
    assert_eq!(start.elapsed(), Duration::from_secs(1 + 1 + 2));
}
