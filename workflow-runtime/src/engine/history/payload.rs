//! What a stored state says of its input, without its type.

use serde_json::Value;
use serde_json::value::RawValue;

/// The ASL input of a stored state: of one parameter its value, of several an object of them, of none `{}`.
///
/// A state is stored as serde has it: `{"Decide": {"application": …}}`. A task alone is `null`, and has no input of its
/// own.
pub(in crate::engine) fn input_of(state: &RawValue) -> Option<Value> {
    let value: Value = serde_json::from_str(state.get()).ok()?;
    let Value::Object(variant) = value else { return None };
    let (_, fields) = variant.into_iter().next()?;
    Some(match fields {
        Value::Object(fields) if fields.len() == 1 => fields.into_iter().next().map(|(_, value)| value)?,
        fields => fields,
    })
}

/// JSON as it was written.
pub(super) fn value_of(raw: &RawValue) -> Option<Value> {
    serde_json::from_str(raw.get()).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serde_json::value::to_raw_value;

    use super::*;

    #[test]
    fn an_input_is_that_of_asl() {
        let cases = [
            (json!({ "A": { "x": [1] } }), Some(json!([1]))),
            (json!({ "A": { "x": { "y": 1 } } }), Some(json!({ "y": 1 }))),
            (json!({ "A": { "x": 1, "y": 2 } }), Some(json!({ "x": 1, "y": 2 }))),
            (json!({ "A": {} }), Some(json!({}))),
            (json!(null), None),
        ];
        for (state, expected) in cases {
            assert_eq!(input_of(&to_raw_value(&state).expect("JSON")), expected, "{state}");
        }
    }
}
