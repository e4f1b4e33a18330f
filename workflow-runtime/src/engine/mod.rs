//! Durable execution: workflows that survive whatever happens to their process.
mod record;
