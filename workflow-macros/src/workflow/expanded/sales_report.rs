/// Makes one report of the month's sales files, unless too many of them are bad.
#[allow(clippy::wildcard_imports)]
pub mod sales_report {
    use super::*;
    /// How many files could not be used.
    #[portable]
    fn bad_files(outcomes: &Vec<Outcome>) -> usize {
        outcomes.iter().filter(|outcome| is_bad(outcome)).count()
    }
    /// Whether a file could not be used.
    #[portable]
    fn is_bad(outcome: &Outcome) -> bool {
        match outcome {
            Outcome::SetAside(_) => true,
            Outcome::Read(_) => false,
        }
    }
    /// How many sales a file brings.
    #[portable]
    fn sales(outcome: &Outcome) -> u64 {
        match outcome {
            Outcome::Read(takings) => takings.sales,
            Outcome::SetAside(_) => 0,
        }
    }
    /// What they add up to.
    #[portable]
    fn cents(outcome: &Outcome) -> u64 {
        match outcome {
            Outcome::Read(takings) => takings.cents,
            Outcome::SetAside(_) => 0,
        }
    }
    /// A checkpoint of the workflow `sales_report`: the state it is in, with that state's input.
    #[allow(clippy::large_enum_variant, clippy::enum_variant_names, private_interfaces)]
    pub enum State {
        /// Reads every file, four at a time.
        ReadFiles {
            /// The parameter `month`.
            month: Month,
        },
        /// Decides whether enough arrived for a report.
        Judge {
            /// The parameter `month`.
            month: Month,
            /// The parameter `outcomes`.
            outcomes: Vec<Outcome>,
        },
        /// Refuses to report on too little.
        GiveUp {
            /// The parameter `bad`.
            bad: usize,
            /// The parameter `files`.
            files: usize,
        },
        /// Adds the shops up.
        Consolidate {
            /// The parameter `month`.
            month: String,
            /// The parameter `outcomes`.
            outcomes: Vec<Outcome>,
        },
    }
    #[automatically_derived]
    impl ::core::clone::Clone for State {
        fn clone(&self) -> Self {
            match self {
                Self::ReadFiles { month } => {
                    Self::ReadFiles {
                        month: <Month as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            month,
                        ),
                    }
                }
                Self::Judge { month, outcomes } => {
                    Self::Judge {
                        month: <Month as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            month,
                        ),
                        outcomes: <Vec<
                            Outcome,
                        > as ::workflow_runtime::checkpoint::Checkpoint>::copy(outcomes),
                    }
                }
                Self::GiveUp { bad, files } => {
                    Self::GiveUp {
                        bad: <usize as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            bad,
                        ),
                        files: <usize as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            files,
                        ),
                    }
                }
                Self::Consolidate { month, outcomes } => {
                    Self::Consolidate {
                        month: <String as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            month,
                        ),
                        outcomes: <Vec<
                            Outcome,
                        > as ::workflow_runtime::checkpoint::Checkpoint>::copy(outcomes),
                    }
                }
            }
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for State {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            match self {
                Self::ReadFiles { month } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "ReadFiles")
                        .field(
                            "month",
                            <Month as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                month,
                            ),
                        )
                        .finish()
                }
                Self::Judge { month, outcomes } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Judge")
                        .field(
                            "month",
                            <Month as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                month,
                            ),
                        )
                        .field(
                            "outcomes",
                            <Vec<
                                Outcome,
                            > as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                outcomes,
                            ),
                        )
                        .finish()
                }
                Self::GiveUp { bad, files } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "GiveUp")
                        .field(
                            "bad",
                            <usize as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                bad,
                            ),
                        )
                        .field(
                            "files",
                            <usize as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                files,
                            ),
                        )
                        .finish()
                }
                Self::Consolidate { month, outcomes } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Consolidate")
                        .field(
                            "month",
                            <String as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                month,
                            ),
                        )
                        .field(
                            "outcomes",
                            <Vec<
                                Outcome,
                            > as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                outcomes,
                            ),
                        )
                        .finish()
                }
            }
        }
    }
    #[automatically_derived]
    impl ::workflow_runtime::__private::serde::ser::Serialize for State {
        fn serialize<__S: ::workflow_runtime::__private::serde::ser::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            match self {
                Self::ReadFiles { month } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        0,
                        "ReadFiles",
                        1usize,
                    )?;
                    <Month as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        month,
                        "month",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::Judge { month, outcomes } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        1,
                        "Judge",
                        2usize,
                    )?;
                    <Month as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        month,
                        "month",
                        &mut stored,
                    )?;
                    <Vec<
                        Outcome,
                    > as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        outcomes,
                        "outcomes",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::GiveUp { bad, files } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        2,
                        "GiveUp",
                        2usize,
                    )?;
                    <usize as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        bad,
                        "bad",
                        &mut stored,
                    )?;
                    <usize as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        files,
                        "files",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::Consolidate { month, outcomes } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        3,
                        "Consolidate",
                        2usize,
                    )?;
                    <String as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        month,
                        "month",
                        &mut stored,
                    )?;
                    <Vec<
                        Outcome,
                    > as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        outcomes,
                        "outcomes",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
            }
        }
    }
    #[automatically_derived]
    impl<'de> ::workflow_runtime::__private::serde::de::Deserialize<'de> for State {
        fn deserialize<__D: ::workflow_runtime::__private::serde::de::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::workflow_runtime::__private::stored::read(deserializer)
        }
    }
    #[automatically_derived]
    impl ::workflow_runtime::__private::stored::Stored for State {
        const NAME: &'static str = "State";
        const VARIANTS: &'static [&'static str] = &[
            "ReadFiles",
            "Judge",
            "GiveUp",
            "Consolidate",
        ];
        const FIELDS: &'static [&'static [&'static str]] = &[
            &["month"],
            &["month", "outcomes"],
            &["bad", "files"],
            &["month", "outcomes"],
        ];
        fn read<'de, __F: ::workflow_runtime::__private::stored::Fields<'de>>(
            variant: usize,
            fields: &mut __F,
        ) -> ::core::result::Result<Self, __F::Error> {
            match variant {
                0 => {
                    let mut slot_month = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Month as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_month,
                                    "month",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::ReadFiles {
                        month: ::workflow_runtime::__private::stored::found(
                            slot_month,
                            "month",
                        )?,
                    })
                }
                1 => {
                    let mut slot_month = ::core::option::Option::None;
                    let mut slot_outcomes = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Month as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_month,
                                    "month",
                                    fields,
                                )?
                            }
                            1 => {
                                <Vec<
                                    Outcome,
                                > as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_outcomes,
                                    "outcomes",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::Judge {
                        month: ::workflow_runtime::__private::stored::found(
                            slot_month,
                            "month",
                        )?,
                        outcomes: ::workflow_runtime::__private::stored::found(
                            slot_outcomes,
                            "outcomes",
                        )?,
                    })
                }
                2 => {
                    let mut slot_bad = ::core::option::Option::None;
                    let mut slot_files = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <usize as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_bad,
                                    "bad",
                                    fields,
                                )?
                            }
                            1 => {
                                <usize as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_files,
                                    "files",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::GiveUp {
                        bad: ::workflow_runtime::__private::stored::found(
                            slot_bad,
                            "bad",
                        )?,
                        files: ::workflow_runtime::__private::stored::found(
                            slot_files,
                            "files",
                        )?,
                    })
                }
                3 => {
                    let mut slot_month = ::core::option::Option::None;
                    let mut slot_outcomes = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <String as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_month,
                                    "month",
                                    fields,
                                )?
                            }
                            1 => {
                                <Vec<
                                    Outcome,
                                > as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_outcomes,
                                    "outcomes",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::Consolidate {
                        month: ::workflow_runtime::__private::stored::found(
                            slot_month,
                            "month",
                        )?,
                        outcomes: ::workflow_runtime::__private::stored::found(
                            slot_outcomes,
                            "outcomes",
                        )?,
                    })
                }
                _ => ::workflow_runtime::__private::stored::unknown(variant),
            }
        }
    }
    #[automatically_derived]
    impl ::workflow_runtime::MachineState for State {
        fn name(&self) -> &'static str {
            match self {
                Self::ReadFiles { .. } => "ReadFiles",
                Self::Judge { .. } => "Judge",
                Self::GiveUp { .. } => "GiveUp",
                Self::Consolidate { .. } => "Consolidate",
            }
        }
        fn kind(&self) -> ::workflow_runtime::StateKind {
            match self {
                Self::ReadFiles { .. } => ::workflow_runtime::StateKind::Map,
                Self::Judge { .. } => ::workflow_runtime::StateKind::Choice,
                Self::GiveUp { .. } => ::workflow_runtime::StateKind::Fail,
                Self::Consolidate { .. } => ::workflow_runtime::StateKind::Succeed,
            }
        }
        fn input(
            &self,
        ) -> ::workflow_runtime::__private::serde_json::Result<
            ::workflow_runtime::__private::serde_json::Value,
        > {
            match self {
                Self::ReadFiles { month } => {
                    <Month as ::workflow_runtime::checkpoint::Checkpoint>::json(month)
                }
                Self::Judge { month, outcomes } => {
                    ::workflow_runtime::__private::object([
                        (
                            "month",
                            <Month as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                month,
                            )?,
                        ),
                        (
                            "outcomes",
                            <Vec<
                                Outcome,
                            > as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                outcomes,
                            )?,
                        ),
                    ])
                }
                Self::GiveUp { bad, files } => {
                    ::workflow_runtime::__private::object([
                        (
                            "bad",
                            <usize as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                bad,
                            )?,
                        ),
                        (
                            "files",
                            <usize as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                files,
                            )?,
                        ),
                    ])
                }
                Self::Consolidate { month, outcomes } => {
                    ::workflow_runtime::__private::object([
                        (
                            "month",
                            <String as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                month,
                            )?,
                        ),
                        (
                            "outcomes",
                            <Vec<
                                Outcome,
                            > as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                outcomes,
                            )?,
                        ),
                    ])
                }
            }
        }
    }
    /// A checkpoint of the branch `read_file` of the workflow `sales_report`.
    #[allow(clippy::large_enum_variant, clippy::enum_variant_names, private_interfaces)]
    pub enum ReadFileState {
        /// Reads one file; a share that does not answer is asked again.
        ReadFile {
            /// The parameter `file`.
            file: String,
        },
        /// Notes why a file is not in the report.
        SetAside {
            /// The parameter `file`.
            file: String,
            /// The parameter `reason`.
            reason: String,
        },
    }
    #[automatically_derived]
    impl ::core::clone::Clone for ReadFileState {
        fn clone(&self) -> Self {
            match self {
                Self::ReadFile { file } => {
                    Self::ReadFile {
                        file: <String as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            file,
                        ),
                    }
                }
                Self::SetAside { file, reason } => {
                    Self::SetAside {
                        file: <String as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            file,
                        ),
                        reason: <String as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            reason,
                        ),
                    }
                }
            }
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for ReadFileState {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            match self {
                Self::ReadFile { file } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "ReadFile")
                        .field(
                            "file",
                            <String as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                file,
                            ),
                        )
                        .finish()
                }
                Self::SetAside { file, reason } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "SetAside")
                        .field(
                            "file",
                            <String as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                file,
                            ),
                        )
                        .field(
                            "reason",
                            <String as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                reason,
                            ),
                        )
                        .finish()
                }
            }
        }
    }
    #[automatically_derived]
    impl ::workflow_runtime::__private::serde::ser::Serialize for ReadFileState {
        fn serialize<__S: ::workflow_runtime::__private::serde::ser::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            match self {
                Self::ReadFile { file } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "ReadFileState",
                        0,
                        "ReadFile",
                        1usize,
                    )?;
                    <String as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        file,
                        "file",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::SetAside { file, reason } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "ReadFileState",
                        1,
                        "SetAside",
                        2usize,
                    )?;
                    <String as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        file,
                        "file",
                        &mut stored,
                    )?;
                    <String as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        reason,
                        "reason",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
            }
        }
    }
    #[automatically_derived]
    impl<'de> ::workflow_runtime::__private::serde::de::Deserialize<'de>
    for ReadFileState {
        fn deserialize<__D: ::workflow_runtime::__private::serde::de::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::workflow_runtime::__private::stored::read(deserializer)
        }
    }
    #[automatically_derived]
    impl ::workflow_runtime::__private::stored::Stored for ReadFileState {
        const NAME: &'static str = "ReadFileState";
        const VARIANTS: &'static [&'static str] = &["ReadFile", "SetAside"];
        const FIELDS: &'static [&'static [&'static str]] = &[
            &["file"],
            &["file", "reason"],
        ];
        fn read<'de, __F: ::workflow_runtime::__private::stored::Fields<'de>>(
            variant: usize,
            fields: &mut __F,
        ) -> ::core::result::Result<Self, __F::Error> {
            match variant {
                0 => {
                    let mut slot_file = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <String as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_file,
                                    "file",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::ReadFile {
                        file: ::workflow_runtime::__private::stored::found(
                            slot_file,
                            "file",
                        )?,
                    })
                }
                1 => {
                    let mut slot_file = ::core::option::Option::None;
                    let mut slot_reason = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <String as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_file,
                                    "file",
                                    fields,
                                )?
                            }
                            1 => {
                                <String as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_reason,
                                    "reason",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::SetAside {
                        file: ::workflow_runtime::__private::stored::found(
                            slot_file,
                            "file",
                        )?,
                        reason: ::workflow_runtime::__private::stored::found(
                            slot_reason,
                            "reason",
                        )?,
                    })
                }
                _ => ::workflow_runtime::__private::stored::unknown(variant),
            }
        }
    }
    #[automatically_derived]
    impl ::workflow_runtime::MachineState for ReadFileState {
        fn name(&self) -> &'static str {
            match self {
                Self::ReadFile { .. } => "ReadFile",
                Self::SetAside { .. } => "SetAside",
            }
        }
        fn kind(&self) -> ::workflow_runtime::StateKind {
            match self {
                Self::ReadFile { .. } => ::workflow_runtime::StateKind::Task,
                Self::SetAside { .. } => ::workflow_runtime::StateKind::Succeed,
            }
        }
        fn input(
            &self,
        ) -> ::workflow_runtime::__private::serde_json::Result<
            ::workflow_runtime::__private::serde_json::Value,
        > {
            match self {
                Self::ReadFile { file } => {
                    <String as ::workflow_runtime::checkpoint::Checkpoint>::json(file)
                }
                Self::SetAside { file, reason } => {
                    ::workflow_runtime::__private::object([
                        (
                            "file",
                            <String as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                file,
                            )?,
                        ),
                        (
                            "reason",
                            <String as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                reason,
                            )?,
                        ),
                    ])
                }
            }
        }
    }
    /// Reads every file, four at a time.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn read_files(month: Month) -> Transition<Report, State> {
        ::workflow_runtime::Transition::next(State::ReadFiles { month })
    }
    /// Reads one file; a share that does not answer is asked again.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn read_file(file: String) -> Transition<Outcome, ReadFileState> {
        ::workflow_runtime::Transition::next(ReadFileState::ReadFile { file })
    }
    /// Notes why a file is not in the report.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn set_aside(file: String, reason: String) -> Transition<Outcome, ReadFileState> {
        ::workflow_runtime::Transition::next(ReadFileState::SetAside {
            file,
            reason,
        })
    }
    /// Decides whether enough arrived for a report.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn judge(month: Month, outcomes: Vec<Outcome>) -> Transition<Report, State> {
        ::workflow_runtime::Transition::next(State::Judge { month, outcomes })
    }
    /// Refuses to report on too little.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn give_up(bad: usize, files: usize) -> Transition<Report, State> {
        ::workflow_runtime::Transition::next(State::GiveUp { bad, files })
    }
    /// Adds the shops up.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn consolidate(month: String, outcomes: Vec<Outcome>) -> Transition<Report, State> {
        ::workflow_runtime::Transition::next(State::Consolidate {
            month,
            outcomes,
        })
    }
    /// The workflow `sales_report`, with what does its tasks.
    #[derive(::core::clone::Clone, ::core::fmt::Debug)]
    pub struct Workflow<TShare = ::workflow_runtime::Stub> {
        /// Does the tasks of `Share`.
        pub share: TShare,
    }
    #[allow(dead_code, unused_parens, clippy::all, clippy::pedantic, clippy::nursery)]
    impl<
        TShare: Share + ::core::marker::Send + ::core::marker::Sync + 'static,
    > Workflow<TShare> {
        fn state_read_files<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            month: Month,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                Transition<Report, State>,
                ::workflow_runtime::EvaluationError,
            >,
        > {
            let _ = &month;
            async move {
                use ::core::clone::Clone as _;
                let __transition: Transition<Report, State> = {
                    let __result = {
                        let __items = ::workflow_runtime::__private::items(
                            month.files.clone(),
                        );
                        ::workflow_runtime::__private::map(
                                __cx,
                                ::core::option::Option::Some(4),
                                &[],
                                __items,
                                |_, file| ::core::result::Result::<
                                    _,
                                    ::workflow_runtime::EvaluationError,
                                >::Ok(
                                    ::workflow_runtime::__private::machine_branch(
                                        ReadFileMachine(self),
                                        read_file(file.clone()),
                                    ),
                                ),
                            )
                            .await
                    };
                    {
                        let outcomes = match __result {
                            ::core::result::Result::Ok(__value) => __value,
                            ::core::result::Result::Err(__failure) => {
                                let __failed: Transition<Report, State> = ::workflow_runtime::fail(
                                    __failure,
                                );
                                return ::core::result::Result::Ok(__failed);
                            }
                        };
                        judge(month, outcomes)
                    }
                };
                ::core::result::Result::Ok(__transition)
            }
        }
        fn state_read_file<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            file: String,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                Transition<Outcome, ReadFileState>,
                ::workflow_runtime::EvaluationError,
            >,
        > {
            let _ = &file;
            async move {
                let __transition: Transition<Outcome, ReadFileState> = {
                    #[allow(unused_imports)]
                    use ::workflow_runtime::__private::{
                        OtherAttempts as _, OtherCaught as _, OtherReturned as _,
                        RefusedError as _,
                    };
                    let share = &self.share;
                    let __result = {
                        let __errors = ::workflow_runtime::__private::errors_of(|| async {
                            ::core::result::Result::<
                                _,
                                ::workflow_runtime::EvaluationError,
                            >::Ok(
                                ::workflow_runtime::__private::Returned(
                                        share.read_sales(&file).await,
                                    )
                                    .typed_result(),
                            )
                        });
                        match ::workflow_runtime::__private::Attempts::of(
                            ::workflow_runtime::__private::policy(
                                ::workflow_runtime::TaskPolicy {
                                    timeout: ::core::option::Option::Some(seconds(60)),
                                    heartbeat: ::core::option::Option::None,
                                    retry: &[
                                        ::workflow_runtime::__private::retrier(
                                                __errors,
                                                |__failure: &::workflow_runtime::TaskFailure<_>| match __failure {
                                                    ::workflow_runtime::TaskFailure::Failed(
                                                        ReadError::Unreadable { .. },
                                                    ) => true,
                                                    _ => false,
                                                },
                                            )
                                            .interval(seconds(2))
                                            .max_attempts(3),
                                    ],
                                },
                                (<TShare as Share>::__the_attribute_tasks_above_the_trait()
                                    .policy)("read_sales"),
                            ),
                            || async {
                                ::core::result::Result::<
                                    _,
                                    ::workflow_runtime::EvaluationError,
                                >::Ok(
                                    ::workflow_runtime::__private::Returned(
                                            share.read_sales(&file).await,
                                        )
                                        .typed_result(),
                                )
                            },
                        ) {
                            __attempts => {
                                ::workflow_runtime::checkpoint::TaskOutput::asked_of(
                                    &__attempts,
                                );
                                __attempts.task(__cx)
                            }
                        }
                            .await
                    };
                    match __result {
                        Ok(takings) => succeed(Outcome::Read(takings)),
                        Err(Failed(ReadError::Missing)) => {
                            set_aside(
                                file,
                                ::workflow_runtime::__private::expr::text(
                                    "there is no such file",
                                ),
                            )
                        }
                        Err(Failed(ReadError::Empty)) => {
                            set_aside(
                                file,
                                ::workflow_runtime::__private::expr::text(
                                    "the file is empty",
                                ),
                            )
                        }
                        Err(Failed(ReadError::NoColumn { column })) => {
                            set_aside(file, format!("the file has no column `{column}`"))
                        }
                        Err(Failed(ReadError::NotANumber { line, text })) => {
                            set_aside(
                                file,
                                format!("line {line}: `{text}` is not a number"),
                            )
                        }
                        Err(error) => {
                            let error = ::workflow_runtime::__private::Caught(error)
                                .known();
                            set_aside(file, error.name())
                        }
                    }
                };
                ::core::result::Result::Ok(__transition)
            }
        }
        #[inline]
        fn state_set_aside<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            file: String,
            reason: String,
        ) -> ::core::result::Result<
            Transition<Outcome, ReadFileState>,
            ::workflow_runtime::EvaluationError,
        > {
            let _ = __cx;
            let __transition: Transition<Outcome, ReadFileState> = succeed(
                Outcome::SetAside(BadFile { file, reason }),
            );
            ::core::result::Result::Ok(__transition)
        }
        #[inline]
        fn state_judge<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            month: Month,
            outcomes: Vec<Outcome>,
        ) -> ::core::result::Result<
            Transition<Report, State>,
            ::workflow_runtime::EvaluationError,
        > {
            use ::core::clone::Clone as _;
            let _ = __cx;
            let __transition: Transition<Report, State> = if (match ::workflow_runtime::__private::expr::mul(
                (match bad_files::checked(&outcomes) {
                    ::core::result::Result::Ok(__value) => (__value,).0,
                    ::core::result::Result::Err(__error) => {
                        return ::core::result::Result::Err(__error);
                    }
                }),
                100,
                |__left, __right| __left.0 * __right.0,
            ) {
                ::workflow_runtime::__private::expr::Checked::Plain(__left, __right) => {
                    __left.0 * __right.0
                }
                ::workflow_runtime::__private::expr::Checked::Value(__value) => __value,
                ::workflow_runtime::__private::expr::Checked::Failed(__error) => {
                    return ::core::result::Result::Err(__error);
                }
            })
                > (match ::workflow_runtime::__private::expr::mul(
                    outcomes.len(),
                    month.bad_percent_allowed.clone(),
                    |__left, __right| __left.0 * __right.0,
                ) {
                    ::workflow_runtime::__private::expr::Checked::Plain(
                        __left,
                        __right,
                    ) => __left.0 * __right.0,
                    ::workflow_runtime::__private::expr::Checked::Value(__value) => {
                        __value
                    }
                    ::workflow_runtime::__private::expr::Checked::Failed(__error) => {
                        return ::core::result::Result::Err(__error);
                    }
                })
            {
                give_up(
                    (match bad_files::checked(&outcomes) {
                        ::core::result::Result::Ok(__value) => (__value,).0,
                        ::core::result::Result::Err(__error) => {
                            return ::core::result::Result::Err(__error);
                        }
                    }),
                    outcomes.len(),
                )
            } else {
                consolidate(month.month, outcomes)
            };
            ::core::result::Result::Ok(__transition)
        }
        #[inline]
        fn state_give_up<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            bad: usize,
            files: usize,
        ) -> ::core::result::Result<
            Transition<Report, State>,
            ::workflow_runtime::EvaluationError,
        > {
            let _ = __cx;
            let __transition: Transition<Report, State> = fail(TooManyBadFiles {
                bad,
                files,
            });
            ::core::result::Result::Ok(__transition)
        }
        #[inline]
        fn state_consolidate<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            month: String,
            outcomes: Vec<Outcome>,
        ) -> ::core::result::Result<
            Transition<Report, State>,
            ::workflow_runtime::EvaluationError,
        > {
            let _ = __cx;
            let __transition: Transition<Report, State> = succeed(Report {
                month,
                sales: (match ::workflow_runtime::__private::expr::kept(|kept| ::core::result::Result::Ok(
                    (match ::workflow_runtime::__private::expr::total(
                        outcomes
                            .iter()
                            .map(|outcome| ::workflow_runtime::__private::expr::keep(
                                kept,
                                sales::checked(outcome),
                            )),
                        |__operand| __operand.0.sum(),
                    ) {
                        ::core::result::Result::Ok(__value) => (__value,).0,
                        ::core::result::Result::Err(__error) => {
                            return ::core::result::Result::Err(__error);
                        }
                    }),
                )) {
                    ::core::result::Result::Ok(__value) => (__value,).0,
                    ::core::result::Result::Err(__error) => {
                        return ::core::result::Result::Err(__error);
                    }
                }),
                cents: (match ::workflow_runtime::__private::expr::kept(|kept| ::core::result::Result::Ok(
                    (match ::workflow_runtime::__private::expr::total(
                        outcomes
                            .iter()
                            .map(|outcome| ::workflow_runtime::__private::expr::keep(
                                kept,
                                cents::checked(outcome),
                            )),
                        |__operand| __operand.0.sum(),
                    ) {
                        ::core::result::Result::Ok(__value) => (__value,).0,
                        ::core::result::Result::Err(__error) => {
                            return ::core::result::Result::Err(__error);
                        }
                    }),
                )) {
                    ::core::result::Result::Ok(__value) => (__value,).0,
                    ::core::result::Result::Err(__error) => {
                        return ::core::result::Result::Err(__error);
                    }
                }),
                files: outcomes,
            });
            ::core::result::Result::Ok(__transition)
        }
    }
    #[allow(warnings, unused, clippy::all, clippy::pedantic, clippy::nursery)]
    impl<
        TShare: Share + ::core::marker::Send + ::core::marker::Sync + 'static,
    > Workflow<TShare> {
        fn describe() -> ::workflow_runtime::asl::StateMachine {
            let mut __machine = ::workflow_runtime::__private::definition::Machine::main(
                "ReadFiles",
            );
            let __start = ::workflow_runtime::__private::definition::Input::Own;
            Self::describe_read_files(&mut __machine, __start);
            Self::describe_judge(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_give_up(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_consolidate(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            __machine
                .definition(
                    ::core::option::Option::Some(
                        "Makes one report of the month's sales files, unless too many of them are bad.",
                    ),
                    ::core::option::Option::Some(hours(1)),
                )
        }
        fn machine_read_file(
            __start: ::workflow_runtime::__private::definition::Input,
        ) -> ::workflow_runtime::__private::definition::Machine {
            let mut __machine = ::workflow_runtime::__private::definition::Machine::branch(
                    "ReadFile",
                )
                .entered_at(&__start);
            Self::describe_read_file(&mut __machine, __start);
            Self::describe_set_aside(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            __machine
        }
        fn describe_read_files(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            use ::core::clone::Clone as _;
            __machine.enters(&__input, &["month"]);
            let month: ::workflow_runtime::__private::expr::Local<Month> = __input
                .param(0usize, "month", 1usize);
            let __witness = ::workflow_runtime::__private::expr::witness(|| {
                ::workflow_runtime::__private::expr::never();
                let month = month.native();
                ::workflow_runtime::__private::expr::of(
                    &({
                        let file = ::workflow_runtime::__private::definition::item_of(
                            ::workflow_runtime::__private::items(month.files.clone()),
                        );
                        ::workflow_runtime::__private::definition::branch_witness(
                            ::workflow_runtime::__private::vec_of(
                                ::workflow_runtime::__private::definition::output_of(
                                    read_file(
                                        ::workflow_runtime::__private::expr::Place(&file).owned(),
                                    ),
                                ),
                            ),
                        )
                    }),
                )
            });
            let __names = {
                use ::workflow_runtime::__private::definition::Fallback as _;
                __witness.error_names()
            };
            let __result = ::workflow_runtime::__private::definition::success(
                &__witness,
                ::workflow_runtime::__private::expr::Expr::result(),
            );
            let __mapped = {
                let __items = ::workflow_runtime::__private::expr::field(
                    month.expr(),
                    &{
                        use ::workflow_runtime::__private::ProbeFallback as _;
                        ::workflow_runtime::__private::expr::witness(|| {
                                ::workflow_runtime::__private::expr::never();
                                let month = month.native();
                                let __value = &(month);
                                ::workflow_runtime::__private::expr::readable(__value);
                                ::workflow_runtime::__private::expr::of(__value)
                            })
                            .probe()
                            .shape()
                    },
                    "files",
                );
                let __item = ::workflow_runtime::__private::expr::Local::bind(
                    || {
                        ::workflow_runtime::__private::expr::never();
                        let month = month.native();
                        ::workflow_runtime::__private::definition::item_of(
                            ::workflow_runtime::__private::items(month.files.clone()),
                        )
                    },
                    ::workflow_runtime::__private::expr::Expr::context([
                        "Map",
                        "Item",
                        "Value",
                    ]),
                );
                let file = ::workflow_runtime::__private::expr::Local::bind(
                    || {
                        ::workflow_runtime::__private::expr::never();
                        match __item.native() {
                            file => file,
                            _ => ::workflow_runtime::__private::expr::never(),
                        }
                    },
                    ::workflow_runtime::__private::expr::Pattern::named(
                            "file",
                            ::workflow_runtime::__private::expr::Pattern::Any,
                        )
                        .binding(
                            "file",
                            &__item.expr(),
                            &{
                                use ::workflow_runtime::__private::ProbeFallback as _;
                                ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let __item = __item.native();
                                        ::workflow_runtime::__private::expr::of(&__item)
                                    })
                                    .probe()
                                    .shape()
                            },
                        ),
                );
                ::workflow_runtime::__private::definition::Mapped {
                    items: __items,
                    branch: ::workflow_runtime::__private::definition::Branch::machine(
                        "ReadFile",
                        &["file"],
                        ::workflow_runtime::__private::vec([file.expr()]),
                        false,
                        Self::machine_read_file,
                    ),
                    given: ::core::option::Option::Some({
                        use ::workflow_runtime::__private::ProbeFallback as _;
                        ::workflow_runtime::__private::expr::witness(|| {
                                ::workflow_runtime::__private::expr::never();
                                let file = file.native();
                                ::workflow_runtime::__private::expr::of(&(file))
                            })
                            .probe()
                            .shape()
                    }),
                    computed: ::workflow_runtime::__private::vec([]),
                    max_concurrency: ::core::option::Option::Some(4),
                }
            };
            __machine
                .map(
                    "ReadFiles",
                    ::core::option::Option::Some("Reads every file, four at a time."),
                    __mapped,
                    &::workflow_runtime::__private::definition::Policy::new(),
                    {
                        let outcomes = ::workflow_runtime::__private::expr::Local::bind(
                            || {
                                ::workflow_runtime::__private::expr::never();
                                match __result.native() {
                                    outcomes => outcomes,
                                    _ => ::workflow_runtime::__private::expr::never(),
                                }
                            },
                            ::workflow_runtime::__private::expr::Pattern::named(
                                    "outcomes",
                                    ::workflow_runtime::__private::expr::Pattern::Any,
                                )
                                .binding(
                                    "outcomes",
                                    &__result.expr(),
                                    &{
                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                        ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let __result = __result.native();
                                                ::workflow_runtime::__private::expr::of(&__result)
                                            })
                                            .probe()
                                            .shape()
                                    },
                                ),
                        );
                        ::workflow_runtime::__private::definition::Way::next(
                            "Judge",
                            &["month", "outcomes"],
                            ::workflow_runtime::__private::vec([
                                month.expr(),
                                outcomes.expr(),
                            ]),
                        )
                    },
                    &::workflow_runtime::__private::vec([]),
                );
        }
        fn describe_read_file(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["file"]);
            let file: ::workflow_runtime::__private::expr::Local<String> = __input
                .param(0usize, "file", 1usize);
            let __witness = ::workflow_runtime::__private::expr::witness(|| {
                ::workflow_runtime::__private::expr::never();
                let file = file.native();
                let share = ::workflow_runtime::__private::definition::handle::<
                    TShare,
                >();
                ::workflow_runtime::__private::expr::of(
                    &({
                        use ::workflow_runtime::__private::OtherReturned as _;
                        ::workflow_runtime::__private::Returned(
                                ::workflow_runtime::__private::definition::outcome(
                                    share.read_sales(&file),
                                ),
                            )
                            .result()
                    }),
                )
            });
            let __names = {
                use ::workflow_runtime::__private::definition::Fallback as _;
                __witness.error_names()
            };
            let __call = ::workflow_runtime::__private::definition::Call::task(
                (<TShare as Share>::__the_attribute_tasks_above_the_trait()
                    .describe)("read_sales"),
                ::workflow_runtime::__private::vec([file.expr()]),
                ::core::option::Option::Some({
                    use ::workflow_runtime::__private::ProbeFallback as _;
                    ::workflow_runtime::__private::expr::witness(|| {
                            ::workflow_runtime::__private::expr::never();
                            let file = file.native();
                            ::workflow_runtime::__private::expr::of(&(file))
                        })
                        .probe()
                        .shape()
                }),
                false,
            );
            let __result = ::workflow_runtime::__private::definition::success(
                &__witness,
                __call.result(),
            );
            __machine
                .task(
                    "ReadFile",
                    ::core::option::Option::Some(
                        "Reads one file; a share that does not answer is asked again.",
                    ),
                    &__call,
                    ::workflow_runtime::__private::definition::Policy::new()
                        .timeout(seconds(60))
                        .retry(
                            ::workflow_runtime::__private::definition::Retry::on([
                                    ::workflow_runtime::__private::definition::Selector::Own(
                                        __names.of("Unreadable"),
                                    ),
                                ])
                                .interval(seconds(2))
                                .max_attempts(3),
                        ),
                    {
                        let takings = ::workflow_runtime::__private::expr::Local::bind(
                            || {
                                ::workflow_runtime::__private::expr::never();
                                match __result.native() {
                                    takings => takings,
                                    _ => ::workflow_runtime::__private::expr::never(),
                                }
                            },
                            ::workflow_runtime::__private::expr::Pattern::named(
                                    "takings",
                                    ::workflow_runtime::__private::expr::Pattern::Any,
                                )
                                .binding(
                                    "takings",
                                    &__result.expr(),
                                    &{
                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                        ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let __result = __result.native();
                                                ::workflow_runtime::__private::expr::of(&__result)
                                            })
                                            .probe()
                                            .shape()
                                    },
                                ),
                        );
                        ::workflow_runtime::__private::definition::Way::Succeed {
                            output: ::workflow_runtime::__private::expr::construct(
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let takings = takings.native();
                                            let __value = &(Outcome::Read(takings));
                                            ::workflow_runtime::__private::expr::readable(__value);
                                            ::workflow_runtime::__private::expr::of(__value)
                                        })
                                        .probe()
                                        .shape()
                                },
                                "Read",
                                [("0", takings.expr())],
                                ::core::option::Option::None,
                            ),
                            via: ::core::option::Option::None,
                        }
                    },
                    &::workflow_runtime::__private::vec([
                        {
                            ::workflow_runtime::__private::definition::Arm {
                                on: ::workflow_runtime::__private::vec([
                                    ::workflow_runtime::__private::definition::Selector::Own(
                                        __names.of("Missing"),
                                    ),
                                ]),
                                way: ::workflow_runtime::__private::definition::Way::next(
                                    "SetAside",
                                    &["file", "reason"],
                                    ::workflow_runtime::__private::vec([
                                        file.expr(),
                                        ::workflow_runtime::__private::expr::string(
                                            "there is no such file",
                                        ),
                                    ]),
                                ),
                            }
                        },
                        {
                            ::workflow_runtime::__private::definition::Arm {
                                on: ::workflow_runtime::__private::vec([
                                    ::workflow_runtime::__private::definition::Selector::Own(
                                        __names.of("Empty"),
                                    ),
                                ]),
                                way: ::workflow_runtime::__private::definition::Way::next(
                                    "SetAside",
                                    &["file", "reason"],
                                    ::workflow_runtime::__private::vec([
                                        file.expr(),
                                        ::workflow_runtime::__private::expr::string(
                                            "the file is empty",
                                        ),
                                    ]),
                                ),
                            }
                        },
                        {
                            let __payload = ::workflow_runtime::__private::definition::payload(
                                &__witness,
                            );
                            let column = ::workflow_runtime::__private::expr::Local::bind(
                                || {
                                    ::workflow_runtime::__private::expr::never();
                                    match __payload.native() {
                                        ReadError::NoColumn { column } => column,
                                        _ => ::workflow_runtime::__private::expr::never(),
                                    }
                                },
                                ::workflow_runtime::__private::expr::Pattern::fields(
                                        "NoColumn",
                                        [
                                            (
                                                "column",
                                                ::workflow_runtime::__private::expr::Pattern::named(
                                                    "column",
                                                    ::workflow_runtime::__private::expr::Pattern::Any,
                                                ),
                                            ),
                                        ],
                                    )
                                    .binding(
                                        "column",
                                        &__payload.expr(),
                                        &{
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let __payload = __payload.native();
                                                    ::workflow_runtime::__private::expr::of(&__payload)
                                                })
                                                .probe()
                                                .shape()
                                        },
                                    ),
                            );
                            ::workflow_runtime::__private::definition::Arm {
                                on: ::workflow_runtime::__private::vec([
                                    ::workflow_runtime::__private::definition::Selector::Own(
                                        __names.of("NoColumn"),
                                    ),
                                ]),
                                way: ::workflow_runtime::__private::definition::Way::next(
                                    "SetAside",
                                    &["file", "reason"],
                                    ::workflow_runtime::__private::vec([
                                        file.expr(),
                                        ::workflow_runtime::__private::expr::format([
                                            ::workflow_runtime::__private::expr::item(
                                                ::workflow_runtime::__private::expr::string(
                                                    "the file has no column `",
                                                ),
                                                ::workflow_runtime::data::Shape::Text,
                                            ),
                                            {
                                                let _ = ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let column = column.native();
                                                    ::workflow_runtime::__private::expr::alike(
                                                        ::workflow_runtime::__private::expr::shown(&(column))
                                                            .asked(),
                                                    );
                                                    ::workflow_runtime::__private::expr::of(&())
                                                });
                                                ::workflow_runtime::__private::expr::item(
                                                    column.expr(),
                                                    {
                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                ::workflow_runtime::__private::expr::never();
                                                                let column = column.native();
                                                                ::workflow_runtime::__private::expr::of(&(column))
                                                            })
                                                            .probe()
                                                            .shape()
                                                    },
                                                )
                                            },
                                            ::workflow_runtime::__private::expr::item(
                                                ::workflow_runtime::__private::expr::string("`"),
                                                ::workflow_runtime::data::Shape::Text,
                                            ),
                                        ]),
                                    ]),
                                ),
                            }
                        },
                        {
                            let __payload = ::workflow_runtime::__private::definition::payload(
                                &__witness,
                            );
                            let line = ::workflow_runtime::__private::expr::Local::bind(
                                || {
                                    ::workflow_runtime::__private::expr::never();
                                    match __payload.native() {
                                        ReadError::NotANumber { line, text } => line,
                                        _ => ::workflow_runtime::__private::expr::never(),
                                    }
                                },
                                ::workflow_runtime::__private::expr::Pattern::fields(
                                        "NotANumber",
                                        [
                                            (
                                                "line",
                                                ::workflow_runtime::__private::expr::Pattern::named(
                                                    "line",
                                                    ::workflow_runtime::__private::expr::Pattern::Any,
                                                ),
                                            ),
                                            (
                                                "text",
                                                ::workflow_runtime::__private::expr::Pattern::named(
                                                    "text",
                                                    ::workflow_runtime::__private::expr::Pattern::Any,
                                                ),
                                            ),
                                        ],
                                    )
                                    .binding(
                                        "line",
                                        &__payload.expr(),
                                        &{
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let __payload = __payload.native();
                                                    ::workflow_runtime::__private::expr::of(&__payload)
                                                })
                                                .probe()
                                                .shape()
                                        },
                                    ),
                            );
                            let text = ::workflow_runtime::__private::expr::Local::bind(
                                || {
                                    ::workflow_runtime::__private::expr::never();
                                    match __payload.native() {
                                        ReadError::NotANumber { line, text } => text,
                                        _ => ::workflow_runtime::__private::expr::never(),
                                    }
                                },
                                ::workflow_runtime::__private::expr::Pattern::fields(
                                        "NotANumber",
                                        [
                                            (
                                                "line",
                                                ::workflow_runtime::__private::expr::Pattern::named(
                                                    "line",
                                                    ::workflow_runtime::__private::expr::Pattern::Any,
                                                ),
                                            ),
                                            (
                                                "text",
                                                ::workflow_runtime::__private::expr::Pattern::named(
                                                    "text",
                                                    ::workflow_runtime::__private::expr::Pattern::Any,
                                                ),
                                            ),
                                        ],
                                    )
                                    .binding(
                                        "text",
                                        &__payload.expr(),
                                        &{
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let __payload = __payload.native();
                                                    ::workflow_runtime::__private::expr::of(&__payload)
                                                })
                                                .probe()
                                                .shape()
                                        },
                                    ),
                            );
                            ::workflow_runtime::__private::definition::Arm {
                                on: ::workflow_runtime::__private::vec([
                                    ::workflow_runtime::__private::definition::Selector::Own(
                                        __names.of("NotANumber"),
                                    ),
                                ]),
                                way: ::workflow_runtime::__private::definition::Way::next(
                                    "SetAside",
                                    &["file", "reason"],
                                    ::workflow_runtime::__private::vec([
                                        file.expr(),
                                        ::workflow_runtime::__private::expr::format([
                                            ::workflow_runtime::__private::expr::item(
                                                ::workflow_runtime::__private::expr::string("line "),
                                                ::workflow_runtime::data::Shape::Text,
                                            ),
                                            {
                                                let _ = ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let line = line.native();
                                                    ::workflow_runtime::__private::expr::alike(
                                                        ::workflow_runtime::__private::expr::shown(&(line)).asked(),
                                                    );
                                                    ::workflow_runtime::__private::expr::of(&())
                                                });
                                                ::workflow_runtime::__private::expr::item(
                                                    line.expr(),
                                                    {
                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                ::workflow_runtime::__private::expr::never();
                                                                let line = line.native();
                                                                ::workflow_runtime::__private::expr::of(&(line))
                                                            })
                                                            .probe()
                                                            .shape()
                                                    },
                                                )
                                            },
                                            ::workflow_runtime::__private::expr::item(
                                                ::workflow_runtime::__private::expr::string(": `"),
                                                ::workflow_runtime::data::Shape::Text,
                                            ),
                                            {
                                                let _ = ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let text = text.native();
                                                    ::workflow_runtime::__private::expr::alike(
                                                        ::workflow_runtime::__private::expr::shown(&(text)).asked(),
                                                    );
                                                    ::workflow_runtime::__private::expr::of(&())
                                                });
                                                ::workflow_runtime::__private::expr::item(
                                                    text.expr(),
                                                    {
                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                ::workflow_runtime::__private::expr::never();
                                                                let text = text.native();
                                                                ::workflow_runtime::__private::expr::of(&(text))
                                                            })
                                                            .probe()
                                                            .shape()
                                                    },
                                                )
                                            },
                                            ::workflow_runtime::__private::expr::item(
                                                ::workflow_runtime::__private::expr::string(
                                                    "` is not a number",
                                                ),
                                                ::workflow_runtime::data::Shape::Text,
                                            ),
                                        ]),
                                    ]),
                                ),
                            }
                        },
                        {
                            let error = {
                                use ::workflow_runtime::__private::definition::Fallback as _;
                                __witness.task_failure()
                            };
                            ::workflow_runtime::__private::definition::Arm {
                                on: ::workflow_runtime::__private::vec([
                                    ::workflow_runtime::__private::definition::Selector::All,
                                ]),
                                way: ::workflow_runtime::__private::definition::Way::next(
                                    "SetAside",
                                    &["file", "reason"],
                                    ::workflow_runtime::__private::vec([
                                        file.expr(),
                                        {
                                            let _ = ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let error = error.native();
                                                ::workflow_runtime::__private::expr::portable::<
                                                    ::workflow_runtime::__private::expr::names::name,
                                                    _,
                                                    _,
                                                >(&(error), error.name());
                                                ::workflow_runtime::__private::expr::of(&())
                                            });
                                            ::workflow_runtime::__private::expr::method(
                                                "name",
                                                ::workflow_runtime::__private::expr::item(
                                                    error.expr(),
                                                    {
                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                ::workflow_runtime::__private::expr::never();
                                                                let error = error.native();
                                                                ::workflow_runtime::__private::expr::of(&(error))
                                                            })
                                                            .probe()
                                                            .shape()
                                                    },
                                                ),
                                                [],
                                            )
                                        },
                                    ]),
                                ),
                            }
                        },
                    ]),
                );
        }
        fn describe_set_aside(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["file", "reason"]);
            let file: ::workflow_runtime::__private::expr::Local<String> = __input
                .param(0usize, "file", 2usize);
            let reason: ::workflow_runtime::__private::expr::Local<String> = __input
                .param(1usize, "reason", 2usize);
            __machine
                .succeed(
                    "SetAside",
                    ::core::option::Option::Some(
                        "Notes why a file is not in the report.",
                    ),
                    ::workflow_runtime::__private::definition::Way::Succeed {
                        output: ::workflow_runtime::__private::expr::construct(
                            &{
                                use ::workflow_runtime::__private::ProbeFallback as _;
                                ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let file = file.native();
                                        let reason = reason.native();
                                        let __value = &(Outcome::SetAside(BadFile {
                                            file,
                                            reason,
                                        }));
                                        ::workflow_runtime::__private::expr::readable(__value);
                                        ::workflow_runtime::__private::expr::of(__value)
                                    })
                                    .probe()
                                    .shape()
                            },
                            "SetAside",
                            [
                                (
                                    "0",
                                    ::workflow_runtime::__private::expr::construct(
                                        &{
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let file = file.native();
                                                    let reason = reason.native();
                                                    let __value = &(BadFile { file, reason });
                                                    ::workflow_runtime::__private::expr::readable(__value);
                                                    ::workflow_runtime::__private::expr::of(__value)
                                                })
                                                .probe()
                                                .shape()
                                        },
                                        "BadFile",
                                        [("file", file.expr()), ("reason", reason.expr())],
                                        ::core::option::Option::None,
                                    ),
                                ),
                            ],
                            ::core::option::Option::None,
                        ),
                        via: ::core::option::Option::None,
                    },
                );
        }
        fn describe_judge(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            use ::core::clone::Clone as _;
            __machine.enters(&__input, &["month", "outcomes"]);
            let month: ::workflow_runtime::__private::expr::Local<Month> = __input
                .param(0usize, "month", 2usize);
            let outcomes: ::workflow_runtime::__private::expr::Local<Vec<Outcome>> = __input
                .param(1usize, "outcomes", 2usize);
            let mut __choice = ::workflow_runtime::__private::definition::Choice::new();
            __choice
                .enter({
                    let _ = ::workflow_runtime::__private::expr::witness(|| {
                        ::workflow_runtime::__private::expr::never();
                        let outcomes = outcomes.native();
                        let __value = &((match (
                            (
                                (match bad_files::checked(&outcomes) {
                                    ::core::result::Result::Ok(__value) => (__value,).0,
                                    ::core::result::Result::Err(__error) => {
                                        ::workflow_runtime::__private::expr::never()
                                    }
                                }),
                            ),
                            (100,),
                        ) {
                            (__left, __right) => __left.0 * __right.0,
                        }));
                        ::workflow_runtime::__private::expr::ordered(__value);
                        ::workflow_runtime::__private::expr::exact(
                            ::workflow_runtime::__private::expr::writing(__value).asked(),
                        );
                        ::workflow_runtime::__private::expr::of(&())
                    });
                    ::workflow_runtime::__private::expr::compare(
                        ::workflow_runtime::__private::expr::Comparison::Greater,
                        ::workflow_runtime::__private::expr::item(
                            ::workflow_runtime::__private::expr::arithmetic(
                                ::workflow_runtime::__private::expr::Arithmetic::Mul,
                                {
                                    let argument_0 = outcomes.expr();
                                    let value = bad_files::twin(&[argument_0.clone()]);
                                    ::workflow_runtime::__private::expr::after(
                                        [argument_0],
                                        value,
                                    )
                                },
                                ::workflow_runtime::__private::expr::number("100"),
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let outcomes = outcomes.native();
                                            ::workflow_runtime::__private::expr::of(
                                                &((match (
                                                    (
                                                        (match bad_files::checked(&outcomes) {
                                                            ::core::result::Result::Ok(__value) => (__value,).0,
                                                            ::core::result::Result::Err(__error) => {
                                                                ::workflow_runtime::__private::expr::never()
                                                            }
                                                        }),
                                                    ),
                                                    (100,),
                                                ) {
                                                    (__left, __right) => __left.0 * __right.0,
                                                })),
                                            )
                                        })
                                        .probe()
                                        .shape()
                                },
                            ),
                            {
                                use ::workflow_runtime::__private::ProbeFallback as _;
                                ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let outcomes = outcomes.native();
                                        ::workflow_runtime::__private::expr::of(
                                            &((match (
                                                (
                                                    (match bad_files::checked(&outcomes) {
                                                        ::core::result::Result::Ok(__value) => (__value,).0,
                                                        ::core::result::Result::Err(__error) => {
                                                            ::workflow_runtime::__private::expr::never()
                                                        }
                                                    }),
                                                ),
                                                (100,),
                                            ) {
                                                (__left, __right) => __left.0 * __right.0,
                                            })),
                                        )
                                    })
                                    .probe()
                                    .shape()
                            },
                        ),
                        ::workflow_runtime::__private::expr::item(
                            ::workflow_runtime::__private::expr::arithmetic(
                                ::workflow_runtime::__private::expr::Arithmetic::Mul,
                                {
                                    let _ = ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let outcomes = outcomes.native();
                                        ::workflow_runtime::__private::expr::portable::<
                                            ::workflow_runtime::__private::expr::names::len,
                                            _,
                                            _,
                                        >(&(outcomes), outcomes.len());
                                        ::workflow_runtime::__private::expr::of(&())
                                    });
                                    ::workflow_runtime::__private::expr::method(
                                        "len",
                                        ::workflow_runtime::__private::expr::item(
                                            outcomes.expr(),
                                            {
                                                use ::workflow_runtime::__private::ProbeFallback as _;
                                                ::workflow_runtime::__private::expr::witness(|| {
                                                        ::workflow_runtime::__private::expr::never();
                                                        let outcomes = outcomes.native();
                                                        ::workflow_runtime::__private::expr::of(&(outcomes))
                                                    })
                                                    .probe()
                                                    .shape()
                                            },
                                        ),
                                        [],
                                    )
                                },
                                ::workflow_runtime::__private::expr::field(
                                    month.expr(),
                                    &{
                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                        ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let month = month.native();
                                                ::workflow_runtime::__private::expr::of(&(month))
                                            })
                                            .probe()
                                            .shape()
                                    },
                                    "bad_percent_allowed",
                                ),
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let month = month.native();
                                            let outcomes = outcomes.native();
                                            ::workflow_runtime::__private::expr::of(
                                                &((match ((outcomes.len(),), (month.bad_percent_allowed,)) {
                                                    (__left, __right) => __left.0 * __right.0,
                                                })),
                                            )
                                        })
                                        .probe()
                                        .shape()
                                },
                            ),
                            {
                                use ::workflow_runtime::__private::ProbeFallback as _;
                                ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let month = month.native();
                                        let outcomes = outcomes.native();
                                        ::workflow_runtime::__private::expr::of(
                                            &((match ((outcomes.len(),), (month.bad_percent_allowed,)) {
                                                (__left, __right) => __left.0 * __right.0,
                                            })),
                                        )
                                    })
                                    .probe()
                                    .shape()
                            },
                        ),
                    )
                });
            __choice
                .go(
                    ::workflow_runtime::__private::definition::Way::next(
                        "GiveUp",
                        &["bad", "files"],
                        ::workflow_runtime::__private::vec([
                            {
                                let argument_0 = outcomes.expr();
                                let value = bad_files::twin(&[argument_0.clone()]);
                                ::workflow_runtime::__private::expr::after(
                                    [argument_0],
                                    value,
                                )
                            },
                            {
                                let _ = ::workflow_runtime::__private::expr::witness(|| {
                                    ::workflow_runtime::__private::expr::never();
                                    let outcomes = outcomes.native();
                                    ::workflow_runtime::__private::expr::portable::<
                                        ::workflow_runtime::__private::expr::names::len,
                                        _,
                                        _,
                                    >(&(outcomes), outcomes.len());
                                    ::workflow_runtime::__private::expr::of(&())
                                });
                                ::workflow_runtime::__private::expr::method(
                                    "len",
                                    ::workflow_runtime::__private::expr::item(
                                        outcomes.expr(),
                                        {
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let outcomes = outcomes.native();
                                                    ::workflow_runtime::__private::expr::of(&(outcomes))
                                                })
                                                .probe()
                                                .shape()
                                        },
                                    ),
                                    [],
                                )
                            },
                        ]),
                    ),
                );
            __choice.leave();
            __choice
                .go(
                    ::workflow_runtime::__private::definition::Way::next(
                        "Consolidate",
                        &["month", "outcomes"],
                        ::workflow_runtime::__private::vec([
                            ::workflow_runtime::__private::expr::field(
                                month.expr(),
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let month = month.native();
                                            ::workflow_runtime::__private::expr::of(&(month))
                                        })
                                        .probe()
                                        .shape()
                                },
                                "month",
                            ),
                            outcomes.expr(),
                        ]),
                    ),
                );
            __machine
                .choice(
                    "Judge",
                    ::core::option::Option::Some(
                        "Decides whether enough arrived for a report.",
                    ),
                    __choice,
                );
        }
        fn describe_give_up(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["bad", "files"]);
            let bad: ::workflow_runtime::__private::expr::Local<usize> = __input
                .param(0usize, "bad", 2usize);
            let files: ::workflow_runtime::__private::expr::Local<usize> = __input
                .param(1usize, "files", 2usize);
            {
                __machine
                    .fail(
                        "GiveUp",
                        ::core::option::Option::Some("Refuses to report on too little."),
                        &{
                            use ::workflow_runtime::__private::definition::Fallback as _;
                            ::workflow_runtime::__private::expr::witness(|| {
                                    ::workflow_runtime::__private::expr::never();
                                    let bad = bad.native();
                                    let files = files.native();
                                    ::workflow_runtime::__private::expr::of(
                                        &(TooManyBadFiles { bad, files }),
                                    )
                                })
                                .failed(
                                    ::workflow_runtime::__private::expr::construct(
                                        &{
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let bad = bad.native();
                                                    let files = files.native();
                                                    ::workflow_runtime::__private::expr::of(
                                                        &(TooManyBadFiles { bad, files }),
                                                    )
                                                })
                                                .probe()
                                                .shape()
                                        },
                                        "TooManyBadFiles",
                                        [("bad", bad.expr()), ("files", files.expr())],
                                        ::core::option::Option::None,
                                    ),
                                    ::core::option::Option::Some("TooManyBadFiles"),
                                )
                        },
                    );
            }
        }
        fn describe_consolidate(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            use ::core::clone::Clone as _;
            __machine.enters(&__input, &["month", "outcomes"]);
            let month: ::workflow_runtime::__private::expr::Local<String> = __input
                .param(0usize, "month", 2usize);
            let outcomes: ::workflow_runtime::__private::expr::Local<Vec<Outcome>> = __input
                .param(1usize, "outcomes", 2usize);
            __machine
                .succeed(
                    "Consolidate",
                    ::core::option::Option::Some("Adds the shops up."),
                    ::workflow_runtime::__private::definition::Way::Succeed {
                        output: ::workflow_runtime::__private::expr::construct(
                            &{
                                use ::workflow_runtime::__private::ProbeFallback as _;
                                ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let month = month.native();
                                        let outcomes = outcomes.native();
                                        let __value = &(Report {
                                            month,
                                            sales: (match ((
                                                outcomes
                                                    .iter()
                                                    .map(|outcome| {
                                                        ::workflow_runtime::__private::expr::never();
                                                        (match sales::checked(outcome) {
                                                            ::core::result::Result::Ok(__value) => (__value,).0,
                                                            ::core::result::Result::Err(__error) => {
                                                                ::workflow_runtime::__private::expr::never()
                                                            }
                                                        })
                                                    }),
                                            )) {
                                                (__operand) => __operand.0.sum(),
                                            }),
                                            cents: (match ((
                                                outcomes
                                                    .iter()
                                                    .map(|outcome| {
                                                        ::workflow_runtime::__private::expr::never();
                                                        (match cents::checked(outcome) {
                                                            ::core::result::Result::Ok(__value) => (__value,).0,
                                                            ::core::result::Result::Err(__error) => {
                                                                ::workflow_runtime::__private::expr::never()
                                                            }
                                                        })
                                                    }),
                                            )) {
                                                (__operand) => __operand.0.sum(),
                                            }),
                                            files: outcomes,
                                        });
                                        ::workflow_runtime::__private::expr::readable(__value);
                                        ::workflow_runtime::__private::expr::of(__value)
                                    })
                                    .probe()
                                    .shape()
                            },
                            "Report",
                            [
                                ("month", month.expr()),
                                (
                                    "sales",
                                    {
                                        ::workflow_runtime::__private::expr::sum(
                                            ::workflow_runtime::__private::expr::item(
                                                {
                                                    {
                                                        let element = {
                                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                                            ::workflow_runtime::__private::expr::witness(|| {
                                                                    ::workflow_runtime::__private::expr::never();
                                                                    let outcomes = outcomes.native();
                                                                    ::workflow_runtime::__private::expr::item_of(
                                                                        outcomes.iter(),
                                                                    )
                                                                })
                                                                .probe()
                                                                .shape()
                                                        };
                                                        ::workflow_runtime::__private::expr::closure(
                                                            "map",
                                                            ::workflow_runtime::__private::expr::item(
                                                                {
                                                                    let _ = ::workflow_runtime::__private::expr::witness(|| {
                                                                        ::workflow_runtime::__private::expr::never();
                                                                        let outcomes = outcomes.native();
                                                                        ::workflow_runtime::__private::expr::portable::<
                                                                            ::workflow_runtime::__private::expr::names::iter,
                                                                            _,
                                                                            _,
                                                                        >(&(outcomes), outcomes.iter());
                                                                        ::workflow_runtime::__private::expr::of(&())
                                                                    });
                                                                    ::workflow_runtime::__private::expr::method(
                                                                        "iter",
                                                                        ::workflow_runtime::__private::expr::item(
                                                                            outcomes.expr(),
                                                                            {
                                                                                use ::workflow_runtime::__private::ProbeFallback as _;
                                                                                ::workflow_runtime::__private::expr::witness(|| {
                                                                                        ::workflow_runtime::__private::expr::never();
                                                                                        let outcomes = outcomes.native();
                                                                                        ::workflow_runtime::__private::expr::of(&(outcomes))
                                                                                    })
                                                                                    .probe()
                                                                                    .shape()
                                                                            },
                                                                        ),
                                                                        [],
                                                                    )
                                                                },
                                                                ::workflow_runtime::__private::expr::list_of(
                                                                    &{
                                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                                ::workflow_runtime::__private::expr::never();
                                                                                let outcomes = outcomes.native();
                                                                                ::workflow_runtime::__private::expr::item_of(
                                                                                    outcomes.iter(),
                                                                                )
                                                                            })
                                                                            .probe()
                                                                            .shape()
                                                                    },
                                                                ),
                                                            ),
                                                            "outcome",
                                                            |value| {
                                                                let outcome = ::workflow_runtime::__private::expr::Local::seen(
                                                                    &::workflow_runtime::__private::expr::witness(|| {
                                                                        ::workflow_runtime::__private::expr::never();
                                                                        let outcomes = outcomes.native();
                                                                        let seen = ::workflow_runtime::__private::expr::Seen::new();
                                                                        let _ = outcomes
                                                                            .iter()
                                                                            .map(|outcome| {
                                                                                ::workflow_runtime::__private::expr::never();
                                                                                ::workflow_runtime::__private::expr::see(&seen, &outcome);
                                                                                (match sales::checked(outcome) {
                                                                                    ::core::result::Result::Ok(__value) => (__value,).0,
                                                                                    ::core::result::Result::Err(__error) => {
                                                                                        ::workflow_runtime::__private::expr::never()
                                                                                    }
                                                                                })
                                                                            });
                                                                        seen.witness()
                                                                    }),
                                                                    ::workflow_runtime::__private::expr::Pattern::named(
                                                                            "outcome",
                                                                            ::workflow_runtime::__private::expr::Pattern::Any,
                                                                        )
                                                                        .binding("outcome", &value, &element),
                                                                );
                                                                ::workflow_runtime::__private::expr::item(
                                                                    {
                                                                        let argument_0 = outcome.expr();
                                                                        let value = sales::twin(&[argument_0.clone()]);
                                                                        ::workflow_runtime::__private::expr::after(
                                                                            [argument_0],
                                                                            value,
                                                                        )
                                                                    },
                                                                    {
                                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                                ::workflow_runtime::__private::expr::never();
                                                                                let outcome = outcome.native();
                                                                                ::workflow_runtime::__private::expr::of(
                                                                                    &((match sales::checked(outcome) {
                                                                                        ::core::result::Result::Ok(__value) => (__value,).0,
                                                                                        ::core::result::Result::Err(__error) => {
                                                                                            ::workflow_runtime::__private::expr::never()
                                                                                        }
                                                                                    })),
                                                                                )
                                                                            })
                                                                            .probe()
                                                                            .shape()
                                                                    },
                                                                )
                                                            },
                                                        )
                                                    }
                                                },
                                                ::workflow_runtime::__private::expr::list_of(
                                                    &{
                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                ::workflow_runtime::__private::expr::never();
                                                                let outcomes = outcomes.native();
                                                                ::workflow_runtime::__private::expr::item_of(
                                                                    outcomes
                                                                        .iter()
                                                                        .map(|outcome| {
                                                                            ::workflow_runtime::__private::expr::never();
                                                                            (match sales::checked(outcome) {
                                                                                ::core::result::Result::Ok(__value) => (__value,).0,
                                                                                ::core::result::Result::Err(__error) => {
                                                                                    ::workflow_runtime::__private::expr::never()
                                                                                }
                                                                            })
                                                                        }),
                                                                )
                                                            })
                                                            .probe()
                                                            .shape()
                                                    },
                                                ),
                                            ),
                                            &{
                                                use ::workflow_runtime::__private::ProbeFallback as _;
                                                ::workflow_runtime::__private::expr::witness(|| {
                                                        ::workflow_runtime::__private::expr::never();
                                                        let outcomes = outcomes.native();
                                                        ::workflow_runtime::__private::expr::item_of(
                                                            outcomes
                                                                .iter()
                                                                .map(|outcome| {
                                                                    ::workflow_runtime::__private::expr::never();
                                                                    (match sales::checked(outcome) {
                                                                        ::core::result::Result::Ok(__value) => (__value,).0,
                                                                        ::core::result::Result::Err(__error) => {
                                                                            ::workflow_runtime::__private::expr::never()
                                                                        }
                                                                    })
                                                                }),
                                                        )
                                                    })
                                                    .probe()
                                                    .shape()
                                            },
                                        )
                                    },
                                ),
                                (
                                    "cents",
                                    {
                                        ::workflow_runtime::__private::expr::sum(
                                            ::workflow_runtime::__private::expr::item(
                                                {
                                                    {
                                                        let element = {
                                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                                            ::workflow_runtime::__private::expr::witness(|| {
                                                                    ::workflow_runtime::__private::expr::never();
                                                                    let outcomes = outcomes.native();
                                                                    ::workflow_runtime::__private::expr::item_of(
                                                                        outcomes.iter(),
                                                                    )
                                                                })
                                                                .probe()
                                                                .shape()
                                                        };
                                                        ::workflow_runtime::__private::expr::closure(
                                                            "map",
                                                            ::workflow_runtime::__private::expr::item(
                                                                {
                                                                    let _ = ::workflow_runtime::__private::expr::witness(|| {
                                                                        ::workflow_runtime::__private::expr::never();
                                                                        let outcomes = outcomes.native();
                                                                        ::workflow_runtime::__private::expr::portable::<
                                                                            ::workflow_runtime::__private::expr::names::iter,
                                                                            _,
                                                                            _,
                                                                        >(&(outcomes), outcomes.iter());
                                                                        ::workflow_runtime::__private::expr::of(&())
                                                                    });
                                                                    ::workflow_runtime::__private::expr::method(
                                                                        "iter",
                                                                        ::workflow_runtime::__private::expr::item(
                                                                            outcomes.expr(),
                                                                            {
                                                                                use ::workflow_runtime::__private::ProbeFallback as _;
                                                                                ::workflow_runtime::__private::expr::witness(|| {
                                                                                        ::workflow_runtime::__private::expr::never();
                                                                                        let outcomes = outcomes.native();
                                                                                        ::workflow_runtime::__private::expr::of(&(outcomes))
                                                                                    })
                                                                                    .probe()
                                                                                    .shape()
                                                                            },
                                                                        ),
                                                                        [],
                                                                    )
                                                                },
                                                                ::workflow_runtime::__private::expr::list_of(
                                                                    &{
                                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                                ::workflow_runtime::__private::expr::never();
                                                                                let outcomes = outcomes.native();
                                                                                ::workflow_runtime::__private::expr::item_of(
                                                                                    outcomes.iter(),
                                                                                )
                                                                            })
                                                                            .probe()
                                                                            .shape()
                                                                    },
                                                                ),
                                                            ),
                                                            "outcome",
                                                            |value| {
                                                                let outcome = ::workflow_runtime::__private::expr::Local::seen(
                                                                    &::workflow_runtime::__private::expr::witness(|| {
                                                                        ::workflow_runtime::__private::expr::never();
                                                                        let outcomes = outcomes.native();
                                                                        let seen = ::workflow_runtime::__private::expr::Seen::new();
                                                                        let _ = outcomes
                                                                            .iter()
                                                                            .map(|outcome| {
                                                                                ::workflow_runtime::__private::expr::never();
                                                                                ::workflow_runtime::__private::expr::see(&seen, &outcome);
                                                                                (match cents::checked(outcome) {
                                                                                    ::core::result::Result::Ok(__value) => (__value,).0,
                                                                                    ::core::result::Result::Err(__error) => {
                                                                                        ::workflow_runtime::__private::expr::never()
                                                                                    }
                                                                                })
                                                                            });
                                                                        seen.witness()
                                                                    }),
                                                                    ::workflow_runtime::__private::expr::Pattern::named(
                                                                            "outcome",
                                                                            ::workflow_runtime::__private::expr::Pattern::Any,
                                                                        )
                                                                        .binding("outcome", &value, &element),
                                                                );
                                                                ::workflow_runtime::__private::expr::item(
                                                                    {
                                                                        let argument_0 = outcome.expr();
                                                                        let value = cents::twin(&[argument_0.clone()]);
                                                                        ::workflow_runtime::__private::expr::after(
                                                                            [argument_0],
                                                                            value,
                                                                        )
                                                                    },
                                                                    {
                                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                                ::workflow_runtime::__private::expr::never();
                                                                                let outcome = outcome.native();
                                                                                ::workflow_runtime::__private::expr::of(
                                                                                    &((match cents::checked(outcome) {
                                                                                        ::core::result::Result::Ok(__value) => (__value,).0,
                                                                                        ::core::result::Result::Err(__error) => {
                                                                                            ::workflow_runtime::__private::expr::never()
                                                                                        }
                                                                                    })),
                                                                                )
                                                                            })
                                                                            .probe()
                                                                            .shape()
                                                                    },
                                                                )
                                                            },
                                                        )
                                                    }
                                                },
                                                ::workflow_runtime::__private::expr::list_of(
                                                    &{
                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                ::workflow_runtime::__private::expr::never();
                                                                let outcomes = outcomes.native();
                                                                ::workflow_runtime::__private::expr::item_of(
                                                                    outcomes
                                                                        .iter()
                                                                        .map(|outcome| {
                                                                            ::workflow_runtime::__private::expr::never();
                                                                            (match cents::checked(outcome) {
                                                                                ::core::result::Result::Ok(__value) => (__value,).0,
                                                                                ::core::result::Result::Err(__error) => {
                                                                                    ::workflow_runtime::__private::expr::never()
                                                                                }
                                                                            })
                                                                        }),
                                                                )
                                                            })
                                                            .probe()
                                                            .shape()
                                                    },
                                                ),
                                            ),
                                            &{
                                                use ::workflow_runtime::__private::ProbeFallback as _;
                                                ::workflow_runtime::__private::expr::witness(|| {
                                                        ::workflow_runtime::__private::expr::never();
                                                        let outcomes = outcomes.native();
                                                        ::workflow_runtime::__private::expr::item_of(
                                                            outcomes
                                                                .iter()
                                                                .map(|outcome| {
                                                                    ::workflow_runtime::__private::expr::never();
                                                                    (match cents::checked(outcome) {
                                                                        ::core::result::Result::Ok(__value) => (__value,).0,
                                                                        ::core::result::Result::Err(__error) => {
                                                                            ::workflow_runtime::__private::expr::never()
                                                                        }
                                                                    })
                                                                }),
                                                        )
                                                    })
                                                    .probe()
                                                    .shape()
                                            },
                                        )
                                    },
                                ),
                                ("files", outcomes.expr()),
                            ],
                            ::core::option::Option::None,
                        ),
                        via: ::core::option::Option::None,
                    },
                );
        }
    }
    /// Runs the branch `read_file`.
    #[doc(hidden)]
    pub struct ReadFileMachine<'workflow, TShare>(&'workflow Workflow<TShare>);
    #[automatically_derived]
    impl<'workflow, TShare> ::core::fmt::Debug for ReadFileMachine<'workflow, TShare> {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            formatter.write_str(::core::stringify!(ReadFileMachine))
        }
    }
    #[automatically_derived]
    #[allow(private_interfaces)]
    impl<
        'workflow,
        TShare: Share + ::core::marker::Send + ::core::marker::Sync + 'static,
    > ::workflow_runtime::Machine for ReadFileMachine<'workflow, TShare> {
        type State = ReadFileState;
        type Output = Outcome;
        async fn step<__C: ::workflow_runtime::Context>(
            &self,
            state: Self::State,
            __cx: &__C,
        ) -> ::workflow_runtime::Transition<Outcome, ReadFileState> {
            match state {
                ReadFileState::ReadFile { file } => {
                    ::workflow_runtime::__private::evaluated(
                        self.0.state_read_file(__cx, file).await,
                    )
                }
                ReadFileState::SetAside { file, reason } => {
                    ::workflow_runtime::__private::evaluated(
                        self.0.state_set_aside(__cx, file, reason),
                    )
                }
            }
        }
        #[inline]
        fn step_at_once<__C: ::workflow_runtime::Context>(
            &self,
            state: Self::State,
            __cx: &__C,
        ) -> ::core::result::Result<
            ::workflow_runtime::Transition<Outcome, ReadFileState>,
            Self::State,
        > {
            match state {
                state @ ReadFileState::ReadFile { .. } => {
                    ::core::result::Result::Err(state)
                }
                ReadFileState::SetAside { file, reason } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.0.state_set_aside(__cx, file, reason),
                        ),
                    )
                }
            }
        }
    }
    #[automatically_derived]
    #[allow(private_interfaces)]
    impl<
        TShare: Share + ::core::marker::Send + ::core::marker::Sync + 'static,
    > ::workflow_runtime::Workflow for Workflow<TShare> {
        const NAME: &'static str = "SalesReport";
        const TIMEOUT: ::core::option::Option<::core::time::Duration> = ::core::option::Option::Some(
            hours(1),
        );
        type Input = Month;
        type Output = Report;
        type State = State;
        fn definition() -> ::workflow_runtime::asl::StateMachine {
            Self::describe()
        }
        fn memories() -> ::workflow_runtime::__private::Memories {
            ::workflow_runtime::__private::memories(
                &[<TShare as Share>::__the_attribute_tasks_above_the_trait()],
            )
        }
        fn start(input: Self::Input) -> Self::State {
            State::ReadFiles { month: input }
        }
        async fn step<__C: ::workflow_runtime::Context>(
            &self,
            state: Self::State,
            __cx: &__C,
        ) -> ::workflow_runtime::Transition<Report, State> {
            match state {
                State::ReadFiles { month } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_read_files(__cx, month).await,
                    )
                }
                State::Judge { month, outcomes } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_judge(__cx, month, outcomes),
                    )
                }
                State::GiveUp { bad, files } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_give_up(__cx, bad, files),
                    )
                }
                State::Consolidate { month, outcomes } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_consolidate(__cx, month, outcomes),
                    )
                }
            }
        }
        #[inline]
        fn step_at_once<__C: ::workflow_runtime::Context>(
            &self,
            state: Self::State,
            __cx: &__C,
        ) -> ::core::result::Result<
            ::workflow_runtime::Transition<Report, State>,
            Self::State,
        > {
            match state {
                state @ State::ReadFiles { .. } => ::core::result::Result::Err(state),
                State::Judge { month, outcomes } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_judge(__cx, month, outcomes),
                        ),
                    )
                }
                State::GiveUp { bad, files } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_give_up(__cx, bad, files),
                        ),
                    )
                }
                State::Consolidate { month, outcomes } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_consolidate(__cx, month, outcomes),
                        ),
                    )
                }
            }
        }
    }
    /// The definition of the workflow `sales_report` in Amazon States Language: the same bytes every time.
    #[must_use]
    #[allow(dead_code)]
    pub fn definition() -> ::workflow_runtime::asl::StateMachine {
        #[allow(unused_imports)]
        use ::workflow_runtime::__private::NoDefinition as _;
        ::workflow_runtime::__private::Definition::<Workflow>::of_stubs()
    }
}
