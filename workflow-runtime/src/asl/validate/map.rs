//! Rules about Map states (ASL specification, "Map State"; developer guide, "Distributed mode").

use super::walk::is_distributed;
use super::{Findings, Place, is_substituted, is_unread, numbers};
use crate::asl::finding::Rule;
use crate::asl::map::{ItemBatcher, ItemReader, MapState, ResultWriter};
use crate::asl::state::StateKind;
use crate::asl::value::Computed;

/// The most bytes a batch may have: a payload's quota.
const MAX_BATCH_BYTES: i64 = 262_144;

pub(super) fn check(place: &Place<'_>, findings: &mut Findings) {
    let StateKind::Map(map) = &place.state.kind else { return };
    check_processor(place, map, findings);
    check_items(place, map, findings);
    check_numbers(place, map, findings);
    check_value_or_path(place, map, findings);
    check_distributed_fields(place, map, findings);
    check_label(place, map, findings);
    if let Some(reader) = &map.item_reader {
        check_reader(place, reader, findings);
    }
    if let Some(batcher) = &map.item_batcher {
        check_batcher(place, batcher, findings);
    }
    if let Some(writer) = &map.result_writer {
        check_writer(place, writer, findings);
    }
}

fn check_processor(place: &Place<'_>, map: &MapState, findings: &mut Findings) {
    let unread = ["ItemProcessor", "Iterator"].iter().any(|field| is_unread(&place.state.other, field));
    if map.processor().is_none() && !unread {
        let words = "a Map state needs an `ItemProcessor`: the states each item goes through";
        findings.add(place.at("ItemProcessor"), Rule::MissingProcessor, words);
    } else if map.item_processor.is_some() && map.iterator.is_some() {
        let words = "`Iterator` is the old name of `ItemProcessor`; keep the new one";
        findings.add(place.at("Iterator"), Rule::TwoProcessors, words);
    }
    if map.item_selector.is_some() && place.state.parameters.is_some() {
        let words = "`Parameters` is the old name of `ItemSelector`; keep the new one";
        findings.add(place.at("Parameters"), Rule::TwoItemTemplates, words);
    }
}

/// `Items` is an array, an expression, or in a distributed map an object as well.
fn check_items(place: &Place<'_>, map: &MapState, findings: &mut Findings) {
    use serde_json::Value;
    let right = match &map.items {
        None | Some(Value::Array(_)) => true,
        Some(Value::String(text)) => text.starts_with("{%") || is_substituted(text),
        Some(Value::Object(_)) => map.processor().is_some_and(is_distributed),
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) => false,
    };
    if !right && place.is_jsonata() {
        let words = "`Items` must be an array, or an expression that gives one: `{% $states.input.items %}`";
        findings.add(place.at("Items"), Rule::InvalidItems, words);
    }
}

fn check_numbers(place: &Place<'_>, map: &MapState, findings: &mut Findings) {
    let (concurrency, count) = (map.max_concurrency.as_ref(), map.tolerated_failure_count.as_ref());
    let rule = (Rule::MaxConcurrency, 0..=i64::MAX);
    numbers::check_computed(place, "MaxConcurrency", concurrency, rule, findings);
    let rule = (Rule::ToleratedFailureCount, 0..=i64::MAX);
    numbers::check_computed(place, "ToleratedFailureCount", count, rule, findings);
    let percentage = map.tolerated_failure_percentage.as_ref();
    numbers::check_percentage(place, "ToleratedFailurePercentage", percentage, findings);
}

fn check_value_or_path(place: &Place<'_>, map: &MapState, findings: &mut Findings) {
    let percentage = map.tolerated_failure_percentage.is_some();
    let pairs = [
        ("MaxConcurrency", map.max_concurrency.is_some(), map.max_concurrency_path.is_some()),
        ("ToleratedFailurePercentage", percentage, map.tolerated_failure_percentage_path.is_some()),
        (
            "ToleratedFailureCount",
            map.tolerated_failure_count.is_some(),
            map.tolerated_failure_count_path.is_some(),
        ),
    ];
    for (field, _, _) in pairs.into_iter().filter(|(_, value, path)| *value && *path) {
        super::task::value_and_path(place, field, findings);
    }
}

/// Tolerated failures are not among them: AWS takes them in an inline map, and ignores them there.
fn check_distributed_fields(place: &Place<'_>, map: &MapState, findings: &mut Findings) {
    let Some(processor) = map.processor() else { return };
    let unread = processor.processor_config.as_ref().is_some_and(|config| is_unread(&config.other, "Mode"));
    if unread || is_distributed(processor) {
        return;
    }
    let fields = [
        ("ItemReader", map.item_reader.is_some()),
        ("ItemBatcher", map.item_batcher.is_some()),
        ("ResultWriter", map.result_writer.is_some()),
        ("Label", map.label.is_some()),
    ];
    for (field, _) in fields.into_iter().filter(|(_, present)| *present) {
        let words = format!(
            "only a distributed map has `{field}`; remove it, or give `ItemProcessor` the `ProcessorConfig` \
             `{{\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": \"STANDARD\"}}`"
        );
        findings.add(place.at(field), Rule::DistributedField, words);
    }
}

/// Developer guide, "Label": at most 40 characters, without blanks, wildcards, brackets and special characters.
fn check_label(place: &Place<'_>, map: &MapState, findings: &mut Findings) {
    let Some(label) = map.label.as_deref().filter(|label| !is_substituted(label)) else { return };
    let special = |c: char| c.is_whitespace() || c.is_control() || "?*<>{}[]:;,\\|^~$#%&`\"".contains(c);
    if label.is_empty() || label.chars().count() > 40 || label.chars().any(special) {
        let words =
            format!("`{label}` cannot be part of an ARN; write at most 40 letters, digits, `-` and `_`");
        findings.add(place.at("Label"), Rule::MapLabel, words);
    }
}

fn check_reader(place: &Place<'_>, reader: &ItemReader, findings: &mut Findings) {
    let resource = &reader.resource;
    if !["getObject", "listObjectsV2"].iter().any(|action| is_s3(resource, action))
        && !is_substituted(resource)
    {
        let words =
            "items are read by `arn:aws:states:::s3:getObject` or `arn:aws:states:::s3:listObjectsV2`";
        findings.add(place.at("ItemReader.Resource"), Rule::ItemReaderResource, words);
    }
    let Some(config) = &reader.reader_config else { return };
    let at = |field: &str| place.at(&format!("ItemReader.ReaderConfig.{field}"));
    let types = ["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"];
    if config.input_type.as_deref().is_some_and(|kind| !types.contains(&kind) && !is_substituted(kind)) {
        let words = format!("`InputType` is one of {}", types.join(", "));
        findings.add(at("InputType"), Rule::ReaderInputType, words);
    }
    if (config.csv_header_location.as_deref() == Some("GIVEN")) != config.csv_headers.is_some() {
        let words = "`CSVHeaders` and `\"CSVHeaderLocation\": \"GIVEN\"` go together; write both or neither";
        findings.add(at("CSVHeaders"), Rule::ReaderCsvHeaders, words);
    }
    if let Some(Computed::Literal(items)) = config.max_items {
        numbers::check_range(at("MaxItems"), Rule::ReaderMaxItems, items, 0..=i64::MAX, findings);
    }
    if config.max_items.is_some() && config.max_items_path.is_some() {
        super::task::value_and_path(place, "ItemReader.ReaderConfig.MaxItems", findings);
    }
}

fn check_batcher(place: &Place<'_>, batcher: &ItemBatcher, findings: &mut Findings) {
    let limits = [
        ("MaxItemsPerBatch", &batcher.max_items_per_batch, &batcher.max_items_per_batch_path, i64::MAX),
        (
            "MaxInputBytesPerBatch",
            &batcher.max_input_bytes_per_batch,
            &batcher.max_input_bytes_per_batch_path,
            MAX_BATCH_BYTES,
        ),
    ];
    let given = |field: &str| is_unread(&batcher.other, field);
    if limits.iter().all(|(field, value, path, _)| value.is_none() && path.is_none() && !given(field)) {
        let words = "the batches have no limit; write `MaxItemsPerBatch` or `MaxInputBytesPerBatch`";
        findings.add(place.at("ItemBatcher"), Rule::EmptyItemBatcher, words);
    }
    for (field, value, path, most) in limits {
        let field = format!("ItemBatcher.{field}");
        let rule = (Rule::ItemBatcherLimit, 1..=most);
        numbers::check_computed(place, &field, value.as_ref(), rule, findings);
        if value.is_some() && path.is_some() {
            super::task::value_and_path(place, &field, findings);
        }
    }
}

fn check_writer(place: &Place<'_>, writer: &ResultWriter, findings: &mut Findings) {
    let resource = &writer.resource;
    // A writer that only reformats what stays in the state needs no resource.
    let needed = writer.writer_config.is_none() || !resource.is_empty();
    if needed && !is_s3(resource, "putObject") && !is_substituted(resource) {
        let words = "results are written by `arn:aws:states:::s3:putObject`";
        findings.add(place.at("ResultWriter.Resource"), Rule::ResultWriterResource, words);
    }
    let Some(config) = &writer.writer_config else { return };
    let values: [(&str, &Option<String>, &[&str]); 2] = [
        ("Transformation", &config.transformation, &["NONE", "COMPACT", "FLATTEN"]),
        ("OutputType", &config.output_type, &["JSON", "JSONL"]),
    ];
    for (field, value, known) in values {
        if value.as_deref().is_some_and(|value| !known.contains(&value) && !is_substituted(value)) {
            let path = place.at(&format!("ResultWriter.WriterConfig.{field}"));
            findings.add(path, Rule::WriterConfigValue, format!("`{field}` is one of {}", known.join(", ")));
        }
    }
}

/// Whether a resource is this action of S3, in whatever partition.
fn is_s3(resource: &str, action: &str) -> bool {
    resource.starts_with("arn:") && resource.ends_with(&format!(":states:::s3:{action}"))
}
