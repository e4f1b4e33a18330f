//! What `cargo lambda watch` runs in place of a function: the real binary, as the task that this program is named after.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

fn main() {
    let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let task = env!("CARGO_BIN_NAME");
    let error = Command::new(variable("SERVED_BINARY"))
        .env("AWS_LAMBDA_RUNTIME_API", format!("{}/{task}", variable("SERVED_THROUGH")))
        .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
        .env("WORKFLOW_TASK", task)
        .exec();
    panic!("{error}");
}
