use workflow_runtime::portable;

#[portable]
fn before(left: &str, right: &str) -> bool {
    left < right
}

#[portable]
fn first(left: String, right: String) -> String {
    left.min(right)
}

fn main() {}
