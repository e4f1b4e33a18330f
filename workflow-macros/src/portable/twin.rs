//! The tokens that build the symbolic expression: the user's expression again, one call of the runtime a construct.
//!
//! Where a meaning depends on a type, the call gets the shape of a witness. It reports nothing and types nothing
//! that the driver does not. Read next: `workflow-runtime/src/expr/mod.rs`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    BinOp, Block, Expr, ExprBinary, ExprIf, ExprIndex, ExprMacro, ExprStruct, Lit, RangeLimits, Stmt, UnOp,
    spanned::Spanned as _,
};

use crate::tokens::option;

use super::{
    can_fail::{is_attempted, is_constant},
    format_string::{Format, Piece},
    literals::{is_untyped, literal_number, text_into},
    methods::is_iterator,
    names::is_closed,
    native::Want,
    native_calls::{at_text, is_captured_constant},
    pattern::bound_names,
    scope::Scope,
    syntax::{
        checked_operation, is_comparison, is_constructor, is_of_option, list_macro, matches_macro,
        member_name,
    },
    twin_calls::{shown, shown_with_zeros, twin_call, twin_cast, twin_method},
    twin_pattern::{condition_twin, match_twin, twin_let_of, twin_named},
    twin_shapes::{asked, either, readable, shape, shape_unless_literal},
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
        Expr::MethodCall(call) if text_into(call).is_some() => twin(&call.receiver, scope),
        Expr::Path(_) if !is_closed(expr, scope) => twin_local(expr, scope),
        _ if is_attempted(expr, scope) && !is_collected(expr) && !is_iterator(expr) => attempted(expr, scope),
        Expr::Struct(value) => twin_struct(value, scope),
        Expr::Tuple(tuple) if !tuple.elems.is_empty() => twin_list(tuple.elems.iter(), scope),
        Expr::Array(array) => twin_list(array.elems.iter(), scope),
        Expr::Macro(call) => twin_macro(call, scope),
        Expr::Call(call) if is_constructor(&call.func) || is_untyped(expr) || !is_constant(expr, scope) => {
            twin_call(call, scope)
        }
        Expr::Path(path_) if is_of_option(&path_.path, "None") => quote!(#path::null()),
        _ if is_constant(expr, scope) && !is_condition(expr) && !is_collected(expr) && !is_iterator(expr) => {
            closed(expr, scope)
        }
        // Rust compares constants, of whatever type, when the definition is made.
        Expr::Binary(binary) if is_comparison(&binary.op) && is_closed(expr, scope) => attempted(expr, scope),
        Expr::Binary(binary) => twin_binary(binary, scope),
        Expr::Field(field) => {
            let (base, shape) = (twin(&field.base, scope), readable(&field.base, scope));
            let name = member_name(&field.member);
            quote!(#path::field(#base, &#shape, #name))
        }
        Expr::MethodCall(call) => twin_method(call, scope),
        Expr::Cast(cast) => twin_cast(cast, scope),
        Expr::Index(index) if matches!(&*index.index, Expr::Range(_)) => twin_slice(index, scope),
        Expr::Index(index) => {
            let asked = asked("indexable", &index.expr, scope);
            let (collection, position) = (item(&index.expr, scope), item(&index.index, scope));
            quote!({ #asked #path::index_of(#collection, #position) })
        }
        // Not portable: `check` has said so.
        _ => quote!(#path::null()),
    }
}

/// `list[low..high]`, and with an end missing.
fn twin_slice(index: &ExprIndex, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let Expr::Range(range) = &*index.index else { return quote!(#path::null()) };
    let end = |end: &Option<Box<Expr>>| option(end.as_ref().map(|end| twin(end, scope)));
    let (low, high) = (end(&range.start), end(&range.end));
    let inclusive = matches!(range.limits, RangeLimits::Closed(_));
    let (asked, list) = (asked("sliced", &index.expr, scope), item(&index.expr, scope));
    quote!({ #asked #path::slice(#list, #low, #high, #inclusive) })
}

/// Comparisons and logic are taken apart even when they are closed: the literals in them have no type of their own.
fn is_condition(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(binary) if checked_operation(&binary.op).is_none())
}

/// What is collected into is not said by the expression alone, and what is parsed is no data.
fn is_collected(expr: &Expr) -> bool {
    let ends_so =
        |block: &Block| matches!(block.stmts.last(), Some(Stmt::Expr(tail, None)) if is_collected(tail));
    match expr {
        Expr::Paren(paren) => is_collected(&paren.expr),
        Expr::Block(block) => ends_so(&block.block),
        Expr::If(value) => {
            ends_so(&value.then_branch) || value.else_branch.iter().any(|(_, no)| is_collected(no))
        }
        Expr::Match(value) => value.arms.iter().any(|arm| is_collected(&arm.body)),
        Expr::MethodCall(call) if call.method == "parse" => true,
        Expr::MethodCall(call) => call.turbofish.is_none() && call.method == "collect",
        _ => false,
    }
}

/// A closed expression, evaluated natively when the definition is made, whose failure is one of the execution.
pub(super) fn attempted(expr: &Expr, scope: &Scope) -> TokenStream {
    let tokens = super::native::native(expr, scope, &mut super::Live::everything(), Want::Place);
    let at = scope.expr_at(expr.span());
    let value = quote_spanned!(expr.span()=> #at::value(&(#tokens)));
    quote_spanned!(expr.span()=> #at::attempted(|| ::core::result::Result::Ok(#value)))
}

/// A closed expression, evaluated natively when the definition is made.
pub(super) fn closed(expr: &Expr, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    if let Some(number) = literal_number(expr) {
        let digits = number.to_string();
        return quote!(#path::number(#digits));
    }
    let tokens = super::native::native(expr, scope, &mut super::Live::everything(), Want::Binding);
    let at = scope.expr_at(expr.span());
    quote_spanned!(expr.span()=> #at::value(&(#tokens)))
}

/// `item(twin, shape)`.
pub(super) fn item(expr: &Expr, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let (twin, shape) = (twin(expr, scope), shape(expr, scope));
    quote!(#path::item(#twin, #shape))
}

pub(super) fn call1(path: &TokenStream, name: &str, argument: &TokenStream) -> TokenStream {
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

pub(super) fn compare(operator: &TokenStream, left: &Expr, right: &Expr, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let asked = either("ordered", left, right, scope);
    let (left, right) = (item(left, scope), item(right, scope));
    quote!({ #asked #path::compare(#path::Comparison::#operator, #left, #right) })
}

fn twin_struct(value: &ExprStruct, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let shape = readable(&Expr::Struct(value.clone()), scope);
    let name =
        value.path.segments.last().map(|segment| super::scope::key(&segment.ident)).unwrap_or_default();
    let fields = value.fields.iter().map(|field| {
        let (name, value) = (member_name(&field.member), twin(&field.expr, scope));
        quote!((#name, #value))
    });
    let base = option(value.rest.as_ref().map(|rest| twin(rest, scope)));
    quote!(#path::construct(&#shape, #name, [#(#fields),*], #base))
}

fn twin_list<'e>(elements: impl Iterator<Item = &'e Expr>, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let elements = elements.map(|element| item(element, scope));
    quote!(#path::array([#(#elements),*]))
}

fn twin_macro(call: &ExprMacro, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    if let Some(elements) = list_macro(&call.mac) {
        return twin_list(elements.iter(), scope);
    }
    if let Some(value) = matches_macro(&call.mac) {
        return match_twin(&value, scope);
    }
    let Ok(format) = call.mac.parse_body::<Format>() else { return quote!(#path::null()) };
    let pieces = format.pieces.iter().map(|piece| twin_piece(piece, &format, scope, shown));
    quote!(#path::format([#(#pieces),*]))
}

/// A piece of a text; `asked` is what is asked of a value in it.
fn twin_piece(
    piece: &Piece,
    format: &Format,
    scope: &Scope,
    asked: fn(&Expr, &Scope) -> TokenStream,
) -> TokenStream {
    let (path, runtime) = (scope.expr(), &scope.runtime);
    let value_piece = |value: &Expr| {
        let (asked, piece) = (asked(value, scope), item(value, scope));
        quote!({ #asked #piece })
    };
    match piece {
        Piece::Text(text) => quote!(#path::item(#path::string(#text), #runtime::data::Shape::Text)),
        Piece::Argument(position) => match format.arguments.get(*position) {
            Some(argument) => value_piece(&argument.value),
            None => quote!(#path::item(#path::null(), #path::unknown())),
        },
        Piece::Captured(name) if is_unknown(name, scope) => {
            // Of the name in the text rustc speaks where the driver has it, and nowhere else of one so exactly. A constant
            // or a static, if it is one, cannot be such a parameter.
            quote!(#path::item({ let _ = |#name: ()| (); #path::null() }, #path::unknown()))
        }
        Piece::Captured(name) => {
            let name = if is_captured_constant(name, scope) { at_text(name) } else { name.clone() };
            value_piece(&syn::parse_quote!(#name))
        }
        Piece::Padded(piece, width) => {
            let piece = twin_piece(piece, format, scope, shown_with_zeros);
            quote!(#path::padded(#piece, #width))
        }
        Piece::Unknown(_) => quote!(#path::item(#path::null(), #path::unknown())),
    }
}

/// Whether a name that a text captures is none of those bound here, nor written like a constant.
fn is_unknown(name: &Ident, scope: &Scope) -> bool {
    !scope.is_local(name) && super::scope::key(name).starts_with(|first: char| !first.is_uppercase())
}

fn twin_if(value: &ExprIf, scope: &Scope) -> TokenStream {
    let no = match &value.else_branch {
        Some((_, no)) => twin(no, scope),
        None => {
            let path = scope.expr();
            quote!(#path::null())
        }
    };
    condition_twin(&value.cond, scope, &|scope| twin_block(&value.then_branch, scope), &no)
}

/// The twin of a block: its `let`s, then its value, which comes after them even where it does not read them.
pub(crate) fn twin_block(block: &Block, scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let mut scope = scope.clone();
    let mut lets = TokenStream::new();
    let mut computed = Vec::new();
    for statement in &block.stmts {
        match statement {
            Stmt::Local(local) => {
                if let Some(init) = &local.init {
                    let name = format_ident!("computed_{}", computed.len(), span = Span::mixed_site());
                    let value = twin_named(&local.pat, &init.expr, &scope);
                    lets.extend(quote!(let #name = #value;));
                    lets.extend(twin_let_of(&local.pat, &init.expr, &quote!(#name.clone()), &scope));
                    computed.push(name);
                }
                for name in bound_names(&local.pat) {
                    scope.bind(&name);
                }
            }
            Stmt::Expr(tail, None) => return block_value(&path, &lets, &computed, &twin(tail, &scope)),
            Stmt::Macro(call) => {
                let call = ExprMacro { attrs: Vec::new(), mac: call.mac.clone() };
                return block_value(&path, &lets, &computed, &twin_macro(&call, &scope));
            }
            Stmt::Expr(..) | Stmt::Item(_) => {}
        }
    }
    quote!({ #lets #path::null() })
}

fn block_value(
    path: &TokenStream,
    lets: &TokenStream,
    computed: &[Ident],
    tail: &TokenStream,
) -> TokenStream {
    if computed.is_empty() {
        return quote!({ #lets #tail });
    }
    quote!({ #lets #path::after([#(#computed),*], #tail) })
}
