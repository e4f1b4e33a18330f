use workflow_runtime::portable;

#[portable]
fn single(left: f32) -> f32 {
    left * 2.0
}

#[portable]
fn later(left: std::time::Duration) -> std::time::Duration {
    left + left
}

fn main() {}
