/// Opens a bank account once the applicant's name and address are verified.
#[allow(clippy::wildcard_imports)]
pub mod account_processing {
    use super::*;
    /// A checkpoint of the workflow `account_processing`: the state it is in, with that state's input.
    #[allow(clippy::large_enum_variant, clippy::enum_variant_names, private_interfaces)]
    pub enum State {
        /// Checks the name and the address side by side.
        CheckApplicant {
            /// The parameter `application`.
            application: Application,
        },
        /// Weighs what the checks found.
        Decide {
            /// The parameter `application`.
            application: Application,
            /// The parameter `name`.
            name: NameCheck,
            /// The parameter `address`.
            address: AddressCheck,
        },
        /// Lets a doubtful application rest for a day before it is checked again.
        CoolingOff {
            /// The parameter `application`.
            application: Application,
        },
        /// Opens the account, and tries again while the ledger is busy.
        OpenAccount {
            /// The parameter `application`.
            application: Application,
        },
        /// Tells the applicant that there will be no account, and why.
        Rejected {
            /// The parameter `name`.
            name: String,
            /// The parameter `reason`.
            reason: String,
        },
    }
    #[automatically_derived]
    impl ::core::clone::Clone for State {
        fn clone(&self) -> Self {
            match self {
                Self::CheckApplicant { application } => {
                    Self::CheckApplicant {
                        application: <Application as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            application,
                        ),
                    }
                }
                Self::Decide { application, name, address } => {
                    Self::Decide {
                        application: <Application as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            application,
                        ),
                        name: <NameCheck as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            name,
                        ),
                        address: <AddressCheck as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            address,
                        ),
                    }
                }
                Self::CoolingOff { application } => {
                    Self::CoolingOff {
                        application: <Application as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            application,
                        ),
                    }
                }
                Self::OpenAccount { application } => {
                    Self::OpenAccount {
                        application: <Application as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            application,
                        ),
                    }
                }
                Self::Rejected { name, reason } => {
                    Self::Rejected {
                        name: <String as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            name,
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
    impl ::core::fmt::Debug for State {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            match self {
                Self::CheckApplicant { application } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "CheckApplicant")
                        .field(
                            "application",
                            <Application as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                application,
                            ),
                        )
                        .finish()
                }
                Self::Decide { application, name, address } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Decide")
                        .field(
                            "application",
                            <Application as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                application,
                            ),
                        )
                        .field(
                            "name",
                            <NameCheck as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                name,
                            ),
                        )
                        .field(
                            "address",
                            <AddressCheck as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                address,
                            ),
                        )
                        .finish()
                }
                Self::CoolingOff { application } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "CoolingOff")
                        .field(
                            "application",
                            <Application as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                application,
                            ),
                        )
                        .finish()
                }
                Self::OpenAccount { application } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "OpenAccount")
                        .field(
                            "application",
                            <Application as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                application,
                            ),
                        )
                        .finish()
                }
                Self::Rejected { name, reason } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Rejected")
                        .field(
                            "name",
                            <String as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                name,
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
    impl ::workflow_runtime::__private::serde::ser::Serialize for State {
        fn serialize<__S: ::workflow_runtime::__private::serde::ser::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            match self {
                Self::CheckApplicant { application } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        0,
                        "CheckApplicant",
                        1usize,
                    )?;
                    <Application as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        application,
                        "application",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::Decide { application, name, address } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        1,
                        "Decide",
                        3usize,
                    )?;
                    <Application as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        application,
                        "application",
                        &mut stored,
                    )?;
                    <NameCheck as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        name,
                        "name",
                        &mut stored,
                    )?;
                    <AddressCheck as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        address,
                        "address",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::CoolingOff { application } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        2,
                        "CoolingOff",
                        1usize,
                    )?;
                    <Application as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        application,
                        "application",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::OpenAccount { application } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        3,
                        "OpenAccount",
                        1usize,
                    )?;
                    <Application as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        application,
                        "application",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::Rejected { name, reason } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        4,
                        "Rejected",
                        2usize,
                    )?;
                    <String as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        name,
                        "name",
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
            "CheckApplicant",
            "Decide",
            "CoolingOff",
            "OpenAccount",
            "Rejected",
        ];
        const FIELDS: &'static [&'static [&'static str]] = &[
            &["application"],
            &["application", "name", "address"],
            &["application"],
            &["application"],
            &["name", "reason"],
        ];
        fn read<'de, __F: ::workflow_runtime::__private::stored::Fields<'de>>(
            variant: usize,
            fields: &mut __F,
        ) -> ::core::result::Result<Self, __F::Error> {
            match variant {
                0 => {
                    let mut slot_application = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Application as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_application,
                                    "application",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::CheckApplicant {
                        application: ::workflow_runtime::__private::stored::found(
                            slot_application,
                            "application",
                        )?,
                    })
                }
                1 => {
                    let mut slot_application = ::core::option::Option::None;
                    let mut slot_name = ::core::option::Option::None;
                    let mut slot_address = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Application as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_application,
                                    "application",
                                    fields,
                                )?
                            }
                            1 => {
                                <NameCheck as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_name,
                                    "name",
                                    fields,
                                )?
                            }
                            2 => {
                                <AddressCheck as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_address,
                                    "address",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::Decide {
                        application: ::workflow_runtime::__private::stored::found(
                            slot_application,
                            "application",
                        )?,
                        name: ::workflow_runtime::__private::stored::found(
                            slot_name,
                            "name",
                        )?,
                        address: ::workflow_runtime::__private::stored::found(
                            slot_address,
                            "address",
                        )?,
                    })
                }
                2 => {
                    let mut slot_application = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Application as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_application,
                                    "application",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::CoolingOff {
                        application: ::workflow_runtime::__private::stored::found(
                            slot_application,
                            "application",
                        )?,
                    })
                }
                3 => {
                    let mut slot_application = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Application as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_application,
                                    "application",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::OpenAccount {
                        application: ::workflow_runtime::__private::stored::found(
                            slot_application,
                            "application",
                        )?,
                    })
                }
                4 => {
                    let mut slot_name = ::core::option::Option::None;
                    let mut slot_reason = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <String as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_name,
                                    "name",
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
                    ::core::result::Result::Ok(Self::Rejected {
                        name: ::workflow_runtime::__private::stored::found(
                            slot_name,
                            "name",
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
    impl ::workflow_runtime::MachineState for State {
        fn name(&self) -> &'static str {
            match self {
                Self::CheckApplicant { .. } => "CheckApplicant",
                Self::Decide { .. } => "Decide",
                Self::CoolingOff { .. } => "CoolingOff",
                Self::OpenAccount { .. } => "OpenAccount",
                Self::Rejected { .. } => "Rejected",
            }
        }
        fn kind(&self) -> ::workflow_runtime::StateKind {
            match self {
                Self::CheckApplicant { .. } => ::workflow_runtime::StateKind::Parallel,
                Self::Decide { .. } => ::workflow_runtime::StateKind::Choice,
                Self::CoolingOff { .. } => ::workflow_runtime::StateKind::Wait,
                Self::OpenAccount { .. } => ::workflow_runtime::StateKind::Task,
                Self::Rejected { .. } => ::workflow_runtime::StateKind::Fail,
            }
        }
        fn input(
            &self,
        ) -> ::workflow_runtime::__private::serde_json::Result<
            ::workflow_runtime::__private::serde_json::Value,
        > {
            match self {
                Self::CheckApplicant { application } => {
                    <Application as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        application,
                    )
                }
                Self::Decide { application, name, address } => {
                    ::workflow_runtime::__private::object([
                        (
                            "application",
                            <Application as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                application,
                            )?,
                        ),
                        (
                            "name",
                            <NameCheck as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                name,
                            )?,
                        ),
                        (
                            "address",
                            <AddressCheck as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                address,
                            )?,
                        ),
                    ])
                }
                Self::CoolingOff { application } => {
                    <Application as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        application,
                    )
                }
                Self::OpenAccount { application } => {
                    <Application as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        application,
                    )
                }
                Self::Rejected { name, reason } => {
                    ::workflow_runtime::__private::object([
                        (
                            "name",
                            <String as ::workflow_runtime::checkpoint::Checkpoint>::json(
                                name,
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
    /// Checks the name and the address side by side.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn check_applicant(application: Application) -> Transition<Account, State> {
        ::workflow_runtime::Transition::next(State::CheckApplicant {
            application,
        })
    }
    /// Weighs what the checks found.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn decide(
        application: Application,
        name: NameCheck,
        address: AddressCheck,
    ) -> Transition<Account, State> {
        ::workflow_runtime::Transition::next(State::Decide {
            application,
            name,
            address,
        })
    }
    /// Lets a doubtful application rest for a day before it is checked again.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn cooling_off(application: Application) -> Transition<Account, State> {
        ::workflow_runtime::Transition::next(State::CoolingOff { application })
    }
    /// Opens the account, and tries again while the ledger is busy.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn open_account(application: Application) -> Transition<Account, State> {
        ::workflow_runtime::Transition::next(State::OpenAccount { application })
    }
    /// Tells the applicant that there will be no account, and why.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn rejected(name: String, reason: String) -> Transition<Account, State> {
        ::workflow_runtime::Transition::next(State::Rejected { name, reason })
    }
    /// The workflow `account_processing`, with what does its tasks.
    #[derive(::core::clone::Clone, ::core::fmt::Debug)]
    pub struct Workflow<TBank = ::workflow_runtime::Stub> {
        /// Does the tasks of `Bank`.
        pub bank: TBank,
    }
    #[allow(dead_code, unused_parens, clippy::all, clippy::pedantic, clippy::nursery)]
    impl<
        TBank: Bank + ::core::marker::Send + ::core::marker::Sync + 'static,
    > Workflow<TBank> {
        fn state_check_applicant<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            application: Application,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                Transition<Account, State>,
                ::workflow_runtime::EvaluationError,
            >,
        > {
            let _ = &application;
            async move {
                let __transition: Transition<Account, State> = {
                    #[allow(unused_imports)]
                    use ::workflow_runtime::__private::{
                        OtherAttempts as _, OtherCaught as _, OtherReturned as _,
                        RefusedError as _,
                    };
                    let bank = &self.bank;
                    let __result = __cx
                        .parallel(
                            &[],
                            || ::core::result::Result::<
                                _,
                                ::workflow_runtime::EvaluationError,
                            >::Ok((
                                match ::workflow_runtime::__private::Attempts::of(
                                    ::workflow_runtime::__private::policy(
                                        ::workflow_runtime::TaskPolicy::NONE,
                                        (<TBank as Bank>::__the_attribute_tasks_above_the_trait()
                                            .policy)("check_name"),
                                    ),
                                    || async {
                                        ::core::result::Result::<
                                            _,
                                            ::workflow_runtime::EvaluationError,
                                        >::Ok(
                                            ::workflow_runtime::__private::Returned(
                                                    bank.check_name(&application.name).await,
                                                )
                                                .settled(),
                                        )
                                    },
                                ) {
                                    __attempts => {
                                        ::workflow_runtime::checkpoint::Checkpoint::asked_of(
                                            &__attempts,
                                        );
                                        __attempts.branch("CheckName")
                                    }
                                },
                                match ::workflow_runtime::__private::Attempts::of(
                                    ::workflow_runtime::__private::policy(
                                        ::workflow_runtime::TaskPolicy::NONE,
                                        (<TBank as Bank>::__the_attribute_tasks_above_the_trait()
                                            .policy)("check_address"),
                                    ),
                                    || async {
                                        ::core::result::Result::<
                                            _,
                                            ::workflow_runtime::EvaluationError,
                                        >::Ok(
                                            ::workflow_runtime::__private::Returned(
                                                    bank.check_address(&application.address).await,
                                                )
                                                .settled(),
                                        )
                                    },
                                ) {
                                    __attempts => {
                                        ::workflow_runtime::checkpoint::Checkpoint::asked_of(
                                            &__attempts,
                                        );
                                        __attempts.branch("CheckAddress")
                                    }
                                },
                            )),
                        )
                        .await;
                    match __result {
                        ::core::result::Result::Ok(__value) => {
                            let (name, address) = __value;
                            decide(application, name, address)
                        }
                        ::core::result::Result::Err(__failure) => {
                            let error = __failure;
                            rejected(application.name, error.name())
                        }
                    }
                };
                ::core::result::Result::Ok(__transition)
            }
        }
        #[inline]
        fn state_decide<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            application: Application,
            name: NameCheck,
            address: AddressCheck,
        ) -> ::core::result::Result<
            Transition<Account, State>,
            ::workflow_runtime::EvaluationError,
        > {
            let _ = __cx;
            let __transition: Transition<Account, State> = if name.score >= 0.8
                && address.deliverable
            {
                open_account(application)
            } else {
                if name.score >= 0.5 {
                    cooling_off(application)
                } else {
                    rejected(
                        application.name,
                        ::workflow_runtime::__private::expr::text(
                            "the name check is not convincing",
                        ),
                    )
                }
            };
            ::core::result::Result::Ok(__transition)
        }
        fn state_cooling_off<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            application: Application,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                Transition<Account, State>,
                ::workflow_runtime::EvaluationError,
            >,
        > {
            let _ = &application;
            async move {
                let __transition: Transition<Account, State> = {
                    __cx.wait(hours(24)).await;
                    check_applicant(application)
                };
                ::core::result::Result::Ok(__transition)
            }
        }
        fn state_open_account<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            application: Application,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                Transition<Account, State>,
                ::workflow_runtime::EvaluationError,
            >,
        > {
            let _ = &application;
            async move {
                let __transition: Transition<Account, State> = {
                    #[allow(unused_imports)]
                    use ::workflow_runtime::__private::{
                        OtherAttempts as _, OtherCaught as _, OtherReturned as _,
                        RefusedError as _,
                    };
                    let bank = &self.bank;
                    let __result = {
                        let __errors = ::workflow_runtime::__private::errors_of(|| async {
                            ::core::result::Result::<
                                _,
                                ::workflow_runtime::EvaluationError,
                            >::Ok(
                                ::workflow_runtime::__private::Returned(
                                        bank.open_account(&application).await,
                                    )
                                    .typed_result(),
                            )
                        });
                        match ::workflow_runtime::__private::Attempts::of(
                            ::workflow_runtime::__private::policy(
                                ::workflow_runtime::TaskPolicy {
                                    timeout: ::core::option::Option::Some(seconds(30)),
                                    heartbeat: ::core::option::Option::None,
                                    retry: &[
                                        ::workflow_runtime::__private::retrier(
                                                __errors,
                                                |__failure: &::workflow_runtime::TaskFailure<_>| match __failure {
                                                    ::workflow_runtime::TaskFailure::Failed(
                                                        OpenError::Busy { .. },
                                                    ) => true,
                                                    _ => false,
                                                },
                                            )
                                            .interval(seconds(1))
                                            .max_attempts(5)
                                            .backoff_rate(2f64)
                                            .jitter(::workflow_runtime::Jitter::Full),
                                    ],
                                },
                                (<TBank as Bank>::__the_attribute_tasks_above_the_trait()
                                    .policy)("open_account"),
                            ),
                            || async {
                                ::core::result::Result::<
                                    _,
                                    ::workflow_runtime::EvaluationError,
                                >::Ok(
                                    ::workflow_runtime::__private::Returned(
                                            bank.open_account(&application).await,
                                        )
                                        .typed_result(),
                                )
                            },
                        ) {
                            __attempts => __attempts.task(__cx),
                        }
                            .await
                    };
                    match __result {
                        Ok(account) => succeed(account),
                        Err(Failed(OpenError::Duplicate { holder })) => {
                            rejected(
                                holder,
                                ::workflow_runtime::__private::expr::text("duplicate"),
                            )
                        }
                        Err(error) => {
                            let error = ::workflow_runtime::__private::Caught(error)
                                .known();
                            fail(error)
                        }
                    }
                };
                ::core::result::Result::Ok(__transition)
            }
        }
        #[inline]
        fn state_rejected<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            name: String,
            reason: String,
        ) -> ::core::result::Result<
            Transition<Account, State>,
            ::workflow_runtime::EvaluationError,
        > {
            let _ = __cx;
            let __transition: Transition<Account, State> = fail(Rejected {
                name,
                reason,
            });
            ::core::result::Result::Ok(__transition)
        }
    }
    #[allow(warnings, unused, clippy::all, clippy::pedantic, clippy::nursery)]
    impl<
        TBank: Bank + ::core::marker::Send + ::core::marker::Sync + 'static,
    > Workflow<TBank> {
        fn describe() -> ::workflow_runtime::asl::StateMachine {
            let mut __machine = ::workflow_runtime::__private::definition::Machine::main(
                "CheckApplicant",
            );
            let __start = ::workflow_runtime::__private::definition::Input::Own;
            Self::describe_check_applicant(&mut __machine, __start);
            Self::describe_decide(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_cooling_off(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_open_account(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_rejected(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            __machine
                .definition(
                    ::core::option::Option::Some(
                        "Opens a bank account once the applicant's name and address are verified.",
                    ),
                    ::core::option::Option::Some(days(30)),
                )
        }
        fn describe_check_applicant(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["application"]);
            let application: ::workflow_runtime::__private::expr::Local<Application> = __input
                .param(0usize, "application", 1usize);
            let __witness = ::workflow_runtime::__private::expr::witness(|| {
                ::workflow_runtime::__private::expr::never();
                let application = application.native();
                let bank = ::workflow_runtime::__private::definition::handle::<TBank>();
                let bank = ::workflow_runtime::__private::definition::handle::<TBank>();
                ::workflow_runtime::__private::expr::of(
                    &(::workflow_runtime::__private::definition::branch_witness((
                        ::workflow_runtime::__private::definition::settled({
                            use ::workflow_runtime::__private::OtherReturned as _;
                            ::workflow_runtime::__private::Returned(
                                    ::workflow_runtime::__private::definition::outcome(
                                        bank.check_name(&application.name),
                                    ),
                                )
                                .result()
                        }),
                        ::workflow_runtime::__private::definition::settled({
                            use ::workflow_runtime::__private::OtherReturned as _;
                            ::workflow_runtime::__private::Returned(
                                    ::workflow_runtime::__private::definition::outcome(
                                        bank.check_address(&application.address),
                                    ),
                                )
                                .result()
                        }),
                    ))),
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
            let __forked = ::workflow_runtime::__private::definition::Forked {
                computed: ::workflow_runtime::__private::vec([]),
                branches: ::workflow_runtime::__private::vec([
                    ::workflow_runtime::__private::definition::Branch::task(
                        "CheckName",
                        ::workflow_runtime::__private::definition::Call::task(
                            (<TBank as Bank>::__the_attribute_tasks_above_the_trait()
                                .describe)("check_name"),
                            ::workflow_runtime::__private::vec([
                                ::workflow_runtime::__private::expr::field(
                                    application.expr(),
                                    &{
                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                        ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let application = application.native();
                                                ::workflow_runtime::__private::expr::of(&(application))
                                            })
                                            .probe()
                                            .shape()
                                    },
                                    "name",
                                ),
                            ]),
                            ::core::option::Option::Some({
                                use ::workflow_runtime::__private::ProbeFallback as _;
                                ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let application = application.native();
                                        ::workflow_runtime::__private::expr::of(&(application.name))
                                    })
                                    .probe()
                                    .shape()
                            }),
                            false,
                        ),
                    ),
                    ::workflow_runtime::__private::definition::Branch::task(
                        "CheckAddress",
                        ::workflow_runtime::__private::definition::Call::task(
                            (<TBank as Bank>::__the_attribute_tasks_above_the_trait()
                                .describe)("check_address"),
                            ::workflow_runtime::__private::vec([
                                ::workflow_runtime::__private::expr::field(
                                    application.expr(),
                                    &{
                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                        ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let application = application.native();
                                                ::workflow_runtime::__private::expr::of(&(application))
                                            })
                                            .probe()
                                            .shape()
                                    },
                                    "address",
                                ),
                            ]),
                            ::core::option::Option::Some({
                                use ::workflow_runtime::__private::ProbeFallback as _;
                                ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let application = application.native();
                                        ::workflow_runtime::__private::expr::of(
                                            &(application.address),
                                        )
                                    })
                                    .probe()
                                    .shape()
                            }),
                            false,
                        ),
                    ),
                ]),
            };
            __machine
                .parallel(
                    "CheckApplicant",
                    ::core::option::Option::Some(
                        "Checks the name and the address side by side.",
                    ),
                    __forked,
                    &::workflow_runtime::__private::definition::Policy::new(),
                    {
                        let name = ::workflow_runtime::__private::expr::Local::bind(
                            || {
                                ::workflow_runtime::__private::expr::never();
                                match __result.native() {
                                    (name, address) => name,
                                    _ => ::workflow_runtime::__private::expr::never(),
                                }
                            },
                            ::workflow_runtime::__private::expr::Pattern::tuple([
                                    (
                                        "0",
                                        ::workflow_runtime::__private::expr::Pattern::named(
                                            "name",
                                            ::workflow_runtime::__private::expr::Pattern::Any,
                                        ),
                                    ),
                                    (
                                        "1",
                                        ::workflow_runtime::__private::expr::Pattern::named(
                                            "address",
                                            ::workflow_runtime::__private::expr::Pattern::Any,
                                        ),
                                    ),
                                ])
                                .binding(
                                    "name",
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
                        let address = ::workflow_runtime::__private::expr::Local::bind(
                            || {
                                ::workflow_runtime::__private::expr::never();
                                match __result.native() {
                                    (name, address) => address,
                                    _ => ::workflow_runtime::__private::expr::never(),
                                }
                            },
                            ::workflow_runtime::__private::expr::Pattern::tuple([
                                    (
                                        "0",
                                        ::workflow_runtime::__private::expr::Pattern::named(
                                            "name",
                                            ::workflow_runtime::__private::expr::Pattern::Any,
                                        ),
                                    ),
                                    (
                                        "1",
                                        ::workflow_runtime::__private::expr::Pattern::named(
                                            "address",
                                            ::workflow_runtime::__private::expr::Pattern::Any,
                                        ),
                                    ),
                                ])
                                .binding(
                                    "address",
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
                            "Decide",
                            &["application", "name", "address"],
                            ::workflow_runtime::__private::vec([
                                application.expr(),
                                name.expr(),
                                address.expr(),
                            ]),
                        )
                    },
                    &::workflow_runtime::__private::vec([
                        {
                            let error = ::workflow_runtime::__private::definition::branch_failure();
                            ::workflow_runtime::__private::definition::Arm {
                                on: ::workflow_runtime::__private::vec([
                                    ::workflow_runtime::__private::definition::Selector::All,
                                ]),
                                way: ::workflow_runtime::__private::definition::Way::next(
                                    "Rejected",
                                    &["name", "reason"],
                                    ::workflow_runtime::__private::vec([
                                        ::workflow_runtime::__private::expr::field(
                                            application.expr(),
                                            &{
                                                use ::workflow_runtime::__private::ProbeFallback as _;
                                                ::workflow_runtime::__private::expr::witness(|| {
                                                        ::workflow_runtime::__private::expr::never();
                                                        let application = application.native();
                                                        let __value = &(application);
                                                        ::workflow_runtime::__private::expr::readable(__value);
                                                        ::workflow_runtime::__private::expr::of(__value)
                                                    })
                                                    .probe()
                                                    .shape()
                                            },
                                            "name",
                                        ),
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
        fn describe_decide(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["application", "name", "address"]);
            let application: ::workflow_runtime::__private::expr::Local<Application> = __input
                .param(0usize, "application", 3usize);
            let name: ::workflow_runtime::__private::expr::Local<NameCheck> = __input
                .param(1usize, "name", 3usize);
            let address: ::workflow_runtime::__private::expr::Local<AddressCheck> = __input
                .param(2usize, "address", 3usize);
            let mut __choice = ::workflow_runtime::__private::definition::Choice::new();
            __choice
                .enter(
                    ::workflow_runtime::__private::expr::and(
                        {
                            let _ = ::workflow_runtime::__private::expr::witness(|| {
                                ::workflow_runtime::__private::expr::never();
                                let name = name.native();
                                let __value = &(name.score);
                                ::workflow_runtime::__private::expr::ordered(__value);
                                ::workflow_runtime::__private::expr::exact(
                                    ::workflow_runtime::__private::expr::writing(__value)
                                        .asked(),
                                );
                                ::workflow_runtime::__private::expr::of(&())
                            });
                            ::workflow_runtime::__private::expr::compare(
                                ::workflow_runtime::__private::expr::Comparison::GreaterOrEqual,
                                ::workflow_runtime::__private::expr::item(
                                    ::workflow_runtime::__private::expr::field(
                                        name.expr(),
                                        &{
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let name = name.native();
                                                    let __value = &(name);
                                                    ::workflow_runtime::__private::expr::readable(__value);
                                                    ::workflow_runtime::__private::expr::of(__value)
                                                })
                                                .probe()
                                                .shape()
                                        },
                                        "score",
                                    ),
                                    {
                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                        ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let name = name.native();
                                                ::workflow_runtime::__private::expr::of(&(name.score))
                                            })
                                            .probe()
                                            .shape()
                                    },
                                ),
                                ::workflow_runtime::__private::expr::item(
                                    ::workflow_runtime::__private::expr::number("0.8"),
                                    ::workflow_runtime::__private::expr::unknown(),
                                ),
                            )
                        },
                        ::workflow_runtime::__private::expr::field(
                            address.expr(),
                            &{
                                use ::workflow_runtime::__private::ProbeFallback as _;
                                ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let address = address.native();
                                        let __value = &(address);
                                        ::workflow_runtime::__private::expr::readable(__value);
                                        ::workflow_runtime::__private::expr::of(__value)
                                    })
                                    .probe()
                                    .shape()
                            },
                            "deliverable",
                        ),
                    ),
                );
            __choice
                .go(
                    ::workflow_runtime::__private::definition::Way::next(
                        "OpenAccount",
                        &["application"],
                        ::workflow_runtime::__private::vec([application.expr()]),
                    ),
                );
            __choice.leave();
            __choice
                .enter({
                    let _ = ::workflow_runtime::__private::expr::witness(|| {
                        ::workflow_runtime::__private::expr::never();
                        let name = name.native();
                        let __value = &(name.score);
                        ::workflow_runtime::__private::expr::ordered(__value);
                        ::workflow_runtime::__private::expr::exact(
                            ::workflow_runtime::__private::expr::writing(__value).asked(),
                        );
                        ::workflow_runtime::__private::expr::of(&())
                    });
                    ::workflow_runtime::__private::expr::compare(
                        ::workflow_runtime::__private::expr::Comparison::GreaterOrEqual,
                        ::workflow_runtime::__private::expr::item(
                            ::workflow_runtime::__private::expr::field(
                                name.expr(),
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let name = name.native();
                                            ::workflow_runtime::__private::expr::of(&(name))
                                        })
                                        .probe()
                                        .shape()
                                },
                                "score",
                            ),
                            {
                                use ::workflow_runtime::__private::ProbeFallback as _;
                                ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let name = name.native();
                                        ::workflow_runtime::__private::expr::of(&(name.score))
                                    })
                                    .probe()
                                    .shape()
                            },
                        ),
                        ::workflow_runtime::__private::expr::item(
                            ::workflow_runtime::__private::expr::number("0.5"),
                            ::workflow_runtime::__private::expr::unknown(),
                        ),
                    )
                });
            __choice
                .go(
                    ::workflow_runtime::__private::definition::Way::next(
                        "CoolingOff",
                        &["application"],
                        ::workflow_runtime::__private::vec([application.expr()]),
                    ),
                );
            __choice.leave();
            __choice
                .go(
                    ::workflow_runtime::__private::definition::Way::next(
                        "Rejected",
                        &["name", "reason"],
                        ::workflow_runtime::__private::vec([
                            ::workflow_runtime::__private::expr::field(
                                application.expr(),
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let application = application.native();
                                            ::workflow_runtime::__private::expr::of(&(application))
                                        })
                                        .probe()
                                        .shape()
                                },
                                "name",
                            ),
                            ::workflow_runtime::__private::expr::string(
                                "the name check is not convincing",
                            ),
                        ]),
                    ),
                );
            __machine
                .choice(
                    "Decide",
                    ::core::option::Option::Some("Weighs what the checks found."),
                    __choice,
                );
        }
        fn describe_cooling_off(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["application"]);
            let application: ::workflow_runtime::__private::expr::Local<Application> = __input
                .param(0usize, "application", 1usize);
            __machine
                .wait(
                    "CoolingOff",
                    ::core::option::Option::Some(
                        "Lets a doubtful application rest for a day before it is checked again.",
                    ),
                    &::workflow_runtime::__private::definition::Wait::Seconds(
                        ::workflow_runtime::__private::definition::whole_seconds(
                            hours(24),
                        ),
                    ),
                    ::workflow_runtime::__private::definition::Way::next(
                        "CheckApplicant",
                        &["application"],
                        ::workflow_runtime::__private::vec([application.expr()]),
                    ),
                );
        }
        fn describe_open_account(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["application"]);
            let application: ::workflow_runtime::__private::expr::Local<Application> = __input
                .param(0usize, "application", 1usize);
            let __witness = ::workflow_runtime::__private::expr::witness(|| {
                ::workflow_runtime::__private::expr::never();
                let application = application.native();
                let bank = ::workflow_runtime::__private::definition::handle::<TBank>();
                ::workflow_runtime::__private::expr::of(
                    &({
                        use ::workflow_runtime::__private::OtherReturned as _;
                        ::workflow_runtime::__private::Returned(
                                ::workflow_runtime::__private::definition::outcome(
                                    bank.open_account(&application),
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
                (<TBank as Bank>::__the_attribute_tasks_above_the_trait()
                    .describe)("open_account"),
                ::workflow_runtime::__private::vec([application.expr()]),
                ::core::option::Option::Some({
                    use ::workflow_runtime::__private::ProbeFallback as _;
                    ::workflow_runtime::__private::expr::witness(|| {
                            ::workflow_runtime::__private::expr::never();
                            let application = application.native();
                            ::workflow_runtime::__private::expr::of(&(application))
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
                    "OpenAccount",
                    ::core::option::Option::Some(
                        "Opens the account, and tries again while the ledger is busy.",
                    ),
                    &__call,
                    ::workflow_runtime::__private::definition::Policy::new()
                        .timeout(seconds(30))
                        .retry(
                            ::workflow_runtime::__private::definition::Retry::on([
                                    ::workflow_runtime::__private::definition::Selector::Own(
                                        __names.of("Busy"),
                                    ),
                                ])
                                .interval(seconds(1))
                                .max_attempts(5)
                                .backoff_rate(2f64)
                                .jitter(::workflow_runtime::Jitter::Full),
                        ),
                    {
                        let account = ::workflow_runtime::__private::expr::Local::bind(
                            || {
                                ::workflow_runtime::__private::expr::never();
                                match __result.native() {
                                    account => account,
                                    _ => ::workflow_runtime::__private::expr::never(),
                                }
                            },
                            ::workflow_runtime::__private::expr::Pattern::named(
                                    "account",
                                    ::workflow_runtime::__private::expr::Pattern::Any,
                                )
                                .binding(
                                    "account",
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
                            output: account.expr(),
                            via: ::core::option::Option::None,
                        }
                    },
                    &::workflow_runtime::__private::vec([
                        {
                            let __payload = ::workflow_runtime::__private::definition::payload(
                                &__witness,
                            );
                            let holder = ::workflow_runtime::__private::expr::Local::bind(
                                || {
                                    ::workflow_runtime::__private::expr::never();
                                    match __payload.native() {
                                        OpenError::Duplicate { holder } => holder,
                                        _ => ::workflow_runtime::__private::expr::never(),
                                    }
                                },
                                ::workflow_runtime::__private::expr::Pattern::fields(
                                        "Duplicate",
                                        [
                                            (
                                                "holder",
                                                ::workflow_runtime::__private::expr::Pattern::named(
                                                    "holder",
                                                    ::workflow_runtime::__private::expr::Pattern::Any,
                                                ),
                                            ),
                                        ],
                                    )
                                    .binding(
                                        "holder",
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
                                        __names.of("Duplicate"),
                                    ),
                                ]),
                                way: ::workflow_runtime::__private::definition::Way::next(
                                    "Rejected",
                                    &["name", "reason"],
                                    ::workflow_runtime::__private::vec([
                                        holder.expr(),
                                        ::workflow_runtime::__private::expr::string("duplicate"),
                                    ]),
                                ),
                            }
                        },
                    ]),
                );
        }
        fn describe_rejected(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["name", "reason"]);
            let name: ::workflow_runtime::__private::expr::Local<String> = __input
                .param(0usize, "name", 2usize);
            let reason: ::workflow_runtime::__private::expr::Local<String> = __input
                .param(1usize, "reason", 2usize);
            {
                __machine
                    .fail(
                        "Rejected",
                        ::core::option::Option::Some(
                            "Tells the applicant that there will be no account, and why.",
                        ),
                        &{
                            use ::workflow_runtime::__private::definition::Fallback as _;
                            ::workflow_runtime::__private::expr::witness(|| {
                                    ::workflow_runtime::__private::expr::never();
                                    let name = name.native();
                                    let reason = reason.native();
                                    ::workflow_runtime::__private::expr::of(
                                        &(Rejected { name, reason }),
                                    )
                                })
                                .failed(
                                    ::workflow_runtime::__private::expr::construct(
                                        &{
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let name = name.native();
                                                    let reason = reason.native();
                                                    ::workflow_runtime::__private::expr::of(
                                                        &(Rejected { name, reason }),
                                                    )
                                                })
                                                .probe()
                                                .shape()
                                        },
                                        "Rejected",
                                        [("name", name.expr()), ("reason", reason.expr())],
                                        ::core::option::Option::None,
                                    ),
                                    ::core::option::Option::Some("Rejected"),
                                )
                        },
                    );
            }
        }
    }
    #[automatically_derived]
    #[allow(private_interfaces)]
    impl<
        TBank: Bank + ::core::marker::Send + ::core::marker::Sync + 'static,
    > ::workflow_runtime::Workflow for Workflow<TBank> {
        const NAME: &'static str = "AccountProcessing";
        const TIMEOUT: ::core::option::Option<::core::time::Duration> = ::core::option::Option::Some(
            days(30),
        );
        type Input = Application;
        type Output = Account;
        type State = State;
        fn definition() -> ::workflow_runtime::asl::StateMachine {
            Self::describe()
        }
        fn memories() -> ::workflow_runtime::__private::Memories {
            ::workflow_runtime::__private::memories(
                &[<TBank as Bank>::__the_attribute_tasks_above_the_trait()],
            )
        }
        fn start(input: Self::Input) -> Self::State {
            State::CheckApplicant {
                application: input,
            }
        }
        async fn step<__C: ::workflow_runtime::Context>(
            &self,
            state: Self::State,
            __cx: &__C,
        ) -> ::workflow_runtime::Transition<Account, State> {
            match state {
                State::CheckApplicant { application } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_check_applicant(__cx, application).await,
                    )
                }
                State::Decide { application, name, address } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_decide(__cx, application, name, address),
                    )
                }
                State::CoolingOff { application } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_cooling_off(__cx, application).await,
                    )
                }
                State::OpenAccount { application } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_open_account(__cx, application).await,
                    )
                }
                State::Rejected { name, reason } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_rejected(__cx, name, reason),
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
            ::workflow_runtime::Transition<Account, State>,
            Self::State,
        > {
            match state {
                state @ State::CheckApplicant { .. } => {
                    ::core::result::Result::Err(state)
                }
                State::Decide { application, name, address } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_decide(__cx, application, name, address),
                        ),
                    )
                }
                state @ State::CoolingOff { .. } => ::core::result::Result::Err(state),
                state @ State::OpenAccount { .. } => ::core::result::Result::Err(state),
                State::Rejected { name, reason } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_rejected(__cx, name, reason),
                        ),
                    )
                }
            }
        }
    }
    /// The definition of the workflow `account_processing` in Amazon States Language: the same bytes every time.
    #[must_use]
    #[allow(dead_code)]
    pub fn definition() -> ::workflow_runtime::asl::StateMachine {
        #[allow(unused_imports)]
        use ::workflow_runtime::__private::NoDefinition as _;
        ::workflow_runtime::__private::Definition::<Workflow>::of_stubs()
    }
}
