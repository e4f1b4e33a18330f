//! What the validator says: where, which rule, and in words.

use std::fmt;

/// One thing that is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where: `States.CheckName.Retry[0].MaxDelaySeconds`; empty for the definition as a whole.
    pub path: String,
    /// Which rule.
    pub rule: Rule,
    /// What is wrong and what to write instead.
    pub words: String,
}

impl Finding {
    pub(super) fn new(path: impl Into<String>, rule: Rule, words: impl Into<String>) -> Self {
        Self { path: path.into(), rule, words: words.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} [{}]", self.words, self.rule)
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $id:literal,)+) => {
        /// A rule of the language that [`validate()`](super::validate()) checks. Its text is a stable id (`retry-interval`).
        ///
        /// Where a rule names no other source, it is the ASL specification's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $variant,)+
        }

        impl Rule {
            /// Every rule, by topic.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable id: kebab-case.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)+
                }
            }
        }
    };
}

rules! {
    /// The text is JSON (RFC 8259).
    NotJson = "not-json",
    /// No object has one key twice.
    DuplicateKey = "duplicate-key",
    /// A definition has at most 1 MB (AWS quota).
    DefinitionTooLarge = "definition-too-large",
    /// A state machine's name has 1 to 80 characters, no white space, and none of `<>{}[]?*"#%\\^|~`$&,;:/`
    /// (AWS quota).
    MachineName = "machine-name",
    /// What a template says in so many words has at most 262,144 bytes: no payload may have more (AWS quota).
    PayloadTemplateTooLarge = "payload-template-too-large",
    /// Every field has the JSON type the specification gives it.
    WrongType = "wrong-type",
    /// Every field is one the language knows at that place.
    UnknownField = "unknown-field",
    /// Every state has a `Type`.
    MissingStateType = "missing-state-type",
    /// `Type` is one of the eight.
    UnknownStateType = "unknown-state-type",
    /// A state has the fields of its type only (ASL specification, table of fields).
    FieldNotAllowed = "field-not-allowed",
    /// A JSONata state has no field of JSONPath (`Parameters`, `ResultPath`, `InputPath`, …).
    JsonPathField = "jsonpath-field",
    /// A JSONPath state has no field of JSONata (`Arguments`, `Output`, `Items`, `Condition`).
    JsonataField = "jsonata-field",
    /// A value is given, or the path to it, not both.
    ValueAndPath = "value-and-path",
    /// Every machine, branch and processor has a `StartAt`.
    MissingStartAt = "missing-start-at",
    /// `StartAt` names a state of the same machine.
    UnknownStartAt = "unknown-start-at",
    /// Every machine, branch and processor has states.
    NoStates = "no-states",
    /// `QueryLanguage` is `JSONPath` or `JSONata`.
    UnknownQueryLanguage = "unknown-query-language",
    /// A state of a JSONata machine is not JSONPath again.
    JsonPathState = "jsonpath-state",
    /// `Version` is `1.0`.
    UnknownVersion = "unknown-version",
    /// A machine's `TimeoutSeconds` is 1 to 99,999,999.
    MachineTimeout = "machine-timeout",
    /// A branch has no `QueryLanguage`, `Version` or `TimeoutSeconds` of its own.
    BranchField = "branch-field",
    /// A state's name is not empty.
    EmptyStateName = "empty-state-name",
    /// A state's name has at most 80 characters.
    StateNameTooLong = "state-name-too-long",
    /// A state's name is unique in the whole machine, branches included.
    DuplicateStateName = "duplicate-state-name",
    /// `Next` names a state.
    UnknownNext = "unknown-next",
    /// `Default` names a state.
    UnknownDefault = "unknown-default",
    /// A catcher's `Next` names a state.
    UnknownCatchNext = "unknown-catch-next",
    /// A choice rule's `Next` names a state.
    UnknownChoiceNext = "unknown-choice-next",
    /// No transition leaves or enters a branch or a map's processor.
    CrossingTransition = "crossing-transition",
    /// A state that is not final has `Next` or `End`.
    MissingTransition = "missing-transition",
    /// A state has `Next` or `End`, not both.
    NextAndEnd = "next-and-end",
    /// Choice, Succeed and Fail states have neither `Next` nor `End`.
    TransitionNotAllowed = "transition-not-allowed",
    /// Every state can be reached from `StartAt`.
    UnreachableState = "unreachable-state",
    /// From `StartAt`, an end can be reached.
    NoTerminalState = "no-terminal-state",
    /// A Task state has a `Resource`.
    MissingResource = "missing-resource",
    /// `Resource` is an ARN, or a substitution.
    InvalidResource = "invalid-resource",
    /// A service integration ends in nothing, `.sync`, `.sync:2` or `.waitForTaskToken`.
    UnknownIntegrationPattern = "unknown-integration-pattern",
    /// A `.waitForTaskToken` task hands its token over.
    TaskTokenNotPassed = "task-token-not-passed",
    /// A task's `TimeoutSeconds` is 1 to 99,999,999.
    TaskTimeout = "task-timeout",
    /// A task's `HeartbeatSeconds` is 1 to 99,999,999.
    TaskHeartbeat = "task-heartbeat",
    /// `HeartbeatSeconds` is less than `TimeoutSeconds`.
    HeartbeatNotBelowTimeout = "heartbeat-not-below-timeout",
    /// `Credentials` has a `RoleArn`.
    InvalidCredentials = "invalid-credentials",
    /// A Parallel state has branches.
    NoBranches = "no-branches",
    /// A Map state has an `ItemProcessor`.
    MissingProcessor = "missing-processor",
    /// A Map state has `ItemProcessor` or the legacy `Iterator`, not both.
    TwoProcessors = "two-processors",
    /// A Map state has `ItemSelector` or the legacy `Parameters`, not both.
    TwoItemTemplates = "two-item-templates",
    /// `Items` is an array or a JSONata expression.
    InvalidItems = "invalid-items",
    /// `MaxConcurrency` is 0 or more.
    MaxConcurrency = "max-concurrency",
    /// Only a distributed map has `ItemReader`, `ItemBatcher`, `ResultWriter` and `Label`.
    DistributedField = "distributed-field",
    /// A distributed map says its `ExecutionType`.
    MissingExecutionType = "missing-execution-type",
    /// An inline map has no `ExecutionType`.
    ExecutionTypeInline = "execution-type-inline",
    /// `Mode` is `INLINE` or `DISTRIBUTED`.
    UnknownProcessorMode = "unknown-processor-mode",
    /// `ExecutionType` is `STANDARD` or `EXPRESS`.
    UnknownExecutionType = "unknown-execution-type",
    /// `ToleratedFailurePercentage` is 0 to 100.
    ToleratedFailurePercentage = "tolerated-failure-percentage",
    /// `ToleratedFailureCount` is 0 or more.
    ToleratedFailureCount = "tolerated-failure-count",
    /// `Label` has at most 40 characters, none of them blank or special in a path.
    MapLabel = "map-label",
    /// An `ItemBatcher` limits items or bytes.
    EmptyItemBatcher = "empty-item-batcher",
    /// `MaxItemsPerBatch` is 1 or more, `MaxInputBytesPerBatch` 1 to 262,144.
    ItemBatcherLimit = "item-batcher-limit",
    /// An `ItemReader` reads with `s3:getObject` or `s3:listObjectsV2`.
    ItemReaderResource = "item-reader-resource",
    /// `InputType` is `CSV`, `JSON`, `JSONL`, `PARQUET` or `MANIFEST`.
    ReaderInputType = "reader-input-type",
    /// `CSVHeaders` goes with `CSVHeaderLocation` `GIVEN`.
    ReaderCsvHeaders = "reader-csv-headers",
    /// `MaxItems` is 0 or more.
    ReaderMaxItems = "reader-max-items",
    /// A `ResultWriter` writes with `s3:putObject`.
    ResultWriterResource = "result-writer-resource",
    /// `WriterConfig` has the values AWS lists.
    WriterConfigValue = "writer-config-value",
    /// A Choice state has choices.
    NoChoices = "no-choices",
    /// Every choice has a `Next`.
    MissingChoiceNext = "missing-choice-next",
    /// A JSONata choice has a `Condition`.
    MissingCondition = "missing-condition",
    /// A `Condition` is a JSONata expression, or a boolean.
    ConditionNotJsonata = "condition-not-jsonata",
    /// A JSONPath choice compares something.
    MissingComparison = "missing-comparison",
    /// A JSONPath choice has one comparison.
    TwoComparisons = "two-comparisons",
    /// A comparison has a `Variable`.
    MissingVariable = "missing-variable",
    /// Only the outermost choice has `Next`, `Assign` and `Output`.
    NestedChoiceField = "nested-choice-field",
    /// A comparison's value has the type of its comparator.
    ComparisonType = "comparison-type",
    /// A Wait state says how long.
    MissingWait = "missing-wait",
    /// A Wait state says how long once.
    TwoWaits = "two-waits",
    /// A Wait state's `Seconds` is 0 to 99,999,999.
    WaitSeconds = "wait-seconds",
    /// A `Timestamp` is RFC 3339 with a capital `T` and an offset or `Z`.
    WaitTimestamp = "wait-timestamp",
    /// A retrier names errors.
    RetryWithoutErrors = "retry-without-errors",
    /// `IntervalSeconds` is 1 to 99,999,999.
    RetryInterval = "retry-interval",
    /// `MaxAttempts` is 0 to 99,999,999.
    RetryMaxAttempts = "retry-max-attempts",
    /// `BackoffRate` is 1.0 or more.
    RetryBackoffRate = "retry-backoff-rate",
    /// `MaxDelaySeconds` is 1 to 31,622,399.
    RetryMaxDelay = "retry-max-delay",
    /// `MaxDelaySeconds` is more than `IntervalSeconds`.
    RetryMaxDelayNotAboveInterval = "retry-max-delay-not-above-interval",
    /// `JitterStrategy` is `FULL` or `NONE`.
    RetryJitter = "retry-jitter",
    /// A catcher names errors.
    CatchWithoutErrors = "catch-without-errors",
    /// A catcher has a `Next`.
    MissingCatchNext = "missing-catch-next",
    /// `States.ALL` stands alone in its list.
    CatchAllNotAlone = "catch-all-not-alone",
    /// The retrier or catcher of `States.ALL` is the last.
    CatchAllNotLast = "catch-all-not-last",
    /// Names that begin with `States.` are AWS's.
    UnknownStatesError = "unknown-states-error",
    /// A JSONata string begins with `{%` and ends with `%}`, or does neither.
    UnterminatedExpression = "unterminated-expression",
    /// An expression is JSONata 2.0.
    MalformedJsonata = "malformed-jsonata",
    /// A string where a number or a list belongs is a JSONata expression.
    NotAnExpression = "not-an-expression",
    /// An expression has no context: `$`, `$$` and bare names mean nothing outside a path.
    TopLevelContext = "top-level-context",
    /// `$eval` does not exist in Step Functions.
    EvalNotAllowed = "eval-not-allowed",
    /// A function that is called exists.
    UnknownFunction = "unknown-function",
    /// `$states` has `input`, `context`, `result` and `errorOutput`.
    UnknownStatesField = "unknown-states-field",
    /// `$states.result` is read in `Output` and `Assign` of a Task, Parallel or Map.
    ResultNotAvailable = "result-not-available",
    /// `$states.errorOutput` is read in a catcher's `Output` and `Assign`.
    ErrorOutputOutsideCatch = "error-output-outside-catch",
    /// A variable that is read is assigned before, on some way here.
    UndefinedVariable = "undefined-variable",
    /// `states` is no variable's name.
    ReservedVariable = "reserved-variable",
    /// A variable's name is a Unicode identifier.
    MalformedVariableName = "malformed-variable-name",
    /// A variable's name has at most 80 characters.
    VariableNameTooLong = "variable-name-too-long",
    /// A branch does not assign a variable that the machine around it has.
    ShadowedVariable = "shadowed-variable",
    /// A JSONPath state has no `{% %}`.
    ExpressionInJsonPath = "expression-in-jsonpath",
    /// The `Arguments` of a JSONata state have no `"key.$"`.
    PathInJsonata = "path-in-jsonata",
    /// A path is a JSONPath.
    InvalidPath = "invalid-path",
    /// `ResultPath` is a path to one place: no wildcards, filters or `$$`.
    InvalidReferencePath = "invalid-reference-path",
    /// A call of an intrinsic function is well formed.
    MalformedIntrinsic = "malformed-intrinsic",
    /// An intrinsic function exists.
    UnknownIntrinsic = "unknown-intrinsic",
    /// An intrinsic function has as many arguments as it takes.
    IntrinsicArguments = "intrinsic-arguments",
    /// The value of a `"key.$"` is a string.
    TemplatePathNotText = "template-path-not-text",
    /// A template has `"key"` or `"key.$"`, not both.
    DuplicateTemplateKey = "duplicate-template-key",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
