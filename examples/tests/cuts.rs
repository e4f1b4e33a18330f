//! Every example on a store in a file, stopped at every write (before it, after it, and torn): it goes on to the same end,
//! nothing that had succeeded is done again, and its history is whole.
//!
//! Time is simulated. What an example works on is small: one of its inputs at a time, and of the registry 50 customers.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use workflow_examples::Example;
use workflow_examples::bank::{self, Bank, account_processing};
use workflow_examples::club::{self, Club, Decision, sign_up};
use workflow_examples::crossing::{TrafficLight, traffic_light};
use workflow_examples::head_office::{self, Share, sales_report};
use workflow_examples::registry::{self, Source, Target, data_migration};
use workflow_examples::shop::{self, Office, OnDisk, Payments, sale};
use workflow_examples::treasury::{self, Treasury, expense_claim};
use workflow_runtime::engine::{Builder, Engine};
use workflow_runtime::{Error, TaskToken, Workflow};
use workflow_tests::durable::cut::{self, Cuts, Outcome, Story, outcome};
use workflow_tests::durable::fast_directory;
use workflow_tests::durable::tally::Tally;
use workflow_tests::tallied;

/// A task handle whose calls are counted.
struct Tallied<T> {
    handle: T,
    tally: Arc<Tally>,
}

impl<T> Tallied<T> {
    fn new(handle: T, tally: &Arc<Tally>) -> Self {
        Self { handle, tally: Arc::clone(tally) }
    }
}

tallied!(Tallied: Bank {
    check_name(name: &str) -> Result<bank::NameCheck, bank::CheckError>;
    check_address(address: &bank::Address) -> Result<bank::AddressCheck, bank::CheckError>;
    open_account(application: &bank::Application) -> Result<bank::Account, bank::OpenError>;
});

tallied!(Tallied: Payments {
    charge(card: &str, euros: u32) -> Result<shop::Charge, shop::PaymentError>;
    refund(charge: &shop::Charge) -> Result<(), shop::PaymentError>;
});

tallied!(Tallied: Office {
    send_email(email: &shop::Email) -> Result<(), shop::OfficeError>;
    write_invoice(order: &shop::Order, charge: &shop::Charge) -> Result<String, shop::OfficeError>;
    cancel_invoice(order: &str) -> Result<(), shop::OfficeError>;
    create_access(order: &shop::Order) -> Result<shop::Credentials, shop::OfficeError>;
    revoke_access(order: &str) -> Result<(), shop::OfficeError>;
    alert_success_team(customer: &shop::Customer, product: &str) -> Result<(), shop::OfficeError>;
    open_ticket(order: &str, problem: &str) -> Result<(), shop::OfficeError>;
});

tallied!(Tallied: Source {
    count_customers() -> Result<u32, registry::StoreError>;
    read_page(after: i64, page_size: u32) -> Result<Vec<registry::Customer>, registry::StoreError>;
    check_source() -> Result<registry::Contents, registry::StoreError>;
});

tallied!(Tallied: Target {
    find_cursor() -> Result<registry::Cursor, registry::StoreError>;
    write_page(after: i64, customers: &[registry::Customer]) -> Result<registry::Cursor, registry::StoreError>;
    check_target() -> Result<registry::Contents, registry::StoreError>;
});

tallied!(Tallied: Share {
    read_sales(file: &str) -> Result<head_office::Takings, head_office::ReadError>;
});

tallied!(Tallied: Club {
    ask(request: &club::Request, token: TaskToken<Decision>) -> Result<(), club::AskError>;
    enrol(request: &club::Request) -> Result<club::Member, club::EnrolError>;
});

tallied!(Tallied: Treasury {
    ask_manager(claim: &treasury::Claim, token: TaskToken<treasury::Decision>) -> Result<(), treasury::LedgerError>;
    pay(claim: &treasury::Claim) -> Result<treasury::Payment, treasury::LedgerError>;
});

/// One execution after the other of a workflow, on inputs that an example ships.
struct Simple<W: Workflow, F> {
    inputs: Vec<W::Input>,
    tally: Arc<Tally>,
    /// The workflow, over the same world for every engine.
    make: F,
    /// Where the world is.
    _world: Option<TempDir>,
}

impl<W, F> Story for Simple<W, F>
where
    W: Workflow<Input: Clone>,
    F: Fn(&Arc<Tally>) -> W,
{
    fn register(&self, builder: Builder) -> Builder {
        builder.register((self.make)(&self.tally))
    }

    async fn play(&self, engine: &Engine) -> Result<Vec<Outcome>, Error> {
        let mut came = Vec::new();
        for (number, input) in self.inputs.iter().enumerate() {
            came.push(outcome::<W>(engine, &format!("number-{number}"), input.clone()).await?);
        }
        Ok(came)
    }

    fn tally(&self) -> &Tally {
        &self.tally
    }
}

/// The inputs that an example ships.
fn inputs<E: Example>() -> E::Input {
    serde_json::from_str(E::INPUT).expect("an example's input is valid")
}

/// Cuts a story in memory for a second after it begins to wait, and one that is unloaded at once.
async fn cut<S: Story>(name: &str, make: impl AsyncFn() -> S) {
    for pause in [Duration::ZERO, Duration::from_secs(1)] {
        let Cuts { writes, cuts } = cut::everywhere(&make, pause).await;
        println!("{name}, unloaded after {pause:?}: {writes} writes, {cuts} cuts");
    }
}

#[tokio::test(start_paused = true)]
async fn account_processing() {
    // Who applies twice; is refused; is tried again; cools off; finds nobody at the register; takes too long.
    for name in ["Ada Lovelace", "Donatello", "Emmy Noether", "F. Chopin", "Iannis Xenakis", "Niels Bohr"] {
        let mut inputs = inputs::<bank::AccountProcessing>();
        inputs.retain(|application| application.name == name);
        cut(name, async || {
            let world = Arc::new(bank::SimulatedBank::default());
            let make = move |tally: &Arc<Tally>| account_processing::Workflow {
                bank: Tallied::new(Arc::clone(&world), tally),
            };
            // A real ledger takes an idempotency key: the simulated one takes a second opening for another one.
            Simple { inputs: inputs.clone(), tally: Arc::new(Tally::remembering()), make, _world: None }
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn sale() {
    for order in inputs::<shop::Sales>() {
        cut(&order.number, async || {
            let world = fast_directory();
            let shop = OnDisk::below(world.path());
            let make = move |tally: &Arc<Tally>| sale::Workflow {
                payments: Tallied::new(shop.clone(), tally),
                office: Tallied::new(shop.clone(), tally),
            };
            let inputs = vec![order.clone()];
            Simple { inputs, tally: Arc::new(Tally::counting()), make, _world: Some(world) }
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn data_migration() {
    cut("registry", async || {
        let world = fast_directory();
        let (old, new) = (world.path().join("old.db"), world.path().join("new.db"));
        registry::seed(&old, 50).await.expect("the old database is made");
        let make = move |tally: &Arc<Tally>| data_migration::Workflow {
            source: Tallied::new(registry::OldDatabase::at(&old), tally),
            target: Tallied::new(registry::NewDatabase::at(&new), tally),
        };
        let inputs = vec![registry::Plan { page_size: 10 }];
        Simple { inputs, tally: Arc::new(Tally::counting()), make, _world: Some(world) }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn traffic_light() {
    let shift = inputs::<TrafficLight>();
    cut("crossing", async || {
        let make = |_: &Arc<Tally>| traffic_light::Workflow {};
        Simple { inputs: vec![shift.clone()], tally: Arc::new(Tally::counting()), make, _world: None }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn sales_report() {
    let share = head_office::Directory(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sales").into());
    let month = inputs::<head_office::SalesReport>();
    cut("head office", async || {
        let share = share.clone();
        let make =
            move |tally: &Arc<Tally>| sales_report::Workflow { share: Tallied::new(share.clone(), tally) };
        Simple { inputs: vec![month.clone()], tally: Arc::new(Tally::counting()), make, _world: None }
    })
    .await;
}

/// Who wants to join, and the token that takes the decision.
type Asked = (String, TaskToken<Decision>);

/// A committee that has made up its mind about everybody, and outlives every engine.
#[derive(Clone, Default)]
struct Committee {
    asked: Arc<Mutex<Vec<Asked>>>,
    /// How often it has thought about cleo.
    thoughts: Arc<AtomicU32>,
}

impl Club for Committee {
    async fn ask(&self, request: &club::Request, token: TaskToken<Decision>) -> Result<(), club::AskError> {
        self.asked.lock().expect("no panic").push((request.name.clone(), token));
        Ok(())
    }

    async fn enrol(&self, request: &club::Request) -> Result<club::Member, club::EnrolError> {
        Ok(club::Member { number: 1, name: request.name.clone() })
    }
}

impl Committee {
    /// Answers every token that there is, now and again. What it thinks of eve it does not say.
    async fn sit(&self, engine: &Engine) -> std::convert::Infallible {
        loop {
            tokio::time::sleep(Duration::from_secs(30)).await;
            let tokens = self.asked.lock().expect("no panic").clone();
            for (name, token) in tokens {
                let told = match name.as_str() {
                    "ann" => engine.complete(&token, Decision::Approved).await,
                    "bob" => {
                        let reason = "we have heard him".to_owned();
                        engine.complete(&token, Decision::Denied { reason }).await
                    }
                    "cleo" if self.thoughts.fetch_add(1, Relaxed) > 3 => {
                        engine.complete(&token, Decision::Approved).await
                    }
                    "cleo" => engine.heartbeat(&token).await,
                    _ => Ok(()),
                };
                if let Err(error) = told {
                    assert!(error.is_closed_token() || error.is_store_failure(), "{name}: {error}");
                }
            }
        }
    }
}

/// All requests side by side, as the club has them.
struct SignUps {
    committee: Committee,
    tally: Arc<Tally>,
}

type SignUp = sign_up::Workflow<Tallied<Committee>>;

impl Story for SignUps {
    fn register(&self, builder: Builder) -> Builder {
        builder.register(sign_up::Workflow { club: Tallied::new(self.committee.clone(), &self.tally) })
    }

    async fn play(&self, engine: &Engine) -> Result<Vec<Outcome>, Error> {
        let all = async {
            let mut handles = Vec::new();
            for request in inputs::<club::SignUps>() {
                let name = request.name.clone();
                handles.push(engine.execute::<SignUp>(&name, request).await?);
            }
            let mut came = Vec::new();
            for handle in handles {
                came.push(cut::ended(handle.output().await)?);
            }
            Ok(came)
        };
        tokio::select! {
            came = all => came,
            never = self.committee.sit(engine) => match never {},
        }
    }

    fn tally(&self) -> &Tally {
        &self.tally
    }
}

#[tokio::test(start_paused = true)]
async fn sign_up() {
    cut("club", async || SignUps { committee: Committee::default(), tally: Arc::default() }).await;
}

/// What a claim was for, and the token that takes the decision.
type Claimed = (String, TaskToken<treasury::Decision>);

/// A manager who has made up their mind about every claim, and a ledger in memory; they outlive every engine.
#[derive(Clone)]
struct Managed {
    ledger: treasury::Ledger,
    asked: Arc<Mutex<Vec<Claimed>>>,
}

impl Treasury for Managed {
    async fn ask_manager(
        &self,
        claim: &treasury::Claim,
        token: TaskToken<treasury::Decision>,
    ) -> Result<(), treasury::LedgerError> {
        self.asked.lock().expect("no panic").push((claim.purpose.clone(), token));
        Ok(())
    }

    async fn pay(&self, claim: &treasury::Claim) -> Result<treasury::Payment, treasury::LedgerError> {
        self.ledger.pay(claim).await
    }
}

impl Managed {
    /// Answers every token that there is, now and again.
    async fn decide(&self, engine: &Engine) -> std::convert::Infallible {
        loop {
            tokio::time::sleep(Duration::from_secs(30)).await;
            let asked = self.asked.lock().expect("no panic").clone();
            for (purpose, token) in asked {
                let decision = match purpose.as_str() {
                    "a journey" => treasury::Decision::Approved,
                    _ => treasury::Decision::Denied { reason: "no".to_owned() },
                };
                if let Err(error) = engine.complete(&token, decision).await {
                    assert!(error.is_closed_token() || error.is_store_failure(), "{purpose}: {error}");
                }
            }
        }
    }
}

/// Claims one after the other, so that their payments have the same numbers every time.
struct Claims {
    treasury: Managed,
    tally: Arc<Tally>,
}

type ExpenseClaim = expense_claim::Workflow<Tallied<Managed>>;

impl Story for Claims {
    fn register(&self, builder: Builder) -> Builder {
        builder
            .register(expense_claim::Workflow { treasury: Tallied::new(self.treasury.clone(), &self.tally) })
    }

    async fn play(&self, engine: &Engine) -> Result<Vec<Outcome>, Error> {
        let all = async {
            let mut came = Vec::new();
            for (number, (purpose, cents)) in
                [("pens", 250), ("a journey", 90_000), ("a yacht", 7_000_000)].into_iter().enumerate()
            {
                let claim = treasury::Claim {
                    number: format!("C-{number}"),
                    employee: "ann".to_owned(),
                    purpose: purpose.to_owned(),
                    cents,
                };
                came.push(outcome::<ExpenseClaim>(engine, &claim.number.clone(), claim).await?);
            }
            Ok(came)
        };
        tokio::select! {
            came = all => came,
            never = self.treasury.decide(engine) => match never {},
        }
    }

    fn tally(&self) -> &Tally {
        &self.tally
    }
}

#[tokio::test(start_paused = true)]
async fn service() {
    cut("treasury", async || {
        let ledger = treasury::Ledger::in_memory().expect("there is memory");
        Claims { treasury: Managed { ledger, asked: Arc::default() }, tally: Arc::default() }
    })
    .await;
}
