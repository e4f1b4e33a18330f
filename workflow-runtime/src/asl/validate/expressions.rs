//! Rules about the expressions of JSONata states: their delimiters, their syntax, what they may read.

use serde_json::Value;

use super::{Findings, Place, is_substituted};
use crate::asl::fields::Object;
use crate::asl::finding::Rule;
use crate::asl::jsonata::{self, Reference};
use crate::asl::state::StateKind;

/// The functions of JSONata 2.0, and the six that AWS adds (developer guide, "JSONata functions").
const FUNCTIONS: &[&str] = &[
    "abs",
    "append",
    "assert",
    "average",
    "base64decode",
    "base64encode",
    "boolean",
    "ceil",
    "clone",
    "contains",
    "count",
    "decodeUrl",
    "decodeUrlComponent",
    "distinct",
    "each",
    "encodeUrl",
    "encodeUrlComponent",
    "error",
    "exists",
    "filter",
    "floor",
    "formatBase",
    "formatInteger",
    "formatNumber",
    "fromMillis",
    "join",
    "keys",
    "length",
    "lookup",
    "lowercase",
    "map",
    "match",
    "max",
    "merge",
    "millis",
    "min",
    "not",
    "now",
    "number",
    "pad",
    "parseInteger",
    "power",
    "random",
    "reduce",
    "replace",
    "reverse",
    "round",
    "shuffle",
    "sift",
    "single",
    "sort",
    "split",
    "spread",
    "sqrt",
    "string",
    "substring",
    "substringAfter",
    "substringBefore",
    "sum",
    "toMillis",
    "trim",
    "type",
    "uppercase",
    "zip",
    "hash",
    "parse",
    "partition",
    "range",
    "uuid",
];

/// Fields that hold machines, names or notes, and no expressions.
const PLAIN: [&str; 9] =
    ["Type", "Comment", "QueryLanguage", "Branches", "ItemProcessor", "Iterator", "Retry", "Next", "Default"];

/// Numbers of a state, where a string can only be an expression.
const COMPUTED: [&str; 9] = [
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "Seconds",
    "MaxConcurrency",
    "ToleratedFailurePercentage",
    "ToleratedFailureCount",
    "ItemReader.ReaderConfig.MaxItems",
    "ItemBatcher.MaxItemsPerBatch",
    "ItemBatcher.MaxInputBytesPerBatch",
];

/// A string somewhere in a state.
pub(super) struct Text {
    /// Below the state: `Catch[0].Output.why`.
    pub(super) path: String,
    pub(super) text: String,
}

pub(super) fn check(place: &Place<'_>, findings: &mut Findings) {
    for text in texts(place) {
        check_computed(place, &text, findings);
        if place.is_jsonata() {
            check_text(place, &text, findings);
        } else if is_expression(&text.text) && !is_jsonata_field(&text.path) {
            let words = "this state is JSONPath, which reads it as a plain string; write a path, or \
                         `\"QueryLanguage\": \"JSONata\"`";
            findings.add(place.at(&text.path), Rule::ExpressionInJsonPath, words);
        }
    }
    if let Some(arguments) = place.state.arguments.as_ref().filter(|_| place.is_jsonata()) {
        check_keys(arguments, &place.at("Arguments"), findings);
    }
}

/// Whether a field is JSONata's, which `fields` reports in a JSONPath state already.
fn is_jsonata_field(path: &str) -> bool {
    ["Arguments", "Output", "Items"].contains(&path.split(['.', '[']).next().unwrap_or_default())
        || path.ends_with(".Condition")
        || path.contains("].Output")
}

/// Every string of a state that could be an expression.
pub(super) fn texts(place: &Place<'_>) -> Vec<Text> {
    let mut found = Vec::new();
    if let Value::Object(mut fields) = place.state.to_value() {
        fields.retain(|name, _| !PLAIN.contains(&name.as_str()));
        collect(&Value::Object(fields), String::new(), &mut found);
    }
    found
}

fn collect(value: &Value, path: String, found: &mut Vec<Text>) {
    match value {
        Value::String(text) => found.push(Text { path, text: text.clone() }),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                collect(item, format!("{path}[{i}]"), found);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(value, path, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_expression(text: &str) -> bool {
    text.starts_with("{%") && text.ends_with("%}") && text.len() >= 4
}

/// The source between the delimiters, when there are any.
fn source(text: &str) -> Option<&str> {
    is_expression(text).then(|| &text[2..text.len() - 2])
}

/// What an expression refers to; nothing when it is none, or malformed.
pub(super) fn references(text: &str) -> Vec<Reference> {
    let parsed = source(text).and_then(|source| jsonata::parse(source).ok());
    parsed.map(|expression| jsonata::references(&expression)).unwrap_or_default()
}

/// Whether JSONata itself, or AWS, has this function.
pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}

fn check_computed(place: &Place<'_>, text: &Text, findings: &mut Findings) {
    let own = COMPUTED.contains(&text.path.as_str());
    if own && !text.text.contains("{%") && !text.text.contains("%}") && !is_substituted(&text.text) {
        let words = if place.is_jsonata() {
            format!("`{}` is only a string; write a number, or `{{% … %}}`", text.text)
        } else {
            format!(
                "`{}` is only a string; write a number, or a path to one in `{}Path`",
                text.text, text.path
            )
        };
        findings.add(place.at(&text.path), Rule::NotAnExpression, words);
    }
}

fn check_text(place: &Place<'_>, text: &Text, findings: &mut Findings) {
    let path = place.at(&text.path);
    let Some(source) = source(&text.text) else {
        if text.text.starts_with("{%") || text.text.ends_with("%}") {
            let words =
                "an expression begins with `{%` and ends with `%}`, with nothing around them; complete it";
            findings.add(path, Rule::UnterminatedExpression, words);
        }
        return;
    };
    match jsonata::parse(source) {
        Ok(expression) => {
            for reference in jsonata::references(&expression) {
                check_reference(place, text, &reference, findings);
            }
        }
        // With a substitution inside, nobody can say what the expression will be.
        Err(_) if is_substituted(source) => {}
        Err(error) => {
            let words = format!("this is not JSONata 2.0: {error}; correct it there");
            findings.add(path, Rule::MalformedJsonata, words);
        }
    }
}

fn check_reference(place: &Place<'_>, text: &Text, reference: &Reference, findings: &mut Findings) {
    let path = place.at(&text.path);
    match reference {
        Reference::Context(name) => {
            let words =
                format!("`{name}` has no value here: an expression has no context; read `$states.input`");
            findings.add(path, Rule::TopLevelContext, words);
        }
        Reference::Name(name) => {
            let words = format!(
                "`{name}` has no value here: an expression has no context; write \
                                 `$states.input.{name}`, or `${name}` for a variable"
            );
            findings.add(path, Rule::TopLevelContext, words);
        }
        Reference::NameCalled(name) => {
            let words = format!("there is no function `{name}`; write `${name}(…)`");
            findings.add(path, Rule::UnknownFunction, words);
        }
        Reference::Variable { name, .. } if name == "eval" => {
            let words = "`$eval` does not exist in Step Functions; write the expression itself, or use `$parse` for JSON";
            findings.add(path, Rule::EvalNotAllowed, words);
        }
        Reference::Variable { name, called: true, .. } if !is_function(name) => {
            let near = super::fields::nearest(name, FUNCTIONS.iter().copied());
            let help =
                near.map_or_else(|| "define it first".to_owned(), |near| format!("did you mean `${near}`?"));
            findings.add(path, Rule::UnknownFunction, format!("there is no function `${name}`; {help}"));
        }
        Reference::Variable { name, field: Some(field), .. } if name == "states" => {
            check_states_field(place, text, field, findings);
        }
        Reference::Variable { .. } => {}
    }
}

/// Checks what is read of `$states` (ASL specification, "Reserved Variable $states").
fn check_states_field(place: &Place<'_>, text: &Text, field: &str, findings: &mut Findings) {
    let path = place.at(&text.path);
    let in_catch = text.path.starts_with("Catch[");
    let at_end = text.path.starts_with("Output") || text.path.starts_with("Assign");
    let works =
        matches!(place.state.kind, StateKind::Task(_) | StateKind::Parallel { .. } | StateKind::Map(_));
    match field {
        "input" | "context" => {}
        "result" if works && at_end => {}
        "result" => {
            let words = "there is no `$states.result` here; it is read in `Output` and `Assign` of a Task, Parallel \
                         or Map state";
            findings.add(path, Rule::ResultNotAvailable, words);
        }
        "errorOutput" if in_catch => {}
        "errorOutput" => {
            let words = "there is no `$states.errorOutput` here; it is read in `Output` and `Assign` of a catcher, \
                         which can pass it on";
            findings.add(path, Rule::ErrorOutputOutsideCatch, words);
        }
        _ => {
            let words =
                format!("`$states` has no `{field}`; it has `input`, `context`, `result` and `errorOutput`");
            findings.add(path, Rule::UnknownStatesField, words);
        }
    }
}

/// A key `"name.$"` is how JSONPath marks a path; JSONata passes it on as it stands. In data that may be meant; no
/// service has an argument of such a name.
fn check_keys(value: &Value, path: &str, findings: &mut Findings) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}.{name}");
                if name.ends_with(".$") {
                    let words =
                        "this state is JSONata, where `.$` means nothing; drop it, and write `{% … %}`";
                    findings.add(path.clone(), Rule::PathInJsonata, words);
                }
                check_keys(value, &path, findings);
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                check_keys(item, &format!("{path}[{i}]"), findings);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
