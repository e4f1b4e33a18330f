//! Judges whether a JSON value is one that a [`Shape`] describes.

use std::{borrow::Cow, collections::BTreeSet};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use workflow_runtime::data::{Data, EnumShape, FieldShape, Shape, StructShape, Style, Tagging, VariantShape};

/// Asserts that `serde_json`'s output for `value` conforms to its type's shape.
pub(crate) fn assert_conforms<T: Data + Serialize + ?Sized>(value: &T) {
    let json = serde_json::to_value(value).expect("the value has JSON");
    assert!(conforms(&T::shape(), &json), "{json} is not described by {:#?}", T::shape());
}

/// As [`assert_conforms`], and the value comes back as it was.
pub(crate) fn assert_round_trip<T: Data + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    value: &T,
) {
    assert_conforms(value);
    let json = serde_json::to_string(value).expect("the value has JSON");
    assert_eq!(&serde_json::from_str::<T>(&json).expect("the value is read back"), value);
}

/// Whether `json` is a value of `shape`.
pub(crate) fn conforms(shape: &Shape, json: &Value) -> bool {
    match shape {
        Shape::Opaque => true,
        Shape::Null => json.is_null(),
        Shape::Bool => json.is_boolean(),
        Shape::Integer { signed, bits } => is_integer(*signed, *bits, json),
        // serde_json writes NaN and the infinities as null.
        Shape::Float => json.is_f64() || json.is_null(),
        Shape::Text => json.is_string(),
        Shape::Timestamp => json.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
        Shape::Option(inner) => json.is_null() || conforms(&inner(), json),
        Shape::List(element) => {
            json.as_array().is_some_and(|list| list.iter().all(|it| conforms(&element(), it)))
        }
        Shape::Map(value) => {
            json.as_object().is_some_and(|map| map.values().all(|it| conforms(&value(), it)))
        }
        Shape::Tuple(elements) => {
            let Some(list) = json.as_array() else { return false };
            list.len() == elements.len()
                && elements.iter().zip(list).all(|(element, it)| conforms(&element(), it))
        }
        Shape::Struct(it) => struct_conforms(it, json),
        Shape::Enum(it) => enum_conforms(it, json),
        _ => panic!("a shape without a rule"),
    }
}

fn is_integer(signed: bool, bits: u8, json: &Value) -> bool {
    let Some(value) = json.as_i64().map(i128::from).or_else(|| json.as_u64().map(i128::from)) else {
        return false;
    };
    let range = if signed { -(1 << (bits - 1))..=(1 << (bits - 1)) - 1 } else { 0..=(1 << bits) - 1 };
    range.contains(&value)
}

fn struct_conforms(shape: &StructShape, json: &Value) -> bool {
    if shape.transparent {
        let mut written = shape.fields.iter().filter(|field| !field.skipped);
        let (Some(field), None) = (written.next(), written.next()) else {
            panic!("not one field in {shape:?}")
        };
        return conforms(&(field.shape)(), json);
    }
    content_conforms(shape.style, &shape.fields, json)
}

fn content_conforms(style: Style, fields: &[FieldShape], json: &Value) -> bool {
    match style {
        Style::Unit => json.is_null(),
        Style::Newtype => conforms(&(fields[0].shape)(), json),
        Style::Tuple => {
            let Some(list) = json.as_array() else { return false };
            list.len() == fields.len()
                && fields.iter().zip(list).all(|(field, it)| conforms(&(field.shape)(), it))
        }
        Style::Named => {
            let Some(object) = json.as_object() else { return false };
            keys_of_fields(fields, object).is_some_and(|keys| all_are_in(object, &keys))
        }
    }
}

fn enum_conforms(shape: &EnumShape, json: &Value) -> bool {
    shape
        .variants
        .iter()
        .filter(|variant| !variant.skipped)
        .any(|variant| variant_conforms(shape, variant, json))
}

fn variant_conforms(shape: &EnumShape, variant: &VariantShape, json: &Value) -> bool {
    let content = |json: &Value| content_conforms(variant.style, &variant.fields, json);
    match shape.tagging {
        Tagging::External if variant.style == Style::Unit => json == variant.json,
        Tagging::External => {
            json.as_object().is_some_and(|it| it.len() == 1 && it.get(variant.json).is_some_and(content))
        }
        Tagging::Untagged => content(json),
        Tagging::Adjacent { tag, content: key } => {
            let Some(object) = json.as_object() else { return false };
            object.get(tag).is_some_and(|it| it == variant.json)
                && match (variant.style, object.get(key)) {
                    (Style::Unit, None) => object.len() == 1,
                    (Style::Unit, Some(_)) | (_, None) => false,
                    (_, Some(json)) => object.len() == 2 && content(json),
                }
        }
        Tagging::Internal { tag } => {
            let Some(object) = json.as_object() else { return false };
            object.get(tag).is_some_and(|it| it == variant.json) && {
                let rest: Map<_, _> = object
                    .iter()
                    .filter(|(key, _)| *key != tag)
                    .map(|(key, it)| (key.clone(), it.clone()))
                    .collect();
                internal_content_conforms(variant, &rest)
            }
        }
    }
}

fn internal_content_conforms(variant: &VariantShape, rest: &Map<String, Value>) -> bool {
    match variant.style {
        Style::Unit => rest.is_empty(),
        Style::Named => keys_of_fields(&variant.fields, rest).is_some_and(|keys| all_are_in(rest, &keys)),
        Style::Newtype => {
            keys_of(&(variant.fields[0].shape)(), rest).is_some_and(|keys| all_are_in(rest, &keys))
        }
        Style::Tuple => false,
    }
}

type Keys<'a> = BTreeSet<Cow<'a, str>>;

fn all_are_in(object: &Map<String, Value>, keys: &Keys<'_>) -> bool {
    object.keys().all(|key| keys.contains(key.as_str()))
}

/// The keys of `object` that belong to `fields`; `None` if one is missing or wrong.
fn keys_of_fields<'a>(fields: &[FieldShape], object: &'a Map<String, Value>) -> Option<Keys<'a>> {
    let mut keys = Keys::new();
    for field in fields.iter().filter(|field| !field.skipped) {
        if field.flatten {
            keys.extend(keys_of(&(field.shape)(), object)?);
        } else if let Some(json) = object.get(field.json) {
            if !conforms(&(field.shape)(), json) {
                return None;
            }
            keys.insert(field.json.into());
        } else if !field.optional {
            return None;
        }
    }
    Some(keys)
}

/// The keys of `object` that belong to a value of `shape` whose keys stand among others.
fn keys_of<'a>(shape: &Shape, object: &'a Map<String, Value>) -> Option<Keys<'a>> {
    let all = || object.keys().map(|key| key.as_str().into()).collect();
    match shape {
        Shape::Opaque => Some(all()),
        Shape::Null => Some(Keys::new()),
        Shape::Option(inner) => keys_of(&inner(), object).or_else(|| Some(Keys::new())),
        Shape::Map(value) => Some(
            object
                .iter()
                .filter(|(_, it)| conforms(&value(), it))
                .map(|(key, _)| key.as_str().into())
                .collect(),
        ),
        Shape::Struct(it) if it.transparent => {
            keys_of(&(it.fields.iter().find(|field| !field.skipped)?.shape)(), object)
        }
        Shape::Struct(it) => match it.style {
            Style::Named => keys_of_fields(&it.fields, object),
            Style::Newtype => keys_of(&(it.fields[0].shape)(), object),
            Style::Unit => Some(Keys::new()),
            Style::Tuple => None,
        },
        Shape::Enum(it) => it.variants.iter().find_map(|variant| keys_of_variant(it, variant, object)),
        _ => None,
    }
}

fn keys_of_variant<'a>(
    shape: &EnumShape,
    variant: &VariantShape,
    object: &'a Map<String, Value>,
) -> Option<Keys<'a>> {
    let own = |key: &str| object.keys().find(|it| *it == key).map(|it| Cow::from(it.as_str()));
    match shape.tagging {
        // Flattened, a unit variant is written as a key of its own.
        Tagging::External => {
            let json = object.get(variant.json)?;
            content_conforms(variant.style, &variant.fields, json)
                .then(|| own(variant.json).into_iter().collect())
        }
        Tagging::Internal { tag } => {
            let rest = match variant.style {
                Style::Named => keys_of_fields(&variant.fields, object),
                Style::Newtype => keys_of(&(variant.fields[0].shape)(), object),
                Style::Unit => Some(Keys::new()),
                Style::Tuple => None,
            };
            (object.get(tag)? == variant.json).then_some(())?;
            rest.map(|keys| keys.into_iter().chain(own(tag)).collect())
        }
        Tagging::Adjacent { tag, content } => (object.get(tag)? == variant.json)
            .then(|| [own(tag), own(content)].into_iter().flatten().collect()),
        Tagging::Untagged => match variant.style {
            Style::Named => keys_of_fields(&variant.fields, object),
            Style::Newtype => keys_of(&(variant.fields[0].shape)(), object),
            Style::Unit => Some(Keys::new()),
            Style::Tuple => None,
        },
    }
}

#[test]
fn the_checker_rejects_what_a_shape_does_not_describe() {
    let text: fn() -> Shape = || Shape::Text;
    let named = |flatten, optional| {
        let field = FieldShape {
            rust: "a",
            json: "A",
            shape: text,
            flatten,
            skipped: false,
            optional,
            default: false,
        };
        Shape::Struct(StructShape { name: "S", style: Style::Named, transparent: false, fields: vec![field] })
    };
    let tagged = |tagging| {
        let unit =
            VariantShape { rust: "U", json: "u", style: Style::Unit, skipped: false, fields: Vec::new() };
        Shape::Enum(EnumShape { name: "E", tagging, variants: vec![unit] })
    };
    let cases = [
        (Shape::Null, json!(0)),
        (Shape::Bool, json!("true")),
        (Shape::Integer { signed: false, bits: 8 }, json!(256)),
        (Shape::Integer { signed: false, bits: 64 }, json!(-1)),
        (Shape::Integer { signed: true, bits: 8 }, json!(128)),
        (Shape::Integer { signed: true, bits: 64 }, json!(1.0)),
        (Shape::Float, json!(1)),
        (Shape::Text, json!(1)),
        (Shape::Timestamp, json!("yesterday")),
        (Shape::Option(text), json!(1)),
        (Shape::List(text), json!(["a", 1])),
        (Shape::Map(text), json!({"a": 1})),
        (Shape::Tuple(vec![text]), json!(["a", "b"])),
        (named(false, false), json!({"a": "Rust's name"})),
        (named(false, false), json!({"A": "x", "more": 1})),
        (named(false, false), json!({})),
        (named(false, true), json!({"A": 1})),
        (named(true, false), json!({"A": "not flattened"})),
        (tagged(Tagging::External), json!("U")),
        (tagged(Tagging::External), json!({"u": null})),
        (tagged(Tagging::Untagged), json!("u")),
        (tagged(Tagging::Internal { tag: "t" }), json!({"t": "u", "more": 1})),
        (tagged(Tagging::Adjacent { tag: "t", content: "c" }), json!({"t": "u", "c": null})),
    ];
    for (shape, json) in cases {
        assert!(!conforms(&shape, &json), "{json} is no {shape:?}");
    }
    assert!(conforms(&named(false, true), &json!({})));
    assert!(conforms(&tagged(Tagging::Internal { tag: "t" }), &json!({"t": "u"})));
}
