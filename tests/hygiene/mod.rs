//! Valid programs that a macro could break: each compiles without a warning under every lint that users love, runs, and
//! exports a definition in which `asl::validate` finds nothing. The tests are in `tests/hygiene.rs`.

pub mod all_kinds;
pub mod alone;
pub mod elsewhere;
pub mod inputs;
pub mod looked_at;
pub mod names;
pub mod nested;
pub mod no_prelude;
pub mod on_the_trait;
pub mod orders;
pub mod parentheses;
pub mod secret;
pub mod texts;
