//! The rules of a Choice state: a JSONata condition, or the tree of JSONPath comparisons.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fields::{Object, Reader, Writer, serde_by_object};

/// One entry of `Choices`, or one leaf or node of its JSONPath tree.
///
/// Exactly one of [`condition`](Self::condition) (JSONata) and [`test`](Self::test) (JSONPath) is set in a rule that
/// is right; only the outermost has a [`next`](Self::next).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChoiceRule {
    /// A note to the reader.
    pub comment: Option<String>,
    /// JSONata: an expression `"{% … %}"` that gives a boolean.
    pub condition: Option<String>,
    /// JSONPath: the comparison, or the tree of them.
    pub test: Option<Test>,
    /// Variables that are set when the rule is taken.
    pub assign: Option<Map<String, Value>>,
    /// JSONata: the input of the next state when the rule is taken.
    pub output: Option<Value>,
    /// The state that comes next.
    pub next: Option<String>,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

impl ChoiceRule {
    /// A JSONata rule: when `condition` (with its `{% %}`) holds, `next` comes next.
    #[must_use]
    pub fn when(condition: impl Into<String>, next: impl Into<String>) -> Self {
        Self { condition: Some(condition.into()), next: Some(next.into()), ..Self::default() }
    }

    /// A JSONPath rule without a target, as they stand inside `And`, `Or` and `Not`.
    #[must_use]
    pub fn test(test: Test) -> Self {
        Self { test: Some(test), ..Self::default() }
    }

    /// Sets the state that comes next.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Sets the input of the next state (JSONata).
    #[must_use]
    pub fn output(mut self, output: impl Into<Value>) -> Self {
        self.output = Some(output.into());
        self
    }

    /// Sets a variable.
    #[must_use]
    pub fn assign(mut self, variable: impl Into<String>, value: impl Into<Value>) -> Self {
        self.assign.get_or_insert_default().insert(variable.into(), value.into());
        self
    }
}

/// What a JSONPath rule tests (ASL specification, "Choice Rules").
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// All of them hold.
    And(Vec<ChoiceRule>),
    /// One of them holds.
    Or(Vec<ChoiceRule>),
    /// It does not hold.
    Not(Box<ChoiceRule>),
    /// A value of the input or a variable compared with another.
    Compare {
        /// The path of the value that is tested; empty when it is missing.
        variable: String,
        /// How it is compared.
        comparator: Comparator,
        /// What it is compared with: a literal, or a path for the `…Path` comparators.
        value: Value,
    },
}

impl Test {
    /// A comparison.
    #[must_use]
    pub fn compare(variable: impl Into<String>, comparator: Comparator, value: impl Into<Value>) -> Self {
        Self::Compare { variable: variable.into(), comparator, value: value.into() }
    }
}

impl Object for ChoiceRule {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            comment: fields.take("Comment"),
            condition: fields.take("Condition"),
            test: read_test(fields),
            assign: fields.take("Assign"),
            output: fields.take_value("Output"),
            next: fields.take("Next"),
            other: fields.rest(),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put("Comment", self.comment.as_ref());
        fields.put("Condition", self.condition.as_ref());
        match &self.test {
            None => {}
            Some(Test::And(rules)) => fields.put_list("And", rules),
            Some(Test::Or(rules)) => fields.put_list("Or", rules),
            Some(Test::Not(rule)) => fields.put_object("Not", Some(&**rule)),
            Some(Test::Compare { variable, comparator, value }) => {
                fields.put_text("Variable", variable);
                fields.put(comparator.name(), Some(value));
            }
        }
        fields.put_map("Assign", self.assign.as_ref());
        fields.put("Output", self.output.as_ref());
        fields.put("Next", self.next.as_ref());
        fields.put_rest(&self.other);
    }
}

/// The first test that is there; a second one is left over, and reported as such.
fn read_test(fields: &mut Reader<'_>) -> Option<Test> {
    let rules = fields.take_list("And");
    if !rules.is_empty() {
        return Some(Test::And(rules));
    }
    let rules = fields.take_list("Or");
    if !rules.is_empty() {
        return Some(Test::Or(rules));
    }
    if let Some(rule) = fields.take_object("Not") {
        return Some(Test::Not(Box::new(rule)));
    }
    let (comparator, value) = Comparator::ALL
        .iter()
        .find_map(|comparator| Some((*comparator, fields.take_value(comparator.name())?)))?;
    let variable = fields.take_text("Variable");
    Some(Test::Compare { variable, comparator, value })
}

serde_by_object!(ChoiceRule);

macro_rules! comparators {
    ($($name:ident),+ $(,)?) => {
        /// How a JSONPath rule compares; the names are the language's own (ASL specification, "Data-Test Expressions").
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each is the language's word for itself")]
        pub enum Comparator {
            $($name),+
        }

        impl Comparator {
            /// Every comparator, in the specification's order.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The field's name in the language.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),+
                }
            }
        }
    };
}

comparators! {
    StringEquals, StringEqualsPath, StringLessThan, StringLessThanPath, StringGreaterThan, StringGreaterThanPath,
    StringLessThanEquals, StringLessThanEqualsPath, StringGreaterThanEquals, StringGreaterThanEqualsPath,
    StringMatches,
    NumericEquals, NumericEqualsPath, NumericLessThan, NumericLessThanPath, NumericGreaterThan,
    NumericGreaterThanPath, NumericLessThanEquals, NumericLessThanEqualsPath, NumericGreaterThanEquals,
    NumericGreaterThanEqualsPath,
    BooleanEquals, BooleanEqualsPath,
    TimestampEquals, TimestampEqualsPath, TimestampLessThan, TimestampLessThanPath, TimestampGreaterThan,
    TimestampGreaterThanPath, TimestampLessThanEquals, TimestampLessThanEqualsPath, TimestampGreaterThanEquals,
    TimestampGreaterThanEqualsPath,
    IsNull, IsPresent, IsNumeric, IsString, IsBoolean, IsTimestamp,
}
