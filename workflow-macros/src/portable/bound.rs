//! The scopes behind what binds names: patterns, conditions, and the lines of a block.
//!
//! What is bound by a reference is never moved out of. Read before: `pattern.rs` (which names a pattern binds).

use syn::{BinOp, Block, Expr, ExprLit, Ident, Lit, Local, Stmt};

use super::{
    literals::is_text,
    methods,
    names::locals,
    pattern::bound_names,
    scope::{Scope, key},
    syntax::is_constructor,
};

/// Whether a pattern over this scrutinee binds references.
fn binds_references(scrutinee: &Expr, scope: &Scope) -> bool {
    match scrutinee {
        Expr::Reference(_) | Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) => true,
        Expr::Path(path) => path.path.get_ident().is_some_and(|name| scope.is_reference(name)),
        Expr::Paren(paren) => binds_references(&paren.expr, scope),
        // An iterator is used up, so it is cloned where it is read again.
        Expr::MethodCall(call) => {
            methods::borrows(&call.method.to_string()) == Some(true) && !methods::is_iterator(scrutinee)
        }
        _ => false,
    }
}

/// The scope behind a pattern that binds these names of a value.
pub(crate) fn with_bound(names: &[Ident], value: &Expr, scope: &Scope) -> Scope {
    let mut scope = scope.with_lent(names, binds_references(value, scope), &looked_at(value, scope));
    // `format!` is a `String` whatever it is used as.
    if is_text(value) && !matches!(value, Expr::Lit(_) | Expr::Macro(_)) {
        scope.bind_texts(names);
    }
    scope
}

/// What the names look at that a pattern binds of this value.
fn looked_at(value: &Expr, scope: &Scope) -> Vec<Ident> {
    match value {
        Expr::Tuple(tuple) => tuple.elems.iter().flat_map(|element| looked_at(element, scope)).collect(),
        _ if binds_references(value, scope) => locals(value, scope),
        _ => Vec::new(),
    }
}

/// A value that is matched. Where it is a decision itself, whose cases say with what they go on,
/// `match match &name { Some(name) => Err(name), None => Ok(0) } { Err(name) => ..`, a name is there what it is here.
pub(crate) struct Matched<'a> {
    value: &'a Expr,
    scope: &'a Scope,
    /// The references that the value's own cases hand on.
    handed_on: Vec<Ident>,
}

impl<'a> Matched<'a> {
    pub(crate) fn of(value: &'a Expr, scope: &'a Scope) -> Self {
        let mut handed_on = Vec::new();
        references_handed_on(value, scope, &mut handed_on);
        Self { value, scope, handed_on }
    }

    /// The scope behind the case that binds these names.
    pub(crate) fn behind(&self, names: &[Ident]) -> Scope {
        let is_handed_on = |name: &&Ident| self.handed_on.iter().any(|other| key(other) == key(name));
        let references: Vec<Ident> = names.iter().filter(is_handed_on).cloned().collect();
        let inner = with_bound(names, self.value, self.scope);
        if references.is_empty() {
            return inner;
        }
        inner.with_lent(&references, true, &locals(self.value, self.scope))
    }
}

/// The references that are bound within a value and stand, by their names, in what its cases give.
fn references_handed_on(value: &Expr, scope: &Scope, names: &mut Vec<Ident>) {
    match value {
        Expr::If(decision) => {
            block_hands_on(&decision.then_branch, &behind_condition(&decision.cond, scope), names);
            if let Some((_, other)) = &decision.else_branch {
                references_handed_on(other, scope, names);
            }
        }
        Expr::Match(decision) => {
            let matched = Matched::of(&decision.expr, scope);
            for arm in &decision.arms {
                references_handed_on(&arm.body, &matched.behind(&bound_names(&arm.pat)), names);
            }
        }
        Expr::Block(block) => block_hands_on(&block.block, scope, names),
        Expr::Paren(paren) => references_handed_on(&paren.expr, scope, names),
        Expr::Call(call) if is_constructor(&call.func) => {
            call.args.iter().for_each(|value| references_handed_on(value, scope, names));
        }
        Expr::Tuple(tuple) => tuple.elems.iter().for_each(|value| references_handed_on(value, scope, names)),
        Expr::Path(path) => {
            names.extend(path.path.get_ident().filter(|name| scope.is_reference(name)).cloned());
        }
        _ => {}
    }
}

fn block_hands_on(block: &Block, scope: &Scope, names: &mut Vec<Ident>) {
    if let (Some(Stmt::Expr(value, None)), Some(scope)) =
        (block.stmts.last(), before_lines(block, scope).last())
    {
        references_handed_on(value, scope, names);
    }
}

/// The scope in which the branch of a condition stands, with what its `let`s bind.
pub(super) fn behind_condition(condition: &Expr, scope: &Scope) -> Scope {
    match condition {
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            behind_condition(&binary.right, &behind_condition(&binary.left, scope))
        }
        Expr::Let(let_) => with_bound(&bound_names(&let_.pat), &let_.expr, scope),
        _ => scope.clone(),
    }
}

/// The scope before each line of a block, and behind the last.
pub(super) fn before_lines(block: &Block, scope: &Scope) -> Vec<Scope> {
    let mut scopes = vec![scope.clone()];
    for statement in &block.stmts {
        let scope = scopes.last().unwrap_or(scope);
        scopes.push(match statement {
            Stmt::Local(Local { pat, init: Some(init), .. }) => {
                with_bound(&bound_names(pat), &init.expr, scope)
            }
            _ => scope.clone(),
        });
    }
    scopes
}
