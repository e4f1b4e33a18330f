//! A module or a function with something in it that is no Rust: rustc has said what, and all that can be read of it
//! stands, so that nobody else misses it.
//!
//! It knows tokens alone. Read next: `mod.rs`, which asks.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{Block, Expr, ItemFn, ItemMod, Stmt};

/// What stands in a body that cannot be read.
const MARK: &str = "__unread";

/// The module whose states have no bodies where those cannot be read; `None` when more than that cannot.
pub(super) fn without_bodies(item: &TokenStream) -> Option<ItemMod> {
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let Some(TokenTree::Group(content)) = tokens.pop() else { return None };
    let mut inner: Vec<TokenTree> = content.stream().into_iter().collect();
    let mut begin = 0;
    for index in 0..inner.len() {
        let TokenTree::Group(body) = &inner[index] else { continue };
        if body.delimiter() != Delimiter::Brace {
            continue;
        }
        let head: TokenStream = inner[begin..index].iter().cloned().collect();
        begin = index + 1;
        let is_function =
            head.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(word) if word == "fn"));
        if is_function && syn::parse2::<Block>(body.to_token_stream()).is_err() {
            // The body of a helper is a value, of which there is none.
            if head.to_string().contains("portable") {
                return None;
            }
            let mark = proc_macro2::Ident::new(MARK, body.span());
            let mut unread = Group::new(Delimiter::Brace, quote!(#mark!()));
            unread.set_span(body.span());
            inner[index] = unread.into();
        }
    }
    let mut mended = Group::new(Delimiter::Brace, inner.into_iter().collect());
    mended.set_span(content.span());
    tokens.push(mended.into());
    syn::parse2(tokens.into_iter().collect()).ok()
}

/// The function without its body, where that alone cannot be read.
pub(crate) fn without_body(item: &TokenStream) -> Option<ItemFn> {
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let Some(TokenTree::Group(body)) = tokens.pop() else { return None };
    let mut empty = Group::new(Delimiter::Brace, TokenStream::new());
    empty.set_span(body.span());
    tokens.push(empty.into());
    syn::parse2(tokens.into_iter().collect()).ok()
}

/// Whether a body could not be read.
pub(super) fn is_unread(body: &Block) -> bool {
    let [only] = body.stmts.as_slice() else { return false };
    let call = match only {
        Stmt::Macro(call) => &call.mac,
        Stmt::Expr(Expr::Macro(call), None) => &call.mac,
        _ => return false,
    };
    call.path.is_ident(MARK)
}

/// The module without what is in it, when this is one that cannot be read.
pub(super) fn empty_module(item: &TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let keyword = tokens.iter().position(|token| matches!(token, TokenTree::Ident(word) if word == "mod"))?;
    let is_other_item = tokens[..keyword].iter().any(|token| {
        matches!(token, TokenTree::Ident(word) if ["fn", "struct", "enum", "trait", "impl"].iter().any(|other| word == other))
    });
    let name = tokens.get(keyword + 1).filter(|token| matches!(token, TokenTree::Ident(_)))?;
    let body = tokens.get(keyword + 2)?;
    if is_other_item || !matches!(body, TokenTree::Group(_)) {
        return None;
    }
    let head = &tokens[..keyword];
    Some(quote!(#(#head)* mod #name {}))
}
