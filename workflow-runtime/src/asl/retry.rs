//! Retriers and catchers: what a state does about its errors.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::fields::{Object, Reader, Writer, serde_by_object};
use super::value::Path;

/// Whether the delay before a retry is randomised (developer guide, "Error handling", `JitterStrategy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum JitterStrategy {
    /// A uniformly random delay between zero and the computed one.
    Full,
    /// The computed delay, exactly. The default.
    None,
}

/// One entry of `Retry`: which errors are tried again, how often, and how long apart.
///
/// A retrier keeps its own count of attempts; the first whose `ErrorEquals` matches decides (ASL specification,
/// "Retrying after error"). Absent numbers have the language's defaults: 1 second, 3 attempts, rate 2.0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Retrier {
    /// A note to the reader.
    pub comment: Option<String>,
    /// Error names; `States.ALL` alone and last. Must not be empty.
    pub error_equals: Vec<String>,
    /// Seconds before the first retry: 1 to 99,999,999.
    pub interval_seconds: Option<i64>,
    /// Retries, not counting the first attempt: 0 to 99,999,999.
    pub max_attempts: Option<i64>,
    /// What the delay is multiplied by after each retry: 1.0 or more. Kept as it was written (`2` or `2.0`).
    pub backoff_rate: Option<Number>,
    /// Seconds that the delay never exceeds: more than the interval, less than 31,622,400.
    pub max_delay_seconds: Option<i64>,
    /// Whether the delay is randomised.
    pub jitter_strategy: Option<JitterStrategy>,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

impl Retrier {
    /// A retrier for these errors, with the language's defaults.
    #[must_use]
    pub fn on<S: Into<String>>(errors: impl IntoIterator<Item = S>) -> Self {
        Self { error_equals: errors.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Sets the seconds before the first retry.
    #[must_use]
    pub fn interval_seconds(mut self, seconds: i64) -> Self {
        self.interval_seconds = Some(seconds);
        self
    }

    /// Sets how many retries there are; zero means never.
    #[must_use]
    pub fn max_attempts(mut self, attempts: i64) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Sets what the delay grows by. It is printed as a float (`2.0`), which every validator takes.
    ///
    /// # Panics
    ///
    /// When `rate` is infinite or not a number: JSON cannot write it.
    #[must_use]
    pub fn backoff_rate(mut self, rate: f64) -> Self {
        let rate = Number::from_f64(rate).expect("a backoff rate is a finite number");
        self.backoff_rate = Some(rate);
        self
    }

    /// Sets the seconds that the delay never exceeds.
    #[must_use]
    pub fn max_delay_seconds(mut self, seconds: i64) -> Self {
        self.max_delay_seconds = Some(seconds);
        self
    }

    /// Sets whether the delay is randomised.
    #[must_use]
    pub fn jitter(mut self, strategy: JitterStrategy) -> Self {
        self.jitter_strategy = Some(strategy);
        self
    }
}

impl Object for Retrier {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            comment: fields.take("Comment"),
            error_equals: fields.take_texts("ErrorEquals"),
            interval_seconds: fields.take("IntervalSeconds"),
            max_attempts: fields.take("MaxAttempts"),
            backoff_rate: fields.take("BackoffRate"),
            max_delay_seconds: fields.take("MaxDelaySeconds"),
            jitter_strategy: fields.take("JitterStrategy"),
            other: fields.rest(),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put("Comment", self.comment.as_ref());
        fields.put("ErrorEquals", (!self.error_equals.is_empty()).then_some(&self.error_equals));
        fields.put("IntervalSeconds", self.interval_seconds.as_ref());
        fields.put("MaxAttempts", self.max_attempts.as_ref());
        fields.put("BackoffRate", self.backoff_rate.as_ref());
        fields.put("MaxDelaySeconds", self.max_delay_seconds.as_ref());
        fields.put("JitterStrategy", self.jitter_strategy.as_ref());
        fields.put_rest(&self.other);
    }
}

/// One entry of `Catch`: where the machine goes when these errors are left after the retries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catcher {
    /// A note to the reader.
    pub comment: Option<String>,
    /// Error names; `States.ALL` alone and last. Must not be empty.
    pub error_equals: Vec<String>,
    /// JSONPath: where the error goes in the state's input.
    pub result_path: Option<Path>,
    /// Variables that are set; in JSONata `$states.errorOutput` is readable here.
    pub assign: Option<Map<String, Value>>,
    /// JSONata: the input of the next state; the error output when absent.
    pub output: Option<Value>,
    /// The state that comes next.
    pub next: String,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

impl Catcher {
    /// A catcher that sends these errors to the state `next`.
    #[must_use]
    pub fn on<S: Into<String>>(errors: impl IntoIterator<Item = S>, next: impl Into<String>) -> Self {
        let error_equals = errors.into_iter().map(Into::into).collect();
        Self { error_equals, next: next.into(), ..Self::default() }
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

impl Object for Catcher {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            comment: fields.take("Comment"),
            error_equals: fields.take_texts("ErrorEquals"),
            result_path: fields.take("ResultPath"),
            assign: fields.take("Assign"),
            output: fields.take_value("Output"),
            next: fields.take_text("Next"),
            other: fields.rest(),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put("Comment", self.comment.as_ref());
        fields.put("ErrorEquals", (!self.error_equals.is_empty()).then_some(&self.error_equals));
        fields.put("ResultPath", self.result_path.as_ref());
        fields.put_map("Assign", self.assign.as_ref());
        fields.put("Output", self.output.as_ref());
        fields.put_text("Next", &self.next);
        fields.put_rest(&self.other);
    }
}

serde_by_object!(Retrier, Catcher);
