use workflow_runtime::prelude::*;

#[derive(TaskError)]
enum ReadError {
    NotANumber(#[as_text] std::num::ParseIntError),
}

fn main() {}
