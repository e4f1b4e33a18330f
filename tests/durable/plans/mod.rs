//! Recovery of random workflows: a workflow that does what a random plan says, cut at random writes, several times.
//!
//! Half the plans are cut where a commit begins or ends, half in the middle of one; engines unload what waits at once, soon
//! or never, and have room for few executions or many. `DURABLE_PLANS` says how many plans there are (150), and
//! `DURABLE_PLANS_SEED` repeats a run. A failure prints the smallest plan that proptest finds.
//!
//! Read next: `workflows.rs` (what does what a plan says), `carrier.rs` (who carries it out), `random.rs` (the plans).

mod carrier;
mod random;
mod workflows;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use workflow_runtime::engine::Builder;
use workflow_tests::durable::cut::{How, Lives, Outcome, Story as _};
use workflow_tests::durable::fast_directory;
use workflow_tests::seeds::{number, seed};

use self::carrier::Plans;
use self::random::op;
use self::workflows::Op;

/// How one life of a story goes: where it is cut, and how its engine keeps executions.
#[derive(Clone, Debug)]
struct Way {
    write: u64,
    how: How,
    passivate_after: Duration,
    max_running: usize,
}

fn way() -> impl Strategy<Value = Way> {
    let how = prop_oneof![Just(How::Before), Just(How::After), (0..1_000_u64).prop_map(How::Torn)];
    let pause = prop_oneof![Just(0), Just(1_000), Just(1_000_000_u64)].prop_map(Duration::from_millis);
    (1..16_u64, how, pause, 1..5_usize).prop_map(|(write, how, passivate_after, max_running)| Way {
        write,
        how,
        passivate_after,
        max_running,
    })
}

/// Runs plans uncut, and then cut, in several lives; compares.
async fn recovers(plans: &[Vec<Op>], ways: &[Way]) -> Result<usize, String> {
    let new = |directory: &Path| Lives::new(Plans::new(plans), directory);
    let (one, two) = (fast_directory(), fast_directory());
    let whole = new(one.path());
    let came = whole.live(None, |builder| builder).await.came.ok_or("nothing stops it")?;
    let record = whole.record().await;
    let cut = new(two.path());
    let tally = cut.story().tally();
    let (mut cuts, mut done) = (0, None);
    for way in ways {
        let options =
            |builder: Builder| builder.passivate_after(way.passivate_after).max_running(way.max_running);
        let (calls, life) = (tally.count(), cut.live(Some((way.write, way.how)), options).await);
        check_calls(&cut, calls, &mut done).await?;
        if let Some(again) = life.came {
            return check(&came, &again, cuts);
        }
        cuts += 1;
    }
    let calls = tally.count();
    let again = cut.live(None, |builder| builder).await.came.ok_or("nothing stops it")?;
    check_calls(&cut, calls, &mut done).await?;
    cut.record().await.same(&record)?;
    check(&came, &again, cuts)
}

fn check(came: &[Outcome], again: &[Outcome], cuts: usize) -> Result<usize, String> {
    if came == again { Ok(cuts) } else { Err(format!("uncut it gives {came:?}, cut {again:?}")) }
}

/// Nothing was called in this life that had succeeded before it, and no attempt twice; then notes what has succeeded now.
async fn check_calls(
    cut: &Lives<Plans>,
    from: usize,
    done: &mut Option<BTreeSet<String>>,
) -> Result<(), String> {
    let calls = cut.story().tally().calls(from);
    for (number, call) in calls.iter().enumerate() {
        if done.as_ref().is_some_and(|done| done.contains(&call.0)) {
            return Err(format!("{} was called again after its success", call.0));
        }
        if calls[..number].contains(call) {
            return Err(format!("{call:?} was made twice"));
        }
    }
    *done = Some(cut.record().await.succeeded);
    Ok(())
}

#[test]
fn random_plans_recover_from_random_cuts() {
    let cases = u32::try_from(number("DURABLE_PLANS").unwrap_or(150)).expect("not so many");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed("DURABLE_PLANS_SEED").to_le_bytes());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 100, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let plans = prop::collection::vec(prop::collection::vec(op(), 0..5), 1..4);
    let ways = prop::collection::vec(way(), 1..6);
    let cuts = std::cell::Cell::new(0);
    let result = runner.run(&(plans, ways), |(plans, ways)| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        let recovered = runtime.expect("a runtime").block_on(recovers(&plans, &ways));
        cuts.set(cuts.get() + recovered.map_err(TestCaseError::fail)?);
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    println!("{cases} plans, {} cuts", cuts.get());
    assert!(cuts.get() > cases as usize, "most were cut: {}", cuts.get());
}
