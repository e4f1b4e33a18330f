//! Whether statements read a name that stands before them, and do not bind one like it first.
//!
//! It may say so of a name that they do not read, never the other way round. Read next: `guard_clauses.rs`, which asks.

use quote::ToTokens as _;
use syn::{
    Arm, BinOp, Block, Expr, ExprBinary, ExprClosure, ExprForLoop, ExprIf, ExprPath, ExprWhile, Macro, Pat,
    Stmt,
    visit::{self, Visit},
};

use super::{pattern::bound_names, scope::key};

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

impl<'ast> Visit<'ast> for Reads<'_> {
    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        self.found |= path.path.get_ident().is_some_and(|ident| key(ident) == self.name);
    }

    // A text may capture the name, so any word of it counts.
    fn visit_macro(&mut self, call: &'ast Macro) {
        let tokens = call.tokens.to_token_stream().to_string();
        self.found |=
            tokens.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == self.name);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.statements(&block.stmts);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        if !closure.inputs.iter().any(|input| self.binds(input)) {
            visit::visit_expr_closure(self, closure);
        }
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        if !self.binds(&arm.pat) {
            visit::visit_arm(self, arm);
        }
    }

    fn visit_expr_if(&mut self, decision: &'ast ExprIf) {
        if !self.condition(&decision.cond) {
            self.visit_block(&decision.then_branch);
        }
        decision.else_branch.iter().for_each(|(_, other)| self.visit_expr(other));
    }

    // Loops are refused elsewhere.
    fn visit_expr_for_loop(&mut self, _: &'ast ExprForLoop) {}
    fn visit_expr_while(&mut self, _: &'ast ExprWhile) {}
}
