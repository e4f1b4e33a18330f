//! Integers that have no type of their own, and what they are found in: what arithmetic on them alone is computed in only
//! its surroundings say, and a definition has none.
//!
//! It looks at syntax alone. Read next: `check.rs`, which refuses such arithmetic.

use syn::{Block, Expr, ExprBinary, ExprClosure, ExprMethodCall, Ident, Lit, Member, Pat, Path, Stmt, UnOp};

use super::{
    literals::literal_number,
    pattern::bound_names,
    scope::Scope,
    syntax::{Empty, checked_operation, empty_collection, is_of_option, is_of_result, is_some, list_macro},
};

/// An integer without a type, as the first literal of it that is written.
#[derive(Clone, Debug)]
pub(crate) struct Integer {
    pub(super) literal: Lit,
    /// Whether a sign stands before it.
    pub(super) is_negative: bool,
}

/// What is made of integers without a type.
#[derive(Clone, Debug)]
pub(crate) enum Untyped {
    Integer(Integer),
    /// A tuple, of whose places some are.
    Tuple(Vec<Option<Untyped>>),
    /// A list, an iterator, an `Option`: all that is in it.
    Within(Box<Untyped>),
    /// A `Result`, by its halves.
    Result(Half, Half),
    /// `None`, or an empty list: whatever it is of.
    Nothing,
}

/// One half of a `Result`.
#[derive(Clone, Debug)]
pub(crate) enum Half {
    /// None that is seen here.
    Absent,
    Typed,
    Untyped(Box<Untyped>),
}

impl Half {
    fn of(value: Option<Untyped>) -> Self {
        value.map_or(Self::Typed, |value| Self::Untyped(Box::new(value)))
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Absent, half) | (half, Self::Absent) => half,
            (Self::Untyped(half), Self::Untyped(other)) => Self::Untyped(Box::new(half.or(*other))),
            _ => Self::Typed,
        }
    }
}

impl Untyped {
    fn integer(self) -> Option<Integer> {
        match self {
            Self::Integer(integer) => Some(integer),
            Self::Tuple(_) | Self::Within(_) | Self::Result(..) | Self::Nothing => None,
        }
    }

    fn inner(self) -> Option<Self> {
        match self {
            Self::Within(inner) => Some(*inner),
            Self::Nothing => Some(Self::Nothing),
            Self::Integer(_) | Self::Tuple(_) | Self::Result(..) => None,
        }
    }

    /// What it is if it may be the other as well.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Result(ok, err), Self::Result(other_ok, other_err)) => {
                Self::Result(ok.or(other_ok), err.or(other_err))
            }
            (Self::Nothing, other) => other,
            (Self::Within(inner), Self::Within(other)) => inner.or(*other).within(),
            (Self::Tuple(places), Self::Tuple(others)) => {
                let places = places.into_iter().zip(others).map(|(place, other)| Some(place?.or(other?)));
                Self::Tuple(places.collect())
            }
            (first, _) => first,
        }
    }

    fn within(self) -> Self {
        Self::Within(Box::new(self))
    }
}

/// Of arithmetic on integers that have no type of their own, but not on literals alone, the first of them.
pub(super) fn untyped_arithmetic(binary: &ExprBinary, scope: &Scope) -> Option<Integer> {
    checked_operation(&binary.op)?;
    let mut sides = [&*binary.left, &*binary.right].into_iter();
    let untyped = |side: &Expr| literal_number(side).is_some() || untyped_integer(side, scope).is_some();
    let picked = sides.clone().find(|side| literal_number(side).is_none())?;
    if sides.all(untyped) { untyped_integer(picked, scope) } else { None }
}

/// The same of a negative number that is no literal.
pub(super) fn untyped_negation(operand: &Expr, scope: &Scope) -> Option<Integer> {
    if literal_number(operand).is_some() {
        return None;
    }
    untyped_integer(operand, scope).map(|integer| Integer { is_negative: true, ..integer })
}

/// The same of a sum without a type.
pub(super) fn untyped_sum(call: &ExprMethodCall, scope: &Scope) -> Option<Integer> {
    if call.method != "sum" || call.turbofish.is_some() {
        return None;
    }
    item(&call.receiver, scope)?.integer()
}

/// The name of a `sum` whose type rustc would have to find out of what is done with it, and cannot.
pub(super) fn sum_of_no_type(value: &Expr) -> Option<&Ident> {
    match value {
        Expr::Paren(paren) => sum_of_no_type(&paren.expr),
        Expr::Group(group) => sum_of_no_type(&group.expr),
        Expr::MethodCall(call) if call.method == "sum" && call.turbofish.is_none() => Some(&call.method),
        _ => None,
    }
}

fn untyped_integer(expr: &Expr, scope: &Scope) -> Option<Integer> {
    untyped(expr, scope)?.integer()
}

/// Which integers without a type an expression is made of; one of its parts that has a type gives it to the others.
pub(super) fn untyped(expr: &Expr, scope: &Scope) -> Option<Untyped> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) if number.suffix().is_empty() => {
                Some(Untyped::Integer(Integer { literal: literal.lit.clone(), is_negative: false }))
            }
            _ => None,
        },
        Expr::Paren(paren) => untyped(&paren.expr, scope),
        Expr::Group(group) => untyped(&group.expr, scope),
        Expr::Reference(reference) => untyped(&reference.expr, scope),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            let literal = untyped(&unary.expr, scope)?.integer()?.literal;
            Some(Untyped::Integer(Integer { literal, is_negative: true }))
        }
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => untyped(&unary.expr, scope),
        Expr::Path(path) if is_of_option(&path.path, "None") => Some(Untyped::Nothing),
        Expr::Path(path) => scope.untyped(path.path.get_ident()?).cloned(),
        Expr::Tuple(tuple) => {
            let places: Vec<_> = tuple.elems.iter().map(|element| untyped(element, scope)).collect();
            places.iter().any(Option::is_some).then_some(Untyped::Tuple(places))
        }
        Expr::Array(array) => list(array.elems.iter(), scope),
        Expr::Macro(call) => list(list_macro(&call.mac)?.iter(), scope),
        Expr::Call(call) if matches!(empty_collection(call), Some(Empty::List)) => Some(Untyped::Nothing),
        Expr::Call(call) if matches!(&*call.func, Expr::Path(f) if is_some(&f.path)) => {
            untyped(call.args.first()?, scope).map(Untyped::within)
        }
        Expr::Call(call) => {
            let Expr::Path(function) = &*call.func else { return None };
            let half = Half::of(call.args.first().and_then(|value| untyped(value, scope)));
            match half_of_result(&function.path)? {
                Side::Ok => Some(Untyped::Result(half, Half::Absent)),
                Side::Err => Some(Untyped::Result(Half::Absent, half)),
            }
        }
        Expr::Index(index) if matches!(*index.index, Expr::Range(_)) => untyped(&index.expr, scope),
        Expr::Index(index) => item(&index.expr, scope),
        Expr::Field(field) => match (untyped(&field.base, scope)?, &field.member) {
            (Untyped::Tuple(places), Member::Unnamed(place)) => {
                places.into_iter().nth(usize::try_from(place.index).ok()?)?
            }
            _ => None,
        },
        Expr::Block(block) => in_block(&block.block, scope),
        Expr::If(value) => {
            let scope_of_then = in_condition(&value.cond, scope);
            let then = in_block(&value.then_branch, &scope_of_then)?;
            match &value.else_branch {
                Some((_, no)) => Some(then.or(untyped(no, scope)?)),
                None => Some(then),
            }
        }
        Expr::Match(value) => {
            let scrutinee = untyped(&value.expr, scope);
            let arms: Option<Vec<Untyped>> = value
                .arms
                .iter()
                .map(|arm| {
                    let mut scope = scope.clone();
                    bind(&arm.pat, scrutinee.as_ref(), &mut scope);
                    untyped(&arm.body, &scope)
                })
                .collect();
            arms?.into_iter().reduce(Untyped::or)
        }
        Expr::MethodCall(call) => of_method(call, scope),
        _ => None,
    }
}

enum Side {
    Ok,
    Err,
}

fn half_of_result(path: &Path) -> Option<Side> {
    if !is_of_result(path) {
        return None;
    }
    let half = path.segments.last()?;
    Some(if half.ident == "Ok" { Side::Ok } else { Side::Err })
}

/// A list of these, if each is untyped.
fn list<'e>(elements: impl Iterator<Item = &'e Expr>, scope: &Scope) -> Option<Untyped> {
    let found: Option<Vec<Untyped>> = elements.map(|element| untyped(element, scope)).collect();
    Some(found?.into_iter().reduce(Untyped::or).map_or(Untyped::Nothing, Untyped::within))
}

fn in_block(block: &Block, scope: &Scope) -> Option<Untyped> {
    let mut scope = scope.clone();
    for statement in &block.stmts {
        match statement {
            Stmt::Local(local) => {
                let value = local.init.as_ref().and_then(|init| untyped(&init.expr, &scope));
                bind(&local.pat, value.as_ref(), &mut scope);
            }
            Stmt::Expr(tail, None) => return untyped(tail, &scope),
            _ => return None,
        }
    }
    None
}

/// The scope in which the branch of a condition stands.
fn in_condition(condition: &Expr, scope: &Scope) -> Scope {
    match condition {
        Expr::Binary(both) => in_condition(&both.right, &in_condition(&both.left, scope)),
        Expr::Let(let_) => {
            let mut inner = scope.clone();
            bind(&let_.pat, untyped(&let_.expr, scope).as_ref(), &mut inner);
            inner
        }
        _ => scope.clone(),
    }
}

fn of_method(call: &ExprMethodCall, scope: &Scope) -> Option<Untyped> {
    let receiver = untyped(&call.receiver, scope)?;
    let argument = || untyped(call.args.first()?, scope);
    match call.method.to_string().as_str() {
        "clone" | "to_owned" | "as_slice" | "to_vec" | "as_ref" | "as_deref" | "cloned" | "copied"
        | "first" | "last" | "get" | "iter" | "into_iter" | "filter" | "find" | "min_by_key"
        | "max_by_key" | "rev" | "skip" | "take" | "collect" => Some(receiver),
        "min" | "max" if call.args.is_empty() => Some(receiver),
        "or" | "min" | "max" => argument().map(|_| receiver),
        "unwrap_or" => argument().and(receiver.inner()),
        "unwrap_or_default" => receiver.inner(),
        "enumerate" => Some(Untyped::Tuple(vec![None, receiver.inner()]).within()),
        "flatten" => receiver.inner(),
        "flat_map" => in_closure(call.args.last()?, receiver.inner().as_ref(), scope),
        "map" => in_closure(call.args.last()?, receiver.inner().as_ref(), scope).map(Untyped::within),
        _ => None,
    }
}

/// What a closure gives, of an argument that is found in a list.
fn in_closure(closure: &Expr, argument: Option<&Untyped>, scope: &Scope) -> Option<Untyped> {
    let Expr::Closure(closure) = closure else { return None };
    untyped(&closure.body, &closure_scope(closure, argument, scope))
}

/// The scope of a closure's body.
pub(super) fn closure_scope(closure: &ExprClosure, argument: Option<&Untyped>, scope: &Scope) -> Scope {
    let names: Vec<_> = closure.inputs.iter().flat_map(bound_names).collect();
    let mut inner = scope.with(&names, true);
    if let Some(input) = closure.inputs.first() {
        remember(input, argument, &mut inner);
    }
    inner
}

/// What a list, an iterator or an `Option` has in it.
pub(super) fn item(list: &Expr, scope: &Scope) -> Option<Untyped> {
    untyped(list, scope)?.inner()
}

/// Binds what a pattern binds, and remembers of integers in it that they have no type of their own.
pub(super) fn bind(pat: &Pat, value: Option<&Untyped>, scope: &mut Scope) {
    bound_names(pat).iter().for_each(|name| scope.bind(name));
    remember(pat, value, scope);
}

fn remember(pat: &Pat, value: Option<&Untyped>, scope: &mut Scope) {
    let Some(value) = value else { return };
    match (pat, value) {
        (Pat::Ident(name), _) if name.subpat.is_none() => scope.bind_untyped(&name.ident, value),
        (Pat::Paren(paren), _) => remember(&paren.pat, Some(value), scope),
        (Pat::Reference(reference), _) => remember(&reference.pat, Some(value), scope),
        (Pat::Guard(guarded), _) => remember(&guarded.pat, Some(value), scope),
        (Pat::Or(or), _) => or.cases.iter().for_each(|case| remember(case, Some(value), scope)),
        (Pat::Tuple(tuple), Untyped::Tuple(places)) => {
            let places = places.iter().zip(&tuple.elems).take_while(|(_, pat)| !matches!(pat, Pat::Rest(_)));
            places.for_each(|(place, pat)| remember(pat, place.as_ref(), scope));
        }
        (Pat::TupleStruct(some), Untyped::Within(inner)) if is_some(&some.path) => {
            some.elems.iter().for_each(|pat| remember(pat, Some(inner), scope));
        }
        (Pat::TupleStruct(half), Untyped::Result(ok, err)) => {
            let side = match half_of_result(&half.path) {
                Some(Side::Ok) => ok,
                Some(Side::Err) => err,
                None => return,
            };
            if let Half::Untyped(inner) = side {
                half.elems.iter().for_each(|pat| remember(pat, Some(inner), scope));
            }
        }
        _ => {}
    }
}
