//! Data is written only if it can be read back: what an engine could not go on with is refused before it is stored.
//!
//! Two things are written by serde and not read again: a number that is none, which JSON has as `null`, and what is nested
//! deeper than a reader follows. Both are seen while the text is written, at the price of a comparison where a list or an
//! object begins; only a text in which one of them may be is read, as recovery would. Whether a type's own `Serialize` and
//! `Deserialize` agree in everything else is their affair. Read next: `machine.rs` (who asks).

use std::io::{self, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::ser::Formatter;

use super::running::unwritable;
use crate::Error;
use crate::error::{Kind, RUNTIME};

/// So deep `serde_json` reads.
const MAX_DEPTH: u32 = 127;

/// Why a value is not stored.
#[derive(Debug)]
pub(super) enum Unstorable {
    /// It cannot be written as JSON.
    Unwritable(serde_json::Error),
    /// Its JSON cannot be read back.
    Unreadable(String),
}

impl Unstorable {
    /// The error of a state's input or output.
    pub(super) fn of(self, what: &str, state: &str) -> Error {
        let reason = match self {
            Self::Unwritable(reason) => return unwritable(what, state, &reason),
            Self::Unreadable(reason) => reason,
        };
        let cause = format!("the {what} of state `{state}` could not be read back from its JSON: {reason}");
        Error::of_kind(Kind::Failed, RUNTIME, cause)
    }
}

impl From<serde_json::Error> for Unstorable {
    fn from(reason: serde_json::Error) -> Self {
        Self::Unwritable(reason)
    }
}

/// Appends a value as JSON, if it can be read back.
pub(super) fn write<T: Serialize + DeserializeOwned>(
    text: &mut Vec<u8>,
    value: &T,
) -> Result<(), Unstorable> {
    let begin = text.len();
    let mut seen = Seen::default();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *text, Watching(&mut seen)))?;
    if seen.null || seen.deepest > MAX_DEPTH {
        read_back::<T>(&text[begin..], &seen)?;
    }
    Ok(())
}

/// Reads what was written, as recovery would.
#[cold]
fn read_back<T: DeserializeOwned>(text: &[u8], seen: &Seen) -> Result<(), Unstorable> {
    let Err(reason) = serde_json::from_slice::<T>(text) else { return Ok(()) };
    if seen.deepest > MAX_DEPTH {
        let reason = format!("it is nested {} levels deep, and {MAX_DEPTH} are read", seen.deepest);
        return Err(Unstorable::Unreadable(reason));
    }
    let reader = &mut serde_json::Deserializer::from_slice(text);
    let path = serde_path_to_error::deserialize::<_, T>(reader).err().map(|found| found.path().clone());
    let path = path.filter(|path| path.iter().next().is_some()).map(|path| format!("`{path}`: "));
    let null =
        if reason.to_string().contains("null") { " (a number that is none is `null` in JSON)" } else { "" };
    Err(Unstorable::Unreadable(format!("{}{reason}{null}", path.unwrap_or_default())))
}

/// What was seen in a text while it was written.
#[derive(Debug, Default)]
struct Seen {
    /// Whether a `null` is in it, of an `Option` or of a number.
    null: bool,
    depth: u32,
    deepest: u32,
}

impl Seen {
    fn enter(&mut self) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
    }
}

/// Writes as `serde_json::to_writer` does, and looks on.
struct Watching<'a>(&'a mut Seen);

impl Formatter for Watching<'_> {
    fn write_null<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.null = true;
        writer.write_all(b"null")
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.enter();
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.depth -= 1;
        writer.write_all(b"]")
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.enter();
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.depth -= 1;
        writer.write_all(b"}")
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct Sample {
        at: Option<u32>,
        values: Vec<f64>,
    }

    fn written<T: Serialize + DeserializeOwned>(value: &T) -> Result<String, String> {
        let mut text = b"before ".to_vec();
        match write(&mut text, value) {
            Ok(()) => Ok(String::from_utf8(text).expect("JSON is text")),
            Err(Unstorable::Unreadable(reason)) => Err(reason),
            Err(Unstorable::Unwritable(reason)) => Err(reason.to_string()),
        }
    }

    fn nested(depth: usize) -> Value {
        (0..depth).fold(
            json!(1),
            |inner, level| if level % 2 == 0 { json!([inner]) } else { json!({ "a": inner }) },
        )
    }

    #[test]
    fn what_can_be_read_back_is_written_as_serde_does() {
        let samples = [json!({ "a \"b\"": [null, 1.5, {}, [], true, "é"] }), json!(null), nested(127)];
        for sample in samples {
            let text = serde_json::to_string(&sample).expect("JSON");
            assert_eq!(written(&sample), Ok(format!("before {text}")));
        }
        let sample = Sample { at: None, values: vec![0.5] };
        assert_eq!(written(&sample).as_deref(), Ok(r#"before {"at":null,"values":[0.5]}"#));
    }

    #[test]
    fn a_number_that_is_none_is_refused_with_its_place() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let sample = Sample { at: None, values: vec![0.5, number] };
            let reason = written(&sample).expect_err("it would be `null`");
            assert!(reason.starts_with("`values[1]`: invalid type: null, expected f64"), "{reason}");
            let reason = written(&number).expect_err("it would be `null`");
            assert!(reason.starts_with("invalid type: null, expected f64"), "{reason}");
        }
        assert_eq!(written(&Some(f64::NAN)).as_deref(), Ok("before null"), "it is read, as nothing");
    }

    #[test]
    fn what_is_nested_too_deep_is_refused_with_its_depth() {
        let reason = written(&nested(128)).expect_err("it cannot be read");
        assert_eq!(reason, "it is nested 128 levels deep, and 127 are read");
        // Side by side is not within each other.
        assert!(written(&vec![nested(100); 3]).is_ok());
    }

    #[test]
    fn a_key_that_is_no_text_is_refused() {
        let bad = std::collections::HashMap::from([(vec![1], 3)]);
        assert!(written(&bad).expect_err("it has no JSON").contains("key must be a string"));
    }
}
