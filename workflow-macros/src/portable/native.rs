//! The tokens that the driver runs: the user's own, with the moves, clones and checks that a workflow promises.
//!
//! One backward pass decides what is cloned: a name that is read later is, its last use is not. It reports nothing;
//! what is not portable is left as it is, for rustc. Read next: `native_calls.rs`,
//! `native_control.rs` and `native_operations.rs`, which are parts of it, and `twin.rs`, which mirrors it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Block, Expr, ExprStruct, Lit, Token, UnOp, spanned::Spanned as _};

use super::{
    can_fail::is_constant,
    names::locals,
    native_calls::borrows,
    scope::{Live, Scope},
    syntax::can_cast_fail,
};

/// What the place of an expression does with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// It takes the value: moved at the last use, cloned before.
    Value,
    /// It looks at the value: an operand of a comparison, what `&` borrows, a method's receiver.
    Place,
    /// It takes the value and may be evaluated again, as a task's argument is when it is retried: always cloned.
    TaskArgument,
    /// It takes the value, always cloned.
    Cloned,
    /// It takes the value as a `let` does: a string literal stays a `&str`.
    Binding,
}

impl Want {
    /// The same for a part of the value; what is only looked at still takes its parts, without another type.
    pub(super) fn part(self) -> Self {
        if self == Self::Place { Self::Binding } else { self }
    }
}

/// The tokens that the driver runs. `live` has what is read after this expression, and then what is read from it on.
pub(crate) fn native(expr: &Expr, scope: &Scope, live: &mut Live, want: Want) -> TokenStream {
    Printer { scope, mode: Mode::Driver }.expr(expr, live, want)
}

/// The statements of a block and its value, as the driver runs them.
pub(crate) fn native_block(block: &Block, scope: &Scope, live: &mut Live, want: Want) -> TokenStream {
    Printer { scope, mode: Mode::Driver }.block(block, live, want)
}

/// A closure, never called, whose result has the type of the expression: `witness(|| { …; of(&(…)) })`.
pub(crate) fn witness(expr: &Expr, scope: &Scope) -> TokenStream {
    witness_of(expr, scope, |tokens, path| quote!(#path::of(&(#tokens))))
}

/// A witness that ends in what `body` makes of the expression's tokens and the path of the runtime's functions.
pub(super) fn witness_of(
    expr: &Expr,
    scope: &Scope,
    body: impl FnOnce(TokenStream, &TokenStream) -> TokenStream,
) -> TokenStream {
    let path = scope.expr();
    let tokens = witnessed(expr, scope, Want::Place);
    let shadows = shadows(&locals(expr, scope), scope);
    let body = body(tokens, &path);
    quote!(#path::witness(|| { #shadows #body }))
}

/// The driver's tokens as a witness repeats them: nothing is moved, and no `?` leaves the closure.
pub(crate) fn witnessed(expr: &Expr, scope: &Scope, want: Want) -> TokenStream {
    Printer { scope, mode: Mode::Witness }.expr(expr, &mut Live::everything(), want)
}

/// `never(); let order = order.native();` for each local.
///
/// What stands after `never` is typed and not borrow-checked: a witness may end in a reference to its own locals.
pub(crate) fn shadows(names: &[Ident], scope: &Scope) -> TokenStream {
    let path = scope.expr();
    let locals = names.iter().map(|name| quote!(let #name = #name.native();));
    quote!(#path::never(); #(#locals)*)
}

pub(super) struct Printer<'a> {
    pub(super) scope: &'a Scope,
    pub(super) mode: Mode,
}

/// Where the error of a checked operation goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Out of the driver's function, by `?`.
    Driver,
    /// Nowhere: a witness is never called.
    Witness,
    /// Out of the function that has a chain of closures.
    Chain,
    /// From inside a closure to where its chain ends.
    Kept,
}

/// The name by which closures reach the place where their errors are kept.
pub(super) fn kept() -> Ident {
    Ident::new("kept", Span::mixed_site())
}

impl Printer<'_> {
    pub(super) fn inner<'b>(&self, scope: &'b Scope) -> Printer<'b> {
        Printer { scope, mode: self.mode }
    }

    pub(super) fn expr(&self, expr: &Expr, live: &mut Live, want: Want) -> TokenStream {
        match expr {
            Expr::Lit(literal) => self.literal(&literal.lit, want),
            Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => self.place(expr, live, want),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.place(expr, live, want),
            Expr::Paren(paren) => {
                let inner = self.expr(&paren.expr, live, want);
                quote_spanned!(paren.paren_token.span.join()=> (#inner))
            }
            // What a `macro_rules!` was given is one operand; rustc does not see the group that says so.
            Expr::Group(group) if is_composed(&group.expr) => {
                let inner = self.expr(&group.expr, live, want);
                let span = Span::mixed_site().located_at(group.expr.span());
                quote_spanned!(span=> (#inner))
            }
            Expr::Group(group) => self.expr(&group.expr, live, want),
            Expr::Reference(reference) => {
                let (and, mutability) = (&reference.and_token, &reference.mutability);
                let inner = placed(&reference.expr, self.expr(&reference.expr, live, Want::Place));
                quote!(#and #mutability #inner)
            }
            Expr::Unary(unary) => self.unary(unary, live, want),
            Expr::Binary(binary) => self.binary(binary, live, want),
            Expr::Tuple(tuple) => {
                let elements = self.list(tuple.elems.iter(), live, want.part());
                let comma = (elements.len() == 1).then_some(quote!(,));
                quote_spanned!(tuple.paren_token.span.join()=> (#(#elements),* #comma))
            }
            Expr::Array(array) => {
                let elements = self.list(array.elems.iter(), live, want.part());
                quote_spanned!(array.bracket_token.span.join()=> [#(#elements),*])
            }
            Expr::Struct(value) => self.structure(value, live, want),
            Expr::Macro(call) => self.macro_call(call, live, want),
            Expr::If(value) => self.conditional(value, live, want),
            Expr::Match(value) => self.match_(value, live, want),
            Expr::Block(block) => self.block(&block.block, live, want.part()),
            Expr::Call(call) => self.call(call, live, want),
            Expr::MethodCall(call) => self.method_call(call, live, want),
            Expr::Cast(cast) => {
                let (as_token, ty) = (&cast.as_token, &cast.ty);
                let value = self.expr(&cast.expr, live, Want::Place);
                let tokens = quote!(#value #as_token #ty);
                if self.mode == Mode::Witness || !can_cast_fail(cast) || is_constant(expr, self.scope) {
                    return tokens;
                }
                let span = as_token.span;
                let path = self.scope.expr_at(span);
                self.checked(&quote_spanned!(span=> #path::exactly(#tokens)), span, expr)
            }
            Expr::Closure(closure) => self.closure(closure, live),
            Expr::Range(range) => {
                let ends = [&range.start, &range.end];
                let [mut start, mut end] = ends.map(|end| end.as_deref().map(|_| TokenStream::new()));
                // The end is evaluated last, so it is printed first.
                for (printed, written) in [(&mut end, &range.end), (&mut start, &range.start)] {
                    *printed = written.as_deref().map(|written| self.expr(written, live, want));
                }
                let limits = &range.limits;
                quote!(#start #limits #end)
            }
            _ => expr.to_token_stream(),
        }
    }

    /// Expressions evaluated in order, so printed from the last to the first.
    pub(super) fn list<'e>(
        &self,
        exprs: impl DoubleEndedIterator<Item = &'e Expr>,
        live: &mut Live,
        want: Want,
    ) -> Vec<TokenStream> {
        let exprs: Vec<_> = exprs.collect();
        let mut tokens = Vec::new();
        for (position, expr) in exprs.iter().enumerate().rev() {
            let before = exprs[..position].iter().copied().filter(|before| borrows(before));
            tokens.push(self.beside(before, expr, live, want));
        }
        tokens.reverse();
        tokens
    }

    /// An expression that is evaluated while what these look at is still borrowed: nothing is moved out of that.
    pub(super) fn beside<'e>(
        &self,
        borrowed: impl IntoIterator<Item = &'e Expr>,
        expr: &Expr,
        live: &mut Live,
        want: Want,
    ) -> TokenStream {
        let names: Vec<_> = borrowed.into_iter().flat_map(|borrowed| locals(borrowed, self.scope)).collect();
        if names.is_empty() {
            return self.expr(expr, live, want);
        }
        let mut held = live.clone();
        names.iter().for_each(|name| held.insert(name));
        let tokens = self.expr(expr, &mut held, want);
        locals(expr, self.scope).iter().for_each(|name| live.insert(name));
        tokens
    }

    pub(super) fn literal(&self, literal: &Lit, want: Want) -> TokenStream {
        match literal {
            Lit::Str(text) if !matches!(want, Want::Place | Want::Binding) => {
                let path = self.scope.expr_at(text.span());
                let call = quote_spanned!(text.span()=> #path::text);
                quote_spanned!(text.span()=> #call(#text))
            }
            _ => literal.to_token_stream(),
        }
    }

    /// A name, a field or an element: a place, from which a value is moved or cloned.
    fn place(&self, expr: &Expr, live: &mut Live, want: Want) -> TokenStream {
        let root = root(expr, self.scope);
        let later = root.as_ref().is_some_and(|root| live.contains(root) || self.scope.is_lent(root, live));
        let tokens = self.place_tokens(expr, live);
        let Some(root) = root else {
            // A constant, or a part of a value that nothing names.
            return if has_index(expr) && want != Want::Place { cloned(&tokens, None) } else { tokens };
        };
        let reference = self.scope.is_reference(&root);
        let bare = matches!(expr, Expr::Path(_));
        let clone = match want {
            Want::Place => false,
            _ if reference && bare => false,
            Want::TaskArgument | Want::Cloned => true,
            Want::Value | Want::Binding => later || reference || has_index(expr),
        };
        let tokens = if clone && matches!(expr, Expr::Unary(_)) {
            quote_spanned!(expr.span()=> (#tokens))
        } else {
            tokens
        };
        // A witness is not borrow-checked: it moves what it likes, so that it asks no `Clone` that the driver does not. What
        // the driver always clones it clones too: rustc says of both the same.
        let always = matches!(want, Want::TaskArgument | Want::Cloned);
        let told = if bare { self.scope.place_of_type(&root) } else { None };
        if !clone || !always && self.mode == Mode::Witness {
            return tokens;
        }
        // Of a reference `.clone()` would be what it refers to, and in a witness it is not known what is one.
        let may_refer = bare && told.is_none() && self.mode == Mode::Witness;
        // What a text literal becomes is not known before its uses, and of a `&str` rustc warns of a `.clone()`.
        let is_text = bare && self.scope.is_text(&root);
        if is_text && self.mode == Mode::Witness {
            let at = self.scope.expr_at(expr.span());
            return quote_spanned!(expr.span()=> #at::text(""));
        }
        if may_refer {
            let at = self.scope.expr_at(expr.span());
            return quote_spanned!(expr.span()=> #at::Place(&#tokens).owned());
        }
        if is_text { same(&tokens, expr.span()) } else { cloned(&tokens, told) }
    }

    fn place_tokens(&self, expr: &Expr, live: &mut Live) -> TokenStream {
        match expr {
            Expr::Path(path) => {
                if let Some(name) = path.path.get_ident().filter(|name| self.scope.is_local(name)) {
                    live.insert(name);
                }
                path.to_token_stream()
            }
            Expr::Field(field) => {
                let (dot, member) = (&field.dot_token, &field.member);
                let base = self.place_tokens(&field.base, live);
                quote!(#base #dot #member)
            }
            Expr::Index(index) => {
                if is_constant(expr, self.scope) {
                    return self.constant(expr);
                }
                let path = self.scope.expr_at(index.bracket_token.span.join());
                let position = self.beside([&*index.expr], &index.index, live, Want::Place);
                let base = self.place_tokens(&index.expr, live);
                let span = index.bracket_token.span.join();
                let found = quote_spanned!(span=> #path::Indexed(&#base).at(#position));
                let found = self.checked(&found, span, expr);
                quote_spanned!(span=> (*#found))
            }
            Expr::Group(group) => self.place_tokens(&group.expr, live),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
                let (star, base) = (&unary.op, self.place_tokens(&unary.expr, live));
                quote!(#star #base)
            }
            _ => self.expr(expr, live, Want::Place),
        }
    }

    fn structure(&self, value: &ExprStruct, live: &mut Live, want: Want) -> TokenStream {
        let want = if want.part() == Want::Binding { Want::Value } else { want };
        // `..base` is evaluated last, so it is printed first.
        let rest = value.rest.as_ref().map(|rest| self.expr(rest, live, want));
        let mut printed = value.clone();
        for field in printed.fields.iter_mut().rev() {
            let tokens = self.expr(&field.expr, live, want);
            if field.colon_token.is_none() && tokens.to_string() != field.expr.to_token_stream().to_string() {
                field.colon_token = Some(Token![:](field.expr.span()));
            }
            field.expr = Expr::Verbatim(tokens);
        }
        printed.rest = rest.map(|rest| Box::new(Expr::Verbatim(rest)));
        printed.to_token_stream()
    }
}

/// A clone of the place's own type.
fn same(place: &TokenStream, span: Span) -> TokenStream {
    quote_spanned!(span=> ::core::clone::Clone::clone(&#place))
}

/// `place.clone()`, where `.clone()` stands at the last token of the place, so that rustc's messages are those of the
/// place alone. That a parameter's type has no `clone` is `told` where that type is written: once, however often it is
/// cloned.
fn cloned(place: &TokenStream, told: Option<Span>) -> TokenStream {
    let last = match place.clone().into_iter().last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => Span::mixed_site(),
    };
    let clone = Ident::new("clone", told.unwrap_or(last));
    quote_spanned!(last=> #place.#clone())
}

/// What is borrowed, between parentheses of the user's where it begins with generated code: a span from `&` to there would
/// be that of the whole macro.
fn placed(expr: &Expr, tokens: TokenStream) -> TokenStream {
    let first = |tokens: &TokenStream| tokens.clone().into_iter().next();
    let written = expr.to_token_stream();
    let same = match (first(&tokens), first(&written)) {
        (Some(TokenTree::Group(_)), _) => true,
        (printed, written) => {
            printed.map(|token| token.to_string()) == written.map(|token| token.to_string())
        }
    };
    if same {
        return tokens;
    }
    let last = written.into_iter().last().map_or_else(Span::mixed_site, |token| token.span());
    quote_spanned!(last=> (#tokens))
}

/// The local that a place is a part of.
fn root(expr: &Expr, scope: &Scope) -> Option<Ident> {
    match expr {
        Expr::Path(path) => path.path.get_ident().filter(|name| scope.is_local(name)).cloned(),
        Expr::Field(field) => root(&field.base, scope),
        Expr::Index(index) => root(&index.expr, scope),
        Expr::Paren(paren) => root(&paren.expr, scope),
        Expr::Group(group) => root(&group.expr, scope),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => root(&unary.expr, scope),
        _ => None,
    }
}

/// Whether an expression has operators that bind less than those around it may.
fn is_composed(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Binary(_)
            | Expr::Unary(_)
            | Expr::Cast(_)
            | Expr::Reference(_)
            | Expr::Range(_)
            | Expr::If(_)
            | Expr::Match(_)
            | Expr::Struct(_)
    )
}

/// Whether a place is an element of a list, out of which nothing can be moved; a slice is never taken, only looked at.
fn has_index(expr: &Expr) -> bool {
    match expr {
        Expr::Index(index) => !matches!(*index.index, Expr::Range(_)),
        Expr::Field(field) => has_index(&field.base),
        Expr::Paren(paren) => has_index(&paren.expr),
        _ => false,
    }
}
