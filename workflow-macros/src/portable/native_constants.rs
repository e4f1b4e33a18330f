//! The driver's tokens of what reads no local: they are left as they are written, but for the texts in them.
//!
//! Read next: `native.rs`, whose printer this is a part of; `can_fail.rs`, which says what is constant.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{
    Expr, ExprCall, ExprLit, FieldValue, Lit, Macro,
    visit_mut::{self, VisitMut},
};

use super::{
    literals::text_into,
    native::{Printer, Want},
    syntax::{is_constructor, is_some, list_macro},
};

impl Printer<'_> {
    /// The tokens of a constant: the user's own, but for the texts that its structs and variants hold.
    pub(super) fn constant(&self, expr: &Expr) -> TokenStream {
        let mut printed = expr.clone();
        Texts(self).visit_expr_mut(&mut printed);
        printed.to_token_stream()
    }
}

/// Makes the text literals that structs and variants hold what is wanted of them.
struct Texts<'a, 'b>(&'a Printer<'b>);

impl Texts<'_, '_> {
    fn text(&self, value: &mut Expr) {
        let literal = match value {
            Expr::Lit(ExprLit { lit: literal @ Lit::Str(_), .. }) => Some(&*literal),
            Expr::MethodCall(call) => text_into(call),
            _ => None,
        };
        if let Some(literal) = literal {
            *value = Expr::Verbatim(self.0.literal(literal, Want::Value));
        }
    }
}

impl VisitMut for Texts<'_, '_> {
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        self.text(&mut field.expr);
        visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        let path = if let Expr::Path(function) = &*call.func { Some(&function.path) } else { None };
        if is_constructor(&call.func) && !path.is_some_and(is_some) {
            call.args.iter_mut().for_each(|argument| self.text(argument));
        }
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if let Some(mut elements) = list_macro(call) {
            elements.iter_mut().for_each(|element| self.visit_expr_mut(element));
            call.tokens = quote!(#(#elements),*);
        }
    }
}
