//! The file that plays the cases of a suite elsewhere.

use workflow_runtime::testing::{self, MockConfig, Scripted, script};

use super::shop::fulfilment::Workflow;
use super::shop::{Stock, StockError, good_day, order};

#[test]
fn cases_become_mocked_responses() {
    let stock = Scripted::new();
    script!(stock.reserve(_) => times(2, Err(StockError::Busy)), Ok(4));
    script!(stock.notify(_, _) => Ok(()));
    script!(stock.approve(_, task_token()) => Err(StockError::SoldOut { item: "ink".to_owned() }));
    let refused = testing::run(&Workflow { stock }, order(&["tea"]));
    let late = Scripted::new();
    script!(late.reserve(_) => Ok(4));
    script!(late.notify(_, _) => Ok(()));
    script!(late.approve(_, task_token()) => hangs(), fails(StockError::Busy));
    let late = testing::run(&Workflow { stock: late }, order(&["tea"]));
    let good = testing::run(&Workflow { stock: good_day() }, order(&["tea"]));
    let config = MockConfig::new().case("good", &good).case("refused", &refused).case("late", &late);
    expect_test::expect_file!["mock_config.json"].assert_eq(&format!("{config}\n"));
    let input = config.input::<Workflow<Scripted>>("good");
    assert_eq!(input, Some(&serde_json::json!({ "id": 7, "items": ["tea"] })));
}
