// Both mistakes are said, and the callers of the mistaken type are not blamed.

use workflow_runtime::{data::names_of, prelude::*};

#[derive(TaskError)]
enum ReadError {
    #[error_name = ""]
    Missing,
    #[serde(rename(serialize = "a", deserialize = "b"))]
    Disk(#[as_text] std::io::Error),
}

fn main() {
    let _ = names_of::<ReadError>();
    let _ = ReadError::shape();
}
