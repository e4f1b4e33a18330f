//! How objects of the language are read without losing anything and written in a fixed order.
//!
//! A [`Reader`] is handed an object and gives out its fields by name; what is left at the end, because nobody asked
//! for it or because its value had the wrong shape, is the struct's `other`. A [`Writer`] is the way back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::finding::{Finding, Rule};

/// Where reading has come to, and what could not be held by the model.
#[derive(Default)]
pub(super) struct Reading {
    path: String,
    pub(super) problems: Vec<Finding>,
}

impl Reading {
    /// Runs `read` one step further down (`Retry`, `[0]`).
    fn within<T>(&mut self, step: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if length > 0 && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        let value = read(self);
        self.path.truncate(length);
        value
    }

    /// Notes what the model has no place for.
    pub(super) fn problem(&mut self, rule: Rule, words: impl Into<String>) {
        self.problems.push(Finding::new(self.path.clone(), rule, words));
    }
}

/// A struct of the language that is an object in JSON.
pub(super) trait Object: Sized {
    /// Reads the fields it knows and keeps the rest.
    fn read(fields: &mut Reader<'_>) -> Self;
    /// Writes every field it has, in the order people like to see them.
    fn write(&self, fields: &mut Writer);

    /// Reads an object; `None` when `value` is something else.
    fn from_value(value: Value, reading: &mut Reading) -> Option<Self> {
        let Value::Object(map) = value else { return None };
        Some(Self::read(&mut Reader { map, reading }))
    }

    /// The object as JSON.
    fn to_value(&self) -> Value {
        let mut fields = Writer(Map::new());
        self.write(&mut fields);
        Value::Object(fields.0)
    }
}

/// Gives out the fields of one object.
pub(super) struct Reader<'a> {
    map: Map<String, Value>,
    pub(super) reading: &'a mut Reading,
}

impl Reader<'_> {
    /// The field, when it is there with the shape of `T`.
    pub(super) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = T::deserialize(self.map.get(name)?).ok()?;
        self.map.shift_remove(name);
        Some(value)
    }

    /// A string that must not be empty. An empty one stays behind, so that it is written back.
    pub(super) fn take_text(&mut self, name: &str) -> String {
        let text = self.map.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        if !text.is_empty() {
            self.map.shift_remove(name);
        }
        text
    }

    /// A list of strings that must not be empty. An empty one stays behind, so that it is written back.
    pub(super) fn take_texts(&mut self, name: &str) -> Vec<String> {
        if self.map.get(name).and_then(Value::as_array).is_none_or(Vec::is_empty) {
            return Vec::new();
        }
        self.take(name).unwrap_or_default()
    }

    /// The field whatever it holds, null included.
    pub(super) fn take_value(&mut self, name: &str) -> Option<Value> {
        self.map.shift_remove(name)
    }

    /// The field as an object of the language.
    pub(super) fn take_object<T: Object>(&mut self, name: &str) -> Option<T> {
        if !self.map.get(name)?.is_object() {
            return None;
        }
        let value = self.map.shift_remove(name)?;
        self.reading.within(name, |reading| T::from_value(value, reading))
    }

    /// The field as a list of objects; absent is an empty list. An empty one stays behind, so that it is written back.
    pub(super) fn take_list<T: Object>(&mut self, name: &str) -> Vec<T> {
        let is_list = |value: &Value| {
            value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_object))
        };
        if !self.map.get(name).is_some_and(is_list) {
            return Vec::new();
        }
        let Some(Value::Array(list)) = self.map.shift_remove(name) else { return Vec::new() };
        let items = list.into_iter().enumerate();
        self.reading.within(name, |reading| {
            items
                .filter_map(|(i, item)| reading.within(&format!("[{i}]"), |r| T::from_value(item, r)))
                .collect()
        })
    }

    /// The field as an object of named objects, each read by `read`; `None` unless it is an object that has any.
    pub(super) fn take_named<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(Value, &mut Reading) -> T,
    ) -> Option<indexmap::IndexMap<String, T>> {
        if self.map.get(name)?.as_object()?.is_empty() {
            return None;
        }
        let Some(Value::Object(map)) = self.map.shift_remove(name) else { return None };
        Some(self.reading.within(name, |reading| {
            map.into_iter()
                .map(|(key, value)| {
                    let value = reading.within(&key, |reading| read(value, reading));
                    (key, value)
                })
                .collect()
        }))
    }

    /// What nobody asked for.
    pub(super) fn rest(&mut self) -> Map<String, Value> {
        std::mem::take(&mut self.map)
    }
}

/// Takes fields in the order they are to be printed.
pub(super) struct Writer(Map<String, Value>);

impl Writer {
    /// Writes the field when there is one.
    pub(super) fn put<T: Serialize>(&mut self, name: &str, value: Option<&T>) {
        // Strings, numbers, lists and maps with string keys: none of the model's values can fail to be JSON.
        if let Some(Ok(value)) = value.map(serde_json::to_value) {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// Writes a string field unless it is empty, which is how a required field that is absent is held.
    pub(super) fn put_text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.0.insert(name.to_owned(), value.into());
        }
    }

    /// Writes a nested object when there is one.
    pub(super) fn put_object<T: Object>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.to_value());
        }
    }

    /// Writes a list of objects unless it is empty.
    pub(super) fn put_list<T: Object>(&mut self, name: &str, list: &[T]) {
        if !list.is_empty() {
            self.0.insert(name.to_owned(), list.iter().map(Object::to_value).collect());
        }
    }

    /// Writes an object of named values as it stands.
    pub(super) fn put_map(&mut self, name: &str, map: Option<&Map<String, Value>>) {
        if let Some(map) = map {
            self.0.insert(name.to_owned(), Value::Object(map.clone()));
        }
    }

    /// Writes back what was not understood. A field of that name that is written already wins.
    pub(super) fn put_rest(&mut self, rest: &Map<String, Value>) {
        for (name, value) in rest {
            self.0.entry(name.as_str()).or_insert_with(|| value.clone());
        }
    }
}

/// Implements serde's traits by way of [`Object`].
macro_rules! serde_by_object {
    ($($name:ident),+) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::asl::fields::Object::to_value(self).serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                $crate::asl::fields::from_value(value).map_err(serde::de::Error::custom)
            }
        }
    )+};
}
pub(super) use serde_by_object;

/// Reads one object of the language, or says what the model has no place for.
pub(super) fn from_value<T: Object>(value: Value) -> Result<T, super::ParseError> {
    let mut reading = Reading::default();
    let read = T::from_value(value, &mut reading);
    if read.is_none() {
        reading.problem(Rule::WrongType, "this must be a JSON object");
    }
    match read {
        Some(read) if reading.problems.is_empty() => Ok(read),
        _ => Err(super::ParseError::new(reading.problems)),
    }
}
