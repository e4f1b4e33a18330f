//! Runs the valid programs of `tests/hygiene/`, and has their definitions judged.

use std::process::Command;
use std::sync::{Arc, Mutex};

use workflow_runtime::asl::{self, StateMachine};
use workflow_runtime::prelude::*;
use workflow_tests::hygiene::{
    all_kinds::{self, Depot, Parcel, ShipError, Size, sending},
    alone,
    elsewhere::{self, traits},
    inputs,
    looked_at::{Letter, letters},
    names::{self, Work},
    nested,
    no_prelude::{self, Shop, ShopError},
    on_the_trait::{self, Post, SendError},
    orders::{self, Carrier, CarrierError, orders::Workflow as Orders},
    parentheses::parentheses,
    secret,
    texts::{Speech, SpeechError, texts},
};

/// Nothing is wrong with the definition, and it holds these words.
fn accepted(definition: &StateMachine, words: &[&str]) {
    let findings = asl::validate(definition);
    let json = definition.to_json_pretty();
    assert!(findings.is_empty(), "{findings:#?}\n{json}");
    for word in words {
        assert!(json.contains(word), "no {word} in\n{json}");
    }
}

#[derive(Clone, Default)]
struct Van {
    full: bool,
}

impl Depot for Van {
    async fn weigh(&self, thing: &str) -> Result<u32, ShipError> {
        match thing {
            "nothing" => Err(ShipError::Nobody { town: thing.to_owned() }),
            thing => Ok(thing.len().try_into().unwrap_or(0)),
        }
    }

    async fn label(&self, id: u32, text: &str) -> Result<String, ShipError> {
        Ok(format!("{id} {text}"))
    }

    async fn ship(&self, parcel: &Parcel, labels: Vec<String>) -> Result<u32, ShipError> {
        assert_eq!(labels, [format!("{} front", parcel.id), format!("{} back", parcel.id)]);
        if self.full { Err(ShipError::Heavy(9)) } else { Ok(parcel.id * 10) }
    }
}

fn parcel(size: Size, contents: &[&str]) -> Parcel {
    Parcel { id: 4, size, contents: contents.iter().map(|&thing| thing.to_owned()).collect() }
}

#[tokio::test(start_paused = true)]
async fn all_eight_kinds_run_and_export() {
    accepted(
        &sending::definition(),
        &[
            "\"Count it\"",
            "\"Front\"",
            "\"ShipError.Full\",\n            \"States.Timeout\"",
            "\"MaxConcurrency\": 2",
            "\"JitterStrategy\": \"FULL\"",
            "\"Comment\": \"Weighs everything that is in it.\"",
            "\"TimeoutSeconds\": 7200",
        ],
    );
    let workflow = sending::Workflow { depot: Van::default() };
    assert_eq!(workflow.run(parcel(Size::Small, &["book", "pen"])).await.expect("it is sent"), 40);
    assert_eq!(workflow.run(parcel(Size::Large { weight: 3 }, &["pen"])).await.expect("it is sent"), 40);

    let full = sending::Workflow { depot: Van { full: true } };
    for (workflow, parcel) in [
        (&workflow, parcel(Size::Large { weight: 31 }, &["pen"])),
        (&workflow, parcel(Size::Large { weight: 3 }, &[])),
        (&workflow, parcel(Size::Small, &["nothing"])),
        (&full, parcel(Size::Small, &["pen"])),
    ] {
        let error = workflow.run(parcel).await.expect_err("it stays");
        assert!(error.typed::<all_kinds::Kept>().is_some(), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_implementation_behind_a_pointer_serves() {
    static VAN: Van = Van { full: false };
    let small = || parcel(Size::Small, &["pen"]);
    assert_eq!(
        sending::Workflow { depot: Arc::new(VAN.clone()) }.run(small()).await.expect("it is sent"),
        40
    );
    assert_eq!(
        sending::Workflow { depot: Box::new(VAN.clone()) }.run(small()).await.expect("it is sent"),
        40
    );
    assert_eq!(sending::Workflow { depot: &VAN }.run(small()).await.expect("it is sent"), 40);
}

struct Till;

impl Shop for Till {
    async fn charge(&self, order: &no_prelude::Order) -> Result<u32, ShopError> {
        if order.paid { Ok(7) } else { Err(ShopError::Declined { reason: "no money".to_owned() }) }
    }

    async fn pack(&self, thing: &str) -> Result<u32, ShopError> {
        if thing.is_empty() { Err(ShopError::Busy) } else { Ok(1) }
    }
}

#[tokio::test(start_paused = true)]
async fn a_module_without_prelude() {
    accepted(&no_prelude::sale::definition(), &["\"ShopError.Declined\"", "\"ShopError.Busy\""]);
    let order = |paid, from: Option<&str>| no_prelude::Order {
        things: vec!["a".to_owned()],
        paid,
        from: from.map(str::to_owned),
    };
    let workflow = no_prelude::sale::Workflow { shop: Till };
    for (order, output) in [
        (order(true, Some("ann")), "packed"),
        (order(true, None), "too little"),
        (order(false, None), "no money"),
    ] {
        assert_eq!(workflow.run(order).await.expect("it succeeds"), output);
    }
}

struct Worker;

impl Work for Worker {
    async fn r#move(&self, r#type: &str, task: u32) -> Result<u32, names::Trouble> {
        if r#type == "much" { Err(names::Trouble::Much { r#type: r#type.to_owned() }) } else { Ok(task) }
    }

    async fn run(&self, state: u32, input: u32) -> Result<u32, names::Trouble> {
        Ok(state + input)
    }
}

#[tokio::test(start_paused = true)]
async fn names_that_mean_something_else() {
    accepted(&names::r#loop::definition(), &["\"Type\": \"Task\"", "\"StartAt\": \"Type\"", "match", "gen"]);
    let workflow = names::r#loop::Workflow { step: Worker };
    let thing = |r#type: &str, r#gen| names::Thing { r#type: r#type.to_owned(), r#match: 2, r#gen };
    let input = |r#type, r#gen| names::r#loop::Input { r#match: thing(r#type, r#gen), state: 5 };
    assert_eq!(workflow.run(input("little", true)).await.expect("it succeeds"), 30);
    assert_eq!(workflow.run(input("little", false)).await.expect("it succeeds"), 14);
    let error = workflow.run(input("much", false)).await.expect_err("it fails");
    assert_eq!(error.error(), "Trouble.Much");
}

struct Copier;

impl names::Copies for Copier {
    async fn clone(&self, place: &str) -> Result<u32, names::Trouble> {
        u32::try_from(place.len()).map_err(|_| names::Trouble::Little)
    }

    async fn into(&self, number: u32) -> Result<u32, names::Trouble> {
        Ok(number * 2)
    }

    async fn as_ref(&self, number: u32) -> Result<u32, names::Trouble> {
        Ok(number + 1)
    }
}

#[tokio::test]
async fn tasks_named_as_methods_of_std_are_called() {
    accepted(&names::copying::definition(), &["CopiesClone", "CopiesInto", "CopiesAsRef", "Again"]);
    let workflow = names::copying::Workflow { copies: Arc::new(Copier) };
    assert_eq!(workflow.run("here".to_owned()).await.expect("it succeeds"), 14);
    let served = names::Copies(Copier);
    assert_eq!(served.names().len(), 3);
}

struct Map;

impl traits::Idle for Map {}

impl traits::Store for Map {
    async fn find(&self, key: &str, among: &[String]) -> Result<Option<u32>, traits::Missing> {
        match among.iter().position(|other| other == key) {
            Some(position) => Ok(position.try_into().ok()),
            None if among.is_empty() => Err(traits::Missing::Nothing),
            None => Ok(None),
        }
    }

    async fn keep<T: serde::Serialize + Send + Sync>(
        &self,
        key: String,
        value: &T,
    ) -> Result<(), traits::Missing> {
        let kept = serde_json::to_value(value).map_err(|_| traits::Missing::Nothing)?;
        if kept.is_u64() && !key.is_empty() { Ok(()) } else { Err(traits::Missing::Nothing) }
    }
}

/// A queue of numbers that has nothing to give when it is first asked.
#[derive(Default)]
struct Numbers(Mutex<(bool, Vec<u32>)>);

impl traits::Queue<u32> for Numbers {
    async fn push(&self, item: &u32, times: u32) -> Result<u32, traits::Missing> {
        let items = &mut self.0.lock().expect("no test panics here").1;
        items.extend((0..times).map(|_| *item));
        Ok(times)
    }

    async fn pop(&self) -> Result<u32, traits::Missing> {
        let (asked, items) = &mut *self.0.lock().expect("no test panics here");
        if !std::mem::replace(asked, true) {
            return Err(traits::Missing::Nothing);
        }
        items.pop().ok_or(traits::Missing::Nothing)
    }

    async fn choose(&self, item: u32, token: TaskToken<u32>) -> Result<(), traits::Missing> {
        token.complete(item + 5).map_err(|_| traits::Missing::Nothing)
    }
}

#[tokio::test(start_paused = true)]
async fn task_traits_of_another_module() {
    accepted(&elsewhere::lookup::definition(), &["\"Missing.Nothing\"", "${StoreFind}"]);
    accepted(&elsewhere::nothing::definition(), &[]);
    let workflow = elsewhere::lookup::Workflow { store: Map, idle: Map };
    let input = |key: &str, among: &[&str]| elsewhere::lookup::Input {
        key: key.to_owned(),
        among: among.iter().map(|&other| other.to_owned()).collect(),
    };
    assert_eq!(workflow.run(input("b", &["a", "b"])).await.expect("it succeeds"), 1);
    assert_eq!(workflow.run(input("c", &["a", "b"])).await.expect("it succeeds"), 3);
    assert_eq!(workflow.run(input("c", &[])).await.expect("it succeeds"), 0);
    accepted(&elsewhere::queued::definition(), &["${QueuePop}", "\"Missing.Nothing\""]);
    let queued = elsewhere::queued::Workflow { queue: Numbers::default() };
    assert_eq!(queued.run(5).await.expect("it succeeds"), 12);
    elsewhere::nothing::Workflow.run(elsewhere::nothing::Input {}).await.expect("it succeeds");
}

#[tokio::test(start_paused = true)]
async fn no_parameter_and_several() {
    accepted(&inputs::none::definition(), &[]);
    accepted(&inputs::several::definition(), &[]);
    assert_eq!(inputs::none::Workflow.run(inputs::none::Input {}).await.expect("it succeeds"), "done");
    let input =
        |note: Option<&str>| inputs::several::Input { left: 1, right: 2, note: note.map(str::to_owned) };
    assert_eq!(inputs::several::Workflow.run(input(Some("x"))).await.expect("it succeeds"), 3);
    assert_eq!(inputs::several::Workflow.run(input(None)).await.expect("it succeeds"), 0);
}

/// Is busy so many times, and answers what is asked.
struct Counter {
    busy: std::sync::atomic::AtomicU32,
}

impl Counter {
    fn busy(times: u32) -> Self {
        Self { busy: times.into() }
    }
}

impl Post for Counter {
    async fn send(&self, _text: &str) -> Result<u32, SendError> {
        use std::sync::atomic::Ordering::SeqCst;
        match self.busy.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)) {
            Ok(_) => Err(SendError::Busy),
            Err(_) => Ok(7),
        }
    }

    async fn queue(&self, _queue_url: &str, _message_body: &str) -> Result<(), SendError> {
        Ok(())
    }

    async fn ask(&self, question: &str, token: TaskToken<bool>) -> Result<(), SendError> {
        match question {
            "yes" => token.complete(true).map_err(|_| SendError::Busy),
            "no" => token.complete(false).map_err(|_| SendError::Busy),
            _ => Ok(()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn policies_on_the_trait_and_a_callback() {
    accepted(
        &on_the_trait::sending::definition(),
        &[
            "\"MaxAttempts\": 2",
            "\"MaxAttempts\": 5",
            ".waitForTaskToken",
            "sqs:sendMessage",
            "\"HeartbeatSeconds\": 60",
        ],
    );
    let run = async |busy, text: &str| {
        on_the_trait::sending::Workflow { post: Counter::busy(busy) }.run(text.to_owned()).await
    };
    assert_eq!(run(0, "yes").await.expect("it succeeds"), 7);
    assert_eq!(run(0, "no").await.expect("it succeeds"), 0);
    assert_eq!(run(0, "nobody answers").await.expect("it succeeds"), 99);
    // Two retries of the trait's; then another state, whose five win over the trait's two.
    assert_eq!(run(2, "yes").await.expect("it succeeds"), 7);
    assert_eq!(run(3 + 5, "yes").await.expect("it succeeds"), 7);
    assert_eq!(run(3 + 6, "yes").await.expect_err("it is busy for too long").error(), "SendError.Busy");
}

#[tokio::test(start_paused = true)]
async fn a_workflow_runs_another() {
    accepted(
        &nested::twice::definition(),
        &["startExecution.sync:2", "\"States.TaskFailed\"", "$states.result.Output"],
    );
    let run = async |busy| {
        let sending = on_the_trait::sending::Workflow { post: Counter::busy(busy) };
        nested::twice::Workflow { sending }.run("yes".to_owned()).await.expect("it succeeds")
    };
    assert_eq!(run(0).await, 14);
    assert_eq!(run(100).await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_private_workflow() {
    accepted(&secret::definition(), &[]);
    assert_eq!(secret::run("sesame").await.expect("it succeeds"), "sesame");
    assert_eq!(secret::run("please").await.expect_err("it fails").error(), "SecretError.Wrong");
}

#[tokio::test(start_paused = true)]
async fn parentheses_that_are_needed() {
    accepted(&parentheses::definition(), &["$states.input.whole + 1"]);
    let run = |whole, parts, list| parentheses::Workflow {}.run(parentheses::Input { whole, parts, list });
    assert_eq!(run(12, 3, vec![1, 2]).await.expect("it succeeds"), 3);
    assert_eq!(run(0, 3, vec![1, 2, 3]).await.expect("it succeeds"), 0);
    assert_eq!(run(3, 0, Vec::new()).await.expect_err("it cannot").error(), "States.QueryEvaluationError");
}

#[tokio::test(start_paused = true)]
async fn references_to_what_is_given_away() {
    accepted(&letters::definition(), &[r#"and $not($states.input.to = \"\")"#]);
    let run = async |note: Option<&str>| {
        let letter = Letter { to: "Ada".to_owned(), note: note.map(str::to_owned) };
        letters::Workflow {}.run(letter).await.expect("it succeeds")
    };
    assert_eq!(run(None).await, "Ada Ada");
    assert_eq!(run(Some("")).await, ", ");
    assert_eq!(run(Some("soon")).await, "Ada soon, soon");
}

struct Cart;

impl Carrier for Cart {
    async fn carry(&self, count: u32) -> Result<u32, CarrierError> {
        if count > 9 { Err(CarrierError::Late) } else { Ok(count) }
    }

    async fn ask(&self, count: u32, token: TaskToken<u32>) -> Result<(), CarrierError> {
        token.complete(count).map_err(|_| CarrierError::Full)
    }
}

#[test]
fn text_and_null_are_handed_over_as_json() {
    accepted(&alone::one_argument::definition(), &[]);
    expect_test::expect_file!["hygiene/alone.json"]
        .assert_eq(&alone::one_argument::definition().to_json_pretty());
}

/// Step Functions refuses a state that no transition leads to.
#[tokio::test(start_paused = true)]
async fn a_way_that_is_always_taken_keeps_the_other_one() {
    let definition = orders::switched::definition();
    accepted(&definition, &[r#""Condition": "{% true %}""#, r#""Default": "Closed""#]);
    assert_eq!(orders::switched::Workflow {}.run(1).await.expect("it is open"), 2);
}

#[tokio::test(start_paused = true)]
async fn orders_of_evaluation_and_of_errors() {
    accepted(&orders::orders::definition(), &[]);
    expect_test::expect_file!["hygiene/orders.json"]
        .assert_eq(&orders::orders::definition().to_json_pretty());
    let run = |count, each| {
        let workflow = Orders { carrier: Cart };
        async move { workflow.run(orders::orders::Input { count, each }).await }
    };
    assert_eq!(run(5, 1).await.expect("it is carried"), 5);
    assert_eq!(run(3, 4).await.expect("it is asked"), 3);
    assert_eq!(run(12, 1).await.expect_err("it is late").error(), "Carrier.Slow");
    // Nothing reads what cannot be computed.
    for (count, each) in [(5, 0), (0, 1), (5, 6)] {
        assert_eq!(run(count, each).await.expect_err("it fails").error(), "States.QueryEvaluationError");
    }
}

#[test]
fn the_runtime_by_another_name() {
    let package = concat!(env!("CARGO_MANIFEST_DIR"), "/hygiene/renamed");
    let target = concat!(env!("CARGO_TARGET_TMPDIR"), "/..");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline", "--manifest-path"])
        .arg(format!("{package}/Cargo.toml"))
        .args(["--target-dir", target])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

struct Voice;

impl Speech for Voice {
    async fn twice(&self, text: &str, again: &str) -> Result<String, SpeechError> {
        Ok(format!("{text} {again}"))
    }

    async fn keep(&self, text: String) -> Result<(), SpeechError> {
        assert_eq!(text, "plain");
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn text_literals_in_a_let_are_what_is_wanted() {
    let said = texts::Workflow { speech: Voice }.run(false).await.expect("nobody objects");
    assert_eq!(said, "hello you, bye see you");
    accepted(&texts::definition(), &["see you"]);
}
