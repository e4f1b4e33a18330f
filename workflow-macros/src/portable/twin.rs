//! The tokens that build the symbolic expression: the user's expression again, one call of the runtime a construct.
//!
//! Where a meaning depends on a type, the call gets the shape of a witness. It reports nothing and types nothing
//! that the driver does not. Read next: `workflow-runtime/src/expr/mod.rs`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    BinOp, Block, Expr, ExprBinary, ExprCall, ExprClosure, ExprIf, ExprMacro, ExprMethodCall, ExprRange,
    ExprStruct, Lit, RangeLimits, Stmt, UnOp, spanned::Spanned as _,
};

use super::{
    format_string::{Format, Piece},
    methods::{self, Kind, is_iterator},
    names::{constructed, context_function, fresh_function, is_closed, locals},
    native::{
        Want, checked_operation, is_constructor, is_conversion, is_helper_call, is_macro, list_macro,
        member_name, shadows, witness, witness_of, witnessed,
    },
    pattern::{bound_names, condition_twin, match_twin, twin_let},
    scope::Scope,
};

/// Tokens that evaluate to the `Expr` of an expression.
pub(crate) fn twin(expr: &Expr, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    match expr {
        Expr::Lit(literal) => twin_literal(&literal.lit, scope),
        Expr::Paren(paren) => twin(&paren.expr, scope),
        Expr::Group(group) => twin(&group.expr, scope),
        Expr::Reference(reference) => twin(&reference.expr, scope),
        Expr::If(value) => twin_if(value, scope),
        Expr::Match(value) => match_twin(value, scope),
        Expr::Block(block) => twin_block(&block.block, scope),
        Expr::Unary(unary) => match &unary.op {
            UnOp::Not(_) => call1(&path, "not", &twin(&unary.expr, scope)),
            UnOp::Neg(_) => {
                let (operand, shape) = (twin(&unary.expr, scope), shape_unless_literal(expr, scope));
                quote!(#path::negate(#operand, &#shape))
            }
            _ => twin(&unary.expr, scope),
        },
        Expr::Path(_) if !is_closed(expr, scope) => twin_local(expr, scope),
        Expr::Struct(value) => twin_struct(value, scope),
        Expr::Tuple(tuple) if !tuple.elems.is_empty() => twin_list(tuple.elems.iter(), scope),
        Expr::Array(array) => twin_list(array.elems.iter(), scope),
        Expr::Macro(call) => twin_macro(call, scope),
        Expr::Call(call) if is_constructor(&call.func) || !is_closed(expr, scope) => twin_call(call, scope),
        Expr::Path(path_) if path_.path.segments.last().is_some_and(|segment| segment.ident == "None") => {
            quote!(#path::null())
        }
        _ if is_closed(expr, scope) && !is_condition(expr) => closed(expr, scope),
        Expr::Binary(binary) => twin_binary(binary, scope),
        Expr::Field(field) => {
            let (base, shape) = (twin(&field.base, scope), readable(&field.base, scope));
            let name = member_name(&field.member);
            quote!(#path::field(#base, &#shape, #name))
        }
        Expr::MethodCall(call) => twin_method(call, scope),
        Expr::Index(index) => {
            let (collection, position) = (item(&index.expr, scope), twin(&index.index, scope));
            quote!(#path::index_of(#collection, #position))
        }
        // Not portable: `check` has said so.
        _ => quote!(#path::null()),
    }
}

/// Comparisons and logic are taken apart even when they are closed: the literals in them have no type of their own.
fn is_condition(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(binary) if checked_operation(&binary.op).is_none())
}

/// A closed expression, evaluated natively when the definition is made.
fn closed(expr: &Expr, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    if let Some(number) = literal_number(expr) {
        let digits = number.to_string();
        return quote!(#path::number(#digits));
    }
    let tokens = super::native::native(expr, scope, &mut super::Live::everything(), Want::Binding);
    let at = scope.expr_at(expr.span());
    quote_spanned!(expr.span()=> #at::value(&(#tokens)))
}

/// The value of arithmetic on integer literals alone, which has no type to be evaluated in.
fn literal_number(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        Expr::Paren(paren) => literal_number(&paren.expr),
        Expr::Group(group) => literal_number(&group.expr),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => literal_number(&unary.expr)?.checked_neg(),
        Expr::Binary(binary) => {
            let (left, right) = (literal_number(&binary.left)?, literal_number(&binary.right)?);
            match binary.op {
                BinOp::Add(_) => left.checked_add(right),
                BinOp::Sub(_) => left.checked_sub(right),
                BinOp::Mul(_) => left.checked_mul(right),
                BinOp::Div(_) => left.checked_div(right),
                BinOp::Rem(_) => left.checked_rem(right),
                _ => None,
            }
        }
        _ => None,
    }
}

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
        Expr::Macro(call) if list_macro(call).is_some() => quote!(#path::unknown()),
        Expr::Path(path_) if path_.path.segments.last().is_some_and(|segment| segment.ident == "None") => {
            quote!(#path::unknown())
        }
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
        Expr::Call(call) if matches!(&*call.func, Expr::Path(f) if super::native::is_some(&f.path)) => {
            call.args.first().map_or_else(|| quote!(#path::unknown()), |inner| shape(inner, scope))
        }
        _ => {
            let witness = witness(expr, scope);
            shape_of(&witness, scope)
        }
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
    let witness = witness_of(expr, scope, |tokens, path| {
        let at = scope.expr_at(expr.span());
        let asked = quote_spanned!(expr.span()=> #at::readable(&(#tokens)));
        quote!(#asked; #path::of(&(#tokens)))
    });
    shape_of(&witness, scope)
}

/// Asks something of one operand: rustc has both of types that can be compared.
fn either(function: &str, left: &Expr, right: &Expr, scope: &Scope) -> TokenStream {
    let left = asked(function, left, scope);
    if left.is_empty() { asked(function, right, scope) } else { left }
}

/// A witness in which a function of the runtime asks something of a value; a literal needs no asking.
fn asked(function: &str, expr: &Expr, scope: &Scope) -> TokenStream {
    let known = matches!(unwrapped(expr), Expr::Lit(_) | Expr::Unary(_))
        || is_text(expr)
        || is_closed(expr, scope)
        || matches!(unwrapped(expr), Expr::Call(call) if is_constructor(&call.func));
    if known {
        return TokenStream::new();
    }
    let function = Ident::new(function, Span::mixed_site().located_at(expr.span()));
    let witness = witness_of(expr, scope, |tokens, path| {
        let at = scope.expr_at(expr.span());
        let asked = quote_spanned!(expr.span()=> #at::#function(&(#tokens)));
        quote!(#asked; #path::of(&()))
    });
    quote!(let _ = #witness;)
}

/// An arithmetic result of literals alone has no type but the default one, which it may not fit.
fn shape_unless_literal(expr: &Expr, scope: &Scope) -> TokenStream {
    if literal_number(expr).is_some()
        || matches!(expr, Expr::Unary(unary) if matches!(*unary.expr, Expr::Lit(_)))
    {
        let path = scope.expr();
        quote!(#path::unknown())
    } else {
        shape(expr, scope)
    }
}

/// Whether an expression is text by its syntax: a witness could not say which type its literals have.
fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Str(_)),
        Expr::Paren(paren) => is_text(&paren.expr),
        Expr::Group(group) => is_text(&group.expr),
        Expr::Macro(call) => is_macro(&call.mac.path, "format"),
        Expr::Block(block) => block_is_text(&block.block),
        Expr::If(value) => {
            block_is_text(&value.then_branch) || value.else_branch.as_ref().is_some_and(|(_, no)| is_text(no))
        }
        Expr::Match(value) => value.arms.iter().any(|arm| is_text(&arm.body)),
        _ => false,
    }
}

fn block_is_text(block: &Block) -> bool {
    matches!(block.stmts.last(), Some(Stmt::Expr(tail, None)) if is_text(tail))
}

/// `item(twin, shape)`.
pub(super) fn item(expr: &Expr, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let (twin, shape) = (twin(expr, scope), shape(expr, scope));
    quote!(#path::item(#twin, #shape))
}

fn call1(path: &TokenStream, name: &str, argument: &TokenStream) -> TokenStream {
    let name = Ident::new(name, proc_macro2::Span::mixed_site());
    quote!(#path::#name(#argument))
}

fn twin_literal(literal: &Lit, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    match literal {
        Lit::Str(text) => quote!(#path::string(#text)),
        Lit::Char(character) => {
            let text = character.value().to_string();
            quote!(#path::string(#text))
        }
        Lit::Bool(value) => quote!(#path::boolean(#value)),
        Lit::Int(number) => {
            let digits = number.base10_digits();
            quote!(#path::number(#digits))
        }
        Lit::Float(number) => {
            let digits = float_digits(number.base10_digits());
            quote!(#path::number(#digits))
        }
        _ => quote!(#path::null()),
    }
}

/// JSON wants digits after the point: `1.` is `1.0`.
fn float_digits(digits: &str) -> String {
    if digits.ends_with('.') {
        return format!("{digits}0");
    }
    digits.replace(".e", ".0e").replace(".E", ".0E")
}

fn twin_local(expr: &Expr, scope: &Scope) -> TokenStream {
    match expr {
        Expr::Path(path) => quote!(#path.expr()),
        _ => twin(expr, scope),
    }
}

fn twin_binary(binary: &ExprBinary, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let whole = Expr::Binary(binary.clone());
    let (left, right) = (&binary.left, &binary.right);
    let function = match &binary.op {
        BinOp::And(_) => quote!(and),
        BinOp::Or(_) => quote!(or),
        BinOp::Eq(_) => quote!(equal),
        BinOp::Ne(_) => quote!(not_equal),
        BinOp::Lt(_) => return compare(&quote!(Less), left, right, scope),
        BinOp::Le(_) => return compare(&quote!(LessOrEqual), left, right, scope),
        BinOp::Gt(_) => return compare(&quote!(Greater), left, right, scope),
        BinOp::Ge(_) => return compare(&quote!(GreaterOrEqual), left, right, scope),
        operator => {
            let name = match operator {
                BinOp::Add(_) => quote!(Add),
                BinOp::Sub(_) => quote!(Sub),
                BinOp::Mul(_) => quote!(Mul),
                BinOp::Div(_) => quote!(Div),
                _ => quote!(Rem),
            };
            let (left, right, shape) = (twin(left, scope), twin(right, scope), shape(&whole, scope));
            return quote!(#path::arithmetic(#path::Arithmetic::#name, #left, #right, &#shape));
        }
    };
    if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) {
        let (left, right) = (twin(left, scope), twin(right, scope));
        return quote!(#path::#function(#left, #right));
    }
    let asked = either("equatable", left, right, scope);
    let (left, right) = (item(left, scope), item(right, scope));
    quote!({ #asked #path::#function(#left, #right) })
}

fn compare(operator: &TokenStream, left: &Expr, right: &Expr, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let asked = either("ordered", left, right, scope);
    let (left, right) = (item(left, scope), item(right, scope));
    quote!({ #asked #path::compare(#path::Comparison::#operator, #left, #right) })
}

fn twin_struct(value: &ExprStruct, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let shape = shape(&Expr::Struct(value.clone()), scope);
    let name =
        value.path.segments.last().map(|segment| super::scope::key(&segment.ident)).unwrap_or_default();
    let fields = value.fields.iter().map(|field| {
        let (name, value) = (member_name(&field.member), twin(&field.expr, scope));
        quote!((#name, #value))
    });
    let base = match &value.rest {
        Some(rest) => {
            let rest = twin(rest, scope);
            quote!(::core::option::Option::Some(#rest))
        }
        None => quote!(::core::option::Option::None),
    };
    quote!(#path::construct(&#shape, #name, [#(#fields),*], #base))
}

fn twin_list<'e>(elements: impl Iterator<Item = &'e Expr>, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let elements = elements.map(|element| item(element, scope));
    quote!(#path::array([#(#elements),*]))
}

fn twin_macro(call: &ExprMacro, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    if let Some(elements) = list_macro(call) {
        return twin_list(elements.iter(), scope);
    }
    let Ok(format) = call.mac.parse_body::<Format>() else { return quote!(#path::null()) };
    let runtime = &scope.runtime;
    let pieces = format.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => quote!(#path::item(#path::string(#text), #runtime::data::Shape::Text)),
        Piece::Argument(position) => match format.arguments.get(*position) {
            Some(argument) => text_piece(&argument.value, scope),
            None => quote!(#path::item(#path::null(), #path::unknown())),
        },
        Piece::Captured(name) => text_piece(&syn::parse_quote!(#name), scope),
        Piece::Unknown(_) => quote!(#path::item(#path::null(), #path::unknown())),
    });
    quote!(#path::format([#(#pieces),*]))
}

fn text_piece(value: &Expr, scope: &Scope) -> TokenStream {
    let (asked, piece) = (shown(value, scope), item(value, scope));
    quote!({ #asked #piece })
}

fn twin_if(value: &ExprIf, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let no = match &value.else_branch {
        Some((_, no)) => twin(no, scope),
        None => quote!(#path::null()),
    };
    let branch = condition_twin(&value.cond, scope, &|scope| twin_block(&value.then_branch, scope));
    quote!(#path::branches([#branch], #no))
}

/// The twin of a block: its `let`s, then its value.
pub(crate) fn twin_block(block: &Block, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let mut scope = scope.clone();
    let mut lets = TokenStream::new();
    for statement in &block.stmts {
        match statement {
            Stmt::Local(local) => {
                if let Some(init) = &local.init {
                    lets.extend(twin_let(&local.pat, &init.expr, &scope));
                }
                for name in bound_names(&local.pat) {
                    scope.bind(&name);
                }
            }
            Stmt::Expr(tail, None) => {
                let tail = twin(tail, &scope);
                return quote!({ #lets #tail });
            }
            Stmt::Macro(call) => {
                let call = ExprMacro { attrs: Vec::new(), mac: call.mac.clone() };
                let tail = twin_macro(&call, &scope);
                return quote!({ #lets #tail });
            }
            Stmt::Expr(..) | Stmt::Item(_) => {}
        }
    }
    quote!({ #lets #path::null() })
}

fn twin_call(call: &ExprCall, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let Expr::Path(function) = &*call.func else { return quote!(#path::null()) };
    let asked = context_function(&function.path, scope).or_else(|| fresh_function(&function.path, scope));
    if let Some(context) = asked {
        return quote!(#path::context_value(#context));
    }
    if is_helper_call(call, scope) {
        let arguments = call.args.iter().map(|argument| {
            let argument = twin(argument, scope);
            quote!(#path::Local::new(#argument))
        });
        return quote!(#function::twin(#(#arguments),*));
    }
    if let (Some(seconds), Some(count)) = (duration_function(&function.path, scope), call.args.first()) {
        let count = twin(count, scope);
        return quote!(#path::duration(#count, #seconds));
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
        let (witness, variant) = (witness(value, scope), constructed(value));
        let variant = match variant {
            Some(variant) => quote!(::core::option::Option::Some(#variant)),
            None => quote!(::core::option::Option::None),
        };
        let value = twin(value, scope);
        return quote!({
            let _ = #asked;
            use #definition::Fallback as _;
            #witness.converted(#value, #variant)
        });
    }
    let name =
        function.path.segments.last().map(|segment| super::scope::key(&segment.ident)).unwrap_or_default();
    if name == "Some" {
        return call.args.first().map_or_else(|| quote!(#path::null()), |inner| twin(inner, scope));
    }
    let shape = readable(&Expr::Call(call.clone()), scope);
    let fields = call.args.iter().enumerate().map(|(position, value)| {
        let (name, value) = (position.to_string(), twin(value, scope));
        quote!((#name, #value))
    });
    quote!(#path::construct(&#shape, #name, [#(#fields),*], ::core::option::Option::None))
}

fn twin_method(call: &ExprMethodCall, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let name = call.method.to_string();
    if let Expr::Range(range) = unwrapped(&call.receiver) {
        return twin_range_contains(call, range, scope);
    }
    let Some(method) = methods::find(&name) else { return quote!(#path::null()) };
    let asserted = match method.kind {
        _ if name == "to_string" => Some(shown(&call.receiver, scope)),
        Kind::Same | Kind::Checked => None,
        Kind::Iterator | Kind::IteratorClosure if is_iterator(&call.receiver) => None,
        Kind::Closure if name == "unwrap_or_else" => None,
        _ => Some(portable_method(call, scope)),
    };
    let tokens = match &call.args.last() {
        Some(Expr::Closure(closure)) => twin_closure(call, closure, scope),
        _ if name == "sum" => {
            let (receiver, shape) =
                (item(&call.receiver, scope), shape(&Expr::MethodCall(call.clone()), scope));
            quote!(#path::sum(#receiver, &#shape))
        }
        _ => {
            // An array of lists or texts: what its elements are says how they are joined.
            let receiver = if name == "concat" {
                let (value, shape) =
                    (twin(&call.receiver, scope), shape(&Expr::MethodCall(call.clone()), scope));
                quote!(#path::item(#value, #shape))
            } else {
                item(&call.receiver, scope)
            };
            let arguments = call.args.iter().map(|argument| item(argument, scope));
            quote!(#path::method(#name, #receiver, [#(#arguments),*]))
        }
    };
    quote!({ #asserted #tokens })
}

fn unwrapped(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => unwrapped(&paren.expr),
        Expr::Group(group) => unwrapped(&group.expr),
        _ => expr,
    }
}

/// `(low..high).contains(&value)`.
fn twin_range_contains(call: &ExprMethodCall, range: &ExprRange, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let end = |end: &Option<Box<Expr>>| match end {
        Some(end) => {
            let end = twin(end, scope);
            quote!(::core::option::Option::Some(#end))
        }
        None => quote!(::core::option::Option::None),
    };
    let (low, high) = (end(&range.start), end(&range.end));
    let inclusive = matches!(range.limits, RangeLimits::Closed(_));
    let value = call.args.first().map_or_else(|| quote!(#path::null()), |value| twin(value, scope));
    let asserted = portable_method(call, scope);
    quote!({ #asserted #path::in_range(#low, #high, #inclusive, #value) })
}

/// Asks whether a method is portable of its receiver; rustc words the refusal.
fn portable_method(call: &ExprMethodCall, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let name = &call.method;
    let result = witnessed(&Expr::MethodCall(call.clone()), scope, Want::Place);
    let shadows = shadows(&locals(&Expr::MethodCall(call.clone()), scope), scope);
    let receiver = witnessed(&call.receiver, scope, Want::Place);
    let at = scope.expr_at(name.span());
    let assertion = quote_spanned!(name.span()=> #at::portable::<#path::names::#name, _, _>);
    quote!(let _ = #path::witness(|| { #shadows #assertion(&(#receiver), #result); #path::of(&()) });)
}

/// Asks whether a value is written as text alike.
fn shown(value: &Expr, scope: &Scope) -> TokenStream {
    let at = scope.expr_at(value.span());
    let witness = witness_of(value, scope, |tokens, path| {
        let shown = quote_spanned!(value.span()=> #at::alike(#at::shown(&(#tokens)).asked()));
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
        let witness = parameter_witness(call, closure, bound, scope);
        let found = super::pattern::binding(pattern, bound, &quote!(#value), &quote!(#element), scope);
        quote!(let #bound = #path::Local::bind(&#witness, #found);)
    });
    let parameter = names.first().map_or_else(|| "element".to_owned(), super::scope::key);
    let parameter = if names.len() > 1 { "element".to_owned() } else { parameter };
    let body = item(&closure.body, &inner);
    let body = quote!(|#value| { #(#lets)* #body });
    if name == "map_or" {
        let (receiver, default) =
            (twin(&call.receiver, scope), call.args.first().map(|value| twin(value, scope)));
        let shape = shape(&call.receiver, scope);
        return quote!({ let #element = #path::element_shape(&#shape); #path::map_or(#receiver, #default, #parameter, #body) });
    }
    let receiver = item(&call.receiver, scope);
    let shape = element_shape(&call.receiver, scope);
    quote!({ let #element = #shape; #path::closure(#name, #receiver, #parameter, #body) })
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

/// A witness of what a name in a closure's parameter is: the call again, in which the closure shows it.
fn parameter_witness(
    call: &ExprMethodCall,
    closure: &ExprClosure,
    name: &Ident,
    scope: &Scope,
) -> TokenStream {
    let path = scope.expr();
    let seen = Ident::new("seen", Span::mixed_site());
    let names: Vec<_> = closure.inputs.iter().flat_map(bound_names).collect();
    let inner = scope.with(&names, true);
    let body = witnessed(&closure.body, &inner, Want::Binding);
    let inputs = &closure.inputs;
    let mut arguments: Vec<_> =
        call.args.iter().map(|argument| witnessed(argument, scope, Want::Binding)).collect();
    arguments.pop();
    arguments.push(quote!(|#inputs| { #path::never(); #path::see(&#seen, &#name); #body }));
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

/// The functions of the prelude that make a duration, and how many seconds each counts.
const DURATIONS: [(&str, u32); 4] = [("seconds", 1), ("minutes", 60), ("hours", 3_600), ("days", 86_400)];

/// The seconds of a duration of the prelude.
pub(super) fn duration_function(path: &syn::Path, scope: &Scope) -> Option<u32> {
    let name = path.get_ident().filter(|name| !scope.is_local(name))?;
    DURATIONS.into_iter().find(|(known, _)| name == known).map(|(_, seconds)| seconds)
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
        let count = twin(count, scope);
        return quote!(#path::seconds(#count, #seconds));
    }
    let duration = twin(expr, scope);
    quote!(#path::whole_seconds(#duration))
}

/// The tokens of a scrutinee or an initialiser inside a witness.
pub(super) fn witnessed_value(expr: &Expr, scope: &Scope) -> TokenStream {
    witnessed(expr, scope, Want::Binding)
}
