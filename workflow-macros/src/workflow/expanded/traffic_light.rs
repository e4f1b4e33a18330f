/// Runs the lights of a crossing whose two directions are never green together.
#[allow(clippy::wildcard_imports)]
pub mod traffic_light {
    use super::*;
    /// What a light shows when green is over.
    #[portable]
    fn after_green(light: Light) -> Light {
        match light {
            Light::Green => Light::Amber,
            other => other,
        }
    }
    /// A checkpoint of the workflow `traffic_light`: the state it is in, with that state's input.
    #[allow(clippy::large_enum_variant, clippy::enum_variant_names, private_interfaces)]
    pub enum State {
        /// Turns every light red, whatever it showed before.
        Begin {
            /// The parameter `shift`.
            shift: Shift,
        },
        /// Keeps every light red until the crossing is empty.
        Clear {
            /// The parameter `crossing`.
            crossing: Crossing,
        },
        /// Opens the crossing for whose turn it is, until every cycle is done.
        TakeTurns {
            /// The parameter `crossing`.
            crossing: Crossing,
        },
        /// Gives north and south their green.
        OpenNorthSouth {
            /// The parameter `crossing`.
            crossing: Crossing,
        },
        /// Gives east and west their green, which completes the cycle.
        OpenEastWest {
            /// The parameter `crossing`.
            crossing: Crossing,
        },
        /// Lets the traffic flow.
        Flow {
            /// The parameter `crossing`.
            crossing: Crossing,
        },
        /// Turns what is green to amber.
        Warn {
            /// The parameter `crossing`.
            crossing: Crossing,
        },
        /// Gives the traffic time to stop.
        Slow {
            /// The parameter `crossing`.
            crossing: Crossing,
        },
        /// Turns every light red.
        Stop {
            /// The parameter `crossing`.
            crossing: Crossing,
        },
        /// Ends the shift, with every light red.
        Close {
            /// The parameter `crossing`.
            crossing: Crossing,
        },
    }
    #[automatically_derived]
    impl ::core::clone::Clone for State {
        fn clone(&self) -> Self {
            match self {
                Self::Begin { shift } => {
                    Self::Begin {
                        shift: <Shift as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            shift,
                        ),
                    }
                }
                Self::Clear { crossing } => {
                    Self::Clear {
                        crossing: <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            crossing,
                        ),
                    }
                }
                Self::TakeTurns { crossing } => {
                    Self::TakeTurns {
                        crossing: <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            crossing,
                        ),
                    }
                }
                Self::OpenNorthSouth { crossing } => {
                    Self::OpenNorthSouth {
                        crossing: <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            crossing,
                        ),
                    }
                }
                Self::OpenEastWest { crossing } => {
                    Self::OpenEastWest {
                        crossing: <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            crossing,
                        ),
                    }
                }
                Self::Flow { crossing } => {
                    Self::Flow {
                        crossing: <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            crossing,
                        ),
                    }
                }
                Self::Warn { crossing } => {
                    Self::Warn {
                        crossing: <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            crossing,
                        ),
                    }
                }
                Self::Slow { crossing } => {
                    Self::Slow {
                        crossing: <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            crossing,
                        ),
                    }
                }
                Self::Stop { crossing } => {
                    Self::Stop {
                        crossing: <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            crossing,
                        ),
                    }
                }
                Self::Close { crossing } => {
                    Self::Close {
                        crossing: <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::copy(
                            crossing,
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
                Self::Begin { shift } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Begin")
                        .field(
                            "shift",
                            <Shift as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                shift,
                            ),
                        )
                        .finish()
                }
                Self::Clear { crossing } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Clear")
                        .field(
                            "crossing",
                            <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                crossing,
                            ),
                        )
                        .finish()
                }
                Self::TakeTurns { crossing } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "TakeTurns")
                        .field(
                            "crossing",
                            <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                crossing,
                            ),
                        )
                        .finish()
                }
                Self::OpenNorthSouth { crossing } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "OpenNorthSouth")
                        .field(
                            "crossing",
                            <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                crossing,
                            ),
                        )
                        .finish()
                }
                Self::OpenEastWest { crossing } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "OpenEastWest")
                        .field(
                            "crossing",
                            <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                crossing,
                            ),
                        )
                        .finish()
                }
                Self::Flow { crossing } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Flow")
                        .field(
                            "crossing",
                            <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                crossing,
                            ),
                        )
                        .finish()
                }
                Self::Warn { crossing } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Warn")
                        .field(
                            "crossing",
                            <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                crossing,
                            ),
                        )
                        .finish()
                }
                Self::Slow { crossing } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Slow")
                        .field(
                            "crossing",
                            <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                crossing,
                            ),
                        )
                        .finish()
                }
                Self::Stop { crossing } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Stop")
                        .field(
                            "crossing",
                            <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                crossing,
                            ),
                        )
                        .finish()
                }
                Self::Close { crossing } => {
                    ::core::fmt::Formatter::debug_struct(formatter, "Close")
                        .field(
                            "crossing",
                            <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::shown(
                                crossing,
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
                Self::Begin { shift } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        0,
                        "Begin",
                        1usize,
                    )?;
                    <Shift as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        shift,
                        "shift",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::Clear { crossing } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        1,
                        "Clear",
                        1usize,
                    )?;
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        crossing,
                        "crossing",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::TakeTurns { crossing } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        2,
                        "TakeTurns",
                        1usize,
                    )?;
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        crossing,
                        "crossing",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::OpenNorthSouth { crossing } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        3,
                        "OpenNorthSouth",
                        1usize,
                    )?;
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        crossing,
                        "crossing",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::OpenEastWest { crossing } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        4,
                        "OpenEastWest",
                        1usize,
                    )?;
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        crossing,
                        "crossing",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::Flow { crossing } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        5,
                        "Flow",
                        1usize,
                    )?;
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        crossing,
                        "crossing",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::Warn { crossing } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        6,
                        "Warn",
                        1usize,
                    )?;
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        crossing,
                        "crossing",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::Slow { crossing } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        7,
                        "Slow",
                        1usize,
                    )?;
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        crossing,
                        "crossing",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::Stop { crossing } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        8,
                        "Stop",
                        1usize,
                    )?;
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        crossing,
                        "crossing",
                        &mut stored,
                    )?;
                    ::workflow_runtime::__private::serde::ser::SerializeStructVariant::end(
                        stored,
                    )
                }
                Self::Close { crossing } => {
                    let mut stored = ::workflow_runtime::__private::serde::ser::Serializer::serialize_struct_variant(
                        serializer,
                        "State",
                        9,
                        "Close",
                        1usize,
                    )?;
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::write_field(
                        crossing,
                        "crossing",
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
            "Begin",
            "Clear",
            "TakeTurns",
            "OpenNorthSouth",
            "OpenEastWest",
            "Flow",
            "Warn",
            "Slow",
            "Stop",
            "Close",
        ];
        const FIELDS: &'static [&'static [&'static str]] = &[
            &["shift"],
            &["crossing"],
            &["crossing"],
            &["crossing"],
            &["crossing"],
            &["crossing"],
            &["crossing"],
            &["crossing"],
            &["crossing"],
            &["crossing"],
        ];
        fn read<'de, __F: ::workflow_runtime::__private::stored::Fields<'de>>(
            variant: usize,
            fields: &mut __F,
        ) -> ::core::result::Result<Self, __F::Error> {
            match variant {
                0 => {
                    let mut slot_shift = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Shift as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_shift,
                                    "shift",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::Begin {
                        shift: ::workflow_runtime::__private::stored::found(
                            slot_shift,
                            "shift",
                        )?,
                    })
                }
                1 => {
                    let mut slot_crossing = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_crossing,
                                    "crossing",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::Clear {
                        crossing: ::workflow_runtime::__private::stored::found(
                            slot_crossing,
                            "crossing",
                        )?,
                    })
                }
                2 => {
                    let mut slot_crossing = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_crossing,
                                    "crossing",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::TakeTurns {
                        crossing: ::workflow_runtime::__private::stored::found(
                            slot_crossing,
                            "crossing",
                        )?,
                    })
                }
                3 => {
                    let mut slot_crossing = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_crossing,
                                    "crossing",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::OpenNorthSouth {
                        crossing: ::workflow_runtime::__private::stored::found(
                            slot_crossing,
                            "crossing",
                        )?,
                    })
                }
                4 => {
                    let mut slot_crossing = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_crossing,
                                    "crossing",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::OpenEastWest {
                        crossing: ::workflow_runtime::__private::stored::found(
                            slot_crossing,
                            "crossing",
                        )?,
                    })
                }
                5 => {
                    let mut slot_crossing = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_crossing,
                                    "crossing",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::Flow {
                        crossing: ::workflow_runtime::__private::stored::found(
                            slot_crossing,
                            "crossing",
                        )?,
                    })
                }
                6 => {
                    let mut slot_crossing = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_crossing,
                                    "crossing",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::Warn {
                        crossing: ::workflow_runtime::__private::stored::found(
                            slot_crossing,
                            "crossing",
                        )?,
                    })
                }
                7 => {
                    let mut slot_crossing = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_crossing,
                                    "crossing",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::Slow {
                        crossing: ::workflow_runtime::__private::stored::found(
                            slot_crossing,
                            "crossing",
                        )?,
                    })
                }
                8 => {
                    let mut slot_crossing = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_crossing,
                                    "crossing",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::Stop {
                        crossing: ::workflow_runtime::__private::stored::found(
                            slot_crossing,
                            "crossing",
                        )?,
                    })
                }
                9 => {
                    let mut slot_crossing = ::core::option::Option::None;
                    while let ::core::option::Option::Some(field) = ::workflow_runtime::__private::stored::Fields::next_field(
                        fields,
                    )? {
                        match field {
                            0 => {
                                <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::read_field(
                                    &mut slot_crossing,
                                    "crossing",
                                    fields,
                                )?
                            }
                            _ => {}
                        }
                    }
                    ::core::result::Result::Ok(Self::Close {
                        crossing: ::workflow_runtime::__private::stored::found(
                            slot_crossing,
                            "crossing",
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
                Self::Begin { .. } => "Begin",
                Self::Clear { .. } => "Clear",
                Self::TakeTurns { .. } => "TakeTurns",
                Self::OpenNorthSouth { .. } => "OpenNorthSouth",
                Self::OpenEastWest { .. } => "OpenEastWest",
                Self::Flow { .. } => "Flow",
                Self::Warn { .. } => "Warn",
                Self::Slow { .. } => "Slow",
                Self::Stop { .. } => "Stop",
                Self::Close { .. } => "Close",
            }
        }
        fn kind(&self) -> ::workflow_runtime::StateKind {
            match self {
                Self::Begin { .. } => ::workflow_runtime::StateKind::Pass,
                Self::Clear { .. } => ::workflow_runtime::StateKind::Wait,
                Self::TakeTurns { .. } => ::workflow_runtime::StateKind::Choice,
                Self::OpenNorthSouth { .. } => ::workflow_runtime::StateKind::Pass,
                Self::OpenEastWest { .. } => ::workflow_runtime::StateKind::Pass,
                Self::Flow { .. } => ::workflow_runtime::StateKind::Wait,
                Self::Warn { .. } => ::workflow_runtime::StateKind::Pass,
                Self::Slow { .. } => ::workflow_runtime::StateKind::Wait,
                Self::Stop { .. } => ::workflow_runtime::StateKind::Pass,
                Self::Close { .. } => ::workflow_runtime::StateKind::Succeed,
            }
        }
        fn input(
            &self,
        ) -> ::workflow_runtime::__private::serde_json::Result<
            ::workflow_runtime::__private::serde_json::Value,
        > {
            match self {
                Self::Begin { shift } => {
                    <Shift as ::workflow_runtime::checkpoint::Checkpoint>::json(shift)
                }
                Self::Clear { crossing } => {
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        crossing,
                    )
                }
                Self::TakeTurns { crossing } => {
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        crossing,
                    )
                }
                Self::OpenNorthSouth { crossing } => {
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        crossing,
                    )
                }
                Self::OpenEastWest { crossing } => {
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        crossing,
                    )
                }
                Self::Flow { crossing } => {
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        crossing,
                    )
                }
                Self::Warn { crossing } => {
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        crossing,
                    )
                }
                Self::Slow { crossing } => {
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        crossing,
                    )
                }
                Self::Stop { crossing } => {
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        crossing,
                    )
                }
                Self::Close { crossing } => {
                    <Crossing as ::workflow_runtime::checkpoint::Checkpoint>::json(
                        crossing,
                    )
                }
            }
        }
    }
    /// Turns every light red, whatever it showed before.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn begin(shift: Shift) -> Transition<Served, State> {
        ::workflow_runtime::Transition::next(State::Begin { shift })
    }
    /// Keeps every light red until the crossing is empty.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn clear(crossing: Crossing) -> Transition<Served, State> {
        ::workflow_runtime::Transition::next(State::Clear { crossing })
    }
    /// Opens the crossing for whose turn it is, until every cycle is done.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn take_turns(crossing: Crossing) -> Transition<Served, State> {
        ::workflow_runtime::Transition::next(State::TakeTurns { crossing })
    }
    /// Gives north and south their green.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn open_north_south(crossing: Crossing) -> Transition<Served, State> {
        ::workflow_runtime::Transition::next(State::OpenNorthSouth { crossing })
    }
    /// Gives east and west their green, which completes the cycle.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn open_east_west(crossing: Crossing) -> Transition<Served, State> {
        ::workflow_runtime::Transition::next(State::OpenEastWest { crossing })
    }
    /// Lets the traffic flow.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn flow(crossing: Crossing) -> Transition<Served, State> {
        ::workflow_runtime::Transition::next(State::Flow { crossing })
    }
    /// Turns what is green to amber.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn warn(crossing: Crossing) -> Transition<Served, State> {
        ::workflow_runtime::Transition::next(State::Warn { crossing })
    }
    /// Gives the traffic time to stop.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn slow(crossing: Crossing) -> Transition<Served, State> {
        ::workflow_runtime::Transition::next(State::Slow { crossing })
    }
    /// Turns every light red.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn stop(crossing: Crossing) -> Transition<Served, State> {
        ::workflow_runtime::Transition::next(State::Stop { crossing })
    }
    /// Ends the shift, with every light red.
    #[allow(dead_code, clippy::too_many_arguments, clippy::must_use_candidate)]
    fn close(crossing: Crossing) -> Transition<Served, State> {
        ::workflow_runtime::Transition::next(State::Close { crossing })
    }
    /// The workflow `traffic_light`, with what does its tasks.
    #[derive(
        ::core::clone::Clone,
        ::core::marker::Copy,
        ::core::fmt::Debug,
        ::core::default::Default
    )]
    pub struct Workflow;
    #[allow(dead_code, unused_parens, clippy::all, clippy::pedantic, clippy::nursery)]
    impl Workflow {
        #[inline]
        fn state_begin<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            shift: Shift,
        ) -> ::core::result::Result<
            Transition<Served, State>,
            ::workflow_runtime::EvaluationError,
        > {
            let _ = __cx;
            let __transition: Transition<Served, State> = clear(Crossing {
                north_south: Light::Red,
                east_west: Light::Red,
                next: Direction::NorthSouth,
                cycles_done: 0,
                shift,
            });
            ::core::result::Result::Ok(__transition)
        }
        fn state_clear<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            crossing: Crossing,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                Transition<Served, State>,
                ::workflow_runtime::EvaluationError,
            >,
        > {
            let _ = &crossing;
            async move {
                use ::core::clone::Clone as _;
                let __transition: Transition<Served, State> = {
                    __cx.wait(seconds(crossing.shift.clearance_seconds.clone())).await;
                    take_turns(crossing)
                };
                ::core::result::Result::Ok(__transition)
            }
        }
        #[inline]
        fn state_take_turns<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            crossing: Crossing,
        ) -> ::core::result::Result<
            Transition<Served, State>,
            ::workflow_runtime::EvaluationError,
        > {
            let _ = __cx;
            let __transition: Transition<Served, State> = match crossing.next {
                Direction::NorthSouth if crossing.cycles_done
                    == crossing.shift.cycles => close(crossing),
                Direction::NorthSouth => open_north_south(crossing),
                Direction::EastWest => open_east_west(crossing),
            };
            ::core::result::Result::Ok(__transition)
        }
        #[inline]
        fn state_open_north_south<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            crossing: Crossing,
        ) -> ::core::result::Result<
            Transition<Served, State>,
            ::workflow_runtime::EvaluationError,
        > {
            let _ = __cx;
            let __transition: Transition<Served, State> = flow(Crossing {
                north_south: Light::Green,
                next: Direction::EastWest,
                ..crossing
            });
            ::core::result::Result::Ok(__transition)
        }
        #[inline]
        fn state_open_east_west<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            crossing: Crossing,
        ) -> ::core::result::Result<
            Transition<Served, State>,
            ::workflow_runtime::EvaluationError,
        > {
            use ::core::clone::Clone as _;
            let _ = __cx;
            let __transition: Transition<Served, State> = flow(Crossing {
                east_west: Light::Green,
                next: Direction::NorthSouth,
                cycles_done: (match ::workflow_runtime::__private::expr::add(
                    crossing.cycles_done.clone(),
                    1,
                    |__left, __right| __left.0 + __right.0,
                ) {
                    ::workflow_runtime::__private::expr::Checked::Plain(
                        __left,
                        __right,
                    ) => __left.0 + __right.0,
                    ::workflow_runtime::__private::expr::Checked::Value(__value) => {
                        __value
                    }
                    ::workflow_runtime::__private::expr::Checked::Failed(__error) => {
                        return ::core::result::Result::Err(__error);
                    }
                }),
                ..crossing
            });
            ::core::result::Result::Ok(__transition)
        }
        fn state_flow<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            crossing: Crossing,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                Transition<Served, State>,
                ::workflow_runtime::EvaluationError,
            >,
        > {
            let _ = &crossing;
            async move {
                use ::core::clone::Clone as _;
                let __transition: Transition<Served, State> = {
                    __cx.wait(seconds(crossing.shift.green_seconds.clone())).await;
                    warn(crossing)
                };
                ::core::result::Result::Ok(__transition)
            }
        }
        #[inline]
        fn state_warn<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            crossing: Crossing,
        ) -> ::core::result::Result<
            Transition<Served, State>,
            ::workflow_runtime::EvaluationError,
        > {
            use ::core::clone::Clone as _;
            let _ = __cx;
            let __transition: Transition<Served, State> = slow(Crossing {
                north_south: (match after_green::checked(crossing.north_south.clone()) {
                    ::core::result::Result::Ok(__value) => (__value,).0,
                    ::core::result::Result::Err(__error) => {
                        return ::core::result::Result::Err(__error);
                    }
                }),
                east_west: (match after_green::checked(crossing.east_west.clone()) {
                    ::core::result::Result::Ok(__value) => (__value,).0,
                    ::core::result::Result::Err(__error) => {
                        return ::core::result::Result::Err(__error);
                    }
                }),
                ..crossing
            });
            ::core::result::Result::Ok(__transition)
        }
        fn state_slow<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            crossing: Crossing,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                Transition<Served, State>,
                ::workflow_runtime::EvaluationError,
            >,
        > {
            let _ = &crossing;
            async move {
                use ::core::clone::Clone as _;
                let __transition: Transition<Served, State> = {
                    __cx.wait(seconds(crossing.shift.amber_seconds.clone())).await;
                    stop(crossing)
                };
                ::core::result::Result::Ok(__transition)
            }
        }
        #[inline]
        fn state_stop<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            crossing: Crossing,
        ) -> ::core::result::Result<
            Transition<Served, State>,
            ::workflow_runtime::EvaluationError,
        > {
            let _ = __cx;
            let __transition: Transition<Served, State> = clear(Crossing {
                north_south: Light::Red,
                east_west: Light::Red,
                ..crossing
            });
            ::core::result::Result::Ok(__transition)
        }
        #[inline]
        fn state_close<__C: ::workflow_runtime::Context>(
            &self,
            __cx: &__C,
            crossing: Crossing,
        ) -> ::core::result::Result<
            Transition<Served, State>,
            ::workflow_runtime::EvaluationError,
        > {
            use ::core::clone::Clone as _;
            let _ = __cx;
            let __transition: Transition<Served, State> = succeed(Served {
                cycles: crossing.cycles_done.clone(),
                green_seconds: (match ::workflow_runtime::__private::expr::mul(
                    crossing.cycles_done.clone(),
                    crossing.shift.green_seconds,
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
                }),
            });
            ::core::result::Result::Ok(__transition)
        }
    }
    #[allow(warnings, unused, clippy::all, clippy::pedantic, clippy::nursery)]
    impl Workflow {
        fn describe() -> ::workflow_runtime::asl::StateMachine {
            let mut __machine = ::workflow_runtime::__private::definition::Machine::main(
                "Begin",
            );
            let __start = ::workflow_runtime::__private::definition::Input::Own;
            Self::describe_begin(&mut __machine, __start);
            Self::describe_clear(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_take_turns(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_open_north_south(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_open_east_west(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_flow(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_warn(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_slow(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_stop(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            Self::describe_close(
                &mut __machine,
                ::workflow_runtime::__private::definition::Input::Own,
            );
            __machine
                .definition(
                    ::core::option::Option::Some(
                        "Runs the lights of a crossing whose two directions are never green together.",
                    ),
                    ::core::option::Option::None,
                )
        }
        fn describe_begin(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["shift"]);
            let shift: ::workflow_runtime::__private::expr::Local<Shift> = __input
                .param(0usize, "shift", 1usize);
            __machine
                .pass(
                    "Begin",
                    ::core::option::Option::Some(
                        "Turns every light red, whatever it showed before.",
                    ),
                    ::workflow_runtime::__private::definition::Way::next(
                        "Clear",
                        &["crossing"],
                        ::workflow_runtime::__private::vec([
                            ::workflow_runtime::__private::expr::construct(
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let shift = shift.native();
                                            let __value = &(Crossing {
                                                north_south: Light::Red,
                                                east_west: Light::Red,
                                                next: Direction::NorthSouth,
                                                cycles_done: 0,
                                                shift,
                                            });
                                            ::workflow_runtime::__private::expr::readable(__value);
                                            ::workflow_runtime::__private::expr::of(__value)
                                        })
                                        .probe()
                                        .shape()
                                },
                                "Crossing",
                                [
                                    (
                                        "north_south",
                                        ::workflow_runtime::__private::expr::value(&(Light::Red)),
                                    ),
                                    (
                                        "east_west",
                                        ::workflow_runtime::__private::expr::value(&(Light::Red)),
                                    ),
                                    (
                                        "next",
                                        ::workflow_runtime::__private::expr::value(
                                            &(Direction::NorthSouth),
                                        ),
                                    ),
                                    (
                                        "cycles_done",
                                        ::workflow_runtime::__private::expr::number("0"),
                                    ),
                                    ("shift", shift.expr()),
                                ],
                                ::core::option::Option::None,
                            ),
                        ]),
                    ),
                );
        }
        fn describe_clear(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["crossing"]);
            let crossing: ::workflow_runtime::__private::expr::Local<Crossing> = __input
                .param(0usize, "crossing", 1usize);
            __machine
                .wait(
                    "Clear",
                    ::core::option::Option::Some(
                        "Keeps every light red until the crossing is empty.",
                    ),
                    &::workflow_runtime::__private::definition::Wait::Seconds({
                        const _: () = ::core::assert!(
                            ::workflow_runtime::__private::expr::NamedLikeTheClocks(seconds(1))
                            .is_the_clocks(1u64),
                            "`seconds` is not the clock's here\nhelp: give your function another name"
                        );
                        ::workflow_runtime::__private::expr::seconds(
                            ::workflow_runtime::__private::expr::field(
                                ::workflow_runtime::__private::expr::field(
                                    crossing.expr(),
                                    &{
                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                        ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let crossing = crossing.native();
                                                ::workflow_runtime::__private::expr::of(&(crossing))
                                            })
                                            .probe()
                                            .shape()
                                    },
                                    "shift",
                                ),
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let crossing = crossing.native();
                                            let __value = &(crossing.shift);
                                            ::workflow_runtime::__private::expr::readable(__value);
                                            ::workflow_runtime::__private::expr::of(__value)
                                        })
                                        .probe()
                                        .shape()
                                },
                                "clearance_seconds",
                            ),
                            1u32,
                        )
                    }),
                    ::workflow_runtime::__private::definition::Way::next(
                        "TakeTurns",
                        &["crossing"],
                        ::workflow_runtime::__private::vec([crossing.expr()]),
                    ),
                );
        }
        fn describe_take_turns(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["crossing"]);
            let crossing: ::workflow_runtime::__private::expr::Local<Crossing> = __input
                .param(0usize, "crossing", 1usize);
            let mut __choice = ::workflow_runtime::__private::definition::Choice::new();
            {
                let _ = {
                    use ::workflow_runtime::__private::ProbeFallback as _;
                    ::workflow_runtime::__private::expr::witness(|| {
                            ::workflow_runtime::__private::expr::never();
                            let crossing = crossing.native();
                            let __value = &(crossing.next);
                            ::workflow_runtime::__private::expr::readable(__value);
                            ::workflow_runtime::__private::expr::told_apart(
                                ::workflow_runtime::__private::expr::variants(__value)
                                    .asked(),
                            );
                            ::workflow_runtime::__private::expr::of(__value)
                        })
                        .probe()
                        .shape()
                };
                let __scrutinee = ::workflow_runtime::__private::expr::Local::bind(
                    || {
                        ::workflow_runtime::__private::expr::never();
                        let crossing = crossing.native();
                        let __scrutinee = crossing.next;
                        __scrutinee
                    },
                    ::workflow_runtime::__private::expr::field(
                        crossing.expr(),
                        &{
                            use ::workflow_runtime::__private::ProbeFallback as _;
                            ::workflow_runtime::__private::expr::witness(|| {
                                    ::workflow_runtime::__private::expr::never();
                                    let crossing = crossing.native();
                                    ::workflow_runtime::__private::expr::of(&(crossing))
                                })
                                .probe()
                                .shape()
                        },
                        "next",
                    ),
                );
                __choice.compute([__scrutinee.expr()]);
                {
                    __choice
                        .enter(
                            ::workflow_runtime::__private::expr::both(
                                ::workflow_runtime::__private::expr::Pattern::Path(
                                        "NorthSouth",
                                        || {
                                            ::workflow_runtime::__private::expr::named(
                                                    &Direction::NorthSouth,
                                                )
                                                .value()
                                        },
                                    )
                                    .condition(
                                        &__scrutinee.expr(),
                                        &{
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let __scrutinee = __scrutinee.native();
                                                    ::workflow_runtime::__private::expr::of(&__scrutinee)
                                                })
                                                .probe()
                                                .shape()
                                        },
                                    ),
                                {
                                    {
                                        let _ = ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let crossing = crossing.native();
                                            let __value = &(crossing.cycles_done);
                                            ::workflow_runtime::__private::expr::equatable(__value);
                                            ::workflow_runtime::__private::expr::solid(
                                                ::workflow_runtime::__private::expr::depth(__value).asked(),
                                            );
                                            ::workflow_runtime::__private::expr::exact(
                                                ::workflow_runtime::__private::expr::writing(__value)
                                                    .asked(),
                                            );
                                            ::workflow_runtime::__private::expr::in_order(
                                                ::workflow_runtime::__private::expr::listing(__value)
                                                    .asked(),
                                            );
                                            ::workflow_runtime::__private::expr::of(&())
                                        });
                                        ::workflow_runtime::__private::expr::equal(
                                            ::workflow_runtime::__private::expr::item(
                                                ::workflow_runtime::__private::expr::field(
                                                    crossing.expr(),
                                                    &{
                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                ::workflow_runtime::__private::expr::never();
                                                                let crossing = crossing.native();
                                                                ::workflow_runtime::__private::expr::of(&(crossing))
                                                            })
                                                            .probe()
                                                            .shape()
                                                    },
                                                    "cycles_done",
                                                ),
                                                {
                                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                                    ::workflow_runtime::__private::expr::witness(|| {
                                                            ::workflow_runtime::__private::expr::never();
                                                            let crossing = crossing.native();
                                                            ::workflow_runtime::__private::expr::of(
                                                                &(crossing.cycles_done),
                                                            )
                                                        })
                                                        .probe()
                                                        .shape()
                                                },
                                            ),
                                            ::workflow_runtime::__private::expr::item(
                                                ::workflow_runtime::__private::expr::field(
                                                    ::workflow_runtime::__private::expr::field(
                                                        crossing.expr(),
                                                        &{
                                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                                            ::workflow_runtime::__private::expr::witness(|| {
                                                                    ::workflow_runtime::__private::expr::never();
                                                                    let crossing = crossing.native();
                                                                    ::workflow_runtime::__private::expr::of(&(crossing))
                                                                })
                                                                .probe()
                                                                .shape()
                                                        },
                                                        "shift",
                                                    ),
                                                    &{
                                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                                        ::workflow_runtime::__private::expr::witness(|| {
                                                                ::workflow_runtime::__private::expr::never();
                                                                let crossing = crossing.native();
                                                                ::workflow_runtime::__private::expr::of(&(crossing.shift))
                                                            })
                                                            .probe()
                                                            .shape()
                                                    },
                                                    "cycles",
                                                ),
                                                {
                                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                                    ::workflow_runtime::__private::expr::witness(|| {
                                                            ::workflow_runtime::__private::expr::never();
                                                            let crossing = crossing.native();
                                                            ::workflow_runtime::__private::expr::of(
                                                                &(crossing.shift.cycles),
                                                            )
                                                        })
                                                        .probe()
                                                        .shape()
                                                },
                                            ),
                                        )
                                    }
                                },
                            ),
                        );
                    __choice
                        .go(
                            ::workflow_runtime::__private::definition::Way::next(
                                "Close",
                                &["crossing"],
                                ::workflow_runtime::__private::vec([crossing.expr()]),
                            ),
                        );
                    __choice.leave();
                }
                {
                    __choice
                        .enter(
                            ::workflow_runtime::__private::expr::Pattern::Path(
                                    "NorthSouth",
                                    || {
                                        ::workflow_runtime::__private::expr::named(
                                                &Direction::NorthSouth,
                                            )
                                            .value()
                                    },
                                )
                                .condition(
                                    &__scrutinee.expr(),
                                    &{
                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                        ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let __scrutinee = __scrutinee.native();
                                                ::workflow_runtime::__private::expr::of(&__scrutinee)
                                            })
                                            .probe()
                                            .shape()
                                    },
                                ),
                        );
                    __choice
                        .go(
                            ::workflow_runtime::__private::definition::Way::next(
                                "OpenNorthSouth",
                                &["crossing"],
                                ::workflow_runtime::__private::vec([crossing.expr()]),
                            ),
                        );
                    __choice.leave();
                }
                {
                    __choice
                        .go(
                            ::workflow_runtime::__private::definition::Way::next(
                                "OpenEastWest",
                                &["crossing"],
                                ::workflow_runtime::__private::vec([crossing.expr()]),
                            ),
                        );
                }
            }
            __machine
                .choice(
                    "TakeTurns",
                    ::core::option::Option::Some(
                        "Opens the crossing for whose turn it is, until every cycle is done.",
                    ),
                    __choice,
                );
        }
        fn describe_open_north_south(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["crossing"]);
            let crossing: ::workflow_runtime::__private::expr::Local<Crossing> = __input
                .param(0usize, "crossing", 1usize);
            __machine
                .pass(
                    "OpenNorthSouth",
                    ::core::option::Option::Some("Gives north and south their green."),
                    ::workflow_runtime::__private::definition::Way::next(
                        "Flow",
                        &["crossing"],
                        ::workflow_runtime::__private::vec([
                            ::workflow_runtime::__private::expr::construct(
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let crossing = crossing.native();
                                            ::workflow_runtime::__private::expr::of(
                                                &(Crossing {
                                                    north_south: Light::Green,
                                                    next: Direction::EastWest,
                                                    ..crossing
                                                }),
                                            )
                                        })
                                        .probe()
                                        .shape()
                                },
                                "Crossing",
                                [
                                    (
                                        "north_south",
                                        ::workflow_runtime::__private::expr::value(&(Light::Green)),
                                    ),
                                    (
                                        "next",
                                        ::workflow_runtime::__private::expr::value(
                                            &(Direction::EastWest),
                                        ),
                                    ),
                                ],
                                ::core::option::Option::Some(crossing.expr()),
                            ),
                        ]),
                    ),
                );
        }
        fn describe_open_east_west(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            use ::core::clone::Clone as _;
            __machine.enters(&__input, &["crossing"]);
            let crossing: ::workflow_runtime::__private::expr::Local<Crossing> = __input
                .param(0usize, "crossing", 1usize);
            __machine
                .pass(
                    "OpenEastWest",
                    ::core::option::Option::Some(
                        "Gives east and west their green, which completes the cycle.",
                    ),
                    ::workflow_runtime::__private::definition::Way::next(
                        "Flow",
                        &["crossing"],
                        ::workflow_runtime::__private::vec([
                            ::workflow_runtime::__private::expr::construct(
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let crossing = crossing.native();
                                            ::workflow_runtime::__private::expr::of(
                                                &(Crossing {
                                                    east_west: Light::Green,
                                                    next: Direction::NorthSouth,
                                                    cycles_done: (match (
                                                        (crossing.cycles_done.clone(),),
                                                        (1,),
                                                    ) {
                                                        (__left, __right) => __left.0 + __right.0,
                                                    }),
                                                    ..crossing
                                                }),
                                            )
                                        })
                                        .probe()
                                        .shape()
                                },
                                "Crossing",
                                [
                                    (
                                        "east_west",
                                        ::workflow_runtime::__private::expr::value(&(Light::Green)),
                                    ),
                                    (
                                        "next",
                                        ::workflow_runtime::__private::expr::value(
                                            &(Direction::NorthSouth),
                                        ),
                                    ),
                                    (
                                        "cycles_done",
                                        ::workflow_runtime::__private::expr::arithmetic(
                                            ::workflow_runtime::__private::expr::Arithmetic::Add,
                                            ::workflow_runtime::__private::expr::field(
                                                crossing.expr(),
                                                &{
                                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                                    ::workflow_runtime::__private::expr::witness(|| {
                                                            ::workflow_runtime::__private::expr::never();
                                                            let crossing = crossing.native();
                                                            ::workflow_runtime::__private::expr::of(&(crossing))
                                                        })
                                                        .probe()
                                                        .shape()
                                                },
                                                "cycles_done",
                                            ),
                                            ::workflow_runtime::__private::expr::number("1"),
                                            &{
                                                use ::workflow_runtime::__private::ProbeFallback as _;
                                                ::workflow_runtime::__private::expr::witness(|| {
                                                        ::workflow_runtime::__private::expr::never();
                                                        let crossing = crossing.native();
                                                        ::workflow_runtime::__private::expr::of(
                                                            &((match ((crossing.cycles_done.clone(),), (1,)) {
                                                                (__left, __right) => __left.0 + __right.0,
                                                            })),
                                                        )
                                                    })
                                                    .probe()
                                                    .shape()
                                            },
                                        ),
                                    ),
                                ],
                                ::core::option::Option::Some(crossing.expr()),
                            ),
                        ]),
                    ),
                );
        }
        fn describe_flow(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["crossing"]);
            let crossing: ::workflow_runtime::__private::expr::Local<Crossing> = __input
                .param(0usize, "crossing", 1usize);
            __machine
                .wait(
                    "Flow",
                    ::core::option::Option::Some("Lets the traffic flow."),
                    &::workflow_runtime::__private::definition::Wait::Seconds({
                        const _: () = ::core::assert!(
                            ::workflow_runtime::__private::expr::NamedLikeTheClocks(seconds(1))
                            .is_the_clocks(1u64),
                            "`seconds` is not the clock's here\nhelp: give your function another name"
                        );
                        ::workflow_runtime::__private::expr::seconds(
                            ::workflow_runtime::__private::expr::field(
                                ::workflow_runtime::__private::expr::field(
                                    crossing.expr(),
                                    &{
                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                        ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let crossing = crossing.native();
                                                ::workflow_runtime::__private::expr::of(&(crossing))
                                            })
                                            .probe()
                                            .shape()
                                    },
                                    "shift",
                                ),
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let crossing = crossing.native();
                                            ::workflow_runtime::__private::expr::of(&(crossing.shift))
                                        })
                                        .probe()
                                        .shape()
                                },
                                "green_seconds",
                            ),
                            1u32,
                        )
                    }),
                    ::workflow_runtime::__private::definition::Way::next(
                        "Warn",
                        &["crossing"],
                        ::workflow_runtime::__private::vec([crossing.expr()]),
                    ),
                );
        }
        fn describe_warn(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            use ::core::clone::Clone as _;
            __machine.enters(&__input, &["crossing"]);
            let crossing: ::workflow_runtime::__private::expr::Local<Crossing> = __input
                .param(0usize, "crossing", 1usize);
            __machine
                .pass(
                    "Warn",
                    ::core::option::Option::Some("Turns what is green to amber."),
                    ::workflow_runtime::__private::definition::Way::next(
                        "Slow",
                        &["crossing"],
                        ::workflow_runtime::__private::vec([
                            ::workflow_runtime::__private::expr::construct(
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let crossing = crossing.native();
                                            ::workflow_runtime::__private::expr::of(
                                                &(Crossing {
                                                    north_south: (match after_green::checked(
                                                        crossing.north_south,
                                                    ) {
                                                        ::core::result::Result::Ok(__value) => (__value,).0,
                                                        ::core::result::Result::Err(__error) => {
                                                            ::workflow_runtime::__private::expr::never()
                                                        }
                                                    }),
                                                    east_west: (match after_green::checked(crossing.east_west) {
                                                        ::core::result::Result::Ok(__value) => (__value,).0,
                                                        ::core::result::Result::Err(__error) => {
                                                            ::workflow_runtime::__private::expr::never()
                                                        }
                                                    }),
                                                    ..crossing
                                                }),
                                            )
                                        })
                                        .probe()
                                        .shape()
                                },
                                "Crossing",
                                [
                                    (
                                        "north_south",
                                        {
                                            let argument_0 = ::workflow_runtime::__private::expr::field(
                                                crossing.expr(),
                                                &{
                                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                                    ::workflow_runtime::__private::expr::witness(|| {
                                                            ::workflow_runtime::__private::expr::never();
                                                            let crossing = crossing.native();
                                                            ::workflow_runtime::__private::expr::of(&(crossing))
                                                        })
                                                        .probe()
                                                        .shape()
                                                },
                                                "north_south",
                                            );
                                            let value = after_green::twin(&[argument_0.clone()]);
                                            ::workflow_runtime::__private::expr::after(
                                                [argument_0],
                                                value,
                                            )
                                        },
                                    ),
                                    (
                                        "east_west",
                                        {
                                            let argument_0 = ::workflow_runtime::__private::expr::field(
                                                crossing.expr(),
                                                &{
                                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                                    ::workflow_runtime::__private::expr::witness(|| {
                                                            ::workflow_runtime::__private::expr::never();
                                                            let crossing = crossing.native();
                                                            ::workflow_runtime::__private::expr::of(&(crossing))
                                                        })
                                                        .probe()
                                                        .shape()
                                                },
                                                "east_west",
                                            );
                                            let value = after_green::twin(&[argument_0.clone()]);
                                            ::workflow_runtime::__private::expr::after(
                                                [argument_0],
                                                value,
                                            )
                                        },
                                    ),
                                ],
                                ::core::option::Option::Some(crossing.expr()),
                            ),
                        ]),
                    ),
                );
        }
        fn describe_slow(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["crossing"]);
            let crossing: ::workflow_runtime::__private::expr::Local<Crossing> = __input
                .param(0usize, "crossing", 1usize);
            __machine
                .wait(
                    "Slow",
                    ::core::option::Option::Some("Gives the traffic time to stop."),
                    &::workflow_runtime::__private::definition::Wait::Seconds({
                        const _: () = ::core::assert!(
                            ::workflow_runtime::__private::expr::NamedLikeTheClocks(seconds(1))
                            .is_the_clocks(1u64),
                            "`seconds` is not the clock's here\nhelp: give your function another name"
                        );
                        ::workflow_runtime::__private::expr::seconds(
                            ::workflow_runtime::__private::expr::field(
                                ::workflow_runtime::__private::expr::field(
                                    crossing.expr(),
                                    &{
                                        use ::workflow_runtime::__private::ProbeFallback as _;
                                        ::workflow_runtime::__private::expr::witness(|| {
                                                ::workflow_runtime::__private::expr::never();
                                                let crossing = crossing.native();
                                                ::workflow_runtime::__private::expr::of(&(crossing))
                                            })
                                            .probe()
                                            .shape()
                                    },
                                    "shift",
                                ),
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let crossing = crossing.native();
                                            ::workflow_runtime::__private::expr::of(&(crossing.shift))
                                        })
                                        .probe()
                                        .shape()
                                },
                                "amber_seconds",
                            ),
                            1u32,
                        )
                    }),
                    ::workflow_runtime::__private::definition::Way::next(
                        "Stop",
                        &["crossing"],
                        ::workflow_runtime::__private::vec([crossing.expr()]),
                    ),
                );
        }
        fn describe_stop(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            __machine.enters(&__input, &["crossing"]);
            let crossing: ::workflow_runtime::__private::expr::Local<Crossing> = __input
                .param(0usize, "crossing", 1usize);
            __machine
                .pass(
                    "Stop",
                    ::core::option::Option::Some("Turns every light red."),
                    ::workflow_runtime::__private::definition::Way::next(
                        "Clear",
                        &["crossing"],
                        ::workflow_runtime::__private::vec([
                            ::workflow_runtime::__private::expr::construct(
                                &{
                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                    ::workflow_runtime::__private::expr::witness(|| {
                                            ::workflow_runtime::__private::expr::never();
                                            let crossing = crossing.native();
                                            ::workflow_runtime::__private::expr::of(
                                                &(Crossing {
                                                    north_south: Light::Red,
                                                    east_west: Light::Red,
                                                    ..crossing
                                                }),
                                            )
                                        })
                                        .probe()
                                        .shape()
                                },
                                "Crossing",
                                [
                                    (
                                        "north_south",
                                        ::workflow_runtime::__private::expr::value(&(Light::Red)),
                                    ),
                                    (
                                        "east_west",
                                        ::workflow_runtime::__private::expr::value(&(Light::Red)),
                                    ),
                                ],
                                ::core::option::Option::Some(crossing.expr()),
                            ),
                        ]),
                    ),
                );
        }
        fn describe_close(
            __machine: &mut ::workflow_runtime::__private::definition::Machine,
            __input: ::workflow_runtime::__private::definition::Input,
        ) {
            use ::core::clone::Clone as _;
            __machine.enters(&__input, &["crossing"]);
            let crossing: ::workflow_runtime::__private::expr::Local<Crossing> = __input
                .param(0usize, "crossing", 1usize);
            __machine
                .succeed(
                    "Close",
                    ::core::option::Option::Some(
                        "Ends the shift, with every light red.",
                    ),
                    ::workflow_runtime::__private::definition::Way::Succeed {
                        output: ::workflow_runtime::__private::expr::construct(
                            &{
                                use ::workflow_runtime::__private::ProbeFallback as _;
                                ::workflow_runtime::__private::expr::witness(|| {
                                        ::workflow_runtime::__private::expr::never();
                                        let crossing = crossing.native();
                                        let __value = &(Served {
                                            cycles: crossing.cycles_done,
                                            green_seconds: (match (
                                                (crossing.cycles_done.clone(),),
                                                (crossing.shift.green_seconds,),
                                            ) {
                                                (__left, __right) => __left.0 * __right.0,
                                            }),
                                        });
                                        ::workflow_runtime::__private::expr::readable(__value);
                                        ::workflow_runtime::__private::expr::of(__value)
                                    })
                                    .probe()
                                    .shape()
                            },
                            "Served",
                            [
                                (
                                    "cycles",
                                    ::workflow_runtime::__private::expr::field(
                                        crossing.expr(),
                                        &{
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let crossing = crossing.native();
                                                    ::workflow_runtime::__private::expr::of(&(crossing))
                                                })
                                                .probe()
                                                .shape()
                                        },
                                        "cycles_done",
                                    ),
                                ),
                                (
                                    "green_seconds",
                                    ::workflow_runtime::__private::expr::arithmetic(
                                        ::workflow_runtime::__private::expr::Arithmetic::Mul,
                                        ::workflow_runtime::__private::expr::field(
                                            crossing.expr(),
                                            &{
                                                use ::workflow_runtime::__private::ProbeFallback as _;
                                                ::workflow_runtime::__private::expr::witness(|| {
                                                        ::workflow_runtime::__private::expr::never();
                                                        let crossing = crossing.native();
                                                        ::workflow_runtime::__private::expr::of(&(crossing))
                                                    })
                                                    .probe()
                                                    .shape()
                                            },
                                            "cycles_done",
                                        ),
                                        ::workflow_runtime::__private::expr::field(
                                            ::workflow_runtime::__private::expr::field(
                                                crossing.expr(),
                                                &{
                                                    use ::workflow_runtime::__private::ProbeFallback as _;
                                                    ::workflow_runtime::__private::expr::witness(|| {
                                                            ::workflow_runtime::__private::expr::never();
                                                            let crossing = crossing.native();
                                                            ::workflow_runtime::__private::expr::of(&(crossing))
                                                        })
                                                        .probe()
                                                        .shape()
                                                },
                                                "shift",
                                            ),
                                            &{
                                                use ::workflow_runtime::__private::ProbeFallback as _;
                                                ::workflow_runtime::__private::expr::witness(|| {
                                                        ::workflow_runtime::__private::expr::never();
                                                        let crossing = crossing.native();
                                                        ::workflow_runtime::__private::expr::of(&(crossing.shift))
                                                    })
                                                    .probe()
                                                    .shape()
                                            },
                                            "green_seconds",
                                        ),
                                        &{
                                            use ::workflow_runtime::__private::ProbeFallback as _;
                                            ::workflow_runtime::__private::expr::witness(|| {
                                                    ::workflow_runtime::__private::expr::never();
                                                    let crossing = crossing.native();
                                                    ::workflow_runtime::__private::expr::of(
                                                        &((match (
                                                            (crossing.cycles_done.clone(),),
                                                            (crossing.shift.green_seconds,),
                                                        ) {
                                                            (__left, __right) => __left.0 * __right.0,
                                                        })),
                                                    )
                                                })
                                                .probe()
                                                .shape()
                                        },
                                    ),
                                ),
                            ],
                            ::core::option::Option::None,
                        ),
                        via: ::core::option::Option::None,
                    },
                );
        }
    }
    #[automatically_derived]
    #[allow(private_interfaces)]
    impl ::workflow_runtime::Workflow for Workflow {
        const NAME: &'static str = "TrafficLight";
        type Input = Shift;
        type Output = Served;
        type State = State;
        fn definition() -> ::workflow_runtime::asl::StateMachine {
            Self::describe()
        }
        fn payloads() -> ::workflow_runtime::__private::definition::Payloads {
            #[allow(unused_imports)]
            use ::workflow_runtime::__private::ProbeFallback as _;
            ::workflow_runtime::__private::vec([
                ::workflow_runtime::__private::definition::Payload {
                    ty: "Crossing",
                    states: &[
                        "Clear",
                        "TakeTurns",
                        "OpenNorthSouth",
                        "OpenEastWest",
                        "Flow",
                        "Warn",
                        "Slow",
                        "Stop",
                        "Close",
                    ],
                    shape: ::workflow_runtime::__private::Probe::<Crossing>::new()
                        .shape(),
                },
            ])
        }
        fn start(input: Self::Input) -> Self::State {
            State::Begin { shift: input }
        }
        async fn step<__C: ::workflow_runtime::Context>(
            &self,
            state: Self::State,
            __cx: &__C,
        ) -> ::workflow_runtime::Transition<Served, State> {
            match state {
                State::Begin { shift } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_begin(__cx, shift),
                    )
                }
                State::Clear { crossing } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_clear(__cx, crossing).await,
                    )
                }
                State::TakeTurns { crossing } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_take_turns(__cx, crossing),
                    )
                }
                State::OpenNorthSouth { crossing } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_open_north_south(__cx, crossing),
                    )
                }
                State::OpenEastWest { crossing } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_open_east_west(__cx, crossing),
                    )
                }
                State::Flow { crossing } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_flow(__cx, crossing).await,
                    )
                }
                State::Warn { crossing } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_warn(__cx, crossing),
                    )
                }
                State::Slow { crossing } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_slow(__cx, crossing).await,
                    )
                }
                State::Stop { crossing } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_stop(__cx, crossing),
                    )
                }
                State::Close { crossing } => {
                    ::workflow_runtime::__private::evaluated(
                        self.state_close(__cx, crossing),
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
            ::workflow_runtime::Transition<Served, State>,
            Self::State,
        > {
            match state {
                State::Begin { shift } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_begin(__cx, shift),
                        ),
                    )
                }
                state @ State::Clear { .. } => ::core::result::Result::Err(state),
                State::TakeTurns { crossing } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_take_turns(__cx, crossing),
                        ),
                    )
                }
                State::OpenNorthSouth { crossing } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_open_north_south(__cx, crossing),
                        ),
                    )
                }
                State::OpenEastWest { crossing } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_open_east_west(__cx, crossing),
                        ),
                    )
                }
                state @ State::Flow { .. } => ::core::result::Result::Err(state),
                State::Warn { crossing } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_warn(__cx, crossing),
                        ),
                    )
                }
                state @ State::Slow { .. } => ::core::result::Result::Err(state),
                State::Stop { crossing } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_stop(__cx, crossing),
                        ),
                    )
                }
                State::Close { crossing } => {
                    ::core::result::Result::Ok(
                        ::workflow_runtime::__private::evaluated(
                            self.state_close(__cx, crossing),
                        ),
                    )
                }
            }
        }
    }
    /// The definition of the workflow `traffic_light` in Amazon States Language: the same bytes every time.
    #[must_use]
    #[allow(dead_code)]
    pub fn definition() -> ::workflow_runtime::asl::StateMachine {
        #[allow(unused_imports)]
        use ::workflow_runtime::__private::NoDefinition as _;
        ::workflow_runtime::__private::Definition::<Workflow>::of_stubs()
    }
}
