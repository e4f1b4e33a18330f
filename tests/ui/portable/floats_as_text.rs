use workflow_runtime::portable;

#[portable]
fn score(score: f64) -> String {
    format!("score {score}, {}", score)
}

#[portable]
fn text(score: f32) -> String {
    score.to_string()
}

#[portable]
fn number(number: i32, name: String) -> String {
    format!("{number:04}: {name:08} {:02}", LIMIT)
}

const LIMIT: i8 = 5;

fn main() {}
