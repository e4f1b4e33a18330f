use workflow_runtime::portable;

#[portable]
fn before(left: &str, right: &str) -> bool {
    left < right
}

#[portable]
fn first(left: String, right: String) -> String {
    left.min(right)
}

#[portable]
fn in_the_second_half(name: &str) -> bool {
    name > "m"
}

#[portable]
fn in_the_first_half(name: String) -> bool {
    *name < *"m"
}

fn main() {}
