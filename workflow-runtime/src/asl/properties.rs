//! What holds for any input whatever: nothing is lost, and nothing panics.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;

/// Words the language knows, so that what is generated is often nearly right.
const KEYS: &[&str] = &[
    "StartAt",
    "States",
    "Type",
    "Next",
    "End",
    "Default",
    "Choices",
    "Condition",
    "And",
    "Not",
    "Variable",
    "IsNull",
    "Retry",
    "Catch",
    "ErrorEquals",
    "Branches",
    "ItemProcessor",
    "ProcessorConfig",
    "Mode",
    "ItemReader",
    "Resource",
    "Arguments",
    "Parameters",
    "Assign",
    "Output",
    "ResultPath",
    "Seconds",
    "QueryLanguage",
    "BackoffRate",
    "x",
    "y.$",
    "A",
    "B",
    "",
];

const TEXTS: &[&str] = &[
    "A",
    "B",
    "Task",
    "Parallel",
    "Map",
    "Choice",
    "Wait",
    "Pass",
    "Succeed",
    "Fail",
    "JSONata",
    "JSONPath",
    "DISTRIBUTED",
    "{% $states.input.x %}",
    "{% $x( %}",
    "{%",
    "$.a[0]",
    "$x",
    "States.Format('{}', $.a)",
    "States.ALL",
    "${Name}",
    "arn:aws:states:::lambda:invoke",
    "é\"\\\n",
    "",
];

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        proptest::sample::select(TEXTS).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3..3_i64).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        Just(Value::from(1.5)),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        let entry = (proptest::sample::select(KEYS), inner.clone());
        let object = prop::collection::vec(entry, 0..6);
        let object = object.prop_map(|entries| {
            Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
        });
        prop_oneof![1 => prop::collection::vec(inner, 0..3).prop_map(Value::from), 3 => object]
    })
}

/// A machine of one state that may have any fields.
fn definition() -> impl Strategy<Value = Value> {
    let kinds = &["Task", "Parallel", "Map", "Choice", "Wait", "Pass", "Succeed", "Fail"][..];
    (proptest::sample::select(kinds), json(), any::<bool>()).prop_map(|(kind, fields, is_jsonata)| {
        let mut state = fields.as_object().cloned().unwrap_or_else(Map::new);
        state.insert("Type".to_owned(), kind.into());
        let language = if is_jsonata { "JSONata" } else { "JSONPath" };
        serde_json::json!({ "QueryLanguage": language, "StartAt": "A", "States": { "A": state } })
    })
}

proptest! {
    #[test]
    fn what_can_be_read_is_written_back_equal(definition in definition()) {
        let text = definition.to_string();
        if let Ok(machine) = StateMachine::from_json(&text) {
            let written: Value = serde_json::from_str(&machine.to_json()).expect("the model writes JSON");
            prop_assert_eq!(&written, &definition);
            let again: StateMachine = machine.to_json().parse().expect("what was written can be read");
            prop_assert_eq!(again, machine);
        }
    }

    #[test]
    fn anything_can_be_judged_and_drawn(definition in prop_oneof![definition(), json()]) {
        let text = definition.to_string();
        let found = validate_json(&text);
        match StateMachine::from_json(&text) {
            Ok(machine) => {
                prop_assert!(diagram::mermaid(&machine).starts_with("stateDiagram-v2\n"));
                prop_assert!(diagram::graphviz(&machine).starts_with("digraph"));
                prop_assert!(table(&machine).starts_with("STATE"));
            }
            Err(error) => prop_assert!(!error.findings().is_empty() && !found.is_empty()),
        }
    }

    #[test]
    fn any_text_is_judged(text in ".*") {
        prop_assert_eq!(validate_json(&text).is_empty(), false);
        drop(jsonata::check(&text));
    }

    #[test]
    fn any_string_of_tokens_is_parsed_or_refused(
        tokens in prop::collection::vec(
            proptest::sample::select(&["$", "x", "(", ")", "[", "]", "{", "}", ":", ";", ",", ".", ":=", "?", "1", "'s'",
                "function", "|", "^", "<", ">", "@", "#", "/", "~>", "-", "%", "**", " "][..]),
            0..40,
        )
    ) {
        drop(jsonata::check(&tokens.concat()));
    }
}
