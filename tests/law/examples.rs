//! The six examples on all their inputs: their own tasks do the work here, and the engine is given what came of it.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize as _;
use serde_json::{Value, json};
use workflow_examples::Example;
use workflow_examples::bank::{self, Bank, account_processing};
use workflow_examples::club::{self, Club, sign_up};
use workflow_examples::crossing::traffic_light;
use workflow_examples::head_office::{self, Share, sales_report};
use workflow_examples::registry::{self, Source, Target, data_migration};
use workflow_examples::shop::{self, Office, OnDisk, Payments, sale};
use workflow_runtime::observer::{EventDetails, History};
use workflow_runtime::{Execution, TaskToken, Workflow};
use workflow_tests::engine::{Answer, Case, Log, Tasks, judge};
use workflow_tests::recorded;

use crate::Recorded;

recorded!(Recorded: Bank {
    "BankCheckName" check_name(name: &str) -> Result<bank::NameCheck, bank::CheckError>;
    "BankCheckAddress" check_address(address: &bank::Address) -> Result<bank::AddressCheck, bank::CheckError>;
    "BankOpenAccount" open_account(application: &bank::Application) -> Result<bank::Account, bank::OpenError>;
});

recorded!(Recorded: Payments {
    "PaymentsCharge" charge(card: &str, euros: u32) -> Result<shop::Charge, shop::PaymentError>;
    "PaymentsRefund" refund(charge: &shop::Charge) -> Result<(), shop::PaymentError>;
});

recorded!(Recorded: Office {
    "OfficeSendEmail" send_email(email: &shop::Email) -> Result<(), shop::OfficeError>;
    "OfficeWriteInvoice" write_invoice(order: &shop::Order, charge: &shop::Charge) -> Result<String, shop::OfficeError>;
    "OfficeCancelInvoice" cancel_invoice(order: &str) -> Result<(), shop::OfficeError>;
    "OfficeCreateAccess" create_access(order: &shop::Order) -> Result<shop::Credentials, shop::OfficeError>;
    "OfficeRevokeAccess" revoke_access(order: &str) -> Result<(), shop::OfficeError>;
    "OfficeAlertSuccessTeam" alert_success_team(customer: &shop::Customer, product: &str) -> Result<(), shop::OfficeError>;
    "OfficeOpenTicket" open_ticket(order: &str, problem: &str) -> Result<(), shop::OfficeError>;
});

recorded!(Recorded: Source {
    "SourceCountCustomers" count_customers() -> Result<u32, registry::StoreError>;
    "SourceReadPage" read_page(after: i64, page_size: u32) -> Result<Vec<registry::Customer>, registry::StoreError>;
    "SourceCheckSource" check_source() -> Result<registry::Contents, registry::StoreError>;
});

recorded!(Recorded: Target {
    "TargetFindCursor" find_cursor() -> Result<registry::Cursor, registry::StoreError>;
    "TargetWritePage" write_page(after: i64, customers: &[registry::Customer]) -> Result<registry::Cursor, registry::StoreError>;
    "TargetCheckTarget" check_target() -> Result<registry::Contents, registry::StoreError>;
});

recorded!(Recorded: Share {
    "ShareReadSales" read_sales(file: &str) -> Result<head_office::Takings, head_office::ReadError>;
});

/// Runs a workflow here, then its definition on the engine with `tasks`, and compares.
async fn judged<W: Workflow>(
    workflow: &W,
    input: W::Input,
    tasks: Arc<dyn Tasks>,
    hangs: impl Fn() -> bool,
    rewind: impl Fn(),
) {
    let history = History::new();
    let end = Execution::of(workflow).name("law").seed(1).observe(&history).run(input).await;
    let end = end.map(|output| serde_json::to_value(output).expect("an output is JSON"));
    let definition = serde_json::to_value(W::definition()).expect("a definition is JSON");
    let hangs = hangs();
    let case = |definition: Value, input: Value, id: &str| Case {
        definition,
        input,
        name: "law".to_owned(),
        id: id.to_owned(),
        tasks: Arc::clone(&tasks),
        nested: std::collections::BTreeMap::new(),
        hangs,
        in_turn: false,
        times_out: false,
    };
    let Some(ran) = judge(definition, &history.events(), &end, case) else { return };
    rewind();
    let given = history.events().first().map(|event| event.details.clone());
    let Some(EventDetails::ExecutionStarted { input: Some(input) }) = given else { return };
    crate::by_hand::compared(W::NAME, &ran, case(Value::Null, input, "law"), Arc::clone(&tasks));
}

async fn replayed<W: Workflow>(workflow: &W, input: W::Input, log: &Arc<Log>) {
    let tasks: Arc<dyn Tasks> = Arc::<Log>::clone(log);
    judged(workflow, input, tasks, || log.hangs(), || log.rewind()).await;
}

/// The inputs that an example ships.
fn inputs<E: Example>() -> E::Input {
    serde_json::from_str(E::INPUT).expect("an example's input is valid")
}

#[tokio::test(start_paused = true)]
async fn account_processing() {
    let bank = Arc::new(bank::SimulatedBank::default());
    for application in inputs::<bank::AccountProcessing>() {
        let log = Arc::new(Log::default());
        let handle = Recorded { handle: Arc::clone(&bank), log: Arc::clone(&log) };
        replayed(&account_processing::Workflow { bank: handle }, application, &log).await;
    }
}

#[tokio::test(start_paused = true)]
async fn sale() {
    let folder = tempfile::tempdir().expect("a directory");
    let shop = OnDisk::below(folder.path());
    for order in inputs::<shop::Sales>() {
        let log = Arc::new(Log::default());
        let payments = Recorded { handle: shop.clone(), log: Arc::clone(&log) };
        let office = Recorded { handle: shop.clone(), log: Arc::clone(&log) };
        replayed(&sale::Workflow { payments, office }, order, &log).await;
    }
}

#[tokio::test(start_paused = true)]
async fn data_migration() {
    let folder = tempfile::tempdir().expect("a directory");
    let (old, new) = (folder.path().join("old.db"), folder.path().join("new.db"));
    registry::seed(&old, registry::CUSTOMERS).await.expect("the old database is made");
    for _ in ["from the beginning", "when all is moved"] {
        let log = Arc::new(Log::default());
        let source = Recorded { handle: registry::OldDatabase::at(&old), log: Arc::clone(&log) };
        let target = Recorded { handle: registry::NewDatabase::at(&new), log: Arc::clone(&log) };
        replayed(&data_migration::Workflow { source, target }, inputs::<registry::DataMigration>(), &log)
            .await;
    }
}

#[tokio::test(start_paused = true)]
async fn traffic_light() {
    let log = Arc::new(Log::default());
    let shift = inputs::<workflow_examples::crossing::TrafficLight>();
    replayed(&traffic_light::Workflow {}, shift, &log).await;
}

#[tokio::test(start_paused = true)]
async fn sales_report() {
    let share = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/sales");
    let log = Arc::new(Log::default());
    let handle = Recorded { handle: head_office::Directory(share.into()), log: Arc::clone(&log) };
    replayed(&sales_report::Workflow { share: handle }, inputs::<head_office::SalesReport>(), &log).await;
    assert_eq!(log.unplayed(), 0, "calls that the engine did not make");
}

/// A committee that has made up its mind about everybody.
#[derive(Clone, Copy)]
struct Committee;

/// What it does: how many heartbeats go before the answer, and the answer.
fn mind(name: &str) -> (usize, Option<Value>) {
    match name {
        "ann" => (0, Some(json!("Approved"))),
        "bob" => (0, Some(json!({ "Denied": { "reason": "we have heard him" } }))),
        "cleo" => (3, Some(json!("Approved"))),
        _ => (2, None),
    }
}

impl Club for Committee {
    async fn ask(
        &self,
        request: &club::Request,
        token: TaskToken<club::Decision>,
    ) -> Result<(), club::AskError> {
        let (heartbeats, answer) = mind(&request.name);
        tokio::spawn(async move {
            for _ in 0..heartbeats {
                tokio::time::sleep(Duration::from_secs(100)).await;
                token.heartbeat().expect("the state waits");
            }
            if let Some(answer) = answer {
                token.complete(club::Decision::deserialize(&answer).expect("a decision")).expect("it waits");
            }
        });
        Ok(())
    }

    async fn enrol(&self, request: &club::Request) -> Result<club::Member, club::EnrolError> {
        Ok(club::Member { number: 1, name: request.name.clone() })
    }
}

impl Tasks for Committee {
    fn call<'a>(
        &'a self,
        function: &'a str,
        payload: Value,
        _callback: bool,
    ) -> std::pin::Pin<Box<dyn Future<Output = Answer> + Send + 'a>> {
        Box::pin(async move {
            let request = if function == "ClubAsk" { payload["request"].clone() } else { payload };
            let request = club::Request::deserialize(&request).expect("a request");
            if function == "ClubAsk" {
                let (heartbeats, answer) = mind(&request.name);
                let heartbeats = vec![Duration::from_millis(300); heartbeats];
                return Answer::HandsOver { heartbeats, answer: answer.map(Ok) };
            }
            let member = self.enrol(&request).await.expect("everybody is enrolled");
            Answer::Gives(serde_json::to_value(member).expect("a member is JSON"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn sign_up() {
    for request in inputs::<club::SignUps>() {
        let silent = mind(&request.name).1.is_none();
        judged(&sign_up::Workflow { club: Committee }, request, Arc::new(Committee), || silent, || ()).await;
    }
}
