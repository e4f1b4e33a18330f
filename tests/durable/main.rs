//! Durable execution: killed anywhere, it goes on.

mod faults;
mod kills;
mod shapes;
