use workflow_runtime::prelude::*;

#[derive(TaskError)]
enum ReadError {
    Disk(#[as_text(read(std::path::PathBuf::from))] std::io::Error),
    Pipe(#[as_text(read(|text: u8| std::io::Error::other("pipe")))] std::io::Error),
}

fn main() {}
