use workflow_runtime::portable;

#[portable]
fn number(text: &str) -> i64 {
    text.parse().unwrap_or(0)
}

#[portable]
fn float(text: &str) -> f64 {
    text.parse::<f64>().unwrap_or(0.0)
}

#[portable]
fn matched(text: &str) -> u32 {
    match text.parse::<u32>() {
        Ok(number) => number,
        Err(_) => 0,
    }
}

#[portable]
fn asked(text: &str) -> u32 {
    if let Ok(number) = text.parse::<u32>() { number } else { 0 }
}

fn main() {}
