//! Durable execution on a store in memory: the same workflows as the driver in memory runs, cut anywhere.

#[path = "../machine/mod.rs"]
mod machine;

mod blocked;
mod commands;
mod cuts;
mod errands;
mod faults;
mod histories;
mod journey;
mod lives;
mod nested;
mod panics;
mod races;
mod readable;
mod remote;
mod rules;
mod runs;
mod shop;
mod support;
mod together;
mod tokens;
mod versions;
