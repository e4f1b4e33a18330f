//! Casts with `as`, and the rounding before them.

use proptest::prelude::*;
use workflow_runtime::portable;

use crate::harness::{agree, reads};

type Narrow = (u8, u16, u32, i8, i16, i32);

#[portable]
fn of_unsigned(number: u64) -> Narrow {
    (number as u8, number as u16, number as u32, number as i8, number as i16, number as i32)
}

#[portable]
fn of_signed(number: i64) -> Narrow {
    (number as u8, number as u16, number as u32, number as i8, number as i16, number as i32)
}

#[portable]
fn between(small: i8, middle: u16, large: i32) -> (u8, u16, u32, i16, i8, u8, u32, i16, i32) {
    (
        small as u8,
        small as u16,
        small as u32,
        small as i16,
        middle as i8,
        middle as u8,
        large as u32,
        middle as i16,
        middle as i32,
    )
}

#[portable]
fn of_float(number: f64) -> (u8, u16, u32, i8, i16, i32) {
    (number as u8, number as u16, number as u32, number as i8, number as i16, number as i32)
}

#[portable]
fn of_rounded(number: f64) -> (u8, i16, u32, i32) {
    (number.round() as u8, number.ceil() as i16, number.trunc() as u32, number.floor() as i32)
}

#[portable]
fn computed(number: f64, count: u32) -> (u32, i32, u8, i32) {
    (
        (number.floor() + 0.5) as u32,
        (number.ceil() - 2.0) as i32,
        (if count > 3 { number.round() } else { number }) as u8,
        (number.trunc() * 1.5) as i32,
    )
}

#[portable]
fn nearest(number: f64) -> u32 {
    number.round() as u32
}

#[portable]
fn wide(number: f64) -> (u64, i64, usize, i64) {
    (number.round() as u64, number.ceil() as i64, number.floor() as usize, number.trunc() as i64)
}

#[portable]
fn wide_in_closures(numbers: &Vec<f64>) -> (Vec<u64>, i64) {
    (
        numbers.iter().map(|number| number.round() as u64).collect(),
        numbers.iter().map(|number| number.floor() as i64).sum::<i64>(),
    )
}

#[portable]
fn rounding(number: f64) -> (f64, f64) {
    (number.round(), number.trunc())
}

#[portable]
fn not_negative(number: i64, other: i32) -> (u64, u64, usize, u64) {
    (number.max(0) as u64, number.abs() as u64, other.max(3) as usize, (other.abs()) as u64 + 1)
}

#[portable]
fn counts(list: &Vec<u8>, text: &str) -> (u32, i32, u8, u16, u32) {
    (
        list.len() as u32,
        list.len() as i32,
        list.len() as u8,
        text.len() as u16,
        list.iter().count() as u32 * 2,
    )
}

#[portable]
fn count(list: &Vec<u8>) -> u32 {
    list.len() as u32
}

#[portable]
fn share(part: u32, whole: u32) -> u8 {
    (f64::from(part) * 100.0 / f64::from(whole)).round() as u8
}

#[portable]
fn low(number: u64) -> u32 {
    number as u32
}

#[portable]
fn up(number: f64) -> u64 {
    number.ceil() as u64
}

#[portable]
fn fixed() -> (u8, u32, i8) {
    (300_u16 as u8, 2.9_f64 as u32, 200_u8 as i8)
}

const EDGES: [i64; 17] = [
    0,
    1,
    -1,
    127,
    128,
    -128,
    -129,
    255,
    256,
    65_535,
    65_536,
    2_147_483_647,
    2_147_483_648,
    -2_147_483_649,
    4_294_967_296,
    9_007_199_254_740_991,
    -9_007_199_254_740_991,
];

#[test]
fn low_bits_are_kept_at_the_edges() {
    for number in EDGES {
        agree!(of_signed(number: number));
        agree!(of_unsigned(number: number.unsigned_abs()));
        agree!(not_negative(number: number, other: -7));
    }
    for small in [i8::MIN, -1, 0, i8::MAX] {
        for middle in [0, 127, 128, 255, 256, 32_768, u16::MAX] {
            for large in [i32::MIN, -1, 0, i32::MAX] {
                agree!(between(small: small, middle: middle, large: large));
            }
        }
    }
    agree!(fixed());
}

#[test]
fn a_float_is_cut_off_and_kept_within_its_target() {
    let ends = [
        0.5,
        1.5,
        2.5,
        0.499_999_999_999_999_94,
        0.999,
        127.5,
        255.5,
        65_535.5,
        2_147_483_647.5,
        4_294_967_295.5,
    ];
    let great = [4_503_599_627_370_497.5, 9_007_199_254_740_991.0, 9_007_199_254_740_992.0, 1e19, 1e300];
    for number in ends.into_iter().chain(great) {
        for number in [number, -number] {
            agree!(of_float(number: number));
            agree!(of_rounded(number: number));
            agree!(computed(number: number, count: 3_u32));
            agree!(computed(number: number, count: 4_u32));
            agree!(wide(number: number));
            agree!(wide_in_closures(numbers: &vec![1.5, number]));
            agree!(rounding(number: number));
        }
    }
    agree!(wide_in_closures(numbers: &Vec::<f64>::new()));
}

#[test]
fn counts_agree() {
    for list in [vec![], vec![1, 2, 3], vec![7; 300]] {
        agree!(counts(list: &list, text: "äb"));
    }
    agree!(share(part: 1_u32, whole: 8_u32));
    agree!(share(part: 1_u32, whole: 0_u32));
    agree!(share(part: 7_u32, whole: 2_u32));
}

#[test]
fn casts_read_well() {
    reads!(count(list) as "$count($states.input.list)");
    reads!(nearest(number) as "($n := $states.input.number < 0 ? ($whole := $ceil($states.input.number); \
        $whole - $states.input.number >= 0.5 ? $whole - 1 : $whole) : ($whole := $floor($states.input.number); \
        $states.input.number - $whole >= 0.5 ? $whole + 1 : $whole); \
        $n <= 0 ? 0 : $n >= 4294967295 ? 4294967295 : $n)");
    reads!(low(number) as "$states.input.number % 4294967296");
    reads!(up(number) as "($n := $ceil($states.input.number); $n <= 0 ? 0 : $n <= 9007199254740991 ? $n : \
        $error(\"attempt to cast with overflow\"))");
}

proptest! {
    #[test]
    fn any_number_is_cast_alike(number: i64, float: f64, small in -1000.0..1000.0_f64) {
        let exact = number % (1 << 53);
        agree!(of_signed(number: exact));
        agree!(of_unsigned(number: exact.unsigned_abs()));
        if float.is_finite() {
            agree!(of_float(number: float));
            agree!(wide(number: float));
        }
        agree!(of_rounded(number: small));
        agree!(wide(number: small));
        agree!(rounding(number: (small * 4.0).round() / 4.0));
    }
}
