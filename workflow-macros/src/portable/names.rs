//! Which locals an expression reads, the ones captured in format strings too, and whether it reads none.
//!
//! It may name too many, never too few: a name that an inner pattern shadows counts. Read next: `native.rs`.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Expr, ExprCall, ExprPath, Macro, Path,
    visit::{self, Visit},
};

use super::{
    format_string::{Format, Piece, arguments},
    scope::{Scope, key},
    syntax::is_macro,
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

/// The function of the prelude that a longer path names, of those that mean something by their names alone.
pub(super) fn asked_by_path(path: &Path) -> Option<&'static str> {
    let mut segments = path.segments.iter().rev();
    let (last, of) = (segments.next()?, segments.next()?);
    CONTEXT.into_iter().chain(FRESH).find(|asked| last.ident == asked).filter(|_| of.ident == "prelude")
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
            format.pieces.iter().filter_map(Piece::captured).for_each(|name| self.name(name));
        }
        match arguments(call).as_slice() {
            // What is no portable macro is told of elsewhere; what it may read, counts.
            [] => self.tokens(call.tokens.clone()),
            read => read.iter().for_each(|argument| self.visit_expr(argument)),
        }
    }
}
