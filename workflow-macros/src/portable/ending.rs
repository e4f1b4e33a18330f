//! What ends a body before its last line: a `return`, and where the body gives what can be asked for a `?`.
//!
//! Read next: `guard_clauses.rs`, which makes one value of such a body.

use syn::{
    Expr,
    visit::{self, Visit},
};

use super::macro_arguments::Arguments;

/// What ends a body before its last line.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    /// Whether a `?` does.
    pub(super) asks: bool,
}

impl Ending {
    /// Whether this value ends the body itself: it asks, or does so in some of its cases.
    pub(super) fn is(self, value: &Expr) -> bool {
        match value {
            Expr::Try(_) => self.asks,
            value => is_decision(value) && self.is_within(|ends| ends.visit_expr(value)),
        }
    }

    /// Whether what is visited ends the body somewhere, but for what is called later.
    pub(super) fn is_within(self, visited: impl FnOnce(&mut Ends)) -> bool {
        let mut ends = Ends { ending: self, found: false };
        visited(&mut ends);
        ends.found
    }
}

/// Looks for what ends a body.
pub(super) struct Ends {
    ending: Ending,
    found: bool,
}

impl Visit<'_> for Ends {
    fn visit_expr(&mut self, value: &Expr) {
        match value {
            Expr::Closure(_) => {}
            Expr::Return(_) => self.found = true,
            Expr::Try(_) if self.ending.asks => self.found = true,
            Expr::Macro(call) => {
                let arguments = Arguments::of(&call.mac).map(|arguments| arguments.values);
                arguments.iter().flatten().for_each(|argument| self.visit_expr(argument));
            }
            value => visit::visit_expr(self, value),
        }
    }
}

/// Whether a value has cases, or lines.
pub(super) fn is_decision(value: &Expr) -> bool {
    match value {
        Expr::If(_) | Expr::Match(_) => true,
        Expr::Block(block) => block.label.is_none(),
        _ => false,
    }
}
