use workflow_runtime::prelude::*;

#[derive(TaskError)]
#[as_text]
enum ReadError {
    #[as_text]
    Disk(#[as_text(write(std::io::Error::other))] std::io::Error),
    Pipe(#[as_text(read)] std::io::Error),
    Bus(#[as_text(read())] std::io::Error),
    Net(#[as_text = "text"] std::io::Error),
    Port(#[as_text(read(std::io::Error::other), write)] std::io::Error),
    Twice(#[as_text] #[as_text] std::io::Error),
    Skipped {
        #[as_text]
        #[serde(skip)]
        error: std::io::Error,
    },
}

fn main() {}
