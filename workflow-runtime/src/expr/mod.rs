//! Symbolic expressions: the JSONata that a portable Rust expression becomes in a definition.
//!
//! The generated `definition()` calls the functions of this module, one a Rust construct, in the shape of the user's
//! own expression: that is its *twin*. An [`Expr`] has no Rust type. Where the meaning depends on one (`/` truncates
//! integers, a field has serde's name), the twin passes the [`Shape`](crate::data::Shape) of a [`Witness`]: a
//! closure that is never called, in which the user's tokens stand as the driver has them. No function here has a
//! bound that a user's mistake could violate, so that rustc reports a mistake once, from the driver.
//!
//! It knows nothing of states or of ASL fields. Read next: `tree.rs` (what an expression is), `print.rs` (how it
//! reads), `witness.rs`, then the constructs: `operators.rs`, `values.rs`, `construct.rs`, `pattern.rs`, and
//! `native.rs` and `driver.rs`, the driver's side.

#![allow(
    clippy::needless_pass_by_value,
    reason = "generated code hands over each expression it builds; it has no use for one after the call"
)]

mod assertions;
mod attributes;
mod calls;
mod casts;
mod construct;
mod control;
mod driver;
mod flat;
mod flattened;
mod forms;
mod lists;
mod methods;
mod native;
mod nested;
mod operators;
mod pattern;
mod positions;
mod print;
mod shared;
mod texts;
mod told_apart;
mod tree;
mod values;
mod whole;
mod witness;

pub use assertions::{
    Alike, AlikeWithZeros, Conversion, Counts, Displayed, Indexable, IsData, Json, Looked, MapOf,
    NamedLikeTheClocks, Ordered, Other, ResultOf, Shown, Shows, Sliced, Unshown, alike, alike_with_zeros,
    converts, equatable, indexable, looked, looked_into, maps, names, ordered, portable, readable, shown,
    sliced,
};
pub use calls::{Function, comes_back};
pub use casts::{Cast, CastUnsigned, cast, casts, casts_unsigned, exactly};
pub use construct::{construct, map_of};
pub use control::{after, arms, branches, entered_after, scrutinee};
pub use driver::{
    Collected, Comparable, Fallback, Get, Indexed, Kept, Parsed, SumOf, Text, collect, extreme, keep,
    keep_all, kept, listed, parsed, text, total, unchecked, written,
};
pub use flat::{Flattened, Part, flattened, part_of};
pub use forms::{
    Double, Exact, Float, Form, InAnyOrder, InOrder, Listing, OneForm, OneOrder, Single, Unordered, Writing,
    exact, in_order, listing, writing,
};
pub use lists::{closure, each, flatten, list_of, map_or, sum, unwrap_or_else};
pub use methods::{in_range, index as index_of, method, parse};
pub use native::{Checked, Computed, Number, Operand, Signed, abs, add, div, mul, neg, rem, sub};
pub use nested::{Deep, Depth, Flat, Level, Nested, Solid, depth, solid};
pub use operators::{
    Arithmetic, Comparison, and, arithmetic, compare, duration, equal, negate, not, not_equal, or, seconds,
    whole_seconds,
};
pub use pattern::{Pattern, both};
pub use positions::slice;
pub use texts::{format, padded};
pub use told_apart::{Answer, Nameless, ToldApart, Untagged, Variants, told_apart, variants};
pub use tree::Expr;
pub use values::{
    Constant, Item, Named, Unnamed, array, attempted, boolean, context_value, field, item, named, null,
    number, string, value,
};
pub use witness::{Local, Place, Seen, Witness, element_shape, item_of, never, of, see, unknown, witness};
