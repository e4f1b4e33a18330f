//! What the corpus of definitions in `tests/definitions` does not show: the size quota, and the edges of the rules.

use serde_json::{Value, json};

use super::*;
use crate::asl::state::State;

fn rules(definition: &Value) -> Vec<String> {
    let found = validate_json(&definition.to_string());
    found.iter().map(|finding| format!("{} {}", finding.path, finding.rule)).collect()
}

fn one_state(language: &str, state: &Value) -> Vec<String> {
    rules(&json!({ "QueryLanguage": language, "StartAt": "A", "States": { "A": state } }))
}

#[test]
fn a_definition_has_a_megabyte() {
    let large = |bytes| StateMachine::jsonata("A").comment("x".repeat(bytes)).state("A", State::succeed());
    assert_eq!(validate(&large(1_000_000)), []);
    assert_eq!(validate(&large(1_048_576))[0].rule, Rule::DefinitionTooLarge);
}

#[test]
fn rule_ids_are_unique() {
    let ids: std::collections::HashSet<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert_eq!(ids.len(), Rule::ALL.len());
}

#[test]
fn variables_follow_the_way_they_are_assigned() {
    let machine = json!({
        "QueryLanguage": "JSONata",
        "StartAt": "A",
        "States": {
            "A": {
                "Type": "Task",
                "Resource": "${Fn}",
                "Assign": { "done": true },
                "Catch": [{ "ErrorEquals": ["States.ALL"], "Assign": { "why": 1 }, "Next": "C" }],
                "Next": "B"
            },
            "B": { "Type": "Pass", "Output": "{% [$done, $why] %}", "End": true },
            "C": { "Type": "Pass", "Output": "{% [$done, $why] %}", "End": true }
        }
    });
    let machine: StateMachine = machine.to_string().parse().expect("a machine");
    let found: Vec<String> = validate(&machine).iter().map(|f| format!("{} {}", f.path, f.rule)).collect();
    assert_eq!(found, ["States.B.Output undefined-variable", "States.C.Output undefined-variable"]);
}

#[test]
fn a_loop_brings_its_variables_back() {
    let machine = json!({
        "QueryLanguage": "JSONata",
        "StartAt": "A",
        "States": {
            "A": { "Type": "Pass", "Output": "{% $exists($n) ? $n : 0 %}", "Assign": { "n": 1 }, "Next": "B" },
            "B": {
                "Type": "Choice",
                "Choices": [{ "Condition": "{% $n < 3 %}", "Next": "A" }],
                "Default": "C"
            },
            "C": { "Type": "Succeed" }
        }
    });
    assert_eq!(rules(&machine), Vec::<String>::new());
}

#[test]
fn substitutions_stand_for_anything() {
    let state = json!({
        "Type": "Wait", "Seconds": "${Delay}", "Comment": "{% not an expression", "End": true
    });
    assert_eq!(one_state("JSONata", &state), Vec::<String>::new());
    let state = json!({ "Type": "Pass", "Output": "{% $states.input.x + ${Offset} %}", "End": true });
    assert_eq!(one_state("JSONata", &state), Vec::<String>::new());
}

#[test]
fn nothing_is_reported_below_what_cannot_be_read() {
    let state = json!({ "Type": "Sleep", "Seconds": 3 });
    assert_eq!(one_state("JSONata", &state), ["States.A unknown-state-type"]);
}

#[test]
fn json_paths_of_real_definitions_pass() {
    for path in [
        "$",
        "$$",
        "$.a.b-c['d e'][0][-1:]",
        "$..x[*]",
        "$x.y",
        "$$.Map.Item.Value",
        "$.[0]",
        "$.a[?(@.b == 'x]')]",
        "$.a.length()",
        "$['a','b']",
    ] {
        assert!(json_path::path(path).is_ok(), "{path}");
    }
    for path in ["", "a", "$.", "$.a.", "$.a[", "$.a[]", "$a b", "$.a]"] {
        assert!(json_path::path(path).is_err(), "{path}");
    }
}

#[test]
fn intrinsic_calls_are_read_to_their_end() {
    for call in [
        "States.UUID()",
        "States.Format('{} it\\'s {}', $.a, States.Array(1, -2.5, null, true))",
        "States.MathRandom(1, $x)",
        "States.JsonMerge($.a, $$.b, false)",
    ] {
        assert!(json_path::path_or_call(call).is_ok(), "{call}");
    }
    for call in ["States.UUID", "States.UUID(", "States.UUID() x", "States.Format('open)", "States.Array(a)"]
    {
        assert_eq!(json_path::path_or_call(call).expect_err(call).0, Rule::MalformedIntrinsic, "{call}");
    }
}

#[test]
fn a_branch_has_the_language_of_the_top_level() {
    let branch = |state: Value| {
        let branches = json!([{ "StartAt": "B", "States": { "B": state } }]);
        let parallel =
            json!({ "Type": "Parallel", "QueryLanguage": "JSONata", "Branches": branches, "End": true });
        rules(&json!({ "StartAt": "A", "States": { "A": parallel } }))
    };
    assert_eq!(
        branch(json!({ "Type": "Pass", "Parameters": { "x.$": "$.x" }, "End": true })),
        Vec::<String>::new()
    );
    let found = branch(json!({ "Type": "Pass", "Output": 1, "End": true }));
    assert_eq!(found, ["States.A.Branches[0].States.B.Output jsonata-field"]);
}
