//! The crossing: what it prints, what it exports, and what must never be.

mod common;

use common::{exported, printed, refusal};
use expect_test::expect_file;
use proptest::prelude::*;
use workflow_examples::crossing::traffic_light::{State, Workflow as TrafficLight};
use workflow_examples::crossing::{Crossing, Direction, Light, Served, Shift};
use workflow_runtime::testing::{self, Step};
use workflow_runtime::{Workflow, asl};

const EXE: &str = env!("CARGO_BIN_EXE_traffic_light");

#[test]
fn prints_the_lights_and_the_states() {
    expect_file!["golden/traffic_light.txt"].assert_eq(&printed(EXE, &[]));
}

#[test]
fn exports_a_valid_definition() {
    expect_file!["golden/traffic_light.asl.json"].assert_eq(&exported(EXE).0);
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
        let run = testing::run(&TrafficLight {}, shift.clone());
        let green_seconds = shift.cycles * shift.green_seconds;
        prop_assert_eq!(run.output(), &Served { cycles: shift.cycles, green_seconds });
        prop_assert!(run.states().last().and_then(crossing).is_some_and(all_red));
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
    testing::run(&TrafficLight {}, shift).states().to_vec()
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

#[test]
fn a_crossing_that_nobody_needs_closes_at_once() {
    let crossing = Crossing {
        north_south: Light::Red,
        east_west: Light::Red,
        next: Direction::NorthSouth,
        cycles_done: 2,
        shift: Shift { cycles: 2, green_seconds: 30, amber_seconds: 3, clearance_seconds: 2 },
    };
    let step = testing::step(&TrafficLight {}, State::TakeTurns { crossing });
    assert!(matches!(step, Step::Next(State::Close { .. })), "{step:?}");
}
