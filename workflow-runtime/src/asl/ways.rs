//! The ways out of a state, in words for people: what diagrams, the table, the report and test coverage share.

use serde_json::Value;

use super::choice::{ChoiceRule, Comparator, Test};
use super::state::{State, StateKind};

/// A way out of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way<'a> {
    /// The state it leads to; `None` where the machine ends.
    pub to: Option<&'a str>,
    /// When it is taken; empty for the plain way on.
    pub when: String,
    /// Whether it is taken because of an error.
    pub is_catch: bool,
}

/// Every way out of a state, in the order they are tried; errors last.
#[must_use]
pub fn ways(state: &State) -> Vec<Way<'_>> {
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
                error.map_or_else(|| "fails".to_owned(), |error| format!("fails: {}", failed(error))),
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

/// An error's name; of one that was caught before and is carried on, where it comes from.
fn failed(error: &str) -> String {
    let name = plain(error);
    if name == error {
        return name;
    }
    match name.trim_start_matches("$states.errorOutput.") {
        "Error" => "what was caught".to_owned(),
        of => match of.strip_suffix(".Error") {
            Some(carrier) => format!("what was caught, in {carrier}"),
            None => name,
        },
    }
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
    unguarded(&words.join(" ").replace("$states.input.", ""))
}

/// The text without the checks of its arithmetic: `($n := a * b; $n <= 9 ? $n : $error("…"))` reads `(a * b)`.
fn unguarded(text: &str) -> String {
    let mut rest = text;
    let mut read = String::new();
    while let Some(at) = rest.find("($") {
        let (before, guard) = rest.split_at(at);
        read.push_str(before);
        match Guard::of(guard) {
            Some(Guard { number, length }) => {
                read.push_str(&format!("({})", unguarded(number)));
                rest = &guard[length..];
            }
            None => {
                read.push_str("($");
                rest = &guard[2..];
            }
        }
    }
    read + rest
}

/// `($n := number; … ? $n : $error(…))` at the beginning of a text.
struct Guard<'a> {
    number: &'a str,
    length: usize,
}

impl<'a> Guard<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let block = Block::of(text)?;
        let (first, rest) = block.parts.split_first()?;
        let (variable, number) = first.split_once(" := ")?;
        let guards = rest.iter().any(|part| part.contains(&format!("? {variable} : $error(")));
        guards.then_some(Self { number, length: block.length })
    }
}

/// `(…; …; …)` at the beginning of a text.
pub(super) struct Block<'a> {
    /// What the semicolons part.
    pub(super) parts: Vec<&'a str>,
    /// How long it is, with its parentheses.
    pub(super) length: usize,
}

impl<'a> Block<'a> {
    pub(super) fn of(text: &'a str) -> Option<Self> {
        if !text.starts_with('(') {
            return None;
        }
        let (mut depth, mut quoted, mut start, mut parts) = (0_usize, false, 1, Vec::new());
        for (index, character) in text.char_indices() {
            match character {
                '"' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth -= 1,
                ';' if !quoted && depth == 1 => {
                    parts.push(text[start..index].trim());
                    start = index + 1;
                }
                _ => {}
            }
            if depth == 0 {
                parts.push(text[start..index].trim());
                return Some(Self { parts, length: index + 1 });
            }
        }
        None
    }
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

#[cfg(test)]
mod tests {
    use super::{plain, ways};
    use crate::asl::State;

    #[test]
    fn a_carried_failure_says_where_it_comes_from() {
        let words = |error: &str| ways(&State::fail(error, "")).remove(0).when;
        assert_eq!(words("NotPaid"), "fails: NotPaid");
        assert_eq!(words("{% $states.input.Error %}"), "fails: what was caught");
        assert_eq!(words("{% $states.input.reason.Error %}"), "fails: what was caught, in reason");
        assert_eq!(words("{% $states.input.kindOfError %}"), "fails: kindOfError");
    }

    #[test]
    fn a_condition_is_read_without_the_checks_of_its_arithmetic() {
        let guard = |number: &str| {
            format!(
                r#"($n := {number}; $n <= 9007199254740991 ? $n : $error("attempt to add (or so) with overflow"))"#
            )
        };
        let read = |source: &str| plain(&format!("{{% {source} %}}"));
        assert_eq!(read(&format!("{} > 7", guard("$states.input.a + 1"))), "(a + 1) > 7");
        assert_eq!(read(&guard(&format!("2 * {}", guard("a.b + 1")))), "(2 * (a.b + 1))");
        assert_eq!(read("($v := a.b; $exists($v) ? $v : 0) = 1"), "($v := a.b; $exists($v) ? $v : 0) = 1");
        assert_eq!(read("($states.input.a or b) and \"($\" = c"), "(a or b) and \"($\" = c");
    }
}
