//! The file that plays the cases of a suite elsewhere, and LocalStack playing it.

use workflow_examples::bank::{Address, Application, Bank as _, CheckError, OpenError, account_processing};
use workflow_examples::bank::{AddressCheck, NameCheck};
use workflow_runtime::testing::{self, MockConfig, Run, Scripted, script};
use workflow_tests::engine::replay;

use super::shop::fulfilment::Workflow;
use super::shop::{Stock, StockError, good_day, order};

/// Runs of a workflow with every kind of effect.
fn cases() -> Vec<(&'static str, Run<Workflow<Scripted>>)> {
    let refused = Scripted::new();
    script!(refused.reserve(_) => times(2, Err(StockError::Busy)), Ok(4));
    script!(refused.notify(_, _) => Ok(()));
    script!(refused.approve(_, task_token()) => Err(StockError::SoldOut { item: "ink".to_owned() }));
    let late = Scripted::new();
    script!(late.reserve(_) => Ok(4));
    script!(late.notify(_, _) => Ok(()));
    script!(late.approve(_, task_token()) => hangs(), fails(StockError::Busy));
    [("good", good_day()), ("refused", refused), ("late", late)]
        .map(|(name, stock)| (name, testing::run(&Workflow { stock }, order(&["tea"]))))
        .into()
}

fn config(cases: &[(&str, &Run<Workflow<Scripted>>)]) -> MockConfig {
    cases.iter().fold(MockConfig::new(), |config, (name, run)| config.case(name, run))
}

#[test]
fn cases_become_mocked_responses() {
    let cases = cases();
    let cases: Vec<_> = cases.iter().map(|(name, run)| (*name, run)).collect();
    let config = config(&cases);
    expect_test::expect_file!["mock_config.json"].assert_eq(&format!("{config}\n"));
    let input = config.input::<Workflow<Scripted>>("good");
    assert_eq!(input, Some(&serde_json::json!({ "id": 7, "items": ["tea"] })));
}

#[test]
fn local_stack_plays_the_cases() {
    let cases = cases();
    let mut cases: Vec<_> = cases.iter().map(|(name, run)| (*name, run)).collect();
    // A branch fails for good; the attempts of both tries are in the file.
    let gone = Scripted::new();
    script!(gone.reserve(_) => always(Err(StockError::SoldOut { item: "\"ink\" \\ 🦀".to_owned() })));
    script!(gone.notify(_, _) => always(Ok(())));
    let gone = testing::run(&Workflow { stock: gone }, order(&["tea"]));
    cases.push(("gone", &gone));
    replay(&config(&cases), &cases);
}

#[test]
fn local_stack_plays_an_example() {
    let address = Address { street: "Inselstr. 18".to_owned(), town: "Leipzig".to_owned() };
    let application = Application { name: "Clara Wieck".to_owned(), address, deposit: 10 };
    let run = |bank: &Scripted| {
        let bank = bank.clone();
        testing::run(&account_processing::Workflow { bank }, application.clone())
    };
    let cases: [_; 3] = std::array::from_fn(|case| {
        let bank = Scripted::new();
        script!(bank.check_address(_) => always(Ok(AddressCheck { deliverable: true })));
        match case {
            0 => {
                script!(bank.check_name(_) => Ok(NameCheck { score: 0.6 }), Ok(NameCheck { score: 0.9 }));
                let duplicate = OpenError::Duplicate { holder: "Clara".to_owned() };
                script!(bank.open_account(_) => times(2, Err(OpenError::Busy)), Err(duplicate));
            }
            1 => script!(bank.check_name(_) => Err(CheckError::RegisterDown)),
            _ => {
                script!(bank.check_name(_) => Ok(NameCheck { score: 0.9 }));
                script!(bank.open_account(_) => always(hangs()));
            }
        }
        run(&bank)
    });
    let cases = [("duplicate", &cases[0]), ("register-down", &cases[1]), ("silent", &cases[2])];
    let config = cases.iter().fold(MockConfig::new(), |config, (name, run)| config.case(name, run));
    replay(&config, &cases);
}
