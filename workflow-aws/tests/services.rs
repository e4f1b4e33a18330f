//! The task traits of services: each workflow runs here, over the official SDK, and its definition on LocalStack, both
//! against moto, and what comes of it is the same.

#[path = "services/batches.rs"]
mod batches;
#[path = "services/containers.rs"]
mod containers;
#[path = "services/deployed.rs"]
mod deployed;
#[path = "services/endpoints.rs"]
mod endpoints;
#[path = "services/functions.rs"]
mod functions;
#[path = "services/glue_runs.rs"]
mod glue_runs;
#[path = "services/items.rs"]
mod items;
#[path = "services/jobs.rs"]
mod jobs;
#[path = "services/messages.rs"]
mod messages;
#[path = "services/rights.rs"]
mod rights;
#[path = "services/sdk.rs"]
mod sdk;
#[path = "services/stage.rs"]
mod stage;
#[path = "services/tokens.rs"]
mod tokens;
#[path = "services/training.rs"]
mod training;
