//! Every implementation in `data/std_types.rs`, against what `serde_json` writes.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    marker::PhantomData,
    num::*,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
    time::{Duration, SystemTime},
};

use indexmap::{IndexMap, IndexSet};
use serde_json::json;
use workflow_runtime::data::{Data, Shape};

use crate::conforms::{assert_conforms, assert_round_trip};

macro_rules! all_round_trip {
    ($($value:expr),+ $(,)?) => { $(assert_round_trip(&$value);)+ };
}

#[test]
fn numbers() {
    all_round_trip!(
        i8::MIN,
        i8::MAX,
        i16::MIN,
        i16::MAX,
        i32::MIN,
        i32::MAX,
        i64::MIN,
        i64::MAX,
        isize::MIN,
        isize::MAX,
        u8::MAX,
        u16::MAX,
        u32::MAX,
        u64::MAX,
        usize::MAX,
        0_u8,
        0_usize,
        1.0_f32,
        -0.0_f64,
        1e300_f64,
        f64::MIN_POSITIVE,
    );
    all_round_trip!(NonZeroI8::MIN, NonZeroI16::MIN, NonZeroI32::MIN, NonZeroI64::MIN, NonZeroIsize::MIN);
    all_round_trip!(NonZeroU8::MAX, NonZeroU16::MAX, NonZeroU32::MAX, NonZeroU64::MAX, NonZeroUsize::MAX);
    assert_conforms(&f64::NAN);
}

#[test]
fn widths_and_signs_are_those_of_the_type() {
    macro_rules! check {
        ($($ty:ty),+) => {
            $(let Shape::Integer { signed, bits } = <$ty>::shape() else { panic!("no integer") };
            assert_eq!((signed, u32::from(bits)), (<$ty>::MIN != 0, <$ty>::BITS), stringify!($ty));)+
        };
    }
    check!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);
}

#[test]
fn text_and_nothing() {
    all_round_trip!(
        (),
        true,
        false,
        'x',
        String::from("x"),
        PathBuf::from("/tmp"),
        PhantomData::<SystemTime>
    );
    all_round_trip!(uuid::Uuid::nil());
    assert_conforms("x");
    assert_conforms(Path::new("/tmp"));
    for address in ["127.0.0.1", "::1"] {
        assert_round_trip(&address.parse::<std::net::IpAddr>().unwrap());
    }
    all_round_trip!(std::net::Ipv4Addr::LOCALHOST, std::net::Ipv6Addr::LOCALHOST);
    assert_round_trip(&"127.0.0.1:80".parse::<std::net::SocketAddrV4>().unwrap());
    assert_round_trip(&"[::1]:80".parse::<std::net::SocketAddrV6>().unwrap());
    assert_round_trip(&"[::1]:80".parse::<std::net::SocketAddr>().unwrap());
}

#[test]
fn time() {
    let timestamp: jiff::Timestamp = "2024-02-29T12:34:56.789Z".parse().unwrap();
    let zoned = timestamp.to_zoned(jiff::tz::TimeZone::UTC);
    all_round_trip!(timestamp, zoned, zoned.date(), zoned.time(), zoned.datetime());
    all_round_trip!(jiff::SignedDuration::from_millis(-1), Duration::new(u64::MAX, 999_999_999));
    all_round_trip!(SystemTime::UNIX_EPOCH + Duration::from_nanos(1));
    assert_conforms(&jiff::Span::new().days(1));
}

#[test]
fn containers() {
    all_round_trip!(Some(1), None::<u8>, vec![1], VecDeque::from([1]), [1, 2, 3], [0_u8; 0]);
    all_round_trip!(BTreeSet::from([1]), HashSet::from([1]), IndexSet::<_>::from_iter([1]));
    all_round_trip!(BTreeMap::from([(String::from("a"), 1)]), HashMap::from([(String::from("a"), Some(1))]));
    all_round_trip!(
        IndexMap::<_, _>::from_iter([(Cow::from("a"), 1)]),
        BTreeMap::from([(Box::<str>::from("a"), 1)])
    );
    all_round_trip!(serde_json::Map::from_iter([(String::from("a"), json!([1, "b"]))]));
    all_round_trip!(Ok::<u8, String>(1), Err::<u8, String>(String::from("x")));
    assert_conforms(&HashMap::from([("a", 1)]));
    assert_conforms([1, 2].as_slice());
}

#[test]
fn pointers_are_what_they_point_to() {
    assert_conforms(&&1);
    all_round_trip!(Box::new(1), Box::<str>::from("a"), Cow::from("a"), Some(Box::new(vec![1])));
    // serde's `rc` feature is not needed: the shape is asked for, not the JSON.
    assert!(matches!(Rc::<str>::shape(), Shape::Text));
    assert!(matches!(Arc::<[u8]>::shape(), Shape::List(_)));
}

#[test]
fn tuples() {
    all_round_trip!((1,), (1, "a".to_owned()), (1, 2, 3), (1, 2, 3, 4), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6));
    all_round_trip!((1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5, 6, 7, 8), (1, 2, 3, 4, 5, 6, 7, 8, 9));
    all_round_trip!((1, 2, 3, 4, 5, 6, 7, 8, 9, 'a'), (1, 2, 3, 4, 5, 6, 7, 8, 9, 'a', 1.5));
    all_round_trip!((1, 2, 3, 4, 5, 6, 7, 8, 9, 'a', 1.5, ()));
}
