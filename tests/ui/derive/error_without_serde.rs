use workflow_runtime::prelude::*;

#[derive(TaskError)]
enum ReadError {
    Missing,
}

fn main() {}
