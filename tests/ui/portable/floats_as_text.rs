use workflow_runtime::portable;

#[portable]
fn score(score: f64) -> String {
    format!("score {score}, {}", score)
}

#[portable]
fn text(score: f32) -> String {
    score.to_string()
}

fn main() {}
