//! Reading an enum of states back, as serde's derive with `deny_unknown_fields` would: what is the same for all of them,
//! once.
//!
//! A derive writes a visitor a variant and a wrapper a field, and of a hundred states those are most of what rustc has to
//! check. Generated code says what is different ([`Stored`]); it knows nothing of visitors. Read next: `checkpoint.rs`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};

/// An enum of states as it is stored: `{"Decide": {"application": …}}`, or as serde's data model has that elsewhere.
pub trait Stored: Sized {
    /// The name of the enum.
    const NAME: &'static str;
    /// The names of its variants.
    const VARIANTS: &'static [&'static str];
    /// The names of the fields of each variant.
    const FIELDS: &'static [&'static [&'static str]];

    /// Reads the fields of a variant, and makes it of them.
    ///
    /// # Errors
    ///
    /// What a field's own `Deserialize` reports, and a field that is missing or there twice.
    fn read<'de, F: Fields<'de>>(variant: usize, fields: &mut F) -> Result<Self, F::Error>;
}

/// The fields of a variant while they are read, in whatever order they are stored.
pub trait Fields<'de> {
    /// What the format reports.
    type Error: Error;

    /// Goes to the next field that the variant has, and gives its index.
    ///
    /// # Errors
    ///
    /// What the format reports.
    fn next_field(&mut self) -> Result<Option<usize>, Self::Error>;

    /// The value of that field.
    ///
    /// # Errors
    ///
    /// What the format or the value's `Deserialize` reports.
    fn value<T: Deserialize<'de>>(&mut self) -> Result<T, Self::Error>;
}

/// Reads an enum of states.
///
/// # Errors
///
/// What the format or a field's `Deserialize` reports.
pub fn read<'de, T: Stored, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_enum(T::NAME, T::VARIANTS, States(PhantomData))
}

/// A field that every value of the variant has.
///
/// # Errors
///
/// That it is missing.
pub fn found<T, E: Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
    slot.ok_or_else(|| E::missing_field(name))
}

/// The error of a variant that there is not.
///
/// # Errors
///
/// Always.
pub fn unknown<T, E: Error>(variant: usize) -> Result<T, E> {
    Err(E::invalid_value(Unexpected::Unsigned(variant as u64), &"the index of a state"))
}

struct States<T>(PhantomData<T>);

impl<'de, T: Stored> Visitor<'de> for States<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "enum {}", T::NAME)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<T, A::Error> {
        let (variant, fields) = data.variant_seed(Name { names: T::VARIANTS, of: Named::Variant })?;
        fields.struct_variant(T::FIELDS[variant], State::<T>(variant, PhantomData))
    }
}

struct State<T>(usize, PhantomData<T>);

impl<'de, T: Stored> Visitor<'de> for State<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct variant {}::{}", T::NAME, T::VARIANTS[self.0])
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(self.0, &mut Keyed { map, names: T::FIELDS[self.0] })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<T, A::Error> {
        T::read(self.0, &mut InOrder { values, next: 0, length: T::FIELDS[self.0].len() })
    }
}

/// Fields under their names.
struct Keyed<A> {
    map: A,
    names: &'static [&'static str],
}

impl<'de, A: MapAccess<'de>> Fields<'de> for Keyed<A> {
    type Error = A::Error;

    fn next_field(&mut self) -> Result<Option<usize>, A::Error> {
        self.map.next_key_seed(Name { names: self.names, of: Named::Field })
    }

    fn value<T: Deserialize<'de>>(&mut self) -> Result<T, A::Error> {
        self.map.next_value()
    }
}

/// Fields in the order in which they are declared, as formats without names have them.
struct InOrder<A> {
    values: A,
    next: usize,
    length: usize,
}

impl<'de, A: SeqAccess<'de>> Fields<'de> for InOrder<A> {
    type Error = A::Error;

    fn next_field(&mut self) -> Result<Option<usize>, A::Error> {
        let index = self.next;
        self.next += 1;
        Ok((index < self.length).then_some(index))
    }

    fn value<T: Deserialize<'de>>(&mut self) -> Result<T, A::Error> {
        let length = self.next - 1;
        self.values.next_element()?.ok_or_else(|| A::Error::invalid_length(length, &"the fields of a state"))
    }
}

/// Reads a name and gives its index among `names`.
#[derive(Clone, Copy)]
struct Name {
    names: &'static [&'static str],
    of: Named,
}

/// What a [`Name`] is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Variant,
    Field,
}

impl Name {
    /// A name that is not known is an error: what a state has no parameter for any more is not dropped silently.
    fn find<E: Error>(self, name: &str) -> Result<usize, E> {
        self.names.iter().position(|known| *known == name).ok_or_else(|| match self.of {
            Named::Variant => E::unknown_variant(name, self.names),
            Named::Field => E::unknown_field(name, self.names),
        })
    }
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.of {
            Named::Variant => "variant identifier",
            Named::Field => "field identifier",
        })
    }

    fn visit_u64<E: Error>(self, index: u64) -> Result<usize, E> {
        let known = usize::try_from(index).ok().filter(|index| *index < self.names.len());
        let expected = match self.of {
            Named::Variant => "the index of a variant",
            Named::Field => "the index of a field",
        };
        known.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(index), &expected))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        self.find(name)
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<usize, E> {
        self.find(&String::from_utf8_lossy(name))
    }
}
