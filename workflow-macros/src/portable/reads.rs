//! Whether statements read a name that stands before them, and do not bind one like it first.
//!
//! It may say so of a name that they do not read, never the other way round. Read next: `guard_clauses.rs`, which asks.

use syn::{
    Arm, BinOp, Block, Expr, ExprBinary, ExprClosure, ExprForLoop, ExprIf, ExprPath, ExprWhile, Macro, Pat,
    Stmt,
    visit::{self, Visit},
};

use super::{
    format_string::{Format, Piece},
    pattern::bound_names,
    scope::key,
    syntax::{is_macro, list_macro, matches_macro},
};

/// Whether a name of before is read.
pub(super) fn reads(statements: &[Stmt], name: &str) -> bool {
    let mut reads = Reads { name, found: false };
    reads.statements(statements);
    reads.found
}

struct Reads<'a> {
    name: &'a str,
    found: bool,
}

impl Reads<'_> {
    fn binds(&self, pat: &Pat) -> bool {
        bound_names(pat).iter().any(|bound| key(bound) == self.name)
    }

    fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            let Stmt::Local(local) = statement else {
                self.visit_stmt(statement);
                continue;
            };
            if let Some(init) = &local.init {
                self.visit_expr(&init.expr);
                init.diverge.iter().for_each(|(_, other)| self.visit_expr(other));
            }
            if self.binds(&local.pat) {
                return;
            }
        }
    }

    /// Looks through a condition, and says whether it binds the name for what is behind it.
    fn condition(&mut self, condition: &Expr) -> bool {
        match condition {
            Expr::Binary(ExprBinary { left, op: BinOp::And(_), right, .. }) => {
                self.condition(left) || self.condition(right)
            }
            Expr::Let(tested) => {
                self.visit_expr(&tested.expr);
                self.binds(&tested.pat)
            }
            _ => {
                self.visit_expr(condition);
                false
            }
        }
    }
}

impl Visit<'_> for Reads<'_> {
    fn visit_expr_path(&mut self, path: &ExprPath) {
        self.found |= path.path.get_ident().is_some_and(|ident| key(ident) == self.name);
    }

    fn visit_macro(&mut self, call: &Macro) {
        if is_macro(&call.path, "format")
            && let Ok(format) = call.parse_body::<Format>()
        {
            self.found |= format.pieces.iter().filter_map(Piece::captured).any(|name| key(name) == self.name);
            return format.arguments.iter().for_each(|argument| self.visit_expr(&argument.value));
        }
        if let Some(value) = matches_macro(call) {
            return self.visit_expr(&Expr::Match(value));
        }
        match list_macro(call) {
            Some(elements) => elements.iter().for_each(|element| self.visit_expr(element)),
            // What is no portable macro is told of elsewhere.
            None => self.found = true,
        }
    }

    fn visit_block(&mut self, block: &Block) {
        self.statements(&block.stmts);
    }

    fn visit_expr_closure(&mut self, closure: &ExprClosure) {
        if !closure.inputs.iter().any(|input| self.binds(input)) {
            visit::visit_expr_closure(self, closure);
        }
    }

    fn visit_arm(&mut self, arm: &Arm) {
        if !self.binds(&arm.pat) {
            visit::visit_arm(self, arm);
        }
    }

    fn visit_expr_if(&mut self, decision: &ExprIf) {
        if !self.condition(&decision.cond) {
            self.visit_block(&decision.then_branch);
        }
        decision.else_branch.iter().for_each(|(_, other)| self.visit_expr(other));
    }

    // Loops are refused elsewhere.
    fn visit_expr_for_loop(&mut self, _: &ExprForLoop) {}
    fn visit_expr_while(&mut self, _: &ExprWhile) {}
}
