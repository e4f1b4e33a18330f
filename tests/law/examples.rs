//! The examples on all their inputs (the service, which ships none, on a claim of each fate): their own tasks do the work here, and once more, from the same beginning, for the
//! engine.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sfn::config::{BehaviorVersion, Credentials, Region};
use serde_json::Value;
use workflow_aws::{Client, Template};
use workflow_examples::Example;
use workflow_examples::bank::{self, Bank, account_processing};
use workflow_examples::club::{self, Club, Decision, sign_up};
use workflow_examples::crossing::traffic_light;
use workflow_examples::head_office::{self, Share, sales_report};
use workflow_examples::registry::{self, Source, Target, data_migration};
use workflow_examples::shop::{self, Office, OnDisk, Payments, sale};
use workflow_examples::treasury::{self, Treasury, expense_claim};
use workflow_runtime::observer::History;
use workflow_runtime::{Execution, TaskSet, TaskToken, Workflow};
use workflow_tests::engine::{CLIENT_CONTEXT, Case, Live, Log, Tokens, engine, judge};
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

recorded!(Recorded: Club {
    "ClubAsk" ask(request: &club::Request, token: TaskToken<Decision>) -> Result<(), club::AskError>;
    "ClubEnrol" enrol(request: &club::Request) -> Result<club::Member, club::EnrolError>;
});

recorded!(Recorded: Treasury {
    "TreasuryAskManager" ask_manager(claim: &treasury::Claim, token: TaskToken<treasury::Decision>) -> Result<(), treasury::LedgerError>;
    "TreasuryPay" pay(claim: &treasury::Claim) -> Result<treasury::Payment, treasury::LedgerError>;
});

/// Runs a workflow here, then its definition on the engine with `tasks`, and compares; then, where tasks are left for
/// it, the machine that somebody wrote by hand.
async fn judged<W: Workflow>(
    workflow: &W,
    input: W::Input,
    tasks: TaskSet,
    by_hand: Option<TaskSet>,
    log: &Arc<Log>,
) {
    let history = History::new();
    let end = Execution::of(workflow).name("law").seed(1).observe(&history).run(input).await;
    let end = end.map(|output| serde_json::to_value(output).expect("an output is JSON"));
    let definition = serde_json::to_value(W::definition()).expect("a definition is JSON");
    let events = history.events();
    let hangs = log.hangs() || events.iter().any(|event| event.details.event_type() == "TaskTimedOut");
    let case = |definition: Value, input: Value, id: &str, tasks: TaskSet| Case {
        definition,
        input,
        name: "law".to_owned(),
        id: id.to_owned(),
        tasks: Arc::new(Live::beside(tasks, log)),
        nested: std::collections::BTreeMap::new(),
        hangs,
        in_turn: false,
        times_out: false,
    };
    let mut given = None;
    let ran = judge(definition, &events, &end, |definition, input, id| {
        given = Some((input.clone(), id.to_owned()));
        case(definition, input, id, tasks)
    });
    let Some(ran) = ran else { return };
    let all_played = || {
        if end.is_ok() {
            assert_eq!(log.unplayed(), Vec::<String>::new(), "calls that the engine did not make");
        }
    };
    all_played();
    let (Some(tasks), Some((input, id))) = (by_hand, given) else { return };
    log.rewind();
    crate::by_hand::compared(W::NAME, &ran, case(crate::by_hand::machine(W::NAME), input, &id, tasks));
    all_played();
}

/// The inputs that an example ships.
fn inputs<E: Example>() -> E::Input {
    serde_json::from_str(E::INPUT).expect("an example's input is valid")
}

#[test]
fn functions_are_told_their_attempt_as_when_deployed() {
    let deployed = Template::of::<account_processing::Workflow>().render().expect("it can be deployed");
    let deployed: Value = serde_json::from_str(&deployed.definition).expect("it is JSON");
    let told = &deployed["States"]["OpenAccount"]["Arguments"]["ClientContext"];
    assert_eq!(told, CLIENT_CONTEXT);
}

#[tokio::test(start_paused = true)]
async fn account_processing() {
    // What a bank remembers of one application decides on the next.
    let [here, there, by_hand] = [(); 3].map(|()| Arc::new(bank::SimulatedBank::default()));
    for application in inputs::<bank::AccountProcessing>() {
        let log = Arc::new(Log::default());
        let bank = Recorded { handle: Arc::clone(&here), log: Arc::clone(&log) };
        let workflow = account_processing::Workflow { bank };
        let by_hand = Some(Bank(Arc::clone(&by_hand)));
        judged(&workflow, application, Bank(Arc::clone(&there)), by_hand, &log).await;
    }
}

#[tokio::test(start_paused = true)]
async fn sale() {
    let folder = tempfile::tempdir().expect("a directory");
    let [here, there, by_hand] =
        ["here", "there", "by hand"].map(|name| OnDisk::below(&folder.path().join(name)));
    for order in inputs::<shop::Sales>() {
        let log = Arc::new(Log::default());
        let payments = Recorded { handle: here.clone(), log: Arc::clone(&log) };
        let office = Recorded { handle: here.clone(), log: Arc::clone(&log) };
        let tasks = Payments(there.clone()).and(Office(there.clone()));
        let by_hand = Some(Payments(by_hand.clone()).and(Office(by_hand.clone())));
        judged(&sale::Workflow { payments, office }, order, tasks, by_hand, &log).await;
    }
}

#[tokio::test(start_paused = true)]
async fn data_migration() {
    let folder = tempfile::tempdir().expect("a directory");
    let mut sides = Vec::new();
    for side in ["here", "there"] {
        let (old, new) =
            (folder.path().join(format!("{side}-old.db")), folder.path().join(format!("{side}-new.db")));
        registry::seed(&old, registry::CUSTOMERS).await.expect("the old database is made");
        sides.push((registry::OldDatabase::at(&old), registry::NewDatabase::at(&new)));
    }
    let (here, there) = (&sides[0], &sides[1]);
    for _ in ["from the beginning", "when all is moved"] {
        let log = Arc::new(Log::default());
        let source = Recorded { handle: here.0.clone(), log: Arc::clone(&log) };
        let target = Recorded { handle: here.1.clone(), log: Arc::clone(&log) };
        let tasks = Source(there.0.clone()).and(Target(there.1.clone()));
        let workflow = data_migration::Workflow { source, target };
        judged(&workflow, inputs::<registry::DataMigration>(), tasks, None, &log).await;
    }
}

#[tokio::test(start_paused = true)]
async fn traffic_light() {
    let shift = inputs::<workflow_examples::crossing::TrafficLight>();
    judged(&traffic_light::Workflow {}, shift, TaskSet::new(), None, &Arc::default()).await;
}

#[tokio::test(start_paused = true)]
async fn sales_report() {
    let share = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/sales");
    let log = Arc::new(Log::default());
    let handle = Recorded { handle: head_office::Directory(share.into()), log: Arc::clone(&log) };
    let [tasks, by_hand] = [(); 2].map(|()| Share(head_office::Directory(share.into())));
    let workflow = sales_report::Workflow { share: handle };
    judged(&workflow, inputs::<head_office::SalesReport>(), tasks, Some(by_hand), &log).await;
}

/// A committee that has made up its mind about everybody.
#[derive(Clone, Copy)]
struct Committee(Tokens);

/// What it does: how many heartbeats go before the answer, and the answer.
fn mind(name: &str) -> (usize, Option<Decision>) {
    match name {
        "ann" => (0, Some(Decision::Approved)),
        "bob" => (0, Some(Decision::Denied { reason: "we have heard him".to_owned() })),
        "cleo" => (3, Some(Decision::Approved)),
        _ => (2, None),
    }
}

/// The client that answers tokens on AWS, asking the engine.
fn client() -> Client {
    let config = aws_sdk_sfn::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(engine().expect("it calls tasks").url())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::new(aws_sdk_sfn::Client::from_conf(config))
}

impl Club for Committee {
    async fn ask(&self, request: &club::Request, token: TaskToken<Decision>) -> Result<(), club::AskError> {
        let (heartbeats, answer) = mind(&request.name);
        let tokens = self.0;
        tokio::spawn(async move {
            for _ in 0..heartbeats {
                tokens.pause(Duration::from_secs(100)).await;
                match tokens {
                    Tokens::Here => token.heartbeat().expect("the state waits"),
                    // By the engine's clock it may be too late.
                    Tokens::Engine => client().heartbeat(&token).await.unwrap_or_default(),
                }
            }
            match (answer, tokens) {
                (Some(decision), Tokens::Here) => token.complete(decision).expect("the state waits"),
                (Some(decision), Tokens::Engine) => {
                    client().complete(&token, &decision).await.expect("the state waits");
                }
                (None, _) => {}
            }
        });
        Ok(())
    }

    async fn enrol(&self, request: &club::Request) -> Result<club::Member, club::EnrolError> {
        Ok(club::Member { number: 1, name: request.name.clone() })
    }
}

#[tokio::test(start_paused = true)]
async fn sign_up() {
    for request in inputs::<club::SignUps>() {
        let log = Arc::new(Log::default());
        let club = Recorded { handle: Committee(Tokens::Here), log: Arc::clone(&log) };
        let [tasks, by_hand] = [(); 2].map(|()| Club(Committee(Tokens::Engine)));
        judged(&sign_up::Workflow { club }, request, tasks, Some(by_hand), &log).await;
    }
}

/// A manager who decides by the amount: above a million nobody says anything.
#[derive(Clone, Copy)]
struct Manager(Tokens);

impl Treasury for Manager {
    async fn ask_manager(
        &self,
        claim: &treasury::Claim,
        token: TaskToken<treasury::Decision>,
    ) -> Result<(), treasury::LedgerError> {
        let decision = match claim.cents {
            0..=20_000 => treasury::Decision::Approved,
            20_001..=1_000_000 => treasury::Decision::Denied { reason: "too much".to_owned() },
            _ => return Ok(()),
        };
        self.0.complete(&token, decision);
        Ok(())
    }

    async fn pay(&self, claim: &treasury::Claim) -> Result<treasury::Payment, treasury::LedgerError> {
        Ok(treasury::Payment { number: 1, employee: claim.employee.clone(), cents: claim.cents })
    }
}

#[tokio::test(start_paused = true)]
async fn service() {
    for cents in [5_000, 5_001, 90_000, 7_000_000] {
        let claim = treasury::Claim {
            number: format!("C-{cents}"),
            employee: "ann".to_owned(),
            purpose: "a journey".to_owned(),
            cents,
        };
        let log = Arc::new(Log::default());
        let treasury = Recorded { handle: Manager(Tokens::Here), log: Arc::clone(&log) };
        let tasks = Treasury(Manager(Tokens::Engine));
        judged(&expense_claim::Workflow { treasury }, claim, tasks, None, &log).await;
    }
}
