//! Which states the driver takes without entering them: they await nothing, and do not ask which visit it is.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;

use super::machine::awaits;
use crate::workflow::model::State;

/// What is different at each visit.
const ASKED: [&str; 2] = ["state_entered_at", "retry_count"];

/// Whether `step_at_once` takes this state.
pub(super) fn is_at_once(state: &State) -> bool {
    !awaits(state) && !asks(state.item.block.to_token_stream())
}

/// Whether one of these names stands there, of whatever: a state that is entered without need is a little slower.
fn asks(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => asks(group.stream()),
        TokenTree::Ident(name) => ASKED.iter().any(|asked| name == asked),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
