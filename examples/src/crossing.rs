//! A crossing with traffic lights: two directions take turns, and are never green together.
//!
//! The whole crossing is one value that the states hand on, so what must never be is a property of that value:
//! `examples/tests/traffic_light.rs` says it of every state that can be reached.

use workflow_runtime::prelude::*;

use crate::commentary::Entered;
use crate::trail::in_words;
use crate::{Example, NoDecision, NoOptions, Place, Problem, Stage};

/// How long the crossing is to work, and how fast.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Shift {
    /// How often each direction gets its turn.
    pub cycles: u64,
    /// Seconds of green.
    pub green_seconds: u64,
    /// Seconds of amber.
    pub amber_seconds: u64,
    /// Seconds in which every light is red, so that the crossing is empty before it opens again.
    pub clearance_seconds: u64,
}

/// A light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// Stop.
    Red,
    /// Stop, unless it is too late to.
    Amber,
    /// Go.
    Green,
}

/// Where traffic comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// From north and south.
    NorthSouth,
    /// From east and west.
    EastWest,
}

/// The crossing as it is.
#[derive(Clone, Debug, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub struct Crossing {
    /// The lights for north and south.
    pub north_south: Light,
    /// The lights for east and west.
    pub east_west: Light,
    /// Whose turn comes next.
    pub next: Direction,
    /// How many cycles are over.
    pub cycles_done: u64,
    /// What is to be done.
    pub shift: Shift,
}

/// What a shift came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Data)]
#[serde(rename_all = "camelCase")]
pub struct Served {
    /// How often each direction had its turn.
    pub cycles: u64,
    /// How many seconds of green each had.
    pub green_seconds: u64,
}

/// Runs the lights of a crossing whose two directions are never green together.
#[workflow]
pub mod traffic_light {
    use super::*;

    /// Turns every light red, whatever it showed before.
    #[start]
    #[pass]
    fn begin(shift: Shift) -> Transition<Served> {
        clear(Crossing {
            north_south: Light::Red,
            east_west: Light::Red,
            next: Direction::NorthSouth,
            cycles_done: 0,
            shift,
        })
    }

    /// Keeps every light red until the crossing is empty.
    #[wait]
    fn clear(crossing: Crossing) -> Transition<Served> {
        wait(seconds(crossing.shift.clearance_seconds));
        take_turns(crossing)
    }

    /// Opens the crossing for whose turn it is, until every cycle is done.
    #[choice]
    fn take_turns(crossing: Crossing) -> Transition<Served> {
        match crossing.next {
            Direction::NorthSouth if crossing.cycles_done == crossing.shift.cycles => close(crossing),
            Direction::NorthSouth => open_north_south(crossing),
            Direction::EastWest => open_east_west(crossing),
        }
    }

    /// Gives north and south their green.
    #[pass]
    fn open_north_south(crossing: Crossing) -> Transition<Served> {
        flow(Crossing { north_south: Light::Green, next: Direction::EastWest, ..crossing })
    }

    /// Gives east and west their green, which completes the cycle.
    #[pass]
    fn open_east_west(crossing: Crossing) -> Transition<Served> {
        flow(Crossing {
            east_west: Light::Green,
            next: Direction::NorthSouth,
            cycles_done: crossing.cycles_done + 1,
            ..crossing
        })
    }

    /// Lets the traffic flow.
    #[wait]
    fn flow(crossing: Crossing) -> Transition<Served> {
        wait(seconds(crossing.shift.green_seconds));
        warn(crossing)
    }

    /// Turns what is green to amber.
    #[pass]
    fn warn(crossing: Crossing) -> Transition<Served> {
        slow(Crossing {
            north_south: after_green(crossing.north_south),
            east_west: after_green(crossing.east_west),
            ..crossing
        })
    }

    /// Gives the traffic time to stop.
    #[wait]
    fn slow(crossing: Crossing) -> Transition<Served> {
        wait(seconds(crossing.shift.amber_seconds));
        stop(crossing)
    }

    /// Turns every light red.
    #[pass]
    fn stop(crossing: Crossing) -> Transition<Served> {
        clear(Crossing { north_south: Light::Red, east_west: Light::Red, ..crossing })
    }

    /// Ends the shift, with every light red.
    #[succeed]
    fn close(crossing: Crossing) -> Transition<Served> {
        succeed(Served {
            cycles: crossing.cycles_done,
            green_seconds: crossing.cycles_done * crossing.shift.green_seconds,
        })
    }

    /// What a light shows when green is over.
    #[portable]
    fn after_green(light: Light) -> Light {
        match light {
            Light::Green => Light::Amber,
            other => other,
        }
    }
}

/// `cargo run --bin traffic_light`
#[derive(Clone, Copy, Debug)]
pub struct TrafficLight;

impl Example for TrafficLight {
    type Workflow = traffic_light::Workflow;
    type Live = traffic_light::Workflow;
    type Input = Shift;
    type Options = NoOptions;
    type Decision = NoDecision;

    const INPUT: &'static str = include_str!("../data/shift.json");

    async fn run(shift: Shift, _: NoOptions, stage: &Stage) -> Result<(), Problem> {
        let _ = stage.perform_with(&traffic_light::Workflow {}, "shift", shift, lights).await?;
        Ok(())
    }

    fn executions(shift: Shift, _: &NoOptions) -> Vec<(String, Shift)> {
        vec![("shift".to_owned(), shift)]
    }

    async fn live(_: NoOptions, _: &Place) -> Result<Self::Live, Problem> {
        Ok(traffic_light::Workflow {})
    }
}

/// The lights, whenever they are left alone for a while.
fn lights(entered: Entered<'_>) -> Option<String> {
    let waits = ["Clear", "Flow", "Slow"].contains(&entered.state);
    let crossing = waits.then(|| Crossing::deserialize(entered.input).ok()).flatten()?;
    let (north_south, east_west) = (crossing.north_south, crossing.east_west);
    Some(
        format!("{:>12}  ↕ {north_south:<5}  ↔ {east_west:<5}", in_words(entered.after))
            .trim_end()
            .to_owned(),
    )
}

impl std::fmt::Display for Light {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Green => "green",
        })
    }
}
