//! Portable expressions: the subset of Rust that means the same here and as JSONata on AWS.
//!
//! One expression has three uses, each a function here: [`check`] (is it in the subset?), [`native`] (the tokens that
//! the driver runs) and [`twin`] (tokens that build the symbolic expression of a definition). A [`witness`] repeats
//! the driver's tokens in a closure that is never called, which is how the twin learns types. Nothing here knows
//! states or transitions. Read next: `scope.rs`, then the file of each use; `methods.rs` is the table of methods.

mod attribute;
mod bound;
mod can_fail;
mod cases_of_a_let;
mod check;
mod check_blocks;
mod check_calls;
mod closures;
mod elsewhere;
mod ending;
mod format_string;
mod guard_clauses;
mod inner_questions;
mod instead;
mod instead_of_method;
mod lines_of_cases;
mod literals;
mod macro_arguments;
mod methods;
mod names;
mod native;
mod native_calls;
mod native_constants;
mod native_control;
mod native_operations;
mod pattern;
mod pattern_asks;
mod question_marks;
mod reads;
mod refused_statements;
mod results;
mod scope;
mod syntax;
#[cfg(test)]
mod tests;
mod twin;
mod twin_calls;
mod twin_pattern;
mod twin_shapes;
mod untyped;

pub(crate) use attribute::{portable, stand_in};
pub(crate) use bound::{Matched, with_bound};
pub(crate) use cases_of_a_let::{refused_return, returned_case};
pub(crate) use check::{bind_item, bind_let, check, check_scrutinee};
pub(crate) use check_blocks::{RETURN, check_block, check_let_type, refuse_cfg, refuse_lack};
pub(crate) use closures::with_closures_as_values;
pub(crate) use elsewhere::{bound_anywhere, bound_within};
pub(crate) use guard_clauses::as_value;
pub(crate) use instead::refuse_into;
pub(crate) use lines_of_cases::lacks_value;
pub(crate) use literals::is_literal;
pub(crate) use names::{constructed, fresh_function, locals};
pub(crate) use native::{Want, native, native_block, shadows, witness, witnessed};
pub(crate) use pattern::{
    bound_names, check_pattern, check_patterns, naming_variants, variant, without_names,
};
pub(crate) use refused_statements::refuse_value_left;
pub(crate) use results::with_results;
pub(crate) use scope::{Asked, Live, Scope};
pub(crate) use twin::{twin, twin_block};
pub(crate) use twin_calls::twin_duration;
pub(crate) use twin_pattern::{
    TwinPattern, readable_scrutinee, twin_case, twin_let_of, twin_named, twin_pattern, twin_scrutinee,
};
pub(crate) use twin_shapes::shape;
