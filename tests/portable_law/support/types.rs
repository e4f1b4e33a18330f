//! The generated types of a run.

use std::collections::{BTreeMap, HashMap};

use workflow_runtime::prelude::*;

use crate::{Make, Rng};

/// Constants, most of them at the edges.
pub const SURE: bool = true;
pub const WORD: &str = "a,b";
pub const HUGE: f64 = f64::MAX;
pub const TINY: f64 = 5e-324;
pub const MINUS_ZERO: f64 = -0.0;

macro_rules! constants {
    ($($number:ident, $half:ident $least:ident $greatest:ident $maybe:ident $listed:ident: $from:expr, $to:expr;)*) => {$(
        /// No portable function: a definition has what it gives, or the failure of what it is given.
        pub fn $half(number: $number) -> $number {
            number / 2
        }
        pub const $least: $number = $from;
        pub const $greatest: $number = $to;
        pub const $maybe: Option<$number> = Some(7);
        pub const $listed: [$number; 4] = [$from, 1, 7, $to];
    )*};
}

/// The greatest that JSON carries exactly.
const EXACT: i64 = (1 << 53) - 1;

constants! {
    u8, half_u8 LEAST_U8 GREATEST_U8 MAYBE_U8 LISTED_U8: u8::MIN, u8::MAX;
    u16, half_u16 LEAST_U16 GREATEST_U16 MAYBE_U16 LISTED_U16: u16::MIN, u16::MAX;
    u32, half_u32 LEAST_U32 GREATEST_U32 MAYBE_U32 LISTED_U32: u32::MIN, u32::MAX;
    u64, half_u64 LEAST_U64 GREATEST_U64 MAYBE_U64 LISTED_U64: u64::MIN, EXACT as u64;
    usize, half_usize LEAST_USIZE GREATEST_USIZE MAYBE_USIZE LISTED_USIZE: usize::MIN, EXACT as usize;
    i8, half_i8 LEAST_I8 GREATEST_I8 MAYBE_I8 LISTED_I8: i8::MIN, i8::MAX;
    i16, half_i16 LEAST_I16 GREATEST_I16 MAYBE_I16 LISTED_I16: i16::MIN, i16::MAX;
    i32, half_i32 LEAST_I32 GREATEST_I32 MAYBE_I32 LISTED_I32: i32::MIN, i32::MAX;
    i64, half_i64 LEAST_I64 GREATEST_I64 MAYBE_I64 LISTED_I64: -EXACT, EXACT;
}

