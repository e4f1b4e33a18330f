//! Checked arithmetic: the same number, or an error of both.

use proptest::prelude::*;
use workflow_runtime::portable;

use crate::harness::{agree, reads};

#[portable]
fn add(left: u32, right: u32) -> u32 {
    left + right
}

#[portable]
fn nested(left: u8, right: u8) -> u8 {
    1 + (left - right) * 2 + left % 7
}

#[portable]
fn signed(left: i8, right: i8) -> i8 {
    left / right - -right
}

#[portable]
fn signed_remainder(left: i32, right: i32) -> i32 {
    left % right
}

#[portable]
fn wide(left: i64, right: i64) -> i64 {
    left * right + 1
}

#[portable]
fn quotient(left: u64, right: u64) -> u64 {
    left / right
}

#[portable]
fn floats(left: f64, right: f64) -> f64 {
    (left + right) * 2.0 - left / right
}

#[portable]
fn joined(left: String, right: &str) -> String {
    left + right + "!"
}

#[portable]
fn bounds(left: i32, right: i32) -> (i32, i32, i32, bool) {
    (left.min(right), left.max(right), left.abs(), (0..10).contains(&left))
}

#[portable]
fn saturating(left: u16, right: u16) -> u16 {
    left.saturating_sub(right)
}

#[portable]
fn checked(left: i16, right: i16) -> (Option<i16>, Option<i16>, Option<i16>, u16) {
    (left.checked_add(right), left.checked_sub(right), left.checked_mul(right), left.abs_diff(right))
}

#[portable]
fn checked_unsigned(left: u32, right: u32) -> (Option<u32>, Option<u32>, u32, u32) {
    let product = left.checked_mul(right).unwrap_or(7);
    (left.checked_add(right), left.checked_sub(right), product, left.abs_diff(right))
}

#[portable]
fn checked_of_literals(right: i16, more: &[u8]) -> (Option<i16>, Vec<Option<u8>>, Option<u8>) {
    let all = more.iter().map(|each| 250_u8.checked_add(*each)).collect();
    (2_i16.checked_sub(right), all, more.first().and_then(|first| first.checked_mul(100)))
}

#[portable]
fn difference(left: u64, right: u64) -> (Option<u64>, u64) {
    (left.checked_sub(right), left.abs_diff(right))
}

#[portable]
fn widened(left: u8) -> f64 {
    f64::from(left) / 2.0
}

#[test]
fn guards_read_well() {
    for right in [i16::MIN, -32_766, -32_765, 0, i16::MAX] {
        agree!(checked_of_literals(right: right, more: &[0, 5, 6][..]));
        agree!(checked_of_literals(right: right, more: &[3, 2][..]));
    }
    for (left, right) in [(0, 0), (u32::MAX, 1), (u32::MAX, 0), (65_536, 65_536), (65_535, 65_537), (1, 2)] {
        agree!(checked_unsigned(left: left, right: right));
    }
    for (left, right) in
        [(i16::MIN, -1), (i16::MIN, 1), (i16::MAX, 1), (i16::MIN, 2), (-181, 181), (i16::MIN, i16::MAX)]
    {
        agree!(checked(left: left, right: right));
    }
    reads!(difference(left, right) as "[($n := $states.input.left - $states.input.right; $n >= 0 ? $n : null), \
        $abs($states.input.left - $states.input.right)]");
    reads!(add(left, right) as "($n := $states.input.left + $states.input.right; \
        $n <= 4294967295 ? $n : $error(\"attempt to add with overflow\"))");
    reads!(floats(left, right) as "($n := ($states.input.left + $states.input.right) * 2.0 - \
        ($states.input.right = 0 ? $error(\"attempt to divide by zero\") : $states.input.left / $states.input.right); \
        $abs($n) <= 1.7976931348623157e+308 ? $n : $error(\"attempt to subtract with overflow\"))");
}

proptest! {
    #[test]
    fn unsigned_agrees(left: u32, right: u32) {
        agree!(add(left: left, right: right));
    }

    #[test]
    fn bytes_agree(left: u8, right: u8) {
        agree!(nested(left: left, right: right));
        agree!(widened(left: left));
    }

    #[test]
    fn signed_bytes_agree(left: i8, right: i8) {
        agree!(signed(left: left, right: right));
    }

    #[test]
    fn remainders_agree(left: i32, right in prop_oneof![any::<i32>(), -3..3]) {
        agree!(signed_remainder(left: left, right: right));
        agree!(bounds(left: left, right: right));
    }

    #[test]
    fn products_agree(left in -(1_i64 << 53)..(1 << 53), right in prop_oneof![-5_i64..5, -(1_i64 << 30)..(1 << 30)]) {
        agree!(wide(left: left, right: right));
    }

    #[test]
    fn quotients_agree(left in 0..(1_u64 << 53), right in prop_oneof![0..5_u64, 0..(1_u64 << 53)]) {
        agree!(quotient(left: left, right: right));
    }

    #[test]
    fn floats_agree(left in -1e100..1e100, right in prop_oneof![Just(0.0), -1e100..1e100]) {
        agree!(floats(left: left, right: right));
    }

    #[test]
    fn text_agrees(left: String, right: String) {
        agree!(joined(left: left.clone(), right: &right));
    }

    #[test]
    fn checked_agrees(left: i16, right: i16) {
        agree!(checked(left: left, right: right));
        agree!(checked(left: left / 256, right: right / 256));
    }

    #[test]
    fn checked_unsigned_agrees(left: u32, right: u32) {
        agree!(checked_unsigned(left: left, right: right));
        agree!(checked_unsigned(left: left / 65_536, right: right / 65_536));
        agree!(difference(left: u64::from(left), right: u64::from(right)));
    }

    #[test]
    fn saturation_agrees(left: u16, right: u16) {
        agree!(saturating(left: left, right: right));
    }
}

#[test]
fn the_edges_agree() {
    for left in [i8::MIN, -1, 0, 1, i8::MAX] {
        for right in [i8::MIN, -1, 0, 1, i8::MAX] {
            agree!(signed(left: left, right: right));
        }
    }
    for left in [i32::MIN, -7, 0, 7, i32::MAX] {
        for right in [i32::MIN, -2, -1, 0, 2, i32::MAX] {
            agree!(signed_remainder(left: left, right: right));
            agree!(bounds(left: left, right: right));
        }
    }
}

#[portable]
fn averages(counts: Vec<u64>, weights: Vec<f64>, at: u32) -> (f64, f64, i64, u64) {
    (
        counts.iter().sum::<u64>() as f64 / counts.len() as f64,
        weights.iter().sum::<f64>() / (weights.len() as f64),
        counts.len() as i64 * -3 + counts[at as usize] as i64,
        (counts.len() as u64).max(at as u64) - 1,
    )
}

#[test]
fn a_cast_is_the_same_number() {
    for at in [0, 1, 7] {
        for counts in [vec![3], vec![1, 9_007_199_254_740_990], vec![]] {
            agree!(averages(counts: counts, weights: vec![0.5, 2.0], at: at));
        }
    }
}

#[portable]
fn as_float(count: u64) -> f64 {
    count as f64
}

#[test]
fn a_cast_is_not_seen() {
    reads!(as_float(count) as "$states.input.count");
}
