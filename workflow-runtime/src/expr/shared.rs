//! A `let` that is read more than once: where the definition has its value more than once, it is a variable there too.
//!
//! Until an expression is written, the value of a `let` stands wherever it is read, so that what is read of it can be looked
//! at. It is bound as far out as it is evaluated anyway. Read next: `print.rs`, which asks for this.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{
    tree::{Expr, Named, Node, Operator},
    whole::fresh_name,
};

/// How many `let`s there have been.
static LETS: AtomicU64 = AtomicU64::new(0);

/// From so many parts on the value of a `let` has variables of its own for the `let`s that it reads.
const LARGE: usize = 10_000;

impl Expr {
    /// This as the value of a `let`, or of the parameter of a `#[portable]` function, of this name. What has a name keeps it.
    #[must_use]
    pub fn named(self, name: &'static str) -> Self {
        let named = self.1.unwrap_or_else(|| Named { name, number: LETS.fetch_add(1, Ordering::Relaxed) });
        // Each of a chain of `let`s has the one before it as often in it as it reads it: it would double with each line.
        let value = if self.size() > LARGE { self.shared() } else { self };
        Self(value.0, Some(named))
    }

    /// The number of the next `let`.
    pub(super) fn next_let() -> u64 {
        LETS.load(Ordering::Relaxed)
    }

    /// Binds the `let`s from this number on here, if they can fail: they stand in the function of which this is the body, and
    /// outside of it they would be computed for no element, too.
    pub(super) fn settle_lets(&mut self, first: u64) {
        let mut lets = self.lets();
        lets.retain(|one| one.1.is_some_and(|named| named.number >= first) && one.can_fail());
        for value in lets {
            self.share(&value);
            self.put(&Self::new(value.0.clone()), &|part| part.is_let(&value));
        }
    }

    /// How many operations, values and names this is made of.
    fn size(&self) -> usize {
        1 + self.children().into_iter().map(Self::size).sum::<usize>()
    }

    /// Whether parts of this are read of the variable that it becomes: a `let` that can fail is computed as a whole, and a
    /// part of it that is written out again would have the errors of the others in it.
    pub(super) fn is_read_by_name(&self) -> bool {
        self.1.is_some() && self.can_fail()
    }

    /// The same expression with a variable for each `let` whose value stands in it more than once.
    pub(super) fn shared(&self) -> Self {
        let mut shared = self.clone();
        for value in self.lets() {
            shared.share(&value);
        }
        shared
    }

    /// The values of `let`s that stand here and do not read well twice, the later ones first: what is computed from a `let`
    /// stands behind it, and is bound first, as what it reads stands in it, once.
    fn lets(&self) -> Vec<Self> {
        let mut lets = Vec::new();
        self.collect_lets(&mut lets);
        lets.sort_by_key(|one: &Self| std::cmp::Reverse(one.1.map(|named| named.number)));
        lets.dedup_by_key(|one| one.1.map(|named| named.number));
        lets
    }

    /// The values of `let`s that stand here and do not read well twice.
    fn collect_lets(&self, lets: &mut Vec<Self>) {
        if self.1.is_some() && !self.is_path() {
            lets.push(self.clone());
        }
        self.children().into_iter().for_each(|child| child.collect_lets(lets));
    }

    /// Binds the value of a `let` if it stands here more than once.
    fn share(&mut self, value: &Self) {
        if self.count(value) < 2 {
            return;
        }
        if self.binds_for(value) {
            return self.children_mut().into_iter().for_each(|child| child.share(value));
        }
        if self.reads(value) {
            return self.bind_let(value);
        }
        self.group_to_the_right();
        let stands_within = value.can_fail() && !self.evaluates(value);
        let inside: Vec<&mut Self> =
            self.children_mut().into_iter().filter(|child| child.count(value) > 0).collect();
        match <[&mut Self; 1]>::try_from(inside) {
            Ok([only]) => only.share(value),
            // What can fail is computed where it stands; these are copies of what it stands in, behind their conditions.
            Err(_) if stands_within => {
                self.children_mut().into_iter().for_each(|child| child.share(value));
            }
            // Some branch reads it, and others may not; but they all stand behind the `let`.
            Err(_) => self.bind_let(value),
        }
    }

    /// Makes `a and x and y` be `a and (x and y)`: what is before the first that this value stands in may be a condition
    /// outside of its `let`, and then it is not computed if that does not hold.
    fn group_to_the_right(&mut self) {
        let Node::Binary(operator @ (Operator::And | Operator::Or), ..) = self.0 else { return };
        let node = std::mem::replace(&mut self.0, Node::Literal(false.into()));
        let mut operands = Vec::new();
        Self::new(node).split_into(operator, &mut operands);
        let whole = operands.into_iter().rev().reduce(|right, left| left.binary(operator, right));
        if let Some(whole) = whole {
            self.0 = whole.0;
        }
    }

    /// The operands of a chain of this operator, in order.
    fn split_into(self, operator: Operator, operands: &mut Vec<Self>) {
        match self {
            Self(Node::Binary(own, left, right), None) if own == operator => {
                left.split_into(operator, operands);
                right.split_into(operator, operands);
            }
            operand => operands.push(operand),
        }
    }

    /// `($name := value; self)`, where the variable stands for the value.
    fn bind_let(&mut self, value: &Self) {
        self.unbind_let(value);
        self.evaluate_first(value);
        if let Node::Let(_, bound, _) = &mut self.0 {
            // It is bound once for all.
            bound.1 = None;
        }
    }

    /// The same, where there may be more around this that reads the value: then that binds it.
    pub(super) fn evaluate_first(&mut self, value: &Self) {
        let name = fresh_name(value.1.map_or("checked", |named| named.name), &[value, self]);
        let variable = Self::variable(name.clone());
        self.put(&variable, &|part| part.is_let(value));
        let body = std::mem::replace(self, variable);
        *self = Self::new(Node::Let(name, Box::new(value.clone()), Box::new(body)));
    }

    /// Takes the variables away that stand for this `let` in a part of this.
    fn unbind_let(&mut self, value: &Self) {
        if let Node::Let(name, bound, body) = &mut self.0
            && bound.is_let(value)
        {
            let variable = Self::variable(name.clone());
            body.put(value, &|part| *part == variable);
            let body = std::mem::replace(&mut **body, value.clone());
            *self = Self(body.0, self.1.or(body.1));
        }
        self.children_mut().into_iter().for_each(|child| child.unbind_let(value));
    }

    /// Puts `new`, with its name, in the place of each part that is meant.
    fn put(&mut self, new: &Self, is_meant: &impl Fn(&Self) -> bool) {
        if is_meant(self) {
            *self = new.clone();
        } else {
            self.children_mut().into_iter().for_each(|child| child.put(new, is_meant));
        }
    }

    /// Whether this is the value of this `let`, and as it was.
    fn is_let(&self, value: &Self) -> bool {
        let number = |one: &Self| one.1.map(|named| named.number);
        number(self).is_some() && number(self) == number(value) && self == value
    }

    /// How often the value of this `let` stands here; in a function that is called for each element it is evaluated often.
    fn count(&self, value: &Self) -> usize {
        if self.is_let(value) {
            return 1;
        }
        let here: usize = self.children().into_iter().map(|child| child.count(value)).sum();
        if self.is_function_without(value) { here * 2 } else { here }
    }

    /// Whether a variable that the value of this `let` reads is bound here, or between here and where it stands.
    fn binds_for(&self, value: &Self) -> bool {
        let binds = match &self.0 {
            _ if self.is_let(value) => return false,
            Node::Function(parameters, body) => {
                parameters.iter().any(|name| value.mentions(name)) && body.count(value) > 0
            }
            Node::Let(name, _, body) => value.mentions(name) && body.count(value) > 0,
            _ => false,
        };
        binds || self.children().into_iter().any(|child| child.binds_for(value))
    }

    /// Whether this is a function of whose parameters the value reads none.
    fn is_function_without(&self, value: &Self) -> bool {
        matches!(&self.0, Node::Function(parameters, _) if !parameters.iter().any(|name| value.mentions(name)))
    }

    /// Whether the value of this `let` is evaluated each time that this is; nothing here binds a variable for it.
    fn reads(&self, value: &Self) -> bool {
        self.is_let(value)
            || match &self.0 {
                // It is bound outside, unless it is computed from an element.
                Node::Function(_, body) => self.is_function_without(value) && body.count(value) > 0,
                Node::Binary(Operator::And | Operator::Or, left, _) => left.reads(value),
                Node::Index(base, _) => base.reads(value),
                Node::Conditional(condition, yes, no) => {
                    condition.reads(value) || yes.reads(value) && no.reads(value)
                }
                _ => self.children().into_iter().any(|child| child.reads(value)),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(name: &str) -> Expr {
        Expr::input().key(name)
    }

    fn sum(left: Expr, right: Expr) -> Expr {
        left.binary(Operator::Add, right)
    }

    #[test]
    fn what_is_read_once_stands_where_it_is_read() {
        let total = sum(input("a"), input("b")).named("total");
        assert_eq!(
            sum(total, input("c")).to_jsonata(),
            "$states.input.a + $states.input.b + $states.input.c"
        );
    }

    #[test]
    fn what_is_read_twice_is_a_variable_and_what_it_reads_is_bound_before() {
        let total = sum(input("a"), input("b")).named("total");
        let net = sum(total.clone(), total).named("net");
        assert_eq!(
            sum(net.clone(), net).to_jsonata(),
            "($total := $states.input.a + $states.input.b; $net := $total + $total; $net + $net)"
        );
    }

    #[test]
    fn a_path_reads_well_twice() {
        let name = input("name").named("name");
        assert_eq!(sum(name.clone(), name).to_jsonata(), "$states.input.name + $states.input.name");
    }

    #[test]
    fn it_is_bound_where_its_own_variables_are() {
        let list = Expr::lambda("line", |line| {
            let double = sum(line.clone(), line).named("double");
            sum(double.clone(), double)
        });
        assert_eq!(list.to_jsonata(), "function($line) { ($double := $line + $line; $double + $double) }");
    }

    #[test]
    fn a_branch_that_alone_reads_it_binds_it() {
        let share = sum(input("a"), input("b")).named("share");
        let chosen = Expr::conditional(input("yes"), sum(share.clone(), share), input("c"));
        assert_eq!(
            chosen.to_jsonata(),
            "$states.input.yes ? ($share := $states.input.a + $states.input.b; $share + $share) : $states.input.c"
        );
    }

    #[test]
    fn a_condition_that_stands_before_it_is_not_behind_it() {
        let share = sum(input("a"), input("b")).named("share");
        let more = |than: &str| share.clone().binary(Operator::Greater, input(than));
        let all = [input("yes"), input("no"), more("c"), input("d"), more("e")];
        let all = all.into_iter().reduce(|left, right| left.binary(Operator::And, right)).expect("some");
        assert_eq!(
            all.to_jsonata(),
            "$states.input.yes and $states.input.no and ($share := $states.input.a + $states.input.b; \
             $share > $states.input.c and $states.input.d and $share > $states.input.e)"
        );
    }

    #[test]
    fn it_is_bound_behind_what_it_reads() {
        let list = Expr::lambda("line", |line| {
            sum(line.clone(), line).bind("both", |both| {
                let more = sum(both, input("a")).named("more");
                Expr::conditional(input("yes"), sum(more.clone(), more), input("b"))
            })
        });
        assert_eq!(
            Expr::call("map", [input("list"), list]).to_jsonata(),
            "$map($states.input.list, function($line) { ($both := $line + $line; $states.input.yes ? \
             ($more := $both + $states.input.a; $more + $more) : $states.input.b) })"
        );
    }

    #[test]
    fn an_element_of_an_inner_list_stays_within_its_function() {
        let inner = Expr::lambda("part", |part| {
            let double = sum(part, input("a")).named("double");
            Expr::conditional(input("yes"), sum(double.clone(), double), input("b"))
        });
        let outer = Expr::lambda("line", |line| Expr::call("map", [line, inner]));
        assert_eq!(
            Expr::call("map", [input("list"), outer]).to_jsonata(),
            "$map($states.input.list, function($line) { $map($line, function($part) { $states.input.yes ? \
             ($double := $part + $states.input.a; $double + $double) : $states.input.b }) })"
        );
    }

    #[test]
    fn a_name_that_is_taken_is_not_used() {
        let states = sum(input("a"), input("b")).named("states");
        let sum_of = Expr::call("sum", [sum(states.clone(), states)]);
        assert_eq!(
            sum_of.to_jsonata(),
            "($states2 := $states.input.a + $states.input.b; $sum($states2 + $states2))"
        );
    }

    #[test]
    fn two_lets_of_one_name_and_value_are_two() {
        let one = || {
            let share = sum(input("a"), input("b")).named("share");
            sum(share.clone(), share)
        };
        let chosen = Expr::conditional(input("yes"), one(), input("c"));
        let either = Expr::conditional(input("no"), chosen, one());
        assert_eq!(either.to_jsonata().matches("$share :=").count(), 2);
    }
}
