//! Drawing a machine: as text for Mermaid, which code hosts and editors show, and for Graphviz.
//!
//! Both draw the same: every state under its own name, the branches of a Parallel state and the machine of a Map state
//! inside it, choices labelled with their conditions and catchers with their errors. Long labels are cut, and what a
//! condition reads of the state's input is written without `$states.input.`: a diagram is for people, the definition is
//! what counts.

mod graphviz;
mod mermaid;

use std::collections::{HashMap, HashSet};

use super::machine::StateMachine;
use super::state::{State, StateKind};
use super::ways::Block;

pub use graphviz::graphviz;
pub use mermaid::mermaid;

/// How many characters of a condition a diagram shows.
const MAX_LABEL: usize = 60;

/// The machines inside a state, each with a title.
pub(super) fn inner_title(state: &State) -> Vec<(String, &StateMachine)> {
    match &state.kind {
        StateKind::Parallel { branches } => {
            let branches = branches.iter().enumerate();
            branches.map(|(i, branch)| (format!("branch {}", i + 1), branch)).collect()
        }
        StateKind::Map(map) => {
            map.processor().map(|machine| ("for each item".to_owned(), machine)).into_iter().collect()
        }
        StateKind::Task(_)
        | StateKind::Choice { .. }
        | StateKind::Wait(_)
        | StateKind::Pass { .. }
        | StateKind::Succeed
        | StateKind::Fail(_) => Vec::new(),
    }
}

/// A label that is not too long. Of one that binds variables first, what they are is left out.
fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_LABEL {
        return text.to_owned();
    }
    if let Some(text) = without_bindings(text) {
        return shortened(&text);
    }
    let kept: String = text.chars().take(MAX_LABEL - 1).collect();
    format!("{}…", kept.trim_end())
}

/// `a + b > 1` of `($a := …; $b := …; $a + $b > 1)`.
fn without_bindings(text: &str) -> Option<String> {
    let block = Block::of(text).filter(|block| block.length == text.len())?;
    let (last, bindings) = block.parts.split_last()?;
    let bound: Option<HashSet<&str>> =
        bindings.iter().map(|binding| binding.split_once(" := ")?.0.strip_prefix('$')).collect();
    let bound = bound.filter(|bound| !bound.is_empty())?;
    let mut names = last.split('$');
    let first = names.next()?.to_owned();
    Some(names.fold(first, |shown, behind| {
        let end = behind.find(|one: char| !one.is_alphanumeric() && one != '_').unwrap_or(behind.len());
        let sign = if bound.contains(&behind[..end]) { "" } else { "$" };
        format!("{shown}{sign}{behind}")
    }))
}

/// Gives each state an id that both tools take: its name, as far as it is letters, digits and `_`.
#[derive(Default)]
struct Ids {
    used: HashSet<String>,
}

impl Ids {
    /// The ids of a machine's states, by name.
    fn of<'a>(&mut self, machine: &'a StateMachine) -> HashMap<&'a str, String> {
        machine.states.keys().map(|name| (name.as_str(), self.fresh(name))).collect()
    }

    fn fresh(&mut self, name: &str) -> String {
        let mut id: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
        // Words that mean something to one of the two tools, and ids that would begin with a digit.
        let reserved = [
            "", "choice", "class", "default", "edge", "end", "fork", "graph", "join", "node", "note",
            "start", "state", "subgraph",
        ];
        if reserved.contains(&id.to_lowercase().as_str()) || id.starts_with(|c: char| c.is_ascii_digit()) {
            id.insert_str(0, "s_");
        }
        let mut unique = id.clone();
        let mut number = 2;
        while !self.used.insert(unique.to_lowercase()) {
            unique = format!("{id}_{number}");
            number += 1;
        }
        unique
    }
}

#[cfg(test)]
mod tests;
