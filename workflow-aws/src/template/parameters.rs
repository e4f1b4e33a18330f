//! The template's parameters: what only whoever deploys can say.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

/// The parameters by logical id, in the order in which they were first needed.
#[derive(Debug, Default)]
pub(super) struct Parameters(IndexMap<String, Parameter>);

#[derive(Debug)]
struct Parameter {
    kind: &'static str,
    words: String,
    default: Option<&'static str>,
}

impl Parameters {
    /// A text.
    pub(super) fn text(&mut self, id: &str, words: impl Into<String>) {
        self.insert(id, "String", words.into(), None);
    }

    /// A text that may be left out.
    pub(super) fn optional(&mut self, id: &str, words: impl Into<String>) {
        self.insert(id, "String", words.into(), Some(""));
    }

    /// A list of texts.
    pub(super) fn list(&mut self, id: &str, words: impl Into<String>) {
        self.insert(id, "CommaDelimitedList", words.into(), None);
    }

    fn insert(&mut self, id: &str, kind: &'static str, words: String, default: Option<&'static str>) {
        self.0.entry(id.to_owned()).or_insert(Parameter { kind, words, default });
    }

    pub(super) fn ids(&self) -> BTreeSet<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// The section of the template, if there are any.
    pub(super) fn to_value(&self) -> Option<Value> {
        let parameters: Map<String, Value> =
            self.0.iter().map(|(id, parameter)| (id.clone(), parameter.to_value())).collect();
        (!parameters.is_empty()).then(|| parameters.into())
    }
}

impl Parameter {
    fn to_value(&self) -> Value {
        let mut value = json!({ "Type": self.kind, "Description": self.words });
        if let Some(default) = self.default {
            value["Default"] = default.into();
        }
        value
    }
}

/// A logical id made of a name: CloudFormation takes letters and digits.
pub(super) fn logical_id(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}
