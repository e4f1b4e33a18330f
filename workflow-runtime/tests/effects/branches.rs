//! Parallel and map states.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use workflow_runtime::prelude::{BranchFailure, seconds};
use workflow_runtime::{Execution, Retrier, Workflow};

use crate::scenario::{Doing, Effect, Scenario, timed};

#[tokio::test(start_paused = true)]
async fn branches_run_side_by_side() {
    let scenario = Scenario::new(|item| Doing::Take(if item == 0 { 5 } else { 3 }));
    let (result, took) = timed(scenario.run(Effect::Parallel)).await;
    assert_eq!((result.expect("both"), took), ("0 1".to_owned(), seconds(5)));
}

#[tokio::test(start_paused = true)]
async fn the_first_failure_stops_the_others() {
    let scenario = Scenario::new(|item| if item == 0 { Doing::Hang } else { Doing::TakeAndFail(2) });
    let (result, took) = timed(scenario.run(Effect::Parallel)).await;
    assert_eq!(result.expect_err("the branch's own error").error(), "WorkError.Broken");
    assert_eq!(took, seconds(2));
    assert_eq!(scenario.seen.dropped.load(SeqCst), 1, "the other was dropped");
}

#[tokio::test(start_paused = true)]
async fn a_retry_runs_all_branches_again_under_keys_of_their_own() {
    const ONCE: &[Retrier<BranchFailure>] =
        &[Retrier::on(|failure: &BranchFailure| failure.name() == "WorkError.Broken").max_attempts(1)];
    let calls = AtomicU32::new(0);
    let mut scenario = Scenario::new(move |_| match calls.fetch_add(1, SeqCst) {
        1 => Doing::TakeAndFail(0),
        _ => Doing::Succeed,
    });
    scenario.branch_retry = ONCE;
    let result = Execution::of(&scenario).name("p").run(Effect::Parallel).await;
    assert_eq!(result.expect("the second time"), "0 1");
    assert_eq!(
        *scenario.seen.keys.lock().expect("no panic"),
        ["Scenario:p/1.0/1", "Scenario:p/1.1/1", "Scenario:p/1~1.0/1", "Scenario:p/1~1.1/1"],
    );
}

#[tokio::test(start_paused = true)]
async fn outputs_of_a_map_are_in_the_order_of_its_items() {
    for machine in [false, true] {
        let scenario = Scenario::new(|item| Doing::Take(10 - item));
        let (result, took) = timed(scenario.run(Effect::Map { items: 5, bound: 0, machine })).await;
        assert_eq!((result.expect("all"), took), ("0 1 2 3 4".to_owned(), seconds(10)));
        assert_eq!(scenario.seen.most_running.load(SeqCst), 5);
    }
}

#[tokio::test(start_paused = true)]
async fn a_map_keeps_to_its_bound() {
    let scenario = Scenario::new(|_| Doing::Take(1));
    let (result, took) = timed(scenario.run(Effect::Map { items: 7, bound: 2, machine: false })).await;
    assert_eq!((result.expect("all"), took), ("0 1 2 3 4 5 6".to_owned(), seconds(4)));
    assert_eq!(scenario.seen.most_running.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failed_item_stops_a_map_even_if_earlier_items_hang() {
    let scenario = Scenario::new(|item| if item == 1 { Doing::TakeAndFail(3) } else { Doing::Hang });
    let (result, took) = timed(scenario.run(Effect::Map { items: 5, bound: 2, machine: true })).await;
    assert_eq!(result.expect_err("item 1").cause(), Some(r#"{"Broken":{"part":"1"}}"#));
    assert_eq!((scenario.calls(), took), (2, seconds(3)), "no further item was begun");
    assert_eq!(scenario.seen.dropped.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn an_empty_map_is_done_at_once() {
    let scenario = Scenario::new(|_| Doing::Hang);
    assert_eq!(scenario.run(Effect::Map { items: 0, bound: 1, machine: false }).await.expect("none"), "");
}
