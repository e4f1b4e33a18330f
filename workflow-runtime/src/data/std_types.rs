//! `Data` for the types of std and for timestamps: what serde writes for each, guarded by `tests/data_shapes`.
//!
//! `i128` and `u128` are left out: JSON numbers of AWS do not hold them. Read next: `shape.rs`.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    marker::PhantomData,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    num::{
        NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize, NonZeroU8, NonZeroU16, NonZeroU32,
        NonZeroU64, NonZeroUsize,
    },
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
    time::{Duration, SystemTime},
};

use indexmap::{IndexMap, IndexSet};

use super::{Data, EnumShape, FieldShape, Shape, StructShape, Style, Tagging, VariantShape};

/// Types without anything inside.
macro_rules! leaves {
    ($($shape:expr => $($ty:ty),+;)+) => {
        $($(impl Data for $ty {
            fn shape() -> Shape {
                $shape
            }
        })+)+
    };
}

leaves! {
    Shape::Null => ();
    Shape::Bool => bool;
    Shape::Integer { signed: true, bits: 8 } => i8, NonZeroI8;
    Shape::Integer { signed: true, bits: 16 } => i16, NonZeroI16;
    Shape::Integer { signed: true, bits: 32 } => i32, NonZeroI32;
    Shape::Integer { signed: true, bits: 64 } => i64, NonZeroI64;
    Shape::Integer { signed: true, bits: POINTER_BITS } => isize, NonZeroIsize;
    Shape::Integer { signed: false, bits: 8 } => u8, NonZeroU8;
    Shape::Integer { signed: false, bits: 16 } => u16, NonZeroU16;
    Shape::Integer { signed: false, bits: 32 } => u32, NonZeroU32;
    Shape::Integer { signed: false, bits: 64 } => u64, NonZeroU64;
    Shape::Integer { signed: false, bits: POINTER_BITS } => usize, NonZeroUsize;
    Shape::Float => f32, f64;
    Shape::Text => String, str, char, Path, PathBuf;
    Shape::Text => IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6;
    Shape::Text => jiff::SignedDuration, jiff::Span, jiff::Zoned;
    Shape::Text => jiff::civil::Date, jiff::civil::DateTime, jiff::civil::Time;
    Shape::Text => uuid::Uuid;
    Shape::Timestamp => jiff::Timestamp;
    Shape::Map(|| Shape::Opaque) => serde_json::Map<String, serde_json::Value>;
    seconds_and_nanos("Duration", "secs", "nanos") => Duration;
    seconds_and_nanos("SystemTime", "secs_since_epoch", "nanos_since_epoch") => SystemTime;
}

/// The width of `usize`; it is 64 where workflows run on AWS.
#[allow(clippy::cast_possible_truncation, reason = "no pointer has 256 bits")]
const POINTER_BITS: u8 = usize::BITS as u8;

/// Types that serde writes as what is inside.
macro_rules! transparent {
    ($([$($generics:tt)*] $ty:ty),+ $(,)?) => {
        $(impl<$($generics)*> Data for $ty {
            fn shape() -> Shape {
                T::shape()
            }
        })+
    };
}

transparent! {
    [T: Data + ?Sized] &T,
    [T: Data + ?Sized] Box<T>,
    [T: Data + ?Sized] Rc<T>,
    [T: Data + ?Sized] Arc<T>,
    [T: Data + ToOwned + ?Sized] Cow<'_, T>,
}

/// Types that hold values of one other type.
macro_rules! containers {
    ($($shape:ident: $([$($generics:tt)*] $ty:ty),+;)+) => {
        $($(impl<$($generics)*> Data for $ty {
            fn shape() -> Shape {
                Shape::$shape(T::shape)
            }
        })+)+
    };
}

containers! {
    Option: [T: Data] Option<T>;
    List: [T: Data] Vec<T>, [T: Data] VecDeque<T>, [T: Data] [T], [T: Data, const N: usize] [T; N],
        [T: Data] BTreeSet<T>, [T: Data, S] HashSet<T, S>, [T: Data, S] IndexSet<T, S>;
    Map: [K: Data, T: Data] BTreeMap<K, T>, [K: Data, T: Data, S] HashMap<K, T, S>,
        [K: Data, T: Data, S] IndexMap<K, T, S>;
}

macro_rules! tuples {
    ($($($name:ident)+;)+) => {
        $(impl<$($name: Data),+> Data for ($($name,)+) {
            fn shape() -> Shape {
                Shape::Tuple(vec![$($name::shape),+])
            }
        })+
    };
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}

impl<T: ?Sized> Data for PhantomData<T> {
    fn shape() -> Shape {
        Shape::Null
    }
}

impl<T: Data, E: Data> Data for Result<T, E> {
    fn shape() -> Shape {
        let variant = |name, shape| VariantShape {
            rust: name,
            json: name,
            style: Style::Newtype,
            skipped: false,
            fields: vec![field("0", shape)],
        };
        Shape::Enum(EnumShape {
            name: "Result",
            tagging: Tagging::External,
            variants: vec![variant("Ok", T::shape), variant("Err", E::shape)],
        })
    }
}

/// The struct that serde makes of a type whose own fields are private.
fn seconds_and_nanos(name: &'static str, seconds: &'static str, nanos: &'static str) -> Shape {
    let fields = vec![field(seconds, u64::shape), field(nanos, u32::shape)];
    Shape::Struct(StructShape { name, style: Style::Named, transparent: false, fields })
}

fn field(name: &'static str, shape: fn() -> Shape) -> FieldShape {
    FieldShape {
        rust: name,
        json: name,
        shape,
        flatten: false,
        skipped: false,
        optional: false,
        default: false,
    }
}
