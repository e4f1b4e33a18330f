//! Every effect of the in-memory context, one at a time, on the paused clock.

mod branches;
mod callbacks;
mod contexts;
mod histories;
mod scenario;
mod tasks;
mod whole;
