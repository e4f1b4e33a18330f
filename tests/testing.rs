//! Testing workflows with `workflow_runtime::testing`: scripts, paths, coverage, mock configurations.

#[path = "testing/coverage.rs"]
mod coverage;
#[path = "testing/mock_config.rs"]
mod mock_config;
#[path = "testing/paths.rs"]
mod paths;
#[path = "testing/scripts.rs"]
mod scripts;
#[path = "testing/shop.rs"]
mod shop;
