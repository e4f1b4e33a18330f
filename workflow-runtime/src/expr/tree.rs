//! The tree of a JSONata expression, and the few leaves that a state offers.
//!
//! It holds no Rust type and no rule of Rust's. Read next: `print.rs`.

use std::borrow::Cow;

use serde_json::Value;

/// A JSONata expression over a state's `$states`.
///
/// Equality is that of the tree, so a definition can leave out an `Output` that says its own input.
#[derive(Clone, Debug)]
pub struct Expr(pub(super) Node, pub(super) Option<Named>);

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

/// The `let` that an expression is the value of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    /// Its name.
    pub(super) name: &'static str,
    /// Which one: a later one has a greater number.
    pub(super) number: u64,
}

/// What an expression is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A JSON value.
    Literal(Value),
    /// `$name`.
    Variable(Cow<'static, str>),
    /// `base.key`.
    Key(Box<Expr>, String),
    /// `base[index]`.
    Index(Box<Expr>, Box<Expr>),
    /// `{"key": value}`.
    Object(Vec<(String, Expr)>),
    /// `[element, …]`.
    Array(Vec<Element>),
    /// `[sequence]`: the values of a sequence as a list, of whatever length.
    Collected(Box<Expr>),
    /// `left operator right`.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `-operand`.
    Negative(Box<Expr>),
    /// `$name(arguments)`.
    Call(&'static str, Vec<Expr>),
    /// `condition ? yes : no`.
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `($name := value; body)`.
    Let(String, Box<Expr>, Box<Expr>),
    /// `function($parameter, …) { body }`.
    Function(Vec<String>, Box<Expr>),
    /// `/pattern/`.
    Pattern(String),
    /// `function(argument)` of a function that is written out.
    Written(&'static str, Box<Expr>),
}

/// An element of an array constructor, which JSONata flattens unless it is a constructor itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Element {
    pub(super) value: Expr,
    pub(super) kind: ElementKind,
}

/// Whether an element may be an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ElementKind {
    /// Never an array.
    Single,
    /// Always an array.
    Array,
    /// Known at run time only.
    Unknown,
}

/// A binary operator of JSONata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Concatenate,
    Multiply,
    Divide,
    Remainder,
}

impl Expr {
    pub(super) fn new(node: Node) -> Self {
        Self(node, None)
    }

    /// `$states.input`.
    #[must_use]
    pub fn input() -> Self {
        Self::variable("states").key("input")
    }

    /// `$states.result`: what a task, a Parallel or a Map gave.
    #[must_use]
    pub fn result() -> Self {
        Self::variable("states").key("result")
    }

    /// `$states.errorOutput.Error`: the name of the error that was caught.
    #[must_use]
    pub fn error_name() -> Self {
        Self::variable("states").key("errorOutput").key("Error")
    }

    /// `$states.errorOutput`: the name and the cause of the error that was caught.
    #[must_use]
    pub fn error_output() -> Self {
        Self::variable("states").key("errorOutput")
    }

    /// The JSON text of this value, of whatever type: `$string` leaves text as it is, but not inside of a list.
    #[must_use]
    pub fn json_text(self) -> Self {
        if let Node::Literal(value) = &self.0 {
            return Self::literal(value.to_string().into());
        }
        self.bind("value", |value| {
            let is_text = value.clone().kind().binary(Operator::Equal, Self::literal("string".into()));
            Self::conditional(is_text, value.clone().bare_text(), value.object_text())
        })
    }

    /// The JSON text of a value that is text or `null`: that of a list of it, without the brackets.
    #[must_use]
    pub fn bare_text(self) -> Self {
        let list = Self::new(Node::Array(vec![Element { value: self, kind: ElementKind::Single }]));
        let brackets = Self::new(Node::Pattern("^.|.$".to_owned()));
        Self::call("replace", [Self::call("string", [list]), brackets, Self::literal("".into())])
    }

    /// The value, or of text and `null` the JSON text.
    #[must_use]
    pub fn handed(self) -> Self {
        self.bind("value", |value| {
            let bare = Self::literal(serde_json::json!(["string", "null"]));
            let is_bare = value.clone().kind().binary(Operator::In, bare);
            Self::conditional(is_bare, value.clone().bare_text(), value)
        })
    }

    /// The name of the value's type.
    fn kind(self) -> Self {
        Self::call("type", [self])
    }

    /// The JSON text of a value that is an object.
    #[must_use]
    pub fn object_text(self) -> Self {
        Self::call("string", [self])
    }

    /// The entries, when this is written as an object.
    #[must_use]
    pub fn entries(&self) -> Option<&[(String, Self)]> {
        match &self.0 {
            Node::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entries, when this is written as an object or is a literal one; or itself.
    pub(super) fn into_entries(self) -> Result<Vec<(String, Self)>, Self> {
        match self.0 {
            Node::Object(entries) => Ok(entries),
            Node::Literal(Value::Object(entries)) => {
                Ok(entries.into_iter().map(|(key, value)| (key, Self::literal(value))).collect())
            }
            node => Err(Self(node, self.1)),
        }
    }

    /// This object with another value at a place inside it, given as keys from the outermost inwards. A number is the
    /// position in a list; a list that is not written out has one element.
    #[must_use]
    pub fn with(self, place: &[&str], value: Self) -> Self {
        let Some((key, inner)) = place.split_first() else { return value };
        if let Ok(position) = key.parse() {
            return self.with_element(position, inner, value);
        }
        match self.0 {
            Node::Object(mut entries) => {
                let there = entries.iter().position(|(name, _)| name == key);
                let old = there.map_or_else(|| Self::object::<&str>([]), |there| entries.remove(there).1);
                let at = there.unwrap_or(entries.len());
                entries.insert(at, ((*key).to_owned(), old.with(inner, value)));
                Self::new(Node::Object(entries))
            }
            Node::Literal(Value::Object(entries)) => {
                let entries = entries.into_iter().map(|(key, value)| (key, Self::literal(value)));
                Self::object(entries).with(&[&[*key], inner].concat(), value)
            }
            node => {
                let base = Self::new(node);
                let new = base.clone().key(*key).with(inner, value);
                let single = |value| Element { value, kind: ElementKind::Single };
                let both = [base, Self::object([(*key, new)])].map(single);
                Self::call("merge", [Self::new(Node::Array(both.into()))])
            }
        }
    }

    fn with_element(self, position: usize, inner: &[&str], value: Self) -> Self {
        let single = |value| Element { value, kind: ElementKind::Single };
        let mut elements = match self.0 {
            Node::Array(elements) => elements,
            Node::Literal(Value::Array(values)) => {
                values.into_iter().map(|value| single(Self::literal(value))).collect()
            }
            node => vec![single(Self::new(node).at(position))],
        };
        if let Some(element) = elements.get_mut(position) {
            element.value =
                std::mem::replace(&mut element.value, Self::object::<&str>([])).with(inner, value);
        }
        Self::new(Node::Array(elements))
    }

    /// The payload of the error that was caught: serde's JSON of it, which the Lambda harness puts in the error message.
    ///
    /// `$parse` is AWS's own function. Only a task's own errors have a payload: a timeout's cause is empty.
    #[must_use]
    pub fn error_payload() -> Self {
        Self::call("parse", [Self::error_message()])
    }

    /// The same where it may stand in the cause itself: of a Fail state, or of a token that was failed.
    #[must_use]
    pub fn any_error_payload() -> Self {
        Self::call("parse", [Self::any_error_message()])
    }

    /// The text that is parsed by [`error_payload`](Self::error_payload) or its like, if this is one of them.
    #[must_use]
    pub fn payload_text(&self) -> Option<Self> {
        [Self::error_message(), Self::any_error_message()]
            .into_iter()
            .find(|text| *self == Self::call("parse", [text.clone()]))
    }

    fn error_message() -> Self {
        Self::call("parse", [Self::error_output().key("Cause")]).key("errorMessage")
    }

    /// A Lambda function's error is an object with these keys; another one is the typed error itself.
    fn any_error_message() -> Self {
        let cause = Self::error_output().key("Cause");
        Self::call("parse", [cause.clone()]).bind("cause", |parsed| {
            Self::conditional(
                Self::call("exists", [parsed.clone().key("errorType")]),
                parsed.key("errorMessage"),
                cause,
            )
        })
    }

    /// A part of the context object, by its path: `context(["Execution", "Id"])` is `$states.context.Execution.Id`.
    #[must_use]
    pub fn context<const N: usize>(path: [&str; N]) -> Self {
        path.into_iter().fold(Self::variable("states").key("context"), Self::key)
    }

    /// A JSON value, as it is.
    #[must_use]
    pub fn literal(value: Value) -> Self {
        Self::new(Node::Literal(value))
    }

    /// An object; the keys keep their order.
    #[must_use]
    pub fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::new(Node::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect()))
    }

    /// The value at a key of this object.
    #[must_use]
    pub fn key(self, name: impl Into<String>) -> Self {
        let name = name.into();
        if let Some(value) = self.plain_value(&name) {
            return value.clone();
        }
        let base = self.picked_from(&name).cloned().unwrap_or(self);
        Self::new(Node::Key(Box::new(base), name))
    }

    /// What the entry at this key was picked from.
    fn picked_from(&self, key: &str) -> Option<&Self> {
        let (base, keys, among) = self.picked().filter(|_| self.1.is_none())?;
        (keys.iter().any(|one| one == key) == among).then_some(base)
    }

    /// Of `$merge([$sift(base, function($value, $key) { … })])` the object whose entries are picked, the keys, and whether it
    /// is those that are.
    fn picked(&self) -> Option<(&Self, &[Value], bool)> {
        let Node::Call("merge", objects) = &self.0 else { return None };
        let [Self(Node::Array(objects), _)] = &objects[..] else { return None };
        let [Element { value: Self(Node::Call("sift", arguments), _), .. }] = &objects[..] else {
            return None;
        };
        let [base, Self(Node::Function(_, condition), _)] = &arguments[..] else { return None };
        let (condition, among) = match &condition.0 {
            Node::Call("not", condition) => (&condition[0], false),
            _ => (&**condition, true),
        };
        let Node::Binary(Operator::In, _, keys) = &condition.0 else { return None };
        let Some(Value::Array(keys)) = keys.as_literal() else { return None };
        Some((base, keys, among))
    }

    /// Whether its entries are those of a path, of which they are read.
    pub(super) fn is_picked_from_path(&self) -> bool {
        self.picked().is_some_and(|(base, ..)| base.is_path())
    }

    /// What this is the value of, when it is the value at this key of something.
    #[must_use]
    pub fn base(&self, name: &str) -> Option<&Self> {
        match &self.0 {
            Node::Key(base, key) if key == name => Some(base),
            _ => None,
        }
    }

    /// The element at a position of this array; unguarded.
    #[must_use]
    pub fn at(self, index: usize) -> Self {
        // What is written out is read where it is written, unless the others may be an error.
        if let Node::Array(elements) = &self.0
            && let Some(element) = elements.get(index)
            && !self.can_fail()
        {
            return element.value.clone();
        }
        Self::new(Node::Index(Box::new(self), Box::new(Self::literal(index.into()))))
    }

    /// Whether this is neither `null` nor missing, as one sees by how it is written.
    pub(super) fn is_never_null(&self) -> bool {
        match &self.0 {
            Node::Literal(value) => !value.is_null(),
            Node::Object(_) | Node::Array(_) | Node::Collected(_) => true,
            Node::Binary(operator, ..) => *operator == Operator::Concatenate || self.is_test(),
            Node::Call(function, _) => matches!(*function, "string" | "formatNumber") || self.is_test(),
            _ => false,
        }
    }

    /// Whether this is `true` or `false` whatever its operands are, even when they are missing.
    pub(super) fn is_test(&self) -> bool {
        match &self.0 {
            Node::Binary(operator, ..) => {
                matches!(operator, Operator::Equal | Operator::NotEqual | Operator::In)
            }
            Node::Call(function, _) => matches!(*function, "exists" | "not"),
            _ => false,
        }
    }

    /// Whether this is the literal `true`.
    #[must_use]
    pub fn is_true(&self) -> bool {
        matches!(self.0, Node::Literal(Value::Bool(true)))
    }

    /// The JSON value, when this is a literal.
    #[must_use]
    pub fn as_literal(&self) -> Option<&Value> {
        match &self.0 {
            Node::Literal(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn variable(name: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Node::Variable(name.into()))
    }

    pub(super) fn call<const N: usize>(name: &'static str, arguments: [Self; N]) -> Self {
        Self::new(Node::Call(name, arguments.into()))
    }

    pub(super) fn binary(self, operator: Operator, right: Self) -> Self {
        Self::new(Node::Binary(operator, Box::new(self), Box::new(right)))
    }

    pub(super) fn conditional(condition: Self, yes: Self, no: Self) -> Self {
        // `matches` written out: the condition is the value.
        if condition.is_test() {
            match (yes.as_literal(), no.as_literal()) {
                (Some(Value::Bool(true)), Some(Value::Bool(false))) => return condition,
                (Some(Value::Bool(false)), Some(Value::Bool(true))) => {
                    return Self::new(Node::Call("not", vec![condition]));
                }
                _ => {}
            }
        }
        Self::new(Node::Conditional(Box::new(condition), Box::new(yes), Box::new(no)))
    }

    pub(super) fn function(parameters: &[&str], body: Self) -> Self {
        Self::new(Node::Function(parameters.iter().map(ToString::to_string).collect(), Box::new(body)))
    }

    /// `[sequence]`.
    pub(super) fn collected(sequence: Self) -> Self {
        Self::new(Node::Collected(Box::new(sequence)))
    }

    /// `$error("message")`, which ends the state as `States.QueryEvaluationError`.
    pub(super) fn error(message: &str) -> Self {
        Self::call("error", [Self::literal(message.into())])
    }

    /// Whether this is a literal, a variable or a path of keys, also of a `let`: it cannot fail on its own, and reads well
    /// twice.
    pub(super) fn is_path(&self) -> bool {
        match &self.0 {
            Node::Literal(value) => !value.is_array() && !value.is_object(),
            Node::Variable(_) => true,
            Node::Key(base, _) => base.is_path() || base.is_read_by_name(),
            Node::Index(base, index) => base.is_path() && index.as_literal().is_some(),
            _ => false,
        }
    }
}
