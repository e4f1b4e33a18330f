//! `#[derive(Data)]`: the shape it writes down, and that serde agrees.

use std::{borrow::Cow, collections::BTreeMap, marker::PhantomData};

use serde::{Deserialize, Serialize};
use workflow_runtime::{
    Data,
    data::{EnumShape, FieldShape, Shape, StructShape, Style, Tagging},
};

use crate::conforms::{assert_conforms, assert_round_trip, conforms};

fn struct_of<T: Data>() -> StructShape {
    match T::shape() {
        Shape::Struct(shape) => shape,
        other => panic!("no struct: {other:?}"),
    }
}

fn enum_of<T: Data>() -> EnumShape {
    match T::shape() {
        Shape::Enum(shape) => shape,
        other => panic!("no enum: {other:?}"),
    }
}

fn field_of<T: Data>(rust: &str) -> FieldShape {
    struct_of::<T>().fields.into_iter().find(|field| field.rust == rust).expect("the field exists")
}

#[derive(Debug, Serialize)]
struct Unknown;

#[test]
fn names_are_serdes() {
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    #[serde(rename_all = "camelCase")]
    struct Order {
        r#type: String,
        grand_total: u32,
        #[serde(rename = "ID", alias = "id")]
        order_id: u64,
    }
    let shape = struct_of::<Order>();
    assert_eq!((shape.name, shape.style, shape.transparent), ("Order", Style::Named, false));
    let names: Vec<_> = shape.fields.iter().map(|field| (field.rust, field.json)).collect();
    assert_eq!(names, [("type", "type"), ("grand_total", "grandTotal"), ("order_id", "ID")]);
    assert_round_trip(&Order { r#type: "x".into(), grand_total: 1, order_id: 2 });
}

#[test]
fn names_of_variants_and_their_fields_are_serdes() {
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    #[serde(rename_all = "kebab-case", rename_all_fields = "UPPERCASE")]
    enum Method {
        BankTransfer {
            iban_number: String,
        },
        #[serde(rename = "plastic", rename_all = "camelCase")]
        CreditCard {
            card_number: String,
        },
        Cash,
    }
    let shape = enum_of::<Method>();
    assert_eq!((shape.name, shape.tagging), ("Method", Tagging::External));
    let names: Vec<_> =
        shape.variants.iter().map(|variant| (variant.rust, variant.json, variant.style)).collect();
    let expected = [
        ("BankTransfer", "bank-transfer", Style::Named),
        ("CreditCard", "plastic", Style::Named),
        ("Cash", "cash", Style::Unit),
    ];
    assert_eq!(names, expected);
    assert_eq!(shape.variants[0].fields[0].json, "IBAN_NUMBER");
    assert_eq!(shape.variants[1].fields[0].json, "cardNumber");
    assert_round_trip(&Method::BankTransfer { iban_number: "x".into() });
    assert_round_trip(&Method::CreditCard { card_number: "x".into() });
    assert_round_trip(&Method::Cash);
}

#[test]
fn fields_know_what_may_be_missing() {
    #[derive(Debug, PartialEq, Default, Serialize, Deserialize, Data)]
    struct Profile {
        #[serde(skip)]
        cached: u8,
        #[serde(default)]
        visits: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        nick: Option<String>,
        name: String,
    }
    let flags = |rust| {
        let field = field_of::<Profile>(rust);
        (field.skipped, field.default, field.optional)
    };
    assert_eq!(flags("cached"), (true, true, false));
    assert_eq!(flags("visits"), (false, true, false));
    assert_eq!(flags("nick"), (false, false, true));
    assert_eq!(flags("name"), (false, false, false));
    assert_round_trip(&Profile::default());
    assert_round_trip(&Profile { nick: Some("x".into()), ..Profile::default() });

    #[derive(Debug, Default, Serialize, Deserialize, Data)]
    #[serde(default)]
    struct Options {
        depth: u8,
    }
    assert!(field_of::<Options>("depth").default);
    assert_conforms(&Options::default());
}

#[test]
fn flattened_fields_stand_among_the_others() {
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    struct Page {
        number: u32,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    struct Listing {
        title: String,
        #[serde(flatten)]
        page: Page,
        #[serde(flatten)]
        more: BTreeMap<String, String>,
    }
    assert!(field_of::<Listing>("page").flatten);
    let listing = Listing {
        title: "x".into(),
        page: Page { number: 1 },
        more: BTreeMap::from([("color".to_owned(), "red".to_owned())]),
    };
    assert_round_trip(&listing);
}

#[test]
fn transparent_and_newtype_are_what_is_inside() {
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    struct Cents(u64);
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    #[serde(transparent)]
    struct Id<T> {
        id: String,
        of: PhantomData<T>,
    }
    assert_eq!(struct_of::<Cents>().style, Style::Newtype);
    assert_round_trip(&Cents(1));
    // `Unknown` is not `Data`; as a marker it need not be.
    let shape = struct_of::<Id<Unknown>>();
    assert!(shape.transparent && shape.fields[1].skipped && !shape.fields[0].skipped);
    assert_conforms(&Id::<u8> { id: "x".into(), of: PhantomData });
}

#[test]
fn tuples_units_and_nothing() {
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    struct Point(i32, i32);
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    struct Unit;
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    struct NoFields {}
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    struct NoElements();
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    enum Never {}
    let shape = struct_of::<Point>();
    assert_eq!((shape.style, shape.fields[1].rust, shape.fields[1].json), (Style::Tuple, "1", "1"));
    assert!(matches!(Unit::shape(), Shape::Null));
    assert!(enum_of::<Never>().variants.is_empty());
    assert_round_trip(&Point(-1, 1));
    assert_round_trip(&Unit);
    assert_round_trip(&NoFields {});
    assert_round_trip(&NoElements());
}

#[test]
fn what_is_read_otherwise_is_written_as_it_is() {
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    #[serde(try_from = "Raw")]
    struct Age {
        years: u8,
    }
    #[derive(Deserialize)]
    struct Raw {
        years: u8,
    }
    impl TryFrom<Raw> for Age {
        type Error = String;
        fn try_from(raw: Raw) -> Result<Self, String> {
            if raw.years < 150 { Ok(Self { years: raw.years }) } else { Err("too old".to_owned()) }
        }
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    struct Words<'a> {
        #[serde(borrow)]
        first: Cow<'a, str>,
    }
    assert_round_trip(&Age { years: 30 });
    assert!(matches!((field_of::<Words<'_>>("first").shape)(), Shape::Text));
    assert_conforms(&Words { first: "x".into() });
}

#[test]
fn opaque_fields_need_nothing() {
    #[derive(Debug, Serialize, Data)]
    struct Parcel {
        sender: Unknown,
        receivers: Vec<Unknown>,
        weight: u128,
        inner: Option<Box<Parcel>>,
    }
    assert!(matches!((field_of::<Parcel>("sender").shape)(), Shape::Opaque));
    assert!(matches!((field_of::<Parcel>("receivers").shape)(), Shape::List(_)));
    assert!(matches!((field_of::<Parcel>("weight").shape)(), Shape::Opaque));
    let parcel = |inner| Parcel { sender: Unknown, receivers: vec![Unknown], weight: 1, inner };
    assert_conforms(&parcel(Some(Box::new(parcel(None)))));
}

#[test]
fn generics_lifetimes_and_constants() {
    // Without serde: it writes no array of a generic length.
    #[derive(Debug, Data)]
    #[allow(dead_code, reason = "only its shape is looked at")]
    struct Window<'a, T: Copy, const N: usize = 2>
    where
        T: PartialOrd,
    {
        label: &'a str,
        values: [T; N],
        first: Option<T>,
    }
    let shape = struct_of::<Window<'_, u16, 3>>();
    let Shape::List(element) = (shape.fields[1].shape)() else { panic!("no list") };
    assert!(matches!(element(), Shape::Integer { bits: 16, .. }));
    let Shape::Option(inner) = (shape.fields[2].shape)() else { panic!("no option") };
    assert!(conforms(&inner(), &serde_json::json!(1)));
}

#[test]
fn skipped_variants_are_known_and_never_written() {
    #[derive(Debug, PartialEq, Serialize, Deserialize, Data)]
    enum Mode {
        On,
        #[serde(skip)]
        Internal,
    }
    let skipped: Vec<_> =
        enum_of::<Mode>().variants.iter().map(|variant| (variant.rust, variant.skipped)).collect();
    assert_eq!(skipped, [("On", false), ("Internal", true)]);
    assert_round_trip(&Mode::On);
    assert!(serde_json::to_value(Mode::Internal).is_err());
}
