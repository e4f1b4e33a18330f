use workflow_runtime::portable;

#[portable]
fn number(text: &str) -> i64 {
    text.parse().unwrap_or(0)
}

#[portable]
fn float(text: &str) -> f64 {
    text.parse::<f64>().unwrap_or(0.0)
}

fn main() {}
