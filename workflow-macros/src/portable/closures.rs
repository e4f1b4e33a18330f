//! Closures that end early: the body of each becomes one value, as that of a function does.
//!
//! Read next: `guard_clauses.rs`, which makes the value.

use proc_macro2::Span;
use syn::{
    Block, Expr, ExprClosure, ExprMethodCall, Ident, Macro, ReturnType, parse_quote_spanned,
    spanned::Spanned as _,
    visit::{self, Visit},
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
        if let ReturnType::Type(_, ty) = &closure.output
            && converts(&closure.body)
        {
            let (value, span) = (&closure.body, closure.body.span());
            let name = Ident::new("__given", Span::mixed_site().located_at(span));
            *closure.body = parse_quote_spanned!(span=> { let #name: #ty = #value; #name });
        }
    }
}

/// Whether `.into()` stands in a body: what it becomes only the type says, and a body is copied without its closure.
fn converts(body: &Expr) -> bool {
    struct Intos(bool);

    impl<'ast> Visit<'ast> for Intos {
        fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
            self.0 |= call.method == "into";
            visit::visit_expr_method_call(self, call);
        }
    }

    let mut intos = Intos(false);
    intos.visit_expr(body);
    intos.0
}
