//! Patterns: what they bind, and whether they are portable.
//!
//! A name in lower case binds and one in upper case is a constant or a variant, as rustc's lints keep it.
//! Read next: `twin_pattern.rs` (their description for the definition).

use proc_macro2::Ident;
use syn::{
    Expr, FieldPat, Lit, Pat, PatStruct, PatWild, Path,
    punctuated::Punctuated,
    spanned::Spanned as _,
    token,
    visit_mut::{self, VisitMut},
};

use crate::{errors::Errors, names::is_screaming};

use super::scope::{Scope, key};

/// The names that a pattern binds, in source order, each once.
pub(crate) fn bound_names(pat: &Pat) -> Vec<Ident> {
    let mut names = Vec::new();
    gather(pat, &mut names);
    names
}

fn gather(pat: &Pat, names: &mut Vec<Ident>) {
    match pat {
        Pat::Ident(pat) => {
            if !is_constant(pat) && !names.contains(&pat.ident) {
                names.push(pat.ident.clone());
            }
            if let Some((_, inner)) = &pat.subpat {
                gather(inner, names);
            }
        }
        Pat::Guard(pat) => gather(&pat.pat, names),
        Pat::Paren(pat) => gather(&pat.pat, names),
        Pat::Reference(pat) => gather(&pat.pat, names),
        Pat::Type(pat) => gather(&pat.pat, names),
        Pat::Or(pat) => pat.cases.iter().for_each(|case| gather(case, names)),
        Pat::Tuple(pat) => pat.elems.iter().for_each(|element| gather(element, names)),
        Pat::TupleStruct(pat) => pat.elems.iter().for_each(|element| gather(element, names)),
        Pat::Slice(pat) => pat.elems.iter().for_each(|element| gather(element, names)),
        Pat::Struct(pat) => pat.fields.iter().for_each(|field| gather(&field.pat, names)),
        _ => {}
    }
}

pub(super) fn is_constant(pat: &syn::PatIdent) -> bool {
    pat.by_ref.is_none()
        && pat.mutability.is_none()
        && pat.subpat.is_none()
        && key(&pat.ident).starts_with(char::is_uppercase)
}

/// `Done {}`, where `Done` is.
pub(crate) fn variant(path: Path) -> Pat {
    let brace_token = token::Brace(path.span());
    let (attrs, fields) = (Vec::new(), Punctuated::new());
    Pat::Struct(PatStruct { attrs, qself: None, path, brace_token, fields, rest: None })
}

/// The pattern with each lone name that is written like a variant as the variant that it names, of which rustc says so where
/// there is none: alone it would bind whatever comes. A constant is in upper case, as rustc's lints keep it.
pub(crate) fn naming_variants(pat: &Pat) -> Pat {
    struct Variants;
    impl VisitMut for Variants {
        fn visit_pat_mut(&mut self, pat: &mut Pat) {
            match pat {
                Pat::Ident(name) if is_constant(name) && is_variant(&name.ident) => {
                    *pat = variant(Path::from(name.ident.clone()));
                }
                _ => visit_mut::visit_pat_mut(self, pat),
            }
        }

        // A guard has patterns of its own.
        fn visit_expr_mut(&mut self, _: &mut Expr) {}
    }
    let mut pat = pat.clone();
    Variants.visit_pat_mut(&mut pat);
    pat
}

/// The pattern without the names that it binds: nothing is moved out of what a copy of it only looks at.
pub(crate) fn without_names(pat: &Pat) -> Pat {
    struct Names;
    impl VisitMut for Names {
        fn visit_pat_mut(&mut self, pat: &mut Pat) {
            if let Pat::Ident(bound) = pat
                && !is_constant(bound)
            {
                let underscore_token = syn::Token![_](bound.ident.span());
                *pat = match bound.subpat.take() {
                    Some((_, inner)) => *inner,
                    None => Pat::Wild(PatWild { attrs: Vec::new(), underscore_token }),
                };
            }
            visit_mut::visit_pat_mut(self, pat);
        }

        fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
            // `Denied { reason }` has no colon, and `Denied { _ }` is none.
            field.colon_token.get_or_insert_with(Default::default);
            visit_mut::visit_field_pat_mut(self, field);
        }
    }
    let mut pat = pat.clone();
    Names.visit_pat_mut(&mut pat);
    pat
}

fn is_variant(name: &Ident) -> bool {
    name != "None" && !is_screaming(&key(name))
}

/// Reports what is not portable in the patterns of a `match`: of slices the first, since all of them have to go.
pub(crate) fn check_patterns<'p>(
    pats: impl IntoIterator<Item = &'p Pat>,
    scope: &Scope,
    errors: &mut Errors,
) {
    let mut slices = 0;
    for pat in pats {
        let is_slice = matches!(pat, Pat::Slice(_));
        if !(is_slice && slices > 0) {
            check_pattern(pat, scope, errors);
        }
        slices += usize::from(is_slice);
    }
}

/// Whether a pattern is a text literal, or several.
pub(super) fn is_text_pattern(pat: &Pat) -> bool {
    match pat {
        Pat::Lit(literal) => matches!(literal.lit, Lit::Str(_)),
        Pat::Or(alternatives) => alternatives.cases.iter().any(is_text_pattern),
        Pat::Guard(guarded) => is_text_pattern(&guarded.pat),
        Pat::Paren(paren) => is_text_pattern(&paren.pat),
        _ => false,
    }
}

/// Reports what is not portable in a pattern.
pub(crate) fn check_pattern(pat: &Pat, scope: &Scope, errors: &mut Errors) {
    let help = "use `match` and bind names, or do it in a task";
    match pat {
        Pat::Wild(_) | Pat::Path(_) | Pat::Rest(_) | Pat::Range(_) => {}
        Pat::Lit(literal) => {
            super::check::check_literal(&literal.lit, errors);
        }
        Pat::Ident(pat) => {
            if let Some(mutability) = &pat.mutability {
                errors.spanned(mutability, "a `mut` binding is not portable", "bind a new name");
            }
            if let Some((_, inner)) = &pat.subpat {
                check_pattern(inner, scope, errors);
            }
        }
        Pat::Guard(pat) => {
            let inner = scope.with(&bound_names(&pat.pat), false);
            super::check::check(&pat.guard, &inner, errors);
            check_pattern(&pat.pat, scope, errors);
        }
        Pat::Paren(pat) => check_pattern(&pat.pat, scope, errors),
        Pat::Reference(pat) => check_pattern(&pat.pat, scope, errors),
        Pat::Type(pat) => check_pattern(&pat.pat, scope, errors),
        Pat::Or(pat) => pat.cases.iter().for_each(|case| check_pattern(case, scope, errors)),
        Pat::Struct(pat) => pat.fields.iter().for_each(|field| check_pattern(&field.pat, scope, errors)),
        Pat::Tuple(tuple) => check_positions(&tuple.elems, scope, errors),
        Pat::TupleStruct(tuple) => check_positions(&tuple.elems, scope, errors),
        Pat::Slice(slice) => {
            let help = if slice.elems.is_empty() {
                "ask `.is_empty()`, as in `if list.is_empty() { .. } else { .. }`; take elements by `.first()`, `.last()` and `list[1]`"
            } else {
                "ask `.is_empty()` or `.len()`, and take elements by `.first()`, `list[1]` and `list[1..]`"
            };
            errors.spanned(pat, "a slice pattern is not portable", help);
        }
        _ => errors.spanned(pat, "this pattern is not portable", help),
    }
}

/// `..` stands last: before it positions are counted from the start.
fn check_positions<'p>(elements: impl IntoIterator<Item = &'p Pat>, scope: &Scope, errors: &mut Errors) {
    let mut rest: Option<&Pat> = None;
    for element in elements {
        if let Some(rest) = rest.take() {
            errors.spanned(rest, "`..` before another pattern is not portable", "write `_` for each place");
        }
        if matches!(element, Pat::Rest(_)) {
            rest = Some(element);
        }
        check_pattern(element, scope, errors);
    }
}
