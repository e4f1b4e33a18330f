use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, Data, TaskError)]
enum ReadError {
    Missing,
}

fn main() {}
