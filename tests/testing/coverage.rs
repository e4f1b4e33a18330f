//! What a table of coverage says, and that several tests fill one.

use workflow_runtime::prelude::*;
use workflow_runtime::testing::{self, Coverage, Scripted, SuiteCoverage, script};

use super::shop::fulfilment::Workflow;
use super::shop::{good_day, order};

#[test]
fn the_table_says_what_was_never_passed() {
    let mut coverage = Coverage::of();
    coverage.record(&testing::run(&Workflow { stock: good_day() }, order(&["tea", "milk"])));
    coverage.record(&testing::run(&Workflow { stock: good_day() }, order(&[])));
    expect_test::expect![[r#"
        Fulfilment: 8 of 10 states, 9 of 14 transitions, by 2 runs
          STATE           ENTERED  GOES TO         TAKEN  WHEN
          Prepare               2  Ask                 2
                                   GiveUp          never  catch States.ALL
            ReserveAll          2  (end)               2
              ReserveOne        2  (end)               2
            Notify              2  (end)               2
          Ask                   2  Decide              2
                                   Rest            never  catch States.Timeout
          Rest              never  Ask             never
          Decide                2  GiveUp          never  $not(approved)
                                   DecideSucceeds      1  $count(places) = 0
                                   Ship it             1  otherwise
          DecideSucceeds        1  (end)               1  succeeds
          Ship it               1  (end)               1
          GiveUp            never  (end)           never  fails: Refused
    "#]]
    .assert_eq(&coverage.to_string());
    expect_test::expect![[r#"
        `Rest` was never entered
        `GiveUp` was never entered
        `Prepare` never went to `GiveUp`: catch States.ALL
        `Ask` never went to `Rest`: catch States.Timeout
        `Decide` never went to `GiveUp`: $not(approved)"#]]
    .assert_eq(&coverage.missing().join("\n"));
}

#[derive(Debug, Serialize, Deserialize, TaskError)]
pub(crate) enum LampError {
    Dark,
}

#[tasks]
pub(crate) trait Lamp {
    async fn switch(&self, on: bool) -> Result<bool, LampError>;
}

#[workflow(tasks(lamp(Lamp)))]
pub(crate) mod lighting {
    use super::*;

    #[start]
    #[task]
    fn switch(on: bool) -> Transition<bool> {
        match lamp.switch(on) {
            Ok(lit) => look(lit),
            Err(_) => look(false),
        }
    }

    #[pass]
    fn look(lit: bool) -> Transition<bool> {
        succeed(lit)
    }
}

static COVERAGE: SuiteCoverage<lighting::Workflow<Scripted>> = SuiteCoverage::of_tests(2);

#[test]
fn the_lamp_is_lit() {
    let lamp = Scripted::new();
    script!(lamp.switch(true) => Ok(true));
    let run = testing::run(&lighting::Workflow { lamp }, true);
    assert!(run.output());
    COVERAGE.test_done([run]);
}

#[test]
fn the_lamp_is_broken() {
    let lamp = Scripted::new();
    script!(lamp.switch(true) => Err(LampError::Dark));
    let run = testing::run(&lighting::Workflow { lamp }, true);
    assert!(!run.output());
    COVERAGE.test_done([run]);
}

#[test]
fn the_last_test_of_a_suite_judges() {
    let suite: SuiteCoverage<lighting::Workflow<Scripted>> = SuiteCoverage::of_tests(2);
    let lit = || {
        let lamp = Scripted::new();
        script!(lamp.switch(_) => Ok(true));
        testing::run(&lighting::Workflow { lamp }, true)
    };
    suite.test_done([lit()]);
    let judged = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| suite.test_done([lit(), lit()])));
    let words = *judged.expect_err("it fails").downcast::<String>().expect("it has words");
    // Two ways lead to `Look`; the one that an error takes was never taken.
    assert!(words.contains("`Switch` never went to `Look`: catch States.ALL"), "{words}");
    let again = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| suite.test_done([lit()])));
    assert!(again.is_err(), "there are two tests and no more");
}
