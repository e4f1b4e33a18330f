//! What returns early, as the expression that it is: `if x { return a; } b` is `if x { a } else { b }`.
//!
//! Guard clauses become values before anything is checked, so that one form is checked, run and exported. Only where
//! they stand in line with the value of a body: a `return` elsewhere stays, and is refused. Read next: `check.rs`.

use proc_macro2::{Delimiter, Span, TokenTree};
use quote::ToTokens as _;
use syn::{
    Block, Expr, ExprBlock, ExprIf, ExprMatch, Ident, Local, LocalInit, Pat, ReturnType, Stmt, Token, Type,
    parse_quote, parse_quote_spanned,
};

/// The body of a function as one value.
pub(crate) fn as_value(body: Block, output: &ReturnType) -> Block {
    Guards { option: is_option(output) }.value(body)
}

struct Guards {
    /// Whether the body gives an `Option`, and so ends at a `?` behind one.
    option: bool,
}

impl Guards {
    fn value(&self, mut block: Block) -> Block {
        let Some(position) = block.stmts.iter().position(|statement| self.is_guard(statement)) else {
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

    /// Whether a statement ends the body in some cases, and goes on in the others.
    fn is_guard(&self, statement: &Stmt) -> bool {
        match statement {
            Stmt::Expr(Expr::If(decision), _) => is_guard_clause(decision),
            // The type of such a `let` has no place in a `match`.
            Stmt::Local(Local {
                pat: Pat::Type(_), init: Some(LocalInit { diverge: Some(_), .. }), ..
            }) => false,
            Stmt::Local(Local { init: Some(LocalInit { diverge: Some((_, other)), .. }), .. }) => {
                returns(other)
            }
            Stmt::Local(Local { init: Some(LocalInit { expr, .. }), .. }) => {
                self.option && matches!(**expr, Expr::Try(_))
            }
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
    fn bound(&self, local: Local, rest: Block) -> Expr {
        let Some(init) = local.init else { return as_expr(rest) };
        let (pat, span) = (local.pat, local.let_token.span);
        match (*init.expr, init.diverge) {
            (value, Some((_, other))) => {
                let other = self.last(*other);
                matching(value, parse_quote_spanned!(span=> match () { #pat => #rest, _ => #other }))
            }
            (Expr::Try(tried), None) => {
                let span = tried.question_token.span;
                let (pat, rest) = without_type(pat, rest, span);
                let decision = parse_quote_spanned! {span=>
                    match () {
                        ::core::option::Option::Some(#pat) => #rest,
                        ::core::option::Option::None => ::core::option::Option::None,
                    }
                };
                matching(*tried.expr, decision)
            }
            _ => as_expr(rest),
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
                Some(value) => self.last(*value),
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
fn matching(value: Expr, decision: ExprMatch) -> Expr {
    let mut tokens = value.to_token_stream().into_iter();
    let has_braces =
        |token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let expr = if tokens.any(has_braces) { parse_quote!((#value)) } else { value };
    Expr::Match(ExprMatch { expr: Box::new(expr), ..decision })
}

/// Whether an `if` ends the body in each of its branches, and has none for the other cases.
fn is_guard_clause(decision: &ExprIf) -> bool {
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

fn block_returns(block: &Block) -> bool {
    matches!(block.stmts.last(), Some(Stmt::Expr(value, _)) if returns(value))
}

fn is_option(output: &ReturnType) -> bool {
    fn is(output: &Type) -> bool {
        match output {
            Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
            // What a `macro_rules!` was given.
            Type::Group(group) => is(&group.elem),
            _ => false,
        }
    }
    matches!(output, ReturnType::Type(_, output) if is(output))
}

/// A pattern that can stand in `Some(..)`: the type of what it binds is said by a `let`.
fn without_type(pat: Pat, rest: Block, told: Span) -> (Pat, Block) {
    if !matches!(pat, Pat::Type(_)) {
        return (pat, rest);
    }
    let name = Ident::new("__value", Span::mixed_site().located_at(told));
    let rest = parse_quote_spanned!(told=> { let #pat = #name; #rest });
    (parse_quote_spanned!(told=> #name), rest)
}

fn as_expr(block: Block) -> Expr {
    Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block })
}
