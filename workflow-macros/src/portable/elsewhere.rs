//! Names that a function binds, but not where they are read: an arm reads what only another arm binds.
//!
//! rustc says of one in whose scope it would be, and there are several copies of what a user writes, each in a scope of
//! its own. Read next: `check.rs`, which asks.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{
    Block, Expr, PatIdent,
    visit::{self, Visit},
};

use super::scope::{Scope, key};
use crate::errors::Errors;

/// The names that any pattern of a block binds.
pub(crate) fn bound_anywhere(block: &Block) -> BTreeSet<String> {
    let mut names = Names(BTreeSet::new());
    names.visit_block(block);
    names.0
}

/// The names that any pattern in an expression binds.
pub(crate) fn bound_within(expr: &Expr) -> BTreeSet<String> {
    let mut names = Names(BTreeSet::new());
    names.visit_expr(expr);
    names.0
}

struct Names(BTreeSet<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        // One in upper case is a variant or a constant, as rustc's lints keep it.
        let name = key(&pat.ident);
        if !name.starts_with(char::is_uppercase) {
            self.0.insert(name);
        }
        visit::visit_pat_ident(self, pat);
    }
}

/// Reports a name that is bound elsewhere alone; of one that is bound nowhere rustc speaks.
pub(super) fn check_name(name: &Ident, place: impl ToTokens, scope: &Scope, errors: &mut Errors) {
    let plain = key(name);
    if scope.is_local(name) || scope.helpers.contains(&plain) || !scope.elsewhere.contains(&plain) {
        return;
    }
    let here: Vec<String> = scope.locals.iter().map(|name| format!("`{name}`")).collect();
    let help = match here.as_slice() {
        [] => "nothing is bound here: write a value".to_owned(),
        names => format!("bound here: {}", names.join(", ")),
    };
    errors.spanned(place, format!("`{plain}` is bound by another arm or block, and not here"), help);
}
