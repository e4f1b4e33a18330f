//! x
mod harness;
mod batch_job;
mod glue_runs;
mod stock_levels;
