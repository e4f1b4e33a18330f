//! Methods that take a closure: of lists through iterators, and of `Option`.
//!
//! JSONata's `$map` and `$filter` collapse a result of one element and flatten elements that are lists; what is built
//! here does neither. Read next: `methods.rs`.

use super::{
    methods::{element, unwrap_or},
    operators::{Bounds, and, guarded, integer, not, or},
    tree::{Element, ElementKind, Expr, Node},
    values::{Item, array, element_kind, null, shape_kind},
};
use crate::data::Shape;

/// `receiver.name(|parameter| body)`, for a method of the table that takes a closure.
///
/// # Panics
///
/// If the method is not in the table, which the macro has checked.
#[must_use]
pub fn closure(name: &str, receiver: Item, parameter: &str, body: impl FnOnce(Expr) -> Item) -> Expr {
    if matches!(receiver.shape, Shape::Option(_)) {
        return option_closure(name, receiver.expr, parameter, body);
    }
    match name {
        "map" => map(receiver, parameter, body),
        "filter" => keep(receiver, parameter, |value| body(value).expr),
        "any" => exists(receiver, parameter, |value| body(value).expr),
        "all" => not(exists(receiver, parameter, |value| not(body(value).expr))),
        "find" => {
            let kind = element_of(&receiver.shape);
            let found = filter(receiver, parameter, |value| body(value).expr);
            let found = if kind == ElementKind::Single { Expr::collected(found) } else { found };
            element(found, integer(0)).or_null()
        }
        _ => unreachable!("`{name}` is not in the table of methods"),
    }
}

fn option_closure(name: &str, option: Expr, parameter: &str, body: impl FnOnce(Expr) -> Item) -> Expr {
    let value = option.present().unwrap_or(&option).clone();
    value.bind(parameter, |value| {
        let present = value.is_present();
        let result = body(value.clone()).expr;
        match name {
            "map" | "and_then" => Expr::conditional(present, result, null()),
            "filter" => Expr::conditional(and(present, result), value, null()),
            "is_some_and" => and(present, result),
            "is_none_or" => or(not(present), result),
            _ => unreachable!("`{name}` is not in the table of methods"),
        }
    })
}

/// `option.map_or(default, |parameter| body)`.
#[must_use]
pub fn map_or(option: Expr, default: Expr, parameter: &str, body: impl FnOnce(Expr) -> Item) -> Expr {
    let value = option.present().unwrap_or(&option).clone();
    value.bind(parameter, |value| {
        let present = value.is_present();
        Expr::conditional(present, body(value).expr, default)
    })
}

/// `option.unwrap_or_else(|| default)`.
#[must_use]
pub fn unwrap_or_else(option: Expr, default: Expr) -> Expr {
    unwrap_or(option, default)
}

/// `iterator.sum()`, whose result has this shape.
#[must_use]
pub fn sum(receiver: Item, result: &Shape) -> Expr {
    let sum = Expr::call("sum", [receiver.expr]);
    match result {
        Shape::Integer { signed, bits } => {
            let bounds = Bounds::of(*signed, *bits);
            guarded(sum, "add", signed.then_some(bounds.least), Some(bounds.greatest))
        }
        _ => sum,
    }
}

/// The items of a map as what `value` makes of each, which finds the item and its position in the context object.
#[must_use]
pub fn each(items: Expr, value: Item) -> Expr {
    let kind = element_kind(&value);
    let mut body = value.expr;
    let [item, index] = ["item", "index"].map(|name| body.unused_name(name));
    body.replace(&Expr::context(["Map", "Item", "Value"]), &Expr::variable(item.clone()));
    let counted = body.replace(&Expr::context(["Map", "Item", "Index"]), &Expr::variable(index.clone()));
    let mut parameters = vec![item];
    parameters.extend(counted.then_some(index));
    if kind == ElementKind::Single {
        let function = Expr(Node::Function(parameters, Box::new(body)));
        return Expr::collected(Expr::call("map", [items, function]));
    }
    let one = Expr(Node::Array(vec![Element { value: body, kind }]));
    let all = one.unused_name("all");
    parameters.insert(0, all.clone());
    let body = Expr::call("append", [Expr::variable(all), one]);
    Expr::call("reduce", [items, Expr(Node::Function(parameters, Box::new(body))), array([])])
}

fn map(receiver: Item, parameter: &str, body: impl FnOnce(Expr) -> Item) -> Expr {
    let mut kind = ElementKind::Single;
    let mut result = null();
    let function = Expr::lambda(parameter, |value| {
        let item = body(value);
        kind = element_kind(&item);
        result = item.expr.clone();
        item.expr
    });
    if kind == ElementKind::Single {
        return Expr::collected(Expr::call("map", [receiver.expr, function]));
    }
    // `$append` flattens one level, so each result is appended as a list of its own.
    let Node::Function(parameters, body) = function.0 else { return result };
    let one = Expr(Node::Array(vec![Element { value: *body, kind }]));
    fold(receiver.expr, &parameters[0], |all| Expr::call("append", [all, one]))
}

/// The elements that a condition holds for, as a list.
fn keep(receiver: Item, parameter: &str, condition: impl FnOnce(Expr) -> Expr) -> Expr {
    let single = element_of(&receiver.shape) == ElementKind::Single;
    let kept = filter(receiver, parameter, condition);
    if single { Expr::collected(kept) } else { kept }
}

/// The elements that a condition holds for: a list when they are lists themselves, else what `$filter` makes of it.
fn filter(receiver: Item, parameter: &str, condition: impl FnOnce(Expr) -> Expr) -> Expr {
    let kind = element_of(&receiver.shape);
    if kind == ElementKind::Single {
        return Expr::call("filter", [receiver.expr, Expr::lambda(parameter, condition)]);
    }
    let mut one = null();
    let function = Expr::lambda(parameter, |value| {
        one = value.clone();
        condition(value)
    });
    let Node::Function(parameters, condition) = function.0 else { return null() };
    let one = Expr(Node::Array(vec![Element { value: Expr::variable(parameters[0].clone()), kind }]));
    fold(receiver.expr, &parameters[0], |all| {
        Expr::conditional(*condition, Expr::call("append", [all.clone(), one]), all)
    })
}

/// Whether a condition holds for an element.
pub(super) fn exists(receiver: Item, parameter: &str, condition: impl FnOnce(Expr) -> Expr) -> Expr {
    Expr::call("exists", [Expr::call("filter", [receiver.expr, Expr::lambda(parameter, condition)])])
}

/// `$reduce(list, function($all, $parameter) { … }, [])`.
fn fold(list: Expr, parameter: &str, step: impl FnOnce(Expr) -> Expr) -> Expr {
    let function = Expr::lambda("all", step);
    let Node::Function(mut parameters, body) = function.0 else { return list };
    parameters.push(parameter.to_owned());
    Expr::call("reduce", [list, Expr(Node::Function(parameters, body)), array([])])
}

fn element_of(list: &Shape) -> ElementKind {
    match list {
        Shape::List(inner) => shape_kind(&inner(), 0),
        _ => ElementKind::Unknown,
    }
}

/// The shape of an iterator over elements of this shape.
#[must_use]
pub fn list_of(element: &Shape) -> Shape {
    // A shape's inside is a function without state, so only what its elements are to an array can be said.
    match shape_kind(element, 0) {
        ElementKind::Single => Shape::List(|| Shape::Bool),
        ElementKind::Array => Shape::List(|| Shape::List(|| Shape::Opaque)),
        ElementKind::Unknown => Shape::List(|| Shape::Opaque),
    }
}
