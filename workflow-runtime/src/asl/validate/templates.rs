//! Rules about paths, payload templates and intrinsic functions in JSONPath states.

use serde_json::Value;

use super::json_path::{self, Fault};
use super::{Findings, Place, is_substituted};
use crate::asl::fields::Object;
use crate::asl::finding::Rule;

/// Fields that are payload templates: below them, `"key.$"` holds a path or a call.
const TEMPLATES: [&str; 6] =
    ["Parameters", "ResultSelector", "ItemSelector", "Assign", "Credentials", "BatchInput"];

/// Fields that hold machines, names or literal data, and no paths.
const PLAIN: [&str; 7] =
    ["Comment", "Branches", "ItemProcessor", "Iterator", "Result", "Arguments", "Output"];

pub(super) fn check(place: &Place<'_>, findings: &mut Findings) {
    if place.is_jsonata() {
        return;
    }
    let mut walk = Walk::default();
    walk.fields(&place.state.to_value(), "");
    for (path, (rule, words)) in walk.faults {
        findings.add(place.at(&path), rule, words);
    }
}

/// AWS quota "maximum input or output size": 256 KiB of UTF-8.
const MAX_PAYLOAD: usize = 262_144;

/// Checks what a state's templates say in so many words: with the expressions in them a payload is larger still.
pub(super) fn check_size(place: &Place<'_>, findings: &mut Findings) {
    let Value::Object(fields) = place.state.to_value() else { return };
    for (name, value) in fields.iter().filter(|(name, _)| PAYLOADS.contains(&name.as_str())) {
        let bytes = literal_bytes(value);
        if bytes > MAX_PAYLOAD {
            let words = format!(
                "the template has {bytes} bytes without its expressions, and a payload has at most {MAX_PAYLOAD}; \
                 keep the data elsewhere, and carry a reference to it"
            );
            findings.add(place.at(name), Rule::PayloadTemplateTooLarge, words);
        }
    }
}

/// Fields that become a payload, or variables.
const PAYLOADS: [&str; 9] = [
    "Arguments",
    "Parameters",
    "Output",
    "ResultSelector",
    "Result",
    "Items",
    "ItemSelector",
    "Assign",
    "BatchInput",
];

/// The bytes of JSON of what is no expression and no path.
fn literal_bytes(value: &Value) -> usize {
    match value {
        Value::String(text) if text.starts_with("{%") || is_substituted(text) => 2,
        Value::Array(items) => 2 + items.iter().map(|item| 1 + literal_bytes(item)).sum::<usize>(),
        Value::Object(fields) => {
            2 + fields.iter().map(|(key, value)| key.len() + 4 + literal_bytes(value)).sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string().len(),
    }
}

/// The variables that a JSONPath state reads: where, and which.
pub(super) fn variables(place: &Place<'_>) -> Vec<(String, String)> {
    let mut walk = Walk::default();
    walk.fields(&place.state.to_value(), "");
    walk.variables
}

#[derive(Default)]
struct Walk {
    faults: Vec<(String, Fault)>,
    variables: Vec<(String, String)>,
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

impl Walk {
    /// Looks for paths and templates among the language's own fields.
    fn fields(&mut self, value: &Value, path: &str) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    self.field(name, value, join(path, name));
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.fields(item, &format!("{path}[{i}]"));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn field(&mut self, name: &str, value: &Value, path: String) {
        match value {
            _ if PLAIN.contains(&name) => {}
            _ if TEMPLATES.contains(&name) => self.template(value, &path),
            Value::String(text) if name == "ResultPath" => {
                self.judge(path, text, |text| json_path::reference_path(text).map(|()| Vec::new()));
            }
            Value::String(text) if matches!(name, "ErrorPath" | "CausePath") => {
                self.judge(path, text, json_path::path_or_call);
            }
            Value::String(text) if name == "Variable" || name.ends_with("Path") => {
                self.judge(path, text, json_path::path);
            }
            _ => self.fields(value, &path),
        }
    }

    fn template(&mut self, value: &Value, path: &str) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let path = join(path, name);
                    let Some(plain) = name.strip_suffix(".$") else {
                        self.template(value, &path);
                        continue;
                    };
                    if fields.contains_key(plain) {
                        let words = format!("`{plain}` and `{name}` both give `{plain}`; keep one");
                        self.faults.push((path.clone(), (Rule::DuplicateTemplateKey, words)));
                    }
                    self.computed(value, path);
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.template(item, &format!("{path}[{i}]"));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// The value of a `"key.$"`.
    fn computed(&mut self, value: &Value, path: String) {
        match value {
            Value::String(text) => self.judge(path, text, json_path::path_or_call),
            _ => {
                let words = format!(
                    "the key ends in `.$`, so that its value must be a path, and {value} is none; \
                                     drop the `.$`"
                );
                self.faults.push((path, (Rule::TemplatePathNotText, words)));
            }
        }
    }

    fn judge(&mut self, path: String, text: &str, check: impl Fn(&str) -> Result<Vec<String>, Fault>) {
        match check(text) {
            Ok(variables) => self.variables.extend(variables.into_iter().map(|name| (path.clone(), name))),
            Err(_) if is_substituted(text) => {}
            Err(fault) => self.faults.push((path, fault)),
        }
    }
}
