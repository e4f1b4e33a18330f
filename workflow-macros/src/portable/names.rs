//! Which locals an expression reads, the ones captured in format strings too, and whether it reads none.
//!
//! It may name too many, never too few: a name that an inner pattern shadows counts. Read next: `native.rs`.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Block, Expr, ExprBinary, ExprCall, ExprIndex, ExprMethodCall, ExprPath, ExprUnary, Macro, Path, Stmt,
    UnOp,
    visit::{self, Visit},
};

use super::{
    format_string::{Format, Piece, arguments},
    methods,
    native_calls::closures_can_fail,
    scope::{Scope, key},
    syntax::{checked_operation, is_constructor, is_conversion, is_macro},
};

/// The functions of the prelude that read the execution's context.
pub(super) const CONTEXT: [&str; 5] =
    ["execution_id", "execution_name", "execution_started_at", "state_entered_at", "retry_count"];

/// The functions of the prelude that give another value at each evaluation.
const FRESH: [&str; 3] = ["now", "uuid", "random"];

/// The locals that an expression reads, each as it is first written.
pub(crate) fn locals(expr: &Expr, scope: &Scope) -> Vec<Ident> {
    let mut finder = Finder { scope, found: BTreeMap::new(), open: false };
    finder.visit_expr(expr);
    finder.found.into_values().collect()
}

/// Whether an expression is the same in each execution: it reads no local, no context, no clock, and calls no helper.
pub(super) fn is_closed(expr: &Expr, scope: &Scope) -> bool {
    let mut finder = Finder { scope, found: BTreeMap::new(), open: false };
    finder.visit_expr(expr);
    finder.found.is_empty() && !finder.open
}

/// Whether an expression can be evaluated once, as rustc has it, when the definition is made.
///
/// Closed arithmetic that rustc's own lints cannot look through may fail, and fails in the execution as any other does.
/// What functions of the user's give is theirs to compute with: the operators may be those of another type.
pub(super) fn is_constant(expr: &Expr, scope: &Scope) -> bool {
    is_closed(expr, scope) && !can_fail(expr)
}

/// Whether a closed expression computes with what a method, an index or a binding gives, or in a closure.
fn can_fail(expr: &Expr) -> bool {
    struct Finder(bool);
    impl<'ast> Visit<'ast> for Finder {
        fn visit_expr_call(&mut self, call: &'ast ExprCall) {
            if is_constructor(&call.func) || is_widening(call) {
                visit::visit_expr_call(self, call);
            }
        }
        fn visit_macro(&mut self, call: &'ast Macro) {
            arguments(call).iter().for_each(|argument| self.visit_expr(argument));
        }
        fn visit_expr_index(&mut self, index: &'ast ExprIndex) {
            self.0 |= !matches!(*index.index, Expr::Range(_));
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
        Expr::Field(field) => is_found(&field.base),
        Expr::Paren(paren) => is_found(&paren.expr),
        Expr::Group(group) => is_found(&group.expr),
        Expr::Unary(unary) => is_found(&unary.expr),
        Expr::Block(block) => ends_found(&block.block),
        Expr::If(value) => {
            let or_else = value.else_branch.as_ref().is_some_and(|(_, other)| is_found(other));
            ends_found(&value.then_branch) || or_else
        }
        Expr::Match(value) => value.arms.iter().any(|arm| is_found(&arm.body)),
        _ => false,
    }
}

fn ends_found(block: &Block) -> bool {
    matches!(block.stmts.last(), Some(Stmt::Expr(value, None)) if is_found(value))
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

/// The context function that a path names.
pub(super) fn context_function(path: &Path, scope: &Scope) -> Option<&'static str> {
    let name = path.get_ident()?;
    CONTEXT.into_iter().find(|context| name == context && !scope.is_local(name))
}

/// The last segment of the constructor that a value is written as: `Busy` of `OpenError::Busy`.
pub(crate) fn constructed(value: &Expr) -> Option<String> {
    let path = match value {
        Expr::Struct(value) => &value.path,
        Expr::Path(value) => &value.path,
        Expr::Call(call) => match &*call.func {
            Expr::Path(function) => &function.path,
            _ => return None,
        },
        Expr::Paren(paren) => return constructed(&paren.expr),
        _ => return None,
    };
    let last = key(&path.segments.last()?.ident);
    last.starts_with(char::is_uppercase).then_some(last)
}

/// The function that a path names, of those that give another value at each evaluation.
pub(crate) fn fresh_function(path: &Path, scope: &Scope) -> Option<&'static str> {
    let name = path.get_ident()?;
    FRESH.into_iter().find(|fresh| name == fresh && !scope.is_local(name))
}

struct Finder<'a> {
    scope: &'a Scope,
    found: BTreeMap<String, Ident>,
    open: bool,
}

impl Finder<'_> {
    fn name(&mut self, name: &Ident) {
        if self.scope.is_local(name) {
            self.found.entry(key(name)).or_insert_with(|| name.clone());
        }
    }

    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(name) => self.name(&name),
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        if let Some(name) = path.path.get_ident() {
            self.name(name);
        }
        visit::visit_expr_path(self, path);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Expr::Path(function) = &*call.func {
            let path = &function.path;
            self.open |= context_function(path, self.scope).is_some()
                || fresh_function(path, self.scope).is_some()
                || path.get_ident().is_some_and(|name| self.scope.helpers.contains(&key(name)));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if is_macro(&call.path, "format")
            && let Ok(format) = call.parse_body::<Format>()
        {
            for piece in &format.pieces {
                if let Piece::Captured(name) = piece {
                    self.name(name);
                }
            }
        }
        match arguments(call).as_slice() {
            // What is no portable macro is told of elsewhere; what it may read, counts.
            [] => self.tokens(call.tokens.clone()),
            read => read.iter().for_each(|argument| self.visit_expr(argument)),
        }
    }
}
