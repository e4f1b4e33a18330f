//! What an `Err(..)` arm catches: from a Rust pattern to ASL's error names.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Pat, Path};

use crate::{
    errors::Errors,
    names::{is_screaming, nearest, plain},
    portable::variant,
    tokens::compact,
};

/// One thing that a pattern catches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caught {
    /// `e` or `_`
    All,
    /// `TimedOut`
    TimedOut,
    /// `Crashed(..)`
    Crashed,
    /// `Failed(e)`: all errors of the task's own
    AllOwn,
    /// `Failed(OpenError::Busy)`: the last segment
    Own(String),
}

/// What the pattern inside `Err(..)` catches; `None` when it says more than ASL can. `error` is how the task's own error is
/// called in what an error says.
pub(crate) fn caught(pat: &Pat, error: &str, errors: &mut Errors) -> Option<Vec<Caught>> {
    match pat {
        Pat::Or(or) if or.cases.iter().all(is_own) => outside_failed(pat, error, errors),
        Pat::Or(or) => collect(or.cases.iter().map(|case| caught(case, error, errors))),
        Pat::Paren(paren) => caught(&paren.pat, error, errors),
        Pat::Wild(_) => Some(vec![Caught::All]),
        Pat::Ident(ident) if ident.ident == "TimedOut" => Some(vec![Caught::TimedOut]),
        // For rustc a name in upper case that it does not know binds whatever comes.
        Pat::Ident(ident) if ident.subpat.is_none() && is_variant_name(&plain(&ident.ident)) => {
            let name = plain(&ident.ident);
            match nearest(&name, ["TimedOut", "Crashed", "Failed"]) {
                Some(near) if near == name => return refuse(pat, errors),
                Some(near) => {
                    errors.spanned(
                        pat,
                        format!("unknown failure `{name}`"),
                        format!("did you mean `{near}`?"),
                    );
                }
                None => return outside_failed(pat, error, errors),
            }
            None
        }
        Pat::Ident(ident) if ident.subpat.is_none() => Some(vec![Caught::All]),
        Pat::Path(path) if last(&path.path) == "TimedOut" => Some(vec![Caught::TimedOut]),
        Pat::TupleStruct(variant) if last(&variant.path) == "Crashed" => {
            variant.elems.iter().all(|inner| is_plain(inner, errors)).then(|| vec![Caught::Crashed])
        }
        Pat::TupleStruct(variant) if last(&variant.path) == "Failed" && variant.elems.len() == 1 => {
            own(&variant.elems[0], errors)
        }
        Pat::TupleStruct(failed) if last(&failed.path) == "Failed" => {
            let cases: Vec<String> = failed.elems.iter().map(compact).collect();
            let help = match cases.as_slice() {
                [] => "write `Failed(error)`, or one of its variants".to_owned(),
                cases => format!("write `Failed({})`", cases.join(" | ")),
            };
            errors.spanned(pat, "`Failed(..)` has one pattern in it", help);
            None
        }
        Pat::TupleStruct(timed) if timed.path.is_ident("TimedOut") => {
            errors.spanned(pat, "`TimedOut` has nothing in it", "write `TimedOut`");
            None
        }
        Pat::Path(_) | Pat::TupleStruct(_) | Pat::Struct(_) => outside_failed(pat, error, errors),
        other => refuse(other, errors),
    }
}

/// Whether a pattern is an error of the task's own, by its path: `OpenError::Busy`.
fn is_own(pat: &Pat) -> bool {
    let path = match pat {
        Pat::Path(variant) => &variant.path,
        Pat::TupleStruct(variant) => &variant.path,
        Pat::Struct(variant) => &variant.path,
        _ => return false,
    };
    path.segments.len() > 1 && !["TimedOut", "Crashed", "Failed"].contains(&last(path).as_str())
}

/// An error of the task's own, written as if it were the failure.
fn outside_failed(pat: &Pat, error: &str, errors: &mut Errors) -> Option<Vec<Caught>> {
    let lone = match pat {
        Pat::Ident(_) => true,
        Pat::TupleStruct(variant) => variant.path.get_ident().is_some(),
        Pat::Struct(variant) => variant.path.get_ident().is_some(),
        _ => false,
    };
    let own = if lone { format!("{error}::") } else { String::new() };
    let help = format!("write `Err(Failed({own}{}))`: a task can also time out or crash", compact(pat));
    errors.spanned(pat, "an error of the task's own stands in `Failed(..)`", help);
    None
}

/// How the task's own error is called in one of these patterns: `OpenError` of `Failed(OpenError::Busy)`.
pub(super) fn error_in<'p>(pats: impl IntoIterator<Item = &'p Pat>) -> Option<String> {
    pats.into_iter().find_map(|pat| match pat {
        Pat::Or(or) => error_in(&or.cases),
        Pat::Paren(paren) => error_in([&*paren.pat]),
        Pat::Path(variant) => error_of(&variant.path),
        Pat::Struct(variant) => error_of(&variant.path),
        Pat::TupleStruct(variant) => error_of(&variant.path).or_else(|| error_in(&variant.elems)),
        _ => None,
    })
}

/// The type whose variant a path names.
pub(super) fn error_of(variant: &Path) -> Option<String> {
    let error = variant.segments.iter().rev().nth(1).map(|segment| plain(&segment.ident))?;
    is_variant_name(&error).then_some(error)
}

/// The pattern with each lone name in upper case inside `Failed(..)` as the variant that it names: `Busy {}`, of which rustc
/// says so where there is none. Alone it would bind whatever comes, or be a constant, which stands for no name of ASL's;
/// so would a path that is written like a constant's.
pub(super) fn of_variants(pat: &Pat) -> Pat {
    let mut pat = pat.clone();
    match &mut pat {
        Pat::Or(or) => or.cases.iter_mut().for_each(|case| *case = of_variants(case)),
        Pat::Paren(paren) => *paren.pat = of_variants(&paren.pat),
        Pat::TupleStruct(failed) if last(&failed.path) == "Failed" => {
            failed.elems.iter_mut().for_each(name_variants);
        }
        _ => {}
    }
    pat
}

fn name_variants(pat: &mut Pat) {
    match pat {
        Pat::Or(or) => or.cases.iter_mut().for_each(name_variants),
        Pat::Paren(paren) => name_variants(&mut paren.pat),
        Pat::Ident(name) if name.subpat.is_none() && is_variant_name(&plain(&name.ident)) => {
            *pat = variant(Path::from(name.ident.clone()));
        }
        Pat::Path(path)
            if path.qself.is_none() && path.path.segments.len() > 1 && is_of_a_constant(&path.path) =>
        {
            *pat = variant(path.path.clone());
        }
        _ => {}
    }
}

/// Whether a path ends as those of constants do; one letter may be a variant's.
fn is_of_a_constant(path: &Path) -> bool {
    let name = last(path);
    name.len() > 1 && is_screaming(&name)
}

/// What the pattern inside `Failed(..)` catches.
fn own(pat: &Pat, errors: &mut Errors) -> Option<Vec<Caught>> {
    match pat {
        Pat::Or(or) => collect(or.cases.iter().map(|case| own(case, errors))),
        Pat::Paren(paren) => own(&paren.pat, errors),
        Pat::Wild(_) => Some(vec![Caught::AllOwn]),
        Pat::Ident(ident) if ident.subpat.is_none() => Some(vec![Caught::AllOwn]),
        Pat::Path(path) => Some(vec![Caught::Own(last(&path.path))]),
        Pat::TupleStruct(variant) => variant
            .elems
            .iter()
            .all(|inner| is_plain(inner, errors))
            .then(|| vec![Caught::Own(last(&variant.path))]),
        Pat::Struct(variant) => variant
            .fields
            .iter()
            .all(|field| is_plain(&field.pat, errors))
            .then(|| vec![Caught::Own(last(&variant.path))]),
        other => refuse(other, errors),
    }
}

/// A Catcher knows the variant alone: what is inside can be bound, not tested.
fn is_plain(pat: &Pat, errors: &mut Errors) -> bool {
    match pat {
        Pat::Wild(_) | Pat::Rest(_) => true,
        Pat::Ident(ident) if ident.subpat.is_none() && !is_variant_name(&plain(&ident.ident)) => true,
        Pat::Tuple(tuple) => tuple.elems.iter().all(|inner| is_plain(inner, errors)),
        other => {
            let help = "bind it, carry it to a `#[choice]` state and decide there";
            errors.spanned(other, "an error arm cannot look at what is inside a variant", help);
            false
        }
    }
}

fn refuse(pat: &Pat, errors: &mut Errors) -> Option<Vec<Caught>> {
    let help = "write `Failed(Error::Variant)`, `Failed(error)`, `TimedOut`, `Crashed(name)` or `error` for all of them";
    errors.spanned(pat, "an error arm cannot be written like this", help);
    None
}

fn collect(parts: impl Iterator<Item = Option<Vec<Caught>>>) -> Option<Vec<Caught>> {
    let parts: Vec<Option<Vec<Caught>>> = parts.collect();
    parts.into_iter().collect::<Option<Vec<_>>>().map(|parts| parts.concat())
}

fn last(path: &Path) -> String {
    path.segments.last().map(|segment| plain(&segment.ident)).unwrap_or_default()
}

/// A lone identifier in a pattern is a binding, unless it is written like a variant.
pub(crate) fn is_variant_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_uppercase())
}

/// Whether everything that is not caught yet is caught by this.
pub(crate) fn is_catch_all(pat: &Pat) -> bool {
    match pat {
        Pat::Wild(_) => true,
        Pat::Ident(ident) => ident.subpat.is_none() && !is_variant_name(&plain(&ident.ident)),
        Pat::Or(or) => or.cases.iter().any(is_catch_all),
        Pat::Paren(paren) => is_catch_all(&paren.pat),
        _ => false,
    }
}

/// What a pattern catches, for a printer: what is wrong with it has been reported.
pub(crate) fn caught_again(pat: &Pat) -> Option<Vec<Caught>> {
    let mut reported = Errors::new();
    let caught = caught(pat, "Error", &mut reported);
    drop(reported.into_compile_errors());
    caught
}

/// Whether the pattern catches something of a kind.
pub(crate) fn catches(pat: &Pat, what: fn(&Caught) -> bool) -> bool {
    caught_again(pat).is_some_and(|caught| caught.iter().any(what))
}

/// Whether the pattern looks for an error of a task's own, which fixes the error's type.
pub(crate) fn names_own(caught: &[Caught]) -> bool {
    caught.iter().any(|caught| matches!(caught, Caught::AllOwn | Caught::Own(_)))
}

/// The `definition::Selector`s of what is caught; `names` answers for the task's own errors.
pub(crate) fn twin_caught(caught: &[Caught], runtime: &TokenStream, names: &TokenStream) -> TokenStream {
    let kind = quote!(#runtime::__private::definition::Selector);
    let selectors = caught.iter().map(|caught| match caught {
        Caught::All => quote!(#kind::All),
        Caught::TimedOut => quote!(#kind::TimedOut),
        Caught::Crashed => quote!(#kind::Crashed(#names.all())),
        Caught::AllOwn => quote!(#kind::Own(#names.all())),
        Caught::Own(variant) => quote!(#kind::Own(#names.of(#variant))),
    });
    quote!([#(#selectors),*]).to_token_stream()
}
