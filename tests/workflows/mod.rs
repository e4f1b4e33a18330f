//! Workflows of the kinds that people write for AWS, one a file: each runs along every path over scripted tasks, and
//! its definition is pinned beside it.

pub(crate) mod harness;

mod apartment;
mod approval;
mod batch_job;
pub(crate) mod child_runs;
mod claims;
mod corners;
mod function_versions;
mod glue_runs;
mod idempotency;
mod numbers;
mod order_pipeline;
mod quotes;
mod reminder;
mod stock_levels;
