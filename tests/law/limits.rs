//! What takes its time: items of a Map side by side, back-offs with jitter, an execution's own deadline.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use workflow_runtime::observer::{History, HistoryEvent};
use workflow_runtime::prelude::*;
use workflow_runtime::{Execution, Workflow};
use workflow_tests::engine::trace::{End, Run};
use workflow_tests::engine::{Case, Live, Log, Tokens, judge};
use workflow_tests::recorded;

use crate::Recorded;
use crate::kinds::backoffs;

/// Not now.
#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("tired")]
pub(crate) struct Tired {}

/// Work that takes its time.
#[tasks]
pub(crate) trait Slow {
    /// Takes so many seconds.
    async fn take(&self, seconds: u64) -> Result<u64, Tired>;
    /// Does not work.
    async fn refuse(&self) -> Result<u64, Tired>;
    /// Never ends.
    async fn never(&self) -> Result<u64, Tired>;
}

recorded!(Recorded: Slow {
    "SlowTake" take(seconds: u64) -> Result<u64, Tired>;
    "SlowRefuse" refuse() -> Result<u64, Tired>;
    "SlowNever" never() -> Result<u64, Tired>;
});

/// Somebody who works, and how many things at once at most.
#[derive(Debug, Default)]
struct Worker {
    tokens: Tokens,
    now: AtomicUsize,
    most: Arc<AtomicUsize>,
    /// The most elsewhere. Nobody is done before there were as many here: how fast things begin says nothing.
    awaited: Arc<AtomicUsize>,
}

impl Slow for Worker {
    async fn take(&self, seconds: u64) -> Result<u64, Tired> {
        self.most.fetch_max(self.now.fetch_add(1, SeqCst) + 1, SeqCst);
        while self.most.load(SeqCst) < self.awaited.load(SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.tokens.pause(Duration::from_secs(seconds)).await;
        self.now.fetch_sub(1, SeqCst);
        Ok(seconds)
    }

    async fn refuse(&self) -> Result<u64, Tired> {
        Err(Tired {})
    }

    async fn never(&self) -> Result<u64, Tired> {
        pending().await
    }
}

/// What a workflow did here and on the engine, which is the same.
struct Both {
    events: Vec<HistoryEvent>,
    engine: Run,
    /// How many calls went on at once at most: here, and on the engine.
    at_once: [usize; 2],
}

/// Nothing where there is no engine.
async fn lawful<W: Workflow>(make: impl FnOnce(Recorded<Worker>) -> W, input: W::Input) -> Option<Both> {
    let log = Arc::new(Log::default());
    let here = Worker::default();
    let there = Worker { tokens: Tokens::Engine, awaited: Arc::clone(&here.most), ..Worker::default() };
    let at_once = [&here, &there].map(|worker| Arc::clone(&worker.most));
    let workflow = make(Recorded { handle: here, log: Arc::clone(&log) });
    let history = History::new();
    let end = Execution::of(&workflow).name("law").seed(1).observe(&history).run(input).await;
    let end = end.map(|output| serde_json::to_value(output).expect("an output is JSON"));
    let events = history.events();
    let definition = serde_json::to_value(W::definition()).expect("a definition is JSON");
    let engine = judge(definition, &events, &end, |definition, input, id| Case {
        definition,
        input,
        name: "law".to_owned(),
        id: id.to_owned(),
        tasks: Arc::new(Live::beside(Slow(there), &log)),
        nested: BTreeMap::new(),
        hangs: log.hangs(),
        in_turn: false,
        times_out: false,
    })?;
    Some(Both { events, engine, at_once: at_once.map(|most| most.load(SeqCst)) })
}

/// Two items at a time.
#[workflow(tasks(slow(Slow)))]
pub(crate) mod two_at_a_time {
    use super::*;

    #[start]
    #[map(max_concurrency = 2)]
    fn all(seconds: Vec<u64>) -> Transition<Vec<u64>> {
        let taken = map(seconds, |seconds| slow.take(seconds))?;
        succeed(taken)
    }
}

/// All items at a time.
#[workflow(tasks(slow(Slow)))]
pub(crate) mod all_at_a_time {
    use super::*;

    #[start]
    #[map]
    fn all(seconds: Vec<u64>) -> Transition<Vec<u64>> {
        let taken = map(seconds, |seconds| slow.take(seconds))?;
        succeed(taken)
    }
}

#[tokio::test(start_paused = true)]
async fn items_run_side_by_side_and_their_results_stay_in_order() {
    let seconds = vec![900, 20, 300, 5];
    let some = lawful(|slow| two_at_a_time::Workflow { slow }, seconds.clone()).await;
    let all = lawful(|slow| all_at_a_time::Workflow { slow }, seconds).await;
    if let (Some(some), Some(all)) = (some, all) {
        assert_eq!(some.engine.end, End::Succeeded(serde_json::json!([900, 20, 300, 5])));
        assert_eq!((some.at_once, all.at_once), ([2, 2], [4, 4]));
    }
}

/// Tries again after any time up to the back-off.
#[workflow(tasks(slow(Slow)))]
pub(crate) mod with_jitter {
    use super::*;

    #[start]
    #[task(retry(
        on(Tired),
        interval(seconds(4)),
        max_attempts = 4,
        backoff_rate = 2.0,
        max_delay(seconds(20)),
        jitter(Full)
    ))]
    fn refuse() -> Transition<u64> {
        let number = slow.refuse()?;
        succeed(number)
    }
}

#[tokio::test(start_paused = true)]
async fn jitter_stays_below_the_back_off() {
    let both = lawful(|slow| with_jitter::Workflow { slow }, with_jitter::Input {}).await;
    let Some(both) = both else { return };
    for delays in [backoffs(&both.events), both.engine.backoffs] {
        assert_eq!(delays.len(), 4);
        for (delay, most) in delays.into_iter().zip([4.0, 8.0, 16.0, 20.0]) {
            assert!((0.0..=most).contains(&delay), "{delay} of {most} seconds");
        }
    }
}

/// Has half a minute for all it does.
#[workflow(tasks(slow(Slow)), timeout(seconds(30)))]
pub(crate) mod with_a_deadline {
    use super::*;

    #[start]
    #[task(retry(on(any)))]
    fn first() -> Transition<u64> {
        match slow.take(3) {
            Ok(number) => then(number),
            Err(_) => succeed(0),
        }
    }

    #[task(retry(on(any)))]
    fn then(number: u64) -> Transition<u64> {
        match slow.never() {
            Ok(_) => succeed(number),
            Err(_) => succeed(1),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_execution_that_passes_its_deadline_is_caught_by_nobody() {
    let both = lawful(|slow| with_a_deadline::Workflow { slow }, with_a_deadline::Input {}).await;
    if let Some(both) = both {
        assert!(matches!(both.engine.end, End::Failed { timed_out: true, .. }), "{:?}", both.engine.end);
    }
}
