//! What a state's arguments say of a resource, and how CloudFormation names it.
//!
//! A name that is written down, substitutions in it included, is known when the template is made. One that is computed
//! when the state runs is not: then whoever deploys says which resources may be meant, in a parameter.

use serde_json::{Value, json};

use super::calls::substitution;

/// An argument as far as the template can know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given<'a> {
    /// Written down, perhaps with `${Name}` in it.
    Text(&'a str),
    /// An expression, a path, or a part of one.
    Computed,
    /// Not there.
    Missing,
}

/// The argument at a path of keys.
pub(super) fn given<'a>(arguments: Option<&'a Value>, path: &[&str]) -> Given<'a> {
    let Some(arguments) = arguments else { return Given::Missing };
    let Some((key, rest)) = path.split_first() else { return Given::of(arguments) };
    let Value::Object(fields) = arguments else { return Given::Computed };
    match fields.get(*key) {
        Some(value) => given(Some(value), rest),
        None if fields.contains_key(&format!("{key}.$")) => Given::Computed,
        None => Given::Missing,
    }
}

impl<'a> Given<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::String(text) if !is_computed(text) => Self::Text(text),
            _ => Self::Computed,
        }
    }
}

/// Whether a string of the definition is a JSONata expression.
fn is_computed(text: &str) -> bool {
    text.starts_with("{%") && text.ends_with("%}")
}

/// A text of the definition as a value of the template: substitutions become what they stand for.
pub(super) fn value(text: &str) -> Value {
    match substitution(text) {
        Some(name) => json!({ "Ref": name }),
        None if text.contains("${") => json!({ "Fn::Sub": text }),
        None => text.into(),
    }
}

/// An ARN in the deployment's own account and region.
pub(super) fn arn(service: &str, resource: &str) -> Value {
    sub(&format!("arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}"))
}

pub(super) fn sub(text: &str) -> Value {
    json!({ "Fn::Sub": text })
}

/// An ARN of a text that is one already, or stands for one; of a plain name the one that `resource` makes of it.
pub(super) fn arn_of(text: &str, service: &str, resource: impl FnOnce(&str) -> String) -> Value {
    if text.starts_with("arn:") || substitution(text).is_some() {
        value(text)
    } else {
        arn(service, &resource(text))
    }
}

/// The piece of a value at an index, when it is split.
pub(super) fn piece(of: &Value, separator: &str, index: usize) -> Value {
    if let Value::String(text) = of {
        return text.split(separator).nth(index).unwrap_or_default().into();
    }
    // CloudFormation's Select takes its index as text or number, and SAM's checks want text.
    json!({ "Fn::Select": [index.to_string(), { "Fn::Split": [separator, of] }] })
}

/// A pattern with names of its own: `Fn::Sub` with its map; plain where all of them are.
pub(super) fn sub_with(pattern: &str, names: &[(&str, Value)]) -> Value {
    let mut pattern = pattern.to_owned();
    let mut left = serde_json::Map::new();
    for (name, value) in names {
        match value {
            Value::String(text) => pattern = pattern.replace(&format!("${{{name}}}"), text),
            other => {
                left.insert((*name).to_owned(), other.clone());
            }
        }
    }
    if left.is_empty() { sub(&pattern) } else { json!({ "Fn::Sub": [pattern, left] }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_found_computed_or_missing() {
        let arguments = json!({ "A": { "B": "b" }, "C": "{% $states.input %}", "D.$": "$.d", "E": 1 });
        let of = |path: &[&str]| given(Some(&arguments), path);
        assert_eq!(of(&["A", "B"]), Given::Text("b"));
        assert_eq!([of(&["C"]), of(&["C", "X"]), of(&["D"]), of(&["E"])], [Given::Computed; 4]);
        assert_eq!([of(&["F"]), of(&["A", "C"])], [Given::Missing; 2]);
    }

    #[test]
    fn pieces_are_cut_now_or_by_cloudformation() {
        let url = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders";
        assert_eq!(piece(&value(url), "/", 4), json!("orders"));
        assert_eq!(
            piece(&value("${Url}"), "/", 4),
            json!({ "Fn::Select": ["4", { "Fn::Split": ["/", { "Ref": "Url" }] }] })
        );
        assert_eq!(sub_with("${Name}:*", &[("Name", "a".into())]), json!({ "Fn::Sub": "a:*" }));
    }
}
