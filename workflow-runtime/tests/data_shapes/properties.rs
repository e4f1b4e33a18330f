//! Any value of a derived type conforms to its shape, in each of serde's representations.

use std::collections::{BTreeMap, HashMap};

use proptest::{collection, option, prelude::*};
use serde::{Deserialize, Serialize};
use workflow_runtime::Data;

use crate::conforms::{assert_conforms, assert_round_trip};

/// The same enum in each representation; tuples cannot be tagged internally.
macro_rules! representations {
    ($($name:ident $(#[$attribute:meta])* { $($tuple:tt)* })+) => {
        $(
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
            $(#[$attribute])*
            enum $name {
                Named {
                    #[serde(rename = "the name")]
                    name: String,
                    #[serde(skip_serializing_if = "Option::is_none", default)]
                    nick: Option<i64>,
                },
                Newtype(Inner),
                $($tuple)*
                Unit,
            }

            impl $name {
                fn any() -> impl Strategy<Value = Self> {
                    prop_oneof![
                        (".*", option::of(any::<i64>())).prop_map(|(name, nick)| Self::Named { name, nick }),
                        Inner::any().prop_map(Self::Newtype),
                        Just(Self::Unit),
                    ]
                }
            }
        )+
    };
}

representations! {
    External #[serde(rename_all = "snake_case")] { Tuple(u8, String), }
    Internal #[serde(tag = "kind")] {}
    Adjacent #[serde(tag = "t", content = "c")] { Tuple(u8, String), }
    Untagged #[serde(untagged)] { Tuple(u8, String), }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
struct Inner {
    small_number: i8,
    is_set: bool,
    list_of_letters: Vec<char>,
}

impl Inner {
    fn any() -> impl Strategy<Value = Self> {
        (any::<i8>(), any::<bool>(), collection::vec(any::<char>(), 0..4)).prop_map(
            |(small_number, is_set, list_of_letters)| Self { small_number, is_set, list_of_letters },
        )
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Everything<T> {
    value: T,
    many: BTreeMap<String, T>,
    pair: (T, Option<T>),
    #[serde(flatten)]
    inner: Inner,
    #[serde(skip)]
    scratch: u8,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Flattened {
    id: u32,
    #[serde(flatten)]
    choice: Choice,
    #[serde(flatten)]
    maybe: Option<Maybe>,
    #[serde(flatten)]
    rest: HashMap<String, u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
#[serde(tag = "choice")]
enum Choice {
    Left { left: bool },
    Right,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Data)]
struct Maybe {
    maybe: String,
}

fn everything<T: Clone + std::fmt::Debug>(
    any_t: impl Strategy<Value = T>,
) -> impl Strategy<Value = Everything<T>> {
    (collection::vec(any_t, 3..5), collection::vec(".*", 3..5), Inner::any()).prop_map(
        |(values, keys, inner)| Everything {
            value: values[0].clone(),
            many: keys.into_iter().zip(values.iter().cloned()).collect(),
            pair: (values[1].clone(), values.get(2).cloned()),
            inner,
            scratch: 0,
        },
    )
}

fn flattened() -> impl Strategy<Value = Flattened> {
    let choice = prop_oneof![any::<bool>().prop_map(|left| Choice::Left { left }), Just(Choice::Right)];
    let maybe = option::of(".*".prop_map(|maybe| Maybe { maybe }));
    // Keys that cannot be those of the other fields.
    let rest = collection::hash_map("rest_[a-z]{0,3}", any::<u64>(), 0..3);
    (any::<u32>(), choice, maybe, rest).prop_map(|(id, choice, maybe, rest)| Flattened {
        id,
        choice,
        maybe,
        rest,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn external(value in everything(External::any())) {
        assert_round_trip(&value);
    }

    #[test]
    fn external_tuple(number: u8, text: String) {
        assert_round_trip(&External::Tuple(number, text));
    }

    #[test]
    fn internal(value in everything(Internal::any())) {
        assert_round_trip(&value);
    }

    #[test]
    fn adjacent(value in everything(Adjacent::any())) {
        assert_round_trip(&value);
    }

    #[test]
    fn adjacent_tuple(number: u8, text: String) {
        assert_round_trip(&Adjacent::Tuple(number, text));
    }

    #[test]
    fn untagged(value in Untagged::any()) {
        assert_round_trip(&value);
    }

    #[test]
    fn untagged_tuple(number: u8, text: String) {
        assert_round_trip(&Untagged::Tuple(number, text));
    }

    #[test]
    fn flattened_fields(value in flattened()) {
        // Not read back: to serde a flattened map holds the tag of its flattened neighbour too.
        assert_conforms(&value);
    }
}
