//! What the states of a workflow carry: types that can grow without a bound, and how many states take one.
//!
//! A definition has no types, so this is asked of the workflow. Read next: `asl/report`.

use std::collections::HashSet;

use crate::asl::{Advice, StateMachine, Warning, path_of};
use crate::data::Shape;

/// A type that many states take, with their names.
#[derive(Debug)]
pub struct Payload {
    /// The type as it is written.
    pub ty: &'static str,
    /// The states, in source order.
    pub states: &'static [&'static str],
    /// Its shape.
    pub shape: Shape,
}

/// The types that are carried; the prelude of generated code has no `Vec`.
pub type Payloads = Vec<Payload>;

/// What is to be warned of, in the definition that these states are in.
pub(crate) fn unbounded(payloads: &[Payload], definition: &StateMachine) -> Vec<Warning> {
    let growing = payloads.iter().filter_map(|payload| {
        let list = growing(&payload.shape, "", &mut HashSet::new())?;
        Some(Warning {
            path: payload.states.first().and_then(|state| path_of(definition, state)).unwrap_or_default(),
            advice: Advice::UnboundedPayload,
            words: format!(
                "`{}` has no bound{list}, and {} states carry it: each keeps a copy of it in the history, and at 262144 \
                 bytes the execution ends; keep it elsewhere, and carry where it is",
                payload.ty,
                payload.states.len(),
            ),
        })
    });
    growing.collect()
}

/// Where a type has a list or a map, if it has one: empty for the type itself.
///
/// Text can grow too; but every name is text, and few are long.
fn growing(shape: &Shape, at: &str, seen: &mut HashSet<&'static str>) -> Option<String> {
    let place = || if at.is_empty() { String::new() } else { format!(" (`{at}`)") };
    match shape {
        Shape::List(_) | Shape::Map(_) => Some(place()),
        Shape::Option(inside) => growing(&inside(), at, seen),
        Shape::Tuple(items) => items.iter().find_map(|item| growing(&item(), at, seen)),
        Shape::Struct(shape) => {
            let fresh = seen.insert(shape.name);
            let fields = shape.fields.iter().filter(|field| fresh && !field.skipped);
            fields.into_iter().find_map(|field| growing(&(field.shape)(), &join(at, field.rust), seen))
        }
        Shape::Enum(shape) => {
            let fresh = seen.insert(shape.name);
            let fields = shape.variants.iter().filter(|variant| fresh && !variant.skipped);
            let mut fields = fields.flat_map(|variant| &variant.fields);
            fields.find_map(|field| growing(&(field.shape)(), &join(at, field.rust), seen))
        }
        Shape::Opaque
        | Shape::Null
        | Shape::Bool
        | Shape::Integer { .. }
        | Shape::Float
        | Shape::Text
        | Shape::Timestamp => None,
    }
}

fn join(at: &str, field: &str) -> String {
    if at.is_empty() { field.to_owned() } else { format!("{at}.{field}") }
}
