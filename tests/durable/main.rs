//! Durable execution: killed anywhere, it goes on.

mod faults;
mod kills;
mod plans;
mod shapes;
