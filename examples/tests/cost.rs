//! The verb `cost`: what executions of an example are billed.

mod common;

use std::io::Write as _;

use common::{printed, refusal};
use expect_test::expect;

#[test]
fn each_path_has_its_price() {
    expect![[r#"
        AccountProcessing: 1000000 executions of a STANDARD machine, all on one path
        0.025 USD a thousand transitions
        (AWS Step Functions pricing, as quoted by wring.co and infracost, US East (N. Virginia), 2026-03-14; without free tiers, and without what the tasks cost)

                 transitions                  USD  path
                           5               125.00  CheckApplicant > Decide > OpenAccount
                           6               150.00  CheckApplicant > Decide > OpenAccount > Rejected
                           5               125.00  CheckApplicant > Decide > Rejected
                           4               100.00  CheckApplicant > Rejected

        more for each lap of
                           5               125.00  CheckApplicant > Decide > CoolingOff > CheckApplicant

        Each retry of a state is a transition more. Maps have 10 items here.
    "#]]
        .assert_eq(&printed(env!("CARGO_BIN_EXE_account_processing"), &["cost", "--executions", "1000000"]));
}

#[test]
fn what_is_billed_without_need_is_named() {
    expect![[r#"
        TrafficLight: 1000 executions of a STANDARD machine, all on one path
        0.025 USD a thousand transitions
        (AWS Step Functions pricing, as quoted by wring.co and infracost, US East (N. Virginia), 2026-03-14; without free tiers, and without what the tasks cost)

                 transitions                  USD  path
                           4                 0.10  Begin > Clear > TakeTurns > Close

        more for each lap of
                           7                 0.18  Clear > TakeTurns > OpenNorthSouth > Flow > Warn > Slow > Stop > Clear
                           7                 0.18  Clear > TakeTurns > OpenEastWest > Flow > Warn > Slow > Stop > Clear

        Each retry of a state is a transition more. Maps have 10 items here.

        where a state could go:
          `OpenNorthSouth` only reshapes its input: `TakeTurns` could hand on what it makes, in the transition to it
          `OpenEastWest` only reshapes its input: `TakeTurns` could hand on what it makes, in the transition to it
          `Warn` only reshapes its input: `Flow` could hand on what it makes, in the transition to it
          `Stop` only reshapes its input: `Slow` could hand on what it makes, in the transition to it
    "#]].assert_eq(&printed(env!("CARGO_BIN_EXE_traffic_light"), &["cost"]));
}

#[test]
fn an_express_machine_is_billed_by_requests_and_time() {
    let arguments = ["cost", "--express", "--executions", "2000000", "--items", "4", "--task-ms", "250"];
    expect![[r#"
        SalesReport: 2000000 executions of an EXPRESS machine, all on one path
        1 USD a million requests, 0.00001667 USD a GB-second at first
        (AWS Step Functions pricing, as quoted by wring.co and infracost, US East (N. Virginia), 2026-03-14; without free tiers, and without what the tasks cost)

                  GB-seconds                  USD  path
                     37500.0                 2.63  ReadFiles > Judge > GiveUp
                     37500.0                 2.63  ReadFiles > Judge > Consolidate

        Each task takes 250 ms here, waits what is written down, and Maps have 4 items.
    "#]].assert_eq(&printed(env!("CARGO_BIN_EXE_sales_report"), &arguments));
}

#[test]
fn prices_are_a_file() {
    let mut file = tempfile::NamedTempFile::new().expect("there is room");
    let prices =
        include_str!("../../workflow-aws/src/cost/prices.json").replace("0.025", "2.5").replace("USD", "EUR");
    file.write_all(prices.as_bytes()).expect("there is room");
    let path = file.path().display().to_string();
    let printed = printed(env!("CARGO_BIN_EXE_account_processing"), &["cost", "--prices", &path]);
    assert!(printed.contains("2.5 EUR a thousand transitions"), "{printed}");
    assert!(printed.contains(" 12.50  CheckApplicant > Decide > OpenAccount\n"), "{printed}");

    let mut file = tempfile::NamedTempFile::new().expect("there is room");
    file.write_all(b"{}").expect("there is room");
    let path = file.path().display().to_string();
    let line = refusal(env!("CARGO_BIN_EXE_account_processing"), &["cost", "--prices", &path], "");
    assert!(line.starts_with(&format!("error: {path}: missing field")), "{line}");
}
