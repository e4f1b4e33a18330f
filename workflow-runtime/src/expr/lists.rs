//! Methods that take a closure: of lists through iterators, and of `Option`.
//!
//! JSONata's `$map` and `$filter` collapse a result of one element and flatten elements that are lists; what is built
//! here does neither. Read next: `methods.rs`.

use super::{
    methods::{element, unwrap_or},
    operators::{Bounds, Comparison, and, compare, finite, guarded, integer, not, or},
    tree::{Element, ElementKind, Expr, Node, Operator},
    values::{Item, array, boolean, element_kind, item, null, shape_kind},
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
        "filter_map" => filter_map(receiver, parameter, body),
        "flat_map" => flat_map(receiver, parameter, body),
        "any" => match lazily(receiver, parameter, body) {
            Lazily::No(receiver, test) => exists(receiver, parameter, |value| apply(&test, value)),
            Lazily::Yes(walk) => walk.until(false),
        },
        "all" => match lazily(receiver, parameter, body) {
            Lazily::No(receiver, test) => not(exists(receiver, parameter, |value| not(apply(&test, value)))),
            Lazily::Yes(walk) => walk.until(true),
        },
        "find" => {
            let kind = element_of(&receiver.shape);
            let (receiver, test) = match lazily(receiver, parameter, body) {
                Lazily::No(receiver, test) => (receiver, test),
                Lazily::Yes(walk) => return walk.find(kind),
            };
            let body = |value| item(apply(&test, value), Shape::Bool);
            let found = filter(receiver, parameter, |value| body(value).expr);
            let found = if kind == ElementKind::Single { Expr::collected(found) } else { found };
            element(found, integer(0)).or_null()
        }
        // Of several that are equal, Rust takes the first least and the last greatest.
        "min_by_key" => extreme_by(Comparison::Less, receiver, parameter, body),
        "max_by_key" => extreme_by(Comparison::GreaterOrEqual, receiver, parameter, body),
        _ => unreachable!("`{name}` is not in the table of methods"),
    }
}

/// The element whose key compares so with that of the best one before it, and with those behind it no more.
fn extreme_by(
    operator: Comparison,
    receiver: Item,
    parameter: &str,
    body: impl FnOnce(Expr) -> Item,
) -> Expr {
    let mut shape = Shape::Opaque;
    let key = Expr::lambda(parameter, |value| {
        let key = body(value);
        shape = key.shape.clone();
        key.expr
    });
    let best = |name: &str, list: Expr, key: &dyn Fn(&Expr) -> Expr| {
        let key = |value: &Expr| item(key(value), shape.clone());
        let function = Expr::lambda("best", |best| {
            Expr::lambda(name, |next| {
                Expr::conditional(compare(operator, key(&next), key(&best)), next, best)
            })
        });
        Expr::call("reduce", [list, one_function(function)])
    };
    if !key.can_fail() {
        return best(parameter, receiver.expr, &|value| apply(&key, value.clone())).or_null();
    }
    // The key of a single element, too, is computed, and each of them once.
    let pair = |value: Expr| Expr::object([("key", apply(&key, value.clone())), ("value", value)]);
    let pairs = Expr::collected(Expr::call("map", [receiver.expr, Expr::lambda(parameter, pair)]));
    best("next", pairs, &|pair| pair.clone().key("key")).key("value").or_null()
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
    let default = default.named("default");
    value.bind(parameter, |value| {
        let present = value.is_present();
        Expr::conditional(present, body(value).expr, default.clone()).after(&default)
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
    match result {
        // What overflows on the way may come back: each step is guarded.
        Shape::Integer { signed: true, bits } => {
            let bounds = Bounds::of(true, *bits);
            let step = |sum: Expr, next: Expr| {
                let sum = sum.binary(Operator::Add, next);
                guarded(sum, "add", Some(bounds.least), Some(bounds.greatest))
            };
            reduce(receiver.expr, "sum", "next", integer(0), step)
        }
        Shape::Integer { bits, .. } => {
            let sum = Expr::call("sum", [receiver.expr]);
            guarded(sum, "add", None, Some(Bounds::of(false, *bits).greatest))
        }
        _ => finite(Expr::call("sum", [receiver.expr]), "add"),
    }
}

/// `$reduce(list, function($all, $next) { … }, first)`.
fn reduce(list: Expr, all: &str, next: &str, first: Expr, step: impl FnOnce(Expr, Expr) -> Expr) -> Expr {
    let mut names = Vec::new();
    let outer = Expr::lambda(all, |all| {
        let Node::Function(parameters, body) = Expr::lambda(next, |next| step(all, next)).0 else {
            return null();
        };
        names = parameters;
        *body
    });
    let Node::Function(mut parameters, body) = outer.0 else { return list };
    parameters.append(&mut names);
    Expr::call("reduce", [list, two_parameters(parameters, body), first])
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
        let function = Expr::new(Node::Function(parameters, Box::new(body)));
        return Expr::collected(Expr::call("map", [items, function]));
    }
    let one = Expr::new(Node::Array(vec![Element { value: body, kind }]));
    let all = one.unused_name("all");
    parameters.insert(0, all.clone());
    let body = Expr::call("append", [Expr::variable(all), one]);
    Expr::call("reduce", [items, Expr::new(Node::Function(parameters, Box::new(body))), array([])])
}

fn map(receiver: Item, parameter: &str, body: impl FnOnce(Expr) -> Item) -> Expr {
    let mut kind = ElementKind::Single;
    let function = steps(parameter, |all, value| {
        let item = body(value);
        kind = element_kind(&item);
        if kind == ElementKind::Single { item.expr } else { appended(all, item.expr, kind) }
    });
    if kind == ElementKind::Single {
        let Node::Function(_, one) = function.0 else { return null() };
        return Expr::collected(Expr::call("map", [receiver.expr, *one]));
    }
    folded(receiver.expr, function)
}

/// What a closure has for the elements, where it has something.
fn filter_map(receiver: Item, parameter: &str, body: impl FnOnce(Expr) -> Item) -> Expr {
    let mut shape = Shape::Opaque;
    let mapped = map(receiver, parameter, |value| {
        let item = body(value);
        shape = item.shape.clone();
        item
    });
    keep(item(mapped, list_of(&shape)), "value", |value| value.is_present())
}

/// `$reduce(list, function($all, $parameter) { $append($all, body) }, [])`: of a list its elements are appended.
fn flat_map(receiver: Item, parameter: &str, body: impl FnOnce(Expr) -> Item) -> Expr {
    let function = steps(parameter, |all, value| {
        let item = body(value);
        let kind = element_kind(&item);
        match (item.shape, item.expr) {
            (Shape::Option(_), option) => {
                let value = option.present().unwrap_or(&option).clone();
                value.bind("value", |value| {
                    Expr::conditional(value.is_present(), appended(all.clone(), value, kind), all)
                })
            }
            // One element that is no list is appended as a list of one is, and none as an empty one.
            (_, Expr(Node::Collected(sequence), None)) => Expr::call("append", [all, *sequence]),
            (_, list) => Expr::call("append", [all, list]),
        }
    });
    folded(receiver.expr, function)
}

/// The elements of the lists that an iterator goes over, or the values of the `Option`s.
#[must_use]
pub fn flatten(iterator: Item, inner: Shape) -> Expr {
    match inner {
        Shape::Option(_) => keep(iterator, "value", |value| value.is_present()),
        inner => flat_map(iterator, "list", |list| item(list, inner)),
    }
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
    let function = steps(parameter, |all, value| {
        let condition = condition(value.clone());
        Expr::conditional(condition, appended(all.clone(), value, kind), all)
    });
    folded(receiver.expr, function)
}

/// `function($all) { function($parameter) { … } }`: named when all is there that is not to be hidden.
fn steps(parameter: &str, step: impl FnOnce(Expr, Expr) -> Expr) -> Expr {
    Expr::lambda("all", |all| Expr::lambda(parameter, |value| step(all, value)))
}

/// `$append($all, [value])`. It flattens one level, so what is appended is a list of its own.
pub(super) fn appended(all: Expr, value: Expr, kind: ElementKind) -> Expr {
    Expr::call("append", [all, Expr::new(Node::Array(vec![Element { value, kind }]))])
}

/// `$reduce(list, function, [])`, of functions of one parameter in each other.
pub(super) fn folded(list: Expr, function: Expr) -> Expr {
    Expr::call("reduce", [list, one_function(function), array([])])
}

/// Functions of one parameter in each other as one function of several.
pub(super) fn one_function(function: Expr) -> Expr {
    let mut all = Vec::new();
    let mut body = function;
    while let Node::Function(parameters, inner) = body.0 {
        all.extend(parameters);
        body = *inner;
    }
    Expr::new(Node::Function(all, Box::new(body)))
}

/// Whether a condition holds for an element.
pub(super) fn exists(receiver: Item, parameter: &str, condition: impl FnOnce(Expr) -> Expr) -> Expr {
    Expr::call("exists", [Expr::call("filter", [receiver.expr, Expr::lambda(parameter, condition)])])
}

/// A function of two parameters, of which one that is not read may have got the other's name.
fn two_parameters(mut parameters: Vec<String>, body: Box<Expr>) -> Expr {
    if parameters[0] == parameters[1] {
        parameters[1] = format!("{}_", body.unused_name(&parameters[0]));
    }
    Expr::new(Node::Function(parameters, body))
}

/// A test of the elements of an iterator, which Rust ends at the first that decides it.
enum Lazily {
    /// Nothing can fail, so it does not matter how many are tested.
    No(Item, Expr),
    /// What comes after the deciding element is not to be evaluated.
    Yes(Walk),
}

/// A list, what becomes of each of its elements, and the test of what that is.
struct Walk {
    list: Expr,
    links: Vec<Link>,
    test: Expr,
}

/// A step of an iterator, as a function of an element.
enum Link {
    Map(Expr),
    Filter(Expr),
}

fn lazily(receiver: Item, parameter: &str, body: impl FnOnce(Expr) -> Item) -> Lazily {
    let test = Expr::lambda(parameter, |value| body(value).expr);
    if !test.can_fail() && !receiver.expr.can_fail() {
        return Lazily::No(receiver, test);
    }
    let (mut list, mut links) = (receiver.expr, Vec::new());
    loop {
        match last_link(list) {
            Ok((rest, link)) => {
                links.insert(0, link);
                list = rest;
            }
            Err(whole) => return Lazily::Yes(Walk { list: whole, links, test }),
        }
    }
}

/// Takes the last step off an iterator, as `map` and `filter` of this file write it.
fn last_link(list: Expr) -> Result<(Expr, Link), Expr> {
    // All of what a `let` of the user's is was computed before it is gone over, and so was what is a list.
    if list.1.is_some() {
        return Err(list);
    }
    let inner = match &list.0 {
        Node::Collected(inner) => inner,
        _ => &list,
    };
    let Node::Call(name, arguments) = &inner.0 else { return Err(list) };
    match (*name, &arguments[..]) {
        ("map", [base, function]) => Ok((base.clone(), Link::Map(function.clone()))),
        // One that asks for positions is no step of a single element.
        ("filter", [base, function]) if matches!(&function.0, Node::Function(names, _) if names.len() == 1) => {
            Ok((base.clone(), Link::Filter(function.clone())))
        }
        ("reduce", [base, function, _]) => match reduced(function) {
            Some(link) => Ok((base.clone(), link)),
            None => Err(list),
        },
        ("reverse", [base]) => match last_link(base.clone()) {
            Ok((base, link)) => Ok((Expr::call("reverse", [base]), link)),
            Err(_) => Err(list),
        },
        _ => Err(list),
    }
}

/// The step of a list of lists, whose elements are appended one by one.
fn reduced(function: &Expr) -> Option<Link> {
    let Node::Function(parameters, body) = &function.0 else { return None };
    let [_, parameter] = &parameters[..] else { return None };
    let of = |body: &Expr| Expr::new(Node::Function(vec![parameter.clone()], Box::new(body.clone())));
    match &body.0 {
        Node::Call("append", arguments) => match &arguments[1].0 {
            Node::Array(one) => Some(Link::Map(of(&one.first()?.value))),
            _ => None,
        },
        Node::Conditional(condition, ..) => Some(Link::Filter(of(condition))),
        _ => None,
    }
}

/// The body of a function of one parameter, for this argument.
fn apply(function: &Expr, argument: Expr) -> Expr {
    let Node::Function(parameters, body) = &function.0 else { return null() };
    let mut body = (**body).clone();
    body.replace(&Expr::variable(parameters[0].clone()), &argument);
    body
}

impl Walk {
    /// Whether the test is `true` of all elements, or of any: it ends where it is not `otherwise`.
    fn until(self, otherwise: bool) -> Expr {
        let Self { list, links, test } = self;
        reduce(list, "all", "value", boolean(otherwise), |all, value| {
            let decided = step(&links, value, |value| apply(&test, value), &boolean(otherwise));
            if otherwise { and(all, decided) } else { or(all, decided) }
        })
    }

    /// The first element of which the test is `true`.
    fn find(self, kind: ElementKind) -> Expr {
        let Self { list, links, test } = self;
        let found = reduce(list, "all", "value", array([]), |all, value| {
            let one = |value: Expr| {
                let list = Expr::new(Node::Array(vec![Element { value: value.clone(), kind }]));
                Expr::conditional(apply(&test, value), list, all.clone())
            };
            let next = step(&links, value, one, &all);
            let none = Expr::call("count", [all.clone()]).binary(Operator::Equal, integer(0));
            Expr::conditional(none, next, all)
        });
        element(found, integer(0)).or_null()
    }
}

/// What becomes of an element after the steps, or `otherwise` where one filters it out.
fn step(links: &[Link], value: Expr, last: impl FnOnce(Expr) -> Expr, otherwise: &Expr) -> Expr {
    match links.split_first() {
        None => last(value),
        Some((Link::Map(function), rest)) => {
            apply(function, value).bind("mapped", |value| step(rest, value, last, otherwise))
        }
        Some((Link::Filter(function), rest)) => {
            let condition = apply(function, value.clone());
            Expr::conditional(condition, step(rest, value, last, otherwise), otherwise.clone())
        }
    }
}

/// What the elements of a list of this shape are to an array.
pub(super) fn element_of(list: &Shape) -> ElementKind {
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
