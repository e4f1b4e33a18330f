use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, TaskError)]
enum ReadError {
    Missing,
    #[serde(skip)]
    Internal,
}

fn main() {}
