//! Errors without JSON: a field marked `#[as_text]` is written as its `Display` text and read back from it.

use std::{fmt, io, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serializer};

/// An error of which only the text is known: what is left of an `#[as_text]` error once it was written down.
///
/// `Box<dyn Error + Send + Sync>`, and the error types of crates that wrap any error, are made from it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TextError(String);

impl TextError {
    /// An error that displays as `text`.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An error that `#[as_text]` can read back without being told how.
///
/// These are `std::io::Error`, `std::fmt::Error`, `serde_json::Error` and every type that is `From<TextError>`. For other
/// types say how: `#[as_text(read(function))]`, with a function from `String`; or keep the text alone:
/// `#[as_text(from(foreign::Error))]` on a `TextError`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made from its text",
    label = "a durable execution reads errors back, and does not know how to make this one",
    note = "write `#[as_text(read(function))]`, with a function or closure from `String` to `{Self}`",
    note = "or keep the text alone: `#[as_text(from({Self}))]` on a field of type `workflow_runtime::data::TextError`"
)]
pub trait FromText: Sized {
    /// The error that displays as `text`, as nearly as the type can.
    fn from_text(text: String) -> Self;
}

#[diagnostic::do_not_recommend]
impl FromText for io::Error {
    fn from_text(text: String) -> Self {
        Self::other(text)
    }
}

#[diagnostic::do_not_recommend]
impl FromText for fmt::Error {
    fn from_text(_: String) -> Self {
        Self
    }
}

#[diagnostic::do_not_recommend]
impl FromText for serde_json::Error {
    fn from_text(text: String) -> Self {
        serde::de::Error::custom(text)
    }
}

#[diagnostic::do_not_recommend]
impl FromText for String {
    fn from_text(text: String) -> Self {
        text
    }
}

/// Stands for the type of an `#[as_text]` field, as `Probe` does for one of data.
pub struct TextProbe<T>(PhantomData<fn() -> T>);

impl<T> TextProbe<T> {
    /// A probe of the type that is named.
    #[allow(clippy::new_without_default, reason = "generated code says what it does")]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: From<TextError>> TextProbe<T> {
    /// The error from its text.
    #[must_use]
    pub fn read(self, text: String) -> T {
        TextError(text).into()
    }
}

impl<T> fmt::Debug for TextProbe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextProbe<{}>", std::any::type_name::<T>())
    }
}

/// The types that are not `From<TextError>`.
pub trait TextProbeFallback<T> {
    /// The error from its text.
    fn read(self, text: String) -> T
    where
        T: FromText;
}

impl<T> TextProbeFallback<T> for TextProbe<T> {
    fn read(self, text: String) -> T
    where
        T: FromText,
    {
        T::from_text(text)
    }
}

/// Writes what an error displays.
///
/// # Errors
///
/// Those of `serializer`.
pub fn write_text<T: fmt::Display + ?Sized, S: Serializer>(
    error: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(error)
}

/// Reads what [`write_text`] wrote.
///
/// # Errors
///
/// Those of `deserializer`, one for a value that is not text among them.
pub fn read_text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    from_text: impl FnOnce(String) -> T,
) -> Result<T, D::Error> {
    String::deserialize(deserializer).map(from_text)
}
