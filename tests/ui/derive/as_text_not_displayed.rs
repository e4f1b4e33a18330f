use workflow_runtime::prelude::*;

#[derive(TaskError)]
enum ReadError {
    Raw(#[as_text(read(String::into_bytes))] Vec<u8>),
}

fn main() {}
