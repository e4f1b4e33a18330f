//! Numbers that must lie within bounds.

use std::ops::RangeInclusive;

use serde_json::Number;

use super::{Findings, Place};
use crate::asl::finding::Rule;
use crate::asl::value::Computed;

/// The longest time AWS can be told in seconds: 99,999,999 (a little over three years).
pub(super) const MAX_SECONDS: i64 = 99_999_999;

/// Checks that a number lies within `range`.
pub(super) fn check_range(
    path: String,
    rule: Rule,
    value: i64,
    range: RangeInclusive<i64>,
    findings: &mut Findings,
) {
    if !range.contains(&value) {
        let (low, high) = (range.start(), range.end());
        let words = if *high == i64::MAX {
            format!("{value} is out of range; write {low} or more")
        } else {
            format!("{value} is out of range; write {low} to {high}")
        };
        findings.add(path, rule, words);
    }
}

/// Checks a number of a state that may be computed.
pub(super) fn check_computed(
    place: &Place<'_>,
    field: &str,
    value: Option<&Computed<i64>>,
    (rule, range): (Rule, RangeInclusive<i64>),
    findings: &mut Findings,
) {
    if let Some(Computed::Literal(value)) = value {
        check_range(place.at(field), rule, *value, range, findings);
    }
}

/// Checks a percentage, which need not be whole.
pub(super) fn check_percentage(
    place: &Place<'_>,
    field: &str,
    value: Option<&Computed<Number>>,
    findings: &mut Findings,
) {
    let value = value.and_then(Computed::literal).and_then(Number::as_f64);
    if let Some(value) = value.filter(|value| !(0.0..=100.0).contains(value)) {
        let words = format!("{value} is no percentage; write 0 to 100");
        findings.add(place.at(field), Rule::ToleratedFailurePercentage, words);
    }
}
