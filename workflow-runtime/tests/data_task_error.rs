//! `#[derive(TaskError)]`: names, payloads, and what comes back of errors that have only text.

use std::{error::Error, io};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;
use workflow_runtime::{
    __private::Probe,
    Data, TaskError,
    data::{Shape, TextError, name_of_variant, names_of},
};

#[derive(Debug, PartialEq, thiserror::Error, Serialize, Deserialize, TaskError)]
enum OpenError {
    #[error("the ledger is busy")]
    Busy,
    #[error("{holder} has an account already")]
    Duplicate { holder: String },
    #[error("declined with code {0}")]
    #[error_name = "CardDeclined"]
    Declined(u16),
    #[error("raw")]
    r#Raw(u8, u8),
}

#[derive(Debug, PartialEq, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("rejected")]
struct Rejected {
    reason: String,
}

#[derive(Debug, PartialEq, thiserror::Error, Serialize, Deserialize, TaskError)]
#[error("gone")]
#[error_name = "Not.Found"]
struct Gone;

#[derive(Debug, PartialEq, thiserror::Error, Serialize, Deserialize, TaskError)]
enum Never {}

#[test]
fn names_are_type_and_variant_or_what_is_given() {
    assert_eq!(OpenError::Busy.error_name(), "OpenError.Busy");
    assert_eq!(OpenError::Duplicate { holder: String::new() }.error_name(), "OpenError.Duplicate");
    assert_eq!(OpenError::Declined(1).error_name(), "CardDeclined");
    assert_eq!(OpenError::Raw(1, 2).error_name(), "OpenError.Raw");
    assert_eq!(Rejected { reason: String::new() }.error_name(), "Rejected");
    assert_eq!(Gone.error_name(), "Not.Found");
}

#[test]
fn the_definition_finds_names_by_variant() {
    assert_eq!(
        names_of::<OpenError>(),
        ["OpenError.Busy", "OpenError.Duplicate", "CardDeclined", "OpenError.Raw"]
    );
    assert_eq!(names_of::<Rejected>(), ["Rejected"]);
    assert!(names_of::<Never>().is_empty());
    assert_eq!(name_of_variant::<OpenError>("Declined"), Some("CardDeclined"));
    assert_eq!(name_of_variant::<OpenError>("Bussy"), None);
    assert_eq!(name_of_variant::<Gone>("Gone"), Some("Not.Found"));
    assert_eq!(Probe::<OpenError>::new().error_names(), OpenError::ERROR_NAMES);
}

#[test]
fn an_error_is_data_too() {
    let Shape::Enum(shape) = OpenError::shape() else { panic!("no enum") };
    assert_eq!(shape.variants[1].fields[0].json, "holder");
    assert!(matches!(Gone::shape(), Shape::Null));
}

#[derive(Debug, thiserror::Error, TaskError)]
#[serde(rename_all = "snake_case")]
enum ImportError {
    #[error("the file cannot be read")]
    Unreadable(
        #[from]
        #[as_text]
        io::Error,
    ),
    #[error("line {line} is not a number")]
    #[error_name = "Import.NotANumber"]
    NotANumber {
        #[serde(rename = "lineNumber")]
        line: usize,
        #[source]
        #[as_text(read(|text| BadNumber { text }))]
        source: BadNumber,
    },
    #[error("something else")]
    Other {
        #[source]
        #[as_text]
        source: Box<dyn Error + Send + Sync>,
        #[as_text(read(std::convert::identity))]
        note: String,
    },
    #[error("nothing to import")]
    Empty,
    #[error("in an archive")]
    Archive(#[source] Box<Self>),
}

#[derive(Debug, thiserror::Error)]
#[error("{text}")]
struct BadNumber {
    text: String,
}

#[derive(Debug, thiserror::Error, TaskError)]
#[error(transparent)]
#[error_name = "Disk"]
struct DiskError(
    #[from]
    #[as_text]
    io::Error,
);

fn back<E: TaskError + Serialize + DeserializeOwned>(error: &E, json: &serde_json::Value) -> E {
    assert_eq!(&serde_json::to_value(error).unwrap(), json);
    let back: E = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(back.error_name(), error.error_name());
    assert_eq!(&serde_json::to_value(&back).unwrap(), json, "what was read writes the same");
    back
}

#[test]
fn text_takes_the_place_of_an_error_without_json() {
    let error = ImportError::from(io::Error::new(io::ErrorKind::NotFound, "no such file"));
    let ImportError::Unreadable(read) = back(&error, &json!({"unreadable": "no such file"})) else {
        panic!("another variant")
    };
    assert_eq!((read.to_string().as_str(), read.kind()), ("no such file", io::ErrorKind::Other));

    let source = BadNumber { text: "x1".into() };
    let error = ImportError::NotANumber { line: 7, source };
    let read = back(&error, &json!({"not_a_number": {"lineNumber": 7, "source": "x1"}}));
    assert_eq!(read.source().map(ToString::to_string).as_deref(), Some("x1"));

    let error = ImportError::Other { source: "boxed".into(), note: "n".into() };
    let read = back(&error, &json!({"other": {"source": "boxed", "note": "n"}}));
    assert!(matches!(read, ImportError::Other { source, .. } if source.is::<TextError>()));

    back(&ImportError::Empty, &json!("empty"));
    back(&ImportError::Archive(Box::new(ImportError::Empty)), &json!({"archive": "empty"}));
    back(&DiskError::from(io::Error::other("full")), &json!("full"));
}

#[test]
fn text_is_the_shape_of_such_a_field() {
    let Shape::Enum(shape) = ImportError::shape() else { panic!("no enum") };
    assert!(matches!((shape.variants[0].fields[0].shape)(), Shape::Text));
    assert!(matches!((shape.variants[1].fields[1].shape)(), Shape::Text));
    assert_eq!(shape.variants[1].fields[0].json, "lineNumber");
}

#[test]
fn what_is_not_text_is_refused_with_a_reason() {
    let error = serde_json::from_value::<ImportError>(json!({"unreadable": 1})).unwrap_err();
    assert_eq!(error.to_string(), "invalid type: integer `1`, expected a string");
}

#[derive(Debug, thiserror::Error, TaskError)]
enum ForeignError {
    #[error("no text: {0}")]
    NotText(
        #[source]
        #[as_text(from(std::str::Utf8Error))]
        TextError,
    ),
    #[error("no address: {why}")]
    NoAddress {
        #[as_text(from(std::net::AddrParseError))]
        why: String,
    },
    #[error("no JSON: {0}")]
    NoJson(
        #[from]
        #[as_text]
        serde_json::Error,
    ),
}

#[test]
fn a_foreign_error_is_kept_as_its_text() {
    let foreign = String::from_utf8(vec![0xff]).unwrap_err().utf8_error();
    let text = foreign.to_string();
    let error = back(&ForeignError::from(foreign), &json!({"NotText": text}));
    assert_eq!(error.source().expect("it has one").to_string(), text);
    let foreign = "here".parse::<std::net::IpAddr>().unwrap_err();
    let text = foreign.to_string();
    assert!(matches!(
        back(&ForeignError::from(foreign), &json!({"NoAddress": {"why": text}})),
        ForeignError::NoAddress { why } if why == text
    ));
    let foreign = serde_json::from_str::<u8>("x").unwrap_err();
    let text = foreign.to_string();
    back(&ForeignError::from(foreign), &json!({"NoJson": text}));
}
