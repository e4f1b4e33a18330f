//! A Choice: nested `if` and `match` become a flat list of rules, tried in order.

use crate::{asl, expr::Expr};

use super::{
    machine::Machine,
    way::{Target, Way},
};

/// The rules of a Choice while they are written down.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The conditions around the place where the next rule stands.
    around: Vec<Expr>,
    /// The values of `let`s since the last condition, whose errors come before what is next.
    computed: Vec<Expr>,
    rules: Vec<(Option<Expr>, Way)>,
}

impl Choice {
    /// No rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These are the values of `let`s that stand here.
    pub fn compute(&mut self, values: impl IntoIterator<Item = Expr>) {
        self.computed.extend(values);
    }

    /// What follows stands under this condition, until [`leave`](Self::leave).
    pub fn enter(&mut self, condition: Expr) {
        let computed = std::mem::take(&mut self.computed);
        self.around.push(crate::expr::after(computed, condition));
    }

    /// Ends what [`enter`](Self::enter) began.
    pub fn leave(&mut self) {
        self.around.pop();
    }

    /// This is where it goes here.
    pub fn go(&mut self, way: Way) {
        let way = way.after(std::mem::take(&mut self.computed));
        // One that is always true, by a constant, is a rule as well: without it the other way would lead nowhere.
        self.rules.push((self.around.iter().cloned().reduce(crate::expr::both), way));
    }

    /// The state: rules up to the first that needs no condition, which is the `Default`.
    pub(super) fn state(self, machine: &mut Machine) -> asl::State {
        let given = Expr::input();
        let mut rules: Vec<(Expr, Expr, String)> = Vec::new();
        let mut default = None;
        for (condition, way) in self.rules {
            let (output, next) = match way.target(machine) {
                Target::Next(output, next) => (output, next),
                // The macro gives every end in a Choice a terminal state.
                Target::End(output) => (output, String::new()),
            };
            match condition {
                Some(condition) => rules.push((condition, output, next)),
                None => {
                    default = Some((output, next));
                    break;
                }
            }
        }
        // The state's own `Output` is the default's. A rule that has none might be given that one.
        let own = default.as_ref().map(|(output, _)| output.clone()).filter(|output| *output != given);
        let rules = rules.into_iter().map(|(condition, output, next)| {
            let rule = asl::ChoiceRule::when(condition.to_condition(), next);
            if output == given && own.is_none() { rule } else { rule.output(super::way::as_output(&output)) }
        });
        let state = asl::State::choice(rules, default.map(|(_, next)| next));
        match own {
            Some(own) => state.output(super::way::as_output(&own)),
            None => state,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Shape;
    use crate::expr::{Arithmetic, and, arithmetic};

    #[test]
    fn a_let_that_reads_another_is_bound_behind_it() {
        let input = |key: &str| Expr::input().key(key);
        let add = |left, right| {
            arithmetic(Arithmetic::Add, left, right, &Shape::Integer { signed: false, bits: 8 })
        };
        let pay = add(input("a"), input("b")).named("pay");
        let year = add(pay.clone(), pay.clone()).named("year");
        let mut choice = Choice::new();
        choice.compute([pay, year.clone()]);
        choice.enter(and(input("urgent"), year));
        let condition = choice.around[0].to_jsonata();
        let places =
            ["$pay := ", "$year := ", "$states.input.urgent and $year)"].map(|part| condition.find(part));
        assert!(places.is_sorted() && places[0].is_some(), "{condition}");
        assert_eq!(condition.matches(" := ").count(), 4, "{condition}");
    }
}
