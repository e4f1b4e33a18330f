//! Which fields there are, where they may stand, in which query language, and of what shape.
//!
//! One table says it all (ASL specification, the tables of fields of each state type); what is not in it is unknown.

use serde_json::{Map, Value};

use super::walk::{MachinePlace, Place};
use super::{Findings, is_substituted};
use crate::asl::choice::Comparator;
use crate::asl::fields::Object;
use crate::asl::finding::Rule;
use crate::asl::machine::QueryLanguage;
use crate::asl::state::StateKind;

/// The query language a field belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    Both,
    JsonPath,
    Jsonata,
}

/// A field of the language.
struct Field {
    name: &'static str,
    /// The types of states that have it; empty where it is no state's.
    types: &'static [&'static str],
    language: In,
    /// What its value is, for people.
    shape: &'static str,
}

const fn field(name: &'static str, language: In, shape: &'static str) -> Field {
    Field { name, types: &[], language, shape }
}

const fn of(types: &'static [&'static str], name: &'static str, language: In, shape: &'static str) -> Field {
    Field { name, types, language, shape }
}

const ALL: &[&str] = &["Task", "Parallel", "Map", "Choice", "Wait", "Pass", "Succeed", "Fail"];
const NOT_FAIL: &[&str] = &["Task", "Parallel", "Map", "Choice", "Wait", "Pass", "Succeed"];
const NOT_FINAL: &[&str] = &["Task", "Parallel", "Map", "Choice", "Wait", "Pass"];
const WORKING: &[&str] = &["Task", "Parallel", "Map"];
const TEXT: &str = "a string";
const NAME: &str = "a string: the name of a state";
const PATH: &str = "a string: a path";
const PATH_OR_NULL: &str = "a string: a path, or null";
const WHOLE: &str = "a whole number";
const COMPUTED: &str = "a whole number, or an expression";
const OBJECT: &str = "an object";
const OBJECTS: &str = "a list of objects";
const ANY: &str = "JSON";

const MACHINE: &[Field] = &[
    field("Comment", In::Both, TEXT),
    field("QueryLanguage", In::Both, "`JSONPath` or `JSONata`"),
    field("ProcessorConfig", In::Both, OBJECT),
    field("StartAt", In::Both, NAME),
    field("Version", In::Both, TEXT),
    field("TimeoutSeconds", In::Both, WHOLE),
    field("States", In::Both, "an object of states"),
];

const PROCESSOR_CONFIG: &[Field] = &[
    field("Mode", In::Both, "`INLINE` or `DISTRIBUTED`"),
    field("ExecutionType", In::Both, "`STANDARD` or `EXPRESS`"),
];

const STATE: &[Field] = &[
    of(ALL, "Type", In::Both, TEXT),
    of(ALL, "Comment", In::Both, TEXT),
    of(ALL, "QueryLanguage", In::Both, "`JSONPath` or `JSONata`"),
    of(NOT_FAIL, "InputPath", In::JsonPath, PATH_OR_NULL),
    of(NOT_FAIL, "OutputPath", In::JsonPath, PATH_OR_NULL),
    of(&["Task", "Parallel", "Map", "Pass"], "Parameters", In::JsonPath, ANY),
    of(&["Task", "Parallel"], "Arguments", In::Jsonata, ANY),
    of(WORKING, "ResultSelector", In::JsonPath, ANY),
    of(&["Task", "Parallel", "Map", "Pass"], "ResultPath", In::JsonPath, PATH_OR_NULL),
    of(NOT_FINAL, "Assign", In::Both, "an object of variables"),
    of(NOT_FAIL, "Output", In::Jsonata, ANY),
    of(WORKING, "Retry", In::Both, OBJECTS),
    of(WORKING, "Catch", In::Both, OBJECTS),
    // Which states have these two is a rule of its own: see `flow`.
    of(ALL, "Next", In::Both, NAME),
    of(ALL, "End", In::Both, "true"),
    of(&["Pass"], "Result", In::JsonPath, ANY),
    of(&["Task"], "Resource", In::Both, "a string: an ARN"),
    of(&["Task"], "Credentials", In::Both, OBJECT),
    of(&["Task"], "TimeoutSeconds", In::Both, COMPUTED),
    of(&["Task"], "TimeoutSecondsPath", In::JsonPath, PATH),
    of(&["Task"], "HeartbeatSeconds", In::Both, COMPUTED),
    of(&["Task"], "HeartbeatSecondsPath", In::JsonPath, PATH),
    of(&["Parallel"], "Branches", In::Both, OBJECTS),
    of(&["Choice"], "Choices", In::Both, OBJECTS),
    of(&["Choice"], "Default", In::Both, NAME),
    of(&["Wait"], "Seconds", In::Both, COMPUTED),
    of(&["Wait"], "SecondsPath", In::JsonPath, PATH),
    of(&["Wait"], "Timestamp", In::Both, "a string: a moment, or an expression"),
    of(&["Wait"], "TimestampPath", In::JsonPath, PATH),
    of(&["Fail"], "Error", In::Both, TEXT),
    of(&["Fail"], "ErrorPath", In::JsonPath, PATH),
    of(&["Fail"], "Cause", In::Both, TEXT),
    of(&["Fail"], "CausePath", In::JsonPath, PATH),
    of(&["Map"], "Items", In::Jsonata, ANY),
    of(&["Map"], "ItemsPath", In::JsonPath, PATH),
    of(&["Map"], "ItemReader", In::Both, OBJECT),
    of(&["Map"], "ItemSelector", In::Both, ANY),
    of(&["Map"], "ItemBatcher", In::Both, OBJECT),
    of(&["Map"], "MaxConcurrency", In::Both, COMPUTED),
    of(&["Map"], "MaxConcurrencyPath", In::JsonPath, PATH),
    of(&["Map"], "ToleratedFailurePercentage", In::Both, "a number, or an expression"),
    of(&["Map"], "ToleratedFailurePercentagePath", In::JsonPath, PATH),
    of(&["Map"], "ToleratedFailureCount", In::Both, COMPUTED),
    of(&["Map"], "ToleratedFailureCountPath", In::JsonPath, PATH),
    of(&["Map"], "Label", In::Both, TEXT),
    of(&["Map"], "ItemProcessor", In::Both, OBJECT),
    of(&["Map"], "Iterator", In::Both, OBJECT),
    of(&["Map"], "ResultWriter", In::Both, OBJECT),
];

const RETRIER: &[Field] = &[
    field("Comment", In::Both, TEXT),
    field("ErrorEquals", In::Both, "a list of strings"),
    field("IntervalSeconds", In::Both, WHOLE),
    field("MaxAttempts", In::Both, WHOLE),
    field("BackoffRate", In::Both, "a number"),
    field("MaxDelaySeconds", In::Both, WHOLE),
    field("JitterStrategy", In::Both, "`FULL` or `NONE`"),
];

const CATCHER: &[Field] = &[
    field("Comment", In::Both, TEXT),
    field("ErrorEquals", In::Both, "a list of strings"),
    field("ResultPath", In::JsonPath, PATH_OR_NULL),
    field("Assign", In::Both, "an object of variables"),
    field("Output", In::Jsonata, ANY),
    field("Next", In::Both, NAME),
];

const CHOICE: &[Field] = &[
    field("Comment", In::Both, TEXT),
    field("Condition", In::Jsonata, "a string: an expression"),
    field("And", In::JsonPath, "a list of rules, not empty"),
    field("Or", In::JsonPath, "a list of rules, not empty"),
    field("Not", In::JsonPath, "a rule"),
    field("Variable", In::JsonPath, PATH),
    field("Assign", In::Both, "an object of variables"),
    field("Output", In::Jsonata, ANY),
    field("Next", In::Both, NAME),
];

const ITEM_READER: &[Field] = &[
    field("Resource", In::Both, TEXT),
    field("Arguments", In::Jsonata, ANY),
    field("Parameters", In::JsonPath, ANY),
    field("ReaderConfig", In::Both, OBJECT),
];

const READER_CONFIG: &[Field] = &[
    field("InputType", In::Both, TEXT),
    field("Transformation", In::Both, TEXT),
    field("ManifestType", In::Both, TEXT),
    field("CSVDelimiter", In::Both, TEXT),
    field("CSVHeaderLocation", In::Both, TEXT),
    field("CSVHeaders", In::Both, "a list of strings"),
    field("ItemsPointer", In::Both, TEXT),
    field("MaxItems", In::Both, COMPUTED),
    field("MaxItemsPath", In::JsonPath, PATH),
];

const ITEM_BATCHER: &[Field] = &[
    field("BatchInput", In::Both, ANY),
    field("MaxItemsPerBatch", In::Both, COMPUTED),
    field("MaxItemsPerBatchPath", In::JsonPath, PATH),
    field("MaxInputBytesPerBatch", In::Both, COMPUTED),
    field("MaxInputBytesPerBatchPath", In::JsonPath, PATH),
];

const RESULT_WRITER: &[Field] = &[
    field("Resource", In::Both, TEXT),
    field("Arguments", In::Jsonata, ANY),
    field("Parameters", In::JsonPath, ANY),
    field("WriterConfig", In::Both, OBJECT),
];

const WRITER_CONFIG: &[Field] =
    &[field("Transformation", In::Both, TEXT), field("OutputType", In::Both, TEXT)];

/// One object that is checked: where it is, all its fields, and those that were not understood.
struct Fields<'a> {
    path: &'a str,
    all: &'a Value,
    other: &'a Map<String, Value>,
    table: &'static [Field],
    /// `None` where the query language does not matter.
    language: Option<QueryLanguage>,
}

/// Checks the fields of a machine and of its processor's configuration.
pub(super) fn check_machine(place: &MachinePlace<'_>, findings: &mut Findings) {
    let all = Value::Object(place.machine.other.clone());
    let fields =
        Fields { path: &place.path, all: &all, other: &place.machine.other, table: MACHINE, language: None };
    check_fields(&fields, findings);
    if let Some(config) = &place.machine.processor_config {
        let (path, all) = (place.at("ProcessorConfig"), config.to_value());
        let (other, table) = (&config.other, PROCESSOR_CONFIG);
        check_fields(&Fields { path: &path, all: &all, other, table, language: None }, findings);
    }
}

/// Checks the fields of a choice rule.
pub(super) fn check_choice(
    path: &str,
    all: &Value,
    other: &Map<String, Value>,
    language: QueryLanguage,
    findings: &mut Findings,
) {
    check_fields(&Fields { path, all, other, table: CHOICE, language: Some(language) }, findings);
}

/// Checks the fields of a state and of the objects in it.
pub(super) fn check(place: &Place<'_>, findings: &mut Findings) {
    check_state(place, findings);
    check_language(place, findings);
    for (i, retrier) in place.state.retry.iter().enumerate() {
        check_object(place, &format!("Retry[{i}]"), retrier, &retrier.other, RETRIER, findings);
    }
    for (i, catcher) in place.state.catch.iter().enumerate() {
        check_object(place, &format!("Catch[{i}]"), catcher, &catcher.other, CATCHER, findings);
    }
    let StateKind::Map(map) = &place.state.kind else { return };
    if let Some(reader) = &map.item_reader {
        check_object(place, "ItemReader", reader, &reader.other, ITEM_READER, findings);
        if let Some(config) = &reader.reader_config {
            check_object(place, "ItemReader.ReaderConfig", config, &config.other, READER_CONFIG, findings);
        }
    }
    if let Some(batcher) = &map.item_batcher {
        check_object(place, "ItemBatcher", batcher, &batcher.other, ITEM_BATCHER, findings);
    }
    if let Some(writer) = &map.result_writer {
        check_object(place, "ResultWriter", writer, &writer.other, RESULT_WRITER, findings);
        if let Some(config) = &writer.writer_config {
            check_object(place, "ResultWriter.WriterConfig", config, &config.other, WRITER_CONFIG, findings);
        }
    }
}

fn check_object(
    place: &Place<'_>,
    step: &str,
    object: &impl Object,
    other: &Map<String, Value>,
    table: &'static [Field],
    findings: &mut Findings,
) {
    let (path, all) = (place.at(step), object.to_value());
    check_fields(&Fields { path: &path, all: &all, other, table, language: Some(place.language) }, findings);
}

fn check_state(place: &Place<'_>, findings: &mut Findings) {
    let kind = place.state.kind.name();
    let all = place.state.to_value();
    let Some(map) = all.as_object() else { return };
    let mut allowed = map.clone();
    for key in map.keys() {
        let Some(field) = STATE.iter().find(|field| field.name == key) else { continue };
        if !field.types.contains(&kind) {
            allowed.shift_remove(key);
            let words = format!(
                "a {kind} state has no `{key}`; remove it ({} states have it)",
                field.types.join(", ")
            );
            findings.add(place.at(key), Rule::FieldNotAllowed, words);
        }
    }
    let (all, other) = (Value::Object(allowed), &place.state.other);
    let fields = Fields { path: &place.path, all: &all, other, table: STATE, language: Some(place.language) };
    check_fields(&fields, findings);
}

/// ASL specification: in a JSONata machine no state may go back to JSONPath.
fn check_language(place: &Place<'_>, findings: &mut Findings) {
    if place.around == QueryLanguage::Jsonata && place.language == QueryLanguage::JsonPath {
        let words =
            "a state of a JSONata machine cannot be JSONPath; rewrite it, or set the language state by state";
        findings.add(place.at("QueryLanguage"), Rule::JsonPathState, words);
    }
}

fn check_fields(fields: &Fields<'_>, findings: &mut Findings) {
    for (name, value) in fields.all.as_object().into_iter().flatten() {
        let path = if fields.path.is_empty() { name.clone() } else { format!("{}.{name}", fields.path) };
        let known = fields.table.iter().find(|field| field.name == name);
        let is_comparator = || Comparator::ALL.iter().any(|comparator| comparator.name() == name);
        match known {
            Some(field) => check_known(fields, field, path, value, findings),
            None if std::ptr::eq(fields.table, CHOICE) && is_comparator() => {
                check_known(fields, &field("Variable", In::JsonPath, ANY), path, value, findings);
            }
            None if fields.other.contains_key(name) => {
                let names = fields.table.iter().map(|field| field.name);
                let help = nearest(name, names).map_or_else(
                    || "remove it, or make it part of the `Comment`".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                findings.add(path, Rule::UnknownField, format!("there is no field `{name}` here; {help}"));
            }
            None => {}
        }
    }
}

fn check_known(fields: &Fields<'_>, field: &Field, path: String, value: &Value, findings: &mut Findings) {
    let name = field.name;
    match (fields.language, field.language) {
        (Some(QueryLanguage::Jsonata), In::JsonPath) => {
            let words = format!("`{name}` is JSONPath, and this state is JSONata; {}", jsonata_for(name));
            findings.add(path, Rule::JsonPathField, words);
        }
        (Some(QueryLanguage::JsonPath), In::Jsonata) => {
            let words = format!(
                "`{name}` is JSONata, and this state is JSONPath; remove it, or write `\"QueryLanguage\": \"JSONata\"`"
            );
            findings.add(path, Rule::JsonataField, words);
        }
        _ if fields.other.contains_key(name) => check_shape(field, path, value, findings),
        _ => {}
    }
}

/// What to write in JSONata in place of a field of JSONPath.
fn jsonata_for(name: &str) -> String {
    match name {
        "Parameters" => "write `Arguments`".to_owned(),
        "InputPath" => "read `$states.input` where it is needed".to_owned(),
        "ResultPath" | "ResultSelector" | "OutputPath" | "Result" => "write `Output`".to_owned(),
        "ItemsPath" => "write `Items`".to_owned(),
        _ => match name.strip_suffix("Path") {
            Some(base) => format!("write `{base}` with an expression"),
            None => "write a `Condition`".to_owned(),
        },
    }
}

/// Reports a field of the wrong shape, unless a substitution or a constant condition stands there.
fn check_shape(field: &Field, path: String, value: &Value, findings: &mut Findings) {
    let (name, shape) = (field.name, field.shape);
    let rule = match name {
        "JitterStrategy" => Rule::RetryJitter,
        "QueryLanguage" => Rule::UnknownQueryLanguage,
        "Mode" => Rule::UnknownProcessorMode,
        "ExecutionType" => Rule::UnknownExecutionType,
        _ => Rule::WrongType,
    };
    let constant = name == "Condition" && value.is_boolean();
    if !constant && !is_empty_of(shape, value) && !value.as_str().is_some_and(is_substituted) {
        findings.add(path, rule, format!("`{name}` must be {shape}, and {value} is not"));
    }
}

/// Whether this is an empty value of the right type: that something is missing is for other rules to say.
fn is_empty_of(shape: &str, value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty() && shape.starts_with("a string"),
        Value::Array(items) => items.is_empty() && shape.starts_with("a list"),
        Value::Object(fields) => fields.is_empty() && shape.starts_with("an object"),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The known name that is most like `name`: the same but for case, or at most two letters away.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| {
            let same = candidate.eq_ignore_ascii_case(name);
            (if same { 0 } else { distance(candidate, name) }, candidate)
        })
        .filter(|(distance, _)| *distance <= 2)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, r) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(l != *r);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}
