//! DynamoDB's attribute values, which say the type of each value: how a plain value becomes one, and how it is read.
//!
//! A workflow has plain values, as serde writes them; the service has `{"S": "text"}`, `{"N": "12"}`, `{"M": {…}}`
//! (Amazon DynamoDB API reference, `AttributeValue`). JSONata knows the type of a value when it has one, so these are
//! functions of it; what is written in the definition itself is converted here.

use serde_json::{Map, Value, json};

use super::tree::{Expr, Node};

/// An object's attributes. Integers have all of their digits, as anywhere; what JSONata has no exact text of has 15.
const WRITE: &str = "(\
    $attribute := function($value) { \
    $type($value) = \"string\" ? {\"S\": $value} \
    : $type($value) = \"number\" ? \
    {\"N\": $value = $floor($value) and $abs($value) < 9007199254740992 ? $formatNumber($value, \"0\") : $string($value)} \
    : $type($value) = \"boolean\" ? {\"BOOL\": $value} \
    : $type($value) = \"null\" ? {\"NULL\": true} \
    : $type($value) = \"array\" ? {\"L\": [$map($value, function($one) { $attribute($one) })]} \
    : {\"M\": $merge([$each($value, function($one, $key) { {$key: $attribute($one)} })])} \
    }; function($item) { $exists($item) ? $attribute($item).M })";

/// What attributes say. A set reads as a list; binary values as their text.
const READ: &str = "(\
    $plain := function($attribute) { \
    $exists($attribute.S) ? $attribute.S \
    : $exists($attribute.N) ? $number($attribute.N) \
    : $exists($attribute.BOOL) ? $attribute.BOOL \
    : $exists($attribute.NULL) ? null \
    : $exists($attribute.L) ? [$map($attribute.L, function($one) { $plain($one) })[]] \
    : $exists($attribute.SS) ? [$attribute.SS] \
    : $exists($attribute.NS) ? [$map($attribute.NS, function($one) { $number($one) })] \
    : $exists($attribute.B) ? $attribute.B \
    : $merge([$each($attribute.M, function($one, $key) { {$key: $plain($one)} })]) \
    }; function($item) { $exists($item) ? $plain({\"M\": $item}) })";

impl Expr {
    /// The attributes of this object; nothing of nothing.
    #[must_use]
    pub fn to_attributes(self) -> Self {
        match &self.0 {
            Node::Literal(Value::Object(entries)) => Self::literal(attributes(entries)),
            _ => Self::new(Node::Written(WRITE, Box::new(self))),
        }
    }

    /// The object that these are the attributes of; nothing of nothing.
    #[must_use]
    pub fn from_attributes(self) -> Self {
        Self::new(Node::Written(READ, Box::new(self)))
    }

    /// This object with the plain values for the attributes at a key.
    #[must_use]
    pub fn with_plain(self, key: &str) -> Self {
        let plain = self.clone().key(key).from_attributes();
        self.with(&[key], plain)
    }

    /// What [`with_plain`](Self::with_plain) has put at this key. It is missing where the object itself has nothing there.
    pub(super) fn plain_value(&self, key: &str) -> Option<&Self> {
        let Node::Call("merge", arguments) = &self.0 else { return None };
        let [Self(Node::Array(parts), _)] = &arguments[..] else { return None };
        let (_, value) = parts.last()?.value.entries()?.iter().find(|(name, _)| name == key)?;
        matches!(&value.0, Node::Written(READ, inner) if inner.base(key).is_some()).then_some(value)
    }

    /// This object with attributes for the plain values at a key, if it has the key.
    #[must_use]
    pub fn with_attributes(self, key: &str) -> Self {
        match self.0 {
            Node::Object(entries) => Self::object(entries.into_iter().map(|(name, value)| {
                let value = if name == key { value.to_attributes() } else { value };
                (name, value)
            })),
            Node::Literal(Value::Object(mut entries)) => {
                if let Some(Value::Object(item)) = entries.get(key) {
                    entries[key] = attributes(item);
                }
                Self::literal(Value::Object(entries))
            }
            node => {
                let base = Self::new(node);
                let there = base.clone().key(key).to_attributes();
                base.with(&[key], there)
            }
        }
    }
}

fn attributes(item: &Map<String, Value>) -> Value {
    item.iter().map(|(key, value)| (key.clone(), attribute(value))).collect::<Map<_, _>>().into()
}

fn attribute(value: &Value) -> Value {
    match value {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(value) => json!({ "BOOL": value }),
        Value::Number(number) => json!({ "N": number.to_string() }),
        Value::String(text) => json!({ "S": text }),
        Value::Array(elements) => json!({ "L": elements.iter().map(attribute).collect::<Vec<_>>() }),
        Value::Object(entries) => json!({ "M": attributes(entries) }),
    }
}
