//! The symbolic tokens of calls: functions, constructors, methods, closures, and the durations of the prelude.
//!
//! Read next: `twin.rs`, of which this is a part, and `methods.rs`, the table of methods.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Expr, ExprCall, ExprCast, ExprClosure, ExprMethodCall, ExprRange, Pat, RangeLimits, spanned::Spanned as _,
};

use crate::tokens::{compact, option};

use super::{
    methods::{self, Kind, is_iterator},
    names::{constructed, context_function, fresh_function, locals},
    native::{Want, shadows, witness, witness_of, witnessed},
    pattern::bound_names,
    pattern_asks::closure_asks,
    scope::Scope,
    syntax::{
        Empty, duration_function, empty_collection, is_conversion, is_helper_call, is_not_negative,
        is_of_result, is_rounded, is_some, is_wide_cast, map_entries,
    },
    twin::{attempted, item, twin},
    twin_shapes::{asked, readable, shape, shape_of},
};

pub(super) fn twin_call(call: &ExprCall, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let Expr::Path(function) = &*call.func else { return quote!(#path::null()) };
    match empty_collection(call) {
        Some(Empty::List) => return quote!(#path::array([])),
        Some(Empty::Map) => return quote!(#path::map_of([])),
        None => {}
    }
    let asked = context_function(&function.path, scope).or_else(|| fresh_function(&function.path, scope));
    if let Some(context) = asked {
        return quote!(#path::context_value(#context));
    }
    if is_helper_call(call, scope) {
        let arguments: Vec<_> = call.args.iter().map(|argument| twin(argument, scope)).collect();
        let names: Vec<_> = (0..arguments.len())
            .map(|position| format_ident!("argument_{position}", span = Span::mixed_site()))
            .collect();
        let value = Ident::new("value", Span::mixed_site());
        return quote!({
            #(let #names = #arguments;)*
            // A list: how many there are is for the driver's call to say.
            let #value = #function::twin(&[#(#names.clone()),*]);
            #path::after([#(#names),*], #value)
        });
    }
    if let (Some(seconds), Some(count)) = (duration_function(&function.path, scope), call.args.first()) {
        let (clocked, count) = (clocked(&function.path, seconds, scope), twin(count, scope));
        return quote!({ #clocked #path::duration(#count, #seconds) });
    }
    if let Some(entries) = map_entries(call) {
        return twin_map(call, &entries, scope);
    }
    if is_conversion(&function.path) {
        let result = witnessed(&Expr::Call(call.clone()), scope, Want::Place);
        let Some(value) = call.args.first() else { return quote!(#path::null()) };
        let asked = witness_of(value, scope, |tokens, path| {
            let at = scope.expr_at(function.span());
            let converts = quote_spanned!(function.span()=> #at::converts);
            quote!(#converts(|| #tokens, #result); #path::of(&()))
        });
        // An error of a task made a `Failure` gets the name and the cause that `fail` would give it.
        let definition = {
            let runtime = &scope.runtime;
            quote!(#runtime::__private::definition)
        };
        let (witness, variant) = (witness(value, scope), option(constructed(value)));
        let value = twin(value, scope);
        return quote!({
            let _ = #asked;
            use #definition::Fallback as _;
            #witness.converted(#value, #variant)
        });
    }
    let name =
        function.path.segments.last().map(|segment| super::scope::key(&segment.ident)).unwrap_or_default();
    if is_some(&function.path) {
        return call.args.first().map_or_else(|| quote!(#path::null()), |inner| twin(inner, scope));
    }
    let shape = if is_of_result(&function.path) {
        // Half of the type stands elsewhere, and is not needed: both halves are written alike, whatever they hold.
        let runtime = &scope.runtime;
        quote!(<::core::result::Result<(), ()> as #runtime::data::Data>::shape())
    } else {
        readable(&Expr::Call(call.clone()), scope)
    };
    let fields = call.args.iter().enumerate().map(|(position, value)| {
        let (name, value) = (position.to_string(), twin(value, scope));
        quote!((#name, #value))
    });
    quote!(#path::construct(&#shape, #name, [#(#fields),*], ::core::option::Option::None))
}

/// `value as Type`; that it is one that definitions have, the types say.
pub(super) fn twin_cast(cast: &ExprCast, scope: &Scope) -> TokenStream {
    let (path, runtime, ty) = (scope.expr(), &scope.runtime, &cast.ty);
    let (is_wide, is_rounded) = (is_wide_cast(cast), is_rounded(&cast.expr));
    let is_same = (is_wide && !is_rounded) || compact(ty) == "f64";
    let value = if is_same {
        twin(&cast.expr, scope)
    } else {
        let value = item(&cast.expr, scope);
        quote!(#path::cast(#value, &<#ty as #runtime::data::Data>::shape()))
    };
    // Of what is rounded the method that does it says that it is a float.
    if is_wide && is_rounded {
        return value;
    }
    let span = cast.as_token.span;
    let function = if is_wide && is_not_negative(&cast.expr) { "casts_unsigned" } else { "casts" };
    let function = Ident::new(function, span);
    let asked = witness_of(&cast.expr, scope, |tokens, path| {
        let at = scope.expr_at(span);
        let casts = quote_spanned!(span=> #at::#function::<_, #ty>);
        quote!(#casts(|| #tokens); #path::of(&()))
    });
    quote!({
        let _ = #asked;
        #value
    })
}

/// A map of entries that are written in place; that it is one, its type says.
fn twin_map(call: &ExprCall, entries: &[(&Expr, &Expr)], scope: &Scope) -> TokenStream {
    let (path, function) = (scope.expr(), &call.func);
    let result = witnessed(&Expr::Call(call.clone()), scope, Want::Place);
    let asked = call.args.first().map(|pairs| {
        witness_of(pairs, scope, |tokens, path| {
            let at = scope.expr_at(function.span());
            let maps = quote_spanned!(function.span()=> #at::maps);
            quote!(#maps(|| #tokens, #result); #path::of(&()))
        })
    });
    let entries = entries.iter().map(|(key, value)| {
        let (key, value) = (twin(key, scope), twin(value, scope));
        quote!((#key, #value))
    });
    quote!({
        let _ = #asked;
        #path::map_of([#(#entries),*])
    })
}

pub(super) fn twin_method(call: &ExprMethodCall, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let name = call.method.to_string();
    if let Expr::Range(range) = unwrapped(&call.receiver) {
        return twin_range_contains(call, range, scope);
    }
    let Some(method) = methods::find(&name) else { return quote!(#path::null()) };
    let asserted = match method.kind {
        _ if name == "to_string" => Some(shown(&call.receiver, scope)),
        Kind::Same | Kind::Checked => None,
        _ if methods::flattens(call) || name == "filter_map" => Some(flattened(call, scope)),
        Kind::Iterator | Kind::IteratorClosure if is_iterator(&call.receiver) => None,
        // The driver has asked.
        _ if methods::is_extreme(call) => None,
        Kind::Closure if name == "unwrap_or_else" => Some(solid_receiver(call, scope)),
        // The driver has asked.
        _ if name == "parse" => None,
        _ => Some(portable_method(call, scope)),
    };
    let tokens = match &call.args.last() {
        Some(Expr::Closure(closure)) => twin_closure(call, closure, scope),
        _ if name == "parse" => {
            let runtime = &scope.runtime;
            let receiver = twin(&call.receiver, scope);
            let type_ = call.turbofish.as_ref().map(|turbofish| &turbofish.args);
            quote!(#path::parse(#receiver, &<#type_ as #runtime::data::Data>::shape()))
        }
        _ if name == "flatten" && methods::flattens(call) => {
            let (receiver, inner) = (item(&call.receiver, scope), element_shape(&call.receiver, scope));
            quote!(#path::flatten(#receiver, #inner))
        }
        _ if name == "sum" => {
            let (receiver, shape) =
                (item(&call.receiver, scope), shape(&Expr::MethodCall(call.clone()), scope));
            quote!(#path::sum(#receiver, &#shape))
        }
        _ => {
            // An array of lists or texts: what its elements are says how they are joined. What a literal is checked by, the
            // other operand may say.
            let receiver = if name == "concat" || name.starts_with("checked_") {
                let (value, shape) =
                    (twin(&call.receiver, scope), shape(&Expr::MethodCall(call.clone()), scope));
                quote!(#path::item(#value, #shape))
            } else {
                item(&call.receiver, scope)
            };
            let arguments = call.args.iter().enumerate().map(|(position, argument)| {
                // Whether it is empty is known when the definition is made, not when it is evaluated.
                let separator =
                    position == 0 && methods::separates(&name) && !matches!(argument, Expr::Lit(_));
                if !separator {
                    return item(argument, scope);
                }
                let (value, shape) = (attempted(argument, scope), shape(argument, scope));
                quote!(#path::item(#value, #shape))
            });
            quote!(#path::method(#name, #receiver, [#(#arguments),*]))
        }
    };
    quote!({ #asserted #tokens })
}

pub(super) fn unwrapped(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => unwrapped(&paren.expr),
        Expr::Group(group) => unwrapped(&group.expr),
        _ => expr,
    }
}

/// `(low..high).contains(&value)`.
fn twin_range_contains(call: &ExprMethodCall, range: &ExprRange, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let end = |end: &Option<Box<Expr>>| option(end.as_ref().map(|end| twin(end, scope)));
    let (low, high) = (end(&range.start), end(&range.end));
    let inclusive = matches!(range.limits, RangeLimits::Closed(_));
    let value = call.args.first().map_or_else(|| quote!(#path::null()), |value| twin(value, scope));
    // The ends may be literals, of which only what they are compared with says the type.
    let asserted = call.args.first().map(|value| asked("ordered", value, scope));
    quote!({ #asserted #path::in_range(#low, #high, #inclusive, #value) })
}

/// Asks whether a method is portable of its receiver; rustc words the refusal.
pub(super) fn portable_method(call: &ExprMethodCall, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let name = &call.method;
    let result = witnessed(&Expr::MethodCall(call.clone()), scope, Want::Place);
    let shadows = shadows(&locals(&Expr::MethodCall(call.clone()), scope), scope);
    let receiver = witnessed(&call.receiver, scope, Want::Place);
    let at = scope.expr_at(name.span());
    let assertion = quote_spanned!(name.span()=> #at::portable::<#path::names::#name, _, _>);
    let solid = methods::asks_option(&name.to_string()).then(|| solid_receiver(call, scope));
    let exact = (name == "contains")
        .then(|| quote_spanned!(name.span()=> #at::exact(#at::writing(&(#receiver)).asked());));
    quote! {
        let _ = #path::witness(|| { #shadows #assertion(&(#receiver), #result); #exact #path::of(&()) });
        #solid
    }
}

/// Asks whether what an iterator makes one list of are lists, or `Option`s that have their value in JSON, too.
fn flattened(call: &ExprMethodCall, scope: &Scope) -> TokenStream {
    let span = call.method.span();
    let at = scope.expr_at(span);
    let witness = witness_of(&Expr::MethodCall(call.clone()), scope, |tokens, path| {
        let iterator = Ident::new("__iterator", span);
        let part = quote_spanned!(span=> #at::flattened(#iterator));
        let solid = quote_spanned!(span=> #at::solid(#at::depth(&#at::part_of(#iterator)).asked()));
        quote!(let #iterator = &(#tokens); #part; #solid; #path::of(&()))
    });
    quote!(let _ = #witness;)
}

/// Asks whether an `Option` that a method asks for its value has one in JSON, too.
fn solid_receiver(call: &ExprMethodCall, scope: &Scope) -> TokenStream {
    let span = call.method.span();
    let at = scope.expr_at(span);
    let witness = witness_of(&call.receiver, scope, |tokens, path| {
        let asked = quote_spanned!(span=> #at::solid(#at::depth(&(#tokens)).asked()));
        quote!(#asked; #path::of(&()))
    });
    quote!(let _ = #witness;)
}

/// Asks whether a value is written as text alike.
pub(super) fn shown(value: &Expr, scope: &Scope) -> TokenStream {
    asked_as_text("alike", value, scope)
}

/// Asks whether a value is written alike with zeros before it.
pub(super) fn shown_with_zeros(value: &Expr, scope: &Scope) -> TokenStream {
    asked_as_text("alike_with_zeros", value, scope)
}

fn asked_as_text(function: &str, value: &Expr, scope: &Scope) -> TokenStream {
    let span = value.span();
    let (at, function) = (scope.expr_at(span), Ident::new(function, span));
    let witness = witness_of(value, scope, |tokens, path| {
        let shown = quote_spanned!(span=> #at::#function(#at::shown(&(#tokens)).asked()));
        quote!(#shown; #path::of(&()))
    });
    quote!(let _ = #witness;)
}

/// A method whose last argument is a closure.
fn twin_closure(call: &ExprMethodCall, closure: &ExprClosure, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let name = call.method.to_string();
    if name == "unwrap_or_else" {
        let (receiver, default) = (twin(&call.receiver, scope), twin(&closure.body, scope));
        return quote!(#path::unwrap_or_else(#receiver, #default));
    }
    let Some(pattern) = closure.inputs.first() else { return quote!(#path::null()) };
    let names = bound_names(pattern);
    let inner = scope.with(&names, true);
    let value = Ident::new("value", Span::mixed_site());
    let element = Ident::new("element", Span::mixed_site());
    let lets = names.iter().map(|bound| {
        let witness = parameter_witness(call, closure, None, bound, scope);
        let found = super::twin_pattern::binding(pattern, bound, &quote!(#value), &quote!(#element), scope);
        quote!(let #bound = #path::Local::seen(&#witness, #found);)
    });
    let asked = closure_asks(
        pattern,
        |pattern, part| parameter_witness(call, closure, Some(pattern), part, scope),
        scope,
    );
    let parameter = names.first().map_or_else(|| "element".to_owned(), super::scope::key);
    let parameter = if names.len() > 1 { "element".to_owned() } else { parameter };
    let ordered = methods::orders(&name).then(|| super::twin_shapes::asked("ordered", &closure.body, &inner));
    let body = item(&closure.body, &inner);
    let body = quote!(|#value| { #(#lets)* #ordered #body });
    if name == "map_or" {
        let (receiver, default) =
            (twin(&call.receiver, scope), call.args.first().map(|value| twin(value, scope)));
        let shape = shape(&call.receiver, scope);
        return quote!({ #asked let #element = #path::element_shape(&#shape); #path::map_or(#receiver, #default, #parameter, #body) });
    }
    let receiver = item(&call.receiver, scope);
    let shape = element_shape(&call.receiver, scope);
    quote!({ #asked let #element = #shape; #path::closure(#name, #receiver, #parameter, #body) })
}

/// The shape of what a closure is given.
fn element_shape(receiver: &Expr, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    if is_iterator(receiver) {
        let item = witness_of(receiver, scope, |tokens, path| quote!(#path::item_of(#tokens)));
        return shape_of(&item, scope);
    }
    let shape = shape(receiver, scope);
    quote!(#path::element_shape(&#shape))
}

/// A witness of what a name in a closure's parameter is, or in another pattern of it: the call again, in which the closure
/// shows it.
fn parameter_witness(
    call: &ExprMethodCall,
    closure: &ExprClosure,
    pattern: Option<&Pat>,
    name: &Ident,
    scope: &Scope,
) -> TokenStream {
    let path = scope.expr();
    let [seen, given] = ["seen", "given"].map(|name| Ident::new(name, Span::mixed_site()));
    let names: Vec<_> = closure.inputs.iter().flat_map(bound_names).collect();
    let inner = scope.with(&names, true);
    let body = witnessed(&closure.body, &inner, Want::Binding);
    let inputs = &closure.inputs;
    let mut arguments: Vec<_> =
        call.args.iter().map(|argument| witnessed(argument, scope, Want::Value)).collect();
    arguments.pop();
    let shown = quote!(#path::see(&#seen, &#name); #body);
    arguments.push(match pattern {
        None => quote!(|#inputs| { #path::never(); #shown }),
        // Behind `never` nothing is borrow-checked: a part is shown whole of which the closure takes a piece.
        Some(pattern) => quote!(|#given| {
            #path::never();
            match #given { #pattern => { #shown } _ => #path::never() }
        }),
    });
    let receiver = witnessed(&call.receiver, scope, Want::Binding);
    let shadows = shadows(&locals(&Expr::MethodCall(call.clone()), scope), scope);
    let (dot, method) = (&call.dot_token, &call.method);
    quote!(#path::witness(|| {
        #shadows
        let #seen = #path::Seen::new();
        let _ = #receiver #dot #method(#(#arguments),*);
        #seen.witness()
    }))
}

/// Asserts that a function is the clock's, and none of the user's that has its name.
fn clocked(function: &syn::Path, seconds: u32, scope: &Scope) -> TokenStream {
    let (name, seconds) = (compact(function), u64::from(seconds));
    let message = format!("`{name}` is not the clock's here\nhelp: give your function another name");
    let (span, path) = (function.span(), scope.expr_at(function.span()));
    quote_spanned! {span=>
        const _: () = ::core::assert!(#path::NamedLikeTheClocks(#function(1)).is_the_clocks(#seconds), #message);
    }
}

/// Tokens that evaluate to the `Expr` of a duration in whole seconds, as ASL counts them.
///
/// `minutes(order.delay)` is sixty times its argument; any other expression is a `std::time::Duration`.
pub(crate) fn twin_duration(expr: &Expr, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    if let Expr::Call(call) = unwrapped(expr)
        && let Expr::Path(function) = &*call.func
        && let Some(seconds) = duration_function(&function.path, scope)
        && let Some(count) = call.args.first()
    {
        let (clocked, count) = (clocked(&function.path, seconds, scope), twin(count, scope));
        return quote!({ #clocked #path::seconds(#count, #seconds) });
    }
    let duration = twin(expr, scope);
    quote!(#path::whole_seconds(#duration))
}

/// The tokens of a scrutinee or an initialiser inside a witness.
pub(super) fn witnessed_value(expr: &Expr, scope: &Scope) -> TokenStream {
    witnessed(expr, scope, Want::Binding)
}
