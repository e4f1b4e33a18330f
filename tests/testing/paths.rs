//! What `assert_path!` compares, and what it says.

use workflow_runtime::prelude::*;
use workflow_runtime::testing::{self, Run, Scripted, assert_path, script};

use super::shop::fulfilment::{State, Workflow};
use super::shop::{Stock, StockError, good_day, order};

/// What the panic of `test` says.
fn panic_of(test: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = std::panic::catch_unwind(test).expect_err("it panics");
    *panic.downcast::<String>().expect("the panic is a formatted string")
}

fn good_run() -> Run<Workflow<Scripted>> {
    testing::run(&Workflow { stock: good_day() }, order(&["tea", "milk"]))
}

#[test]
fn variants_stand_alone_where_they_are_in_scope() {
    use State::*;
    assert_path!(good_run(), Prepare, Ask, Decide, Send);
    assert_path!(good_run(), Prepare[ReserveAll | Notify], Ask, "Decide", "Ship it");
}

#[test]
fn branches_are_compared_where_they_are_written() {
    assert_path!(good_run(), State::{Prepare[ReserveAll[ReserveOne | ReserveOne] | Notify], Ask, Decide, Send});
    let words = panic_of(|| {
        assert_path!(good_run(), State::{Prepare[ReserveAll[ReserveOne] | "Notify"], Ask, Decide, Send});
    });
    expect_test::expect![[r#"
        the run took another path (- expected, + happened)
            Prepare
              | ReserveAll
                  | ReserveOne
          +       | ReserveOne
              | Notify
            Ask
            Decide
            Ship it
        the run succeeded"#]]
    .assert_eq(&words);
}

#[test]
fn another_path_is_shown_beside_the_expected_one() {
    let stock = Scripted::new();
    script!(stock.reserve(_) => always(Err(StockError::SoldOut { item: "tea".to_owned() })));
    script!(stock.notify(_, _) => always(Ok(())));
    let words = panic_of(|| {
        let run = testing::run(&Workflow { stock }, order(&["tea"]));
        assert_path!(run, State::{Prepare, Ask, Decide, "Decline", Send});
    });
    expect_test::expect![[r#"
        the run took another path (- expected, + happened)
            Prepare
          - Ask
          - Decide
          - Decline
          - Send
          + GiveUp
        there is no state `Decline` in `Fulfilment`
        there is no state `Send` in `Fulfilment`
        the run failed: Refused: {"id":7}"#]]
    .assert_eq(&words);
}

#[test]
fn the_branches_of_a_retry_stand_behind_the_first_ones() {
    let stock = Scripted::new();
    script!(stock.reserve(_) => Err(StockError::SoldOut { item: "tea".to_owned() }), Ok(3));
    script!(stock.notify(_, _) => hangs(), Ok(()));
    script!(stock.approve(_, task_token()) => completes(true));
    script!(stock.ship(_) => Ok("P1".to_owned()));
    let run = testing::run(&Workflow { stock: stock.clone() }, order(&["tea"]));
    assert_path!(
        run,
        State::{
            Prepare[ReserveAll[ReserveOne] | Notify | ReserveAll[ReserveOne] | Notify],
            Ask, Decide, Send,
        },
    );
    assert_eq!(run.took(), minutes(1));
    stock.assert_used_up();
}
