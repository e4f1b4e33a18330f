//! Types that are not `Data` are opaque, wherever they stand; what holds them is known as far as it goes.

use std::{collections::HashMap, fmt::Debug, sync::Arc};

use workflow_runtime::{
    __private::{Probe, ProbeFallback as _},
    Data,
    data::{ErrorName, Shape},
};

#[derive(Debug, PartialEq, Eq, Hash)]
struct Unknown;

macro_rules! shape_of {
    ($ty:ty) => {
        Probe::<$ty>::new().shape()
    };
}

fn is_of_opaque(inner: fn() -> Shape) -> bool {
    matches!(inner(), Shape::Opaque)
}

#[test]
fn a_type_of_its_own_is_opaque() {
    assert!(matches!(shape_of!(Unknown), Shape::Opaque));
    assert!(matches!(shape_of!(u128), Shape::Opaque));
    assert!(matches!(shape_of!(serde_json::Value), Shape::Opaque));
    assert!(matches!(shape_of!(dyn Debug), Shape::Opaque));
    assert!(matches!(shape_of!(Box<dyn Debug>), Shape::Opaque));
    assert!(matches!(shape_of!(&Unknown), Shape::Opaque));
}

#[test]
fn a_container_of_opaque_values_is_a_container() {
    assert!(matches!(shape_of!(Option<Unknown>), Shape::Option(inner) if is_of_opaque(inner)));
    assert!(matches!(shape_of!(Vec<Unknown>), Shape::List(inner) if is_of_opaque(inner)));
    assert!(matches!(shape_of!([Unknown]), Shape::List(inner) if is_of_opaque(inner)));
    assert!(matches!(shape_of!([Unknown; 3]), Shape::List(inner) if is_of_opaque(inner)));
    assert!(matches!(shape_of!(HashMap<String, Unknown>), Shape::Map(inner) if is_of_opaque(inner)));
    // Keys that are numbers are text in JSON, as all others are.
    assert!(matches!(shape_of!(HashMap<u32, Unknown>), Shape::Map(inner) if is_of_opaque(inner)));
    assert!(matches!(shape_of!(&Option<Unknown>), Shape::Option(_)));
    assert!(matches!(shape_of!(Arc<Box<[Unknown]>>), Shape::List(_)));
}

#[test]
fn data_is_what_it_is() {
    assert!(matches!(shape_of!(str), Shape::Text));
    assert!(matches!(shape_of!(&&str), Shape::Text));
    assert!(
        matches!(shape_of!(Option<u8>), Shape::Option(inner) if matches!(inner(), Shape::Integer { .. }))
    );
    assert!(matches!(Probe::of(|| 5_000_000_000_u64).shape(), Shape::Integer { signed: false, bits: 64 }));
    assert!(matches!(Probe::of(|| 5).shape(), Shape::Integer { signed: true, bits: 32 }));
    let text = String::from("a");
    assert!(matches!(Probe::of(|| text).shape(), Shape::Text));
}

#[test]
fn a_generic_function_sees_its_bounds() {
    fn bounded<T: Data>() -> Shape {
        Probe::<Vec<T>>::new().shape()
    }
    fn unbounded<T>() -> Shape {
        Probe::<T>::new().shape()
    }
    assert!(matches!(bounded::<u8>(), Shape::List(inner) if matches!(inner(), Shape::Integer { .. })));
    assert!(matches!(unbounded::<u8>(), Shape::Opaque));
}

#[test]
fn what_is_no_task_error_has_no_names() {
    let none: &[ErrorName] = &[];
    assert_eq!(Probe::<Unknown>::new().error_names(), none);
    assert_eq!(Probe::<Option<u8>>::new().error_names(), none);
    assert_eq!(Probe::<String>::new().error_names(), none);
}
