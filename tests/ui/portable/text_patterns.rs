//! A text is searched for one text: JSONata knows neither lists of characters nor functions. And it is matched as text.

use workflow_runtime::portable;

#[portable]
fn normalised(text: &str) -> String {
    text.replace(['-', ' '], "")
}

#[portable]
fn parts(text: &str) -> Vec<String> {
    text.split(&[',', ';']).map(|part| part.to_owned()).collect()
}

#[portable]
fn asked(text: &str) -> bool {
    text.starts_with(['a', 'b']) || text.contains(['c', 'd']) || text.contains(&['e'])
}

#[portable]
fn without_blanks(text: &str) -> String {
    text.replace(char::is_whitespace, "")
}

#[portable]
fn priority(tier: String) -> u32 {
    match tier.as_ref() {
        "gold" | "platinum" => 2,
        _ => 1,
    }
}

fn main() {}
