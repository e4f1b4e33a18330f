//! Patterns in the definition: the condition of each, what it binds, and `let`, `if let` and `match` made of them.
//!
//! Read first: `pattern.rs` (what is one). Read next: `workflow-runtime/src/expr/pattern.rs`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{BinOp, Expr, ExprMatch, Pat, RangeLimits};

use crate::tokens::option;

use super::{
    names::locals,
    native::shadows,
    pattern::{bound_names, is_constant},
    pattern_asks::{Whole, asks},
    scope::{Scope, key},
    syntax::{is_helper_call, is_of_option, is_some, member_name},
    twin::twin,
    twin_calls::{unwrapped, witnessed_value},
    twin_shapes::{matchable, shape, shape_of},
};

/// A pattern in the definition.
pub(crate) struct TwinPattern {
    /// The `Expr` of whether the scrutinee matches; the literal `true` when it always does.
    pub(crate) condition: TokenStream,
    /// Each name that the pattern binds, with its `Local`.
    pub(crate) bindings: Vec<(Ident, TokenStream)>,
    /// Tokens that ask whether a definition can look into what the pattern does. Those of a `match` are asked together.
    pub(crate) asked: TokenStream,
}

impl TwinPattern {
    /// `let name = Local…;` of each name.
    pub(crate) fn lets(&self) -> TokenStream {
        bound(&self.bindings)
    }
}

/// The names are bound at once: each `Local` looks at the scrutinee, which may have the name of one of them.
fn bound(bindings: &[(Ident, TokenStream)]) -> TokenStream {
    let (names, locals): (Vec<_>, Vec<_>) = bindings.iter().map(|(name, local)| (name, local)).unzip();
    match bindings {
        [] => TokenStream::new(),
        [(name, local)] => quote!(let #name = #local;),
        _ => quote!(let (#(#names),*) = (#(#locals),*);),
    }
}

/// `name.native()` at the place of the name: rustc's "this expression has type" points there.
fn native_of(name: &Ident) -> TokenStream {
    quote_spanned!(name.span()=> #name.native())
}

/// The condition and the bindings of a pattern over a `Local` of this name.
///
/// A type beside the pattern is left to the driver's `let`: it could not stand in the arm that binds a name here.
pub(crate) fn twin_pattern(pat: &Pat, scrutinee: &Ident, scope: &Scope) -> TwinPattern {
    let (pat, path) = (pat_without_type(pat), scope.expr());
    let type_ = quote!(#path::witness(|| { #path::never(); let #scrutinee = #scrutinee.native(); #path::of(&#scrutinee) }));
    let value = native_of(scrutinee);
    let asked = asks([pat], &value, Whole::Asked, scope);
    let witnessed = Witnessed { shadows: quote!(#path::never();), value };
    TwinPattern {
        asked,
        ..describe(pat, &quote!(#scrutinee.expr()), &shape_of(&type_, scope), &witnessed, scope)
    }
}

/// The same for an arm of a `match` over what is written, of which `scrutinee` is the `Local`.
pub(crate) fn twin_case(pat: &Pat, scrutinee: &Ident, written: &Expr, scope: &Scope) -> TwinPattern {
    let path = scope.expr();
    let type_ = quote!(#path::witness(|| { #path::never(); let #scrutinee = #scrutinee.native(); #path::of(&#scrutinee) }));
    let witnessed = Witnessed::of(written, scope);
    describe(pat, &quote!(#scrutinee.expr()), &shape_of(&type_, scope), &witnessed, scope)
}

/// A scrutinee inside a witness: the driver's tokens, so that rustc says once what does not match.
struct Witnessed {
    shadows: TokenStream,
    value: TokenStream,
}

impl Witnessed {
    fn of(scrutinee: &Expr, scope: &Scope) -> Self {
        let shadows = shadows(&locals(scrutinee, scope), scope);
        Self { shadows, value: witnessed_value(scrutinee, scope) }
    }

    fn block(&self) -> TokenStream {
        let Self { shadows, value } = self;
        quote!({ #shadows #value })
    }
}

/// The same, where the value, its shape and its tokens in a witness are known.
fn describe(
    pat: &Pat,
    expr: &TokenStream,
    shape: &TokenStream,
    witnessed: &Witnessed,
    scope: &Scope,
) -> TwinPattern {
    let path = scope.expr();
    let (plain, guard) = match pat {
        Pat::Guard(pat) => (&*pat.pat, Some(&*pat.guard)),
        _ => (pat, None),
    };
    let pattern = tokens(plain, scope);
    let Witnessed { shadows, value } = witnessed;
    let bindings: Vec<_> = bound_names(plain)
        .into_iter()
        .map(|name| {
            let text = key(&name);
            let local = quote!(#path::Local::bind(
                || { #shadows match #value { #plain => #name, _ => #path::never() } },
                #pattern.binding(#text, &#expr, &#shape),
            ));
            (name, local)
        })
        .collect();
    let mut condition = quote!(#pattern.condition(&#expr, &#shape));
    if let Some(guard) = guard {
        let inner = scope.with(bindings.iter().map(|(name, _)| name), false);
        let guard = twin(guard, &inner);
        let lets = bound(&bindings);
        condition = quote!(#path::both(#condition, { #lets #guard }));
    }
    TwinPattern { condition, bindings, asked: TokenStream::new() }
}

/// Whether a pattern looks into a value of the user's own type.
fn looks_inside(pat: &Pat) -> bool {
    let own = |path: &syn::Path| !is_some(path) && !is_of_option(path, "None");
    match pat {
        Pat::Ident(pat) => pat.subpat.as_ref().is_some_and(|(_, inner)| looks_inside(inner)),
        Pat::Path(pat) => own(&pat.path),
        Pat::TupleStruct(pat) => own(&pat.path),
        Pat::Struct(_) => true,
        Pat::Guard(pat) => looks_inside(&pat.pat),
        Pat::Paren(pat) => looks_inside(&pat.pat),
        Pat::Reference(pat) => looks_inside(&pat.pat),
        Pat::Or(pat) => pat.cases.iter().any(looks_inside),
        _ => false,
    }
}

/// Where a name that a closure's parameter binds is found in what the closure is given.
pub(super) fn binding(
    pat: &Pat,
    name: &Ident,
    value: &TokenStream,
    shape: &TokenStream,
    scope: &Scope,
) -> TokenStream {
    let (pattern, text) = (tokens(pat, scope), key(name));
    quote!(#pattern.binding(#text, &#value, &#shape))
}

/// The twin of a `let`'s value, which knows what the `let` is called.
pub(crate) fn twin_named(pat: &Pat, value: &Expr, scope: &Scope) -> TokenStream {
    let (name, value) = (let_name(pat), twin(value, scope));
    quote!((#value).named(#name))
}

/// What a definition calls a value that this pattern takes: a variable, where it is read more than once.
pub(super) fn let_name(pat: &Pat) -> String {
    match pat_without_type(pat) {
        Pat::Ident(pat) if pat.subpat.is_none() => key(&pat.ident),
        _ => "value".to_owned(),
    }
}

/// `let x = Local…;` for each name that a `let` binds; `value_twin` is the `Expr` of its value.
pub(crate) fn twin_let_of(pat: &Pat, expr: &Expr, value_twin: &TokenStream, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let value = witnessed_value(expr, scope);
    let shadows = shadows(&locals(expr, scope), scope);
    let names = bound_names(pat);
    if let [name] = &names[..]
        && matches!(pat_without_type(pat), Pat::Ident(pat) if pat.subpat.is_none())
    {
        return quote! {
            let #name = #path::Local::bind(|| { #shadows let #pat = #value; #name }, #value_twin);
        };
    }
    let pattern = tokens(pat, scope);
    let whole = Ident::new("whole", Span::mixed_site());
    let value_shape = scrutinee_shape_of(expr, looks_inside(pat), scope);
    let asked = asks([pat], &quote!({ #shadows #value }), Whole::AskedElsewhere, scope);
    let locals = names.iter().map(|name| {
        let text = key(name);
        quote!(#path::Local::bind(
            || { #shadows let #pat = #value; #name },
            #pattern.binding(#text, &#whole.0, &#whole.1),
        ))
    });
    quote! {
        let #whole = (#value_twin, #value_shape);
        #asked
        let (#(#names,)*) = (#(#locals,)*);
    }
}

fn pat_without_type(pat: &Pat) -> &Pat {
    match pat {
        Pat::Type(pat) => &pat.pat,
        _ => pat,
    }
}

/// The twin of `match` as a value.
pub(super) fn match_twin(value: &ExprMatch, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let scrutinee = Ident::new("scrutinee", Span::mixed_site());
    let scrutinee_shape = Ident::new("scrutinee_shape", Span::mixed_site());
    let inside = value.arms.iter().any(|arm| looks_inside(&arm.pat));
    let scrutinee_twin = twin(&value.expr, scope);
    let value_shape = scrutinee_shape_of(&value.expr, inside, scope);
    let witnessed = Witnessed::of(&value.expr, scope);
    let asked = asks(value.arms.iter().map(|arm| &arm.pat), &witnessed.block(), Whole::AskedElsewhere, scope);
    let arms = value.arms.iter().map(|arm| {
        let described = describe(&arm.pat, &quote!(#scrutinee), &quote!(#scrutinee_shape), &witnessed, scope);
        let condition = &described.condition;
        let inner = scope.with(described.bindings.iter().map(|(name, _)| name), false);
        let body = twin(&arm.body, &inner);
        let lets = described.lets();
        quote!((#condition, { #lets #body }))
    });
    quote!(#path::scrutinee(#scrutinee_twin, |#scrutinee| {
        let #scrutinee_shape = #value_shape;
        #asked
        #path::after([#scrutinee.clone()], #path::arms([#(#arms),*]))
    }))
}

/// Tokens that ask whether a definition can look into what the patterns of a `match` do.
pub(crate) fn readable_scrutinee<'p>(
    scrutinee: &Expr,
    pats: impl Iterator<Item = &'p Pat> + Clone,
    scope: &Scope,
) -> TokenStream {
    let shape = scrutinee_shape_of(scrutinee, pats.clone().any(looks_inside), scope);
    let witnessed = Witnessed::of(scrutinee, scope).block();
    let asked = asks(pats, &witnessed, Whole::AskedElsewhere, scope);
    quote!(let _ = #shape; #asked)
}

/// The twin of the scrutinee of a choice: what a helper gives, or what is decided before, is a variable in each condition
/// that reads it more than once.
pub(crate) fn twin_scrutinee(scrutinee: &Expr, scope: &Scope) -> TokenStream {
    let value = twin(scrutinee, scope);
    match unwrapped(scrutinee) {
        Expr::Call(call) if is_helper_call(call, scope) => quote!((#value).named("matched")),
        Expr::If(_) | Expr::Match(_) | Expr::Block(_) => quote!((#value).named("matched")),
        _ => value,
    }
}

/// The shape of a scrutinee; of a tuple its elements' shapes, since a `match` may look into each.
fn scrutinee_shape_of(expr: &Expr, inside: bool, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    match expr {
        Expr::Paren(paren) => scrutinee_shape_of(&paren.expr, inside, scope),
        Expr::Group(group) => scrutinee_shape_of(&group.expr, inside, scope),
        Expr::Reference(reference) => scrutinee_shape_of(&reference.expr, inside, scope),
        Expr::Tuple(_) => {
            let witness = super::native::witness(expr, scope);
            shape_of(&witness, scope)
        }
        Expr::Lit(_) => quote!(#path::unknown()),
        _ if inside => matchable(expr, scope),
        _ => shape(expr, scope),
    }
}

/// The twin of an `if`, whose `let`s bind names in `body`.
pub(super) fn condition_twin(
    condition: &Expr,
    scope: &Scope,
    body: &dyn Fn(&Scope) -> TokenStream,
    no: &TokenStream,
) -> TokenStream {
    let path = scope.expr();
    let mut conditions = Vec::new();
    flatten(condition, &mut conditions);
    let mut scope = scope.clone();
    let mut tests = Vec::new();
    let mut lets = TokenStream::new();
    let mut first = None;
    for (position, condition) in conditions.into_iter().enumerate() {
        let Expr::Let(let_) = condition else {
            let test = twin(condition, &scope);
            tests.push(quote!({ #lets #test }));
            continue;
        };
        let witnessed = Witnessed::of(&let_.expr, &scope);
        let mut value = twin(&let_.expr, &scope);
        let shape = scrutinee_shape_of(&let_.expr, looks_inside(&let_.pat), &scope);
        let asked = asks([&*let_.pat], &witnessed.block(), Whole::AskedElsewhere, &scope);
        if position == 0 {
            let scrutinee = Ident::new("scrutinee", Span::mixed_site());
            first = Some((scrutinee.clone(), value));
            value = quote!(#scrutinee);
        }
        let described = describe(&let_.pat, &value, &shape, &witnessed, &scope);
        let test = described.condition;
        tests.push(quote!({ #lets #asked #test }));
        lets.extend(bound(&described.bindings));
        described.bindings.iter().for_each(|(name, _)| scope.bind(name));
    }
    let value = body(&scope);
    let test = tests.into_iter().reduce(|all, test| quote!(#path::both(#all, #test)));
    let whole = quote!(#path::branches([(#test, { #lets #value })], #no));
    match first {
        Some((name, value)) => {
            quote!(#path::scrutinee(#value, |#name| #path::after([#name.clone()], #whole)))
        }
        None => whole,
    }
}

fn flatten<'e>(condition: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match condition {
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            flatten(&binary.left, parts);
            flatten(&binary.right, parts);
        }
        _ => parts.push(condition),
    }
}

/// The description of a pattern: tokens of an `expr::Pattern`.
fn tokens(pat: &Pat, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    match pat {
        Pat::Ident(pat) if is_constant(pat) => {
            path_tokens(&key(&pat.ident), &pat.ident.to_token_stream(), scope)
        }
        Pat::Ident(pat) => {
            let name = key(&pat.ident);
            let inner = match &pat.subpat {
                Some((_, inner)) => tokens(inner, scope),
                None => quote!(#path::Pattern::Any),
            };
            quote!(#path::Pattern::named(#name, #inner))
        }
        Pat::Path(pat) => {
            let name = pat.path.segments.last().map(|segment| key(&segment.ident)).unwrap_or_default();
            path_tokens(&name, &pat.to_token_stream(), scope)
        }
        Pat::Lit(literal) => {
            let literal = twin(&Expr::Lit(literal.clone()), scope);
            quote!(#path::Pattern::Value(#literal))
        }
        Pat::Range(range) => {
            let end = |end: &Option<Box<Expr>>| option(end.as_ref().map(|end| twin(end, scope)));
            let (low, high) = (end(&range.start), end(&range.end));
            let inclusive = matches!(range.limits, RangeLimits::Closed(_));
            quote!(#path::Pattern::Range(#low, #high, #inclusive))
        }
        Pat::Guard(pat) => tokens(&pat.pat, scope),
        Pat::Paren(pat) => tokens(&pat.pat, scope),
        Pat::Reference(pat) => tokens(&pat.pat, scope),
        Pat::Type(pat) => tokens(&pat.pat, scope),
        Pat::Or(pat) => {
            let cases = pat.cases.iter().map(|case| tokens(case, scope));
            quote!(#path::Pattern::or([#(#cases),*]))
        }
        Pat::Tuple(tuple) => {
            let parts = positions(&tuple.elems, scope);
            quote!(#path::Pattern::tuple([#(#parts),*]))
        }
        Pat::TupleStruct(tuple) => {
            let name = tuple.path.segments.last().map(|segment| key(&segment.ident)).unwrap_or_default();
            let parts = positions(&tuple.elems, scope);
            quote!(#path::Pattern::fields(#name, [#(#parts),*]))
        }
        Pat::Struct(pat) => {
            let name = pat.path.segments.last().map(|segment| key(&segment.ident)).unwrap_or_default();
            let parts = pat.fields.iter().map(|field| {
                let (name, inner) = (member_name(&field.member), tokens(&field.pat, scope));
                quote!((#name, #inner))
            });
            quote!(#path::Pattern::fields(#name, [#(#parts),*]))
        }
        _ => quote!(#path::Pattern::Any),
    }
}

fn path_tokens(name: &str, constant: &TokenStream, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    // `None` has no type of its own to be evaluated in.
    let value = if name == "None" { quote!(#path::null()) } else { quote!(#path::named(&#constant).value()) };
    quote!(#path::Pattern::Path(#name, || #value))
}

fn positions<'p>(elements: impl IntoIterator<Item = &'p Pat>, scope: &Scope) -> Vec<TokenStream> {
    let elements = elements.into_iter().enumerate().filter(|(_, element)| !matches!(element, Pat::Rest(_)));
    elements
        .map(|(position, element)| {
            let (position, inner) = (position.to_string(), tokens(element, scope));
            quote!((#position, #inner))
        })
        .collect()
}
