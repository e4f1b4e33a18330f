//! Who carries plans out, and the story of several plans side by side.
//!
//! Knows nothing of cuts. Read next: `mod.rs`, where the story is cut.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use workflow_runtime::engine::{Builder, Engine};
use workflow_runtime::{Error, TaskContext, TaskToken};
use workflow_tests::durable::cut::{Outcome, Story, ended};
use workflow_tests::durable::tally::Tally;

use super::workflows::{Hands, Next, Op, Plan, PlanError, inner, outer};

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
pub(crate) struct Plans {
    carrier: Carrier,
    plans: Vec<Vec<Op>>,
}

type Outer = outer::Workflow<Carrier, inner::Workflow<Carrier>>;

impl Plans {
    pub(crate) fn new(plans: &[Vec<Op>]) -> Self {
        Self { carrier: Carrier::default(), plans: plans.to_vec() }
    }
}

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
