//! The Map state: what its items are, how they are read, batched and processed, and where the results go.

use serde_json::{Map, Number, Value};

use super::fields::{Object, Reader, Writer, serde_by_object};
use super::machine::StateMachine;
use super::value::Computed;

/// What only a Map state has. Its `Next`, `Retry`, `Output` and the like are those of its [`State`](super::State).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapState {
    /// JSONata: the items, an array or an expression that gives one (or an object, in a distributed map).
    pub items: Option<Value>,
    /// JSONPath: where the items are in the input.
    pub items_path: Option<String>,
    /// Distributed: reads the items from Amazon S3.
    pub item_reader: Option<ItemReader>,
    /// The input of each iteration.
    pub item_selector: Option<Value>,
    /// Distributed: puts items together.
    pub item_batcher: Option<ItemBatcher>,
    /// How many iterations run at once; 0 is as many as possible (40 inline).
    pub max_concurrency: Option<Computed<i64>>,
    /// JSONPath: where `MaxConcurrency` is in the input.
    pub max_concurrency_path: Option<String>,
    /// Distributed: the percentage (0 to 100) of items that may fail.
    pub tolerated_failure_percentage: Option<Computed<Number>>,
    /// JSONPath: where that percentage is in the input.
    pub tolerated_failure_percentage_path: Option<String>,
    /// Distributed: how many items may fail.
    pub tolerated_failure_count: Option<Computed<i64>>,
    /// JSONPath: where that count is in the input.
    pub tolerated_failure_count_path: Option<String>,
    /// Distributed: what the map run's ARN is made of, at most 40 characters.
    pub label: Option<String>,
    /// The machine each item goes through.
    pub item_processor: Option<StateMachine>,
    /// The name `ItemProcessor` had before 2022; AWS still takes it.
    pub iterator: Option<StateMachine>,
    /// Distributed: writes the results to Amazon S3.
    pub result_writer: Option<ResultWriter>,
}

impl MapState {
    /// The machine each item goes through, under either of its names.
    #[must_use]
    pub fn processor(&self) -> Option<&StateMachine> {
        self.item_processor.as_ref().or(self.iterator.as_ref())
    }

    pub(super) fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            items: fields.take_value("Items"),
            items_path: fields.take("ItemsPath"),
            item_reader: fields.take_object("ItemReader"),
            item_selector: fields.take_value("ItemSelector"),
            item_batcher: fields.take_object("ItemBatcher"),
            max_concurrency: fields.take("MaxConcurrency"),
            max_concurrency_path: fields.take("MaxConcurrencyPath"),
            tolerated_failure_percentage: fields.take("ToleratedFailurePercentage"),
            tolerated_failure_percentage_path: fields.take("ToleratedFailurePercentagePath"),
            tolerated_failure_count: fields.take("ToleratedFailureCount"),
            tolerated_failure_count_path: fields.take("ToleratedFailureCountPath"),
            label: fields.take("Label"),
            item_processor: fields.take_object("ItemProcessor"),
            iterator: fields.take_object("Iterator"),
            result_writer: fields.take_object("ResultWriter"),
        }
    }

    pub(super) fn write_items(&self, fields: &mut Writer) {
        fields.put("Items", self.items.as_ref());
        fields.put("ItemsPath", self.items_path.as_ref());
        fields.put_object("ItemReader", self.item_reader.as_ref());
        fields.put("ItemSelector", self.item_selector.as_ref());
        fields.put_object("ItemBatcher", self.item_batcher.as_ref());
        fields.put("MaxConcurrency", self.max_concurrency.as_ref());
        fields.put("MaxConcurrencyPath", self.max_concurrency_path.as_ref());
        fields.put("ToleratedFailurePercentage", self.tolerated_failure_percentage.as_ref());
        fields.put("ToleratedFailurePercentagePath", self.tolerated_failure_percentage_path.as_ref());
        fields.put("ToleratedFailureCount", self.tolerated_failure_count.as_ref());
        fields.put("ToleratedFailureCountPath", self.tolerated_failure_count_path.as_ref());
        fields.put("Label", self.label.as_ref());
    }

    pub(super) fn write_processor(&self, fields: &mut Writer) {
        fields.put_object("ItemProcessor", self.item_processor.as_ref());
        fields.put_object("Iterator", self.iterator.as_ref());
        fields.put_object("ResultWriter", self.result_writer.as_ref());
    }
}

/// Reads a distributed map's items from Amazon S3 (developer guide, "`ItemReader`").
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemReader {
    /// The integration that reads: `arn:aws:states:::s3:getObject` or `…:s3:listObjectsV2`.
    pub resource: String,
    /// JSONata: its arguments.
    pub arguments: Option<Value>,
    /// JSONPath: its parameters.
    pub parameters: Option<Value>,
    /// What kind of file it is.
    pub reader_config: Option<ReaderConfig>,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

/// What kind of file an [`ItemReader`] reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReaderConfig {
    /// `CSV`, `JSON`, `JSONL`, `PARQUET` or `MANIFEST`.
    pub input_type: Option<String>,
    /// `NONE` or `LOAD_AND_FLATTEN`: whether the objects that are listed are read too.
    pub transformation: Option<String>,
    /// `ATHENA_DATA` or `S3_INVENTORY`.
    pub manifest_type: Option<String>,
    /// `COMMA`, `PIPE`, `SEMICOLON`, `SPACE` or `TAB`.
    pub csv_delimiter: Option<String>,
    /// `FIRST_ROW` or `GIVEN`.
    pub csv_header_location: Option<String>,
    /// The header, when it is given.
    pub csv_headers: Option<Vec<String>>,
    /// A JSON pointer to the array in the file.
    pub items_pointer: Option<String>,
    /// How many items are read at most.
    pub max_items: Option<Computed<i64>>,
    /// JSONPath: where that number is in the input.
    pub max_items_path: Option<String>,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

/// Puts a distributed map's items together into one child execution each (developer guide, "`ItemBatcher`").
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemBatcher {
    /// What every batch is given beside its items.
    pub batch_input: Option<Value>,
    /// How many items a batch has at most.
    pub max_items_per_batch: Option<Computed<i64>>,
    /// JSONPath: where that number is in the input.
    pub max_items_per_batch_path: Option<String>,
    /// How many bytes a batch has at most: 262,144 or less.
    pub max_input_bytes_per_batch: Option<Computed<i64>>,
    /// JSONPath: where that number is in the input.
    pub max_input_bytes_per_batch_path: Option<String>,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

/// Writes a distributed map's results to Amazon S3 (developer guide, "`ResultWriter`").
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultWriter {
    /// The integration that writes: `arn:aws:states:::s3:putObject`.
    pub resource: String,
    /// JSONata: its arguments.
    pub arguments: Option<Value>,
    /// JSONPath: its parameters.
    pub parameters: Option<Value>,
    /// How the results are laid out.
    pub writer_config: Option<WriterConfig>,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

/// How a [`ResultWriter`] lays out what it writes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WriterConfig {
    /// `NONE`, `COMPACT` or `FLATTEN`.
    pub transformation: Option<String>,
    /// `JSON` or `JSONL`.
    pub output_type: Option<String>,
    /// Fields that were not understood.
    pub other: Map<String, Value>,
}

impl Object for ItemReader {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            resource: fields.take_text("Resource"),
            arguments: fields.take_value("Arguments"),
            parameters: fields.take_value("Parameters"),
            reader_config: fields.take_object("ReaderConfig"),
            other: fields.rest(),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put_text("Resource", &self.resource);
        fields.put_object("ReaderConfig", self.reader_config.as_ref());
        fields.put("Parameters", self.parameters.as_ref());
        fields.put("Arguments", self.arguments.as_ref());
        fields.put_rest(&self.other);
    }
}

impl Object for ReaderConfig {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            input_type: fields.take("InputType"),
            transformation: fields.take("Transformation"),
            manifest_type: fields.take("ManifestType"),
            csv_delimiter: fields.take("CSVDelimiter"),
            csv_header_location: fields.take("CSVHeaderLocation"),
            csv_headers: fields.take("CSVHeaders"),
            items_pointer: fields.take("ItemsPointer"),
            max_items: fields.take("MaxItems"),
            max_items_path: fields.take("MaxItemsPath"),
            other: fields.rest(),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put("InputType", self.input_type.as_ref());
        fields.put("Transformation", self.transformation.as_ref());
        fields.put("ManifestType", self.manifest_type.as_ref());
        fields.put("CSVDelimiter", self.csv_delimiter.as_ref());
        fields.put("CSVHeaderLocation", self.csv_header_location.as_ref());
        fields.put("CSVHeaders", self.csv_headers.as_ref());
        fields.put("ItemsPointer", self.items_pointer.as_ref());
        fields.put("MaxItems", self.max_items.as_ref());
        fields.put("MaxItemsPath", self.max_items_path.as_ref());
        fields.put_rest(&self.other);
    }
}

impl Object for ItemBatcher {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            batch_input: fields.take_value("BatchInput"),
            max_items_per_batch: fields.take("MaxItemsPerBatch"),
            max_items_per_batch_path: fields.take("MaxItemsPerBatchPath"),
            max_input_bytes_per_batch: fields.take("MaxInputBytesPerBatch"),
            max_input_bytes_per_batch_path: fields.take("MaxInputBytesPerBatchPath"),
            other: fields.rest(),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put("BatchInput", self.batch_input.as_ref());
        fields.put("MaxItemsPerBatch", self.max_items_per_batch.as_ref());
        fields.put("MaxItemsPerBatchPath", self.max_items_per_batch_path.as_ref());
        fields.put("MaxInputBytesPerBatch", self.max_input_bytes_per_batch.as_ref());
        fields.put("MaxInputBytesPerBatchPath", self.max_input_bytes_per_batch_path.as_ref());
        fields.put_rest(&self.other);
    }
}

impl Object for ResultWriter {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            resource: fields.take_text("Resource"),
            arguments: fields.take_value("Arguments"),
            parameters: fields.take_value("Parameters"),
            writer_config: fields.take_object("WriterConfig"),
            other: fields.rest(),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put_text("Resource", &self.resource);
        fields.put_object("WriterConfig", self.writer_config.as_ref());
        fields.put("Parameters", self.parameters.as_ref());
        fields.put("Arguments", self.arguments.as_ref());
        fields.put_rest(&self.other);
    }
}

impl Object for WriterConfig {
    fn read(fields: &mut Reader<'_>) -> Self {
        Self {
            transformation: fields.take("Transformation"),
            output_type: fields.take("OutputType"),
            other: fields.rest(),
        }
    }

    fn write(&self, fields: &mut Writer) {
        fields.put("Transformation", self.transformation.as_ref());
        fields.put("OutputType", self.output_type.as_ref());
        fields.put_rest(&self.other);
    }
}

serde_by_object!(ItemReader, ReaderConfig, ItemBatcher, ResultWriter, WriterConfig);
