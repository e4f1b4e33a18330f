//! The ways out of a state, in words for people: what diagrams and the table share.

use serde_json::Value;

use super::choice::{ChoiceRule, Comparator, Test};
use super::state::{State, StateKind};

/// A way out of a state.
pub(super) struct Way<'a> {
    /// The state it leads to; `None` where the machine ends.
    pub(super) to: Option<&'a str>,
    /// When it is taken; empty for the plain way on.
    pub(super) when: String,
    /// Whether it is taken because of an error.
    pub(super) is_catch: bool,
}

/// Every way out of a state, in the order they are tried; errors last.
pub(super) fn ways(state: &State) -> Vec<Way<'_>> {
    let way = |to, when: String| Way { to, when, is_catch: false };
    let mut found = match &state.kind {
        StateKind::Choice { choices, default } => {
            let rules = choices.iter().map(|rule| way(rule.next.as_deref(), condition(rule)));
            let last = default.as_deref().map(|default| way(Some(default), "otherwise".to_owned()));
            rules.chain(last).collect()
        }
        StateKind::Succeed => vec![way(None, "succeeds".to_owned())],
        StateKind::Fail(fail) => {
            let error = fail.error.as_deref().or(fail.error_path.as_deref());
            vec![way(
                None,
                error.map_or_else(|| "fails".to_owned(), |error| format!("fails: {}", plain(error))),
            )]
        }
        StateKind::Task(_)
        | StateKind::Parallel { .. }
        | StateKind::Map(_)
        | StateKind::Wait(_)
        | StateKind::Pass { .. } => vec![way(state.next.as_deref(), String::new())],
    };
    found.extend(state.catch.iter().map(|catcher| Way {
        to: Some(&catcher.next),
        when: format!("catch {}", catcher.error_equals.join(", ")),
        is_catch: true,
    }));
    found
}

/// When a rule holds. What it reads of the state's input is written without `$states.input.`.
fn condition(rule: &ChoiceRule) -> String {
    match (&rule.condition, &rule.test) {
        (Some(condition), _) => plain(condition),
        (None, Some(test)) => in_words(test),
        (None, None) => rule.other.get("Condition").map_or_else(String::new, ToString::to_string),
    }
}

/// An expression without its delimiters and on one line.
pub(super) fn plain(text: &str) -> String {
    let source = text.strip_prefix("{%").and_then(|text| text.strip_suffix("%}")).unwrap_or(text);
    let words: Vec<&str> = source.split_whitespace().collect();
    words.join(" ").replace("$states.input.", "")
}

fn in_words(test: &Test) -> String {
    match test {
        Test::And(rules) => joined(rules, " and "),
        Test::Or(rules) => joined(rules, " or "),
        Test::Not(rule) => format!("not {}", nested(rule)),
        Test::Compare { variable, comparator, value } => compared(variable, *comparator, value),
    }
}

fn joined(rules: &[ChoiceRule], with: &str) -> String {
    rules.iter().map(nested).collect::<Vec<_>>().join(with)
}

fn nested(rule: &ChoiceRule) -> String {
    match &rule.test {
        Some(test @ (Test::And(_) | Test::Or(_))) => format!("({})", in_words(test)),
        Some(test @ Test::Not(_)) => in_words(test),
        Some(test @ Test::Compare { .. }) => in_words(test),
        None => String::new(),
    }
}

fn compared(variable: &str, comparator: Comparator, value: &Value) -> String {
    let name = comparator.name();
    if let Some(kind) = name.strip_prefix("Is") {
        let not = if value == &Value::Bool(false) { "not " } else { "" };
        return format!("{variable} is {not}{}", kind.to_lowercase());
    }
    let (name, is_path) = name.strip_suffix("Path").map_or((name, false), |name| (name, true));
    let sign = if name.ends_with("LessThanEquals") {
        "<="
    } else if name.ends_with("GreaterThanEquals") {
        ">="
    } else if name.ends_with("LessThan") {
        "<"
    } else if name.ends_with("GreaterThan") {
        ">"
    } else if name.ends_with("Matches") {
        "matches"
    } else {
        "="
    };
    match value.as_str().filter(|_| is_path) {
        Some(path) => format!("{variable} {sign} {path}"),
        None => format!("{variable} {sign} {value}"),
    }
}
