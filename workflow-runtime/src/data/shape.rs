//! The shape of a type's JSON: a description, not a value. It may be recursive, so what is inside is a function.

/// The JSON that serde writes for a type.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Shape {
    /// A type that is not `Data`: it can be carried, compared with nothing and not looked into.
    Opaque,
    /// `()` and unit structs: `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer {
        /// Whether the Rust type is signed.
        signed: bool,
        /// The width of the Rust type.
        bits: u8,
    },
    /// `f32` and `f64`.
    Float,
    /// `String`, `str`, `char`, and what else serde writes as a string.
    Text,
    /// A point in time (`jiff::Timestamp`), in RFC 3339.
    Timestamp,
    /// `Option<T>`: `null` or the value.
    Option(fn() -> Shape),
    /// `Vec<T>` and its like.
    List(fn() -> Shape),
    /// A map with string keys.
    Map(fn() -> Shape),
    /// A Rust tuple of one or more: an array.
    Tuple(Vec<fn() -> Shape>),
    /// A struct.
    Struct(StructShape),
    /// An enum.
    Enum(EnumShape),
}

/// A struct's JSON.
#[derive(Clone, Debug)]
pub struct StructShape {
    /// The Rust name.
    pub name: &'static str,
    /// How its fields are written down.
    pub style: Style,
    /// `#[serde(transparent)]`: the JSON is that of the one field that is not skipped.
    pub transparent: bool,
    /// The fields in source order, skipped ones too.
    pub fields: Vec<FieldShape>,
}

/// How the fields of a struct or a variant are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `{ a: A }`: an object.
    Named,
    /// `(A)`: the JSON of `A`.
    Newtype,
    /// `(A, B)`: an array.
    Tuple,
    /// Nothing.
    Unit,
}

/// A field of a struct or a variant.
#[derive(Clone, Debug)]
pub struct FieldShape {
    /// The Rust name without `r#`; of a tuple its index.
    pub rust: &'static str,
    /// The key in JSON (of a tuple the index), renamed as serde does.
    pub json: &'static str,
    /// The shape of the field's type.
    pub shape: fn() -> Shape,
    /// `#[serde(flatten)]`: its keys stand among the struct's own.
    pub flatten: bool,
    /// `#[serde(skip)]` or `#[serde(skip_serializing)]`: never in the JSON.
    pub skipped: bool,
    /// `#[serde(skip_serializing_if = "…")]`, or `skip_serializing` of what serde reads: the key may be missing.
    pub optional: bool,
    /// `#[serde(default)]` on the field or its struct: the key may be missing from what serde reads.
    pub default: bool,
}

/// An enum's JSON.
#[derive(Clone, Debug)]
pub struct EnumShape {
    /// The Rust name.
    pub name: &'static str,
    /// Where the variant's name stands.
    pub tagging: Tagging,
    /// The variants in source order.
    pub variants: Vec<VariantShape>,
}

/// Serde's four representations of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// `"Unit"` or `{"Variant": …}`.
    External,
    /// `{"tag": "Variant", …}`.
    Internal {
        /// The key of the variant's name.
        tag: &'static str,
    },
    /// `{"tag": "Variant", "content": …}`.
    Adjacent {
        /// The key of the variant's name.
        tag: &'static str,
        /// The key of the variant's content.
        content: &'static str,
    },
    /// The content alone.
    Untagged,
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub struct VariantShape {
    /// The Rust name.
    pub rust: &'static str,
    /// The name in JSON.
    pub json: &'static str,
    /// How its fields are written down.
    pub style: Style,
    /// `#[serde(skip)]` or `#[serde(skip_serializing)]`: never in the JSON, so no value of a state is it.
    pub skipped: bool,
    /// The fields in source order.
    pub fields: Vec<FieldShape>,
}
