//! What scripted tasks answer, and what ends a test.

use workflow_runtime::prelude::*;
use workflow_runtime::testing::{self, Scripted, Step, Test, assert_path, script};

use super::shop::{
    Order, Refused, Stock, StockError,
    fulfilment::{State, Workflow},
    good_day, order,
};

/// What the panic of `test` says.
fn panic_of(test: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = std::panic::catch_unwind(test).expect_err("it panics");
    match panic.downcast::<String>() {
        Ok(words) => *words,
        Err(panic) => (*panic.downcast::<&str>().expect("a panic has words")).to_owned(),
    }
}

#[test]
fn all_goes_well_in_five_hours() {
    let stock = good_day();
    let run = testing::run(&Workflow { stock: stock.clone() }, order(&["tea"]));
    assert_path!(run, State::{Prepare[ReserveAll[ReserveOne] | Notify], Ask, Decide, Send});
    assert_eq!(run.output(), "P1");
    assert_eq!(run.took(), hours(5));
    assert_eq!(run.input(), serde_json::json!({ "id": 7, "items": ["tea"] }));
    let calls: Vec<String> = stock.calls().iter().map(ToString::to_string).collect();
    assert_eq!(calls[..2], [r#"reserve("tea")"#, r#"notify(7, "it is being packed")"#]);
    stock.assert_used_up();
}

#[test]
fn answers_are_given_in_order_and_by_argument() {
    let stock = Scripted::new();
    script!(stock.reserve("tea") => Err(StockError::Busy), after(seconds(30), Ok(4)));
    script!(stock.reserve(_) => times(2, Ok(5)));
    script!(stock.notify(7, _) => Ok(()));
    script!(stock.approve(&order(&["tea", "milk", "rum"]), task_token()) => completes(true));
    script!(stock.ship(order(&["tea", "milk", "rum"])) => Ok("P2".to_owned()));
    let run = testing::run(&Workflow { stock: stock.clone() }, order(&["tea", "milk", "rum"]));
    assert_eq!(run.output(), "P2");
    // A second before the retry, thirty to answer it.
    assert_eq!(run.took(), seconds(31));
    let State::Ask { places, .. } = &run.states()[1] else { panic!("{run:?}") };
    assert_eq!(*places, [4, 5, 5]);
    assert_eq!(run.visits()[0].branches[0][0].branches[0][0].attempts, 2);
    stock.assert_used_up();
}

#[test]
fn a_token_is_completed_failed_or_forgotten() {
    let stock = good_day();
    let other = Scripted::new();
    script!(other.reserve(_) => always(Ok(1)));
    script!(other.notify(_, _) => always(Ok(())));
    script!(other.approve(_, task_token()) => hangs(), after(hours(1), completes(false)));
    let run = testing::run(&Workflow { stock: other }, order(&["tea"]));
    // The heartbeat is missed after a day, the state rests for two.
    assert_path!(run, State::{Prepare, Ask, Rest, Ask, Decide, GiveUp});
    assert_eq!(run.took(), days(3) + hours(1));
    assert_eq!(run.failed_with::<Refused>(), Refused { id: 7 });

    let failing = Scripted::new();
    script!(failing.reserve(_) => always(Ok(1)));
    script!(failing.notify(_, _) => always(Ok(())));
    script!(failing.approve(_, task_token()) => fails(StockError::Busy));
    let run = testing::run(&Workflow { stock: failing }, order(&[]));
    assert_eq!(run.failed_with::<StockError>(), StockError::Busy);
    assert_eq!(stock.calls(), []);
}

#[test]
fn a_task_hangs_or_panics() {
    let stock = good_day();
    let sends = |script: fn(&Scripted)| {
        let stock = Scripted::new();
        script(&stock);
        testing::step(&Workflow { stock }, State::Send { order: order(&["tea"]) })
    };
    let timed_out = sends(|stock| script!(stock.ship(_) => hangs()));
    assert!(matches!(timed_out, Step::Failed(error) if error.is_timeout()));
    let panicked = sends(|stock| script!(stock.ship(_) => panics("the roof leaks")));
    assert!(matches!(panicked, Step::Failed(error) if error.error() == "Panic"));
    let shipped = testing::step(&Workflow { stock }, State::Send { order: order(&["tea"]) });
    assert!(matches!(shipped, Step::Succeeded(number) if number == "P1"));
}

#[test]
fn a_call_without_a_script_ends_the_test() {
    let words = panic_of(|| drop(testing::run(&Workflow { stock: Scripted::new() }, order(&[]))));
    expect_test::expect![[r#"
        call 1 of task `notify` of `Stock` is not scripted
          it is called as notify(7, "it is being packed")
          the task has no script
        help: write `script!(tasks.notify(_) => Ok(..))`
        the path so far:
        Prepare
          | ReserveAll
          | Notify"#]]
    .assert_eq(&words);
}

#[test]
fn a_call_too_many_ends_the_test_though_the_workflow_catches_everything() {
    let stock = Scripted::new();
    script!(stock.reserve("tea") => Ok(1));
    script!(stock.notify(_, _) => Ok(()));
    let words = panic_of(|| drop(testing::run(&Workflow { stock }, order(&["tea", "tea"]))));
    assert!(words.starts_with("call 2 of task `reserve` of `Stock` is not scripted\n"), "{words}");
    assert!(words.contains("there is reserve(\"tea\"), 1 of 1 answers given, scripted at tests"), "{words}");
}

#[test]
fn what_is_not_used_up_is_told() {
    let stock = good_day();
    script!(stock.ship(_) => Ok("P2".to_owned()));
    let run = testing::run(&Workflow { stock: stock.clone() }, order(&[]));
    assert_path!(run, State::{Prepare, Ask, Decide, "DecideSucceeds"});
    let unused = stock.unused();
    assert_eq!(unused.len(), 3, "{unused:#?}");
    assert!(unused[0].starts_with("reserve(_), answered 0 times, scripted at "), "{unused:#?}");
    assert!(unused[2].starts_with("ship(_), 0 of 1 answers given, scripted at "), "{unused:#?}");
    let words = panic_of(|| stock.assert_used_up());
    assert!(words.starts_with("scripts are not used up\n  reserve(_)"), "{words}");
}

#[test]
fn an_execution_that_waits_for_ever_ends_the_test() {
    let stock = Scripted::new();
    script!(stock.reserve(_) => hangs());
    script!(stock.notify(_, _) => Ok(()));
    let words = panic_of(|| drop(testing::run(&Workflow { stock }, order(&["tea"]))));
    let first = "the execution waits for what never comes, in the state `Notify`";
    assert!(words.starts_with(first), "{words}");
}

#[test]
fn two_traits_with_a_task_of_one_name_are_told_apart() {
    #[tasks]
    trait Door {
        async fn notify(&self, id: u32, text: &str) -> Result<u8, StockError>;
    }
    let stock = Scripted::new();
    script!((stock as Stock).notify(_, _) => Ok(()));
    let door = Scripted::new();
    script!((door as Door).notify(1, _) => Ok(3));
    let answers = async { (Door::notify(&door, 1, "hello").await, Stock::notify(&stock, 1, "hello").await) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    assert_eq!(runtime.block_on(answers), (Ok(3), Ok(())));
}

#[tokio::test(start_paused = true)]
async fn a_test_runs_on_the_callers_clock_too() {
    let began = tokio::time::Instant::now();
    let run = Test::of(&Workflow { stock: good_day() }).name("seven").run_async(order(&["tea"])).await;
    assert_eq!(run.output(), "P1");
    assert_eq!(&*run.history()[0].execution, "Fulfilment:seven");
    assert_eq!(began.elapsed(), hours(5));
    let words = panic_of(|| drop(testing::run(&Workflow { stock: good_day() }, order(&["tea"]))));
    assert!(words.contains("run_async"), "{words}");
}

#[test]
fn a_payload_that_aws_would_not_take_fails_the_run() {
    let order = Order { id: 1, items: vec!["x".repeat(262_144)] };
    let run = testing::run(&Workflow { stock: good_day() }, order.clone());
    assert!(run.error().is_data_limit_exceeded());
    let run = Test::of(&Workflow { stock: good_day() }).enforce_payload_limit(false).run(order);
    assert_eq!(run.output(), "P1");
}
