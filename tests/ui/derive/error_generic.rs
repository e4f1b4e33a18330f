use workflow_runtime::prelude::*;

#[derive(Serialize, Deserialize, TaskError)]
enum ReadError<'a, T, const N: usize> {
    At(&'a str),
    Of(T),
}

fn main() {}
