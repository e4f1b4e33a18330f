//! Cases that are bodies themselves: `let x = match value { Some(y) => { if y > 3 { return a; } y } None => 0 };`, and
//! statements that return in some of their cases.
//!
//! The lines of each case become one decision, of which each end is a value or a `return`; the rest is done by what puts
//! guard clauses together of such cases. Read next: `guard_clauses.rs`.

use std::mem;

use proc_macro2::Span;
use syn::{
    Block, Expr, ExprIf, Local, LocalInit, Pat, Stmt, Token, parse_quote, parse_quote_spanned,
    spanned::Spanned as _, visit::Visit as _,
};

use super::{
    cases_of_a_let::going_on,
    ending::{Ending, is_decision},
    guard_clauses::{Guards, block_returns, returns},
};

impl Guards<'_> {
    /// Puts the lines of cases together where they then are a guard, and were none before.
    pub(super) fn put_cases_together(&self, block: &mut Block) {
        // The last line has nothing behind it to go on to.
        let lines = block.stmts.split_last_mut().into_iter().flat_map(|(_, before)| before);
        for line in lines {
            if let Some(of_cases) = self.of_cases(line) {
                *line = of_cases;
            }
        }
    }

    fn of_cases(&self, line: &Stmt) -> Option<Stmt> {
        let value = match line {
            Stmt::Local(Local { init: Some(LocalInit { expr, diverge: None, .. }), .. }) => (**expr).clone(),
            Stmt::Expr(value, semicolon) => {
                let given = || semicolon.is_some().then(|| value.clone());
                with_values(value.clone()).ok().or_else(given)?
            }
            _ => return None,
        };
        if !is_decision(&value) || lacks_value(&value).is_some() {
            return None;
        }
        let is_decided = self.is_guard(line) && going_on(&value) < 2 && !self.lines_end(&value);
        if is_decided || !self.ending().is_within(|ends| ends.visit_expr(&value)) {
            return None;
        }
        let value = Guards { keeps: true, ..*self }.last(value);
        let line = match line {
            Stmt::Local(local) => {
                let eq_token = Token![=](local.let_token.span);
                let init = LocalInit { eq_token, expr: Box::new(value), diverge: None };
                Stmt::Local(Local { init: Some(init), ..local.clone() })
            }
            _ => parse_quote_spanned!(value.span()=> let _ = #value;),
        };
        self.is_guard(&line).then_some(line)
    }

    /// Whether a line before the value of some case ends the body.
    fn lines_end(&self, value: &Expr) -> bool {
        let of_block = |block: &Block| match block.stmts.split_last() {
            Some((Stmt::Expr(value, _), before)) => {
                before.iter().any(|line| self.ending().is_within(|ends| ends.visit_stmt(line)))
                    || self.lines_end(value)
            }
            _ => false,
        };
        match value {
            value if returns(value) => false,
            Expr::If(decision) => {
                of_block(&decision.then_branch)
                    || decision.else_branch.as_ref().is_some_and(|(_, other)| self.lines_end(other))
            }
            Expr::Match(decision) => decision.arms.iter().any(|arm| self.lines_end(&arm.body)),
            Expr::Block(block) => of_block(&block.block),
            _ => false,
        }
    }
}

/// What a case lacks that is to have a value, or to end the body.
pub(crate) enum Lacks {
    /// This `if` has no other case.
    Else(Token![if]),
    /// The value of this block is a statement.
    Semicolon(Token![;]),
    /// The lines that end here give none.
    Value(Span),
}

/// What the first case lacks that has no value.
pub(crate) fn lacks_value(value: &Expr) -> Option<Lacks> {
    let of_block = |block: &Block| match block.stmts.last() {
        _ if block_returns(block) => None,
        Some(Stmt::Expr(value, None)) => lacks_value(value),
        Some(Stmt::Expr(_, Some(semicolon))) => Some(Lacks::Semicolon(*semicolon)),
        Some(Stmt::Macro(call)) if call.semi_token.is_none() => None,
        _ => Some(Lacks::Value(block.brace_token.span.close())),
    };
    match value {
        Expr::If(decision) => of_block(&decision.then_branch).or_else(|| match &decision.else_branch {
            Some((_, other)) => lacks_value(other),
            None => Some(Lacks::Else(decision.if_token)),
        }),
        Expr::Match(decision) => decision.arms.iter().find_map(|arm| lacks_value(&arm.body)),
        Expr::Block(block) => of_block(&block.block),
        _ => None,
    }
}

/// The value of a case of a statement that ends the body in another.
pub(super) fn value_left(statement: &Expr) -> Option<Box<Expr>> {
    let ends = Ending { asks: true }.is_within(|ends| ends.visit_expr(statement));
    value_of_a_case(statement).filter(|_| ends)
}

/// The value of the first case of a statement that has one and does not return it.
pub(super) fn value_of_a_case(statement: &Expr) -> Option<Box<Expr>> {
    with_values(statement.clone()).err().filter(|_| is_decision(statement))
}

/// A statement of cases with `true` as the value of those that have none, and so go on; the value of one that has another.
fn with_values(value: Expr) -> Result<Expr, Box<Expr>> {
    match value {
        Expr::If(decision) => if_with_values(decision).map(Expr::If),
        Expr::Match(mut decision) => {
            for arm in &mut decision.arms {
                *arm.body = case_with_value(mem::replace(&mut arm.body, parse_quote!(())))?;
            }
            Ok(Expr::Match(decision))
        }
        Expr::Block(mut block) if block.label.is_none() => {
            end_with_a_value(&mut block.block)?;
            Ok(Expr::Block(block))
        }
        other => Err(Box::new(other)),
    }
}

fn if_with_values(mut decision: ExprIf) -> Result<ExprIf, Box<Expr>> {
    end_with_a_value(&mut decision.then_branch)?;
    let span = decision.if_token.span;
    let (token, other) = match decision.else_branch {
        Some((token, other)) => (token, case_with_value(*other)?),
        None => (Token![else](span), parse_quote_spanned!(span=> { true })),
    };
    decision.else_branch = Some((token, Box::new(other)));
    Ok(decision)
}

fn case_with_value(case: Expr) -> Result<Expr, Box<Expr>> {
    match case {
        case if returns(&case) => Ok(case),
        Expr::Tuple(none) if none.elems.is_empty() => Ok(parse_quote_spanned!(none.span()=> true)),
        Expr::Try(_) => Ok(parse_quote_spanned!(case.span()=> { let () = #case; true })),
        case => with_values(case),
    }
}

fn end_with_a_value(block: &mut Block) -> Result<(), Box<Expr>> {
    if block_returns(block) {
        return Ok(());
    }
    let value = match block.stmts.pop() {
        Some(Stmt::Expr(value, None)) => case_with_value(value)?,
        last => {
            block.stmts.extend(last);
            parse_quote_spanned!(block.brace_token.span.close()=> true)
        }
    };
    block.stmts.push(Stmt::Expr(value, None));
    Ok(())
}

/// Whether a `let` binds nothing of a case that has no value but that it goes on.
pub(super) fn only_goes_on(local: &Local, value: &Expr) -> bool {
    matches!(local.pat, Pat::Wild(_)) && *value == parse_quote!(true)
}
