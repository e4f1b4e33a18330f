//! Rules about Choice states, in both query languages.

use serde_json::Value;

use super::{Findings, Place, is_substituted, is_unread};
use crate::asl::choice::{ChoiceRule, Comparator, Test};
use crate::asl::fields::Object;
use crate::asl::finding::Rule;
use crate::asl::state::StateKind;

pub(super) fn check(place: &Place<'_>, findings: &mut Findings) {
    let StateKind::Choice { choices, .. } = &place.state.kind else { return };
    if choices.is_empty() && !is_unread(&place.state.other, "Choices") {
        let words = "a Choice state needs choices; add at least one to `Choices`";
        findings.add(place.at("Choices"), Rule::NoChoices, words);
    }
    for (i, rule) in choices.iter().enumerate() {
        let path = place.at(&format!("Choices[{i}]"));
        check_fields(place, &path, rule, findings);
        if rule.next.is_none() && !is_unread(&rule.other, "Next") {
            let words = "the choice leads nowhere; write `Next`";
            findings.add(format!("{path}.Next"), Rule::MissingChoiceNext, words);
        }
        if place.is_jsonata() {
            check_condition(&path, rule, findings);
        } else {
            check_test(place, &path, rule, findings);
        }
    }
}

fn check_fields(place: &Place<'_>, path: &str, rule: &ChoiceRule, findings: &mut Findings) {
    let second = |key: &str| {
        rule.test.is_some() && (matches!(key, "And" | "Or" | "Not" | "Variable") || comparator(key).is_some())
    };
    // A lone `Variable` was not taken for want of a comparison, which `check_test` reports.
    let lone = |key: &str| rule.test.is_none() && key == "Variable" && !place.is_jsonata();
    let mut known = rule.clone();
    known.other.retain(|key, _| !second(key) && !lone(key));
    super::fields::check_choice(path, &known.to_value(), &known.other, place.language, findings);
    for key in rule.other.keys().filter(|key| second(key)) {
        let words =
            format!("the choice compares twice; move `{key}` to a rule of its own inside `And` or `Or`");
        findings.add(format!("{path}.{key}"), Rule::TwoComparisons, words);
    }
}

fn comparator(name: &str) -> Option<Comparator> {
    Comparator::ALL.iter().copied().find(|comparator| comparator.name() == name)
}

fn check_condition(path: &str, rule: &ChoiceRule, findings: &mut Findings) {
    let path = format!("{path}.Condition");
    match rule.condition.as_deref() {
        None => {
            // AWS takes `true` and `false` as conditions too.
            let literal = rule.other.get("Condition").is_some_and(Value::is_boolean);
            if !literal && !is_unread(&rule.other, "Condition") {
                let words = "the choice has no condition; write `\"Condition\": \"{% … %}\"`";
                findings.add(path, Rule::MissingCondition, words);
            }
        }
        Some(text) if !text.contains("{%") && !text.contains("%}") && !is_substituted(text) => {
            let words = format!("`{text}` is only a string; write `{{% {text} %}}`");
            findings.add(path, Rule::ConditionNotJsonata, words);
        }
        Some(_) => {}
    }
}

fn check_test(place: &Place<'_>, path: &str, rule: &ChoiceRule, findings: &mut Findings) {
    match &rule.test {
        None => {
            let unread = ["And", "Or", "Not"].iter().any(|field| is_unread(&rule.other, field));
            if !unread && rule.condition.is_none() {
                let words =
                    "the choice compares nothing; write a comparison such as `IsPresent` or `StringEquals`";
                findings.add(path, Rule::MissingComparison, words);
            }
        }
        Some(Test::And(rules)) => check_nested(place, path, "And", rules, findings),
        Some(Test::Or(rules)) => check_nested(place, path, "Or", rules, findings),
        Some(Test::Not(rule)) => check_inner(place, &format!("{path}.Not"), rule, findings),
        Some(Test::Compare { variable, comparator, value }) => {
            if variable.is_empty() && !is_unread(&rule.other, "Variable") {
                let words = "the comparison does not say what is compared; write `Variable`";
                findings.add(format!("{path}.Variable"), Rule::MissingVariable, words);
            }
            check_value(path, *comparator, value, findings);
        }
    }
}

fn check_nested(place: &Place<'_>, path: &str, field: &str, rules: &[ChoiceRule], findings: &mut Findings) {
    for (i, rule) in rules.iter().enumerate() {
        check_inner(place, &format!("{path}.{field}[{i}]"), rule, findings);
    }
}

fn check_inner(place: &Place<'_>, path: &str, rule: &ChoiceRule, findings: &mut Findings) {
    let outer_only =
        [("Next", rule.next.is_some()), ("Assign", rule.assign.is_some()), ("Output", rule.output.is_some())];
    for (field, _) in outer_only.into_iter().filter(|(_, present)| *present) {
        let words = format!("only the outermost rule has `{field}`; move it there");
        findings.add(format!("{path}.{field}"), Rule::NestedChoiceField, words);
    }
    check_fields(place, path, rule, findings);
    check_test(place, path, rule, findings);
}

/// What a comparator compares with.
fn wanted(comparator: Comparator) -> (&'static str, fn(&Value) -> bool) {
    let name = comparator.name();
    if name.ends_with("Path") {
        ("a path", Value::is_string)
    } else if name.starts_with("String") {
        ("a string", Value::is_string)
    } else if name.starts_with("Numeric") {
        ("a number", Value::is_number)
    } else if name.starts_with("Timestamp") {
        ("a moment such as `2030-01-31T12:00:00Z`", |value| {
            value.as_str().is_some_and(super::wait::is_timestamp)
        })
    } else {
        ("true or false", Value::is_boolean)
    }
}

fn check_value(path: &str, comparator: Comparator, value: &Value, findings: &mut Findings) {
    let (words, is_right) = wanted(comparator);
    if !is_right(value) && !value.as_str().is_some_and(is_substituted) {
        let name = comparator.name();
        let words = format!("`{name}` compares with {words}, not with {value}");
        findings.add(format!("{path}.{name}"), Rule::ComparisonType, words);
    }
}
