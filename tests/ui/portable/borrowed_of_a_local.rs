//! What is borrowed of a name that a pattern binds by value.

use workflow_runtime::portable;

#[portable]
fn label(note: &(Option<String>, u32)) -> &str {
    match note.0 {
        Some(text) => &text,
        None => "none",
    }
}

fn main() {}
