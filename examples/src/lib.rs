//! The examples: workflows told top to bottom, one module a story, one binary each.
//!
//! | `cargo run --bin …` | story | what it shows |
//! | --- | --- | --- |
//! | `account_processing` | [`bank`] | branches side by side, a choice, a wait, retry, a typed refusal |
//! | `sale` | [`shop`] | a saga: branches with states of their own, compensation, tasks that are safe to repeat |
//! | `sign_up` | [`club`] | a task that waits for a person: a token, a timeout, a heartbeat |
//! | `data_migration` | [`registry`] | a loop over pages, policies on the tasks, going on where a killed run stopped |
//! | `traffic_light` | [`crossing`] | waits, passes and a choice; a property of every state |
//! | `sales_report` | [`head_office`] | a map with a machine of its own for each item, whose failures are data |
//! | `service` | [`treasury`] | an HTTP server with an engine inside: what it has acknowledged survives it |
//!
//! A module is named after the place where its story happens, and holds what is needed to read it: the data, the tasks,
//! the workflow, and at the end a stand-in for the world. What the binaries share is small and stands beside the
//! stories: [`cli`] gives every example the same verbs, [`input`] reads what it works on, [`stage`] runs executions and
//! prints how they went, [`trail`] notes the states they pass, [`commentary`] speaks while they do, and [`progress`] draws
//! how far they are. With `--store` executions are kept in a file: [`durable`] runs, shows and steers them there, and
//! [`book`] is what the simulated world remembers beside it.

pub mod bank;
pub mod book;
pub mod cli;
pub mod club;
pub mod commentary;
mod cost;
pub mod crossing;
mod deploy;
pub mod durable;
pub mod head_office;
pub mod input;
mod problem;
pub mod progress;
pub mod registry;
pub mod shop;
pub mod stage;
pub mod trail;
pub mod treasury;

pub use cli::{Example, NoOptions, main};
pub use durable::{NoDecision, Place};
pub use problem::Problem;
pub use stage::Stage;
