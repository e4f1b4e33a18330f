//! A `let` that returns in some of its cases: `let x = match value { Some(x) => x, None => return y };`.
//!
//! What follows stands in the case that goes on; where several go on, each says its value or which of the others it is,
//! `match match value { A(x) => Ok(x), B => Ok(0), C => Err(0) } { Ok(x) => rest, Err(_) => y }`. Read next:
//! `guard_clauses.rs`, which puts them together.

use std::mem;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote_spanned};
use syn::{
    BinOp, Block, Expr, ExprBlock, ExprMatch, ExprReturn, Ident, LitInt, Local, Pat, Stmt, Type,
    parse_quote_spanned, spanned::Spanned as _,
};

use super::{
    ending::is_decision,
    guard_clauses::{block_returns, returns},
    lines_of_cases::lacks_value,
    literals::is_text,
    pattern::bound_names,
    question_marks::{Halves, without_type},
    reads::reads,
    scope::key,
    syntax::is_constructor,
};

/// Whether a value ends the body in some of its cases, and goes on in the others.
pub(super) fn decides_to_return(value: &Expr) -> bool {
    let has_one_arm = matches!(value, Expr::Match(decision) if decision.arms.len() < 2);
    is_decision(value)
        && !has_one_arm
        && lacks_value(value).is_none()
        && returned_case(value).is_some()
        && going_on(value) > 0
}

/// Whether one case goes on, and binds no name that would hide another in what is behind the `let`.
pub(super) fn goes_on_in_one(value: &Expr, bound: &Pat, behind: &[Stmt]) -> bool {
    going_on(value) == 1 && !hides(value, bound, behind)
}

/// In how many of its cases a value goes on to what is behind it.
pub(super) fn going_on(value: &Expr) -> usize {
    let of_block = |block: &Block| match block.stmts.last() {
        _ if block_returns(block) => 0,
        Some(Stmt::Expr(value, _)) => going_on(value),
        _ => 1,
    };
    match value {
        value if returns(value) => 0,
        value if returned_case(value).is_none() => 1,
        Expr::If(decision) => {
            let other = decision.else_branch.as_ref().map_or(1, |(_, other)| going_on(other));
            of_block(&decision.then_branch) + other
        }
        Expr::Match(decision) => decision.arms.iter().map(|arm| going_on(&arm.body)).sum(),
        Expr::Block(block) => of_block(&block.block),
        _ => 1,
    }
}

const OUTSIDE: &str = "write this `let` as a line of the body itself: only there it returns";
const CASES: &str = "give each case a value, and decide behind it: `if value == 0 { return .. }`";

/// The `return` of a `let` that is no guard clause, and what to write instead.
pub(crate) fn refused_return(local: &Local) -> Option<(ExprReturn, &'static str)> {
    let init = local.init.as_ref().filter(|init| init.diverge.is_none())?;
    let value = &*init.expr;
    let returned = returned_case(value)?;
    let help = if going_on(value) > 0 { OUTSIDE } else { CASES };
    Some((returned, help))
}

/// The `return` of the first case that returns.
pub(crate) fn returned_case(value: &Expr) -> Option<ExprReturn> {
    let of_block = |block: &Block| match block.stmts.last()? {
        Stmt::Expr(value, _) => returned_case(value),
        _ => None,
    };
    match value {
        Expr::Return(returned) => Some(returned.clone()),
        Expr::If(decision) => of_block(&decision.then_branch)
            .or_else(|| decision.else_branch.as_ref().and_then(|(_, other)| returned_case(other))),
        Expr::Match(decision) => decision.arms.iter().find_map(|arm| returned_case(&arm.body)),
        Expr::Block(block) => of_block(&block.block),
        _ => None,
    }
}

/// Whether the case that goes on binds a name of which what is behind its `let` reads another of before.
fn hides(decision: &Expr, bound: &Pat, behind: &[Stmt]) -> bool {
    let again = bound_names(bound);
    bound_by_the_case(decision)
        .iter()
        .any(|name| !again.iter().any(|bound| key(bound) == key(name)) && reads(behind, &key(name)))
}

/// What the case that goes on binds on the way to its value.
fn bound_by_the_case(value: &Expr) -> Vec<Ident> {
    match value {
        value if returned_case(value).is_none() => Vec::new(),
        Expr::If(decision) if !block_returns(&decision.then_branch) => {
            [bound_by_the_condition(&decision.cond), bound_by_the_block(&decision.then_branch)].concat()
        }
        Expr::If(decision) => {
            decision.else_branch.as_ref().map(|(_, other)| bound_by_the_case(other)).unwrap_or_default()
        }
        Expr::Match(decision) => {
            let arm = decision.arms.iter().find(|arm| !returns(&arm.body));
            arm.map(|arm| [bound_names(&arm.pat), bound_by_the_case(&arm.body)].concat()).unwrap_or_default()
        }
        Expr::Block(block) => bound_by_the_block(&block.block),
        _ => Vec::new(),
    }
}

/// The same of a block, which is a value of its own where nothing in it returns.
fn bound_by_the_block(block: &Block) -> Vec<Ident> {
    match block.stmts.last() {
        Some(Stmt::Expr(value, _)) if returned_case(value).is_some() => {
            [bound_by_lines(block), bound_by_the_case(value)].concat()
        }
        _ => Vec::new(),
    }
}

/// What the `let`s of a block bind.
fn bound_by_lines(block: &Block) -> Vec<Ident> {
    let names = block.stmts.iter().map(|statement| match statement {
        Stmt::Local(local) => bound_names(&local.pat),
        _ => Vec::new(),
    });
    names.collect::<Vec<_>>().concat()
}

fn bound_by_the_condition(condition: &Expr) -> Vec<Ident> {
    match condition {
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            [bound_by_the_condition(&binary.left), bound_by_the_condition(&binary.right)].concat()
        }
        Expr::Let(tested) => bound_names(&tested.pat),
        _ => Vec::new(),
    }
}

/// What each case that returns binds on the way to its `return`, and reads there.
fn read_to_return(value: &Expr, bound: &[Ident], read: &mut Vec<Vec<Ident>>) {
    let with = |more: Vec<Ident>| [bound, &more].concat();
    match value {
        value if returned_case(value).is_none() => {}
        value if returns(value) => read.push(read_by(&[Stmt::Expr(value.clone(), None)], bound)),
        Expr::If(decision) => {
            read_in_block(&decision.then_branch, &with(bound_by_the_condition(&decision.cond)), read);
            if let Some((_, other)) = &decision.else_branch {
                read_to_return(other, bound, read);
            }
        }
        Expr::Match(decision) => {
            decision
                .arms
                .iter()
                .for_each(|arm| read_to_return(&arm.body, &with(bound_names(&arm.pat)), read));
        }
        Expr::Block(block) => read_in_block(&block.block, bound, read),
        _ => {}
    }
}

fn read_in_block(block: &Block, bound: &[Ident], read: &mut Vec<Vec<Ident>>) {
    if block_returns(block) {
        return read.push(read_by(&block.stmts, bound));
    }
    if let Some(Stmt::Expr(value, _)) = block.stmts.last() {
        read_to_return(value, &[bound, &bound_by_lines(block)].concat(), read);
    }
}

/// Those of the names that are read, each once.
fn read_by(lines: &[Stmt], bound: &[Ident]) -> Vec<Ident> {
    let mut names: Vec<Ident> = Vec::new();
    for name in bound.iter().rev() {
        if reads(lines, &key(name)) && !names.iter().any(|other| key(other) == key(name)) {
            names.push(name.clone());
        }
    }
    names
}

/// A `let` of which several cases go on: each case as what it goes on with, or as which of those that return it is, and the
/// `match` of that. Where some read what they bind, each is what it returns, if that is a value of this type; a transition
/// is none, so then each is what it reads.
pub(super) fn several(
    mut value: Expr,
    pat: Pat,
    rest: Block,
    output: Option<&Type>,
    last: impl Fn(Expr) -> Expr,
) -> (Expr, ExprMatch) {
    let span = value.span();
    let ok = halves(span).0;
    let ty = match &pat {
        Pat::Type(typed) => Some((*typed.ty).clone()),
        _ => None,
    };
    let mut read = Vec::new();
    read_to_return(&value, &[], &mut read);
    let in_place = output.filter(|_| !read.iter().all(Vec::is_empty));
    let mut returned = Returned { ty, last: &last, read, in_place, ends: Vec::new() };
    returned.number(&mut value);
    if in_place.is_some() {
        let (name, err) = (Ident::new("__returned", Span::mixed_site().located_at(span)), halves(span).1);
        let (pat, rest) = without_type(pat, rest, span);
        return (value, parse_quote_spanned!(span=> match () { #ok(#pat) => #rest, #err(#name) => #name }));
    }
    let ends = returned.ends.iter().enumerate().map(|(place, end)| {
        let which = returned.which(place, span, Use::Pattern);
        quote_spanned!(span=> #which => #end,)
    });
    let ends: TokenStream = ends.collect();
    let (pat, rest) = without_type(pat, rest, span);
    (value, parse_quote_spanned!(span=> match () { #ok(#pat) => #rest, #ends }))
}

/// As what it is said which case returns.
#[derive(Clone, Copy)]
enum Use {
    Value,
    Pattern,
}

/// What the cases of a `let` return.
struct Returned<'a> {
    /// The type of the `let`.
    ty: Option<Type>,
    last: &'a dyn Fn(Expr) -> Expr,
    /// What each that returns reads of what it binds.
    read: Vec<Vec<Ident>>,
    /// The type of what each returns, where it is it.
    in_place: Option<&'a Type>,
    ends: Vec<Expr>,
}

impl Returned<'_> {
    /// Says of each case whether it goes on, and takes out what it returns.
    fn number(&mut self, value: &mut Expr) {
        let span = value.span();
        let (ok, err) = halves(span);
        if returns(value) {
            if let Some(output) = self.in_place {
                let end = (self.last)(mem::replace(value, parse_quote_spanned!(span=> ())));
                // What it is found in says only what the others go on with.
                let name = Ident::new("__end", Span::mixed_site().located_at(span));
                *value = parse_quote_spanned!(span=> { let #name: #output = #end; #err(#name) });
                return;
            }
            let which = self.which(self.ends.len(), span, Use::Value);
            let end = mem::replace(value, parse_quote_spanned!(span=> #which));
            return self.ends.push((self.last)(end));
        }
        match value {
            Expr::Block(block) if block.label.is_none() => self.number_block(&mut block.block),
            value if returned_case(value).is_none() => {
                let name = Ident::new("__case", Span::mixed_site().located_at(span));
                *value = match &self.ty {
                    Some(ty) => parse_quote_spanned!(span=> { let #name: #ty = #value; #ok(#name) }),
                    // In a `let` it is a `&str`, and here what is wanted.
                    None if has_text(value) => {
                        parse_quote_spanned!(span=> { let #name = #value; #ok(#name) })
                    }
                    None => parse_quote_spanned!(span=> #ok(#value)),
                };
            }
            Expr::If(decision) => {
                self.number_block(&mut decision.then_branch);
                decision.else_branch.iter_mut().for_each(|(_, other)| self.number(other));
            }
            Expr::Match(decision) => decision.arms.iter_mut().for_each(|arm| self.number(&mut arm.body)),
            _ => {}
        }
    }

    fn number_block(&mut self, block: &mut Block) {
        if block_returns(block) {
            let whole = mem::replace(block, Block { brace_token: block.brace_token, stmts: Vec::new() });
            let mut whole = Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block: whole });
            self.number(&mut whole);
            block.stmts.push(Stmt::Expr(whole, None));
        } else if let Some(Stmt::Expr(value, _)) = block.stmts.last_mut() {
            self.number(value);
        }
    }

    /// Which of the cases that return one is, as a value and as a pattern: its number, or where some read what they bind,
    /// what it reads, each in a half of its own.
    fn which(&self, place: usize, span: Span, used: Use) -> TokenStream {
        let (ok, err) = halves(span);
        let last = place + 1 == self.read.len();
        if self.read.iter().all(Vec::is_empty) {
            let number = match used {
                Use::Pattern if last => quote_spanned!(span=> _),
                _ => place_of(place, span).into_token_stream(),
            };
            return quote_spanned!(span=> #err(#number));
        }
        let read = match &self.read[place][..] {
            [] if matches!(used, Use::Pattern) => quote_spanned!(span=> _),
            [] => quote_spanned!(span=> true),
            [name] => name.to_token_stream(),
            names => quote_spanned!(span=> (#(#names),*)),
        };
        let own = if last { read } else { quote_spanned!(span=> #ok(#read)) };
        (0..=place).fold(own, |inner, _| quote_spanned!(span=> #err(#inner)))
    }
}

/// Whether text stands in a value that says its type otherwise.
fn has_text(value: &Expr) -> bool {
    match value {
        Expr::Tuple(tuple) => tuple.elems.iter().any(has_text),
        Expr::Array(array) => array.elems.iter().any(has_text),
        Expr::Reference(reference) => has_text(&reference.expr),
        Expr::Call(call) if is_constructor(&call.func) => call.args.iter().any(has_text),
        // That becomes what is wanted, wherever it stands.
        Expr::MethodCall(call) if call.method == "into" => false,
        value => is_text(value),
    }
}

fn halves(span: Span) -> (TokenStream, TokenStream) {
    let Halves { ok, err, .. } = Halves::at(span);
    (ok, err)
}

fn place_of(place: usize, span: Span) -> LitInt {
    LitInt::new(&format!("{place}_u8"), span)
}
