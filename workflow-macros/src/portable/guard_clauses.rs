//! What returns early, as the expression that it is: `if x { return a; } b` is `if x { a } else { b }`.
//!
//! Guard clauses become values before anything is checked, so that one form is checked, run and exported. Only where
//! they stand in line with the value of a body: a `return` elsewhere stays, and is refused. Read next: `check.rs`.

use std::mem;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{
    Block, Expr, ExprBlock, ExprIf, ExprMatch, Local, LocalInit, Pat, ReturnType, Stmt, Token, Type,
    parse_quote, parse_quote_spanned, spanned::Spanned as _, token::Brace, visit::Visit as _,
};

use super::{
    cases_of_a_let::{decides_to_return, goes_on_in_one, returned_case, several},
    closures::with_closures,
    ending::Ending,
    inner_questions::{Names, lines_before},
    lines_of_cases::only_goes_on,
    question_marks::{Given, asked},
    results::with_results,
};

/// The body of a function as one value, and those of the closures in it.
pub(crate) fn as_value(body: Block, output: &ReturnType) -> Block {
    let names = Names::of(&body);
    Guards::of(output, &names).value(with_results(with_closures(body, &names)))
}

pub(super) struct Guards<'a> {
    pub(super) given: Given,
    /// The type of the value that the body gives.
    pub(super) value: Option<&'a Type>,
    pub(super) names: &'a Names,
    /// Whether what is returned stays so, in a part of a body whose value is not that of the body.
    pub(super) keeps: bool,
}

impl<'a> Guards<'a> {
    pub(super) fn of(output: &'a ReturnType, names: &'a Names) -> Self {
        let given = Given::of(output);
        let value = match output {
            ReturnType::Type(_, output) if given.is_value() => Some(&**output),
            _ => None,
        };
        Self { given, value, names, keeps: false }
    }

    fn value(&self, mut block: Block) -> Block {
        self.ask_before(&mut block);
        self.put_cases_together(&mut block);
        let Some(position) = block.stmts.iter().position(|line| self.is_guard(line)) else {
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

    /// Makes what ends the body within a line a line before it.
    fn ask_before(&self, block: &mut Block) {
        for mut statement in mem::take(&mut block.stmts) {
            block.stmts.extend(lines_before(&mut statement, self.ending(), self.names));
            block.stmts.push(statement);
        }
    }

    pub(super) fn ending(&self) -> Ending {
        Ending { asks: self.given.can_ask() }
    }

    /// Whether a statement ends the body in some cases, and goes on to what is behind it in the others.
    pub(super) fn is_guard(&self, statement: &Stmt) -> bool {
        match statement {
            Stmt::Expr(Expr::If(decision), _) => is_guard_clause(decision),
            // The type of such a `let` has no place in a `match`.
            Stmt::Local(Local {
                pat: Pat::Type(_), init: Some(LocalInit { diverge: Some(_), .. }), ..
            }) => false,
            Stmt::Local(Local { init: Some(LocalInit { diverge: Some((_, other)), .. }), .. }) => {
                returns(other)
            }
            Stmt::Local(Local { init: Some(LocalInit { expr, .. }), .. }) => match &**expr {
                Expr::Try(_) => self.given.can_ask(),
                value => decides_to_return(value),
            },
            _ => false,
        }
    }

    fn several(&self, value: Expr, pat: Pat, rest: Block) -> Expr {
        let ends = Guards { keeps: false, ..*self };
        let (value, decision) = several(value, pat, rest, self.value, |value| ends.last(value));
        self.ended_by_the_others(value, decision)
    }

    /// The `match`, of this value, whose first arm goes on and whose others end the body.
    fn ended_by_the_others(&self, value: Expr, mut decision: ExprMatch) -> Expr {
        if self.keeps {
            decision.arms.iter_mut().skip(1).for_each(|arm| returned(&mut arm.body));
        }
        matching(value, decision)
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
            if goes_on_in_one(&init.expr, &local.pat, &rest.stmts) {
                return self.with_rest(*init.expr, &local, rest);
            }
            return self.several(*init.expr, local.pat, rest);
        }
        let (pat, span) = (local.pat, local.let_token.span);
        match (*init.expr, init.diverge) {
            (value, Some((_, other))) => {
                let other = self.last(*other);
                matching(value, parse_quote_spanned!(span=> match () { #pat => #rest, _ => #other }))
            }
            (Expr::Try(tried), None) => {
                let (value, decision) = asked(self.given, tried, pat, rest);
                self.ended_by_the_others(value, decision)
            }
            _ => as_expr(rest),
        }
    }

    /// `let x = match value { Some(x) => x, None => return y }; rest`, with what follows in the case that goes on.
    fn with_rest(&self, value: Expr, local: &Local, rest: Block) -> Expr {
        match value {
            value if returns(&value) => self.last(value),
            value if returned_case(&value).is_none() => self.with_line(value, local, rest),
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
            Expr::Block(mut block) => match block.block.stmts.pop() {
                Some(Stmt::Expr(value, _)) => {
                    block.block.stmts.push(Stmt::Expr(self.with_rest(value, local, rest), None));
                    Expr::Block(block)
                }
                last => {
                    block.block.stmts.extend(last);
                    self.with_line(Expr::Block(block), local, rest)
                }
            },
            value => self.with_line(value, local, rest),
        }
    }

    /// `let x = value; rest`
    fn with_line(&self, value: Expr, local: &Local, rest: Block) -> Expr {
        let value = without_braces(value);
        if only_goes_on(local, &value) {
            return as_expr(rest);
        }
        let eq_token = Token![=](local.let_token.span);
        let init = Some(LocalInit { eq_token, expr: Box::new(value), diverge: None });
        let mut block = block_of(Stmt::Local(Local { init, ..local.clone() }));
        let ends = self.ending().is_within(|ends| ends.visit_block(&block));
        block.stmts.extend(rest.stmts);
        as_expr(if ends { self.value(block) } else { block })
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

    pub(super) fn last(&self, value: Expr) -> Expr {
        let mut block = block_of(Stmt::Expr(value, None));
        self.ask_before(&mut block);
        match block.stmts.pop() {
            Some(Stmt::Expr(value, None)) if block.stmts.is_empty() => self.ended(value),
            last => {
                block.stmts.extend(last);
                as_expr(self.value(block))
            }
        }
    }

    fn ended(&self, value: Expr) -> Expr {
        match value {
            Expr::Return(returned) if self.keeps => Expr::Return(returned),
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

/// The value of a block that has nothing else.
fn without_braces(value: Expr) -> Expr {
    let inner = match &value {
        Expr::Block(ExprBlock { block, label: None, .. }) => match &block.stmts[..] {
            [Stmt::Expr(inner, None)] => Some(inner.clone()),
            _ => None,
        },
        _ => None,
    };
    inner.map_or(value, without_braces)
}

/// `return value`
fn returned(value: &mut Expr) {
    let span = value.span();
    *value = parse_quote_spanned!(span=> return #value);
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
pub(super) fn returns(value: &Expr) -> bool {
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

pub(super) fn block_returns(block: &Block) -> bool {
    matches!(block.stmts.last(), Some(Stmt::Expr(value, _)) if returns(value))
}

fn as_block(value: Expr) -> Block {
    match value {
        Expr::Block(ExprBlock { label: None, block, .. }) => block,
        value => block_of(Stmt::Expr(value, None)),
    }
}

fn block_of(statement: Stmt) -> Block {
    Block { brace_token: Brace::default(), stmts: vec![statement] }
}

pub(super) fn as_expr(block: Block) -> Expr {
    Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block })
}
