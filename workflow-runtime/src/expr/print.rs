//! How an expression is written: as JSONata with the fewest parentheses, or as a JSON template for an ASL field.
//!
//! Binding powers are those of JSONata 2.0.6's parser. It changes no meaning. Read next: `tree.rs`.

use serde_json::{Map, Value};

use super::tree::{Element, ElementKind, Expr, Node, Operator};

const LOOSEST: u8 = 0;
const CONDITIONAL: u8 = 20;
const NEGATIVE: u8 = 70;
const PATH: u8 = 75;
const TIGHTEST: u8 = 100;

impl Operator {
    fn token(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Concatenate => "&",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }

    fn power(self) -> u8 {
        match self {
            Self::Or => 25,
            Self::And => 30,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual
            | Self::In => 40,
            Self::Add | Self::Subtract | Self::Concatenate => 50,
            Self::Multiply | Self::Divide | Self::Remainder => 60,
        }
    }

    /// Whether `a op (b op c)` is `(a op b) op c`, so that neither needs parentheses.
    fn associative(self) -> bool {
        matches!(self, Self::Or | Self::And | Self::Concatenate)
    }
}

impl Expr {
    /// The expression as JSONata, without `{%` and `%}`.
    #[must_use]
    pub fn to_jsonata(&self) -> String {
        let mut text = String::new();
        self.shared().write(&mut text, LOOSEST);
        text
    }

    /// The expression as an ASL `Condition`: always a string in `{% … %}`.
    #[must_use]
    pub fn to_condition(&self) -> String {
        format!("{{% {} %}}", self.to_jsonata())
    }

    /// The expression as a value of an ASL payload template.
    ///
    /// Objects and arrays stay JSON, literals stay plain, and what is left is a string in `{% … %}`. A literal string
    /// that AWS would take for an expression is carried as one.
    #[must_use]
    pub fn to_template(&self) -> Value {
        match &self.0 {
            Node::Literal(value) => literal_template(value),
            Node::Object(entries) => Value::Object(
                entries.iter().map(|(key, value)| (key.clone(), value.to_template())).collect::<Map<_, _>>(),
            ),
            Node::Array(elements) => elements.iter().map(|element| element.value.to_template()).collect(),
            _ => Value::String(self.to_condition()),
        }
    }

    fn power(&self) -> u8 {
        match &self.0 {
            Node::Literal(Value::Number(number)) if is_negative(number) => NEGATIVE,
            Node::Negative(_) => NEGATIVE,
            Node::Key(..) => PATH,
            Node::Binary(operator, ..) => operator.power(),
            Node::Conditional(..) => CONDITIONAL,
            Node::Literal(_)
            | Node::Variable(_)
            | Node::Index(..)
            | Node::Object(_)
            | Node::Array(_)
            | Node::Collected(_)
            | Node::Call(..)
            | Node::Let(..)
            | Node::Function(..)
            | Node::Written(..)
            | Node::Pattern(_) => TIGHTEST,
        }
    }

    fn write(&self, text: &mut String, least: u8) {
        if self.power() < least {
            text.push('(');
            self.write_bare(text);
            text.push(')');
        } else {
            self.write_bare(text);
        }
    }

    fn write_bare(&self, text: &mut String) {
        match &self.0 {
            Node::Literal(value) => text.push_str(&value_text(value)),
            Node::Variable(name) => {
                text.push('$');
                text.push_str(name);
            }
            Node::Key(base, name) => write_key(text, base, name),
            Node::Index(base, index) => {
                base.write_base(text);
                text.push('[');
                index.write(text, LOOSEST);
                text.push(']');
            }
            Node::Object(entries) => write_object(text, entries),
            Node::Array(elements) => write_array(text, elements),
            Node::Collected(sequence) => {
                text.push('[');
                sequence.write(text, LOOSEST);
                text.push(']');
            }
            Node::Binary(operator, left, right) => write_binary(text, *operator, left, right),
            Node::Negative(operand) => {
                text.push('-');
                operand.write(text, PATH);
            }
            Node::Call(name, arguments) => {
                text.push('$');
                text.push_str(name);
                text.push('(');
                write_list(text, arguments);
                text.push(')');
            }
            Node::Conditional(condition, yes, no) => {
                condition.write(text, CONDITIONAL + 1);
                text.push_str(" ? ");
                yes.write(text, CONDITIONAL + 1);
                text.push_str(" : ");
                no.write(text, LOOSEST);
            }
            Node::Let(..) => self.write_block(text),
            Node::Pattern(pattern) => {
                text.push('/');
                text.push_str(pattern);
                text.push('/');
            }
            Node::Written(function, argument) => {
                text.push_str(function);
                text.push('(');
                argument.write(text, LOOSEST);
                text.push(')');
            }
            Node::Function(parameters, body) => {
                text.push_str("function($");
                text.push_str(&parameters.join(", $"));
                text.push_str(") { ");
                body.write(text, LOOSEST);
                text.push_str(" }");
            }
        }
    }

    /// Writes what a `.key` or an `[index]` follows.
    fn write_base(&self, text: &mut String) {
        let bare = matches!(self.0, Node::Variable(_) | Node::Key(..) | Node::Index(..) | Node::Call(..));
        self.write(text, if bare { LOOSEST } else { TIGHTEST + 1 });
    }

    /// Writes nested bindings as one block: `($a := 1; $b := 2; $a + $b)`.
    fn write_block(&self, text: &mut String) {
        text.push('(');
        let mut inner = self;
        while let Node::Let(name, value, body) = &inner.0 {
            text.push('$');
            text.push_str(name);
            text.push_str(" := ");
            value.write(text, LOOSEST);
            text.push_str("; ");
            inner = body;
        }
        inner.write(text, LOOSEST);
        text.push(')');
    }
}

fn write_binary(text: &mut String, operator: Operator, left: &Expr, right: &Expr) {
    let power = operator.power();
    left.write(text, power);
    text.push(' ');
    text.push_str(operator.token());
    text.push(' ');
    let same = matches!(&right.0, Node::Binary(other, ..) if *other == operator);
    right.write(text, if same && operator.associative() { power } else { power + 1 });
}

fn write_key(text: &mut String, base: &Expr, name: &str) {
    // A backtick cannot be escaped between backticks.
    if name.contains('`') {
        text.push_str("$lookup(");
        base.write(text, LOOSEST);
        text.push_str(", ");
        text.push_str(&string_text(name));
        text.push(')');
        return;
    }
    base.write_base(text);
    text.push('.');
    if is_plain_name(name) {
        text.push_str(name);
    } else {
        text.push('`');
        text.push_str(name);
        text.push('`');
    }
}

fn write_object(text: &mut String, entries: &[(String, Expr)]) {
    text.push('{');
    for (position, (key, value)) in entries.iter().enumerate() {
        if position > 0 {
            text.push_str(", ");
        }
        text.push_str(&string_text(key));
        text.push_str(": ");
        value.write(text, LOOSEST);
    }
    text.push('}');
}

/// Writes an array constructor; JSONata flattens an element that is an array but no constructor, so that is wrapped.
fn write_array(text: &mut String, elements: &[Element]) {
    if elements.iter().any(|element| element.kind == ElementKind::Unknown && !is_constructor(&element.value))
    {
        return write_appended(text, elements);
    }
    text.push('[');
    for (position, element) in elements.iter().enumerate() {
        if position > 0 {
            text.push_str(", ");
        }
        let wrapped = element.kind == ElementKind::Array && !is_constructor(&element.value);
        if wrapped {
            text.push('[');
        }
        element.value.write(text, LOOSEST);
        if wrapped {
            text.push(']');
        }
    }
    text.push(']');
}

/// Writes an array of elements of which some may be arrays: what is appended is always an array of one element.
fn write_appended(text: &mut String, elements: &[Element]) {
    let one = |element: &Element| {
        let known = |kind| Expr::new(Node::Array(vec![Element { value: element.value.clone(), kind }]));
        if element.kind != ElementKind::Unknown {
            return known(element.kind);
        }
        element.value.clone().bind("x", |value| {
            let wrap = |kind| Expr::new(Node::Array(vec![Element { value: value.clone(), kind }]));
            let is_array =
                Expr::call("type", [value.clone()]).binary(Operator::Equal, Expr::literal("array".into()));
            Expr::conditional(is_array, wrap(ElementKind::Array), wrap(ElementKind::Single))
        })
    };
    let empty = Expr::new(Node::Array(Vec::new()));
    let whole = elements.iter().fold(empty, |list, element| Expr::call("append", [list, one(element)]));
    whole.write(text, LOOSEST);
}

fn is_constructor(value: &Expr) -> bool {
    match &value.0 {
        Node::Array(elements) => elements
            .iter()
            .all(|element| element.kind != ElementKind::Unknown || is_constructor(&element.value)),
        Node::Literal(value) => value.is_array(),
        Node::Collected(_) => true,
        _ => false,
    }
}

fn write_list(text: &mut String, values: &[Expr]) {
    for (position, value) in values.iter().enumerate() {
        if position > 0 {
            text.push_str(", ");
        }
        value.write(text, LOOSEST);
    }
}

/// A JSON value in JSONata's own syntax, which is JSON's with spaces.
fn value_text(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => string_text(text),
        Value::Array(elements) => {
            format!("[{}]", elements.iter().map(value_text).collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) => {
            let entry =
                |(key, value): (&String, &Value)| format!("{}: {}", string_text(key), value_text(value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// A string literal; the delimiters of an ASL expression never stand inside one.
fn string_text(text: &str) -> String {
    Value::from(text).to_string().replace("{%", "\\u007b%").replace("%}", "%\\u007d")
}

fn literal_template(value: &Value) -> Value {
    match value {
        Value::String(text) if text.contains("{%") || text.contains("%}") => {
            Value::String(format!("{{% {} %}}", string_text(text)))
        }
        Value::Array(elements) => elements.iter().map(literal_template).collect(),
        Value::Object(entries) => Value::Object(
            entries.iter().map(|(key, value)| (key.clone(), literal_template(value))).collect::<Map<_, _>>(),
        ),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn is_negative(number: &serde_json::Number) -> bool {
    number.as_f64().is_some_and(f64::is_sign_negative)
}

fn is_plain_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !matches!(name, "null" | "true" | "false" | "and" | "or" | "in" | "function")
}
