use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, TaskError)]
enum ReadError {
    Disk(#[as_text] String),
}

fn main() {}
