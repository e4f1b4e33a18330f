//! The driver's tokens of calls: macros, functions, methods and closures.
//!
//! Read next: `native.rs`, whose printer this is a part of.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Expr, ExprCall, ExprClosure, ExprMacro, ExprMethodCall, spanned::Spanned as _};

use super::{
    can_fail::{closures_can_fail, has_position, is_attempted, is_constant},
    format_string::{Format, Piece},
    literals::text_into,
    methods,
    names::{context_function, locals},
    native::{Mode, Printer, Want, kept},
    native_operations::Operand,
    pattern::bound_names,
    scope::{Live, Scope, key},
    syntax::{is_constructor, is_conversion, is_helper_call, is_macro, is_some, list_macro, matches_macro},
    twin_calls::unwrapped,
};
use crate::tokens::located;

impl Printer<'_> {
    pub(super) fn macro_call(&self, call: &ExprMacro, live: &mut Live, want: Want) -> TokenStream {
        if let Some(value) = matches_macro(&call.mac) {
            // A `match` at the start of a line would end it.
            let value = self.match_(&value, live, want);
            return quote!((#value));
        }
        let mut printed = call.clone();
        let mac = &call.mac;
        if let Some(elements) = list_macro(&call.mac) {
            let elements = self.list(elements.iter(), live, want.part());
            printed.mac.tokens = quote!(#(#elements),*);
        } else if is_macro(&mac.path, "format")
            && let Ok(format) = mac.parse_body::<Format>()
        {
            let captured = format.pieces.iter().filter_map(Piece::captured);
            captured.filter(|name| self.scope.is_local(name)).for_each(|name| live.insert(name));
            let mut arguments: Vec<_> = format
                .arguments
                .iter()
                .rev()
                .map(|argument| {
                    // They are all borrowed until the text is written.
                    let others = format.arguments.iter().map(|other| &other.value);
                    let others = others.filter(|other| !std::ptr::eq(*other, &argument.value));
                    let value = self.beside(others, &argument.value, live, Want::Place);
                    argument.name.as_ref().map_or_else(|| value.clone(), |name| quote!(#name = #value))
                })
                .collect();
            arguments.reverse();
            if self.mode == Mode::Witness {
                // rustc expands each `format!` for itself, and would say of each what the driver's lacks.
                let path = self.scope.expr();
                let values = format.arguments.iter().zip(&arguments);
                let values = values.map(|(argument, printed)| match &argument.name {
                    Some(_) => self.expr(&argument.value, live, Want::Place),
                    None => printed.clone(),
                });
                // A text of no places at the user's own, so that rustc says once that something else is wanted.
                let mut text = Literal::string("");
                text.set_span(format.text.span());
                printed.mac.tokens = text.into_token_stream();
                // A block at the start of a line would end it.
                return quote!(({ #path::written((#(&(#values),)*)); #printed }));
            }
            let text = &format.text;
            // Of a constant both printers speak at one place, so that rustc says once that there is none.
            let mut constants: Vec<_> =
                format.pieces.iter().filter_map(|piece| self.constant_in(piece)).collect();
            constants.sort();
            constants.dedup();
            printed.mac.tokens = quote!(#text #(, #arguments)* #(, #constants = #constants)*);
        } else {
            for name in locals(&Expr::Macro(call.clone()), self.scope) {
                live.insert(&name);
            }
        }
        printed.to_token_stream()
    }

    /// The constant that a text captures, at the text.
    fn constant_in(&self, piece: &Piece) -> Option<Ident> {
        piece.captured().filter(|name| is_captured_constant(name, self.scope)).map(at_text)
    }

    pub(super) fn call(&self, call: &ExprCall, live: &mut Live, want: Want) -> TokenStream {
        let span = call.paren_token.span.join();
        let function = &call.func;
        let whole = Expr::Call(call.clone());
        if let Expr::Path(path) = &**function {
            if context_function(&path.path, self.scope).is_some() {
                let cx = self.scope.cx.as_ref().filter(|_| self.mode != Mode::Witness);
                let Some(cx) = cx else {
                    // No context there, and no need of one: the free function has the same type.
                    let runtime = &self.scope.runtime;
                    return quote_spanned!(span=> #runtime::execution::#function());
                };
                let cx = located(cx, function.span());
                return quote_spanned!(span=> #cx.#function());
            }
            if is_helper_call(call, self.scope) {
                let arguments = self.list(call.args.iter(), live, value_of(want));
                let checked = quote_spanned!(function.span()=> #function::checked);
                let called = quote_spanned!(span=> #checked(#(#arguments),*));
                return self.checked(&called, span, &whole);
            }
            // Of text that is a literal and is converted nobody says which text is wanted: it stays as it is.
            if is_conversion(&path.path) && is_constant(&whole, self.scope) {
                return call.to_token_stream();
            }
            if is_some(&path.path) || is_conversion(&path.path) {
                let arguments = self.list(call.args.iter(), live, want.part());
                return quote_spanned!(span=> #function(#(#arguments),*));
            }
        }
        if is_constant(&whole, self.scope) && !is_constructor(function) {
            return self.constant(&whole);
        }
        // A function of the user's own has literals as they are, as in all that is constant.
        let want = if is_attempted(&whole, self.scope) { Want::Binding } else { value_of(want) };
        let arguments = self.list(call.args.iter(), live, want);
        quote_spanned!(span=> #function(#(#arguments),*))
    }

    pub(super) fn method_call(&self, call: &ExprMethodCall, live: &mut Live, want: Want) -> TokenStream {
        if let Some(text) = text_into(call).filter(|_| !matches!(want, Want::Place | Want::Binding)) {
            return self.literal(text, want);
        }
        let whole = Expr::MethodCall(call.clone());
        // A witness has no surroundings to say what is collected into.
        let listed = call.method == "collect" && call.turbofish.is_none() && self.mode == Mode::Witness;
        if is_constant(&whole, self.scope) && !listed {
            return self.constant(&whole);
        }
        // What looks into the result of a chain stands behind it: the chain would end with a reference into itself.
        let looks =
            methods::borrows(&call.method.to_string()) == Some(true) && !methods::is_iterator(&call.receiver);
        if self.mode == Mode::Driver && !looks && closures_can_fail(&whole) {
            let (path, kept) = (self.scope.expr(), kept());
            let chain = Printer { scope: self.scope, mode: Mode::Chain }.method_call(call, live, want);
            let call_of_chain = quote!(#path::kept(|#kept| ::core::result::Result::Ok(#chain)));
            return self.checked(&call_of_chain, call.method.span(), &whole);
        }
        let name = call.method.to_string();
        let owned = methods::takes_self(&name);
        let argument_want = if owned { value_of(want) } else { Want::Place };
        let arguments = if owned {
            self.list(call.args.iter(), live, argument_want)
        } else {
            let argument = |argument| self.beside([&*call.receiver], argument, live, argument_want);
            let mut arguments: Vec<_> = call.args.iter().rev().map(argument).collect();
            arguments.reverse();
            arguments
        };
        // The same call of the same operand in each printer, so that rustc says once what is wrong with it.
        let asks_all = name == "sum" || methods::is_extreme(call);
        // It becomes an argument, which needs no parentheses.
        let argument = name == "abs" || (asks_all || name == "collect") && self.mode != Mode::Witness;
        let receiver = if argument { unwrapped(&call.receiver) } else { &call.receiver };
        let receiver = self.expr(receiver, live, if owned { want.part() } else { Want::Place });
        let (dot, method, turbofish) = (&call.dot_token, &call.method, &call.turbofish);
        let span = method.span();
        let path = self.scope.expr_at(span);
        if name == "abs" || asks_all {
            let operand = Operand::new("__operand", &call.receiver);
            let (binding, place) = (&operand.binding, &operand.place);
            let operation = quote!(#place #dot #method #turbofish(#(#arguments),*));
            if name == "abs" || self.mode == Mode::Witness {
                return self.operation(&whole, method, &[(&operand, receiver)], &operation);
            }
            let all = if name == "sum" {
                quote_spanned!(span=> #path::total)
            } else {
                quote_spanned!(span=> #path::extreme)
            };
            let asked = quote_spanned!(span=> #all(#receiver, |#binding| #operation));
            return if name == "sum" { self.checked(&asked, span, &whole) } else { asked };
        }
        match name.as_str() {
            "parse" if self.mode != Mode::Witness => {
                let parentheses = call.paren_token.span.join();
                let parsed = quote_spanned!(parentheses=> #receiver #dot #method #turbofish(#(#arguments),*));
                quote_spanned!(span=> #path::parsed(#parsed))
            }
            // A list is all it can be.
            "collect" if listed => {
                quote_spanned!(span=> #path::listed(#receiver))
            }
            "collect" => {
                let type_ = turbofish.as_ref().map(|turbofish| &turbofish.args);
                let types = type_.map(|type_| quote!(::<_, #type_>));
                quote_spanned!(span=> #path::collect #types(#receiver))
            }
            _ => {
                let span = call.paren_token.span.join();
                quote_spanned!(span=> #receiver #dot #method #turbofish(#(#arguments),*))
            }
        }
    }

    /// A closure: it may be called often, so nothing is moved out of what it captures.
    pub(super) fn closure(&self, closure: &ExprClosure, live: &mut Live) -> TokenStream {
        let names: Vec<_> = closure.inputs.iter().flat_map(bound_names).collect();
        let scope = self.scope.with(&names, true);
        let mode = if self.mode == Mode::Chain { Mode::Kept } else { self.mode };
        // What is found by position is looked at where it is: its error leaves the closure's body, and is kept there.
        let whole = mode == Mode::Kept && has_position(&closure.body);
        let mode = if whole { Mode::Driver } else { mode };
        let body =
            Printer { scope: &scope, mode }.expr(&closure.body, &mut Live::everything(), Want::Binding);
        for name in locals(&Expr::Closure(closure.clone()), self.scope) {
            live.insert(&name);
        }
        let mut printed = closure.clone();
        // A closure is borrow-checked by itself.
        let body = if self.mode == Mode::Witness {
            let path = self.scope.expr();
            quote_spanned!(closure.body.span()=> { #path::never(); #body })
        } else if whole {
            let (span, kept) = (closure.body.span(), kept());
            let path = self.scope.expr_at(span);
            quote_spanned!(span=> #path::keep_all(#kept, || ::core::result::Result::Ok(#body)))
        } else {
            body
        };
        *printed.body = Expr::Verbatim(body);
        printed.to_token_stream()
    }
}

/// Whether a name that a text captures is written like a constant, and is none of those bound here.
pub(super) fn is_captured_constant(name: &Ident, scope: &Scope) -> bool {
    !scope.is_local(name) && key(name).starts_with(char::is_uppercase)
}

/// A name that stands in a text, as generated code has it: rustc proposes no other text in its place.
pub(super) fn at_text(name: &Ident) -> Ident {
    Ident::new(&name.to_string(), Span::mixed_site().located_at(name.span()))
}

/// Whether the value of an expression may hold a reference to a local.
pub(super) fn borrows(expr: &Expr) -> bool {
    match expr {
        Expr::Reference(_) => true,
        Expr::Paren(paren) => borrows(&paren.expr),
        Expr::Group(group) => borrows(&group.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().any(borrows),
        Expr::Array(array) => array.elems.iter().any(borrows),
        Expr::Call(call) => call.args.iter().any(borrows),
        // The values of branches are borrowed or not alike; which, their own tokens say.
        Expr::If(_) | Expr::Match(_) | Expr::Block(_) => true,
        Expr::MethodCall(call) => {
            methods::borrows(&call.method.to_string()).unwrap_or_else(|| borrows(&call.receiver))
        }
        _ => false,
    }
}

/// What an argument of a function is: a value, of the type that the function wants.
fn value_of(want: Want) -> Want {
    match want {
        Want::Place | Want::Binding => Want::Value,
        Want::Value | Want::TaskArgument | Want::Cloned => want,
    }
}
