//! The crossing: what it prints, what it exports, and what must never be.

mod common;

use std::future::{Future, ready};
use std::time::Duration;

use common::{printed, refusal};
use expect_test::expect_file;
use jiff::Timestamp;
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use workflow_examples::crossing::traffic_light::{State, Workflow as TrafficLight};
use workflow_examples::crossing::{Crossing, Light, Served, Shift};
use workflow_runtime::execution::branch::{Branch, Branches};
use workflow_runtime::{
    BranchFailure, Context, EvaluationError, Retrier, TaskError, TaskFailure, TaskPolicy, TaskToken,
    Workflow, asl,
};

const EXE: &str = env!("CARGO_BIN_EXE_traffic_light");

#[test]
fn prints_the_lights_and_the_states() {
    expect_file!["golden/traffic_light.txt"].assert_eq(&printed(EXE, &[]));
}

#[test]
fn exports_a_valid_definition() {
    expect_file!["golden/traffic_light.asl.json"].assert_eq(&printed(EXE, &["export"]));
    assert_eq!(asl::validate(&TrafficLight::definition()), []);
}

#[test]
fn refuses_what_is_no_shift_in_one_line() {
    let input = ["--input", "-"];
    expect_test::expect![[r#"
        error: standard input has the wrong shape: missing field `greenSeconds` at line 1 column 15
    "#]]
    .assert_eq(&refusal(EXE, &input, "{ \"cycles\": 3 }"));
    expect_test::expect![[r#"
        error: standard input has the wrong shape at cycles: invalid value: integer `-1`, expected u64 at line 1 column 14
    "#]]
    .assert_eq(&refusal(EXE, &input, "{ \"cycles\": -1 }"));
    expect_test::expect![[r#"
        error: cannot read nowhere.json: there is no such file
    "#]]
    .assert_eq(&refusal(EXE, &["run", "--input", "nowhere.json"], ""));
}

proptest! {
    #[test]
    fn two_directions_never_go_together(shift in shifts()) {
        let passed = passed(shift.clone());
        let crossings: Vec<&Crossing> = passed.iter().filter_map(crossing).collect();

        for crossing in &crossings {
            let stopped = [crossing.north_south, crossing.east_west].contains(&Light::Red);
            prop_assert!(stopped, "neither direction is stopped: {crossing:?}");
        }
        let greens: Vec<_> = crossings.iter().filter_map(|crossing| green(crossing)).collect();
        let mut turns = greens.clone();
        turns.dedup();
        prop_assert_eq!(turns.len() as u64, 2 * shift.cycles, "{:?}", turns);
    }

    #[test]
    fn between_two_greens_every_light_is_red_for_the_clearance(shift in shifts()) {
        let (mut last, mut cleared) = (None, false);
        for state in passed(shift) {
            cleared |= matches!(&state, State::Clear { crossing } if all_red(crossing));
            if let Some(now) = crossing(&state).and_then(green) {
                prop_assert!(last == Some(now) || cleared, "{:?} after {:?}", now, last);
                (last, cleared) = (Some(now), false);
            }
        }
    }

    #[test]
    fn a_shift_ends_with_every_light_red_and_its_cycles_done(shift in shifts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let served = runtime.block_on(TrafficLight {}.run(shift.clone())).unwrap();
        let green_seconds = shift.cycles * shift.green_seconds;
        prop_assert_eq!(served, Served { cycles: shift.cycles, green_seconds });
        prop_assert!(passed(shift).last().and_then(crossing).is_some_and(all_red));
    }
}

fn shifts() -> impl Strategy<Value = Shift> {
    (0..20_u64, 0..100_u64, 0..10_u64, 0..10_u64).prop_map(
        |(cycles, green_seconds, amber_seconds, clearance_seconds)| Shift {
            cycles,
            green_seconds,
            amber_seconds,
            clearance_seconds,
        },
    )
}

/// Every state that a shift passes, from checkpoint to checkpoint.
fn passed(shift: Shift) -> Vec<State> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut passed = vec![TrafficLight::start(shift)];
    while let Some(state) = passed.last().cloned() {
        let transition = runtime.block_on(TrafficLight {}.step(state, &NoTime));
        let Some(next) = transition.state() else { break };
        passed.push(next.clone());
    }
    passed
}

/// The crossing as a state has it; a state that is added has to say.
fn crossing(state: &State) -> Option<&Crossing> {
    match state {
        State::Begin { .. } => None,
        State::Clear { crossing }
        | State::TakeTurns { crossing }
        | State::OpenNorthSouth { crossing }
        | State::OpenEastWest { crossing }
        | State::Flow { crossing }
        | State::Warn { crossing }
        | State::Slow { crossing }
        | State::Stop { crossing }
        | State::Close { crossing } => Some(crossing),
    }
}

fn all_red(crossing: &Crossing) -> bool {
    (crossing.north_south, crossing.east_west) == (Light::Red, Light::Red)
}

/// Which direction has green.
fn green(crossing: &Crossing) -> Option<&'static str> {
    match (crossing.north_south, crossing.east_west) {
        (Light::Green, _) => Some("north and south"),
        (_, Light::Green) => Some("east and west"),
        _ => None,
    }
}

/// A context in which waits take no time; the crossing has no other effect.
struct NoTime;

impl Context for NoTime {
    fn wait(&self, _: Duration) -> impl Future<Output = ()> + Send {
        ready(())
    }

    async fn task<T, E, F, Fut>(&self, _: TaskPolicy<'_, E>, _: F) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + DeserializeOwned + Send,
        E: TaskError,
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<T, E>, EvaluationError>> + Send,
    {
        unreachable!("the crossing has no tasks")
    }

    async fn callback<T, E, F, Fut>(&self, _: TaskPolicy<'_, E>, _: F) -> Result<T, TaskFailure<E>>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: TaskError,
        F: Fn(TaskToken<T>) -> Fut + Send + Sync,
        Fut: Future<Output = Result<Result<(), E>, EvaluationError>> + Send,
    {
        unreachable!("the crossing has no callbacks")
    }

    async fn wait_until(&self, _: Timestamp) {
        unreachable!("the crossing does not look at the clock")
    }

    async fn parallel<B, F>(&self, _: &[Retrier<BranchFailure>], _: F) -> Result<B::Output, BranchFailure>
    where
        B: Branches,
        F: Fn() -> Result<B, EvaluationError> + Send + Sync,
    {
        unreachable!("the crossing has no branches")
    }

    async fn map<T, B, F>(
        &self,
        _: Option<usize>,
        _: &[Retrier<BranchFailure>],
        _: Vec<T>,
        _: F,
    ) -> Result<Vec<B::Output>, BranchFailure>
    where
        T: Serialize + Clone + Send + Sync,
        B: Branch,
        F: Fn(usize, T) -> Result<B, EvaluationError> + Send + Sync,
    {
        unreachable!("the crossing has no items")
    }

    async fn nested<W, F>(
        &self,
        _: Option<Duration>,
        _: &[Retrier<BranchFailure>],
        _: &W,
        _: F,
    ) -> Result<W::Output, BranchFailure>
    where
        W: Workflow,
        F: Fn() -> Result<W::Input, EvaluationError> + Send + Sync,
    {
        unreachable!("the crossing runs nothing else")
    }

    fn execution_id(&self) -> String {
        unreachable!("the crossing does not ask who it is")
    }

    fn execution_name(&self) -> String {
        unreachable!("the crossing does not ask who it is")
    }

    fn execution_started_at(&self) -> Timestamp {
        unreachable!("the crossing does not look at the clock")
    }

    fn state_entered_at(&self) -> Timestamp {
        unreachable!("the crossing does not look at the clock")
    }

    fn retry_count(&self) -> u32 {
        unreachable!("the crossing has nothing to try again")
    }
}
