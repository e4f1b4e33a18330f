//! Values of the types that cases have: small ones, so that they meet, and those at which the two languages part.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::Rng;

/// A type with values.
pub trait Make: Sized {
    /// Any value, of which the edges are more likely.
    fn make(rng: &mut Rng) -> Self;
}

/// A length: nothing and one element as likely as all others together.
pub fn short(rng: &mut Rng) -> usize {
    [0, 1, 1, 2, 2, 3, 5][rng.usize(..7)]
}

/// The greatest integer that is next to no other in a double.
const EXACT: i64 = 1 << 53;

macro_rules! integers {
    ($($number:ident)*) => {$(
        impl Make for $number {
            fn make(rng: &mut Rng) -> Self {
                match rng.u8(..10) {
                    0 => $number::MAX.min($number::try_from(EXACT).unwrap_or($number::MAX)),
                    1 => $number::MIN.max($number::try_from(-EXACT).unwrap_or($number::MIN)),
                    2 => <$number>::make_exact(rng),
                    3 => 0,
                    _ => rng.$number(0..10),
                }
            }
        }
    )*};
}

trait Exact {
    fn make_exact(rng: &mut Rng) -> Self;
}

macro_rules! exact {
    ($($number:ident)*) => {$(
        impl Exact for $number {
            /// Next to an edge, or anything; always exact in JSON.
            fn make_exact(rng: &mut Rng) -> Self {
                let greatest = i128::from(EXACT).min($number::MAX as i128);
                let least = i128::from(-EXACT).max($number::MIN as i128);
                let number = match rng.u8(..4) {
                    0 => greatest - 1,
                    1 => least + 1,
                    2 => -1,
                    _ => rng.i128(least..=greatest),
                };
                $number::try_from(number).unwrap_or(1)
            }
        }
    )*};
}

exact!(u8 u16 u32 u64 usize i8 i16 i32 i64);
integers!(u8 u16 u32 u64 usize i8 i16 i32 i64);

impl Make for f64 {
    fn make(rng: &mut Rng) -> Self {
        const EDGES: &[f64] = &[
            0.0, -0.0, 0.1, 0.5, -0.5, 1.0, -1.5, 2.5, 3.0, 1e15, 123_456_789.123_456_78, 1e300, -1e300, 5e-324,
            f64::MAX, 9_007_199_254_740_993.0,
        ];
        if rng.bool() { EDGES[rng.usize(..EDGES.len())] } else { f64::from(rng.i32(-400..400)) / 8.0 }
    }
}

impl Make for bool {
    fn make(rng: &mut Rng) -> Self {
        rng.bool()
    }
}

impl Make for char {
    fn make(rng: &mut Rng) -> Self {
        ['a', 'b', '"', '\\', '\n', 'é', 'ß', '😀', '\u{301}', ' '][rng.usize(..10)]
    }
}

impl Make for String {
    fn make(rng: &mut Rng) -> Self {
        const PIECES: &[&str] = &[
            "", "a", "b", "ab", "a,b", ",", "aa", "A", "x", "1", "42", "-7", "+5", "007", "1.5", "1e3", "300", "-129",
            "9007199254740993", "true", "null", "constructor", "\"", "\\", "\n", "\t", "{% $x %}", "{%", "%}", "$1", "%41", "é", "e\u{301}",
            "ß", "😀", "👩\u{200d}👧", "\u{feff}", "\u{a0}", " ", "  ", "İ",
        ];
        let count = if rng.bool() { 1 } else { short(rng) };
        (0..count).map(|_| PIECES[rng.usize(..PIECES.len())]).collect()
    }
}

impl Make for Timestamp {
    fn make(rng: &mut Rng) -> Self {
        const EDGES: &[&str] = &[
            "1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "2024-02-29T23:59:59.5Z", "2024-02-29T23:59:59.123456789Z",
            "2024-02-29T23:59:59.12Z", "0001-01-01T00:00:00Z", "9999-12-30T22:00:00Z", "1969-12-31T23:59:59.999Z",
        ];
        EDGES[rng.usize(..EDGES.len())].parse().expect("a timestamp")
    }
}

impl Make for SignedDuration {
    fn make(rng: &mut Rng) -> Self {
        let seconds = [0, 1, -1, 59, 60, 86_400, i64::from(u32::MAX)][rng.usize(..7)];
        Self::new(seconds, 0)
    }
}

impl<T: Make> Make for Option<T> {
    fn make(rng: &mut Rng) -> Self {
        (rng.u8(..3) > 0).then(|| T::make(rng))
    }
}

impl<T: Make> Make for Box<T> {
    fn make(rng: &mut Rng) -> Self {
        Self::new(T::make(rng))
    }
}

impl<T: Make> Make for Vec<T> {
    fn make(rng: &mut Rng) -> Self {
        (0..short(rng)).map(|_| T::make(rng)).collect()
    }
}

impl<T: Make> Make for BTreeMap<String, T> {
    fn make(rng: &mut Rng) -> Self {
        entries(rng).collect()
    }
}

impl<T: Make> Make for HashMap<String, T> {
    fn make(rng: &mut Rng) -> Self {
        entries(rng).collect()
    }
}

fn entries<T: Make>(rng: &mut Rng) -> impl Iterator<Item = (String, T)> {
    const KEYS: &[&str] = &["a", "b", "a", "ab", "", "null", "a b", "`", "é"];
    (0..short(rng)).map(|_| (KEYS[rng.usize(..KEYS.len())].to_owned(), T::make(rng)))
}

macro_rules! tuples {
    ($($($name:ident)+;)+) => {$(
        impl<$($name: Make),+> Make for ($($name,)+) {
            fn make(rng: &mut Rng) -> Self {
                ($($name::make(rng),)+)
            }
        }
    )+};
}

tuples! {
    A;
    A B;
    A B C;
}
