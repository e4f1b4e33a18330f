//! Closures that end early: the body of each becomes one value, as that of a function does.
//!
//! Read next: `guard_clauses.rs`, which makes the value.

use syn::{
    Block, Expr, ExprClosure, ExprMethodCall, Macro,
    visit::Visit as _,
    visit_mut::{self, VisitMut},
};

use super::{
    guard_clauses::Guards, inner_questions::Names, macro_arguments::Arguments, question_marks::Given,
};

/// A body of which only the closures are made one value each.
pub(crate) fn with_closures_as_values(body: Block) -> Block {
    let names = Names::of(&body);
    with_closures(body, &names)
}

/// The same, with names that the body then goes on with.
pub(super) fn with_closures(mut body: Block, names: &Names) -> Block {
    Closures(names).visit_block_mut(&mut body);
    body
}

struct Closures<'a>(&'a Names);

impl VisitMut for Closures<'_> {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        self.visit_expr_mut(&mut call.receiver);
        let gives_options = call.method == "and_then" || call.method == "filter_map";
        for argument in &mut call.args {
            match argument {
                Expr::Closure(closure) if gives_options => self.put_together(closure, Some(Given::Option)),
                other => self.visit_expr_mut(other),
            }
        }
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        self.put_together(closure, None);
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        Arguments::change(call, |value| self.visit_expr_mut(value));
    }
}

impl Closures<'_> {
    /// What the closure gives is known from what it is called by, or from its type.
    fn put_together(&mut self, closure: &mut ExprClosure, given: Option<Given>) {
        visit_mut::visit_expr_closure_mut(self, closure);
        let mut guards = Guards::of(&closure.output, self.0);
        guards.given = given.unwrap_or(guards.given);
        if guards.ending().is_within(|ends| ends.visit_expr(&closure.body)) {
            *closure.body = guards.last((*closure.body).clone());
        }
    }
}
