//! What is deployed, as far as it can run here: the deployed definition on an engine this project did not write, its
//! tasks the example's real Lambda binary, which `cargo lambda watch` serves. Each run is compared with the run in this
//! process: the same states, the same inputs, the same end.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use workflow_aws::Template;
use workflow_examples::Example;
use workflow_examples::bank::{AccountProcessing, Application, SimulatedBank, account_processing};
use workflow_examples::shop::{OnDisk, Order, Sales, sale};
use workflow_runtime::observer::{EventDetails, History};
use workflow_runtime::{Execution, Workflow};
use workflow_tests::cargo_lambda::{Functions, Watch};
use workflow_tests::engine::{Case, judge};
use workflow_tests::oracles::or_skip;

/// Runs a workflow here, then its deployed definition on the engine with its functions, and compares.
async fn beside<W: Workflow>(workflow: &W, input: W::Input, functions: &Functions) {
    let history = History::new();
    let end = Execution::of(workflow).name("law").seed(1).observe(&history).run(input).await;
    let end = end.map(|output| serde_json::to_value(output).expect("an output is JSON"));
    let events = history.events();
    let deployment = Template::of::<W>().render().expect("it can be deployed");
    let definition = serde_json::from_str(&deployment.definition).expect("a definition is JSON");
    let tasks = Arc::new(functions.clone());
    let hangs = events.iter().any(|event| matches!(event.details, EventDetails::TaskTimedOut { .. }));
    let _ = judge(definition, &events, &end, |definition, input, id| Case {
        definition,
        input,
        name: "law".to_owned(),
        id: id.to_owned(),
        tasks,
        nested: BTreeMap::new(),
        hangs,
        in_turn: false,
        times_out: false,
    });
}

/// The functions of a deployment, by its template.
fn functions_of<W: Workflow>() -> Vec<String> {
    let template = Template::of::<W>().render().expect("it can be deployed").template;
    let tasks = template.lines().filter_map(|line| line.trim().strip_prefix("WORKFLOW_TASK: "));
    tasks.map(str::to_owned).collect()
}

/// Serves a binary as every function of a deployment; nothing where that cannot be had.
fn served<W: Workflow>(
    test: &str,
    binary: &str,
    variables: &[(&str, &str)],
    at_once: usize,
) -> Option<Watch> {
    let tasks = functions_of::<W>();
    let tasks: Vec<&str> = tasks.iter().map(String::as_str).collect();
    or_skip(test, Watch::start(Path::new(binary), &tasks, variables, at_once))
}

#[tokio::test(start_paused = true)]
async fn accounts_are_processed_as_here() {
    let binary = env!("CARGO_BIN_EXE_account_processing_tasks");
    // One process has the ledger in it.
    let test = "accounts_are_processed_as_here";
    let Some(watch) = served::<account_processing::Workflow>(test, binary, &[], 1) else { return };
    let bank = Arc::new(SimulatedBank::default());
    let mut applications: Vec<Application> =
        serde_json::from_str(AccountProcessing::INPUT).expect("it is ours");
    // One takes so long that its attempt is given up; its process is still at it then: it comes last.
    applications.sort_by_key(|application| application.deposit >= 50_000);
    for application in applications {
        let workflow = account_processing::Workflow { bank: Arc::clone(&bank) };
        beside(&workflow, application, &watch.functions()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn sales_are_made_as_here() {
    let (here, there) =
        (tempfile::tempdir().expect("there is room"), tempfile::tempdir().expect("there is room"));
    let shop = OnDisk::below(here.path());
    let (test, binary) = ("sales_are_made_as_here", env!("CARGO_BIN_EXE_sale_tasks"));
    let directory = there.path().display().to_string();
    let variables = [("SALE_DIRECTORY", directory.as_str())];
    let Some(watch) = served::<sale::Workflow>(test, binary, &variables, 8) else { return };
    // The charge's number is the idempotency key.
    let functions = watch.functions().with("PaymentsCharge", "id", "Sale:law/1");
    let orders: Vec<Order> = serde_json::from_str(Sales::INPUT).expect("it is ours");
    for order in orders {
        let workflow = sale::Workflow { payments: shop.clone(), office: shop.clone() };
        beside(&workflow, order, &functions).await;
    }
}
