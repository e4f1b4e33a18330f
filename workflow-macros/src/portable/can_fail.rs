//! Which expressions can fail where they are evaluated: closed ones, which are no constants then, and those in closures,
//! whose chain has to hand the failure on.
//!
//! It looks at syntax alone. Read next: `native_constants.rs` and `native_calls.rs`, which print them.

use proc_macro2::Ident;
use syn::{
    Expr, ExprBinary, ExprCall, ExprCast, ExprClosure, ExprIndex, ExprMethodCall, ExprUnary, Macro, UnOp,
    visit::{self, Visit},
};

use super::{
    format_string::arguments,
    literals::literal_branches,
    methods,
    names::is_closed,
    scope::Scope,
    syntax::{can_cast_fail, checked_operation, duration_function, is_constructor, is_conversion, tail_of},
    twin_calls::unwrapped,
};

/// Whether an expression can be evaluated once, as rustc has it, when the definition is made.
///
/// Closed arithmetic that rustc's own lints cannot look through may fail, and fails in the execution as any other does.
/// What functions of the user's give is theirs to compute with: the operators may be those of another type.
pub(super) fn is_constant(expr: &Expr, scope: &Scope) -> bool {
    is_closed(expr, scope) && !can_fail(expr)
}

/// Whether an expression is made when the definition is, by rustc alone, and may fail at it: what it gives is of a type
/// that the definition does not know how to compute with.
pub(super) fn is_attempted(expr: &Expr, scope: &Scope) -> bool {
    is_closed(expr, scope) && is_foreign(expr, scope) && can_fail(expr)
}

/// Whether a value comes of a function or a method of the user's, or is a part of text or of a list.
fn is_foreign(expr: &Expr, scope: &Scope) -> bool {
    match expr {
        Expr::Call(call) => !is_duration(expr, scope) && !is_constructor(&call.func) && !is_widening(call),
        Expr::MethodCall(call) => {
            methods::find(&call.method.to_string()).is_none() || is_foreign(&call.receiver, scope)
        }
        Expr::Index(index) => matches!(*index.index, Expr::Range(_)) || is_foreign(&index.expr, scope),
        Expr::Binary(binary) => {
            let sides = [&binary.left, &binary.right];
            checked_operation(&binary.op).is_some() && sides.into_iter().any(|side| is_opaque(side, scope))
        }
        Expr::Field(field) => is_foreign(&field.base, scope),
        Expr::Reference(reference) => is_foreign(&reference.expr, scope),
        Expr::Paren(paren) => is_foreign(&paren.expr, scope),
        Expr::Group(group) => is_foreign(&group.expr, scope),
        _ => false,
    }
}

/// Whether only rustc knows how to compute with a value.
fn is_opaque(operand: &Expr, scope: &Scope) -> bool {
    is_foreign(operand, scope) || is_duration(operand, scope)
}

/// `seconds(30)`
pub(super) fn is_duration(value: &Expr, scope: &Scope) -> bool {
    matches!(unwrapped(value), Expr::Call(call)
        if matches!(&*call.func, Expr::Path(function) if duration_function(&function.path, scope).is_some()))
}

/// Whether an operation is rustc's alone: it reads no local, and computes with what a function of the user's gives.
pub(super) fn is_plain(whole: &Expr, operands: &[&Expr], scope: &Scope) -> bool {
    let mut operands = operands.iter();
    is_closed(whole, scope)
        && operands.clone().any(|operand| is_opaque(operand, scope))
        && !operands.any(|operand| is_found(operand))
}

/// Whether a closed expression computes with what a method, an index or a binding gives, or in a closure.
fn can_fail(expr: &Expr) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_macro(&mut self, call: &'ast Macro) {
            arguments(call).iter().for_each(|argument| self.visit_expr(argument));
        }
        fn visit_expr_index(&mut self, index: &'ast ExprIndex) {
            self.0 |=
                !matches!(&*index.index, Expr::Range(range) if range.start.is_none() && range.end.is_none());
            visit::visit_expr_index(self, index);
        }
        fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
            self.0 |= call.method == "abs" || call.method == "sum" || call.args.iter().any(closures_can_fail);
            visit::visit_expr_method_call(self, call);
        }
        fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
            self.0 |= matches!(unary.op, UnOp::Neg(_)) && is_found(&unary.expr);
            visit::visit_expr_unary(self, unary);
        }
        fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
            let arithmetic = checked_operation(&binary.op).is_some();
            self.0 |= arithmetic && [&binary.left, &binary.right].into_iter().any(|side| is_found(side));
            visit::visit_expr_binary(self, binary);
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(expr);
    finder.0
}

/// Whether a value comes of methods, an index or a binding, and of no function of the user's.
fn is_found(operand: &Expr) -> bool {
    match operand {
        Expr::MethodCall(call) => {
            let known = methods::find(&call.method.to_string()).is_some();
            known || !matches!(*call.receiver, Expr::Call(_))
        }
        Expr::Index(_) => true,
        // A binding of the expression's own: constants are in upper case.
        Expr::Path(path) => path.path.get_ident().is_some_and(is_lower),
        Expr::Call(call) => is_widening(call),
        Expr::Cast(_) => true,
        Expr::Field(field) => is_found(&field.base),
        Expr::Paren(paren) => is_found(&paren.expr),
        Expr::Group(group) => is_found(&group.expr),
        Expr::Unary(unary) => is_found(&unary.expr),
        Expr::Block(block) => tail_of(&block.block).is_some_and(is_found),
        // Of integers without a type only rustc knows which they have.
        Expr::If(_) | Expr::Match(_) if literal_branches(operand) => false,
        // Which of the values it is, rustc knows as little; of the user's own types they are all.
        Expr::If(value) => {
            let or_else = value.else_branch.as_ref().map(|(_, or_else)| &**or_else);
            tail_of(&value.then_branch).into_iter().chain(or_else).any(|value| !is_the_users(value))
        }
        Expr::Match(value) => value.arms.iter().any(|arm| !is_the_users(&arm.body)),
        _ => false,
    }
}

/// Whether a branch ends with what a function of the user's gives.
fn is_the_users(branch: &Expr) -> bool {
    match branch {
        Expr::Call(call) => !is_widening(call),
        Expr::Paren(paren) => is_the_users(&paren.expr),
        Expr::Block(block) => tail_of(&block.block).is_some_and(is_the_users),
        Expr::If(_) | Expr::Match(_) => !is_found(branch),
        _ => false,
    }
}

/// `u64::from(…)`: only std's own types are in lower case.
fn is_widening(call: &ExprCall) -> bool {
    let Expr::Path(function) = &*call.func else { return false };
    is_conversion(&function.path)
        && function.path.segments.first().is_some_and(|segment| is_lower(&segment.ident))
}

fn is_lower(name: &Ident) -> bool {
    name.to_string().trim_start_matches("r#").starts_with(|first: char| !first.is_uppercase())
}

/// Whether an operation in a closure of this chain can fail.
pub(super) fn closures_can_fail(expr: &Expr) -> bool {
    struct Finder {
        depth: u32,
        found: bool,
    }
    impl<'ast> Visit<'ast> for Finder {
        fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
            self.depth += 1;
            visit::visit_expr_closure(self, closure);
            self.depth -= 1;
        }
        fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
            self.found |= self.depth > 0 && checked_operation(&binary.op).is_some();
            visit::visit_expr_binary(self, binary);
        }
        fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
            self.found |= self.depth > 0 && matches!(unary.op, UnOp::Neg(_));
            visit::visit_expr_unary(self, unary);
        }
        fn visit_expr_index(&mut self, index: &'ast ExprIndex) {
            self.found |= self.depth > 0;
            visit::visit_expr_index(self, index);
        }
        fn visit_expr_cast(&mut self, cast: &'ast ExprCast) {
            self.found |= self.depth > 0 && can_cast_fail(cast);
            visit::visit_expr_cast(self, cast);
        }
        fn visit_expr_call(&mut self, call: &'ast ExprCall) {
            self.found |= self.depth > 0 && !is_constructor(&call.func);
            visit::visit_expr_call(self, call);
        }
        fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
            self.found |= self.depth > 0 && (call.method == "abs" || call.method == "sum");
            visit::visit_expr_method_call(self, call);
        }
        fn visit_macro(&mut self, call: &'ast Macro) {
            for argument in arguments(call) {
                let mut inner = Finder { depth: self.depth, found: false };
                inner.visit_expr(&argument);
                self.found |= inner.found;
            }
        }
    }
    let mut finder = Finder { depth: 0, found: false };
    finder.visit_expr(expr);
    finder.found
}

/// Whether an expression finds something by its position.
pub(super) fn has_position(expr: &Expr) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_expr_index(&mut self, _: &'ast ExprIndex) {
            self.0 = true;
        }
        fn visit_macro(&mut self, call: &'ast Macro) {
            arguments(call).iter().for_each(|argument| self.visit_expr(argument));
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(expr);
    finder.0
}
