//! What returns early, as the expression that it is: `if x { return a; } b` is `if x { a } else { b }`.
//!
//! Guard clauses become values before anything is checked, so that one form is checked, run and exported. Only where
//! they stand in line with the value of a body: a `return` elsewhere stays, and is refused. Read next: `check.rs`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{
    BinOp, Block, Expr, ExprBlock, ExprIf, ExprMatch, ExprReturn, Ident, Local, LocalInit, Pat, ReturnType,
    Stmt, Token, parse_quote, parse_quote_spanned, token::Brace,
};

use super::{
    pattern::bound_names,
    question_marks::{Given, asked},
    reads::reads,
    scope::key,
};

/// The body of a function as one value.
pub(crate) fn as_value(body: Block, output: &ReturnType) -> Block {
    Guards { given: Given::of(output) }.value(body)
}

struct Guards {
    given: Given,
}

impl Guards {
    fn value(&self, mut block: Block) -> Block {
        let is_guard =
            |position: &usize| self.is_guard(&block.stmts[*position], &block.stmts[position + 1..]);
        let Some(position) = (0..block.stmts.len()).find(is_guard) else {
            return self.with_last(block);
        };
        let behind = block.stmts.split_off(position + 1);
        let rest = self.value(Block { brace_token: block.brace_token, stmts: behind });
        let value = match block.stmts.pop() {
            Some(Stmt::Expr(Expr::If(decision), _)) => self.decided(decision, rest),
            Some(Stmt::Local(local)) => self.bound(local, rest),
            _ => as_expr(rest),
        };
        block.stmts.push(Stmt::Expr(value, None));
        block
    }

    /// Whether a statement ends the body in some cases, and goes on to what is behind it in the others.
    fn is_guard(&self, statement: &Stmt, behind: &[Stmt]) -> bool {
        match statement {
            Stmt::Expr(Expr::If(decision), _) => is_guard_clause(decision),
            // The type of such a `let` has no place in a `match`.
            Stmt::Local(Local {
                pat: Pat::Type(_), init: Some(LocalInit { diverge: Some(_), .. }), ..
            }) => false,
            Stmt::Local(Local { init: Some(LocalInit { diverge: Some((_, other)), .. }), .. }) => {
                returns(other)
            }
            Stmt::Local(Local { pat, init: Some(LocalInit { expr, .. }), .. }) => match &**expr {
                Expr::Try(_) => !matches!(self.given, Given::Other),
                value => decides_to_return(value) && hidden(value, pat, behind).is_none(),
            },
            _ => false,
        }
    }

    /// `if a { return x; } else if b { return y; } rest`
    fn decided(&self, mut decision: ExprIf, rest: Block) -> Expr {
        decision.then_branch = self.value(decision.then_branch);
        let (token, other) = match decision.else_branch {
            Some((token, other)) => match *other {
                Expr::If(other) => (token, self.decided(other, rest)),
                other => (token, other),
            },
            None => (Token![else](decision.if_token.span), as_expr(rest)),
        };
        decision.else_branch = Some((token, Box::new(other)));
        Expr::If(decision)
    }

    /// `let Some(x) = value else { return y }; rest`, `let x = value?; rest`
    fn bound(&self, mut local: Local, rest: Block) -> Expr {
        let Some(init) = local.init.take() else { return as_expr(rest) };
        if init.diverge.is_none() && !matches!(*init.expr, Expr::Try(_)) {
            return self.with_rest(*init.expr, &local, rest);
        }
        let (pat, span) = (local.pat, local.let_token.span);
        match (*init.expr, init.diverge) {
            (value, Some((_, other))) => {
                let other = self.last(*other);
                matching(value, parse_quote_spanned!(span=> match () { #pat => #rest, _ => #other }))
            }
            (Expr::Try(tried), None) => asked(self.given, tried, pat, rest),
            _ => as_expr(rest),
        }
    }

    /// `let x = match value { Some(x) => x, None => return y }; rest`, with what follows in the case that goes on.
    fn with_rest(&self, value: Expr, local: &Local, rest: Block) -> Expr {
        match value {
            value if returns(&value) => self.last(value),
            Expr::If(mut decision) => {
                let then =
                    Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block: decision.then_branch });
                decision.then_branch = as_block(self.with_rest(then, local, rest.clone()));
                decision.else_branch = decision
                    .else_branch
                    .map(|(token, other)| (token, Box::new(self.with_rest(*other, local, rest))));
                Expr::If(decision)
            }
            Expr::Match(mut decision) => {
                for arm in &mut decision.arms {
                    *arm.body = self.with_rest((*arm.body).clone(), local, rest.clone());
                }
                Expr::Match(decision)
            }
            value => {
                let eq_token = Token![=](local.let_token.span);
                let init = Some(LocalInit { eq_token, expr: Box::new(value), diverge: None });
                let mut block = rest;
                block.stmts.insert(0, Stmt::Local(Local { init, ..local.clone() }));
                as_expr(block)
            }
        }
    }

    /// The block with its last statement as its value.
    fn with_last(&self, mut block: Block) -> Block {
        let last = match block.stmts.pop() {
            Some(Stmt::Expr(value, semicolon)) if semicolon.is_none() || returns(&value) => {
                Some(Stmt::Expr(self.last(value), None))
            }
            last => last,
        };
        block.stmts.extend(last);
        block
    }

    fn last(&self, value: Expr) -> Expr {
        match value {
            Expr::Return(mut returned) => match returned.expr.take() {
                Some(value) => self.last(of_one_piece(*value)),
                None => Expr::Return(returned),
            },
            Expr::If(mut decision) => {
                decision.then_branch = self.value(decision.then_branch);
                decision.else_branch =
                    decision.else_branch.map(|(token, other)| (token, Box::new(self.last(*other))));
                Expr::If(decision)
            }
            Expr::Match(mut decision) => {
                for arm in &mut decision.arms {
                    *arm.body = self.last((*arm.body).clone());
                }
                Expr::Match(decision)
            }
            Expr::Block(mut block) if block.label.is_none() => {
                block.block = self.value(block.block);
                Expr::Block(block)
            }
            value => value,
        }
    }
}

/// The `match`, of this value: one with braces, as `Order { id }.note`, stands between parentheses there.
pub(super) fn matching(value: Expr, decision: ExprMatch) -> Expr {
    let expr = if has_braces(value.to_token_stream()) { parse_quote!((#value)) } else { value };
    Expr::Match(ExprMatch { expr: Box::new(expr), ..decision })
}

/// A value that is no statement where it begins with a block, as `if a { 1 } else { 2 } == x` would.
fn of_one_piece(value: Expr) -> Expr {
    fn begins_with_a_block(value: &Expr) -> bool {
        match value {
            Expr::Binary(binary) => begins_with_a_block(&binary.left),
            Expr::Cast(cast) => begins_with_a_block(&cast.expr),
            value => matches!(value, Expr::If(_) | Expr::Match(_) | Expr::Block(_)),
        }
    }
    match value {
        Expr::Binary(_) | Expr::Cast(_) if begins_with_a_block(&value) => parse_quote!((#value)),
        value => value,
    }
}

/// Whether braces stand in the line of an expression, in what a `macro_rules!` was given too.
fn has_braces(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => has_braces(group.stream()),
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    })
}

/// Whether an `if` ends the body in each of its branches, and has none for the other cases.
pub(super) fn is_guard_clause(decision: &ExprIf) -> bool {
    block_returns(&decision.then_branch)
        && match &decision.else_branch {
            Some((_, other)) => matches!(&**other, Expr::If(other) if is_guard_clause(other)),
            None => true,
        }
}

/// Whether an expression ends the body with a value, whatever happens.
fn returns(value: &Expr) -> bool {
    match value {
        Expr::Return(returned) => returned.expr.is_some(),
        Expr::Block(block) => block.label.is_none() && block_returns(&block.block),
        Expr::If(decision) => {
            block_returns(&decision.then_branch)
                && decision.else_branch.as_ref().is_some_and(|(_, other)| returns(other))
        }
        Expr::Match(decision) => {
            !decision.arms.is_empty() && decision.arms.iter().all(|arm| returns(&arm.body))
        }
        _ => false,
    }
}

/// Whether a value ends the body in some of its cases, and goes on in one.
fn decides_to_return(value: &Expr) -> bool {
    let decides = match value {
        Expr::If(decision) => decision.else_branch.is_some(),
        Expr::Match(decision) => decision.arms.len() > 1,
        _ => false,
    };
    decides && going_on(value) == 1
}

/// In how many of its cases a value goes on to what is behind it.
fn going_on(value: &Expr) -> usize {
    match value {
        value if returns(value) => 0,
        Expr::If(decision) => {
            let other = decision.else_branch.as_ref().map_or(1, |(_, other)| going_on(other));
            usize::from(!block_returns(&decision.then_branch)) + other
        }
        Expr::Match(decision) => decision.arms.iter().map(|arm| going_on(&arm.body)).sum(),
        _ => 1,
    }
}

/// Instead of a `let` that goes on in several cases.
const CASES: &str = "give each case a value, and decide behind it: `if value == 0 { return .. }`";

/// The `return` of a `let` that is no guard clause, or the name that is in its way, why it is none, and what to write instead.
pub(crate) fn refused_return(local: &Local, behind: &[Stmt]) -> Option<(TokenStream, String, String)> {
    let init = local.init.as_ref().filter(|init| init.diverge.is_none())?;
    let value = &*init.expr;
    let returned = returned_case(value)?;
    let (message, help) = match going_on(value) {
        0 | 1 => match hidden(value, &local.pat, behind) {
            Some(name) => {
                let message = format!("this `{name}` would hide another, which is read below");
                let help = "give it another name in the pattern".to_owned();
                return Some((name.to_token_stream(), message, help));
            }
            None => ("`return` here is not portable", CASES),
        },
        _ => ("a `let` that can return goes on in one case alone", CASES),
    };
    Some((returned.to_token_stream(), message.to_owned(), help.to_owned()))
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

/// The name that the case that goes on binds, while what is behind its `let` reads another of before.
fn hidden(decision: &Expr, bound: &Pat, behind: &[Stmt]) -> Option<Ident> {
    let again = bound_names(bound);
    bound_by_the_case(decision)
        .into_iter()
        .find(|name| !again.iter().any(|bound| key(bound) == key(name)) && reads(behind, &key(name)))
}

/// What the case that goes on binds on the way to its value.
fn bound_by_the_case(value: &Expr) -> Vec<Ident> {
    match value {
        Expr::If(decision) if !block_returns(&decision.then_branch) => bound_by_the_condition(&decision.cond),
        Expr::If(decision) => {
            decision.else_branch.as_ref().map(|(_, other)| bound_by_the_case(other)).unwrap_or_default()
        }
        Expr::Match(decision) => {
            let arm = decision.arms.iter().find(|arm| !returns(&arm.body));
            arm.map(|arm| [bound_names(&arm.pat), bound_by_the_case(&arm.body)].concat()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
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

fn block_returns(block: &Block) -> bool {
    matches!(block.stmts.last(), Some(Stmt::Expr(value, _)) if returns(value))
}

fn as_block(value: Expr) -> Block {
    match value {
        Expr::Block(ExprBlock { label: None, block, .. }) => block,
        value => Block { brace_token: Brace::default(), stmts: vec![Stmt::Expr(value, None)] },
    }
}

fn as_expr(block: Block) -> Expr {
    Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block })
}
