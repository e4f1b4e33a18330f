//! Durable execution: killed anywhere, it goes on.

mod kills;
mod shapes;
