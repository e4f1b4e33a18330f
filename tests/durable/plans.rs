//! Recovery of random workflows: a workflow that does what a random plan says, cut at random writes, several times.
//!
//! Half the plans are cut where a commit begins or ends, half in the middle of one; engines unload what waits at once, soon
//! or never, and have room for few executions or many. `DURABLE_PLANS` says how many plans there are (150), and
//! `DURABLE_PLANS_SEED` repeats a run. A failure prints the smallest plan that proptest finds.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use workflow_runtime::engine::{Builder, Engine};
use workflow_runtime::prelude::*;
use workflow_runtime::{Error, TaskContext};
use workflow_tests::durable::cut::{How, Lives, Outcome, Story, ended};
use workflow_tests::durable::tally::Tally;
use workflow_tests::durable::{fast_directory, number, seed};

/// One thing that a plan does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub(crate) enum Op {
    /// A task, which fails so often before it succeeds; more than three times is too often.
    Work { fails: u32 },
    /// A wait of so many seconds.
    Wait { seconds: u64 },
    /// A callback.
    Ask {},
    /// Two plans side by side.
    Fork { left: Vec<Op>, right: Vec<Op> },
    /// A plan for each item.
    Each { plans: Vec<Vec<Op>> },
    /// A plan as an execution of its own.
    Nest { plan: Vec<Op> },
}

/// What is left to do, and what came of what is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub(crate) struct Plan {
    ops: Vec<Op>,
    sum: u64,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
pub(crate) enum Next {
    Work { fails: u32, rest: Plan },
    Wait { seconds: u64, rest: Plan },
    Ask { rest: Plan },
    Fork { left: Plan, right: Plan, rest: Plan },
    Each { plans: Vec<Plan>, rest: Plan },
    Nest { plan: Plan, rest: Plan },
    End { sum: u64 },
}

#[derive(Debug, thiserror::Error, Serialize, Deserialize, TaskError)]
pub(crate) enum PlanError {
    #[error("not yet")]
    NotYet,
}

/// Who carries plans out.
#[tasks]
pub(crate) trait Hands {
    /// Takes the first thing off a plan.
    async fn look(&self, plan: &Plan) -> Result<Next, PlanError>;
    /// Does something, at its last attempt.
    async fn work(&self, fails: u32, rest: &Plan) -> Result<Plan, PlanError>;
    /// Has somebody else do something.
    async fn ask(&self, rest: &Plan, token: TaskToken<Plan>) -> Result<(), PlanError>;
    /// Puts two or more results together.
    async fn join(&self, rest: &Plan, sums: &[u64]) -> Result<Plan, PlanError>;
}

/// Does what a plan says, with branches and nested executions.
#[workflow(tasks(hands(Hands)), workflows(inner(crate::plans::inner)))]
pub(crate) mod outer {
    use super::*;

    #[start]
    #[task]
    fn look(plan: Plan) -> Transition<u64> {
        let next = hands.look(&plan)?;
        choose(next)
    }

    #[choice]
    fn choose(next: Next) -> Transition<u64> {
        match next {
            Next::Work { fails, rest } => work(fails, rest),
            Next::Wait { seconds, rest } => sleep(seconds, rest),
            Next::Ask { rest } => ask(rest),
            Next::Fork { left, right, rest } => fork(left, right, rest),
            Next::Each { plans, rest } => each(plans, rest),
            Next::Nest { plan, rest } => nest(plan, rest),
            Next::End { sum } => succeed(sum),
        }
    }

    #[task(retry(on(PlanError::NotYet), interval(seconds(1)), max_attempts = 3, jitter(Full)))]
    fn work(fails: u32, rest: Plan) -> Transition<u64> {
        let plan = hands.work(fails, &rest)?;
        look(plan)
    }

    #[wait]
    fn sleep(time: u64, rest: Plan) -> Transition<u64> {
        wait(seconds(time));
        look(rest)
    }

    #[task(timeout(hours(3)))]
    fn ask(rest: Plan) -> Transition<u64> {
        let plan = hands.ask(&rest, task_token())?;
        look(plan)
    }

    #[parallel(retry(on(any), interval(seconds(3)), max_attempts = 1))]
    fn fork(left: Plan, right: Plan, rest: Plan) -> Transition<u64> {
        match parallel(left_look(left), right_look(right)) {
            Ok((one, two)) => join(rest, vec![one, two]),
            Err(_) => join(rest, vec![7]),
        }
    }

    #[map(max_concurrency = 2)]
    fn each(plans: Vec<Plan>, rest: Plan) -> Transition<u64> {
        match map(plans, |plan| item_look(plan)) {
            Ok(sums) => join(rest, sums),
            Err(_) => join(rest, vec![8]),
        }
    }

    #[task]
    fn nest(plan: Plan, rest: Plan) -> Transition<u64> {
        match inner.run(plan) {
            Ok(sum) => join(rest, vec![sum]),
            Err(_) => join(rest, vec![9]),
        }
    }

    #[task]
    fn join(rest: Plan, sums: Vec<u64>) -> Transition<u64> {
        let plan = hands.join(&rest, &sums)?;
        look(plan)
    }

    #[task]
    fn left_look(plan: Plan) -> Transition<u64> {
        let next = hands.look(&plan)?;
        left_choose(next)
    }

    #[choice]
    fn left_choose(next: Next) -> Transition<u64> {
        match next {
            Next::Work { fails, rest } => left_work(fails, rest),
            Next::Wait { seconds, rest } => left_sleep(seconds, rest),
            Next::Ask { rest } => left_ask(rest),
            Next::End { sum } => succeed(sum),
            _ => fail(PlanError::NotYet),
        }
    }

    #[task(retry(on(PlanError::NotYet), interval(seconds(1)), max_attempts = 3))]
    fn left_work(fails: u32, rest: Plan) -> Transition<u64> {
        let plan = hands.work(fails, &rest)?;
        left_look(plan)
    }

    #[wait]
    fn left_sleep(time: u64, rest: Plan) -> Transition<u64> {
        wait(seconds(time));
        left_look(rest)
    }

    #[task]
    fn left_ask(rest: Plan) -> Transition<u64> {
        let plan = hands.ask(&rest, task_token())?;
        left_look(plan)
    }

    #[task]
    fn right_look(plan: Plan) -> Transition<u64> {
        let next = hands.look(&plan)?;
        right_choose(next)
    }

    #[choice]
    fn right_choose(next: Next) -> Transition<u64> {
        match next {
            Next::Work { fails, rest } => right_work(fails, rest),
            Next::Wait { seconds, rest } => right_sleep(seconds, rest),
            Next::Nest { plan, rest } => right_nest(plan, rest),
            Next::End { sum } => succeed(sum),
            _ => fail(PlanError::NotYet),
        }
    }

    #[task(retry(on(PlanError::NotYet), interval(seconds(1)), max_attempts = 3))]
    fn right_work(fails: u32, rest: Plan) -> Transition<u64> {
        let plan = hands.work(fails, &rest)?;
        right_look(plan)
    }

    #[wait]
    fn right_sleep(time: u64, rest: Plan) -> Transition<u64> {
        wait(seconds(time));
        right_look(rest)
    }

    #[task]
    fn right_nest(plan: Plan, rest: Plan) -> Transition<u64> {
        let sum = inner.run(plan)?;
        right_join(rest, vec![sum])
    }

    #[task]
    fn right_join(rest: Plan, sums: Vec<u64>) -> Transition<u64> {
        let plan = hands.join(&rest, &sums)?;
        right_look(plan)
    }

    #[task]
    fn item_look(plan: Plan) -> Transition<u64> {
        let next = hands.look(&plan)?;
        item_choose(next)
    }

    #[choice]
    fn item_choose(next: Next) -> Transition<u64> {
        match next {
            Next::Work { fails, rest } => item_work(fails, rest),
            Next::Wait { seconds, rest } => item_sleep(seconds, rest),
            Next::End { sum } => succeed(sum),
            _ => fail(PlanError::NotYet),
        }
    }

    #[task(retry(on(PlanError::NotYet), interval(seconds(1)), max_attempts = 3))]
    fn item_work(fails: u32, rest: Plan) -> Transition<u64> {
        let plan = hands.work(fails, &rest)?;
        item_look(plan)
    }

    #[wait]
    fn item_sleep(time: u64, rest: Plan) -> Transition<u64> {
        wait(seconds(time));
        item_look(rest)
    }
}

/// Does what a plan of plain things says.
#[workflow(tasks(hands(Hands)))]
pub(crate) mod inner {
    use super::*;

    #[start]
    #[task]
    fn look(plan: Plan) -> Transition<u64> {
        let next = hands.look(&plan)?;
        choose(next)
    }

    #[choice]
    fn choose(next: Next) -> Transition<u64> {
        match next {
            Next::Work { fails, rest } => work(fails, rest),
            Next::Wait { seconds, rest } => sleep(seconds, rest),
            Next::Ask { rest } => ask(rest),
            Next::End { sum } => succeed(sum),
            _ => fail(PlanError::NotYet),
        }
    }

    #[task(retry(on(PlanError::NotYet), interval(seconds(1)), max_attempts = 3))]
    fn work(fails: u32, rest: Plan) -> Transition<u64> {
        let plan = hands.work(fails, &rest)?;
        look(plan)
    }

    #[wait]
    fn sleep(time: u64, rest: Plan) -> Transition<u64> {
        wait(seconds(time));
        look(rest)
    }

    #[task]
    fn ask(rest: Plan) -> Transition<u64> {
        let plan = hands.ask(&rest, task_token())?;
        look(plan)
    }
}

/// Carries plans out, and outlives every engine.
#[derive(Clone, Debug, Default)]
struct Carrier {
    tally: Arc<Tally>,
    tokens: Arc<Mutex<Vec<Asked>>>,
}

/// What will be answered, and whom.
type Asked = (Plan, TaskToken<Plan>);

/// The rest of a plan, with one more thing in its sum: which call it was, so that no call can stand for another.
fn and(rest: &Plan, more: u64) -> Plan {
    let key = TaskContext::current().map_or_else(String::new, |task| task.idempotency_key());
    let sum =
        key.bytes().fold(rest.sum ^ more, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(31) % 1_000_003);
    Plan { ops: rest.ops.clone(), sum }
}

impl Hands for Carrier {
    async fn look(&self, plan: &Plan) -> Result<Next, PlanError> {
        let begin = |ops: &Vec<Op>| Plan { ops: ops.clone(), sum: 1 };
        let next = async {
            let Some((op, rest)) = plan.ops.split_first() else { return Ok(Next::End { sum: plan.sum }) };
            let rest = Plan { ops: rest.to_vec(), sum: plan.sum };
            Ok(match op {
                Op::Work { fails } => Next::Work { fails: *fails, rest },
                Op::Wait { seconds } => Next::Wait { seconds: *seconds, rest },
                Op::Ask {} => Next::Ask { rest },
                Op::Fork { left, right } => Next::Fork { left: begin(left), right: begin(right), rest },
                Op::Each { plans } => Next::Each { plans: plans.iter().map(begin).collect(), rest },
                Op::Nest { plan } => Next::Nest { plan: begin(plan), rest },
            })
        };
        self.tally.call(next).await
    }

    async fn work(&self, fails: u32, rest: &Plan) -> Result<Plan, PlanError> {
        let attempt = TaskContext::current().map_or(0, |task| task.attempt());
        let work = async {
            // Some take their time, so that others come in between.
            if fails % 2 == 1 {
                tokio::time::sleep(Duration::from_millis(700)).await;
            }
            if attempt < fails { Err(PlanError::NotYet) } else { Ok(and(rest, fails.into())) }
        };
        self.tally.call(work).await
    }

    async fn ask(&self, rest: &Plan, token: TaskToken<Plan>) -> Result<(), PlanError> {
        let asked = async {
            self.tokens.lock().expect("no panic").push((and(rest, 5), token));
            Ok(())
        };
        self.tally.call(asked).await
    }

    async fn join(&self, rest: &Plan, sums: &[u64]) -> Result<Plan, PlanError> {
        let sum = sums.iter().fold(0_u64, |all, sum| all.wrapping_mul(17) ^ sum) % 1_000_003;
        self.tally.call(async { Ok(and(rest, sum)) }).await
    }
}

/// Several plans at a time.
#[derive(Clone, Debug)]
struct Plans {
    carrier: Carrier,
    plans: Vec<Vec<Op>>,
}

type Outer = outer::Workflow<Carrier, inner::Workflow<Carrier>>;

impl Story for Plans {
    fn register(&self, builder: Builder) -> Builder {
        let inner = inner::Workflow { hands: self.carrier.clone() };
        builder.register(outer::Workflow { hands: self.carrier.clone(), inner })
    }

    async fn play(&self, engine: &Engine) -> Result<Vec<Outcome>, Error> {
        let all = async {
            let mut handles = Vec::new();
            for (number, ops) in self.plans.iter().enumerate() {
                let plan = Plan { ops: ops.clone(), sum: 1 };
                handles.push(engine.execute::<Outer>(&number.to_string(), plan).await?);
            }
            let mut came = Vec::new();
            for handle in handles {
                came.push(ended(handle.output().await)?);
            }
            Ok(came)
        };
        let answers = async {
            loop {
                tokio::time::sleep(Duration::from_secs(4)).await;
                let tokens = self.carrier.tokens.lock().expect("no panic").clone();
                for (answer, token) in tokens {
                    match engine.complete(&token, answer).await {
                        Err(error) if error.is_store_failure() => {}
                        Err(error) if !error.is_closed_token() => panic!("{error}"),
                        // It is durable, or was before.
                        Ok(()) | Err(_) => {
                            let mut tokens = self.carrier.tokens.lock().expect("no panic");
                            tokens.retain(|(_, other)| other.as_str() != token.as_str());
                        }
                    }
                }
            }
        };
        tokio::select! {
            came = all => came,
            () = answers => unreachable!("it answers for ever"),
        }
    }

    fn tally(&self) -> &Tally {
        &self.carrier.tally
    }
}

/// Work that succeeds after some attempts; now and then it never does, if it may.
fn work(may_fail: bool) -> impl Strategy<Value = Op> {
    let fails = if may_fail { prop_oneof![4 => 0..3_u32, 1 => Just(9)].boxed() } else { (0..3_u32).boxed() };
    fails.prop_map(|fails| Op::Work { fails })
}

fn wait() -> impl Strategy<Value = Op> {
    prop_oneof![0..3_u64, 30..90_u64, Just(3_600)].prop_map(|seconds| Op::Wait { seconds })
}

/// What a branch can do that may have to wait for somebody.
fn asking() -> impl Strategy<Value = Vec<Op>> {
    prop::collection::vec(prop_oneof![work(false), wait(), Just(Op::Ask {})], 0..3)
}

/// What any machine can do.
fn plain(may_fail: bool) -> impl Strategy<Value = Vec<Op>> {
    prop::collection::vec(prop_oneof![work(may_fail), wait()], 0..3)
}

fn op() -> impl Strategy<Value = Op> {
    let nested = prop::collection::vec(prop_oneof![work(true), wait(), Just(Op::Ask {})], 0..3);
    // Of two branches that fail whichever is first counts: only one may.
    let right = prop_oneof![plain(true), plain(false).prop_map(|plan| vec![Op::Nest { plan }]),];
    let items = prop::collection::vec(plain(false), 0..4).prop_flat_map(|plans| {
        plain(true).prop_map(move |last| plans.iter().cloned().chain([last]).collect::<Vec<_>>())
    });
    prop_oneof![
        work(false),
        wait(),
        Just(Op::Ask {}),
        (asking(), right).prop_map(|(left, right)| Op::Fork { left, right }),
        items.prop_map(|plans| Op::Each { plans }),
        nested.prop_map(|plan| Op::Nest { plan }),
    ]
}

/// How one life of a story goes: where it is cut, and how its engine keeps executions.
#[derive(Clone, Debug)]
struct Way {
    write: u64,
    how: How,
    passivate_after: Duration,
    max_running: usize,
}

fn way() -> impl Strategy<Value = Way> {
    let how = prop_oneof![Just(How::Before), Just(How::After), (0..1_000_u64).prop_map(How::Torn)];
    let pause = prop_oneof![Just(0), Just(1_000), Just(1_000_000_u64)].prop_map(Duration::from_millis);
    (1..16_u64, how, pause, 1..5_usize).prop_map(|(write, how, passivate_after, max_running)| Way {
        write,
        how,
        passivate_after,
        max_running,
    })
}

/// Runs plans uncut, and then cut, in several lives; compares.
async fn recovers(plans: &[Vec<Op>], ways: &[Way]) -> Result<usize, String> {
    let new = |directory: &std::path::Path| {
        Lives::new(Plans { carrier: Carrier::default(), plans: plans.to_vec() }, directory)
    };
    let (one, two) = (fast_directory(), fast_directory());
    let whole = new(one.path());
    let came = whole.live(None, |builder| builder).await.came.ok_or("nothing stops it")?;
    let record = whole.record().await;
    let cut = new(two.path());
    let tally = cut.story().tally();
    let (mut cuts, mut done) = (0, None);
    for way in ways {
        let options =
            |builder: Builder| builder.passivate_after(way.passivate_after).max_running(way.max_running);
        let (calls, life) = (tally.count(), cut.live(Some((way.write, way.how)), options).await);
        check_calls(&cut, calls, &mut done).await?;
        if let Some(again) = life.came {
            return check(&came, &again, cuts);
        }
        cuts += 1;
    }
    let calls = tally.count();
    let again = cut.live(None, |builder| builder).await.came.ok_or("nothing stops it")?;
    check_calls(&cut, calls, &mut done).await?;
    cut.record().await.same(&record)?;
    check(&came, &again, cuts)
}

fn check(came: &[Outcome], again: &[Outcome], cuts: usize) -> Result<usize, String> {
    if came == again { Ok(cuts) } else { Err(format!("uncut it gives {came:?}, cut {again:?}")) }
}

/// Nothing was called in this life that had succeeded before it, and no attempt twice; then notes what has succeeded now.
async fn check_calls(
    cut: &Lives<Plans>,
    from: usize,
    done: &mut Option<std::collections::BTreeSet<String>>,
) -> Result<(), String> {
    let calls = cut.story().tally().calls(from);
    for (number, call) in calls.iter().enumerate() {
        if done.as_ref().is_some_and(|done| done.contains(&call.0)) {
            return Err(format!("{} was called again after its success", call.0));
        }
        if calls[..number].contains(call) {
            return Err(format!("{call:?} was made twice"));
        }
    }
    *done = Some(cut.record().await.succeeded);
    Ok(())
}

#[test]
fn random_plans_recover_from_random_cuts() {
    let cases = u32::try_from(number("DURABLE_PLANS").unwrap_or(150)).expect("not so many");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed("DURABLE_PLANS_SEED").to_le_bytes());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 100, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let plans = prop::collection::vec(prop::collection::vec(op(), 0..5), 1..4);
    let ways = prop::collection::vec(way(), 1..6);
    let cuts = std::cell::Cell::new(0);
    let result = runner.run(&(plans, ways), |(plans, ways)| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
        let recovered = runtime.expect("a runtime").block_on(recovers(&plans, &ways));
        cuts.set(cuts.get() + recovered.map_err(TestCaseError::fail)?);
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    println!("{cases} plans, {} cuts", cuts.get());
    assert!(cuts.get() > cases as usize, "most were cut: {}", cuts.get());
}
