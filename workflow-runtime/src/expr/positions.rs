//! Elements by their positions: slices, and the iterators that skip, take and count.
//!
//! JSONata counts from zero as Rust does; what is out of bounds is nothing to it, and an error here. Read next:
//! `lists.rs`.

use super::{
    lists::{appended, element_of, folded, one_function},
    operators::{and, integer},
    tree::{Element, ElementKind, Expr, Node, Operator},
    values::{Item, item},
};
/// `list[low..high]`, where the end is part of it when `inclusive`; an end that is missing is the list's own.
#[must_use]
pub fn slice(list: Item, low: Option<Expr>, high: Option<Expr>, inclusive: bool) -> Expr {
    let shape = list.shape;
    list.expr.bind("list", |list| {
        bound("low", low, |low| {
            bound("high", high, |high| {
                let behind = if inclusive { high.map(|high| plus_one(&high)) } else { high };
                part(item(list, shape), low, behind)
            })
        })
    })
}

/// What is made of a value that may not be there, computed first.
fn bound(name: &str, value: Option<Expr>, body: impl FnOnce(Option<Expr>) -> Expr) -> Expr {
    match value {
        Some(value) => value.bind(name, |value| body(Some(value))),
        None => body(None),
    }
}

fn plus_one(number: &Expr) -> Expr {
    match number.as_literal().and_then(serde_json::Value::as_i64) {
        Some(number) => integer(i128::from(number) + 1),
        None => number.clone().binary(Operator::Add, integer(1)),
    }
}

/// The elements from `low` to before `behind`, or an error where the list has not so many.
fn part(list: Item, low: Option<Expr>, behind: Option<Expr>) -> Expr {
    let at_most = |left: &Expr, right: Expr| left.clone().binary(Operator::LessOrEqual, right);
    let count = Expr::call("count", [list.expr.clone()]);
    let within = match (&low, &behind) {
        (Some(low), Some(behind)) => and(at_most(low, behind.clone()), at_most(behind, count)),
        (Some(only), None) | (None, Some(only)) => at_most(only, count),
        (None, None) => return list.expr,
    };
    let found = positioned(list, |index| {
        let low = low.map(|low| index.clone().binary(Operator::GreaterOrEqual, low));
        let behind = behind.map(|behind| index.binary(Operator::Less, behind));
        match (low, behind) {
            (Some(low), Some(behind)) => and(low, behind),
            (low, behind) => low.or(behind).unwrap_or_else(super::null),
        }
    });
    Expr::conditional(within, found, Expr::error("slice out of bounds"))
}

/// `iterator.skip(count)` and `iterator.take(count)`.
pub(super) fn counted(name: &str, list: Item, count: Expr) -> Expr {
    let operator = if name == "skip" { Operator::GreaterOrEqual } else { Operator::Less };
    count.bind("limit", |count| positioned(list, |index| index.binary(operator, count)))
}

/// `iterator.enumerate()`: a list of pairs.
pub(super) fn enumerate(list: Item) -> Expr {
    let kind = element_of(&list.shape);
    let function = Expr::lambda("all", |all| {
        value_and_index(|value, index| {
            let value = Element { value, kind };
            let index = Element { value: index, kind: ElementKind::Single };
            let pair = Expr::new(Node::Array(vec![index, value]));
            appended(all, pair, ElementKind::Array)
        })
    });
    folded(list.expr, function)
}

/// The elements at the positions of which a condition is `true`, as a list.
fn positioned(list: Item, condition: impl FnOnce(Expr) -> Expr) -> Expr {
    let kind = element_of(&list.shape);
    if kind == ElementKind::Single {
        let function = one_function(value_and_index(|_, index| condition(index)));
        return Expr::collected(Expr::call("filter", [list.expr, function]));
    }
    let function = Expr::lambda("all", |all| {
        value_and_index(|value, index| {
            Expr::conditional(condition(index), appended(all.clone(), value, kind), all)
        })
    });
    folded(list.expr, function)
}

/// Functions of one parameter in each other: a value, and its position.
fn value_and_index(body: impl FnOnce(Expr, Expr) -> Expr) -> Expr {
    Expr::lambda("value", |value| Expr::lambda("index", |index| body(value, index)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Shape;

    fn list() -> Item {
        item(Expr::input(), Shape::List(|| Shape::Float))
    }

    #[test]
    fn a_slice_is_guarded_at_both_ends() {
        let number = |number: i128| Some(integer(number));
        assert_eq!(
            slice(list(), number(1), number(2), true).to_jsonata(),
            "1 <= 3 and 3 <= $count($states.input) ? [$filter($states.input, function($value, $index) \
             { $index >= 1 and $index < 3 })] : $error(\"slice out of bounds\")"
        );
        assert_eq!(slice(list(), None, None, false), Expr::input());
    }

    #[test]
    fn parameters_hide_nothing_that_the_count_reads() {
        let count = Expr::variable("index");
        assert_eq!(
            counted("skip", list(), count).to_jsonata(),
            "[$filter($states.input, function($value, $index2) { $index2 >= $index })]"
        );
    }
}
