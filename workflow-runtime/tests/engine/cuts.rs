//! An engine that is cut at every commit, before it is made and after: the next one goes on from there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use workflow_runtime::Error;
use workflow_runtime::engine::{Builder, Engine};
use workflow_runtime::observer::HistoryEvent;
use workflow_runtime::prelude::*;
use workflow_runtime::store::{Commit, MemoryStore};

use crate::errands::{Account, Doing, Errand, inner, keeper, many, nap, outer, two_naps};
use crate::histories::{Histories, assert_whole, lines, stored};
use crate::journey::{Doings, Journey, trip};
use crate::shop::{Ledger, Ordered, order, workflow};
use crate::support::{Cut, cut_store, recorded};

/// What a cut leaves of a history stays, and what comes after it makes it the history of an execution that was not cut.
///
/// Within a machine, that is: branches run side by side. Which of them a failing one has given up depends on how far they
/// were, so that is compared only of a story that gives nothing up.
fn assert_grown(before: &Histories, after: &Histories, whole: &Histories, gives_up: bool, cut: Cut) {
    assert_eq!(after.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>(), "{cut:?}");
    for (execution, events) in after {
        assert_whole(events);
        let (all, text) = (by_machine(events), lines(events));
        let then = before.get(execution).map(|events| by_machine(events)).unwrap_or_default();
        for (path, then) in &then {
            assert!(
                all[path].starts_with(then),
                "{cut:?}: {execution} {path:?} was\n{then:#?}\nand is\n{text}"
            );
        }
        if !gives_up {
            assert_eq!(all, by_machine(&whole[execution]), "{cut:?}: {execution}\n{text}");
        }
    }
}

/// What happened in each machine.
fn by_machine(events: &[HistoryEvent]) -> BTreeMap<Vec<usize>, Vec<String>> {
    let mut machines = BTreeMap::<Vec<usize>, Vec<String>>::new();
    for event in events {
        machines.entry(event.path.to_vec()).or_default().push(format!("{:?}", event.details));
    }
    machines
}

/// Something that is run until it ends, over and over, with what outlives its engines.
trait Story: Default {
    /// Whether branches are given up in it.
    const GIVES_UP: bool = false;

    fn register(&self, builder: Builder) -> Builder;

    /// Runs it from wherever it is; ends with what came of it.
    async fn play(&self, engine: &Engine) -> Result<String, Error>;

    /// The keys of the tasks that were called so far.
    fn begun(&self) -> Vec<String>;

    /// The keys of those that succeeded.
    fn succeeded(&self) -> BTreeSet<String>;
}

/// What an engine made durable, and what came of it if it was not cut before.
struct Played {
    made: Vec<Arc<Commit>>,
    commits: usize,
    histories: Histories,
    came: Option<Result<String, (String, Option<String>)>>,
}

/// The time, on a clock that is the test's own: where in a millisecond a run begins decides whether a wait of exactly so
/// long as an execution may rest in memory is worth a commit.
fn now() -> Timestamp {
    thread_local!(static BEGAN: Instant = Instant::now());
    Timestamp::constant(1_700_000_000, 0) + BEGAN.with(Instant::elapsed)
}

async fn play(story: &impl Story, inner: &MemoryStore, cut: Cut, passivate_after: Duration) -> Played {
    let (store, shared) = cut_store(inner, cut);
    let builder = story.register(Engine::open(store)).passivate_after(passivate_after).started_at(now());
    let engine = builder.start().await.expect("it starts");
    let came = tokio::select! {
        biased;
        () = shared.reached.notified() => None,
        result = story.play(&engine) => Some(result),
        () = tokio::time::sleep(days(100)) => panic!("{cut:?}: it does not end"),
    };
    let made = shared.made.lock().expect("no panic").clone();
    drop(engine);
    let mut patience = 1_000;
    while Arc::strong_count(&shared) > 1 {
        // A file whose store lives on could not be opened again by this process.
        assert!(patience > 0, "{cut:?}: an engine that is gone holds its store");
        patience -= 1;
        tokio::task::yield_now().await;
    }
    let came = came
        .map(|result| result.map_err(|error| (error.error().to_owned(), error.cause().map(str::to_owned))));
    let histories = if cut == Cut::Never { stored(inner).await } else { Histories::new() };
    Played { made, commits: shared.commits.load(SeqCst), histories, came }
}

async fn cut_everywhere<S: Story>(pauses: &[Duration]) {
    for pause in pauses {
        let story = S::default();
        let whole = play(&story, &MemoryStore::new(), Cut::Never, *pause).await;
        assert!(whole.commits > 3, "{} commits", whole.commits);
        for number in 0..whole.commits {
            for cut in [Cut::Before(number), Cut::After(number)] {
                let (again, store) = (S::default(), MemoryStore::new());
                let first = play(&again, &store, cut, *pause).await;
                assert!(first.came.is_none(), "{cut:?} was not reached");
                let history = stored(&store).await;
                let durable = recorded(&first.made);
                let before = again.begun().len();
                let second = play(&again, &store, Cut::Never, *pause).await;
                assert_eq!(second.came, whole.came, "{cut:?}");
                for key in &again.begun()[before..] {
                    assert!(!durable.contains(key), "{cut:?}: {key} ran again after it had succeeded");
                }
                assert_eq!(again.succeeded(), story.succeeded(), "{cut:?}: the same keys");
                assert_grown(&history, &stored(&store).await, &whole.histories, S::GIVES_UP, cut);
            }
        }
    }
}

/// An order, whose tokens are answered.
struct Ordering<const LIMIT: u32>(Arc<Ledger>);

impl<const LIMIT: u32> Default for Ordering<LIMIT> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<const LIMIT: u32> Story for Ordering<LIMIT> {
    const GIVES_UP: bool = LIMIT == 1;

    fn register(&self, builder: Builder) -> Builder {
        builder.register(workflow(&self.0))
    }

    async fn play(&self, engine: &Engine) -> Result<String, Error> {
        let items = order(&["tea", "milk", "sugar"], LIMIT);
        let execution = engine.execute::<Ordered>("order", items).await?;
        let answers = async {
            loop {
                tokio::time::sleep(seconds(7)).await;
                let tokens = self.0.tokens.lock().expect("no panic").clone();
                for token in tokens {
                    match engine.complete_json(&token, if LIMIT == 1 { "false" } else { "true" }).await {
                        Ok(()) => {}
                        Err(error) => assert!(error.is_closed_token(), "{error}"),
                    }
                }
            }
        };
        tokio::select! {
            output = execution.output() => output.map(|output| output.to_string()),
            () = answers => unreachable!("it answers for ever"),
        }
    }

    fn begun(&self) -> Vec<String> {
        self.0.begun.lock().expect("no panic").iter().map(|(key, _)| key.clone()).collect()
    }

    fn succeeded(&self) -> BTreeSet<String> {
        self.0.succeeded.lock().expect("no panic").iter().cloned().collect()
    }
}

/// Errands of which one fails, until the execution is redriven.
struct Redriven(Arc<Account>);

impl Default for Redriven {
    fn default() -> Self {
        let account = Account::default();
        account.set("b", Doing::Fail);
        account.set("c", Doing::Take(3));
        Self(Arc::new(account))
    }
}

impl Story for Redriven {
    const GIVES_UP: bool = true;

    fn register(&self, builder: Builder) -> Builder {
        let errands = || Errand(Arc::clone(&self.0));
        builder
            .register(outer::Workflow { errands: errands(), inner: inner::Workflow { errands: errands() } })
    }

    async fn play(&self, engine: &Engine) -> Result<String, Error> {
        let items = ["a", "b", "c", "d"].map(str::to_owned).into();
        let mut execution = engine.execute::<outer::Workflow>("o", items).await?;
        loop {
            match execution.output().await {
                Err(error) if error.error() == "ErrandError.Lost" => {
                    self.0.set("b", Doing::Succeed);
                    execution.redrive().await?;
                }
                output => return output,
            }
        }
    }

    fn begun(&self) -> Vec<String> {
        self.0.fetched.lock().expect("no panic").iter().map(|(_, key, _)| key.clone()).collect()
    }

    fn succeeded(&self) -> BTreeSet<String> {
        self.begun().into_iter().collect()
    }
}

/// Two waits side by side, which end with hardly anything but waiting.
#[derive(Default)]
struct Napping(Arc<Account>);

impl Story for Napping {
    fn register(&self, builder: Builder) -> Builder {
        builder.register(two_naps::Workflow { errands: Errand(Arc::clone(&self.0)) })
    }

    async fn play(&self, engine: &Engine) -> Result<String, Error> {
        engine.execute::<two_naps::Workflow>("n", "tea".to_owned()).await?.output().await
    }

    fn begun(&self) -> Vec<String> {
        self.0.fetched.lock().expect("no panic").iter().map(|(_, key, _)| key.clone()).collect()
    }

    fn succeeded(&self) -> BTreeSet<String> {
        self.begun().into_iter().collect()
    }
}

/// A wait in a nested execution.
#[derive(Default)]
struct Keeping(Arc<Account>);

impl Story for Keeping {
    fn register(&self, builder: Builder) -> Builder {
        builder.register(keeper::Workflow { nap: nap::Workflow { errands: Errand(Arc::clone(&self.0)) } })
    }

    async fn play(&self, engine: &Engine) -> Result<String, Error> {
        engine.execute::<keeper::Workflow>("k", "tea".to_owned()).await?.output().await
    }

    fn begun(&self) -> Vec<String> {
        self.0.fetched.lock().expect("no panic").iter().map(|(_, key, _)| key.clone()).collect()
    }

    fn succeeded(&self) -> BTreeSet<String> {
        self.begun().into_iter().collect()
    }
}

/// More branches side by side than share a commit, some of which end later than others.
struct Fetching(Arc<Account>);

impl Default for Fetching {
    fn default() -> Self {
        let account = Account::default();
        for number in (0..FETCHED).step_by(9) {
            account.set(&number.to_string(), Doing::Take(1 + number % 4));
        }
        Self(Arc::new(account))
    }
}

const FETCHED: u64 = 150;

impl Story for Fetching {
    fn register(&self, builder: Builder) -> Builder {
        builder.register(many::Workflow { errands: Errand(Arc::clone(&self.0)) })
    }

    async fn play(&self, engine: &Engine) -> Result<String, Error> {
        let items = (0..FETCHED).map(|number| number.to_string()).collect();
        engine.execute::<many::Workflow>("m", items).await?.output().await.map(|number| number.to_string())
    }

    fn begun(&self) -> Vec<String> {
        self.0.fetched.lock().expect("no panic").iter().map(|(_, key, _)| key.clone()).collect()
    }

    fn succeeded(&self) -> BTreeSet<String> {
        self.begun().into_iter().collect()
    }
}

/// A journey, through every kind of effect, whose tokens are answered.
#[derive(Default)]
struct Travelling(Arc<Doings>);

impl Story for Travelling {
    fn register(&self, builder: Builder) -> Builder {
        builder.register(crate::journey::workflow(&self.0))
    }

    async fn play(&self, engine: &Engine) -> Result<String, Error> {
        let execution = engine.execute::<Journey>("j", trip(&[1, 2, 3])).await?;
        let answers = async {
            loop {
                tokio::time::sleep(minutes(7)).await;
                let tokens = self.0.tokens.lock().expect("no panic").clone();
                for token in tokens {
                    match engine.complete(&token, true).await {
                        Ok(()) => {}
                        Err(error) => assert!(error.is_closed_token(), "{error}"),
                    }
                }
            }
        };
        tokio::select! {
            output = execution.output() => output.map(|output| output.to_string()),
            () = answers => unreachable!("it answers for ever"),
        }
    }

    fn begun(&self) -> Vec<String> {
        self.0.begun.lock().expect("no panic").clone()
    }

    fn succeeded(&self) -> BTreeSet<String> {
        self.begun().into_iter().collect()
    }
}

#[tokio::test(start_paused = true)]
async fn many_branches_side_by_side() {
    cut_everywhere::<Fetching>(&[Duration::ZERO]).await;
}

#[tokio::test(start_paused = true)]
async fn a_journey() {
    cut_everywhere::<Travelling>(&PAUSES).await;
}

/// An id that was given to a nested execution, and that a crash kept from being used, is not another's.
#[tokio::test(start_paused = true)]
async fn what_begins_after_a_crash_is_not_taken_for_what_was_about_to_begin() {
    let errands = |story: &Keeping| Errand(Arc::clone(&story.0));
    for number in 0..20 {
        for cut in [Cut::Before(number), Cut::After(number)] {
            let (story, store) = (Keeping::default(), MemoryStore::new());
            if play(&story, &store, cut, Duration::ZERO).await.came.is_some() {
                continue;
            }
            let nap = nap::Workflow { errands: errands(&story) };
            let engine = story.register(Engine::open(store.clone())).register(nap).started_at(now());
            let engine = engine.start().await.expect("it starts");
            let other = engine.execute::<nap::Workflow>("other", "milk".to_owned()).await.expect("it begins");
            let kept = engine.execute::<keeper::Workflow>("k", "tea".to_owned()).await.expect("it is there");
            assert_eq!(kept.output().await.expect("it succeeds"), "tea!!", "{cut:?}");
            assert_eq!(other.output().await.expect("it succeeds"), "milk!!", "{cut:?}");
        }
    }
}

const PAUSES: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(1_000)];

#[tokio::test(start_paused = true)]
async fn an_order_that_succeeds() {
    cut_everywhere::<Ordering<10>>(&PAUSES).await;
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_refused() {
    cut_everywhere::<Ordering<1>>(&PAUSES).await;
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_is_redriven() {
    cut_everywhere::<Redriven>(&PAUSES).await;
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_waits_twice_at_a_time() {
    cut_everywhere::<Napping>(&PAUSES).await;
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_waits_for_a_nested_one_that_waits() {
    cut_everywhere::<Keeping>(&PAUSES).await;
}
