//! Durable execution: killed anywhere, it goes on.

mod shapes;
