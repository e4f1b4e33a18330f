//! What is asked of the parts of a value that patterns look into: that each is `Data`, and not of an untagged enum.
//!
//! Of the value itself its expression is asked; a part has no expression, so the pattern stands again in a witness, with
//! a name before what looks into the part. Read next: `pattern.rs`.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Pat, PatIdent, Path, punctuated::Punctuated, spanned::Spanned as _};

use super::{
    scope::{Scope, key},
    syntax::{is_of_option, is_some, member_name},
};

/// Whether the value itself is asked too, because no expression stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// It is.
    Asked,
    /// Its expression is asked elsewhere.
    AskedElsewhere,
}

/// Tokens that ask of each part that the patterns look into, once however many of them do.
pub(super) fn asks<'p>(
    pats: impl IntoIterator<Item = &'p Pat>,
    witnessed: &TokenStream,
    whole: Whole,
    scope: &Scope,
) -> TokenStream {
    let mut parts = Vec::new();
    for pat in pats {
        find(pat, "", &|part| part, &mut parts);
    }
    let mut seen = BTreeSet::new();
    if whole == Whole::AskedElsewhere {
        seen.insert(String::new());
    }
    parts
        .into_iter()
        .filter(|part| seen.insert(part.at.clone()))
        .map(|part| ask(&part, witnessed, scope))
        .collect()
}

/// The same of the pattern of a closure's parameter; `witness` prints the call with another pattern in its place, to see
/// what the name in it is.
pub(super) fn closure_asks(
    pat: &Pat,
    witness: impl Fn(&Pat, &Ident) -> TokenStream,
    scope: &Scope,
) -> TokenStream {
    let mut parts = Vec::new();
    find(pat, "", &|part| part, &mut parts);
    // What a closure is given matches its pattern always: nobody asks an `Option` there.
    parts
        .iter()
        .filter(|part| part.asked != Asked::Option)
        .map(|part| {
            let (witness, at) = (witness(&part.pat, &part_name(part.span)), scope.expr_at(part.span));
            let seen = Ident::new("__seen", part.span);
            quote_spanned!(part.span=> { let #seen = #witness; #at::looked_into(&#seen) };)
        })
        .collect()
}

/// A part that a pattern looks into.
struct Part {
    /// Where in the value it is: `Some.0.kind`.
    at: String,
    /// The whole pattern, in which `__part` is bound to it.
    pat: Pat,
    /// Where the path of its pattern stands.
    span: Span,
    asked: Asked,
}

/// What stands before the place of an `Option`, of which nothing else is asked.
const OPTION: &str = "?";

/// What is asked of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// That it is `Data`, with variants that are told apart.
    Own,
    /// The same of a lone name, which may be a constant's.
    Lone,
    /// That it is an `Option` whose nothing is told from its value.
    Option,
}

/// The name that a part has in its witness.
fn part_name(span: Span) -> Ident {
    Ident::new("__part", span)
}

fn ask(part: &Part, witnessed: &TokenStream, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let (pat, name, at) = (&part.pat, part_name(part.span), scope.expr_at(part.span));
    let readable = (part.asked == Asked::Own).then(|| quote_spanned!(part.span=> #at::readable(&#name);));
    let told_apart = match part.asked {
        Asked::Option => quote_spanned!(part.span=> #at::solid(#at::depth(&#name).asked())),
        Asked::Own | Asked::Lone => {
            quote_spanned!(part.span=> #at::told_apart(#at::variants(&#name).asked()))
        }
    };
    if part.at == OPTION {
        // No pattern stands again: it may be wrong itself.
        let value = quote_spanned!(part.span=> #at::solid(#at::depth(#name).asked()));
        return quote!(let _ = #path::witness(|| {
            #path::never();
            let #name = &#witnessed;
            #value;
            #path::of(&())
        }););
    }
    quote! {
        let _ = #path::witness(|| {
            #path::never();
            match #witnessed { #pat => { #readable #told_apart; } _ => #path::never() }
            #path::of(&())
        });
    }
}

/// Whether a path is of the user's own: those of `Option` are known.
fn is_own(path: &Path) -> bool {
    !is_some(path) && !is_of_option(path, "None")
}

/// Finds the parts that a pattern looks into; `whole` puts what takes its place into the pattern around it.
fn find(pat: &Pat, at: &str, whole: &dyn Fn(Pat) -> Pat, parts: &mut Vec<Part>) {
    match pat {
        Pat::Guard(guarded) => find(&guarded.pat, at, whole, parts),
        Pat::Type(typed) => find(&typed.pat, at, whole, parts),
        Pat::Paren(paren) => find(&paren.pat, at, whole, parts),
        Pat::Or(or) => or.cases.iter().for_each(|case| find(case, at, whole, parts)),
        Pat::Reference(reference) => find(
            &reference.pat,
            at,
            &|part| {
                let mut around = reference.clone();
                *around.pat = part;
                whole(Pat::Reference(around))
            },
            parts,
        ),
        Pat::Ident(name) => match &name.subpat {
            // Two names for one part are more than rustc allows where it is moved.
            Some((_, inner)) => find(inner, at, whole, parts),
            None if name.ident == "None" => push(pat, name.ident.span(), at, Asked::Option, whole, parts),
            None if key(&name.ident).starts_with(char::is_uppercase) => {
                push(pat, name.ident.span(), at, Asked::Lone, whole, parts);
            }
            None => {}
        },
        Pat::Path(path) => {
            let asked = if is_own(&path.path) { Asked::Own } else { Asked::Option };
            push(pat, path.path.span(), at, asked, whole, parts);
        }
        Pat::TupleStruct(variant) => {
            let asked = if is_own(&variant.path) { Asked::Own } else { Asked::Option };
            push(pat, variant.path.span(), at, asked, whole, parts);
            let name = last(&variant.path);
            elements(&variant.elems, &format!("{at}{name}."), parts, &|elems| {
                whole(Pat::TupleStruct(syn::PatTupleStruct { elems, ..variant.clone() }))
            });
        }
        Pat::Tuple(tuple) => elements(&tuple.elems, &format!("{at}."), parts, &|elems| {
            whole(Pat::Tuple(syn::PatTuple { elems, ..tuple.clone() }))
        }),
        Pat::Struct(variant) => {
            push(pat, variant.path.span(), at, Asked::Own, whole, parts);
            let name = last(&variant.path);
            for (index, field) in variant.fields.iter().enumerate() {
                let member = member_name(&field.member);
                find(
                    &field.pat,
                    &format!("{at}{name}.{member}"),
                    &|part| {
                        let mut around = variant.clone();
                        if let Some(field) = around.fields.iter_mut().nth(index) {
                            field.colon_token.get_or_insert_default();
                            *field.pat = part;
                        }
                        whole(Pat::Struct(around))
                    },
                    parts,
                );
            }
        }
        _ => {}
    }
}

/// The parts in the elements of a tuple, or of a variant like one.
fn elements(
    elems: &Punctuated<Pat, syn::Token![,]>,
    at: &str,
    parts: &mut Vec<Part>,
    whole: &dyn Fn(Punctuated<Pat, syn::Token![,]>) -> Pat,
) {
    for (index, element) in elems.iter().enumerate() {
        find(
            element,
            &format!("{at}{index}"),
            &|part| {
                let mut around = elems.clone();
                if let Some(element) = around.iter_mut().nth(index) {
                    *element = part;
                }
                whole(around)
            },
            parts,
        );
    }
}

fn last(path: &Path) -> String {
    path.segments.last().map(|segment| key(&segment.ident)).unwrap_or_default()
}

/// `__part @ pattern`: what rustc says of the pattern itself it says as in the driver, at the same place.
fn push(pat: &Pat, span: Span, at: &str, asked: Asked, whole: &dyn Fn(Pat) -> Pat, parts: &mut Vec<Part>) {
    let named = Pat::Ident(PatIdent {
        attrs: Vec::new(),
        by_ref: None,
        mutability: None,
        ident: part_name(span),
        subpat: Some((syn::Token![@](span), Box::new(pat.clone()))),
    });
    let at = if asked == Asked::Option { format!("{OPTION}{at}") } else { at.to_owned() };
    parts.push(Part { at, pat: whole(named), span, asked });
}
