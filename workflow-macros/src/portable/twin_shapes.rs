//! Which shape a part of a symbolic expression has, and what is asked of its type: by a witness, wherever its own tokens
//! do not say it.
//!
//! Read next: `twin.rs`, which needs them; `literals.rs`, which says where no witness is of use.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, ExprCall, UnOp, spanned::Spanned as _};

use super::{
    literals::{is_text, is_untyped, literal_branches, literal_number},
    methods::is_iterator,
    names::is_closed,
    native::{witness, witness_of},
    scope::Scope,
    syntax::{checked_operation, is_constructor, is_some},
    twin_calls::unwrapped,
};

/// The shape of an expression's type; of a literal none, since its JSON says it.
pub(crate) fn shape(expr: &Expr, scope: &Scope) -> TokenStream {
    let runtime = &scope.runtime;
    let path = scope.expr();
    match expr {
        Expr::Paren(paren) => shape(&paren.expr, scope),
        Expr::Group(group) => shape(&group.expr, scope),
        Expr::Reference(reference) => shape(&reference.expr, scope),
        _ if is_text(expr) => quote!(#runtime::data::Shape::Text),
        Expr::Lit(_) => quote!(#path::unknown()),
        Expr::Tuple(_) | Expr::Array(_) => quote!(#path::unknown()),
        Expr::Call(call) if matches!(&*call.func, Expr::Path(f) if is_some(&f.path)) => {
            some_shape(call, scope)
        }
        _ if literal_branches(expr) => quote!(#runtime::data::Shape::Integer { signed: true, bits: 64 }),
        _ if is_untyped(expr) => quote!(#path::unknown()),
        _ if is_iterator(expr) => {
            let item = witness_of(expr, scope, |tokens, path| quote!(#path::item_of(#tokens)));
            let item = shape_of(&item, scope);
            quote!(#path::list_of(&#item))
        }
        Expr::MethodCall(call) if call.method == "collect" => shape(&call.receiver, scope),
        // What it sums says the type; the sum alone does not.
        Expr::MethodCall(call) if call.method == "sum" && call.turbofish.is_none() => {
            let item = witness_of(&call.receiver, scope, |tokens, path| quote!(#path::item_of(#tokens)));
            shape_of(&item, scope)
        }
        _ => {
            let witness = witness(expr, scope);
            shape_of(&witness, scope)
        }
    }
}

/// The shape of `Some(value)`, of which a witness knows nothing when the value is a literal.
fn some_shape(call: &ExprCall, scope: &Scope) -> TokenStream {
    let data = {
        let runtime = &scope.runtime;
        quote!(#runtime::data::Shape)
    };
    let whole = Expr::Call(call.clone());
    match call.args.first() {
        Some(inner) if is_text(inner) => quote!(#data::Option(|| #data::Text)),
        Some(inner) if literal_branches(inner) => {
            quote!(#data::Option(|| #data::Integer { signed: true, bits: 64 }))
        }
        Some(inner) if is_untyped(inner) => quote!(#data::Option(|| #data::Opaque)),
        _ => shape_of(&witness(&whole, scope), scope),
    }
}

/// The shape of a witness's type.
pub(super) fn shape_of(witness: &TokenStream, scope: &Scope) -> TokenStream {
    let runtime = &scope.runtime;
    quote!({ use #runtime::__private::ProbeFallback as _; #witness.probe().shape() })
}

/// The shape of what is looked into, which has to be `Data`; that is asked once for each such value of a scope.
pub(super) fn readable(expr: &Expr, scope: &Scope) -> TokenStream {
    if !scope.ask(expr) {
        return shape(expr, scope);
    }
    asked_shape(expr, scope, |at, value| quote_spanned!(expr.span()=> #at::readable(#value);))
}

/// The same where variants are matched, which have to be told apart too.
pub(super) fn matchable(expr: &Expr, scope: &Scope) -> TokenStream {
    let readable = scope.ask(expr);
    if !scope.ask_variants(expr) {
        return shape(expr, scope);
    }
    asked_shape(expr, scope, |at, value| {
        let readable = readable.then(|| quote_spanned!(expr.span()=> #at::readable(#value);));
        quote_spanned!(expr.span()=> #readable #at::told_apart(#at::variants(#value).asked());)
    })
}

/// The shape of a value of which something is asked in its witness.
fn asked_shape(
    expr: &Expr,
    scope: &Scope,
    ask: impl FnOnce(&TokenStream, &Ident) -> TokenStream,
) -> TokenStream {
    let witness = witness_of(expr, scope, |tokens, path| {
        let value = Ident::new("__value", expr.span());
        let asked = ask(&scope.expr_at(expr.span()), &value);
        quote!(let #value = &(#tokens); #asked #path::of(#value))
    });
    shape_of(&witness, scope)
}

/// Asks something of one operand: rustc has both of types that can be compared.
pub(super) fn either(function: &str, left: &Expr, right: &Expr, scope: &Scope) -> TokenStream {
    let left = asked(function, left, scope);
    if left.is_empty() { asked(function, right, scope) } else { left }
}

/// A witness in which a function of the runtime asks something of a value; a literal needs no asking.
pub(super) fn asked(function: &str, expr: &Expr, scope: &Scope) -> TokenStream {
    let known = matches!(unwrapped(expr), Expr::Lit(_) | Expr::Unary(_))
        || is_text(expr)
        || is_closed(expr, scope)
        || matches!(unwrapped(expr), Expr::Call(call) if is_constructor(&call.func))
        // Numbers and text are equal alike; of text it is asked how it is ordered.
        || function == "equatable" && is_arithmetic(expr);
    if known {
        return TokenStream::new();
    }
    let name = Ident::new(function, Span::mixed_site().located_at(expr.span()));
    let witness = witness_of(expr, scope, |tokens, path| {
        let at = scope.expr_at(expr.span());
        let value = Ident::new("__value", expr.span());
        let solid = quote_spanned!(expr.span()=> #at::solid(#at::depth(#value).asked()););
        let exact = quote_spanned!(expr.span()=> #at::exact(#at::writing(#value).asked()););
        let asked = match function {
            // Of two values that are compared, too, `null` has to be one thing.
            "equatable" => {
                quote_spanned!(expr.span()=> #at::equatable(#value); #solid #exact #at::in_order(#at::listing(#value).asked());)
            }
            "ordered" => quote_spanned!(expr.span()=> #at::ordered(#value); #exact),
            "indexable" => quote_spanned!(expr.span()=> #at::indexable(#at::looked(#value).asked());),
            _ => quote_spanned!(expr.span()=> #at::#name(#value);),
        };
        quote!(let #value = &(#tokens); #asked #path::of(&()))
    });
    quote!(let _ = #witness;)
}

fn is_arithmetic(expr: &Expr) -> bool {
    match unwrapped(expr) {
        Expr::Binary(binary) => checked_operation(&binary.op).is_some(),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_)),
        _ => false,
    }
}

/// An arithmetic result of literals alone has no type but the default one, which it may not fit.
pub(super) fn shape_unless_literal(expr: &Expr, scope: &Scope) -> TokenStream {
    if literal_number(expr).is_some()
        || matches!(expr, Expr::Unary(unary) if matches!(*unary.expr, Expr::Lit(_)))
    {
        let path = scope.expr();
        quote!(#path::unknown())
    } else {
        shape(expr, scope)
    }
}
