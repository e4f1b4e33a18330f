//! Questions that an expression's syntax answers: what it calls, what it constructs.
//!
//! It prints nothing. Read next: `check.rs`, `native.rs` and `twin.rs`, which ask them.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{
    BinOp, Block, Expr, ExprCall, ExprCast, ExprLit, ExprMatch, Lit, Macro, Member, Stmt, Token, Type,
    parse::ParseStream,
};

use super::{names::is_closed, scope::Scope, twin_calls::unwrapped};

/// Whether an operator compares.
pub(super) fn is_comparison(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_)
    )
}

/// The runtime's function for an operator that can fail.
pub(super) fn checked_operation(operator: &BinOp) -> Option<&'static str> {
    match operator {
        BinOp::Add(_) => Some("add"),
        BinOp::Sub(_) => Some("sub"),
        BinOp::Mul(_) => Some("mul"),
        BinOp::Div(_) => Some("div"),
        BinOp::Rem(_) => Some("rem"),
        _ => None,
    }
}

/// Whether a path is that of a macro of std's.
pub(super) fn is_macro(path: &syn::Path, name: &str) -> bool {
    let mut segments = path.segments.iter().rev();
    segments.next().is_some_and(|segment| segment.ident == name)
        && segments.all(|segment| segment.ident == "std" || segment.ident == "alloc")
}

/// The elements of `vec![a, b, …]`.
pub(super) fn list_macro(call: &Macro) -> Option<Vec<Expr>> {
    if !is_macro(&call.path, "vec") {
        return None;
    }
    let parse = syn::punctuated::Punctuated::<Expr, Token![,]>::parse_terminated;
    call.parse_body_with(parse).ok().map(|elements| elements.into_iter().collect())
}

/// A collection without anything in it, of which nothing here says what it could hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Empty {
    List,
    Map,
}

/// `Vec::new()`, `BTreeMap::new()` and their like.
pub(super) fn empty_collection(call: &ExprCall) -> Option<Empty> {
    let Expr::Path(function) = &*call.func else { return None };
    let mut segments = function.path.segments.iter().rev();
    let (last, of) = (segments.next()?, segments.next()?);
    let typed = [last, of].into_iter().any(|segment| !segment.arguments.is_none());
    if typed || !call.args.is_empty() || !(last.ident == "new" || last.ident == "default") {
        return None;
    }
    match of.ident.to_string().as_str() {
        "Vec" | "BTreeSet" | "HashSet" => Some(Empty::List),
        "BTreeMap" | "HashMap" => Some(Empty::Map),
        _ => None,
    }
}

/// `matches!(value, pattern)` as the `match` that it stands for.
pub(super) fn matches_macro(call: &Macro) -> Option<ExprMatch> {
    let (value, pattern) = matches_parts(call)?;
    // A struct literal cannot stand before the brace.
    let value = if matches!(value, Expr::Struct(_)) { quote!((#value)) } else { quote!(#value) };
    syn::parse2(quote!(match #value { #pattern => true, _ => false })).ok()
}

/// The value of a `matches!(value, pattern)`, and the pattern with its guard.
pub(super) fn matches_parts(call: &Macro) -> Option<(Expr, TokenStream)> {
    if !is_macro_of_core(&call.path, "matches") {
        return None;
    }
    call.parse_body_with(value_and_pattern).ok()
}

/// What stands before the comma, and all behind it but for a comma at its end.
fn value_and_pattern(input: ParseStream<'_>) -> syn::Result<(Expr, TokenStream)> {
    let value = input.parse()?;
    input.parse::<Token![,]>()?;
    let mut pattern = TokenStream::new();
    while !input.is_empty() {
        if input.peek(Token![,])
            && input.fork().parse::<TokenStream>().is_ok_and(|rest| rest.into_iter().count() == 1)
        {
            input.parse::<Token![,]>()?;
        } else {
            pattern.extend([input.parse::<TokenTree>()?]);
        }
    }
    Ok((value, pattern))
}

/// Whether a path is that of a macro of core's, which std has too.
fn is_macro_of_core(path: &syn::Path, name: &str) -> bool {
    let mut segments = path.segments.iter().rev();
    segments.next().is_some_and(|segment| segment.ident == name)
        && segments.all(|segment| segment.ident == "std" || segment.ident == "core")
}

/// Whether this calls a `#[portable]` function; on constants alone only one that is known to be portable.
pub(super) fn is_helper_call(call: &ExprCall, scope: &Scope) -> bool {
    let Expr::Path(function) = &*call.func else { return false };
    if duration_function(&function.path, scope).is_some() {
        return false;
    }
    let known =
        function.path.get_ident().is_some_and(|name| scope.helpers.contains(&super::scope::key(name)));
    known || (scope.is_helper(&function.path) && !call.args.iter().all(|argument| is_closed(argument, scope)))
}

pub(super) fn is_some(path: &syn::Path) -> bool {
    is_of_option(path, "Some")
}

/// Whether a path is this variant of `Option`: an enum of the user's own may have one of that name, `Discount::None`.
pub(super) fn is_of_option(path: &syn::Path, variant: &str) -> bool {
    let mut segments = path.segments.iter().rev();
    segments.next().is_some_and(|last| last.ident == variant)
        && segments.next().is_none_or(|of| of.ident == "Option")
}

/// Whether a path is one half of std's `Result`: an enum of the user's own may be called so, `Result::Ok`.
pub(super) fn is_of_result(path: &syn::Path) -> bool {
    let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    match names.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [half] | ["core" | "std", "result", "Result", half] => half == "Ok" || half == "Err",
        _ => false,
    }
}

/// `u64::from(value)`: the same JSON, for the types that the runtime's table of conversions holds.
pub(super) fn is_conversion(path: &syn::Path) -> bool {
    path.segments.len() == 2 && path.segments.last().is_some_and(|segment| segment.ident == "from")
}

/// Whether a cast is to a number that definitions have: the types say the rest.
pub(super) fn is_cast_to_number(cast: &ExprCast) -> bool {
    is_cast_to(cast, &["u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "f64"])
}

/// Whether a cast is to an integer of which JSON does not carry all.
pub(super) fn is_wide_cast(cast: &ExprCast) -> bool {
    is_cast_to(cast, &["u64", "usize", "i64"])
}

fn is_cast_to(cast: &ExprCast, names: &[&str]) -> bool {
    matches!(&*cast.ty, Type::Path(to) if names.iter().any(|name| to.path.is_ident(name)))
}

/// Whether a cast makes a wide integer of a rounded float, which can be more than JSON carries.
pub(super) fn can_cast_fail(cast: &ExprCast) -> bool {
    is_wide_cast(cast) && is_rounded(&cast.expr)
}

/// Whether a value is a float that was rounded.
pub(super) fn is_rounded(value: &Expr) -> bool {
    let rounding = ["round", "floor", "ceil", "trunc"];
    matches!(unwrapped(value), Expr::MethodCall(call) if rounding.iter().any(|name| call.method == name))
}

/// Whether a number is not negative, as one sees by how it is written.
pub(super) fn is_not_negative(value: &Expr) -> bool {
    let Expr::MethodCall(call) = unwrapped(value) else { return false };
    let is_least = |least: &Expr| matches!(unwrapped(least), Expr::Lit(ExprLit { lit: Lit::Int(_), .. }));
    call.method == "abs" || call.method == "max" && call.args.iter().all(is_least)
}

/// The keys and the values of `BTreeMap::from([(key, value), ..])`, written in place.
pub(super) fn map_entries(call: &ExprCall) -> Option<Vec<(&Expr, &Expr)>> {
    let Expr::Path(function) = &*call.func else { return None };
    let arguments: Vec<&Expr> = call.args.iter().collect();
    let [Expr::Array(pairs)] = arguments.as_slice() else { return None };
    if !is_conversion(&function.path) || pairs.elems.is_empty() {
        return None;
    }
    pairs.elems.iter().map(map_entry).collect()
}

fn map_entry(pair: &Expr) -> Option<(&Expr, &Expr)> {
    match pair {
        Expr::Tuple(pair) if pair.elems.len() == 2 => Some((&pair.elems[0], &pair.elems[1])),
        _ => None,
    }
}

/// Whether a function is a tuple struct's or a variant's: rustc's own lint keeps other functions in lower case.
pub(super) fn is_constructor(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    path.path.segments.last().is_some_and(|segment| {
        segment.ident.to_string().trim_start_matches("r#").starts_with(char::is_uppercase)
    })
}

/// The name of a field as `Shape` has it.
pub(super) fn member_name(member: &Member) -> String {
    match member {
        Member::Named(name) => super::scope::key(name),
        Member::Unnamed(index) => index.index.to_string(),
    }
}

/// The functions of the prelude that make a duration, and how many seconds each counts.
const DURATIONS: [(&str, u32); 4] = [("seconds", 1), ("minutes", 60), ("hours", 3_600), ("days", 86_400)];

/// The seconds of a duration of the prelude.
pub(super) fn duration_function(path: &syn::Path, scope: &Scope) -> Option<u32> {
    let name = path
        .get_ident()
        .filter(|name| !scope.is_local(name) && !scope.helpers.contains(&super::scope::key(name)))?;
    DURATIONS.into_iter().find(|(known, _)| name == known).map(|(_, seconds)| seconds)
}

/// The expression that a block ends with.
pub(super) fn tail_of(block: &Block) -> Option<&Expr> {
    match block.stmts.last()? {
        Stmt::Expr(value, None) => Some(value),
        _ => None,
    }
}
