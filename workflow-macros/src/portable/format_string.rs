//! `format!("…", …)`: its text, its places and its arguments.
//!
//! Only `{}`, `{0}` and `{name}` are portable, and `{:04}` of what has leading zeros; anything else after a `:` is named in
//! an error. Read next: `check.rs`.

use proc_macro2::Ident;
use syn::{
    Expr, LitStr, Token,
    ext::IdentExt as _,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
};

use super::syntax::{list_macro, matches_macro};

/// The expressions in a call of a portable macro.
pub(super) fn arguments(call: &syn::Macro) -> Vec<Expr> {
    if let Some(elements) = list_macro(call) {
        return elements;
    }
    if let Some(value) = matches_macro(call) {
        return vec![Expr::Match(value)];
    }
    let format = call.parse_body::<Format>();
    format
        .map(|format| format.arguments.into_iter().map(|argument| argument.value).collect())
        .unwrap_or_default()
}

/// The call of `format!`.
pub(super) struct Format {
    pub(super) text: LitStr,
    pub(super) arguments: Vec<Argument>,
    pub(super) pieces: Vec<Piece>,
}

/// An argument after the text.
pub(super) struct Argument {
    pub(super) name: Option<Ident>,
    pub(super) value: Expr,
}

/// What the text is made of.
pub(super) enum Piece {
    Text(String),
    /// The argument at this position.
    Argument(usize),
    /// A name captured from the scope.
    Captured(Ident),
    /// One of these with zeros before it, until it is so many characters.
    Padded(Box<Piece>, u8),
    /// What is not portable, as it is written.
    Unknown(String),
}

impl Piece {
    /// The name that is captured from the scope.
    pub(super) fn captured(&self) -> Option<&Ident> {
        match self {
            Self::Captured(name) => Some(name),
            Self::Padded(piece, _) => piece.captured(),
            Self::Text(_) | Self::Argument(_) | Self::Unknown(_) => None,
        }
    }
}

impl Parse for Format {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let text: LitStr = input.parse()?;
        let mut arguments = Vec::new();
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
            let parsed: Punctuated<Argument, Token![,]> = Punctuated::parse_terminated(input)?;
            arguments.extend(parsed);
        }
        let pieces = pieces(&text, &arguments);
        Ok(Self { text, arguments, pieces })
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let named = input.peek(syn::Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        let name = if named {
            let name = input.call(Ident::parse_any)?;
            input.parse::<Token![=]>()?;
            Some(name)
        } else {
            None
        };
        Ok(Self { name, value: input.parse()? })
    }
}

fn pieces(text: &LitStr, arguments: &[Argument]) -> Vec<Piece> {
    let value = text.value();
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut next = 0;
    let mut rest = value.as_str();
    while let Some(position) = rest.find(['{', '}']) {
        plain.push_str(&rest[..position]);
        let brace = &rest[position..=position];
        rest = &rest[position + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            plain.push_str(brace);
            rest = after;
            continue;
        }
        let Some((place, after)) = rest.split_once('}').filter(|_| brace == "{") else { break };
        rest = after;
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        pieces.push(piece(place.trim(), text, arguments, &mut next));
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

fn piece(place: &str, text: &LitStr, arguments: &[Argument], next: &mut usize) -> Piece {
    if let Some((place, width)) = padded(place) {
        return Piece::Padded(Box::new(piece(place, text, arguments, next)), width);
    }
    if place.is_empty() {
        *next += 1;
        return Piece::Argument(*next - 1);
    }
    if let Ok(position) = place.parse() {
        return Piece::Argument(position);
    }
    let named = |argument: &Argument| argument.name.as_ref().is_some_and(|own| *own == place);
    if let Some(position) = arguments.iter().position(named) {
        return Piece::Argument(position);
    }
    match syn::parse_str::<Ident>(place) {
        Ok(name) => Piece::Captured(Ident::new(&name.to_string(), text.span())),
        Err(_) => Piece::Unknown(place.to_owned()),
    }
}

/// `place:04` as the place and the width.
fn padded(place: &str) -> Option<(&str, u8)> {
    let (place, format) = place.split_once(':')?;
    let width = format.strip_prefix('0').filter(|width| !width.starts_with('0'))?;
    Some((place.trim(), width.parse().ok()?))
}
