//! Text has no positions that both sides count alike.

use workflow_runtime::portable;

#[portable]
fn sliced(text: &String) -> String {
    text[1..].to_owned()
}

fn main() {}
