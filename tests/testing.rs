//! Testing workflows with `workflow_runtime::testing`: scripts, paths, coverage, mock configurations; and what is said of
//! a workflow before it is deployed.

#[path = "testing/coverage.rs"]
mod coverage;
#[path = "testing/mock_config.rs"]
mod mock_config;
#[path = "testing/paths.rs"]
mod paths;
#[path = "testing/report.rs"]
mod report;
#[path = "testing/scripts.rs"]
mod scripts;
#[path = "testing/shop.rs"]
mod shop;
