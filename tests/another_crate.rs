//! A task trait of another crate: its stub, its policies and its names come with it.

use workflow_examples::bank::{Account, Address, Application, Bank, OpenError, SimulatedBank};
use workflow_runtime::{asl, prelude::*};

/// Opens an account without asking.
#[workflow(tasks(bank(workflow_examples::bank::Bank)))]
mod trusting {
    use super::*;

    #[start]
    #[task(retry(on(OpenError::Busy), max_attempts = 9))]
    fn open(application: Application) -> Transition<Account> {
        let account = bank.open_account(&application)?;
        succeed(account)
    }
}

fn needs_a_bank(bank: impl Bank) -> trusting::Workflow<impl Bank> {
    trusting::Workflow { bank }
}

#[tokio::test(start_paused = true)]
async fn a_task_trait_of_another_crate_serves() {
    let application = Application {
        name: "Ada Lovelace".to_owned(),
        address: Address { street: "1 St James's Square".to_owned(), town: "London".to_owned() },
        deposit: 2_000,
    };
    let account = needs_a_bank(SimulatedBank::default()).run(application).await;
    assert_eq!(account.expect("the ledger is busy twice, and then not").holder, "Ada Lovelace");
}

#[test]
fn its_definition_names_its_functions() {
    let definition = trusting::definition();
    assert!(asl::validate(&definition).is_empty());
    assert!(definition.to_json().contains("${BankOpenAccount}"));
}
