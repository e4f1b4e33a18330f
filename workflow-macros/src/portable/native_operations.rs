//! The driver's tokens of operations, and of whatever else can fail: where its error goes, and what rustc says of it.
//!
//! Read next: `native.rs`, whose printer this is a part of; `workflow-runtime/src/expr/native.rs`, which is called.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{BinOp, Expr, ExprBinary, ExprUnary, UnOp, spanned::Spanned as _};

use super::{
    can_fail::{is_constant, is_plain},
    native::{Mode, Printer, Want, kept},
    scope::Live,
    syntax::checked_operation,
    twin_calls::unwrapped,
};

/// What an operation is written of again: the field of a one-tuple, two tokens that lie at the ends of the user's operand.
pub(super) struct Operand {
    /// The name that is bound to the tuple.
    pub(super) binding: Ident,
    /// The operand: for rustc it reaches from the first token of the user's to the last.
    pub(super) place: TokenStream,
}

impl Operand {
    pub(super) fn new(name: &str, operand: &Expr) -> Self {
        let (first, last) = ends(operand);
        let binding = Ident::new(name, first);
        let mut field = Literal::usize_unsuffixed(0);
        field.set_span(last);
        let place = quote_spanned!(last=> #binding.#field);
        Self { binding, place }
    }
}

/// The first and the last token of an expression, of which stable Rust cannot say the span of both.
fn ends(expr: &Expr) -> (Span, Span) {
    let tokens: Vec<_> = expr.to_token_stream().into_iter().collect();
    let first = match tokens.first() {
        Some(TokenTree::Group(group)) => group.span_open(),
        Some(token) => token.span(),
        None => Span::mixed_site(),
    };
    let last = match tokens.last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => Span::mixed_site(),
    };
    (first, last)
}

/// `(match value { arms })`, which lies in the text where `expr` lies.
///
/// Between parentheses: at the start of a line or an arm a `match` would end with its brace.
fn match_over(expr: &Expr, value: &TokenStream, arms: TokenStream) -> TokenStream {
    let (first, last) = ends(expr);
    let mut arms = Group::new(Delimiter::Brace, arms);
    arms.set_span(last);
    let tokens = quote_spanned!(first=> match #value #arms);
    quote_spanned!(first=> (#tokens))
}

/// `(value,).0`, which lies in the text where `expr` lies: of its type rustc speaks there.
fn over(expr: &Expr, value: &Ident) -> TokenStream {
    let (first, last) = ends(expr);
    let mut tuple = Group::new(Delimiter::Parenthesis, quote!(#value,));
    tuple.set_span(first);
    let mut field = Literal::usize_unsuffixed(0);
    field.set_span(last);
    quote_spanned!(last=> #tuple.#field)
}

impl Printer<'_> {
    /// `call?` in the driver; in a closure the error is kept until its chain ends, and a witness has none. The whole lies
    /// in the text where `expr` lies.
    pub(super) fn checked(&self, call: &TokenStream, span: Span, expr: &Expr) -> TokenStream {
        let path = self.scope.expr_at(span);
        match self.mode {
            // `?` written out: where another type is wanted, rustc would speak of the operator, which nobody wrote. A
            // witness says the same of the value, and is never called.
            Mode::Driver | Mode::Chain | Mode::Witness => {
                let (value, error) = (Ident::new("__value", span), Ident::new("__error", span));
                let given = over(expr, &value);
                let failed = if self.mode == Mode::Witness {
                    quote_spanned!(span=> #path::never())
                } else {
                    quote_spanned!(span=> return ::core::result::Result::Err(#error))
                };
                let arms = quote_spanned! {span=>
                    ::core::result::Result::Ok(#value) => #given,
                    ::core::result::Result::Err(#error) => #failed,
                };
                match_over(expr, call, arms)
            }
            Mode::Kept => {
                let kept = kept();
                quote_spanned!(span=> #path::keep(#kept, #call))
            }
        }
    }

    /// An operation of the runtime that can fail, `function(operands, |operands| operation)`, and the operation again: rustc
    /// types it, and says what it would say of the user's, because its operands lie in the text where the user's lie.
    pub(super) fn operation(
        &self,
        whole: &Expr,
        function: &Ident,
        operands: &[(&Operand, TokenStream)],
        operation: &TokenStream,
    ) -> TokenStream {
        let span = function.span();
        let path = self.scope.expr_at(span);
        let (names, values): (Vec<_>, Vec<_>) =
            operands.iter().map(|(name, value)| (&name.binding, value)).unzip();
        if self.mode == Mode::Witness {
            let values = quote_spanned!(span=> (#((#values,)),*));
            return match_over(whole, &values, quote_spanned!(span=> (#(#names),*) => #operation));
        }
        let call = quote_spanned!(span=> #path::#function);
        let call = quote_spanned!(span=> #call(#(#values,)* |#(#names),*| #operation));
        let (value, error) = (Ident::new("__value", span), Ident::new("__error", span));
        let failed = if self.mode == Mode::Kept {
            let kept = kept();
            quote_spanned!(span=> #path::keep(#kept, ::core::result::Result::Err(#error)))
        } else {
            quote_spanned!(span=> return ::core::result::Result::Err(#error))
        };
        let rest = (names.len() == 1).then(|| quote_spanned!(span=> _));
        let arms = quote_spanned! {span=>
            #path::Checked::Plain(#(#names,)* #rest) => #operation,
            #path::Checked::Value(#value) => #value,
            #path::Checked::Failed(#error) => #failed,
        };
        match_over(whole, &call, arms)
    }

    pub(super) fn unary(&self, unary: &ExprUnary, live: &mut Live, want: Want) -> TokenStream {
        let operator = &unary.op;
        let literal = matches!(&*unary.expr, Expr::Lit(_));
        let whole = Expr::Unary(unary.clone());
        let plain = is_constant(&whole, self.scope) || is_plain(&whole, &[&unary.expr], self.scope);
        if !matches!(operator, UnOp::Neg(_)) || literal || plain {
            let operand = self.expr(&unary.expr, live, Want::Place);
            return quote!(#operator #operand);
        }
        let want = if self.mode == Mode::Witness { Want::Place } else { want.part() };
        let operand = self.expr(unwrapped(&unary.expr), live, want);
        let value = Operand::new("__operand", &unary.expr);
        let place = &value.place;
        let function = Ident::new("neg", operator.span());
        self.operation(&whole, &function, &[(&value, operand)], &quote!(#operator #place))
    }

    pub(super) fn binary(&self, binary: &ExprBinary, live: &mut Live, want: Want) -> TokenStream {
        let (left, operator, right) = (&binary.left, &binary.op, &binary.right);
        let Some(name) = checked_operation(operator) else {
            // A comparison borrows both sides; `&&` has done with its left one.
            let logic = matches!(operator, BinOp::And(_) | BinOp::Or(_));
            let borrowed = (!logic).then_some(&**left);
            let right = self.beside(borrowed, right, live, Want::Place);
            let left = self.expr(left, live, Want::Place);
            return quote!(#left #operator #right);
        };
        let whole = Expr::Binary(binary.clone());
        if is_constant(&whole, self.scope) {
            return self.constant(&whole);
        }
        if is_plain(&whole, &[left, right], self.scope) {
            let (left, right) = (self.expr(left, live, Want::Binding), self.expr(right, live, Want::Binding));
            return quote!(#left #operator #right);
        }
        let [l, r] = [("__left", left), ("__right", right)].map(|(name, side)| Operand::new(name, side));
        // Text is taken by `+`, numbers are copied: neither is a place.
        let (first, second) = match self.mode {
            // Text that is added to is no `String` yet.
            Mode::Witness if matches!(**left, Expr::Lit(_)) => (Want::Binding, Want::Place),
            Mode::Witness => (Want::Cloned, Want::Place),
            _ if want == Want::Value => (Want::Binding, Want::Binding),
            _ => (want.part(), want.part()),
        };
        // An argument needs no parentheses, and rustc says so of superfluous ones.
        let right = self.expr(unwrapped(right), live, second);
        let left = self.expr(unwrapped(left), live, first);
        let (left_place, right_place) = (&l.place, &r.place);
        let operation = quote!(#left_place #operator #right_place);
        let function = Ident::new(name, operator.span());
        self.operation(&whole, &function, &[(&l, left), (&r, right)], &operation)
    }
}
